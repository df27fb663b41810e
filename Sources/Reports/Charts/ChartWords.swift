import InvestmentPipeline

/// Titles, axes and captions of charts.
enum ChartWords {
  static func yearEnd(median: String, interval: String) -> BilingualText {
    BilingualText(
      zh: "全年中位数\(median)亿元，90%区间\(interval)亿元。",
      en: " The median for the year is \(median)亿元, the 90% interval \(interval)亿元.")
  }

  static let yearInvestment = BilingualText(
    zh: "全年引进投资额（亿元）",
    en: "Signed investment of the year (亿元)")

  static let shareOfTrials = BilingualText(
    zh: "占模拟次数的比例",
    en: "Share of trials")

  static let cumulative = BilingualText(
    zh: "累计（亿元）",
    en: "Cumulative (亿元)")

  static let month = BilingualText(
    zh: "月份",
    en: "Month")

  static let monthMean = BilingualText(
    zh: "当月均值（亿元）",
    en: "Mean of the month (亿元)")

  static let projectInvestment = BilingualText(
    zh: "项目投资额（亿元）",
    en: "Investment of a project (亿元)")

  static let shareReaching = BilingualText(
    zh: "达到该规模的项目占比",
    en: "Share of projects of at least this size")

  static let probabilityAxis = BilingualText(
    zh: "可能性（%）",
    en: "Probability (%)")

  static let sentenceEnd = BilingualText(
    zh: "。",
    en: ". ")

  static func scenario(city: String, year: String, title: String) -> BilingualText {
    BilingualText(
      zh: "\(city)\(year)年，\(title)",
      en: "\(city) \(year), \(title)")
  }

  static func histogram(scenario: String) -> BilingualText {
    BilingualText(
      zh: "\(scenario)：全年引进投资额的分布",
      en: "\(scenario): distribution of the year's signed investment")
  }

  static func exceedance(scenario: String) -> BilingualText {
    BilingualText(
      zh: "\(scenario)：全年引进投资额达到各数额的可能性",
      en: "\(scenario): probability of reaching an amount")
  }

  static func months(scenario: String) -> BilingualText {
    BilingualText(
      zh: "\(scenario)：逐月累计引进投资额与时序进度",
      en: "\(scenario): cumulative investment by month and pro-rata progress")
  }

  static let monthsNote = BilingualText(
    zh: "实线为中位数，色带由深到浅为50%、80%、90%区间；虚线为按时序进度应完成的数额，右端为全年目标。",
    en: "Line: median; bands: 50%, 80% and 90% intervals; dashed: pro-rata progress to the "
      + "year's targets, at the right.")

  static func asOf(date: String) -> BilingualText {
    BilingualText(
      zh: "统计截止日\(date)",
      en: "as of \(date)")
  }

  static func landing(scenario: String) -> BilingualText {
    BilingualText(
      zh: "\(scenario)：签约、开工与到位资金",
      en: "\(scenario): signed, started, funds in place")
  }

  static let landingNote = BilingualText(
    zh: "线为累计中位数，色带为80%区间。",
    en: "Lines: cumulative medians; bands: 80% intervals.")

  static func districts(scenario: String) -> BilingualText {
    BilingualText(
      zh: "\(scenario)：各县（市、区）引进投资额与目标",
      en: "\(scenario): signed investment and targets, by district")
  }

  static let districtsNote = BilingualText(
    zh: "圆点为中位数，粗线、细线为50%、80%区间，橙色竖线为目标，右侧为完成目标的可能性。",
    en: "Dot: median; thick and thin lines: 50% and 80% intervals; orange: target; at the right: "
      + "its probability.")

  static func heatMap(scenario: String) -> BilingualText {
    BilingualText(
      zh: "\(scenario)：各县（市、区）逐月引进投资额",
      en: "\(scenario): signed investment, by district and month")
  }

  static func greatest(district: String, month: String, amount: String) -> BilingualText {
    BilingualText(
      zh: "最高为\(district)\(month)月，\(amount)亿元。",
      en: "The maximum is \(amount)亿元, in \(district) in month \(month).")
  }

  static let probabilities = BilingualText(
    zh: "各情景完成目标的可能性",
    en: "Probabilities of the targets, by scenario")

  static let means = BilingualText(
    zh: "各情景全年引进投资额均值",
    en: "Mean signed investment of the year, by scenario")

  static func waterfall(measure: String, base: String, other: String) -> BilingualText {
    BilingualText(
      zh: "\(measure)：从“\(base)”到“\(other)”",
      en: "\(measure): from “\(base)” to “\(other)”")
  }

  static let axisNote = BilingualText(
    zh: "横轴不从零开始。",
    en: "The axis does not start at zero.")

  static func sizes(file: String) -> BilingualText {
    BilingualText(
      zh: "\(file)：项目规模分布",
      en: "\(file): size distribution of projects")
  }

  static let sizesNote = BilingualText(
    zh: "圆点为实际，线为拟合，色带为90%区间；两轴均为对数刻度。",
    en: "Dots: observed; line: fitted; band: 90% interval. Both axes are logarithmic.")
}
