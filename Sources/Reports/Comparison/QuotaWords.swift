import InvestmentPipeline

/// Words of the marginal value of quotas.
enum QuotaWords {
  static func title(resource: String) -> BilingualText {
    BilingualText(
      zh: "追加要素的边际效果：\(resource)",
      en: "Marginal value of quotas: \(resource)")
  }

  static func headline(land: String, energy: String, target: String) -> BilingualText {
    BilingualText(
      zh: "追加\(land)亩用地或\(energy)吨标煤用能，对“\(target)”的可能性和全市引进投资额的影响（与不追加时的同一组模拟配对比较）。",
      en: "Effect of \(land)亩 more land or \(energy)吨标煤 more energy on the probability of "
        + "“\(target)” and on the city's investment (paired with the same trials without them).")
  }

  static let recipient = BilingualText(
    zh: "投放对象",
    en: "Recipient")

  static let investment = BilingualText(
    zh: "投资额变化（亿元）",
    en: "Investment (亿元)")

  static let land = BilingualText(
    zh: "用地",
    en: "Land")

  static let energy = BilingualText(
    zh: "用能",
    en: "Energy")

  static let note = BilingualText(
    zh: "±为差值的蒙特卡洛标准误；“≈”表示差异不显著（不足3倍标准误）。指标按先到先得分配，并非最优：个别模拟中追加指标也可能使签约额减少。",
    en: "± is the Monte Carlo standard error of the difference; “≈” marks differences that are "
      + "not significant (within 3 standard errors). Quotas are allocated first come, first "
      + "served, which is not optimal: in a single trial more quota can reduce the signed amount.")
}
