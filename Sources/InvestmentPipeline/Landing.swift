/// The time from signing to the start of construction and to funds in place (项目落地、到位资金).
public struct Landing: Hashable, Sendable, Codable {
  /// The mean lag from signing to the start in months, by district, in [0, 1200].
  public var startLagMonths: [District.ID: Double]
  /// The coefficient of variation of the lags, in `DwellTime.variationRange`; 1 for exponential lags.
  public var lagVariation: Double
  /// The share of projects that start as soon as land is acquired (拿地即开工), in [0, 1].
  public var fastTrackShare: Double
  /// The mean lag of these projects in months, in [0, 1200].
  public var fastTrackLagMonths: Double
  /// The mean remaining lag in months, from the as-of date, of projects signed before the plan year
  /// that have not started; in [0, 1200].
  public var carriedOverLagMonths: Double
  /// The share of a project's investment in place at the end of the month of its start, in [0, 1].
  public var firstFunds: Double
  /// The months after the start until all funds are in place, in [1, 1200]; the remainder arrives in
  /// equal monthly amounts.
  public var fundingMonths: Double
  /// The number of months, 1 … 120, within which a lead should start after it was identified; nil if
  /// this measure is not used.
  public var withinMonths: Int?

  /// Creates a description of landing; `Scenario.problems()` checks the ranges.
  public init(
    startLagMonths: [District.ID: Double], lagVariation: Double = 1, fastTrackShare: Double = 0,
    fastTrackLagMonths: Double = 0, carriedOverLagMonths: Double, firstFunds: Double,
    fundingMonths: Double, withinMonths: Int? = nil
  ) {
    self.startLagMonths = startLagMonths
    self.lagVariation = lagVariation
    self.fastTrackShare = fastTrackShare
    self.fastTrackLagMonths = fastTrackLagMonths
    self.carriedOverLagMonths = carriedOverLagMonths
    self.firstFunds = firstFunds
    self.fundingMonths = fundingMonths
    self.withinMonths = withinMonths
  }

  /// The share of the investment in place, in [0, 1], at the end of the month `months` (0 or more)
  /// after the month of the start.
  public func fundsShare(after months: Int) -> Double {
    min(1, firstFunds + (1 - firstFunds) * Double(months) / fundingMonths)
  }
}

/// The scorecard by which districts are ranked (招商成效综合测评).
public struct Scorecard: Hashable, Sendable, Codable {
  /// An item of the scorecard. The raw value is its key in scenario files.
  public enum Item: String, Sendable, Codable, CaseIterable {
    /// Signed investment, and investment of started projects.
    case signed, started
    /// Funds in place.
    case fundsInPlace = "funds_in_place"
    /// Signed investment per 亩 of land taken.
    case investmentPerMu = "investment_per_mu"
    /// Tax per 亩 of projects signed in the simulation.
    case taxPerMu = "tax_per_mu"
    /// Value added per 亩 of projects signed in the simulation.
    case valueAddedPerMu = "value_added_per_mu"

    /// The admission measure from which the item is computed; nil for the other items.
    public var merit: MeritMeasure? {
      switch self {
      case .taxPerMu: .taxPerMu
      case .valueAddedPerMu: .valueAddedPerMu
      case .signed, .started, .fundsInPlace, .investmentPerMu: nil
      }
    }

    /// The name shown in reports.
    public var name: BilingualText {
      switch self {
      case .signed: BilingualText(zh: "签约投资额", en: "signed investment")
      case .started: BilingualText(zh: "开工投资额", en: "started investment")
      case .fundsInPlace: BilingualText(zh: "到位资金", en: "funds in place")
      case .investmentPerMu: MeritMeasure.investmentPerMu.name
      case .taxPerMu: MeritMeasure.taxPerMu.name
      case .valueAddedPerMu: MeritMeasure.valueAddedPerMu.name
      }
    }
  }

  /// Weights of the items, 0 or more with a sum above 0; items not named have none.
  public var weights: [Item: Double]
  /// Whether amounts are divided by the district's own target of signed investment, so that size
  /// does not decide the ranking.
  public var isRelativeToTarget: Bool

  /// Whether an item with a positive weight needs the admission measures of each project.
  package var asksForYields: Bool {
    weights.contains { $0.key.merit != nil && $0.value > 0 }
  }

  /// Creates a scorecard; `Scenario.problems()` checks the weights.
  public init(weights: [Item: Double], isRelativeToTarget: Bool = true) {
    self.weights = weights
    self.isRelativeToTarget = isRelativeToTarget
  }
}
