public import Forecasting
public import InvestmentPipeline

/// The speed of this machine on a scenario, as measured by `luodi bench`.
///
/// Times are wall clock, in seconds. Encoded in snake case as it stands.
public struct BenchReport: Sendable, Codable {
  /// The version of the JSON format.
  public var formatVersion = 1
  /// The version of the program.
  public var luodiVersion = Forecasting.luodiVersion
  /// The scenario that was run.
  public var scenario: ScenarioSummary
  /// The number of threads.
  public var threads: Int
  /// The kernels that the processor has: `portable`, `avx2` or `avx512`.
  public var instructionSet: String
  /// Seconds to read the files and compile the scenario.
  public var preparationSeconds: Double
  /// The number of timed runs.
  public var runs: Int
  /// The trials of the smallest run.
  public var leastTrials: Int
  /// The trials of the largest run.
  public var mostTrials: Int
  /// Open leads × trials per second of runs of `mostTrials`, summaries included.
  public var leadDrawsPerSecond: Spread
  /// The fixed time of a run beyond preparation, and the time per trial.
  public var fixedSeconds: Double
  /// Seconds that each trial adds.
  public var secondsPerTrial: Double
  /// Estimated times for `estimatedTrials`.
  public var estimates: [Estimate]
  /// Peak memory of the process in MiB.
  public var peakMebibytes: Double
  /// Share of a run's time, in [0, 1], spent on months before the year's end.
  public var monthsShare: Double
  /// Share spent on yearly metrics without a target.
  public var untargetedShare: Double
  /// The precision of one target; nil without a target that some trials reach and some miss.
  public var precision: Precision?
  /// Share of the processors that other programs took during the runs; nil where unknown.
  public var foreignShare: Double?

  /// The median and the range of repeated measurements.
  public struct Spread: Sendable, Codable {
    /// The median.
    public var median: Double
    /// The smallest value.
    public var least: Double
    /// The largest value.
    public var greatest: Double
  }

  /// The time of a whole `luodi run`, preparation included, up to the printing.
  public struct Estimate: Sendable, Codable {
    /// The number of trials.
    public var trials: Int
    /// Wall-clock seconds.
    public var seconds: Double
    /// Whether `trials` exceeds those of every run.
    public var isExtrapolated: Bool
  }

  /// The precision of a target's probability.
  public struct Precision: Sendable, Codable {
    /// The target.
    public var target: Target.ID
    /// The title of the target.
    public var title: BilingualText
    /// The number of trials.
    public var trials: Int
    /// The simulated probability, in [0, 1].
    public var probability: Double
    /// The Monte Carlo standard error of `probability`.
    public var standardError: Double
    /// Assumes that the standard error is inversely proportional to the square root of the trials.
    public var standardErrorOfMillion: Double
  }

  /// The numbers of trials whose times are estimated.
  public static let estimatedTrials = [10_000, 100_000, 1_000_000]

  /// - Parameters:
  ///   - forecast: of a run with the most trials.
  ///   - times: of runs that keep every metric.
  ///   - yearOnly: of runs with the most trials that keep the year's metrics.
  ///   - targetsOnly: of runs with the most trials that keep the targets' metrics.
  /// - Precondition: all three have runs of `forecast.trials`.
  public init(
    _ forecast: Forecast, threads: Int, instructionSet: String, preparationSeconds: Double,
    times: RunTimes, yearOnly: RunTimes, targetsOnly: RunTimes, peakMebibytes: Double,
    foreignShare: Double?
  ) {
    guard let most = times.trials.last, let spread = times.spread(at: most),
      let year = yearOnly.spread(at: most), let bare = targetsOnly.spread(at: most)
    else { preconditionFailure("no runs of \(forecast.trials) trials") }
    let draws = Double(forecast.scenario.openLeads) * Double(most)
    scenario = forecast.scenario
    self.threads = threads
    self.instructionSet = instructionSet
    self.preparationSeconds = preparationSeconds
    runs = times.runCount
    leastTrials = times.trials[0]
    mostTrials = most
    leadDrawsPerSecond = Spread(
      median: draws / spread.median, least: draws / spread.greatest,
      greatest: draws / spread.least)
    (fixedSeconds, secondsPerTrial) = times.line
    estimates = Self.estimatedTrials.map {
      Estimate(
        trials: $0, seconds: preparationSeconds + times.seconds(for: $0), isExtrapolated: $0 > most)
    }
    self.peakMebibytes = peakMebibytes
    // Noise may make the smaller job the slower one.
    let yearShare = min(1, year.median / spread.median)
    monthsShare = 1 - yearShare
    untargetedShare = max(0, yearShare - bare.median / spread.median)
    precision = Self.precision(of: forecast)
    self.foreignShare = foreignShare
  }

