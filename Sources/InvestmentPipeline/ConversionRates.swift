/// The distribution of the time spent at a stage (停留时长): phase-type with a given mean and
/// coefficient of variation.
public struct DwellTime: Hashable, Sendable, Codable {
  /// The mean in months, in (0, 1200].
  public var meanMonths: Double
  /// The coefficient of variation (standard deviation divided by the mean), in [0.25, 8]; 1 for the
  /// exponential distribution.
  public var variation: Double

  /// The coefficients of variation that are admitted: at most 16 phases.
  public static let variationRange = 0.25...8.0

  /// Creates a distribution; `Scenario.problems()` checks the ranges.
  public init(meanMonths: Double, variation: Double = 1) {
    self.meanMonths = meanMonths
    self.variation = variation
  }
}

/// The conversion rate and the dwell time of leads at one stage.
public struct StageRate: Hashable, Sendable, Codable {
  /// The share of leads at the stage that eventually reach the next one (转化率), in [0, 1].
  public var conversionRate: Double
  /// The time spent at the stage: by leads that advance, and by those that are lost unless
  /// `lostDwellTime` states otherwise.
  public var dwellTime: DwellTime
  /// The time spent at the stage by leads that are lost; nil if it is distributed as `dwellTime`.
  public var lostDwellTime: DwellTime?

  /// The mean of `dwellTime` in months.
  public var dwellTimeMonths: Double {
    get { dwellTime.meanMonths }
    set { dwellTime.meanMonths = newValue }
  }

  /// Creates a rate; `Scenario.problems()` checks the ranges.
  public init(conversionRate: Double, dwellTime: DwellTime, lostDwellTime: DwellTime? = nil) {
    self.conversionRate = conversionRate
    self.dwellTime = dwellTime
    self.lostDwellTime = lostDwellTime
  }

  /// Creates a rate with an exponential dwell time of the mean `dwellTimeMonths`.
  public init(conversionRate: Double, dwellTimeMonths: Double) {
    self.init(
      conversionRate: conversionRate, dwellTime: DwellTime(meanMonths: dwellTimeMonths))
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
