import ArgumentParser
import Dispatch
import Forecasting
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

  @Option(
    parsing: .unconditional, help: "Every draw follows from it; a whole number from 0. 随机种子。")
  var seed: UInt64 = 2023

  @Option(
    parsing: .unconditional, help: "Threads; no influence on the result. 线程数，不影响结果。")
  var threads: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Stop when every probability is that precise, such as 0.1pp. 达到该精度即停。", valueName: "points"))
  var precision: Precision?

  @Option(
    help: "Draws of the common factors: sobol (even, the default) or random. 因子抽样方式。")
  var factors: FactorPoints = .sobol

  @Option(
    help: """
      What answers the targets: simulate, exact, conditional or auto; the simulation's answer stays \
      beside it. 目标概率的算法。
      """)
  var engine: Engine = .simulate

  @Option(help: "table, json, csv or markdown. 输出格式。")
  var format: OutputFormat = .table

  @Option(name: .shortAndLong, help: ArgumentHelp("Write to a file. 写入文件。", valueName: "file"))
  var output: String?

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
    try TrialLimits.check(trials: trials, threads: threads)
  }

  func run() throws {
    let language = options.common.language
    if let output { try OutputFile.check(output) }
    let model = try ForecastModel(options.load())
    try model.check(engine)
    let plan = TrialPlan(
      trials: trials ?? (precision == nil ? 100_000 : 10_000_000), seed: Seed(seed),
      threads: threads, precision: precision?.share, points: factors)
    let interruption = Interruption()
    var display = ProgressDisplay(language: language)
    let simulated = model.forecast(plan) { progress in
      display.show(progress)
      return !interruption.isRequested
    }
    display.clear()
    let forecast = try model.answered(
      simulated, by: engine,
      ConditionalPlan(
        seed: Seed(seed), precision: precision?.share ?? ConditionalPlan().precision,
        threads: threads))
    let report = ForecastReport(forecast, language: language)
    try OutputFile.deliver(to: output, language: language) {
      report.text(format, usesColour: $0)
    }
    if forecast.completion == .interrupted { throw interrupted(language, after: forecast.trials) }
  }
}

/// Ctrl-C, kept until the run looks.
final class Interruption {
  private let requested: Requested
  private let source: any DispatchSourceSignal

  private final class Requested: Sendable {
    let flag = Atomic<Bool>(false)
  }

  /// From here on the first SIGINT is kept; a second ends the program at once.
  init() {
    let requested = Requested()
    signal(SIGINT, SIG_IGN)
    let source = DispatchSource.makeSignalSource(signal: SIGINT, queue: .global())
    source.setEventHandler {
      if requested.flag.exchange(true, ordering: .relaxed) { _exit(130) }
    }
    source.resume()
    self.requested = requested
    self.source = source
  }

  var isRequested: Bool { requested.flag.load(ordering: .relaxed) }
}

/// Says that a run was interrupted after `trials`; throw what comes back.
func interrupted(_ language: Language, after trials: Int) -> ExitCode {
  Terminal.say(Catalogue.interruptedNotice(language, "\(trials)"))
  return ExitCode(ExitStatus.interrupted.rawValue)
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
    Terminal.say("\r\u{1B}[K" + parts.joined(separator: " · "), terminator: "")
  }

  func clear() {
    if isShown { Terminal.say("\r\u{1B}[K", terminator: "") }
  }
}
