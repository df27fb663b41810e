public import Forecasting
public import InvestmentPipeline
public import RandomStreams

/// Marginal values of land and energy quotas by recipient, as differences on common random numbers.
public struct QuotaValues: Sendable, Codable, Equatable {
  /// The value of an additional amount of a resource for a district or for the city's pool.
  public struct Value: Sendable, Codable, Equatable {
    /// `land` or `energy`.
    public var resource: String
    /// The city for its pool.
    public var scope: ScopeReference
    /// 亩 or 吨标煤.
    public var amount: Double
    /// The difference in the city's signed investment in the year, 亿元.
    public var investment: ScenarioComparison.Difference
    /// The difference in the probability of each target.
    public var chances: [ScenarioComparison.Difference]
  }

  /// The version of this format.
  public var formatVersion: Int
  /// The version of Luodi that made it.
  public var luodiVersion: String
  /// The seed of all draws.
  public var seed: Seed
  /// Trials taken of each variant.
  public var trials: Int
  /// Whether all trials were taken, and if not, why.
  public var completion: Forecast.Completion
  /// The scenario without additional quotas.
  public var scenario: ScenarioSummary
  /// Its targets, in the order of `Value.chances`.
  public var targets: [Target.ID]
  /// Their titles.
  public var targetTitles: [BilingualText]
  /// The values, by resource, then by district, the pool first.
  public var values: [Value]
}

extension QuotaValues {
  /// The value of `land` 亩 and `energy` 吨标煤 more, for each district and for the pool.
  ///
  /// - Throws: `Problems` of the scenario, and for one without quotas of land or energy.
  /// - Cost: a comparison of about two scenarios per district.
  public init(
    of scenario: Scenario, land: Double, energy: Double, _ plan: TrialPlan = TrialPlan(),
    onProgress: (Int) -> Bool = { _ in true }
  ) throws(Problems) {
    guard scenario.quotas?.land != nil || scenario.quotas?.energy != nil else {
      throw Problems([
        Problem(
          path: "quotas", value: scenario.id,
          reason: BilingualText(
            zh: "情景“\(scenario.id)”没有用地或用能指标。",
            en: "The scenario “\(scenario.id)” has no quota of land or energy."),
          remedy: BilingualText(
            zh: "在 quotas 里写 land 或 energy，写法见 docs/data.md。",
            en: "State land or energy under quotas; docs/data.md shows how."))
      ])
    }
    var variants: [(scenario: Scenario, resource: String, place: Scope, amount: Double)] = []
    for (resource, amount) in [("land", land), ("energy", energy)] {
      let isLand = resource == "land"
      guard isLand ? scenario.quotas?.land != nil : scenario.quotas?.energy != nil else { continue }
      for place in [.city] + scenario.city.districts.map({ Scope.district($0.id) }) {
        var variant = scenario
        var quota = (isLand ? scenario.quotas!.land : scenario.quotas!.energy)!
        switch place {
        case .district(let id): quota.districts[id, default: 0] += amount
        default: quota.pool += amount
        }
        if isLand { variant.quotas!.land = quota } else { variant.quotas!.energy = quota }
        variant.id = "\(scenario.id)@\(variants.count + 1)"
        variants.append((variant, resource, place, amount))
      }
    }
    let comparison = try ScenarioComparison(
      of: [scenario] + variants.map(\.scenario), plan, onProgress: onProgress)
    self.init(
      formatVersion: comparison.formatVersion, luodiVersion: comparison.luodiVersion,
      seed: comparison.seed, trials: comparison.trials, completion: comparison.completion,
      scenario: comparison.scenarios[0], targets: comparison.targets.map(\.id),
      targetTitles: comparison.targets.map(\.title),
      values: variants.enumerated().map { index, variant in
        QuotaValues.Value(
          resource: variant.resource,
          scope: comparison.investment.first { $0.scope.matches(variant.place) }!.scope,
          amount: variant.amount,
          investment: comparison.investment[0].means[index + 1].difference!,
          chances: comparison.targets.map { $0.chances[index + 1]!.difference! })
      })
  }
}

extension ScopeReference {
  fileprivate func matches(_ scope: Scope) -> Bool {
    switch scope {
    case .city: kind == .city
    case .district(let id): kind == .district && self.id == id
    case .chain, .channel: false
    }
  }
}
