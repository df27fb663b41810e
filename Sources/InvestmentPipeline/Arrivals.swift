/// The distribution of the investment of a future project: a log-normal body with a Pareto tail.
///
/// `Distributions.SplicedLogNormalPareto` is the same distribution with its formulas.
public struct SizeDistribution: Hashable, Sendable, Codable {
  /// The Pareto part, for large projects.
  public struct Tail: Hashable, Sendable, Codable {
    /// The threshold at which the tail begins, above 0.
    public var from: Money
    /// The share of projects above `from`, strictly between 0 and 1.
    public var share: Double
    /// The Pareto exponent, above 0: a smaller exponent means a heavier tail.
    public var exponent: Double
    /// The greatest possible investment, above `from`.
    public var greatest: Money

    /// Creates a tail; `Scenario.problems()` checks the ranges.
    public init(from: Money, share: Double, exponent: Double, greatest: Money) {
      self.from = from
      self.share = share
      self.exponent = exponent
      self.greatest = greatest
    }
  }

  /// The standard deviations of a logarithm that are accepted wherever one is stated or fitted. At 5
  /// a tenth of the sizes exceeds the median 600 times.
  public static let logDeviationRange: ClosedRange<Double> = 0...5

  /// The median of the body before truncation at the threshold, above 0.
  public var median: Money
  /// The standard deviation of the natural logarithm of the body, in `logDeviationRange`; 0 is a
  /// fixed size.
  public var logDeviation: Double
  /// The tail; nil for a log-normal distribution without one.
  public var tail: Tail?

  /// Creates a size distribution; `Scenario.problems()` checks the ranges.
  public init(median: Money, logDeviation: Double, tail: Tail? = nil) {
    self.median = median
    self.logDeviation = logDeviation
    self.tail = tail
  }
}

/// Future leads of one district and one channel (新增线索).
///
/// The number of arrivals in an open month has a Poisson distribution. Its mean is the month's rate
/// times a gamma variable of mean 1 that is drawn once per trial. Arrivals convert by their
/// district's conversion curve over the remaining months.
public struct ArrivalStream: Hashable, Sendable, Codable, Identifiable {
  /// The channel and the district, such as `outpost.xinhui`. It keys the stream's random draws.
  public var id: String { "\(channelID).\(districtID)" }
  /// The district that the leads belong to.
  public var districtID: District.ID
  /// The channel that finds the leads.
  public var channelID: Channel.ID
  /// Expected leads per month for months 1 … 12, each 0 or more; past months are ignored.
  public var monthlyRates: [Double]
  /// The coefficient of variation of the gamma variable, in [0, 3]; 0 gives a Poisson number.
  public var dispersion: Double
  /// The stage at which the leads enter, one before signing.
  public var stage: Stage
  /// Relative weights, 0 or more, by which a lead's chain is drawn; their sum is above 0.
  public var chainWeights: [IndustryChain.ID: Double]
  /// The distribution of the investment of these leads, but for the chains of `chainSizes`.
  public var sizes: SizeDistribution
  /// The distributions of single chains.
  public var chainSizes: [IndustryChain.ID: SizeDistribution]

  /// Creates a stream; `Scenario.problems()` checks the ranges.
  public init(
    districtID: District.ID, channelID: Channel.ID, monthlyRates: [Double],
    dispersion: Double = 0, stage: Stage, chainWeights: [IndustryChain.ID: Double],
    sizes: SizeDistribution, chainSizes: [IndustryChain.ID: SizeDistribution] = [:]
  ) {
    self.districtID = districtID
    self.channelID = channelID
    self.monthlyRates = monthlyRates
    self.dispersion = dispersion
    self.stage = stage
    self.chainWeights = chainWeights
    self.sizes = sizes
    self.chainSizes = chainSizes
  }

  /// The distribution of the investment of the leads of one chain.
  public func sizes(of chain: IndustryChain.ID) -> SizeDistribution {
    chainSizes[chain] ?? sizes
  }
}

/// The investment of the followers of one chain.
public enum FollowerSize: Hashable, Sendable, Codable {
  /// The anchor's investment times a log-normal ratio of this median, in (0, 1]; the standard
  /// deviation of its logarithm lies in `SizeDistribution.logDeviationRange`.
  case relative(median: Double, logDeviation: Double)
  /// The same distribution whatever the anchor's investment.
  case independent(SizeDistribution)
}

/// Projects that a large project attracts (以商引商、链主企业带动).
///
/// A signed project of at least `anchorSize` in one of the chains is an anchor. It attracts a
/// Poisson number of projects of its chain. Their delay in months (1, 2, …) is geometric. Followers
/// of at least `anchorSize` are anchors in turn.
public struct Followers: Hashable, Sendable, Codable {
  /// The least investment of an anchor, above 0.
  public var anchorSize: Money
  /// The mean number ν of followers per anchor by chain, in [0, 20]; 0 for chains not named.
  public var meanPerAnchor: [IndustryChain.ID: Double]
  /// The probability q that a follower chooses the anchor's district, in [0, 1]; otherwise each of
  /// the other districts is equally likely.
  public var inDistrictShare: Double
  /// The mean delay in months, at least 1.
  public var meanDelayMonths: Double
  /// The investment of followers, for each chain of `meanPerAnchor`.
  public var sizes: [IndustryChain.ID: FollowerSize]
  /// The channel in which followers are counted.
  public var channelID: Channel.ID
  /// The greatest number of generations, 1 … 12: with 1, followers attract none themselves. Nil is
  /// no limit, and then the mean number of followers must be below 1.
  public var generationLimit: Int?

  /// Creates a description of followers; `Scenario.problems()` checks the ranges.
  public init(
    anchorSize: Money, meanPerAnchor: [IndustryChain.ID: Double], inDistrictShare: Double,
    meanDelayMonths: Double, sizes: [IndustryChain.ID: FollowerSize], channelID: Channel.ID,
    generationLimit: Int? = nil
  ) {
    self.anchorSize = anchorSize
    self.meanPerAnchor = meanPerAnchor
    self.inDistrictShare = inDistrictShare
    self.meanDelayMonths = meanDelayMonths
    self.sizes = sizes
    self.channelID = channelID
    self.generationLimit = generationLimit
  }
}
