import InvestmentPipeline

/// Words of rates fitted to a history.
enum CalibrationWords {
  static func headline(file: String, districts: String, entries: String) -> BilingualText {
    BilingualText(
      zh: "\(file)：\(districts)个县（市、区），进入记录\(entries)条。",
      en: "\(file): \(districts) districts, \(entries) entries.")
  }

  static let note = BilingualText(
    zh: "各县（市、区）的转化率采用部分汇总估计：数据少的向全市水平收缩。括号内为90%区间；收缩权重0%表示仅用本县（市、区）数据，100%表示仅用全市数据。",
    en: "Rates are partially pooled: those of districts with little data are shrunk towards the "
      + "city's rate. 90% intervals in brackets; a shrinkage weight of 0% uses the district's "
      + "data only, one of 100% the city's only.")

  static let city = BilingualText(
    zh: "全市",
    en: "City")

  static let entered = BilingualText(
    zh: "进入",
    en: "Entered")

  static let advanced = BilingualText(
    zh: "晋级",
    en: "Advanced")

  static let rawShare = BilingualText(
    zh: "原始比例",
    en: "Raw share")

  static let rate = BilingualText(
    zh: "转化率（90%区间）",
    en: "Rate (90% interval)")

  static let shrinkage = BilingualText(
    zh: "收缩权重",
    en: "Shrinkage")

  static let dwell = BilingualText(
    zh: "停留月数（90%区间）",
    en: "Dwell time, months (90%)")

  static let fragment = BilingualText(
    zh: "情景片段",
    en: "Scenario fragment")
}
