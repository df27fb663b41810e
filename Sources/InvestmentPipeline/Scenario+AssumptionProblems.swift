extension Scenario {
  /// The problems of conversion rates, what months do to them, and estimate uncertainty.
  func rateProblems(_ names: CityNames) -> [Problem] {
    var found: [Problem] = []
    for district in conversionRates.keys.sorted() {
      let problem = names.unknownDistrict(district, at: "conversion.districts.\(district)")
      if let problem { found.append(problem) }
    }
    for district in city.districts {
      let path = "conversion.districts.\(district.id)"
      guard let rates = conversionRates[district.id] else {
        found.append(
          Problem(
            path: path,
            reason: BilingualText(
              zh: "\(district.name.zh)未填写转化率。", en: "\(district.name.en) has no conversion rates."),
            remedy: BilingualText(
              zh: "在 conversion.city 填写全市转化率，或在 conversion.districts 填写该县（市、区）转化率。",
              en:
                "State the city's rates under conversion.city, or the district's under conversion.districts."
            )))
        continue
      }
      for stage in Stage.beforeSigning {
        guard let rate = rates[stage] else { continue }
        let share = Problem.unlessShare(
          rate.conversionRate, BilingualText(zh: "转化率", en: "conversion rate"),
          at: "\(path).\(stage.rawValue).conversion_rate")
        if let share { found.append(share) }
        let stagePath = "\(path).\(stage.rawValue)"
        found += dwellProblems(rate.dwellTime, "\(stagePath).dwell")
        if let lost = rate.lostDwellTime { found += dwellProblems(lost, "\(stagePath).lost_dwell") }
      }
    }
    return found
      + monthProblems(
        pace, 0...100, BilingualText(zh: "月度节奏", en: "pace"),
        range: BilingualText(zh: "在 0 到 100 之间", en: "lie in [0, 100]"), at: "pace")
      + monthProblems(
        conversionShift, -3...3, BilingualText(zh: "各月转化率偏移", en: "shift of conversion"),
        range: BilingualText(zh: "在 −3 到 3 之间", en: "lie in [−3, 3]"), at: "conversion_shift")
      + monthProblems(
        lastYearInvestment.mapValues(\.inHundredMillionYuan), 0...1e6,
        BilingualText(zh: "上年签约投资额（亿元）", en: "last year's signed investment in 亿元"),
        range: BilingualText(zh: "在 0 到 1000000 之间", en: "lie in [0, 1000000]"),
        at: "last_year.signed_investment")
      + estimateProblems() + blendProblems()
  }

  private func dwellProblems(_ dwell: DwellTime, _ path: String) -> [Problem] {
    var found: [Problem] = []
    if !(dwell.meanMonths > 0 && dwell.meanMonths <= 1200) {
      found.append(
        .outside(
          dwell.meanMonths, BilingualText(zh: "停留时长（月）", en: "dwell time in months"),
          range: BilingualText(zh: "大于 0、不超过 1200", en: "be above 0 and at most 1200"),
          at: "\(path)_months"))
    }
    if let problem = Problem.unlessVariation(
      dwell.variation,
      BilingualText(zh: "停留时长的变异系数", en: "coefficient of variation of the dwell time"),
      at: "\(path)_variation")
    {
      found.append(problem)
    }
    return found
  }

  private func monthProblems(
    _ values: [Int: Double], _ allowed: ClosedRange<Double>, _ meaning: BilingualText,
    range: BilingualText, at path: String
  ) -> [Problem] {
    var found: [Problem] = []
    for (month, value) in values.sorted(by: { $0.key < $1.key }) {
      if !(1...12).contains(month) {
        found.append(
          Problem(
            path: "\(path).\(month)", value: "\(month)",
            reason: BilingualText(zh: "没有 \(month) 月。", en: "There is no month \(month)."),
            remedy: BilingualText(zh: "月份填写 1 到 12。", en: "Give a month from 1 to 12.")))
      }
      if !allowed.contains(value) {
        found.append(.outside(value, meaning, range: range, at: "\(path).\(month)"))
      }
    }
    return found
  }

  private func estimateProblems() -> [Problem] {
    var found: [Problem] = []
    for (stage, deviation) in estimateUncertainty.sorted(by: { $0.key < $1.key }) {
      let path = "estimate_uncertainty.\(stage.rawValue)"
      if !SizeDistribution.logDeviationRange.contains(deviation) {
        found.append(
          .outside(
            deviation, BilingualText(zh: "投资额估计的对数标准差", en: "log standard deviation"),
            range: SizeDistribution.logDeviationRangeText, at: path))
      }
      if stage >= .signed {
        found.append(
          Problem(
            path: path,
            reason: BilingualText(
              zh: "“\(stage.name.zh)”阶段的投资额已经确定，不存在估计误差。",
              en: "The investment at the stage \(stage.rawValue) is agreed and has no uncertainty."),
            remedy: BilingualText(
              zh: "只填写签约前的四个阶段。", en: "Give only the four stages before signing.")))
      }
    }
    return found
  }

  /// The problems of loadings, correlations and the degrees of freedom.
  func dependenceProblems(_ names: CityNames) -> [Problem] {
    var found: [Problem] = []
    func checkLoading(_ value: Double, _ path: String) {
      if !(value > -1 && value < 1) {
        found.append(
          .outside(
            value, BilingualText(zh: "因子载荷", en: "factor loading"),
            range: BilingualText(zh: "在 −1 与 1 之间（不含两端）", en: "lie strictly between −1 and 1"),
            at: path))
      }
    }
    checkLoading(dependence.cityLoading, "dependence.loadings.city")
    checkLoading(dependence.districtLoading, "dependence.loadings.district")
    checkLoading(dependence.chainLoading, "dependence.loadings.chain")
    for (district, value) in dependence.districtLoadings.sorted(by: { $0.key < $1.key }) {
      let path = "dependence.district_loadings.\(district)"
      if let problem = names.unknownDistrict(district, at: path) { found.append(problem) }
      checkLoading(value, path)
    }
    for (chain, value) in dependence.chainLoadings.sorted(by: { $0.key < $1.key }) {
      let path = "dependence.chain_loadings.\(chain)"
      if let problem = names.unknownChain(chain, at: path) { found.append(problem) }
      checkLoading(value, path)
    }
    for (district, value) in dependence.cityLoadingsByDistrict.sorted(by: { $0.key < $1.key }) {
      let path = "dependence.city_loadings.districts.\(district)"
      if let problem = names.unknownDistrict(district, at: path) { found.append(problem) }
      checkLoading(value, path)
    }
    for (chain, value) in dependence.cityLoadingsByChain.sorted(by: { $0.key < $1.key }) {
      let path = "dependence.city_loadings.chains.\(chain)"
      if let problem = names.unknownChain(chain, at: path) { found.append(problem) }
      checkLoading(value, path)
    }
    return found + correlationProblems(names) + degreesOfFreedomProblems()
  }

  private func correlationProblems(_ names: CityNames) -> [Problem] {
    var found: [Problem] = []
    var seen: Set<Set<Factor>> = []
    for correlation in dependence.correlations {
      let (first, second) = (correlation.first, correlation.second)
      let path = "dependence.correlations[\(first.id), \(second.id)]"
      for factor in [first, second] {
        let problem =
          switch factor {
          case .city: nil as Problem?
          case .district(let id): names.unknownDistrict(id, at: "\(path).between")
          case .chain(let id): names.unknownChain(id, at: "\(path).between")
          }
        if let problem { found.append(problem) }
      }
      if !(-1...1).contains(correlation.value) {
        found.append(
          .outside(
            correlation.value, BilingualText(zh: "相关系数", en: "correlation"),
            range: BilingualText(zh: "在 −1 到 1 之间", en: "lie in [−1, 1]"),
            at: "\(path).value"))
      }
      if first == second {
        found.append(
          Problem(
            path: "\(path).between", value: first.id,
            reason: BilingualText(
              zh: "因子与自身的相关系数恒为 1，不得填写。",
              en: "A factor's correlation with itself is 1 and cannot be stated."),
            remedy: BilingualText(zh: "填写两个不同的因子。", en: "Name two different factors.")))
      } else if !seen.insert([first, second]).inserted {
        found.append(
          Problem(
            path: "\(path).between", value: "\(first.id), \(second.id)",
            reason: BilingualText(
              zh: "这两个因子的相关系数重复填写。", en: "The correlation of these factors is stated twice."),
            remedy: BilingualText(zh: "保留其中一个。", en: "Keep one of them.")))
      }
    }
    return found
  }

  private func degreesOfFreedomProblems() -> [Problem] {
    guard let freedom = dependence.studentDegreesOfFreedom, !(freedom >= 0.5 && freedom.isFinite)
    else { return [] }
    return [
      .outside(
        freedom, BilingualText(zh: "t 分布自由度", en: "degrees of freedom"),
        range: BilingualText(zh: "不小于 0.5", en: "be at least 0.5 and finite"),
        at: "dependence.student_degrees_of_freedom")
    ]
  }
}