  /// The precision of the first target on the city's investment of the year, or else of the first
  /// one; nil without targets, and where every trial or none reaches it.
  private static func precision(of forecast: Forecast) -> Precision? {
    let target = forecast.targets.first { $0.isCityTotal } ?? forecast.targets.first
    guard let target, target.standardError > 0 else { return nil }
    return Precision(
      target: target.id, title: target.title, trials: forecast.trials,
      probability: target.probability, standardError: target.standardError,
      standardErrorOfMillion: target.standardError
        * (Double(forecast.trials) / 1_000_000).squareRoot())
  }
}

extension TargetForecast {
  /// Whether it is about the city's investment of the year.
  var isCityTotal: Bool {
    scope.kind == .city && unit == .hundredMillionYuan && throughMonth == 12
  }
}

// MARK: Words

extension BenchReport {
  /// The report for people, ending with a line break.
  public func text(_ language: Language, usesColour: Bool = false) -> String {
    TextRenderer(usesColour: usesColour).render(blocks(language))
  }

  /// JSON with sorted keys in snake case.
  public var json: String { MachineText.json(self) }

  private func blocks(_ language: Language) -> [ReportBlock] {
    let million = estimates.last!
    let millionSeconds = seconds(million.seconds)
    let headline =
      million.isExtrapolated
      ? BenchWords.headlineExtrapolated(seconds: millionSeconds)
      : BenchWords.headline(seconds: millionSeconds)
    let times = Table(
      columns: [
        (BenchWords.trials[language], .trailing), (BenchWords.seconds[language], .trailing),
        (BenchWords.basis[language], .leading),
      ],
      rows: estimates.map { estimate in
        let basis = estimate.isExtrapolated ? BenchWords.extrapolated : BenchWords.measured
        return ["\(estimate.trials)", seconds(estimate.seconds), basis[language]]
      })
    var blocks: [ReportBlock] = [
      .headline(headline[language]),
      .paragraph(
        SharedWords.about(
          city: scenario.cityName[language], year: "\(scenario.year)",
          scenario: scenario.title[language], reason: scenario.reason[language])[language]),
      .table(facts(language)), .table(times),
      .paragraph(
        BenchWords.line(
          runs: "\(runs)", least: "\(leastTrials)", most: "\(mostTrials)",
          fixed: seconds(fixedSeconds), perThousand: seconds(secondsPerTrial * 1000))[language]),
    ]
    if let precision {
      blocks.append(
        .paragraph(
          BenchWords.precision(
            target: precision.title[language],
            probability: NumberText.percent(
              precision.probability, error: precision.standardError, trials: precision.trials),
            error: NumberText.points(precision.standardError), trials: "\(precision.trials)",
            millionError: NumberText.points(precision.standardErrorOfMillion))[language]))
    }
    if let foreignShare, foreignShare > Self.quiet {
      blocks.append(.paragraph(BenchWords.disturbed(share: percent(foreignShare))[language]))
    }
    return blocks
  }

  /// The measured quantities.
  private func facts(_ language: Language) -> Table {
    Table(
      columns: [
        (BenchWords.item[language], .leading), (SharedWords.value[language], .trailing),
      ],
      rows: [
        [BenchWords.openLeads[language], "\(scenario.openLeads)"],
        [BenchWords.threads[language], "\(threads)"],
        [BenchWords.instructionSet[language], instructionSet],
        [BenchWords.preparation[language], seconds(preparationSeconds)],
        [BenchWords.leadDraws[language], millions(leadDrawsPerSecond.median)],
        [
          BenchWords.leadDrawsRange[language],
          millions(leadDrawsPerSecond.least) + "–" + millions(leadDrawsPerSecond.greatest),
        ],
        [BenchWords.months[language], percent(monthsShare)],
        [BenchWords.untargeted[language], percent(untargetedShare)],
        [BenchWords.memory[language], NumberText.fixed(peakMebibytes, decimals: 0)],
      ])
  }

  /// Load of other programs that is not reported.
  private static let quiet = 0.05

  /// `value` with about two significant digits.
  private func seconds(_ value: Double) -> String {
    NumberText.value(value, error: value * 0.09, most: 6)
  }

  private func millions(_ value: Double) -> String {
    NumberText.value(value / 1e6, error: value / 1e8, most: 3)
  }

  private func percent(_ share: Double) -> String {
    NumberText.fixed(share * 100, decimals: 0) + "%"
  }
}
