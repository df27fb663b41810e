public import InvestmentPipeline
public import RandomStreams

/// The answer: for each target its probability, for each metric its distribution.
///
/// A plain value. Equal scenarios, seeds and numbers of trials give equal forecasts whatever
/// the number of threads. Amounts are in 亿元, counts in projects, shares in [0, 1].
public struct Forecast: Sendable, Codable, Equatable {
  /// Grows when a reader of older forecasts could misread a newer one.
  public static let currentFormatVersion = 1

  /// The version of this format; `currentFormatVersion` when written by this version.
  public var formatVersion: Int
  /// The version of Luodi that made it.
  public var luodiVersion: String
  /// A digest, 16 hexadecimal digits, of all that determines the trials and what is kept of them: the
  /// inputs but for names and the order of leads and arrivals, targets and metrics, and the versions of the
  /// program and the random streams. The order of the city's parts counts. Forecasts of equal digest, seed, points and trials are equal.
  @LazyFingerprint public var modelFingerprint: String
  /// The scenario that was forecast.
  public var scenario: ScenarioSummary
  /// The files that were read, with their SHA-256.
  public var inputFiles: [InputFile]
  /// The seed of all draws.
  public var seed: Seed
  /// Where the common factors' draws came from.
  public var factorPoints: FactorPoints
  /// Trials taken: 0 ..< trials.
  public var trials: Int
  /// Whether all trials were taken, and if not, why.
  public var completion: Completion
  /// The targets, in the order of the scenario.
  public var targets: [TargetForecast]
  /// The joint targets, in the order of the scenario.
  public var joint: [JointForecast]
  /// The metrics that were kept: by scope, then by measure.
  public var metrics: [MetricForecast]
  /// What there is beside the register; nil where the scenario has nothing else.
  public var year: ProjectSimulationSummary?
  /// What was asked to answer the targets beside the simulation; nil for the simulation alone.
  public var engine: Engine?

  /// Why no more trials were taken.
  public enum Completion: String, Sendable, Codable {
    /// All that were asked for.
    case complete
    /// Every probability was as precise as asked for.
    case precisionReached = "precision_reached"
    /// The run was interrupted; the trials done so far are a sample like any other.
    case interrupted
    /// More are being taken: see `TrialProgress.partialForecast()`.
    case partial
  }

  mutating func identify(by made: FingerprintOnDemand) {
    _modelFingerprint = LazyFingerprint(of: made)
  }

  /// The target with this id.
  public func target(_ id: Target.ID) -> TargetForecast? { targets.first { $0.id == id } }

  /// The joint target with this id.
  public func joint(_ id: JointTarget.ID) -> JointForecast? { joint.first { $0.id == id } }

  /// The year's forecast of a measure over a scope.
  public func metric(_ measure: Measure, over scope: Scope = .city) -> MetricForecast? {
    let id = MetricForecast.id(measure, over: scope)
    return metrics.first { $0.id == id }
  }
}

/// What a forecast is about.
public struct ScenarioSummary: Sendable, Codable, Equatable {
  /// The scenario's identifier.
  public var id: Scenario.ID
  /// The scenario's title.
  public var title: BilingualText
  /// The meaning of the scenario, a sentence.
  public var reason: BilingualText
  /// The city's identifier.
  public var cityID: City.ID
  /// The city's name.
  public var cityName: BilingualText
  /// The plan year.
  public var year: Int
  /// The last day whose results are known.
  public var asOf: CalendarDate
  /// Leads that may still be signed within the year.
  public var openLeads: Int
  /// Projects already signed in the year.
  public var signedProjects: Int
  /// Numbers that are published figures.
  public var publishedNumbers: Int
  /// Numbers that are assumptions.
  public var assumedNumbers: Int
}

/// The unit of a value.
public enum Unit: String, Sendable, Codable {
  /// A hundred million yuan.
  case hundredMillionYuan = "亿元"
  /// A number of projects.
  case projects = "projects"
  /// A share, in [0, 1].
  case share = "share"
}

/// A part of the city, with its names.
public struct ScopeReference: Sendable, Codable, Equatable {
  /// The kind of a scope.
  public enum Kind: String, Sendable, Codable { case city, district, chain, channel }

  /// The kind of the scope.
  public var kind: Kind
  /// Its identifier within its kind; that of the city for the city.
  public var id: String
  /// Its name.
  public var name: BilingualText
}

