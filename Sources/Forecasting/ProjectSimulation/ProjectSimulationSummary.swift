public import InvestmentPipeline

/// What a forecast says of a year beyond its metrics: arrivals, followers, quotas, landing, ranks.
///
/// Amounts are in 亿元, land in 亩, energy in 吨标煤 a year. Nil is a part that the scenario does
/// not have.
public struct ProjectSimulationSummary: Sendable, Codable, Equatable {
  /// Arrivals.
  public var arrivals: ArrivalForecast?
  /// Followers that are signed and admitted within the year.
  public var followers: PartForecast?
  /// Quotas of land and energy, and the projects they defer.
  public var quotas: QuotaForecast?
  /// The time from lead to start, by district.
  public var landing: [LandingForecast]?
  /// The ranks of the districts by the scorecard.
  public var ranks: [RankForecast]?
  /// The ranks by each item that has a weight.
  public var itemRanks: [ItemRanks]?
  /// Parameter uncertainty and process variance; nil for fixed rates.
  public var rates: RateUncertaintyForecast?
}

/// A mean over trials with its Monte Carlo standard error.
public struct MeanEstimate: Sendable, Codable, Equatable {
  /// The mean over trials.
  public var mean: Double
  /// Nil for fewer than two trials or parameter draws.
  @NullIfUndefined public var standardError: Double?
  /// Of the values over trials; nil for fewer than two.
  @NullIfUndefined public var standardDeviation: Double?
}

/// What a part of the year brings.
public struct PartForecast: Sendable, Codable, Equatable {
  /// The number of projects.
  public var projects: MeanEstimate
  /// Their investment, 亿元.
  public var investment: MeanEstimate
}

/// Leads that arrive within the open months.
public struct ArrivalForecast: Sendable, Codable, Equatable {
  /// Leads that come by one channel.
  public struct Channel: Sendable, Codable, Equatable {
    /// The channel.
    public var scope: ScopeReference
    /// Expected, exactly.
    public var expected: Double
    /// Of their number, the gamma variable included, exactly.
    public var standardDeviation: Double
  }

  /// Leads that come within the open months, signed or not: the exact mean, and the standard
  /// deviation of their number.
  public var expected: Double
  /// The standard deviation of their number, exactly.
  public var standardDeviation: Double
  /// The arrivals by channel.
  public var channels: [Channel]
  /// Those that are signed and admitted within the year.
  public var signed: PartForecast
}

/// Quotas of land and energy: what they defer and what is used of them.
public struct QuotaForecast: Sendable, Codable, Equatable {
  /// Projects signed but for one thing, which wait for the next year.
  public struct Deferred: Sendable, Codable, Equatable {
    /// `land`, `energy` or `merit`.
    public var reason: String
    /// The number of deferred projects.
    public var projects: MeanEstimate
    /// Their investment, 亿元.
    public var investment: MeanEstimate
  }

  /// What a district has and takes of a resource.
  public struct District: Sendable, Codable, Equatable {
    /// The district.
    public var scope: ScopeReference
    /// Its own, at the as-of date.
    public var left: Double
    /// From its own and from the pool.
    public var used: MeanEstimate
    /// The probability that a project is deferred for want of it.
    public var shortProbability: Double
    /// The Monte Carlo standard error of `shortProbability`.
    public var shortStandardError: Double
  }

  /// The quotas of one resource.
  public struct Resource: Sendable, Codable, Equatable {
    /// `land` or `energy`.
    public var resource: String
    /// `亩` or `吨标煤`.
    public var unit: String
    /// The remainder of the city's pool at the as-of date, in `unit`.
    public var pool: Double
    /// Its use by the end of the year, in `unit`.
    public var poolUsed: MeanEstimate
    /// The quotas of the districts, in the order of the city.
    public var districts: [District]
  }

  /// Deferred projects by reason.
  public var deferred: [Deferred]
  /// The resources that have quotas.
  public var resources: [Resource]
  /// Deferred investment by district, for whatever reason.
  public var deferredByDistrict: [DistrictMean]

  /// The mean of an amount over one district.
  public struct DistrictMean: Sendable, Codable, Equatable {
    /// The district.
    public var scope: ScopeReference
    /// The amount, 亿元.
    public var investment: MeanEstimate
  }
}

/// How long a district takes from a lead to a building site, exactly.
public struct LandingForecast: Sendable, Codable, Equatable {
  /// The district.
  public var scope: ScopeReference
  /// Mean months from being identified to the start, of leads that come so far.
  public var meanMonths: Double
  /// The months asked about, and the share of such leads that need no more.
  public var withinMonths: Int?
  /// The share of leads coming so far that need at most `withinMonths`; nil if not asked for.
  public var withinShare: Double?
}

/// The probability of each rank of a district.
public struct RankForecast: Sendable, Codable, Equatable {
  /// The district.
  public var scope: ScopeReference
  /// First rank first; they add up to 1.
  public var probabilities: [Double]
  /// The Monte Carlo standard errors of `probabilities`.
  public var standardErrors: [Double]
}

/// The ranks of the districts by one item of the scorecard.
public struct ItemRanks: Sendable, Codable, Equatable {
  /// The item.
  public var item: Scorecard.Item
  /// The ranks by this item, by district.
  public var ranks: [RankForecast]
}
