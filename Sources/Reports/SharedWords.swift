import InvestmentPipeline

/// Words that several reports use.
enum SharedWords {
  static func about(city: String, year: String, scenario: String, reason: String) -> BilingualText {
    BilingualText(
      zh: "\(city)\(year)年 · 情景“\(scenario)”：\(reason)",
      en: "\(city) \(year) · scenario “\(scenario)”: \(reason)")
  }

  static func interrupted(trials: String) -> BilingualText {
    BilingualText(
      zh: "运行被中断：以下结果仅含已完成的\(trials)次模拟。",
      en: "Interrupted: the results below cover the \(trials) trials completed.")
  }

  static let target = BilingualText(
    zh: "目标",
    en: "Target")

  static let requirement = BilingualText(
    zh: "要求",
    en: "Requirement")

  static let probability = BilingualText(
    zh: "可能性",
    en: "Probability")

  static let median = BilingualText(
    zh: "中位数",
    en: "Median")

  static let mean = BilingualText(
    zh: "均值",
    en: "Mean")

  static let interval80 = BilingualText(
    zh: "80%区间",
    en: "80% interval")

  static let interval90 = BilingualText(
    zh: "90%区间",
    en: "90% interval")

  static let scope = BilingualText(
    zh: "范围",
    en: "Scope")

  static let throughMonth = BilingualText(
    zh: "截至月份",
    en: "Through month")

  static let investment = BilingualText(
    zh: "引进投资额",
    en: "Signed investment")

  static let district = BilingualText(
    zh: "县（市、区）",
    en: "District")

  static let chain = BilingualText(
    zh: "产业链",
    en: "Industry chain")

  static let channel = BilingualText(
    zh: "招商渠道",
    en: "Channel")

  static let value = BilingualText(
    zh: "数值",
    en: "Value")

  static func moreThan(amount: String) -> BilingualText {
    BilingualText(
      zh: "超过\(amount)",
      en: "> \(amount)")
  }

  static func atLeast(amount: String) -> BilingualText {
    BilingualText(
      zh: "达到\(amount)",
      en: "≥ \(amount)")
  }

  static func money(amount: String) -> BilingualText {
    BilingualText(
      zh: "\(amount)亿元",
      en: "\(amount)亿元")
  }

  static func projects(count: String) -> BilingualText {
    BilingualText(
      zh: "\(count)个",
      en: "\(count) projects")
  }

  static func labelled(name: String, text: String) -> BilingualText {
    BilingualText(
      zh: "\(name)：\(text)",
      en: "\(name): \(text)")
  }

  static let stage = BilingualText(
    zh: "阶段",
    en: "Stage")

  static let cityPool = BilingualText(
    zh: "市级统筹",
    en: "City pool")

  static let projectCount = BilingualText(
    zh: "项目数",
    en: "Projects")

  static func inPoints(title: String) -> BilingualText {
    BilingualText(
      zh: "\(title)（百分点）",
      en: "\(title) (points)")
  }

  static let cumulativeInvestment = BilingualText(
    zh: "累计引进投资额（亿元）",
    en: "Cumulative signed investment (亿元)")
}
