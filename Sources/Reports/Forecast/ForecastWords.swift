import InvestmentPipeline

/// Words of a forecast's report.
enum ForecastWords {
  static let headlineStart = BilingualText(
    zh: "到年底，全市引进投资额",
    en: "By year-end, the probability that the city's signed investment ")

  static func headlineMoreThan(amount: String, probability: String) -> BilingualText {
    BilingualText(
      zh: "超过\(amount)的可能性\(probability)",
      en: "exceeds \(amount) is \(probability)")
  }

  static func headlineAtLeast(amount: String, probability: String) -> BilingualText {
    BilingualText(
      zh: "达到\(amount)的可能性\(probability)",
      en: "reaches \(amount) is \(probability)")
  }

  static func aboutPercent(percent: String) -> BilingualText {
    BilingualText(
      zh: "约\(percent)%",
      en: "about \(percent)%")
  }

  static let belowOnePercent = BilingualText(
    zh: "不足1%",
    en: "below 1%")

  static let aboveNinetyNinePercent = BilingualText(
    zh: "超过99%",
    en: "above 99%")

  static let headlineJoin = BilingualText(
    zh: "，",
    en: ", that it ")

  static let headlineEnd = BilingualText(
    zh: "。",
    en: ".")

  static func shortfallMoreThan(amount: String, shortfall: String) -> BilingualText {
    BilingualText(
      zh: "未超过\(amount)时，平均缺口\(shortfall)。",
      en: "If it does not exceed \(amount), the average shortfall is \(shortfall).")
  }

  static func shortfallAtLeast(amount: String, shortfall: String) -> BilingualText {
    BilingualText(
      zh: "未达到\(amount)时，平均缺口\(shortfall)。",
      en: "If it does not reach \(amount), the average shortfall is \(shortfall).")
  }

  static func headlineNoTargets(median: String) -> BilingualText {
    BilingualText(
      zh: "该情景未设全市投资额目标；预计全年引进投资额中位数为\(median)。",
      en: "The scenario sets no target for the city's investment; the median for the year is "
        + "\(median).")
  }

  static func precisionReached(trials: String) -> BilingualText {
    BilingualText(
      zh: "已达到要求的精度，共模拟\(trials)次。",
      en: "The requested precision was reached after \(trials) trials.")
  }

  static func inputs(
    asOf: String, openLeads: String, signedProjects: String, trials: String, seed: String,
    version: String
  ) -> BilingualText {
    BilingualText(
      zh: "统计截止日\(asOf)；在谈线索\(openLeads)条，当年已签约项目\(signedProjects)个；模拟\(trials)次，随机种子\(seed)，Luodi "
        + "\(version)。",
      en: "As of \(asOf); \(openLeads) open leads, \(signedProjects) projects signed this year; "
        + "\(trials) trials, seed \(seed), Luodi \(version).")
  }

  static func provenance(published: String, assumed: String) -> BilingualText {
    BilingualText(
      zh: "输入数据：公布数据\(published)个，假设\(assumed)个；用explain命令逐条列出。",
      en: "Inputs: \(published) published, \(assumed) assumed; the command explain lists them.")
  }

  static func histogramTitle(scope: String) -> BilingualText {
    BilingualText(
      zh: "\(scope)全年引进投资额的分布（亿元，占模拟次数的比例）",
      en: "\(scope): distribution of the year's signed investment (亿元, share of trials)")
  }

  static func outside(below: String, above: String) -> BilingualText {
    BilingualText(
      zh: "图示范围之外：低于下限\(below)，高于上限\(above)。",
      en: "Outside the plotted range: \(below) below, \(above) above.")
  }

  static func histogramTarget(title: String, requirement: String) -> BilingualText {
    BilingualText(
      zh: "\(title) \(requirement)",
      en: "\(title) \(requirement)")
  }

  static let cityTargets = BilingualText(
    zh: "全市目标",
    en: "Targets of the city")

  static let intervals = BilingualText(
    zh: "目标指标的预测区间",
    en: "Prediction intervals of the targets' metrics")

  static let districtTargets = BilingualText(
    zh: "各县（市、区）目标",
    en: "Targets of the districts")

