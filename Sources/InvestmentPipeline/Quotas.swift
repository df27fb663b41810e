/// What the plan year has of land or energy, and what projects take of it.
public struct Quota: Hashable, Sendable, Codable {
  /// Of the whole plan year by district: 亩, or 吨标煤 a year.
  public var districts: [District.ID: Double]
  /// What a project may take of when its district has not enough.
  public var pool: Double
  /// The share of projects that need any, in [0, 1]: the others take over what is there.
  public var share: Double
  /// What a project takes for each 亿元 of its investment, by chain; `nil` for all others.
  public var needPerHundredMillionYuan: [IndustryChain.ID?: Double]

  public init(
    districts: [District.ID: Double], pool: Double = 0, share: Double = 1,
    needPerHundredMillionYuan: [IndustryChain.ID?: Double]
  ) {
    self.districts = districts
    self.pool = pool
    self.share = share
    self.needPerHundredMillionYuan = needPerHundredMillionYuan
  }

  /// For each 亿元 of a project of the chain.
  public func need(of chain: IndustryChain.ID) -> Double {
    needPerHundredMillionYuan[chain] ?? needPerHundredMillionYuan[nil] ?? 0
  }
}

/// A measure of what a project makes of its land (亩均指标).
public enum MeritMeasure: String, Sendable, Codable, CaseIterable {
  /// 亩均增加值, 万元/亩.
  case valueAddedPerMu = "value_added_per_mu"
  /// 亩均税收, 万元/亩.
  case taxPerMu = "tax_per_mu"
  /// 亩均投资, 万元/亩.
  case investmentPerMu = "investment_per_mu"
  /// 研发投入强度, a share of revenue.
  case researchIntensity = "research_intensity"

  public var name: BilingualText {
    switch self {
    case .valueAddedPerMu: BilingualText(zh: "亩均增加值", en: "value added per mu")
    case .taxPerMu: BilingualText(zh: "亩均税收", en: "tax per mu")
    case .investmentPerMu: BilingualText(zh: "亩均投资", en: "investment per mu")
    case .researchIntensity: BilingualText(zh: "研发投入强度", en: "research intensity")
    }
  }
}

/// How projects are ranked and which are refused (准入评审).
public struct Merit: Hashable, Sendable, Codable {
  public struct Criterion: Hashable, Sendable, Codable {
    /// The median over projects, by chain; `nil` for all others.
    public var medians: [IndustryChain.ID?: Double]
    /// The standard deviation of the logarithm over projects, in [0, 3].
    public var logDeviation: Double
    /// In the score, 0 or more.
    public var weight: Double
    /// Projects below it are refused; nil for none.
    public var floor: Double?

    public init(
      medians: [IndustryChain.ID?: Double], logDeviation: Double, weight: Double,
      floor: Double? = nil
    ) {
      self.medians = medians
      self.logDeviation = logDeviation
      self.weight = weight
      self.floor = floor
    }

    public func median(of chain: IndustryChain.ID) -> Double {
      medians[chain] ?? medians[nil] ?? 0
    }
  }

  public var criteria: [MeritMeasure: Criterion]
  /// Whether projects of one month are admitted by score, the highest first; otherwise as they
  /// come, in an order that chance decides.
  public var ranksByScore: Bool

  public init(criteria: [MeritMeasure: Criterion], ranksByScore: Bool) {
    self.criteria = criteria
    self.ranksByScore = ranksByScore
  }
}

/// Quotas of the plan year and how projects are admitted to them (要素保障).
public struct Quotas: Hashable, Sendable, Codable {
  /// 亩; nil where land limits nothing.
  public var land: Quota?
  /// 吨标煤 a year; nil where energy limits nothing.
  public var energy: Quota?
  public var merit: Merit?

  public init(land: Quota? = nil, energy: Quota? = nil, merit: Merit? = nil) {
    self.land = land
    self.energy = energy
    self.merit = merit
  }
}
