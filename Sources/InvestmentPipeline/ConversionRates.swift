/// The conversion rate and the mean dwell time of leads at one stage.
public struct StageRate: Hashable, Sendable, Codable {
  /// The share of leads at the stage that eventually reach the next one (转化率), in [0, 1].
  public var conversionRate: Double
  /// The mean time spent at the stage (停留时长), in months, in (0, 1200].
  public var dwellTimeMonths: Double

  /// Creates a rate; `Scenario.problems()` checks the ranges.
  public init(conversionRate: Double, dwellTimeMonths: Double) {
    self.conversionRate = conversionRate
    self.dwellTimeMonths = dwellTimeMonths
  }
}

/// The rates of one district for the four stages before signing.
public struct ConversionRates: Hashable, Sendable, Codable {
  /// The rate at the stage `identified`.
  public var identified: StageRate
  /// The rate at the stage `contacted`.
  public var contacted: StageRate
  /// The rate at the stage `negotiating`.
  public var negotiating: StageRate
  /// The rate at the stage `approved`.
  public var approved: StageRate

  /// Creates the rates of the four stages.
  public init(
    identified: StageRate, contacted: StageRate, negotiating: StageRate, approved: StageRate
  ) {
    self.identified = identified
    self.contacted = contacted
    self.negotiating = negotiating
    self.approved = approved
  }

  /// The rate of `stage`; nil for stages from signing on. Setting nil, or a rate of such a stage, has
  /// no effect.
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
