import ArgumentParser
import Forecasting
import InvestmentPipeline
import LinearAlgebra
import RandomStreams
import Reports
import ScenarioFiles

#if canImport(Glibc)
  import FoundationEssentials
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// `luodi bench [SCENARIO]`
struct Bench: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Measure the run time of a scenario on this machine. 测算本机模拟所需时间。")

  @Argument(help: "Name, city/name or path of a scenario. 情景名、城市/情景名或文件路径。")
  var scenario: String = "baseline"

  @OptionGroup var common: CommonOptions

  @Option(
    parsing: .unconditional,
    help: "Trials of the largest run (default: as many as take a few seconds). 最大一轮的模拟次数。")
  var trials: Int?

  @Option(
    parsing: .unconditional, help: "Threads (default: one per processor). 线程数，默认使用全部处理器。")
  var threads: Int?

  @Option(help: "Format of the output. 输出格式。")
  var format: Format = .table

  enum Format: String, ExpressibleByArgument, CaseIterable {
    case table, json
  }

  func validate() throws {
    try TrialLimits.check(trials: trials, atLeast: 64, threads: threads)
  }

  func run() throws {
    let report = try Bench.measure(
      threads: min(threads ?? .max, WorkerPool.processorCount), trials: trials
    ) { try common.library.find(scenario).load() }
    switch format {
    case .table:
      try Terminal.print(report.text(common.language, usesColour: Terminal.usesColour))
    case .json: try Terminal.print(report.json)
    }
  }
}

// MARK: Measuring

extension Bench {
  /// The time budget of all runs, exceeded only for very large registers.
  private static let budgetSeconds = 3.0
  private static let fewestRounds = 3
  private static let mostRounds = 5

  /// Warms up, then runs in rounds, each with increasing numbers of trials and with fewer metrics, so
  /// that a temporary load on the machine affects all of them.
  private static func measure(
    threads: Int, trials: Int?, load: () throws -> Scenario
  ) throws -> BenchReport {
    let start = ContinuousClock.now
    let scenario = try load()
    let model = try CompiledScenario(scenario)
    let preparation = seconds(since: start)

    let pilot = warmUp(model, threads: threads)
    let most = trials ?? mostTrials(smallest: pilot.trials, seconds: pilot.seconds)
    let yearOnly = try CompiledScenario(
      scenario, metrics: yearMetrics(of: pilot.forecast, in: scenario.city))
    let targetsOnly = try CompiledScenario(scenario, metrics: [])

    var times = RunTimes()
    var yearTimes = RunTimes()
    var targetTimes = RunTimes()
    var forecast = pilot.forecast
    let begin = ContinuousClock.now
    let loadBefore = ProcessorTime.now
    for round in 0..<mostRounds {
      if round >= fewestRounds, seconds(since: begin) > budgetSeconds { break }
      for part in [4, 2, 1] {
        let count = max(1, most / part)
        forecast = time(model, trials: count, threads: threads, into: &times)
      }
      time(yearOnly, trials: most, threads: threads, into: &yearTimes)
      time(targetsOnly, trials: most, threads: threads, into: &targetTimes)
    }
    let foreignShare = loadBefore.flatMap { ProcessorTime.now?.foreignShare(since: $0) }
    return BenchReport(
      forecast, threads: threads, instructionSet: "\(TrialPlan().level)",
      preparationSeconds: preparation, times: times, yearOnly: yearTimes,
      targetsOnly: targetTimes, peakMebibytes: peakMebibytes,
      foreignShare: foreignShare)
  }

  /// Runs every part of the engine, then as many trials as fill the widest tile of every thread; far
  /// fewer for a register so large that this would take seconds.
  ///
  /// - Returns: the last forecast, the trials of a smallest run, and the seconds that one took.
  private static func warmUp(
    _ model: CompiledScenario, threads: Int
  ) -> (forecast: Forecast, trials: Int, seconds: Double) {
    var trials = 64 * threads
    while true {
      var times = RunTimes()
      let forecast = time(model, trials: trials, threads: threads, into: &times)
      let taken = times.seconds(for: trials)
      if trials == 1024 * threads || taken > 0.5 { return (forecast, trials, taken) }
      trials *= 4
    }
  }

