import ArgumentParser
import Dispatch
import ExactDistributions
import Forecasting
import Foundation
import InvestmentPipeline
import RandomStreams
import Reports
import ScenarioFiles
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

extension OutputFormat: ExpressibleByArgument {}
extension FactorPoints: ExpressibleByArgument {}
extension Engine: ExpressibleByArgument {}

/// `luodi run SCENARIO`
struct Run: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Simulate the year and say how likely each target is. 模拟全年，给出各目标的把握。")

  @OptionGroup var options: ScenarioOptions

  // Unconditional, so that “--seed -1” is told from a seed that was left out.
  @Option(
    parsing: .unconditional,
    help: "Trials, 100000 unless stated; with --precision at most this many. 试验次数。")
  var trials: Int?

  @OptionGroup var draws: DrawOptions
  @OptionGroup var changes: SetOptions

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Stop when every probability is that precise, such as 0.1pp. 达到该精度即停。", valueName: "points"))
  var precision: Precision?

  @Option(
    help: """
      What answers the targets: simulate, exact, conditional or auto; the simulation's answer stays \
      beside it. 目标概率的算法。
      """)
  var engine: Engine = .simulate

  @Option(
    help: ArgumentHelp(
      "Write each trial's values of the year to a NumPy file, its columns beside. 逐次试验的数值写入 .npy。",
      valueName: "file.npy"))
  var trialValues: String?

  @OptionGroup var output: OutputOptions
  @OptionGroup var pictures: ChartOptions

  /// A standard error in percentage points.
  struct Precision: ExpressibleByArgument {
    var share: Double

    /// `0.1pp` or `0.1%`.
    init?(argument: String) {
      let suffix = ["pp", "%"].first { argument.hasSuffix($0) }
      guard let suffix, let points = Double(argument.dropLast(suffix.count)),
        points > 0, points <= 50
      else { return nil }
      share = points / 100
    }
  }

  func validate() throws {
    try TrialLimits.check(trials: trials, threads: draws.threads)
  }

  func run() throws {
    let language = options.common.language
    let model = try options.document().model(applying: changes.moves)
    try output.check()
    if let trialValues {
      for path in [trialValues, columns(of: trialValues)] { try OutputFile.check(path) }
    }
    try model.check(engine)
    let plan = TrialPlan(
      trials: trials ?? (precision == nil ? 100_000 : 10_000_000), seed: Seed(draws.seed),
      threads: draws.threads, precision: precision?.share, points: draws.factors)
    let interruption = Interruption()
    let simulated = model.forecast(plan, showing: language, until: interruption)
    let display = ProgressDisplay(language: language)
    let forecast = try model.answered(
      simulated, by: engine,
      ConditionalPlan(
        seed: Seed(draws.seed), precision: precision?.share ?? ConditionalPlan().precision,
        threads: draws.threads)
    ) { progress in
      display.show(progress)
      return !interruption.isRequested
    }
    display.clear()
    let report = ForecastReport(forecast, language: language)
    try output.deliver(language) { report.text($0, usesColour: $1) }
    try pictures.deliver(language, report.charts)
    if let trialValues { try write(model, plan, simulated, to: trialValues, language) }
    if simulated.completion == .interrupted {
      throw interruption.ended(language, after: forecast.trials)
    }
    if forecast.completion == .interrupted {
      Terminal.say(Catalogue.engineInterrupted(language))
      throw interruption.exitCode
    }
  }
}

extension Run {
  /// Plays the trials of the forecast once more, for their values.
  private func write(
    _ model: CompiledScenario, _ plan: TrialPlan, _ forecast: Forecast, to path: String,
    _ language: Language
  ) throws {
    let table = TrialTable(model.trialColumns, of: forecast)
    var plan = plan
    plan.trials = forecast.trials
    try OutputFile.write(to: path) { file in
      if let error = Terminal.write(table.header, to: file.descriptor) { throw error }
      try model.trialValues(plan) { block in
        if let error = Terminal.write(TrialTable.bytes(block), to: file.descriptor) { throw error }
        return true
      }
    }
    let columns = columns(of: path)
    try OutputFile.write(table.json, to: columns)
    Terminal.say(Catalogue.outputWritten(language, "\(path), \(columns)"))
  }

