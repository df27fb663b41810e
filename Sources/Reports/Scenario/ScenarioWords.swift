import InvestmentPipeline

/// Words of a scenario's contents, its assumptions and the list of scenarios.
enum ScenarioWords {
  static let scenario = BilingualText(
    zh: "情景",
    en: "Scenario")

  static let title = BilingualText(
    zh: "名称",
    en: "Title")

  static let meaning = BilingualText(
    zh: "说明",
    en: "Description")

  static let item = BilingualText(
    zh: "项",
    en: "Item")

  static func source(text: String) -> BilingualText {
    BilingualText(
      zh: "来源：\(text)",
      en: "Source: \(text)")
  }

  static func reasoning(text: String) -> BilingualText {
    BilingualText(
      zh: "依据：\(text)",
      en: "Reasoning: \(text)")
  }

  static let none = BilingualText(
    zh: "无。",
    en: "None.")

  static let location = BilingualText(
    zh: "位置",
    en: "Location")

  static let published = BilingualText(
    zh: "公布数据",
    en: "Published figures")

  static let assumed = BilingualText(
    zh: "假设",
    en: "Assumptions")

  static func summary(published: String, assumed: String) -> BilingualText {
    BilingualText(
      zh: "公布数据\(published)个，假设\(assumed)个。",
      en: "\(published) published figures, \(assumed) assumptions.")
  }

  static let leadsByStage = BilingualText(
    zh: "在谈线索（按阶段）",
    en: "Leads by stage")

  static let signedThisYear = BilingualText(
    zh: "当年已签约",
    en: "Signed this year")

  static let rates = BilingualText(
    zh: "转化率 · 停留月数",
    en: "Conversion rate · dwell time in months")

  static let dwellTimes = BilingualText(
    zh: "停留时长的分布",
    en: "Shapes of dwell times")

  static let meanMonths = BilingualText(
    zh: "平均月数",
    en: "Mean, months")

  static let variation = BilingualText(
    zh: "变异系数",
    en: "Coefficient of variation")

  static let lostMonths = BilingualText(
    zh: "流失项目平均月数",
    en: "Lost leads: mean, months")

  static let lostVariation = BilingualText(
    zh: "流失项目变异系数",
    en: "Lost leads: variation")

  static func ages(known: String, leads: String) -> BilingualText {
    BilingualText(
      zh: "上述阶段在谈线索\(leads)条，其中\(known)条填写了进入本阶段日期，按已停留时间推算；其余按稳态（随机时点观察）的停留时间推算。",
      en:
        "Of \(leads) leads at these stages, \(known) state the day on which they entered: they are forecast from the time already "
        + "spent there, the others from the equilibrium distribution, as of leads found at a random time."
    )
  }

  static let loadings = BilingualText(
    zh: "因子载荷",
    en: "Factor loadings")

  static let targets = BilingualText(
    zh: "目标",
    en: "Targets")

  static let leads = BilingualText(
    zh: "线索数",
    en: "Leads")

  static let estimates = BilingualText(
    zh: "估计投资额合计（亿元）",
    en: "Sum of estimates (亿元)")

  static let loading = BilingualText(
    zh: "载荷",
    en: "Loading")

  static let factor = BilingualText(
    zh: "因子",
    en: "Factor")

  static let arrivals = BilingualText(
    zh: "预计新增线索",
    en: "Expected new leads")

  static let perMonth = BilingualText(
    zh: "每月条数",
    en: "Per month")

  static let dispersion = BilingualText(
    zh: "离散系数",
    en: "Dispersion")

  static func followers(
    size: String, means: String, districtShare: String, delay: String, sizes: String
  ) -> BilingualText {
    BilingualText(
      zh: "链主企业带动项目：投资额\(size)及以上的项目，平均各带动（\(means)）个；\(districtShare)%留在本县（市、区），平均滞后\(delay)个月，"
        + "规模\(sizes)。",
      en: "Followers: a project of at least \(size) brings on average (\(means)) followers; "
        + "\(districtShare)% stay in its district, on average \(delay) months later; size: "
        + "\(sizes).")
  }

  static func relativeSize(share: String) -> BilingualText {
    BilingualText(
      zh: "约为链主项目的\(share)%",
      en: "about \(share)% of the anchor's")
  }

  static func independentSize(mean: String) -> BilingualText {
    BilingualText(
      zh: "平均\(mean)，与链主项目的规模无关",
      en: "\(mean) on average, whatever the anchor's")
  }

  static let arrivalSizes = BilingualText(
    zh: "新增线索的投资规模（亿元）",
    en: "Investment of new leads (亿元)")

  static let arrivalsOf = BilingualText(
    zh: "适用于",
    en: "Of")

  static let all = BilingualText(
    zh: "全部",
    en: "all")

  static let bodyMedian = BilingualText(
    zh: "主体中位数",
    en: "Body median")

  static let logDeviation = BilingualText(
    zh: "对数标准差",
    en: "Log deviation")

  static let tail = BilingualText(
    zh: "大项目（尾部）",
    en: "Tail")

  static func tailOf(from: String, share: String, exponent: String, greatest: String)
    -> BilingualText
  {
    BilingualText(
      zh: "\(from)至\(greatest)亿元占\(share)%，指数\(exponent)",
      en: "\(share)% in \(from)–\(greatest), exponent \(exponent)")
  }

  static let meanSize = BilingualText(
    zh: "均值",
    en: "Mean")

  static let tailShareOfMean = BilingualText(
    zh: "尾部占均值",
    en: "Tail in mean")

  static func tailDecides(percent: String) -> BilingualText {
    BilingualText(
      zh: "均值的\(percent)%来自大项目：均值主要取决于尾部的占比、指数和上限，这几项最值得核实。",
      en:
        "\(percent)% of the mean comes from the tail: its share, exponent and upper limit decide the "
        + "mean, and are worth checking most.")
  }

  static let quotas = BilingualText(
    zh: "用地指标（亩）、用能指标（吨标煤/年）、签约到开工（月）",
    en: "Land quota (亩), energy quota (吨标煤 a year), months from signing to start")

  static let startLag = BilingualText(
    zh: "签约到开工",
    en: "Signing to start")

  static let levers = BilingualText(
    zh: "调节项",
    en: "Levers")

  static let lever = BilingualText(
    zh: "调节项",
    en: "Lever")

  static let path = BilingualText(
    zh: "数据项",
    en: "Parameter")

  static let change = BilingualText(
    zh: "由 → 到",
    en: "From → to")

  static let cost = BilingualText(
    zh: "成本",
    en: "Cost")
}