/// A quantile with its Monte Carlo standard error.
public struct QuantileEstimate: Sendable, Codable, Equatable {
  /// P(X ≤ value), in (0, 1).
  public var probability: Double
  /// The quantile, in the metric's unit.
  public var value: Double
  /// Nil where there are too few trials to tell: see `MetricAccumulator.estimates`.
  @NullIfUndefined public var standardError: Double?
}

/// A central prediction interval.
public struct PredictionInterval: Sendable, Codable, Equatable {
  /// 0.5, 0.8 or 0.9.
  public var level: Double
  /// The lower end, in the metric's unit.
  public var lower: Double
  /// The upper end, in the metric's unit.
  public var upper: Double
  /// The Monte Carlo standard error of `lower`.
  @NullIfUndefined public var lowerStandardError: Double?
  /// The Monte Carlo standard error of `upper`.
  @NullIfUndefined public var upperStandardError: Double?
}

/// How a target stands at the as-of date.
public struct ProRataProgress: Sendable, Codable, Equatable {
  /// The metric's value so far; nil for an undefined ratio (zero denominator).
  public var achieved: Double?
  /// achieved / target value; nil for shares and for targets of zero.
  public var achievedShare: Double?
  /// The share of the target's period that is over, by days.
  public var elapsedShare: Double
}

/// The forecast of one target.
public struct TargetForecast: Sendable, Codable, Equatable, Identifiable {
  /// The target's identifier.
  public var id: Target.ID
  /// The target's title.
  public var title: BilingualText
  /// The `id` of its metric; the year's metrics are among the forecast's.
  public var metric: String
  /// The part of the city that the target is for.
  public var scope: ScopeReference
  /// The month, 1 … 12, by whose end the target is to be met.
  public var throughMonth: Int
  /// Whether the value is to be reached or exceeded.
  public var comparison: Comparison
  /// The value to meet, in `unit`.
  public var value: Double
  /// The unit of `value`, of the median, the intervals and the shortfall.
  public var unit: Unit
  /// The probability of meeting the target.
  public var probability: Double
  /// The Monte Carlo standard error of `probability`, or that of the engine that answered.
  public var standardError: Double
  /// How many independent trials one trial over Sobol factors is worth for the probability; nil
  /// for independent trials.
  public var varianceRatio: Double?
  /// Nil when no trial has a value (an undefined ratio).
  public var median: Double?
  /// The Monte Carlo standard error of the median; nil where there are too few trials.
  @NullIfUndefined public var medianStandardError: Double?
  /// Central prediction intervals of the metric, of 50, 80 and 90 %.
  public var intervals: [PredictionInterval]
  /// Mean of value − metric over the trials that miss; nil when none does.
  public var expectedShortfall: Double?
  /// The Monte Carlo standard error of `expectedShortfall`; nil for fewer than two misses.
  @NullIfUndefined public var expectedShortfallStandardError: Double?
  /// What has been achieved at the as-of date.
  public var progress: ProRataProgress
  /// Where `probability` comes from; nil for a run that only simulates.
  public var answer: EngineAnswer?
}

/// The forecast of several targets at once.
public struct JointForecast: Sendable, Codable, Equatable, Identifiable {
  /// The joint target's identifier.
  public var id: JointTarget.ID
  /// The joint target's title.
  public var title: BilingualText
  /// The targets that are joined.
  public var targets: [Target.ID]
  /// Whether all of them are to be met, or at least one.
  public var requirement: JointTarget.Requirement
  /// The probability of meeting the joint target.
  public var probability: Double
  /// The standard error of `probability`.
  public var standardError: Double
  /// Where `probability` comes from; nil for a run that only simulates.
  public var answer: EngineAnswer?
}

/// The distribution of a measure over a scope.
///
/// Encoded with the fields of `year` beside its own.
public struct MetricForecast: Sendable, Codable, Equatable, Identifiable {
  /// `city.signed_investment`, `district:xinhui.projects_over_10`.
  public var id: String
  /// The part of the city that is measured.
  public var scope: ScopeReference
  /// The name of the measure, such as `signed_investment`.
  public var measure: String
  /// For counts: projects of at least this many 亿元; 0 counts all.
  public var atLeastSize: Double?
  /// The unit of all its values.
  public var unit: Unit
  /// The distribution of the value at the end of the plan year.
  public var year: DistributionSummary
  /// The histogram of the value at the end of the plan year.
  public var histogram: HistogramSummary
  /// Cumulative from 1 January through the end of each month, 1 … 12; empty if only the year
  /// was asked for.
  public var throughMonth: [DistributionSummary]

