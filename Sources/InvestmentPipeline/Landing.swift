/// From a signature to a building site and to money (项目落地、到位资金).
public struct Landing: Hashable, Sendable, Codable {
  /// The mean number of whole months from signing to the start, geometric, by district.
  public var startLagMonths: [District.ID: Double]
  /// The share of projects whose land is ready (拿地即动工), in [0, 1].
  public var fastTrackShare: Double
  /// Their mean lag.
  public var fastTrackLagMonths: Double
  /// The mean lag of projects signed before the plan year that have not started, from the as-of
  /// date on.
  public var carriedOverLagMonths: Double
  /// The share of a project's investment that is in place by the end of the month of its start.
  public var firstFunds: Double
  /// Months until all of it is in place, evenly from the start on; 1 or more.
  public var fundingMonths: Double
  /// Within how many months of being found a lead should have started, for a measure of its own;
  /// nil for none.
  public var withinMonths: Int?

  public init(
    startLagMonths: [District.ID: Double], fastTrackShare: Double = 0,
    fastTrackLagMonths: Double = 0, carriedOverLagMonths: Double, firstFunds: Double,
    fundingMonths: Double, withinMonths: Int? = nil
  ) {
    self.startLagMonths = startLagMonths
    self.fastTrackShare = fastTrackShare
    self.fastTrackLagMonths = fastTrackLagMonths
    self.carriedOverLagMonths = carriedOverLagMonths
    self.firstFunds = firstFunds
    self.fundingMonths = fundingMonths
    self.withinMonths = withinMonths
  }

  /// The share in place at the end of the month that lies `months` after the start.
  public func fundsShare(after months: Int) -> Double {
    min(1, firstFunds + (1 - firstFunds) * Double(months) / fundingMonths)
  }
}

/// How districts are ranked by what they brought (招商成效综合测评).
public struct Scorecard: Hashable, Sendable, Codable {
  public enum Item: String, Sendable, Codable, CaseIterable {
    case signed, started
    case fundsInPlace = "funds_in_place"
    /// Signed investment for each 亩 taken.
    case investmentPerMu = "investment_per_mu"
    /// What the projects yet to be signed pay for each 亩 they take.
    case taxPerMu = "tax_per_mu"
    case valueAddedPerMu = "value_added_per_mu"

    /// The measure of admission that it sums up, for those that do.
    public var merit: MeritMeasure? {
      switch self {
      case .taxPerMu: .taxPerMu
      case .valueAddedPerMu: .valueAddedPerMu
      case .signed, .started, .fundsInPlace, .investmentPerMu: nil
      }
    }

    public var name: BilingualText {
      switch self {
      case .signed: BilingualText(zh: "签约投资额", en: "signed investment")
      case .started: BilingualText(zh: "动工投资额", en: "started investment")
      case .fundsInPlace: BilingualText(zh: "到位资金", en: "funds in place")
      case .investmentPerMu: MeritMeasure.investmentPerMu.name
      case .taxPerMu: MeritMeasure.taxPerMu.name
      case .valueAddedPerMu: MeritMeasure.valueAddedPerMu.name
      }
    }
  }

  /// Weights of the items, 0 or more.
  public var weights: [Item: Double]
  /// Whether amounts are taken over the district's own target of signed investment, so that large
  /// districts do not win by size.
  public var isRelativeToTarget: Bool

  /// Whether an item counts that needs each project's measures of merit.
  package var asksForYields: Bool {
    weights.contains { $0.key.merit != nil && $0.value > 0 }
  }

  public init(weights: [Item: Double], isRelativeToTarget: Bool = true) {
    self.weights = weights
    self.isRelativeToTarget = isRelativeToTarget
  }
}
