extension Scenario {
  /// The problems of the land and energy quotas and of the admission criteria.
  func quotaProblems(_ names: CityNames) -> [Problem] {
    guard let quotas else { return [] }
    var found: [Problem] = []
    if let land = quotas.land { found += problems(of: land, at: "quotas.land", names) }
    if let energy = quotas.energy { found += problems(of: energy, at: "quotas.energy", names) }
    for measure in MeritMeasure.allCases {
      guard let criterion = quotas.merit?.criteria[measure] else { continue }
      found += problems(of: criterion, measure, names)
    }
    return found
  }

  private func problems(of quota: Quota, at path: String, _ names: CityNames) -> [Problem] {
    var found: [Problem] = []
    for district in quota.districts.keys.sorted() {
      let entryPath = "\(path).districts.\(district)"
      if let problem = names.unknownDistrict(district, at: entryPath) { found.append(problem) }
      found += amountProblems(quota.districts[district]!, entryPath)
    }
    found += amountProblems(quota.pool, "\(path).pool")
    let share = Problem.unlessShare(
      quota.share, BilingualText(zh: "需要该要素的项目占比", en: "share of projects that need it"),
      at: "\(path).share")
    if let share { found.append(share) }
    for (chain, need) in quota.needPerHundredMillionYuan.sorted(by: {
      ($0.key ?? "") < ($1.key ?? "")
    }) {
      let entryPath = "\(path).per_hundred_million_yuan.\(chain ?? "others")"
      if let chain, let problem = names.unknownChain(chain, at: entryPath) { found.append(problem) }
      found += amountProblems(need, entryPath)
    }
    for chain in city.chains
    where quota.needPerHundredMillionYuan[nil] == nil
      && quota.needPerHundredMillionYuan[chain.id] == nil
    {
      found.append(
        Problem(
          path: "\(path).per_hundred_million_yuan",
          reason: BilingualText(
            zh: "产业链 \(chain.id) 未填写单位用量。",
            en: "No need is stated for the chain \(chain.id)."),
          remedy: BilingualText(
            zh: "填写该产业链的用量，或用 others 填写其余各产业链的用量。",
            en: "State it, or state others for all chains not named.")))
      break
    }
    return found
  }

  private func problems(
    of criterion: Merit.Criterion, _ measure: MeritMeasure, _ names: CityNames
  ) -> [Problem] {
    var found: [Problem] = []
    let path = "quotas.merit.\(measure.rawValue)"
    for (chain, median) in criterion.medians.sorted(by: { ($0.key ?? "") < ($1.key ?? "") }) {
      let entryPath = "\(path).medians.\(chain ?? "others")"
      if let chain, let problem = names.unknownChain(chain, at: entryPath) { found.append(problem) }
      if !(median > 0 && median.isFinite) {
        found.append(
          .outside(
            median, measure.name, range: BilingualText(zh: "大于 0", en: "be above 0"), at: entryPath)
        )
      }
    }
    if let chain = city.chains.first(where: { criterion.median(of: $0.id) == 0 }) {
      found.append(
        Problem(
          path: "\(path).medians",
          reason: BilingualText(
            zh: "产业链 \(chain.id) 未填写\(measure.name.zh)。",
            en: "No \(measure.name.en) is stated for the chain \(chain.id)."),
          remedy: BilingualText(
            zh: "填写该产业链的数值，或用 others 填写其余各产业链的数值。",
            en: "State it, or state others for all chains not named.")))
    }
    if !SizeDistribution.logDeviationRange.contains(criterion.logDeviation) {
      found.append(
        .outside(
          criterion.logDeviation, BilingualText(zh: "对数标准差", en: "log standard deviation"),
          range: SizeDistribution.logDeviationRangeText, at: "\(path).log_deviation"))
    }
    found += amountProblems(criterion.weight, "\(path).weight")
    if let floor = criterion.floor { found += amountProblems(floor, "\(path).floor") }
    return found
  }

  /// A problem unless an amount lies in [0, 10¹²].
  func amountProblems(_ value: Double, _ path: String) -> [Problem] {
    value >= 0 && value <= 1e12
      ? []
      : [
        .outside(
          value, BilingualText(zh: "数量", en: "amount"),
          range: BilingualText(zh: "在 0 到 10¹² 之间", en: "lie between 0 and 10¹²"), at: path)
      ]
  }
}
