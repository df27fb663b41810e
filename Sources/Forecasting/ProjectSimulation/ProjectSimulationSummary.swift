public import InvestmentPipeline

/// What a forecast says of a year beyond its metrics: arrivals, followers, quotas, landing, ranks.
///
/// Amounts are in 亿元, land in 亩, energy in 吨标煤 a year. Nil is a part that the scenario does
/// not have.
public struct ProjectSimulationSummary: Sendable, Codable, Equatable {
  public var arrivals: ArrivalForecast?
  public var followers: PartForecast?
  public var quotas: QuotaForecast?
  public var landing: [LandingForecast]?
  public var ranks: [RankForecast]?
  /// The ranks by each item that has a weight.
  public var itemRanks: [ItemRanks]?
  public var rates: RateUncertaintyForecast?
}

/// A mean over trials with its Monte Carlo standard error.
public struct MeanEstimate: Sendable, Codable, Equatable {
  public var mean: Double
  /// Nil for fewer than two trials or parameter draws.
  @NullIfUndefined public var standardError: Double?
  /// Of the values over trials; nil for fewer than two.
  @NullIfUndefined public var standardDeviation: Double?
}

/// What a part of the year brings.
public struct PartForecast: Sendable, Codable, Equatable {
  public var projects: MeanEstimate
  public var investment: MeanEstimate
}

public struct ArrivalForecast: Sendable, Codable, Equatable {
  /// Leads that come by one channel.
  public struct Channel: Sendable, Codable, Equatable {
    public var scope: ScopeReference
    /// Expected, exactly.
    public var expected: Double
    /// Of their number, the gamma variable included, exactly.
    public var standardDeviation: Double
  }

  /// Leads that come within the open months, signed or not: the exact mean, and the standard
  /// deviation of their number.
  public var expected: Double
  public var standardDeviation: Double
  public var channels: [Channel]
  /// Those that are signed and admitted within the year.
  public var signed: PartForecast
}

public struct QuotaForecast: Sendable, Codable, Equatable {
  /// Projects signed but for one thing, which wait for the next year.
  public struct Deferred: Sendable, Codable, Equatable {
    /// `land`, `energy` or `merit`.
    public var reason: String
    public var projects: MeanEstimate
    public var investment: MeanEstimate
  }

  /// What a district has and takes of a resource.
  public struct District: Sendable, Codable, Equatable {
    public var scope: ScopeReference
    /// Its own, at the as-of date.
    public var left: Double
    /// From its own and from the pool.
    public var used: MeanEstimate
    /// The probability that a project is deferred for want of it.
    public var shortProbability: Double
    public var shortStandardError: Double
  }

  public struct Resource: Sendable, Codable, Equatable {
    /// `land` or `energy`.
    public var resource: String
    /// `亩` or `吨标煤`.
    public var unit: String
    public var pool: Double
    public var poolUsed: MeanEstimate
    public var districts: [District]
  }

  public var deferred: [Deferred]
  public var resources: [Resource]
  /// Deferred investment by district, for whatever reason.
  public var deferredByDistrict: [DistrictMean]

  public struct DistrictMean: Sendable, Codable, Equatable {
    public var scope: ScopeReference
    public var investment: MeanEstimate
  }
}

/// How long a district takes from a lead to a building site, exactly.
public struct LandingForecast: Sendable, Codable, Equatable {
  public var scope: ScopeReference
  /// Mean months from being identified to the start, of leads that come so far.
  public var meanMonths: Double
  /// The months asked about, and the share of such leads that need no more.
  public var withinMonths: Int?
  public var withinShare: Double?
}

/// The probability of each rank of a district.
public struct RankForecast: Sendable, Codable, Equatable {
  public var scope: ScopeReference
  /// First rank first; they add up to 1.
  public var probabilities: [Double]
  public var standardErrors: [Double]
}

/// The ranks of the districts by one item of the scorecard.
public struct ItemRanks: Sendable, Codable, Equatable {
  public var item: Scorecard.Item
  public var ranks: [RankForecast]
}
