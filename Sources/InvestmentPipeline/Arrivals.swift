/// How large a project is before anything is known of it: a lognormal body with a Pareto tail.
public struct SizeLaw: Hashable, Sendable, Codable {
  /// Projects of at least a size.
  public struct Tail: Hashable, Sendable, Codable {
    /// Where the tail begins.
    public var from: Money
    /// The share of projects beyond `from`, strictly between 0 and 1.
    public var share: Double
    /// Of the Pareto law, above 0: the heavier the tail, the smaller it is.
    public var exponent: Double
    /// No project is larger.
    public var greatest: Money

    public init(from: Money, share: Double, exponent: Double, greatest: Money) {
      self.from = from
      self.share = share
      self.exponent = exponent
      self.greatest = greatest
    }
  }

  /// The median of the body, before it is cut off where the tail begins.
  public var median: Money
  /// The standard deviation of the body's logarithm, in [0, 3].
  public var logDeviation: Double
  /// Nil for a lognormal law alone.
  public var tail: Tail?

  public init(median: Money, logDeviation: Double, tail: Tail? = nil) {
    self.median = median
    self.logDeviation = logDeviation
    self.tail = tail
  }
}

/// Leads that are yet to come to one district by one channel (新增线索).
///
/// In each open month the number that comes is Poisson with the month's rate times a gamma
/// variable of mean 1, drawn once a trial; such leads convert by their district's curve over the
/// months that are left.
public struct ArrivalStream: Hashable, Sendable, Codable, Identifiable {
  /// `outpost.xinhui`. Keys the stream's random draws.
  public var id: String { "\(channelID).\(districtID)" }
  public var districtID: District.ID
  public var channelID: Channel.ID
  /// Leads a month, for months 1 … 12; those that are over are not looked at.
  public var monthlyRates: [Double]
  /// The coefficient of variation of the gamma variable; 0 for none.
  public var dispersion: Double
  /// Where they enter; before signing.
  public var stage: Stage
  /// The chains they belong to, by relative weight.
  public var chainWeights: [IndustryChain.ID: Double]
  public var sizes: SizeLaw

  public init(
    districtID: District.ID, channelID: Channel.ID, monthlyRates: [Double],
    dispersion: Double = 0, stage: Stage, chainWeights: [IndustryChain.ID: Double], sizes: SizeLaw
  ) {
    self.districtID = districtID
    self.channelID = channelID
    self.monthlyRates = monthlyRates
    self.dispersion = dispersion
    self.stage = stage
    self.chainWeights = chainWeights
    self.sizes = sizes
  }
}

/// Projects that a large one draws after it (引进一个、带来一批).
///
/// A signed project of one of the chains, of at least `anchorSize`, brings a Poisson number of
/// projects of its chain, 1, 2, … months later with geometric probabilities. Those that are large
/// enough bring their own.
public struct Followers: Hashable, Sendable, Codable {
  /// The least size of an anchor.
  public var anchorSize: Money
  /// The mean number ν of followers of an anchor, by chain; chains not named have none.
  public var meanPerAnchor: [IndustryChain.ID: Double]
  /// The chance q of a follower to come to the anchor's district, in [0, 1]; others go to one of
  /// the other districts, each as likely.
  public var inDistrictShare: Double
  /// The mean of the delay in months, 1 or more.
  public var meanDelayMonths: Double
  /// A follower's size over its anchor's: the median of a lognormal law, above 0.
  public var relativeSize: Double
  /// The standard deviation of its logarithm, in [0, 3].
  public var relativeLogDeviation: Double
  /// Where followers count.
  public var channelID: Channel.ID
  /// 1 when followers bring none of their own; nil for no limit, where ν must be below 1.
  public var generationLimit: Int?

  public init(
    anchorSize: Money, meanPerAnchor: [IndustryChain.ID: Double], inDistrictShare: Double,
    meanDelayMonths: Double, relativeSize: Double, relativeLogDeviation: Double = 0,
    channelID: Channel.ID, generationLimit: Int? = nil
  ) {
    self.anchorSize = anchorSize
    self.meanPerAnchor = meanPerAnchor
    self.inDistrictShare = inDistrictShare
    self.meanDelayMonths = meanDelayMonths
    self.relativeSize = relativeSize
    self.relativeLogDeviation = relativeLogDeviation
    self.channelID = channelID
    self.generationLimit = generationLimit
  }
}
