extension Scenario {
  /// The greatest investment factor of one adjustment, and of all adjustments of a lead together.
  package static let greatestInvestmentFactor = 100.0

  /// The problems of adjustments and of the investment ceiling.
  func adjustmentProblems(_ names: CityNames) -> [Problem] {
    var found = idProblems(
      adjustments.map(\.id), BilingualText(zh: "调整", en: "adjustment")
    ) { "adjustments.\($0)" }
    for adjustment in adjustments {
      let path = "adjustments.\(adjustment.id)"
      let filter = adjustment.filter
      let references = [
        filter.districtID.flatMap { names.unknownDistrict($0, at: "\(path).where.district") },
        filter.chainID.flatMap { names.unknownChain($0, at: "\(path).where.chain") },
        filter.channelID.flatMap { names.unknownChannel($0, at: "\(path).where.channel") },
      ]
      found += references.compactMap { $0 }
      if !adjustment.scoreShift.isFinite || abs(adjustment.scoreShift) > 5 {
        found.append(
          .outside(
            adjustment.scoreShift, BilingualText(zh: "评分调整", en: "score shift"),
            range: BilingualText(zh: "在 −5 到 5 之间", en: "lie in [−5, 5]"),
            at: "\(path).score_shift"))
      }
      if !(adjustment.investmentFactor > 0
        && adjustment.investmentFactor <= Self.greatestInvestmentFactor)
      {
        found.append(
          .outside(
            adjustment.investmentFactor, BilingualText(zh: "投资额倍数", en: "investment factor"),
            range: BilingualText(
              zh: "大于 0、不超过 \(Int(Self.greatestInvestmentFactor))",
              en: "be above 0 and at most \(Int(Self.greatestInvestmentFactor))"),
            at: "\(path).investment_factor"))
      }
    }
    if let ceiling = investmentCeiling, ceiling <= .zero {
      found.append(
        Problem(
          path: "investment_ceiling", value: "\(ceiling.tenThousandYuan)万元",
          reason: BilingualText(
            zh: "投资额上限应大于 0。", en: "The investment ceiling must be above 0."),
          remedy: BilingualText(
            zh: "填写大于 0 的金额；不设上限的，删去该项。",
            en: "Give an amount above 0, or remove the key for no ceiling.")))
    }
    return found
  }

  /// The problems of targets and joint targets.
  func targetProblems(_ names: CityNames) -> [Problem] {
    var found = idProblems(targets.map(\.id), BilingualText(zh: "目标", en: "target")) {
      "targets.\($0)"
    }
    for target in targets {
      let path = "targets.\(target.id)"
      let problem =
        switch target.metric.scope {
        case .city: nil as Problem?
        case .district(let id): names.unknownDistrict(id, at: "\(path).district")
        case .chain(let id): names.unknownChain(id, at: "\(path).chain")
        case .channel(let id): names.unknownChannel(id, at: "\(path).channel")
        }
      if let problem { found.append(problem) }
      if !(1...12).contains(target.metric.throughMonth) {
        found.append(
          Problem(
            path: "\(path).through_month", value: "\(target.metric.throughMonth)",
            reason: BilingualText(
              zh: "没有 \(target.metric.throughMonth) 月。",
              en: "There is no month \(target.metric.throughMonth)."),
            remedy: BilingualText(zh: "月份填写 1 到 12。", en: "Give a month from 1 to 12.")))
      }
      if case .projectCount(let least) = target.metric.measure, least < .zero {
        found.append(negative("\(path).at_least_size", "\(least.tenThousandYuan)万元"))
      }
      found += valueProblems(target, "\(path).value")
    }
    return found + jointProblems()
  }

  private func valueProblems(_ target: Target, _ path: String) -> [Problem] {
    guard target.value.fits(target.metric.measure) else {
      return [
        Problem(
          path: path,
          reason: BilingualText(
            zh: "目标值与指标类型不符：投资额应为金额，项目数应为整数，占比应为百分数。",
            en: "The value does not fit the measure: investment needs an amount of money, "
              + "a count a whole number, a share a percentage."),
          remedy: BilingualText(zh: "修改目标值或 measure。", en: "Change the value or the measure."))
      ]
    }
    switch target.value {
    case .investment(let amount):
      return amount < .zero ? [negative(path, "\(amount.tenThousandYuan)万元")] : []
    case .count(let count):
      return count < 0 ? [negative(path, "\(count)")] : []
    case .share(let share):
      let problem = Problem.unlessShare(
        share, BilingualText(zh: "占比目标", en: "target share"), at: path)
      return problem.map { [$0] } ?? []
    }
  }

  private func negative(_ path: String, _ value: String) -> Problem {
    Problem(
      path: path, value: value,
      reason: BilingualText(zh: "该值不得为负数。", en: "The value must not be negative."),
      remedy: BilingualText(zh: "填写 0 或正数。", en: "Give 0 or a positive number."))
  }

  private func jointProblems() -> [Problem] {
    let known = Set(targets.map(\.id))
    var found = idProblems(jointTargets.map(\.id), BilingualText(zh: "联合目标", en: "joint target")) {
      "joint.\($0)"
    }
    for joint in jointTargets {
      let path = "joint.\(joint.id).targets"
      if joint.targetIDs.isEmpty {
        found.append(
          Problem(
            path: path,
            reason: BilingualText(zh: "联合目标未指定任何目标。", en: "The joint target names no target."),
            remedy: BilingualText(
              zh: "填写目标的 id，或用 '*' 代表全部。", en: "Name targets by id, or '*' for all.")))
      }
      for id in joint.targetIDs where !known.contains(id) {
        found.append(
          .unknown(
            id, BilingualText(zh: "目标", en: "target"), among: targets.map(\.id), at: path))
      }
    }
    return found
  }
}
