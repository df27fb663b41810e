import Forecasting
import InvestmentPipeline

/// How fast this machine answers a scenario: what `luodi bench` found.
///
/// Times are wall clock, in seconds. Encoded in snake case as it stands.
public struct BenchReport: Sendable, Codable {
  public var formatVersion = 1
  public var luodiVersion = Forecasting.luodiVersion
  public var scenario: ScenarioSummary
  public var threads: Int
  /// The kernels that the processor has: `portable`, `avx2` or `avx512`.
  public var instructionSet: String
  /// Reading the files and making the model.
  public var preparationSeconds: Double
  public var runs: Int
  public var leastTrials: Int
  public var mostTrials: Int
  /// Open leads × trials per second of runs of `mostTrials`, summaries included.
  public var leadDrawsPerSecond: Spread
  /// What a run takes beyond preparation, whatever its trials, and what each trial adds.
  public var fixedSeconds: Double
  public var secondsPerTrial: Double
  public var estimates: [Estimate]
  public var peakMebibytes: Double
  /// Share of a run's time, in [0, 1], spent on months before the year's end.
  public var monthsShare: Double
  /// Share spent on year's metrics that no target is about.
  public var untargetedShare: Double
  public var precision: Precision?
  /// Share of the processors that other programs took during the runs; nil where unknown.
  public var foreignShare: Double?

  public struct Spread: Sendable, Codable {
    public var median: Double
    public var least: Double
    public var greatest: Double
  }

  /// The time of a whole `luodi run`, preparation included, up to the printing.
  public struct Estimate: Sendable, Codable {
    public var trials: Int
    public var seconds: Double
    /// Whether more trials than any run had.
    public var isExtrapolated: Bool
  }

  /// How precise a target's probability is.
  public struct Precision: Sendable, Codable {
    public var target: Target.ID
    public var title: BilingualText
    public var trials: Int
    public var probability: Double
    public var standardError: Double
    /// If the standard error falls with the root of the trials.
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

  /// Of the first target on the city's investment of the year, or else of the first one; nil
  /// without targets, and where every trial or none hit.
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
    let headline: Catalogue = million.isExtrapolated ? .benchExtrapolated : .benchHeadline
    let facts = Table(
      columns: [
        (Catalogue.benchItem(language), .leading), (Catalogue.explainValue(language), .trailing),
      ],
      rows: [
        [Catalogue.benchLeads(language), "\(scenario.openLeads)"],
        [Catalogue.benchThreads(language), "\(threads)"],
        [Catalogue.benchKernels(language), instructionSet],
        [Catalogue.benchPreparation(language), seconds(preparationSeconds)],
        [Catalogue.benchDraws(language), millions(leadDrawsPerSecond.median)],
        [
          Catalogue.benchSpread(language),
          millions(leadDrawsPerSecond.least) + "–" + millions(leadDrawsPerSecond.greatest),
        ],
        [Catalogue.benchMonths(language), percent(monthsShare)],
        [Catalogue.benchUntargeted(language), percent(untargetedShare)],
        [Catalogue.benchMemory(language), NumberText.fixed(peakMebibytes, decimals: 0)],
      ])
    let times = Table(
      columns: [
        (Catalogue.benchTrials(language), .trailing), (Catalogue.benchSeconds(language), .trailing),
        (Catalogue.benchHow(language), .leading),
      ],
      rows: estimates.map { estimate in
        let how: Catalogue = estimate.isExtrapolated ? .benchBeyond : .benchWithin
        return ["\(estimate.trials)", seconds(estimate.seconds), how(language)]
      })
    var blocks: [ReportBlock] = [
      .headline(headline(language, seconds(million.seconds))),
      .paragraph(
        Catalogue.about(
          language, scenario.cityName[language], "\(scenario.year)", scenario.title[language],
          scenario.reason[language])),
      .table(facts), .table(times),
      .paragraph(
        Catalogue.benchLine(
          language, "\(runs)", "\(leastTrials)", "\(mostTrials)", seconds(fixedSeconds),
          seconds(secondsPerTrial * 1000))),
    ]
    if let precision {
      blocks.append(
        .paragraph(
          Catalogue.benchPrecision(
            language, precision.title[language],
            NumberText.percent(
              precision.probability, error: precision.standardError, trials: precision.trials),
            NumberText.points(precision.standardError), "\(precision.trials)",
            NumberText.points(precision.standardErrorOfMillion))))
    }
    if let foreignShare, foreignShare > Self.quiet {
      blocks.append(.paragraph(Catalogue.benchDisturbed(language, percent(foreignShare))))
    }
    return blocks
  }

  /// Foreign load that is not worth a word.
  private static let quiet = 0.05

  /// About two digits.
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
