/// The quota of land or energy in the plan year, and the need of projects.
public struct Quota: Hashable, Sendable, Codable {
  /// The quota of the whole plan year by district, 0 … 10¹²: 亩 of land, or 吨标煤 of energy a year.
  public var districts: [District.ID: Double]
  /// The city's reserve (市级统筹), in the same unit, used when a district's quota is insufficient.
  public var pool: Double
  /// The share of projects that need the resource, in [0, 1]; the others use existing sites.
  public var share: Double
  /// The need per 亿元 of investment by chain, 0 or more; the key `nil` is for all other chains.
  public var needPerHundredMillionYuan: [IndustryChain.ID?: Double]

  /// Creates a quota; `Scenario.problems()` checks the ranges.
  public init(
    districts: [District.ID: Double], pool: Double = 0, share: Double = 1,
    needPerHundredMillionYuan: [IndustryChain.ID?: Double]
  ) {
    self.districts = districts
    self.pool = pool
    self.share = share
    self.needPerHundredMillionYuan = needPerHundredMillionYuan
  }

  /// The need per 亿元 of investment of a chain's projects; 0 if none is stated.
  public func need(of chain: IndustryChain.ID) -> Double {
    needPerHundredMillionYuan[chain] ?? needPerHundredMillionYuan[nil] ?? 0
  }
}

/// A measure of a project's use of its land (亩均指标). The raw value is its key in scenario files.
public enum MeritMeasure: String, Sendable, Codable, CaseIterable {
  /// 亩均增加值, 万元/亩.
  case valueAddedPerMu = "value_added_per_mu"
  /// 亩均税收, 万元/亩.
  case taxPerMu = "tax_per_mu"
  /// 亩均投资, 万元/亩.
  case investmentPerMu = "investment_per_mu"
  /// 研发投入强度, research expenditure as a share of revenue.
  case researchIntensity = "research_intensity"

  /// The name shown in reports.
  public var name: BilingualText {
    switch self {
    case .valueAddedPerMu: BilingualText(zh: "亩均增加值", en: "value added per mu")
    case .taxPerMu: BilingualText(zh: "亩均税收", en: "tax per mu")
    case .investmentPerMu: BilingualText(zh: "亩均投资", en: "investment per mu")
    case .researchIntensity: BilingualText(zh: "研发投入强度", en: "research intensity")
    }
  }
}

/// The criteria by which projects are ranked and refused (准入评审).
public struct Merit: Hashable, Sendable, Codable {
  /// A measure's distribution over projects, its weight and its threshold.
  public struct Criterion: Hashable, Sendable, Codable {
    /// The median over projects by chain, above 0; the key `nil` is for all other chains.
    public var medians: [IndustryChain.ID?: Double]
    /// The standard deviation of the natural logarithm over projects, in
    /// `SizeDistribution.logDeviationRange`.
    public var logDeviation: Double
    /// The weight in the score, 0 or more.
    public var weight: Double
    /// The threshold below which projects are refused, 0 or more; nil for none.
    public var floor: Double?

    /// Creates a criterion; `Scenario.problems()` checks the ranges.
    public init(
      medians: [IndustryChain.ID?: Double], logDeviation: Double, weight: Double,
      floor: Double? = nil
    ) {
      self.medians = medians
      self.logDeviation = logDeviation
      self.weight = weight
      self.floor = floor
    }

    /// The median of a chain's projects; 0 if none is stated.
    public func median(of chain: IndustryChain.ID) -> Double {
      medians[chain] ?? medians[nil] ?? 0
    }
  }

  /// The criteria by measure.
  public var criteria: [MeritMeasure: Criterion]
  /// Whether the projects of a month are admitted in descending order of the score; otherwise their
  /// order is random.
  public var ranksByScore: Bool

  /// Creates admission criteria.
  public init(criteria: [MeritMeasure: Criterion], ranksByScore: Bool) {
    self.criteria = criteria
    self.ranksByScore = ranksByScore
  }
}

/// The quotas of the plan year and the admission of projects to them (要素保障).
public struct Quotas: Hashable, Sendable, Codable {
  /// The land quota in 亩; nil if land is not limited.
  public var land: Quota?
  /// The energy quota in 吨标煤 a year; nil if energy is not limited.
  public var energy: Quota?
  /// The admission criteria; nil if every project is admitted in random order.
  public var merit: Merit?

  /// Creates quotas.
  public init(land: Quota? = nil, energy: Quota? = nil, merit: Merit? = nil) {
    self.land = land
    self.energy = energy
    self.merit = merit
  }
}