  /// The file that names the columns of trial values.
  private func columns(of path: String) -> String {
    (path.hasSuffix(".npy") ? String(path.dropLast(4)) : path) + ".columns.json"
  }
}

extension CompiledScenario {
  /// The forecast, with its progress on a terminal, ended early by an interruption.
  func forecast(
    _ plan: TrialPlan, showing language: Language, until interruption: Interruption
  ) -> Forecast {
    var display = ProgressDisplay(language: language)
    defer { display.clear() }
    return forecast(plan) { progress in
      display.show(progress)
      return !interruption.isRequested
    }
  }
}

/// Ctrl-C, SIGTERM or SIGHUP, kept until the run looks.
final class Interruption {
  private let first: First
  private let sources: [any DispatchSourceSignal]

  private final class First: Sendable {
    let signal = Atomic<Int32>(0)
  }

  /// From here on the first of these signals is kept. A second SIGINT or SIGTERM ends the program at
  /// once; terminals that close send several SIGHUP. What `nohup` ignores stays ignored.
  init() {
    let first = First()
    sources = [SIGHUP, SIGTERM, SIGINT].compactMap { number in
      let handler = signal(number, SIG_IGN)
      if number == SIGHUP,
        unsafeBitCast(handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
      {
        return nil
      }
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler {
        // Holds itself: a second signal counts to the end of the program, also while results are written.
        withExtendedLifetime(source) {}
        let (isFirst, kept) = first.signal.compareExchange(
          expected: 0, desired: number, ordering: .relaxed)
        if !isFirst, number != SIGHUP {
          TemporaryFile.removeUnfinished()
          _exit(Self.exitCode(kept))
        }
      }
      source.resume()
      return source
    }
    self.first = first
  }

  var isRequested: Bool { first.signal.load(ordering: .relaxed) != 0 }

  /// Says that the run was interrupted after `trials`; throw what comes back.
  func ended(_ language: Language, after trials: Int) -> ExitCode {
    Terminal.say(Catalogue.interruptedNotice(language, "\(trials)"))
    return exitCode
  }

  var exitCode: ExitCode { ExitCode(Self.exitCode(first.signal.load(ordering: .relaxed))) }

  /// As shells report a program that the signal ends: 130, 143 or 129.
  private static func exitCode(_ signal: Int32) -> Int32 { 128 + signal }
}

/// One line on standard error, renewed while the run goes on; nothing when that is no terminal.
struct ProgressDisplay {
  let language: Language
  private let isShown = Terminal.errorIsTerminal
  private let start = ContinuousClock.now

  init(language: Language) { self.language = language }

  mutating func show(_ progress: TrialProgress) {
    guard isShown else { return }
    let elapsed = Double((ContinuousClock.now - start) / .milliseconds(1)) / 1000
    let left =
      elapsed / Double(progress.trialsDone)
      * Double(progress.trialsPlanned - progress.trialsDone)
    var parts = [
      Catalogue.progressTrials(
        language, "\(progress.trialsDone)", "\(progress.trialsPlanned)"),
      Catalogue.progressLeft(language, "\(Int(left.rounded(.up)))"),
    ]
    if let error = progress.greatestStandardError {
      let points = (error * 10_000).rounded(.up) / 100
      parts.append(Catalogue.progressError(language, "\(points)"))
    }
    if let target = progress.partialForecast().targets.first {
      parts.append(
        Catalogue.progressTarget(
          language, target.title[language],
          String((target.probability * 1000).rounded() / 10)))
    }
    Terminal.renewLine(parts.joined(separator: " · "))
  }

  func show(_ progress: EngineProgress) {
    guard isShown else { return }
    Terminal.renewLine(
      Catalogue.progressEngine(
        language, "\(progress.targetsAnswered)", "\(progress.targetCount)",
        "\(progress.vectorsTaken)"))
  }

  func clear() {
    if isShown { Terminal.renewLine("") }
  }
}
