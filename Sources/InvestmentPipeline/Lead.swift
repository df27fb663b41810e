/// What is known of a project's investment before it is signed.
public enum InvestmentEstimate: Hashable, Sendable, Codable {
  /// One figure. The drawn amount is lognormal with this mean and the log standard deviation
  /// of the lead's stage; exactly this figure when that is zero or the lead is signed.
  case point(Money)
  /// The 10th and 90th percentile of a lognormal amount; low < high.
  case range(low: Money, high: Money)
  /// Least, most likely and greatest amount (PERT); low ≤ mode ≤ high, low < high.
  case threePoint(low: Money, mode: Money, high: Money)
}

/// A company that may bring a project to the city, or has brought one in the plan year.
public struct Lead: Hashable, Sendable, Codable, Identifiable {
  /// The planner's own number. It keys the lead's random draws.
  public var id: String
  public var name: String
  public var districtID: District.ID
  public var chainID: IndustryChain.ID
  public var channelID: Channel.ID
  public var stage: Stage
  public var investment: InvestmentEstimate
  public var isManufacturing: Bool
  /// Shift of the conversion curve on the probit scale; 0 leaves it as it is.
  public var scoreShift: Double
  /// The planner's own probability of signing by the horizon, in [0, 1]; scales the curve.
  public var signingProbability: Double?
  /// The day of signing, for a lead at `signed` or beyond. In the plan year, up to the as-of
  /// date, it is a known result.
  public var signedOn: CalendarDate?

  public init(
    id: String, name: String, districtID: District.ID, chainID: IndustryChain.ID,
    channelID: Channel.ID, stage: Stage, investment: InvestmentEstimate, isManufacturing: Bool,
    scoreShift: Double = 0, signingProbability: Double? = nil, signedOn: CalendarDate? = nil
  ) {
    self.id = id
    self.name = name
    self.districtID = districtID
    self.chainID = chainID
    self.channelID = channelID
    self.stage = stage
    self.investment = investment
    self.isManufacturing = isManufacturing
    self.scoreShift = scoreShift
    self.signingProbability = signingProbability
    self.signedOn = signedOn
  }
}

/// Which leads an assumption is about: those that match every field given.
public struct LeadFilter: Hashable, Sendable, Codable {
  public var districtID: District.ID?
  public var chainID: IndustryChain.ID?
  public var channelID: Channel.ID?
  public var stage: Stage?

  public init(
    districtID: District.ID? = nil, chainID: IndustryChain.ID? = nil,
    channelID: Channel.ID? = nil, stage: Stage? = nil
  ) {
    self.districtID = districtID
    self.chainID = chainID
    self.channelID = channelID
    self.stage = stage
  }

  public func matches(_ lead: Lead) -> Bool {
    (districtID == nil || districtID == lead.districtID)
      && (chainID == nil || chainID == lead.chainID)
      && (channelID == nil || channelID == lead.channelID)
      && (stage == nil || stage == lead.stage)
  }
}
