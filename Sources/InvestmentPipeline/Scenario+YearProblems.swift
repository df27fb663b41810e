extension Scenario {
  /// What is wrong with arrivals, followers, quotas, landing and the scorecard.
  func yearProblems(_ names: CityNames) -> [Problem] {
    arrivalProblems(names) + followerProblems(names) + quotaProblems(names)
      + landingProblems(names) + scorecardProblems() + historyProblems(names)
  }

  // MARK: Arrivals

  /// More leads a year would not fit the counters of a part of the city.
  package static let greatestArrivalCount = 20_000.0

  private func arrivalProblems(_ names: CityNames) -> [Problem] {
    var found: [Problem] = []
    var seen: Set<String> = []
    for stream in arrivals {
      let channelPath = "arrivals.channels.\(stream.channelID)"
      let path = "\(channelPath).per_month.\(stream.districtID)"
      let unknown = [
        names.unknownDistrict(stream.districtID, at: path),
        names.unknownChannel(stream.channelID, at: channelPath),
      ].compactMap(\.self)
      found += unknown
      if !seen.insert(stream.id).inserted {
        found.append(
          Problem(
            path: path, value: stream.id,
            reason: BilingualText(
              zh: "这个渠道和区县的新增线索写了两次。", en: "These arrivals are stated twice."),
            remedy: BilingualText(zh: "只留一处。", en: "Keep one of them.")))
      }
      if stream.monthlyRates.count != 12
        || stream.monthlyRates.contains(where: { !($0 >= 0 && $0.isFinite) })
      {
        found.append(
          .outside(
            stream.monthlyRates.first { !($0 >= 0 && $0.isFinite) } ?? .nan,
            BilingualText(zh: "每月新增线索数", en: "number of leads a month"),
            range: BilingualText(zh: "不小于 0", en: "be at least 0 and finite, for 12 months"),
            at: path))
      }
      if !(0...3).contains(stream.dispersion) {
        found.append(
          .outside(
            stream.dispersion, BilingualText(zh: "新增线索的离散系数", en: "dispersion"),
            range: BilingualText(zh: "在 0 到 3 之间", en: "lie in [0, 3]"),
            at: "\(channelPath).dispersion"))
      }
      if !Stage.beforeSigning.contains(stream.stage) {
        found.append(
          Problem(
            path: "\(channelPath).stage", value: stream.stage.rawValue,
            reason: BilingualText(
              zh: "新增线索要从签约前的阶段开始。", en: "Arrivals enter at a stage before signing."),
            remedy: BilingualText(
              zh: "写 identified 或 contacted。", en: "Write identified or contacted.")))
      }
      found += chainWeightProblems(stream, names)
      found += sizeProblems(stream.sizes, "arrivals.districts.\(stream.districtID).sizes")
    }
    let total = arrivals.reduce(0) { $0 + $1.monthlyRates.reduce(0, +) }
    if total > Self.greatestArrivalCount {
      found.append(
        .outside(
          total, BilingualText(zh: "全年新增线索总数", en: "number of arrivals in the year"),
          range: BilingualText(zh: "不超过 20000", en: "be at most 20000"), at: "arrivals.channels"))
    }
    return found
  }

  private func chainWeightProblems(_ stream: ArrivalStream, _ names: CityNames) -> [Problem] {
    let path = "arrivals.districts.\(stream.districtID).chains"
    var found: [Problem] = []
    for (chain, weight) in stream.chainWeights.sorted(by: { $0.key < $1.key }) {
      if let problem = names.unknownChain(chain, at: "\(path).\(chain)") { found.append(problem) }
      if !(weight >= 0 && weight.isFinite) {
        found.append(
          .outside(
            weight, BilingualText(zh: "产业链比重", en: "chain weight"),
            range: BilingualText(zh: "不小于 0", en: "be at least 0 and finite"),
            at: "\(path).\(chain)"))
      }
    }
    if found.isEmpty, !(stream.chainWeights.values.reduce(0, +) > 0) {
      found.append(
        Problem(
          path: path,
          reason: BilingualText(
            zh: "新增线索没有产业链：各链比重之和要大于 0。",
            en: "Arrivals belong to no chain: the weights must add up to more than 0."),
          remedy: BilingualText(
            zh: "在 arrivals.chains 写各产业链的比重。", en: "State weights under arrivals.chains.")))
    }
    return found
  }

  private func sizeProblems(_ law: SizeLaw, _ path: String) -> [Problem] {
    var demands = Demands(path: path)
    let positive = BilingualText(zh: "大于 0", en: "be above 0")
    demands.check(
      law.median > .zero, law.median.inHundredMillionYuan, "投资额中位数（亿元）", "median in 亿元",
      positive, "median")
    demands.check(
      (0...3).contains(law.logDeviation), law.logDeviation, "对数标准差", "log standard deviation",
      BilingualText(zh: "在 0 到 3 之间", en: "lie in [0, 3]"), "log_deviation")
    guard let tail = law.tail else { return demands.found }
    demands.check(
      law.logDeviation != 0, 0, "有尾部时的对数标准差", "log standard deviation below a tail",
      BilingualText(zh: "大于 0（0 表示规模固定，不能再有尾部）", en: "be above 0: fixed sizes have no tail"),
      "log_deviation")
    demands.check(
      tail.from > .zero, tail.from.inHundredMillionYuan, "尾部起点（亿元）", "beginning of the tail",
      positive, "tail.from")
    demands.check(
      tail.share > 0 && tail.share < 1, tail.share, "尾部占比", "share of the tail",
      BilingualText(zh: "在 0 与 1 之间（不含两端）", en: "lie strictly between 0 and 1"), "tail.share")
    demands.check(
      tail.exponent > 0 && tail.exponent.isFinite, tail.exponent, "尾部指数", "exponent of the tail",
      positive, "tail.exponent")
    demands.check(
      tail.greatest > tail.from, tail.greatest.inHundredMillionYuan, "最大投资额（亿元）",
      "greatest size in 亿元", BilingualText(zh: "大于尾部起点", en: "exceed the beginning of the tail"),
      "tail.greatest")
    // The body must leave something below the threshold.
    if demands.found.isEmpty,
      tail.from.inHundredMillionYuan < law.median.inHundredMillionYuan / 1_000
    {
      demands.check(
        false, tail.from.inHundredMillionYuan, "尾部起点（亿元）", "beginning of the tail",
        BilingualText(zh: "不低于中位数的千分之一", en: "be no less than a thousandth of the median"),
        "tail.from")
    }
    return demands.found
  }

  // MARK: Followers

  private func followerProblems(_ names: CityNames) -> [Problem] {
    guard let followers else { return [] }
    var demands = Demands(path: "followers")
    let share = BilingualText(zh: "在 0 到 1 之间", en: "lie in [0, 1]")
    demands.check(
      followers.anchorSize > .zero, followers.anchorSize.inHundredMillionYuan, "链主规模（亿元）",
      "anchor size in 亿元", BilingualText(zh: "大于 0", en: "be above 0"), "anchor_size")
    for (chain, mean) in followers.meanPerAnchor.sorted(by: { $0.key < $1.key }) {
      let path = "followers.chains.\(chain)"
      if let problem = names.unknownChain(chain, at: path) { demands.found.append(problem) }
      demands.check(
        mean >= 0 && mean <= 20, mean, "每个链主带来的项目数", "number of followers",
        BilingualText(zh: "在 0 到 20 之间", en: "lie in [0, 20]"), "chains.\(chain)")
    }
    demands.check(
      (0...1).contains(followers.inDistrictShare), followers.inDistrictShare, "留在本区县的比例",
      "share in the district", share, "in_district")
    demands.check(
      followers.meanDelayMonths >= 1 && followers.meanDelayMonths.isFinite,
      followers.meanDelayMonths, "平均间隔（月）", "mean delay in months",
      BilingualText(zh: "不小于 1", en: "be at least 1"), "mean_delay_months")
    demands.check(
      followers.relativeSize > 0 && followers.relativeSize <= 1, followers.relativeSize,
      "相对规模", "relative size", BilingualText(zh: "大于 0、不超过 1", en: "be above 0 and at most 1"),
      "relative_size")
    demands.check(
      (0...3).contains(followers.relativeLogDeviation), followers.relativeLogDeviation,
      "相对规模的对数标准差", "log standard deviation of the relative size",
      BilingualText(zh: "在 0 到 3 之间", en: "lie in [0, 3]"), "log_deviation")
    if let problem = names.unknownChannel(followers.channelID, at: "followers.channel") {
      demands.found.append(problem)
    }
    if let limit = followers.generationLimit {
      demands.check(
        (1...12).contains(limit), Double(limit), "代数", "number of generations",
        BilingualText(zh: "在 1 到 12 之间", en: "lie in 1 … 12"), "generations")
    }
    return demands.found
  }

  // MARK: Quotas

  private func quotaProblems(_ names: CityNames) -> [Problem] {
    guard let quotas else { return [] }
    var found: [Problem] = []
    for (key, quota) in [("land", quotas.land), ("energy", quotas.energy)] {
      guard let quota else { continue }
      let path = "quotas.\(key)"
      for district in quota.districts.keys.sorted() {
        let place = "\(path).districts.\(district)"
        if let problem = names.unknownDistrict(district, at: place) { found.append(problem) }
        found += amountProblems(quota.districts[district]!, place)
      }
      found += amountProblems(quota.pool, "\(path).pool")
      let share = Problem.unlessShare(
        quota.share, BilingualText(zh: "需要的项目占比", en: "share of projects"), at: "\(path).share")
      if let share { found.append(share) }
      for (chain, need) in quota.needPerHundredMillionYuan.sorted(by: {
        ($0.key ?? "") < ($1.key ?? "")
      }) {
        let place = "\(path).per_hundred_million_yuan.\(chain ?? "others")"
        if let chain, let problem = names.unknownChain(chain, at: place) { found.append(problem) }
        found += amountProblems(need, place)
      }
      for chain in city.chains
      where quota.needPerHundredMillionYuan[nil] == nil
        && quota.needPerHundredMillionYuan[chain.id] == nil
      {
        found.append(
          Problem(
            path: "\(path).per_hundred_million_yuan",
            reason: BilingualText(
              zh: "产业链 \(chain.id) 没有单位用量。", en: "The chain \(chain.id) has no need stated."),
            remedy: BilingualText(
              zh: "写上它的用量，或用 others 写其余各链的用量。",
              en: "State it, or give others for all chains not named.")))
        break
      }
    }
    for measure in MeritMeasure.allCases {
      guard let criterion = quotas.merit?.criteria[measure] else { continue }
      let path = "quotas.merit.\(measure.rawValue)"
      for (chain, median) in criterion.medians.sorted(by: { ($0.key ?? "") < ($1.key ?? "") }) {
        let place = "\(path).medians.\(chain ?? "others")"
        if let chain, let problem = names.unknownChain(chain, at: place) { found.append(problem) }
        if !(median > 0 && median.isFinite) {
          found.append(
            .outside(
              median, measure.name, range: BilingualText(zh: "大于 0", en: "be above 0"), at: place))
        }
      }
      if let chain = city.chains.first(where: { criterion.median(of: $0.id) == 0 }) {
        found.append(
          Problem(
            path: "\(path).medians",
            reason: BilingualText(
              zh: "产业链 \(chain.id) 没有\(measure.name.zh)。",
              en: "The chain \(chain.id) has no \(measure.name.en)."),
            remedy: BilingualText(
              zh: "写上它的数，或用 others 写其余各链的数。",
              en: "State it, or give others for all chains not named.")))
      }
      if !(0...3).contains(criterion.logDeviation) {
        found.append(
          .outside(
            criterion.logDeviation, BilingualText(zh: "对数标准差", en: "log standard deviation"),
            range: BilingualText(zh: "在 0 到 3 之间", en: "lie in [0, 3]"),
            at: "\(path).log_deviation"))
      }
      found += amountProblems(criterion.weight, "\(path).weight")
      if let floor = criterion.floor { found += amountProblems(floor, "\(path).floor") }
    }
    return found
  }

  private func amountProblems(_ value: Double, _ path: String) -> [Problem] {
    value >= 0 && value <= 1e12
      ? []
      : [
        .outside(
          value, BilingualText(zh: "数量", en: "amount"),
          range: BilingualText(zh: "在 0 到 10¹² 之间", en: "lie between 0 and 10¹²"), at: path)
      ]
  }

  // MARK: Landing

  private func landingProblems(_ names: CityNames) -> [Problem] {
    guard let landing else {
      return targets.filter(\.metric.measure.needsLanding).map {
        Problem(
          path: "targets.\($0.id).measure",
          reason: BilingualText(
            zh: "这个目标要看动工或到位资金，情景里没有 landing。",
            en: "The target is about starts or funds, and the scenario has no landing."),
          remedy: BilingualText(
            zh: "加上 landing 一节，写法见 docs/data.md；或删去这个目标。",
            en: "Add the section landing, as docs/data.md shows, or take the target away."))
      }
    }
    var found: [Problem] = []
    func lag(_ value: Double, _ key: String) {
      guard !(value >= 0 && value <= 1200) else { return }
      found.append(
        .outside(
          value, BilingualText(zh: "平均间隔（月）", en: "mean lag in months"),
          range: BilingualText(zh: "在 0 到 1200 之间", en: "lie in [0, 1200]"),
          at: "landing.\(key)"))
    }
    for (district, months) in landing.startLagMonths.sorted(by: { $0.key < $1.key }) {
      let path = "landing.start_lag_months.districts.\(district)"
      if let problem = names.unknownDistrict(district, at: path) { found.append(problem) }
      lag(months, "start_lag_months.districts.\(district)")
    }
    for district in city.districts where landing.startLagMonths[district.id] == nil {
      found.append(
        Problem(
          path: "landing.start_lag_months",
          reason: BilingualText(
            zh: "\(district.name.zh)没有签约到动工的月数。",
            en: "\(district.name.en) has no lag from signing to the start."),
          remedy: BilingualText(
            zh: "在 landing.start_lag_months.city 写全市的。",
            en: "State the city's under landing.start_lag_months.city.")))
    }
    lag(landing.fastTrackLagMonths, "fast_track.lag_months")
    lag(landing.carriedOverLagMonths, "carried_over_lag_months")
    if let months = landing.withinMonths, !(1...120).contains(months) {
      found.append(
        .outside(
          Double(months), BilingualText(zh: "从线索到动工的月数", en: "months from lead to start"),
          range: BilingualText(zh: "在 1 到 120 之间", en: "lie in 1 … 120"),
          at: "landing.within_months"))
    }
    for target in targets where target.metric.measure.needsLanding {
      switch target.metric.scope {
      case .city, .district: break
      case .chain, .channel:
        found.append(
          Problem(
            path: "targets.\(target.id).measure",
            reason: BilingualText(
              zh: "动工和到位资金只按全市和区县统计。",
              en: "Starts and funds are told for the city and its districts."),
            remedy: BilingualText(
              zh: "删去 chain 或 channel，或改用签约指标。",
              en: "Take chain or channel away, or use a measure of signing.")))
      }
    }
    let shares = [
      Problem.unlessShare(
        landing.fastTrackShare, BilingualText(zh: "拿地即动工的比例", en: "share on the fast track"),
        at: "landing.fast_track.share"),
      Problem.unlessShare(
        landing.firstFunds, BilingualText(zh: "动工当月到位的比例", en: "share in place at first"),
        at: "landing.funds.first"),
    ]
    found += shares.compactMap(\.self)
    if !(landing.fundingMonths >= 1 && landing.fundingMonths <= 1200) {
      found.append(
        .outside(
          landing.fundingMonths, BilingualText(zh: "到位月数", en: "number of months to full funds"),
          range: BilingualText(zh: "在 1 到 1200 之间", en: "lie in [1, 1200]"),
          at: "landing.funds.months"))
    }
    return found
  }

  private func scorecardProblems() -> [Problem] {
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
              zh: "“\(item.name.zh)”要有 \(missing.zh) 才算得出。",
              en: "\(item.name.en) needs \(missing.en)."),
            remedy: BilingualText(
              zh: "加上 \(missing.zh)，或把这个权重删去。",
              en: "Add \(missing.en), or take this weight away.")))
      }
    }
    if !(scorecard.weights.values.reduce(0, +) > 0) {
      found.append(
        Problem(
          path: "scorecard",
          reason: BilingualText(zh: "测评没有权重。", en: "The scorecard has no weights."),
          remedy: BilingualText(
            zh: "写 signed、started 等项的权重。", en: "Give weights of signed, started and so on.")))
    }
    if scorecard.isRelativeToTarget {
      for district in city.districts
      where !targets.contains(where: {
        $0.metric == Metric(.signedInvestment, over: .district(district.id))
      }) {
        found.append(
          Problem(
            path: "scorecard.relative_to_target",
            reason: BilingualText(
              zh: "\(district.name.zh)没有全年投资额目标，无法按完成率测评。",
              en: "\(district.name.en) has no target of the year's investment to be measured by."),
            remedy: BilingualText(
              zh: "给它一个目标，或写 relative_to_target: false。",
              en: "Give it one, or write relative_to_target: false.")))
      }
    }
    return found
  }
}

/// Collects the numbers of one section that lie outside their ranges.
private struct Demands {
  var found: [Problem] = []
  let path: String

  init(path: String) { self.path = path }

  mutating func check(
    _ isGood: Bool, _ value: Double, _ zh: String, _ en: String, _ range: BilingualText,
    _ key: String
  ) {
    guard !isGood else { return }
    found.append(
      .outside(value, BilingualText(zh: zh, en: en), range: range, at: "\(path).\(key)"))
  }
}
