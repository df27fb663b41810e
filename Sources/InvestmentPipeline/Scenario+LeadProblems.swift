extension Scenario {
  /// The greatest investment of one project that is taken for true: 10,000亿元.
  public static let greatestInvestment = Money.hundredMillionYuan(10_000)

  /// With draws of at most 100,000亿元 (10⁹ 万元) the squares of totals of this many leads, summed over
  /// 2³² trials, stay below 2¹²⁸.
  package static let greatestLeadCount = 250_000

  /// Problems of leads that are told one by one.
  static let greatestLeadProblemCount = 1_000

  func leadProblems(_ names: CityNames) -> [Problem] {
    guard !leads.isEmpty else {
      return [
        Problem(
          path: "leads",
          reason: BilingualText(
            zh: "项目库里一个项目都没有。", en: "The register holds no lead."),
          remedy: BilingualText(
            zh: "在项目库 CSV 里至少写一行项目。", en: "Write at least one lead into the register's CSV."))
      ]
    }
    var found: [Problem] = []
    if leads.count > Scenario.greatestLeadCount {
      found.append(
        Problem(
          path: "leads", value: "\(leads.count)",
          reason: BilingualText(
            zh: "项目库有 \(leads.count) 个项目，最多 \(Scenario.greatestLeadCount) 个。",
            en: "The registers hold \(leads.count) leads, of at most \(Scenario.greatestLeadCount)."
          ),
          remedy: BilingualText(
            zh: "删去已流失的项目，或按地区分成几个城市文件夹。",
            en: "Leave out lost leads, or make several folders of them.")))
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
              zh: "问题已超过 \(Scenario.greatestLeadProblemCount) 个，其余 \(rest) 个项目没有再查。",
              en:
                "There are more than \(Scenario.greatestLeadProblemCount) problems; the last \(rest) leads were not looked at."
            ),
            remedy: BilingualText(
              zh: "先改正上面的问题再检查。", en: "Correct those above and check again.")))
        break
      }
      if lead.id.isEmpty {
        found.append(
          Problem(
            path: "\(path).id",
            reason: BilingualText(zh: "项目没有编号。", en: "A lead has no id."),
            remedy: BilingualText(
              zh: "给每个项目一个固定不变的编号。", en: "Give every lead an id that never changes.")))
      } else if !seen.insert(lead.id).inserted {
        found.append(
          Problem(
            path: "\(path).id", value: lead.id,
            reason: BilingualText(
              zh: "项目编号“\(lead.id)”重复。", en: "The lead id “\(lead.id)” is used twice."),
            remedy: BilingualText(
              zh: "所有项目库合在一起，编号都不能重复；请改掉其中一个或删去重复的行。",
              en: "Ids are unique over all registers: rename one, or delete the doubled line.")))
      }
      let references = [
        names.unknownDistrict(lead.districtID, at: "\(path).district"),
        names.unknownChain(lead.chainID, at: "\(path).chain"),
        names.unknownChannel(lead.channelID, at: "\(path).channel"),
      ]
      found += references.compactMap { $0 }
      found += investmentProblems(lead, path)
      found += signingProblems(lead, path)
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
              zh: "投资额要大于 0、不超过 10000亿元，现在是 \(amount.tenThousandYuan)万元。",
              en:
                "An investment is above 0 and at most 10000亿元; it is \(amount.tenThousandYuan)万元."
            ),
            remedy: BilingualText(
              zh: "看看单位是不是写错了（亿元、万元差一万倍）。",
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

  /// Of the ends of a range. With z = Φ⁻¹(0.9) and σ = ln(high/low)/2z the mean √(low·high)·exp(σ²/2)
  /// lies above the high end from high/low = exp(4z²) = 713 on: its tail alone decides it.
  static let greatestRangeRatio = 713.0

  private func wideRangeProblem(_ low: Money, _ high: Money, _ path: String) -> Problem {
    let times = Int(
      (Double(high.tenThousandYuan) / Double(max(1, low.tenThousandYuan))).rounded())
    return Problem(
      path: "\(path).investment_low",
      value: "\(low.tenThousandYuan)万元–\(high.tenThousandYuan)万元",
      reason: BilingualText(
        zh:
          "上限是下限的 \(times) 倍，最多 \(Int(Scenario.greatestRangeRatio)) 倍：上下限是对数正态分布的第 10 和第 90 百分位，范围再宽，平均值就高于上限，由极少见的大数决定。",
        en:
          "The high end is \(times) times the low one, of at most \(Int(Scenario.greatestRangeRatio)): they are the 10th and the 90th percentile of a log-normal distribution, whose mean lies above the high end beyond that."
      ),
      remedy: BilingualText(
        zh: "核对两端的单位；没有把握就只写一个投资额。",
        en: "Check the units of both ends; when in doubt give the one investment alone."))
  }

  private func orderProblem(_ path: String) -> Problem {
    Problem(
      path: "\(path).investment_low",
      reason: BilingualText(
        zh: "投资额下限要小于上限，最可能值要在两者之间。",
        en: "The low investment must be below the high one, with the likeliest between them."),
      remedy: BilingualText(
        zh: "核对三个数的大小和单位；没有把握就只写一个投资额。",
        en: "Check the amounts and their units; when in doubt give the one investment alone."))
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
            zh: "项目处于“\(lead.stage.name.zh)”，却没有签约日期。",
            en: "The lead is \(lead.stage.name.en) but has no day of signing."),
          remedy: BilingualText(
            zh: "填签约日期，如 2023-02-10；还没签约就改回签约前的阶段。",
            en: "Give the day, such as 2023-02-10, or set the stage back to one before signing.")))
    }
    if isSigned {
      if case .point = lead.investment {
      } else {
        found.append(
          Problem(
            path: path.replacingSuffix("signed_on", by: "investment"),
            reason: BilingualText(
              zh: "已签约项目要写一个确定的投资额，不能是上下限。",
              en: "A signed lead has one agreed investment, not a range."),
            remedy: BilingualText(
              zh: "把协议投资额写在 investment 一栏，清空上下限。",
              en: "Write the agreed amount under investment and leave low and high empty.")))
      }
    }
    guard let day = lead.signedOn else { return found }
    if lead.stage < .signed {
      found.append(
        Problem(
          path: path, value: "\(day)",
          reason: BilingualText(
            zh: "项目还在“\(lead.stage.name.zh)”，却写了签约日期。",
            en: "The lead is only \(lead.stage.name.en), yet has a day of signing."),
          remedy: BilingualText(
            zh: "已签约就把阶段改为签约，没签约就清空日期。",
            en: "Set the stage to signed if it is, or empty the date.")))
    }
    if day.year > planYear.year {
      found.append(
        Problem(
          path: path, value: "\(day)",
          reason: BilingualText(
            zh: "签约日期 \(day) 超出了预测期末 \(planYear.year)-12-31。",
            en: "The day of signing \(day) lies past the horizon \(planYear.year)-12-31."),
          remedy: BilingualText(
            zh: "核对年份；以后才可能签的项目，阶段写签约之前的，不写签约日期。",
            en: "Check the year; a lead yet to be signed has an earlier stage and no date.")))
    } else if day > planYear.asOf {
      found.append(
        Problem(
          path: path, value: "\(day)",
          reason: BilingualText(
            zh: "签约日期 \(day) 晚于统计截止日 \(planYear.asOf)，那天的结果还不能算已知。",
            en: "The day of signing \(day) is after the as-of date \(planYear.asOf)."),
          remedy: BilingualText(
            zh: "核对日期；或把 as_of 推后；还没签约的项目写回签约前的阶段。",
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
