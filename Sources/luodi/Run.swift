public import ArgumentParser
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
extension ForecastDetail: ExpressibleByArgument {}

/// `luodi run SCENARIO`
struct Run: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Simulate the year and estimate the probability of each target. 模拟全年，测算各目标的可能性。")

  @OptionGroup var options: ScenarioOptions

  // Unconditional, so that “--seed -1” is distinguished from an omitted seed.
  @Option(
    parsing: .unconditional,
    help: "Number of trials (default: 100000); with --precision an upper limit. 模拟次数，默认10万次。")
  var trials: Int?

  @OptionGroup var draws: DrawOptions
  @OptionGroup var changes: SetOptions

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Stop when every standard error is at most this, such as 0.1pp. 达到该精度即停止。",
      valueName: "points"))
  var precision: Precision?

  @Option(
    help: """
      Method for the targets' probabilities: simulate, exact, conditional or auto; the simulated \
      result is shown beside it. 目标概率的算法。
      """)
  var engine: Engine = .simulate

  @Option(
    help: ArgumentHelp(
      "Write the yearly values of each trial to a NumPy file, with a file of its columns. 每次模拟的数值写入 .npy。",
      valueName: "file.npy"))
  var trialValues: String?

  @Option(
    help: """
      Distributions in JSON and CSV: targets, standard (default; those of tables and charts) or all (the \
      default with --trial-values). 输出哪些分布。
      """)
  var detail: ForecastDetail?

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
    let model = try options.document().model(
      applying: changes.moves, detail: detail ?? (trialValues == nil ? .standard : .all))
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
    model.sayFewParameterDraws(trials: forecast.trials, language)
    let report = ForecastReport(forecast, of: model, language: language)
    try output.deliver(language) { report.text($0, usesColour: $1) }
    try pictures.deliver(language, report.charts)
    if let trialValues { try write(model, plan, simulated, to: trialValues, language) }
    if simulated.completion == .interrupted {
      throw interruption.ended(language, after: forecast.trials)
    }
    if forecast.completion == .interrupted {
      Terminal.say(CommandWords.engineInterrupted[language])
      throw interruption.exitCode
    }
  }
}

extension CompiledScenario {
  /// Says so where a forecast has too few parameter draws.
  func sayFewParameterDraws(trials: Int, _ language: Language) {
    guard let few = fewParameterDraws(trials: trials) else { return }
    Terminal.say(
      CommandWords.fewParameterDraws(
        draws: "\(few.draws)", least: "\(few.least)", trials: "\(few.trials)")[language])
  }
}

extension Run {
  /// Simulates the trials of the forecast once more and writes their values.
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
    Terminal.say(CommandWords.written(path: "\(path), \(columns)")[language])
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

/// The first of Ctrl-C, SIGTERM and SIGHUP, stored until the run checks for it.
final class Interruption {
  private let first: First
  private let sources: [any DispatchSourceSignal]

  private final class First: Sendable {
    let signal = Atomic<Int32>(0)
  }

  /// Stores the first of these signals from now on. A second SIGINT or SIGTERM ends the program at
  /// once; terminals that close send several SIGHUP. SIGHUP stays ignored under `nohup`.
  init() {
    let first = First()
    sources = [SIGHUP, SIGTERM, SIGINT].compactMap { number in
      let handler = signal(number, SIG_IGN)
      if number == SIGHUP,
        unsafe unsafeBitCast(handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
      {
        return nil
      }
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler {
        // Keeps the source alive: a second signal is handled until the end of the program.
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

  /// Reports that the run was interrupted after `trials`.
  ///
  /// - Returns: the exit code to throw.
  func ended(_ language: Language, after trials: Int) -> ExitCode {
    Terminal.say(CommandWords.interrupted(trials: "\(trials)")[language])
    return exitCode
  }

  var exitCode: ExitCode { ExitCode(Self.exitCode(first.signal.load(ordering: .relaxed))) }

  /// The code that shells report for a program ended by the signal: 130, 143 or 129.
  private static func exitCode(_ signal: Int32) -> Int32 { 128 + signal }
}

/// One progress line on standard error, updated during the run; nothing where that is not a terminal.
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
      CommandWords.progressTrials(
        done: "\(progress.trialsDone)", planned: "\(progress.trialsPlanned)")[language],
      CommandWords.progressLeft(seconds: "\(Int(left.rounded(.up)))")[language],
    ]
    if let error = progress.greatestStandardError {
      let points = (error * 10_000).rounded(.up) / 100
      parts.append(CommandWords.progressError(points: "\(points)")[language])
    }
    if let target = progress.partialForecast().targets.first {
      parts.append(
        CommandWords.progressTarget(
          target: target.title[language],
          percent: String((target.probability * 1000).rounded() / 10))[language])
    }
    Terminal.renewLine(parts.joined(separator: " · "))
  }

  func show(_ progress: EngineProgress) {
    guard isShown else { return }
    Terminal.renewLine(
      CommandWords.progressEngine(
        answered: "\(progress.targetsAnswered)", targets: "\(progress.targetCount)",
        vectors: "\(progress.vectorsTaken)")[language])
  }

  func clear() {
    if isShown { Terminal.renewLine("") }
  }
}
