extension Scenario {
  /// The problems of landing, and of targets that need it.
  func landingProblems(_ names: CityNames) -> [Problem] {
    guard let landing else {
      return targets.filter(\.metric.measure.needsLanding).map {
        Problem(
          path: "targets.\($0.id).measure",
          reason: BilingualText(
            zh: "该目标涉及开工或到位资金，但情景中没有 landing。",
            en: "The target concerns starts or funds, but the scenario has no landing."),
          remedy: BilingualText(
            zh: "增加 landing 一节，格式见 docs/data.md；或删去该目标。",
            en: "Add the section landing, as docs/data.md shows, or remove the target."))
      }
    }
    return startLagProblems(landing, names) + lagProblems(landing) + landingScopeProblems()
      + fundingProblems(landing)
  }

  private func startLagProblems(_ landing: Landing, _ names: CityNames) -> [Problem] {
    var found: [Problem] = []
    for (district, months) in landing.startLagMonths.sorted(by: { $0.key < $1.key }) {
      let path = "landing.start_lag_months.districts.\(district)"
      if let problem = names.unknownDistrict(district, at: path) { found.append(problem) }
      found += lagProblems(months, "start_lag_months.districts.\(district)")
    }
    for district in city.districts where landing.startLagMonths[district.id] == nil {
      found.append(
        Problem(
          path: "landing.start_lag_months",
          reason: BilingualText(
            zh: "\(district.name.zh)未填写签约至开工的月数。",
            en: "\(district.name.en) has no lag from signing to start."),
          remedy: BilingualText(
            zh: "在 landing.start_lag_months.city 填写全市数值。",
            en: "State the city's under landing.start_lag_months.city.")))
    }
    return found
  }

  private func lagProblems(_ landing: Landing) -> [Problem] {
    var found =
      lagProblems(landing.fastTrackLagMonths, "fast_track.lag_months")
      + lagProblems(landing.carriedOverLagMonths, "carried_over_lag_months")
    if let problem = Problem.unlessVariation(
      landing.lagVariation,
      BilingualText(zh: "签约至开工间隔的变异系数", en: "coefficient of variation of the lags"),
      at: "landing.lag_variation")
    {
      found.append(problem)
    }
    if let months = landing.withinMonths, !(1...120).contains(months) {
      found.append(
        .outside(
          Double(months), BilingualText(zh: "线索至开工的月数", en: "months from lead to start"),
          range: BilingualText(zh: "在 1 到 120 之间", en: "lie in 1 … 120"),
          at: "landing.within_months"))
    }
    return found
  }

  private func lagProblems(_ months: Double, _ key: String) -> [Problem] {
    months >= 0 && months <= 1200
      ? []
      : [
        .outside(
          months, BilingualText(zh: "平均间隔（月）", en: "mean lag in months"),
          range: BilingualText(zh: "在 0 到 1200 之间", en: "lie in [0, 1200]"),
          at: "landing.\(key)")
      ]
  }

  /// Starts and funds are simulated for the city and its districts only.
  private func landingScopeProblems() -> [Problem] {
    var found: [Problem] = []
    for target in targets where target.metric.measure.needsLanding {
      switch target.metric.scope {
      case .city, .district: break
      case .chain, .channel:
        found.append(
          Problem(
            path: "targets.\(target.id).measure",
            reason: BilingualText(
              zh: "开工和到位资金只按全市和县（市、区）统计。",
              en: "Starts and funds are available only for the city and its districts."),
            remedy: BilingualText(
              zh: "删去 chain 或 channel，或改用签约指标。",
              en: "Remove chain or channel, or use a measure of signing.")))
      }
    }
    return found
  }

  private func fundingProblems(_ landing: Landing) -> [Problem] {
    let shares = [
      Problem.unlessShare(
        landing.fastTrackShare, BilingualText(zh: "拿地即开工的比例", en: "share on the fast track"),
        at: "landing.fast_track.share"),
      Problem.unlessShare(
        landing.firstFunds,
        BilingualText(zh: "开工当月到位的比例", en: "share in place in the month of the start"),
        at: "landing.funds.first"),
    ]
    var found = shares.compactMap(\.self)
    if !(landing.fundingMonths >= 1 && landing.fundingMonths <= 1200) {
      found.append(
        .outside(
          landing.fundingMonths,
          BilingualText(zh: "全部到位所需月数", en: "number of months to full funds"),
          range: BilingualText(zh: "在 1 到 1200 之间", en: "lie in [1, 1200]"),
          at: "landing.funds.months"))
    }
    return found
  }

  /// The problems of the scorecard's weights, and of what they need.
  func scorecardProblems() -> [Problem] {
    guard let scorecard else { return [] }
    var found: [Problem] = []
    for item in Scorecard.Item.allCases {
      let path = "scorecard.weights.\(item.rawValue)"
      let weight = scorecard.weights[item] ?? 0
      found += amountProblems(weight, path)
      let missing: BilingualText? =
        switch item {
        case .signed: nil
        case .started, .fundsInPlace:
          landing == nil ? BilingualText(zh: "landing", en: "landing") : nil
        case .investmentPerMu:
          quotas?.land == nil ? BilingualText(zh: "quotas.land", en: "quotas.land") : nil
        case .taxPerMu, .valueAddedPerMu:
          quotas?.land == nil || item.merit.flatMap { quotas?.merit?.criteria[$0] } == nil
            ? BilingualText(
              zh: "quotas.land 和 quotas.merit.\(item.rawValue)",
              en: "quotas.land and quotas.merit.\(item.rawValue)") : nil
        }
      if weight > 0, let missing {
        found.append(
          Problem(
            path: path, value: "\(weight)",
            reason: BilingualText(
              zh: "“\(item.name.zh)”的计算需要 \(missing.zh)。",
              en: "\(item.name.en) needs \(missing.en)."),
            remedy: BilingualText(
              zh: "增加 \(missing.zh)，或删去该权重。",
              en: "Add \(missing.en), or remove this weight.")))
      }
    }
    if !(scorecard.weights.values.reduce(0, +) > 0) {
      found.append(
        Problem(
          path: "scorecard",
          reason: BilingualText(zh: "综合测评未设权重。", en: "The scorecard has no weights."),
          remedy: BilingualText(
            zh: "填写 signed、started 等项的权重。", en: "Give weights for signed, started and other items.")
        ))
    }
    return found + districtTargetProblems(scorecard)
  }

  /// A relative scorecard needs a target of signed investment for each district.
  private func districtTargetProblems(_ scorecard: Scorecard) -> [Problem] {
    guard scorecard.isRelativeToTarget else { return [] }
    var found: [Problem] = []
    for district in city.districts
    where !targets.contains(where: {
      $0.metric == Metric(.signedInvestment, over: .district(district.id))
    }) {
      found.append(
        Problem(
          path: "scorecard.relative_to_target",
          reason: BilingualText(
            zh: "\(district.name.zh)未设全年投资额目标，无法按完成率测评。",
            en: "\(district.name.en) has no yearly investment target to be measured against."),
          remedy: BilingualText(
            zh: "为其设定目标，或填写 relative_to_target: false。",
            en: "Set one, or write relative_to_target: false.")))
    }
    return found
  }
}