  static let joint = BilingualText(
    zh: "同时完成的可能性",
    en: "Joint probabilities")

  static let months = BilingualText(
    zh: "全市逐月累计引进投资额（亿元）",
    en: "Cumulative signed investment of the city, by month (亿元)")

  static let districts = BilingualText(
    zh: "各县（市、区）全年引进投资额（亿元）",
    en: "Signed investment of the year, by district (亿元)")

  static let chains = BilingualText(
    zh: "各产业链全年引进投资额（亿元）",
    en: "Signed investment of the year, by industry chain (亿元)")

  static let channels = BilingualText(
    zh: "各招商渠道全年引进投资额（亿元）",
    en: "Signed investment of the year, by channel (亿元)")

  static let interval50 = BilingualText(
    zh: "50%区间",
    en: "50% interval")

  static let shortfall = BilingualText(
    zh: "未达标时平均缺口",
    en: "Shortfall")

  static let achieved = BilingualText(
    zh: "已完成",
    en: "Achieved")

  static let elapsed = BilingualText(
    zh: "时序进度",
    en: "Elapsed")

  static let projects = BilingualText(
    zh: "≥1亿元项目均值",
    en: "Mean projects ≥1亿元")

  static let projectsOver10 = BilingualText(
    zh: "≥10亿元项目均值",
    en: "Mean projects ≥10亿元")

  static let manufacturing = BilingualText(
    zh: "制造业占比中位数",
    en: "Median manufacturing")

  static let jointTargets = BilingualText(
    zh: "涉及目标",
    en: "Targets")

  static func atLeastOne(count: String) -> BilingualText {
    BilingualText(
      zh: "\(count)项中至少一项",
      en: "at least one of \(count)")
  }

  static func districtSum(
    districts: String, sum: String, target: String, amount: String, excess: String
  ) -> BilingualText {
    BilingualText(
      zh: "注：\(districts)个县（市、区）的投资额目标合计\(sum)亿元，比全市目标“\(target)”（\(amount)亿元）多\(excess)亿元；"
        + "各县（市、区）目标全部完成时，全市超额完成。",
      en: "Note: the investment targets of the \(districts) districts add up to \(sum)亿元, which "
        + "exceeds the city's “\(target)” (\(amount)亿元) by \(excess)亿元; if every district "
        + "reaches its target, the city exceeds its own.")
  }

  static func districtSumBelow(districts: String, sum: String, target: String, amount: String)
    -> BilingualText
  {
    BilingualText(
      zh: "注：\(districts)个县（市、区）的投资额目标合计\(sum)亿元，不高于全市目标“\(target)”（\(amount)亿元）。",
      en: "Note: the investment targets of the \(districts) districts add up to \(sum)亿元, which "
        + "does not exceed the city's “\(target)” (\(amount)亿元).")
  }

  static let above = BilingualText(zh: "高", en: "above")

  static let below = BilingualText(zh: "低", en: "below")

  static func runRate(
    known: String, ahead: String, month: String, greatest: String, direction: String,
    deviations: String, source: String
  ) -> BilingualText {
    BilingualText(
      zh:
        "注：\(known)；预测此后月均\(ahead)亿元，最高的\(month)约\(greatest)亿元，\(direction)于上述水平的幅度为预测标准差的\(deviations)倍，"
        + "主要来自\(source)。请核对阶段、转化率和季节因素。",
      en:
        "Note: \(known); the forecast expects \(ahead)亿元 a month from now on, \(greatest)亿元 in \(month). That is \(direction) this pace by "
        + "\(deviations) standard deviations of the forecast, mostly from \(source). Check stages, rates and seasons."
    )
  }

  static let blendTitle = BilingualText(
    zh: "模型与此前同期长度的组合预测（全年签约投资额，亿元）",
    en: "Blend of the model and the same length before (signed investment of the year, 亿元)")

  static let forecastMethod = BilingualText(zh: "预测", en: "Forecast")

  static let weight = BilingualText(zh: "权重", en: "Weight")

  static let ofModel = BilingualText(zh: "模型", en: "Model")