  /// Four times the smallest run, or a multiple of that within the budget.
  private static func mostTrials(smallest trials: Int, seconds: Double) -> Int {
    let perRound = (1 + 2 + 4 + 2 * 4) * seconds
    return 4 * trials * max(1, Int(budgetSeconds / (Double(mostRounds) * perRound)))
  }

  /// Every metric of the forecast, for the whole year only.
  private static func yearMetrics(of forecast: Forecast, in city: City) -> [Metric] {
    let scopes: [Scope] =
      [.city] + city.districts.map { .district($0.id) } + city.chains.map { .chain($0.id) }
      + city.channels.map { .channel($0.id) }
    let measures: [Measure] = forecast.metrics.filter { $0.scope.kind == .city }.map { metric in
      switch metric.unit {
      case .hundredMillionYuan: .signedInvestment
      case .share: .manufacturingShare
      case .projects:
        .projectCount(
          atLeast: Money(
            tenThousandYuan: Int64(((metric.atLeastSize ?? 0) * 10_000).rounded())))
      }
    }
    return scopes.flatMap { scope in measures.map { Metric($0, over: scope) } }
  }

  @discardableResult
  private static func time(
    _ model: CompiledScenario, trials: Int, threads: Int, into times: inout RunTimes
  ) -> Forecast {
    let start = ContinuousClock.now
    let forecast = model.forecast(TrialPlan(trials: trials, threads: threads))
    times.add(trials: trials, seconds: seconds(since: start))
    return forecast
  }

  private static func seconds(since start: ContinuousClock.Instant) -> Double {
    (ContinuousClock.now - start) / .seconds(1)
  }

  /// The peak memory of this process in MiB. On Linux from `/proc`: the value of `getrusage` may be
  /// that of the parent process.
  private static var peakMebibytes: Double {
    #if canImport(Glibc)
      let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
      let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
      let words = line?.split(whereSeparator: { $0 == " " || $0 == "\t" }) ?? []
      return (words.count > 1 ? Double(words[1]) ?? 0 : 0) / 1024
    #else
      var usage = rusage()
      getrusage(RUSAGE_SELF, &usage)
      return Double(usage.ru_maxrss) / 1_048_576
    #endif
  }
}

/// The processor time since the start of the system, in hundredths of a second, from `/proc/stat`.
private struct ProcessorTime {
  /// The time of all programs; `all` includes idle time.
  var busy: Double
  var all: Double
  var own: Double

  /// Nil on systems without `/proc/stat`.
  static var now: ProcessorTime? {
    #if canImport(Glibc)
      guard let text = try? String(contentsOfFile: "/proc/stat", encoding: .utf8),
        let line = text.split(separator: "\n").first
      else { return nil }
      // user, nice, system, idle, waiting, interrupts, soft interrupts, stolen by other machines
      let fields = line.split(separator: " ").dropFirst().prefix(8).compactMap { Double($0) }
      guard fields.count == 8 else { return nil }
      var time = timespec()
      unsafe clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
      let all = fields.reduce(0, +)
      return ProcessorTime(
        busy: all - fields[3] - fields[4], all: all,
        own: Double(time.tv_sec) * 100 + Double(time.tv_nsec) * 1e-7)
    #else
      return nil
    #endif
  }

  /// The share of all processors that other programs took since then; nil for too short a time.
  func foreignShare(since earlier: ProcessorTime) -> Double? {
    guard all - earlier.all >= 20 else { return nil }
    let foreign = (busy - earlier.busy) - (own - earlier.own)
    return min(1, max(0, foreign / (all - earlier.all)))
  }
}