  private enum CodingKeys: String, CodingKey {
    case id, scope, measure, atLeastSize, unit, histogram, throughMonth
  }

  public func encode(to encoder: any Encoder) throws {
    try year.encode(to: encoder)
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(id, forKey: .id)
    try container.encode(scope, forKey: .scope)
    try container.encode(measure, forKey: .measure)
    try container.encodeIfPresent(atLeastSize, forKey: .atLeastSize)
    try container.encode(unit, forKey: .unit)
    try container.encode(histogram, forKey: .histogram)
    try container.encode(throughMonth, forKey: .throughMonth)
  }

  static func id(_ measure: Measure, over scope: Scope) -> String {
    let place =
      switch scope {
      case .city: "city"
      case .district(let id): "district:\(id)"
      case .chain(let id): "chain:\(id)"
      case .channel(let id): "channel:\(id)"
      }
    return "\(place).\(measure.name)"
  }
}

extension MetricForecast {
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      id: try container.decode(String.self, forKey: .id),
      scope: try container.decode(ScopeReference.self, forKey: .scope),
      measure: try container.decode(String.self, forKey: .measure),
      atLeastSize: try container.decodeIfPresent(Double.self, forKey: .atLeastSize),
      unit: try container.decode(Unit.self, forKey: .unit),
      year: try DistributionSummary(from: decoder),
      histogram: try container.decode(HistogramSummary.self, forKey: .histogram),
      throughMonth: try container.decode([DistributionSummary].self, forKey: .throughMonth))
  }
}

/// Moments and quantiles of a metric.
public struct DistributionSummary: Sendable, Codable, Equatable {
  /// Trials in which the metric has a value; in the others the ratio is undefined (zero denominator).
  public var trials: Int
  /// The mean; nil without trials.
  public var mean: Double?
  /// Of the mean; nil for fewer than two trials.
  @NullIfUndefined public var standardError: Double?
  /// How many independent trials one trial over Sobol factors is worth for the mean; nil for
  /// independent trials.
  public var varianceRatio: Double?
  /// The standard deviation over trials; nil for fewer than two.
  @NullIfUndefined public var standardDeviation: Double?
  /// The least value of any trial; nil without trials.
  public var minimum: Double?
  /// The greatest value of any trial; nil without trials.
  public var maximum: Double?
  /// The quantiles at `probabilities`; empty without trials.
  public var quantiles: [QuantileEstimate]

  /// The probabilities of `quantiles`.
  public static let probabilities = [0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99]

  /// One of `quantiles`.
  public func quantile(_ probability: Double) -> QuantileEstimate? {
    quantiles.first { $0.probability == probability }
  }
}

/// Equal bins over the bulk of a distribution (its 0.5 % to 99.5 % quantiles).
public struct HistogramSummary: Sendable, Codable, Equatable {
  /// The lower edge of the first bin. Bins hold their lower edge, not their upper.
  public var lower: Double
  /// The width of each bin, above 0.
  public var binWidth: Double
  /// The number of trials in each bin.
  public var counts: [Int]
  /// Trials below the first bin.
  public var below: Int
  /// Trials at or above the end of the last.
  public var above: Int
}

extension Measure {
  /// `signed_investment`, `projects`, `projects_over_10`, `manufacturing_share`, `funds_in_place`.
  package var name: String {
    switch self {
    case .signedInvestment: "signed_investment"
    case .projectCount(let size) where size == .zero: "projects"
    case .projectCount(let size):
      "projects_over_\(plainDecimal(size))"
    case .manufacturingShare: "manufacturing_share"
    case .startedInvestment: "started_investment"
    case .startedCount: "started_projects"
    case .fundsInPlace: "funds_in_place"
    case .carriedOverStarted: "carried_over_started"
    }
  }

  /// Base units (万元, projects, millionths) to one of `unit`.
  package var baseUnits: Double {
    switch self {
    case .signedInvestment, .startedInvestment, .fundsInPlace: 10_000
    case .projectCount, .startedCount: 1
    case .manufacturingShare, .carriedOverStarted: 1_000_000
    }
  }

  var unit: Unit {
    switch self {
    case .signedInvestment, .startedInvestment, .fundsInPlace: .hundredMillionYuan
    case .projectCount, .startedCount: .projects
    case .manufacturingShare, .carriedOverStarted: .share
    }
  }

  private func plainDecimal(_ money: Money) -> String {
    let text = "\(money.inHundredMillionYuan)"
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }
}
