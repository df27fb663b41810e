/// The estimate of a project's investment before signing.
public enum InvestmentEstimate: Hashable, Sendable, Codable {
  /// A point estimate. The drawn amount is log-normal with this mean and the log standard deviation
  /// of the lead's stage. It equals the estimate if that deviation is 0 or the lead is signed.
  case point(Money)
  /// The 10th and 90th percentiles of a log-normal amount; low < high ≤ 713 · low.
  case range(low: Money, high: Money)
  /// The least, most likely and greatest amount of a PERT distribution; low ≤ mode ≤ high and
  /// low < high.
  case threePoint(low: Money, mode: Money, high: Money)
}

/// A project under negotiation, or one that has been signed, of the register (项目库).
public struct Lead: Hashable, Sendable, Codable, Identifiable {
  /// The planners' identifier, unique over all registers. It keys the lead's random draws.
  public var id: String
  /// The project's name.
  public var name: String
  /// The district that the project would go to.
  public var districtID: District.ID
  /// The industry chain that the project belongs to.
  public var chainID: IndustryChain.ID
  /// The channel that found the lead.
  public var channelID: Channel.ID
  /// The stage at the as-of date.
  public var stage: Stage
  /// The investment, above 0 and at most `Scenario.greatestInvestment`.
  public var investment: InvestmentEstimate
  /// Whether the project counts as manufacturing.
  public var isManufacturing: Bool
  /// The shift of the conversion curve on the probit scale, in [−5, 5]; 0 is no shift.
  public var scoreShift: Double
  /// The planner's probability of signing by the horizon, in [0, 1], to which the curve is scaled;
  /// nil for the probability of the curve.
  public var signingProbability: Double?
  /// The signing date of a lead at `signed` or beyond. A date in the plan year up to the as-of date
  /// is a known result.
  public var signedOn: CalendarDate?
  /// The day on which a lead before signing entered its stage, at most the as-of date; nil if unknown.
  public var stageSince: CalendarDate?

  /// Creates a lead; `Scenario.problems()` checks it.
  public init(
    id: String, name: String, districtID: District.ID, chainID: IndustryChain.ID,
    channelID: Channel.ID, stage: Stage, investment: InvestmentEstimate, isManufacturing: Bool,
    scoreShift: Double = 0, signingProbability: Double? = nil, signedOn: CalendarDate? = nil,
    stageSince: CalendarDate? = nil
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
    self.stageSince = stageSince
  }
}

/// A condition on leads: a lead matches if it agrees with every field that is not nil.
public struct LeadFilter: Hashable, Sendable, Codable {
  /// The required district; nil for any.
  public var districtID: District.ID?
  /// The required chain; nil for any.
  public var chainID: IndustryChain.ID?
  /// The required channel; nil for any.
  public var channelID: Channel.ID?
  /// The required stage; nil for any.
  public var stage: Stage?

  /// Creates a filter; without arguments it matches every lead.
  public init(
    districtID: District.ID? = nil, chainID: IndustryChain.ID? = nil,
    channelID: Channel.ID? = nil, stage: Stage? = nil
  ) {
    self.districtID = districtID
    self.chainID = chainID
    self.channelID = channelID
    self.stage = stage
  }

  /// Whether `lead` agrees with every given field.
  public func matches(_ lead: Lead) -> Bool {
    (districtID == nil || districtID == lead.districtID)
      && (chainID == nil || chainID == lead.chainID)
      && (channelID == nil || channelID == lead.channelID)
      && (stage == nil || stage == lead.stage)
  }
}
