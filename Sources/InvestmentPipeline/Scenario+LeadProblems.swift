extension Scenario {
  /// The greatest admissible investment of one project: 10,000亿元.
  public static let greatestInvestment = Money.hundredMillionYuan(10_000)

  /// The greatest admissible number of leads. With draws of at most 100,000亿元 (10⁹ 万元) the
  /// squares of the totals of this many leads, summed over 2³² trials, stay below 2¹²⁸.
  package static let greatestLeadCount = 250_000

  /// The number of lead problems after which the search stops.
  static let greatestLeadProblemCount = 1_000

  func leadProblems(_ names: CityNames) -> [Problem] {
    guard !leads.isEmpty else {
      return [
        Problem(
          path: "leads",
          reason: BilingualText(
            zh: "项目库中没有项目。", en: "The register holds no lead."),
          remedy: BilingualText(
            zh: "在项目库 CSV 中至少填写一个项目。", en: "Add at least one lead to the register's CSV."))
      ]
    }
    var found: [Problem] = []
    if leads.count > Scenario.greatestLeadCount {
      found.append(
        Problem(
          path: "leads", value: "\(leads.count)",
          reason: BilingualText(
            zh: "项目库有 \(leads.count) 个项目，最多 \(Scenario.greatestLeadCount) 个。",
            en:
              "The registers hold \(leads.count) leads; at most \(Scenario.greatestLeadCount) are allowed."
          ),
          remedy: BilingualText(
            zh: "删去已流失的项目，或按地区分成几个城市文件夹。",
            en: "Remove lost leads, or split them into several city folders.")))
    }
    var seen: Set<String> = []
    seen.reserveCapacity(leads.count)
    for (index, lead) in leads.enumerated() {
      let path = "leads[\(lead.id)]"
      guard found.count < Scenario.greatestLeadProblemCount else {
        let rest = leads.count - index
        found.append(
          Problem(
            path: path,
            reason: BilingualText(
              zh: "问题已超过 \(Scenario.greatestLeadProblemCount) 个，其余 \(rest) 个项目未检查。",
              en:
                "There are more than \(Scenario.greatestLeadProblemCount) problems; the last \(rest) leads were not checked."
            ),
            remedy: BilingualText(
              zh: "先改正上面的问题再检查。", en: "Correct the problems above and check again.")))
        break
      }
      let isRepeated = !seen.insert(lead.id).inserted
      found += problems(of: lead, isRepeated: isRepeated, at: path, names)
    }
    return found
  }

  private func problems(
    of lead: Lead, isRepeated: Bool, at path: String, _ names: CityNames
  ) -> [Problem] {
    var found: [Problem] = []
    if lead.id.isEmpty {
      found.append(
        Problem(
          path: "\(path).id",
          reason: BilingualText(zh: "项目未填写编号。", en: "A lead has no id."),
          remedy: BilingualText(
            zh: "给每个项目一个固定不变的编号。", en: "Give every lead an id that never changes.")))
    } else if isRepeated {
      found.append(
        Problem(
          path: "\(path).id", value: lead.id,
          reason: BilingualText(
            zh: "项目编号“\(lead.id)”重复。", en: "The lead id “\(lead.id)” is used twice."),
          remedy: BilingualText(
            zh: "各项目库的编号均不得重复；修改其中一个，或删去重复的行。",
            en: "Ids must be unique over all registers: change one, or delete the repeated line.")))
    }
    let references = [
      names.unknownDistrict(lead.districtID, at: "\(path).district"),
      names.unknownChain(lead.chainID, at: "\(path).chain"),
      names.unknownChannel(lead.channelID, at: "\(path).channel"),
    ]
    found += references.compactMap { $0 }
    found += investmentProblems(lead, path)
    found += signingProblems(lead, path)
    if let day = lead.stageSince { found += stageDateProblems(lead, day, "\(path).stage_since") }
    if !lead.scoreShift.isFinite || abs(lead.scoreShift) > 5 {
      found.append(
        .outside(
          lead.scoreShift, BilingualText(zh: "评分调整", en: "score shift"),
          range: BilingualText(zh: "在 −5 到 5 之间", en: "lie in [−5, 5]"),
          at: "\(path).score_shift"))
    }
    if let probability = lead.signingProbability {
      let problem = Problem.unlessShare(
        probability, BilingualText(zh: "签约概率", en: "probability of signing"),
        at: "\(path).probability")
      if let problem { found.append(problem) }
    }
    return found
  }

  private func investmentProblems(_ lead: Lead, _ path: String) -> [Problem] {
    var found: [Problem] = []
    func check(_ amount: Money, _ key: String) {
      if amount <= .zero || amount > Scenario.greatestInvestment {
        found.append(
          Problem(
            path: "\(path).\(key)", value: "\(amount.tenThousandYuan)万元",
            reason: BilingualText(
              zh: "投资额应大于 0、不超过 10000亿元，填写值为 \(amount.tenThousandYuan)万元。",
              en:
                "An investment must be above 0 and at most 10000亿元; it is \(amount.tenThousandYuan)万元."
            ),
            remedy: BilingualText(
              zh: "核对单位（亿元与万元相差一万倍）。",
              en: "Check the unit: 亿元 and 万元 differ by a factor of 10,000.")))
      }
    }
    switch lead.investment {
    case .point(let amount):
      check(amount, "investment")
    case .range(let low, let high):
      check(low, "investment_low")
      check(high, "investment_high")
      if low >= high {
        found.append(orderProblem(path))
      } else if Double(high.tenThousandYuan)
        > Scenario.greatestRangeRatio * Double(low.tenThousandYuan)
      {
        found.append(wideRangeProblem(low, high, path))
      }
    case .threePoint(let low, let mode, let high):
      check(low, "investment_low")
      check(mode, "investment")
      check(high, "investment_high")
      if low >= high || mode < low || mode > high { found.append(orderProblem(path)) }
    }
    return found
  }

  /// The greatest admissible ratio of the two ends of a range. With z = Φ⁻¹(0.9) and
  /// σ = ln(high/low)/2z the mean √(low·high)·exp(σ²/2) exceeds the high end when
  /// high/low > exp(4z²) ≈ 713: the mean would be determined by rare, very large amounts.
  static let greatestRangeRatio = 713.0

  private func wideRangeProblem(_ low: Money, _ high: Money, _ path: String) -> Problem {
    let times = Int(
      (Double(high.tenThousandYuan) / Double(max(1, low.tenThousandYuan))).rounded())
    return Problem(
      path: "\(path).investment_low",
      value: "\(low.tenThousandYuan)万元–\(high.tenThousandYuan)万元",
      reason: BilingualText(
        zh:
          "上限为下限的 \(times) 倍，不得超过 \(Int(Scenario.greatestRangeRatio)) 倍：上下限为对数正态分布的第 10 和第 90 百分位数，范围过宽时均值高于上限，由极少数大额项目决定。",
        en:
          "The high end is \(times) times the low end; at most \(Int(Scenario.greatestRangeRatio)) is allowed. The ends are the 10th and 90th percentiles of a log-normal distribution, whose mean exceeds the high end beyond that ratio."
      ),
      remedy: BilingualText(
        zh: "核对上下限的单位；不能确定时只填写一个投资额。",
        en: "Check the units of both ends; if in doubt, give a single investment."))
  }

  private func orderProblem(_ path: String) -> Problem {
    Problem(
      path: "\(path).investment_low",
      reason: BilingualText(
        zh: "投资额下限应小于上限，最可能值应介于两者之间。",
        en: "The low investment must be below the high one, with the most likely one between them."),
      remedy: BilingualText(
        zh: "核对三个数的大小和单位；不能确定时只填写一个投资额。",
        en: "Check the amounts and their units; if in doubt, give a single investment."))
  }

  private func signingProblems(_ lead: Lead, _ path: String) -> [Problem] {
    let path = "\(path).signed_on"
    var found: [Problem] = []
    let isSigned = lead.stage >= .signed && lead.stage < .lost
    if isSigned, lead.signedOn == nil {
      found.append(
        Problem(
          path: path,
          reason: BilingualText(
            zh: "项目处于“\(lead.stage.name.zh)”阶段，但未填写签约日期。",
            en: "The lead is \(lead.stage.name.en) but has no signing date."),
          remedy: BilingualText(
            zh: "填写签约日期，如 2023-02-10；尚未签约的，改为签约前的阶段。",
            en: "Give the date, such as 2023-02-10, or set the stage back to one before signing.")))
    }
    if isSigned {
      if case .point = lead.investment {
      } else {
        found.append(
          Problem(
            path: path.replacingSuffix("signed_on", by: "investment"),
            reason: BilingualText(
              zh: "已签约项目应填写一个确定的投资额，不能填写上下限。",
              en: "A signed lead has one agreed investment, not a range."),
            remedy: BilingualText(
              zh: "在 investment 一栏填写协议投资额，清空上下限。",
              en: "Write the agreed amount under investment and leave low and high empty.")))
      }
    }
    if let day = lead.signedOn { found += signingDateProblems(lead, day, path) }
    return found
  }

  private func stageDateProblems(_ lead: Lead, _ day: CalendarDate, _ path: String) -> [Problem] {
    guard day > planYear.asOf else { return [] }
    return [
      Problem(
        path: path, value: "\(day)",
        reason: BilingualText(
          zh: "进入本阶段日期 \(day) 晚于统计截止日 \(planYear.asOf)。",
          en: "The day \(day) of entering the stage is after the as-of date \(planYear.asOf)."),
        remedy: BilingualText(
          zh: "核对日期；或推后 as_of；不清楚的，清空该栏。",
          en: "Check the date, move as_of, or leave the field empty if the day is unknown."))
    ]
  }

  private func signingDateProblems(_ lead: Lead, _ day: CalendarDate, _ path: String) -> [Problem] {
    var found: [Problem] = []
    if lead.stage < .signed {
      found.append(
        Problem(
          path: path, value: "\(day)",
          reason: BilingualText(
            zh: "项目处于“\(lead.stage.name.zh)”阶段，但填写了签约日期。",
            en: "The lead is at the stage \(lead.stage.name.en) but has a signing date."),
          remedy: BilingualText(
            zh: "已签约的，将阶段改为签约；尚未签约的，清空日期。",
            en: "Set the stage to signed if it is signed; otherwise remove the date.")))
    }
    if day.year > planYear.year {
      found.append(
        Problem(
          path: path, value: "\(day)",
          reason: BilingualText(
            zh: "签约日期 \(day) 晚于预测期末 \(planYear.year)-12-31。",
            en: "The signing date \(day) lies past the horizon \(planYear.year)-12-31."),
          remedy: BilingualText(
            zh: "核对年份；尚未签约的项目，填写签约前的阶段，不填写签约日期。",
            en: "Check the year; a lead not yet signed has an earlier stage and no date.")))
    } else if day > planYear.asOf {
      found.append(
        Problem(
          path: path, value: "\(day)",
          reason: BilingualText(
            zh: "签约日期 \(day) 晚于统计截止日 \(planYear.asOf)，当日结果尚不可知。",
            en: "The signing date \(day) is after the as-of date \(planYear.asOf)."),
          remedy: BilingualText(
            zh: "核对日期；或推后 as_of；尚未签约的项目，改为签约前的阶段。",
            en: "Check the date, move as_of, or set the stage back to one before signing.")))
    }
    return found
  }
}

extension String {
  fileprivate func replacingSuffix(_ suffix: String, by other: String) -> String {
    hasSuffix(suffix) ? String(dropLast(suffix.count)) + other : self
  }
}
