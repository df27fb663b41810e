/// How leads leave one stage: how many go on, and how long they take.
public struct StageRate: Hashable, Sendable, Codable {
  /// The share of leads at the stage that ever reach the next one (转化率), in [0, 1].
  public var conversionRate: Double
  /// The mean time spent at the stage (停留时长), in months, above 0.
  public var dwellTimeMonths: Double

  public init(conversionRate: Double, dwellTimeMonths: Double) {
    self.conversionRate = conversionRate
    self.dwellTimeMonths = dwellTimeMonths
  }
}

/// The rates of one district for the four stages before signing.
public struct ConversionRates: Hashable, Sendable, Codable {
  public var identified: StageRate
  public var contacted: StageRate
  public var negotiating: StageRate
  public var approved: StageRate

  public init(
    identified: StageRate, contacted: StageRate, negotiating: StageRate, approved: StageRate
  ) {
    self.identified = identified
    self.contacted = contacted
    self.negotiating = negotiating
    self.approved = approved
  }

  /// The rate of `stage`; nil for stages from signing on.
  public subscript(stage: Stage) -> StageRate? {
    get {
      switch stage {
      case .identified: identified
      case .contacted: contacted
      case .negotiating: negotiating
      case .approved: approved
      case .signed, .started, .producing, .lost: nil
      }
    }
    set {
      guard let newValue else { return }
      switch stage {
      case .identified: identified = newValue
      case .contacted: contacted = newValue
      case .negotiating: negotiating = newValue
      case .approved: approved = newValue
      case .signed, .started, .producing, .lost: break
      }
    }
  }
}