  static let sameLengthBefore = BilingualText(
    zh: "已签约加此前同样长时间的签约额", en: "Signed so far, and as much as in the same length before")

  static let blend = BilingualText(zh: "组合", en: "Blend")

  static func soFar(months: String, amount: String, best: String) -> BilingualText {
    BilingualText(
      zh: "今年已过\(months)个月，月均签约\(amount)亿元（最好的月份\(best)亿元）",
      en:
        "in the \(months) months so far \(amount)亿元 were signed a month (\(best)亿元 in the best)")
  }

  static func sameMonths(amount: String) -> BilingualText {
    BilingualText(
      zh: "上年同月月均\(amount)亿元",
      en: "in the same months of last year \(amount)亿元 a month")
  }

  static let ofFutureLeads = BilingualText(
    zh: "的新增线索和带动项目",
    en: " (leads still to come)")

  static func ofStage(_ stage: String) -> BilingualText {
    BilingualText(
      zh: "的“\(stage)”阶段",
      en: " (leads at the stage “\(stage)”)")
  }

  static let unitNote = BilingualText(
    zh: "金额单位为亿元；“引进投资额”为协议金额，不等于到位资金。",
    en: "Amounts are in 亿元 (100 million yuan). Signed investment is the agreed amount, not funds "
      + "in place.")

  static let errorNote = BilingualText(
    zh: "±为蒙特卡洛标准误，仅反映模拟次数的影响，不含假设的不确定性。",
    en: "± is the Monte Carlo standard error; it excludes the uncertainty of the assumptions.")

  static let intervalNote = BilingualText(
    zh: "80%区间：在既定假设下，实际值落入其中的概率为80%。未达标时平均缺口：未完成目标的各次模拟中缺口的均值。时序进度按天数计算。",
    en: "80% interval: under the assumptions it contains the value with probability 80%. "
      + "Shortfall: the mean over the trials that miss the target. Elapsed time: the share of the "
      + "days of the target's period.")

  static func factorNote(meanRatio: String, target: String, probabilityRatio: String)
    -> BilingualText
  {
    BilingualText(
      zh: "公共因子采用随机化Sobol序列：均值的精度约相当于\(meanRatio)倍次数的独立模拟，“\(target)”概率的精度约相当于\(probabilityRatio)"
        + "倍。",
      en: "Common factors are drawn from a randomised Sobol sequence: the mean is about as "
        + "precise as with \(meanRatio) times as many independent trials, the probability of "
        + "“\(target)” as with \(probabilityRatio) times.")
  }

  static let answers = BilingualText(
    zh: "两种算法结果对照",
    en: "Results of two methods")

  static let method = BilingualText(
    zh: "算法",
    en: "Method")

  static let simulated = BilingualText(
    zh: "模拟结果",
    en: "Simulated")

  static let distance = BilingualText(
    zh: "差异（标准误倍数）",
    en: "Difference (std. errors)")

  static let methodsAgree = BilingualText(
    zh: "两种算法的差异均不超过4倍标准误。",
    en: "No two results differ by more than four standard errors.")

  static func methodsDisagree(target: String) -> BilingualText {
    BilingualText(
      zh: "警告：“\(target)”的两种结果相差超过4倍标准误，请勿采信，并请报告此问题。",
      en: "Warning: the two results for “\(target)” differ by more than four standard errors. "
        + "Use neither, and please report it.")
  }

  static let simulation = BilingualText(
    zh: "模拟",
    en: "simulated")

  static let exact = BilingualText(
    zh: "精确计算",
    en: "exact")

  static let conditional = BilingualText(
    zh: "条件分布",
    en: "conditional")

  static let factorIntegral = BilingualText(
    zh: "单因子积分",
    en: "one factor integrated")

  static let shifted = BilingualText(
    zh: "条件分布（重要性抽样）",
    en: "conditional, shifted")

  static let cumulants = BilingualText(
    zh: "条件累积量",
    en: "cumulants")

  static let shiftedCumulants = BilingualText(
    zh: "条件累积量（重要性抽样）",
    en: "cumulants, shifted")
}
