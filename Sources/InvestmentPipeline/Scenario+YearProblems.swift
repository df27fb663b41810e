extension Scenario {
  /// The problems of arrivals, followers, quotas, landing, the scorecard and the history.
  func yearProblems(_ names: CityNames) -> [Problem] {
    arrivalProblems(names) + followerProblems(names) + quotaProblems(names)
      + landingProblems(names) + scorecardProblems() + historyProblems(names)
      + driftProblems()
  }

  // MARK: Arrivals

  /// The greatest expected number of arrivals in a year, over all streams: more could overflow the
  /// 16-bit counters of a part of the city.
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
              zh: "该渠道在该县（市、区）的新增线索重复填写。",
              en: "The arrivals of this channel and district are stated twice."),
            remedy: BilingualText(zh: "保留其中一处。", en: "Keep one of them.")))
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
              zh: "新增线索的起始阶段应在签约之前。", en: "Arrivals must enter at a stage before signing."),
            remedy: BilingualText(
              zh: "填写 identified 或 contacted。", en: "Write identified or contacted.")))
      }
      found += chainWeightProblems(stream, names)
      found += sizeProblems(stream, names)
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
            zh: "新增线索未指定产业链：各产业链比重之和应大于 0。",
            en: "Arrivals belong to no chain: the sum of the chain weights must be above 0."),
          remedy: BilingualText(
            zh: "在 arrivals.chains 填写各产业链的比重。", en: "Give the weights under arrivals.chains.")))
    }
    return found
  }

  private func sizeProblems(_ stream: ArrivalStream, _ names: CityNames) -> [Problem] {
    let path = "arrivals.channels.\(stream.channelID).sizes.\(stream.districtID)"
    return stream.chainSizes.sorted { $0.key < $1.key }.reduce(
      into: sizeProblems(stream.sizes, path)
    ) { found, own in
      let chainPath = "\(path).chains.\(own.key)"
      if let problem = names.unknownChain(own.key, at: chainPath) { found.append(problem) }
      found += sizeProblems(own.value, chainPath)
    }
  }

  private func sizeProblems(_ sizes: SizeDistribution, _ path: String) -> [Problem] {
    var checks = RangeChecks(path: path)
    let positive = BilingualText(zh: "大于 0", en: "be above 0")
    checks.check(
      sizes.median > .zero, sizes.median.inHundredMillionYuan, "投资额中位数（亿元）", "median in 亿元",
      positive, "median")
    checks.checkLogDeviation(
      sizes.logDeviation, "对数标准差", "log standard deviation", "log_deviation")
    guard let tail = sizes.tail else { return checks.found }
    checks.check(
      sizes.logDeviation != 0, 0, "有尾部时的对数标准差", "log standard deviation below a tail",
      BilingualText(zh: "大于 0（0 表示规模固定，不能设尾部）", en: "be above 0, since fixed sizes have no tail"),
      "log_deviation")
    checks.check(
      tail.from > .zero, tail.from.inHundredMillionYuan, "尾部起点（亿元）", "beginning of the tail",
      positive, "tail.from")
    checks.check(
      tail.share > 0 && tail.share < 1, tail.share, "尾部占比", "share of the tail",
      BilingualText(zh: "在 0 与 1 之间（不含两端）", en: "lie strictly between 0 and 1"), "tail.share")
    checks.check(
      tail.exponent > 0 && tail.exponent.isFinite, tail.exponent, "尾部指数", "exponent of the tail",
      positive, "tail.exponent")
    checks.check(
      tail.greatest > tail.from, tail.greatest.inHundredMillionYuan, "最大投资额（亿元）",
      "greatest size in 亿元", BilingualText(zh: "大于尾部起点", en: "exceed the beginning of the tail"),
      "tail.greatest")
    // The body needs a positive probability below the threshold.
    if checks.found.isEmpty,
      tail.from.inHundredMillionYuan < sizes.median.inHundredMillionYuan / 1_000
    {
      checks.check(
        false, tail.from.inHundredMillionYuan, "尾部起点（亿元）", "beginning of the tail",
        BilingualText(zh: "不低于中位数的千分之一", en: "be at least a thousandth of the median"),
        "tail.from")
    }
    return checks.found
  }

  // MARK: Followers

  private func followerProblems(_ names: CityNames) -> [Problem] {
    guard let followers else { return [] }
    var checks = RangeChecks(path: "followers")
    let share = BilingualText(zh: "在 0 到 1 之间", en: "lie in [0, 1]")
    checks.check(
      followers.anchorSize > .zero, followers.anchorSize.inHundredMillionYuan, "链主企业规模（亿元）",
      "anchor size in 亿元", BilingualText(zh: "大于 0", en: "be above 0"), "anchor_size")
    for (chain, mean) in followers.meanPerAnchor.sorted(by: { $0.key < $1.key }) {
      let path = "followers.chains.\(chain)"
      if let problem = names.unknownChain(chain, at: path) { checks.found.append(problem) }
      checks.check(
        mean >= 0 && mean <= 20, mean, "每个链主企业带动的项目数", "number of followers per anchor",
        BilingualText(zh: "在 0 到 20 之间", en: "lie in [0, 20]"), "chains.\(chain)")
    }
    checks.check(
      (0...1).contains(followers.inDistrictShare), followers.inDistrictShare, "落在本县（市、区）的比例",
      "share in the anchor's district", share, "in_district")
    checks.check(
      followers.meanDelayMonths >= 1 && followers.meanDelayMonths.isFinite,
      followers.meanDelayMonths, "平均间隔（月）", "mean delay in months",
      BilingualText(zh: "不小于 1", en: "be at least 1"), "mean_delay_months")
    for chain in followers.meanPerAnchor.keys.sorted() {
      switch followers.sizes[chain] {
      case .relative(let median, let logDeviation)?:
        checks.check(
          median > 0 && median <= 1, median, "相对规模", "relative size",
          BilingualText(zh: "大于 0、不超过 1", en: "be above 0 and at most 1"),
          "relative_size.\(chain)")
        checks.checkLogDeviation(
          logDeviation, "相对规模的对数标准差", "log standard deviation of the relative size",
          "log_deviation.\(chain)")
      case .independent(let sizes)?:
        checks.found += sizeProblems(sizes, "followers.sizes.chains.\(chain)")
      case nil:
        checks.found.append(
          Problem(
            path: "followers.chains.\(chain)", value: chain,
            reason: BilingualText(
              zh: "产业链“\(chain)”的带动项目没有规模。",
              en: "The followers of the chain “\(chain)” have no size."),
            remedy: BilingualText(
              zh: "在 followers 写 relative_size 或 sizes。",
              en: "State relative_size or sizes under followers.")))
      }
    }
    if let problem = names.unknownChannel(followers.channelID, at: "followers.channel") {
      checks.found.append(problem)
    }
    if let limit = followers.generationLimit {
      checks.check(
        (1...12).contains(limit), Double(limit), "带动代数", "number of generations",
        BilingualText(zh: "在 1 到 12 之间", en: "lie in 1 … 12"), "generations")
    }
    return checks.found
  }
}

/// Collects a problem for each number of one section that lies outside its range.
private struct RangeChecks {
  var found: [Problem] = []
  let path: String

  init(path: String) { self.path = path }

  mutating func checkLogDeviation(_ value: Double, _ zh: String, _ en: String, _ key: String) {
    check(
      SizeDistribution.logDeviationRange.contains(value), value, zh, en,
      SizeDistribution.logDeviationRangeText, key)
  }

  mutating func check(
    _ isValid: Bool, _ value: Double, _ zh: String, _ en: String, _ range: BilingualText,
    _ key: String
  ) {
    guard !isValid else { return }
    found.append(
      .outside(value, BilingualText(zh: zh, en: en), range: range, at: "\(path).\(key)"))
  }
}

extension SizeDistribution {
  /// What is said of a standard deviation of a logarithm out of its range.
  static var logDeviationRangeText: BilingualText {
    let most = Int(logDeviationRange.upperBound)
    return BilingualText(zh: "在 0 到 \(most) 之间", en: "lie in [0, \(most)]")
  }
}
