import InvestmentPipeline

/// Words of a comparison of scenarios.
enum ComparisonWords {
  static func headline(
    base: String, other: String, target: String, before: String, after: String, difference: String,
    error: String
  ) -> BilingualText {
    BilingualText(
      zh: "与“\(base)”相比，“\(other)”使“\(target)”的可能性由\(before)变为\(after)，变化\(difference)个百分点（±"
        + "\(error)）。",
      en: "Compared with “\(base)”, “\(other)” changes the probability of “\(target)” from "
        + "\(before) to \(after): \(difference) points (±\(error)).")
  }

  static func headlineMean(base: String, other: String, difference: String, error: String)
    -> BilingualText
  {
    BilingualText(
      zh: "与“\(base)”相比，“\(other)”使全市引进投资额均值变化\(difference)亿元（±\(error)）。",
      en: "Compared with “\(base)”, “\(other)” changes the mean of the city's signed investment "
        + "by \(difference)亿元 (±\(error)).")
  }

  static let probabilities = BilingualText(
    zh: "各情景完成目标的可能性",
    en: "Probabilities by scenario")

  static func against(other: String, base: String) -> BilingualText {
    BilingualText(
      zh: "“\(other)”与“\(base)”之差",
      en: "“\(other)” minus “\(base)”")
  }

  static let difference = BilingualText(
    zh: "差值（百分点）",
    en: "Difference (points)")

  static let precisionGain = BilingualText(
    zh: "精度提高倍数",
    en: "Precision gain")

  static let notSignificant = BilingualText(
    zh: "差异不显著",
    en: "not significant")

  static let meanInvestment = BilingualText(
    zh: "全年引进投资额均值（亿元）",
    en: "Mean signed investment of the year (亿元)")

  static func gap(other: String) -> BilingualText {
    BilingualText(
      zh: "差值：\(other)",
      en: "Difference: \(other)")
  }

  static func inputs(trials: String, seed: String, version: String) -> BilingualText {
    BilingualText(
      zh: "各情景采用相同的随机数，模拟\(trials)次，随机种子\(seed)，Luodi \(version)。",
      en: "All scenarios use the same random numbers: \(trials) trials, seed \(seed), Luodi "
        + "\(version).")
  }

  static let cityStarted = BilingualText(
    zh: "全市开工投资额",
    en: "City, started")

  static let cityFunds = BilingualText(
    zh: "全市到位资金",
    en: "City, funds in place")

  static let note = BilingualText(
    zh: "差值按每次模拟配对计算，±为差值的蒙特卡洛标准误；“差异不显著”指差值不足3倍标准误；“精度提高倍数”为不同随机种子独立模拟的标准误与之相比的倍数。",
    en: "Differences are paired by trial; ± is the Monte Carlo standard error of the difference; "
      + "“not significant” means within 3 standard errors; the precision gain is the ratio of "
      + "the standard error of two independent runs to this one.")

  static func waterfall(base: String, other: String) -> BilingualText {
    BilingualText(
      zh: "从“\(base)”到“\(other)”的逐项变化",
      en: "Changes from “\(base)” to “\(other)”, step by step")
  }

  static let after = BilingualText(
    zh: "变化后",
    en: "After")

  static let change = BilingualText(
    zh: "变化",
    en: "Change")

  static let total = BilingualText(
    zh: "合计",
    en: "Total")
}
