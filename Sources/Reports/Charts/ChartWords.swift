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

  static func dwellSurvival(file: String) -> BilingualText {
    BilingualText(
      zh: "\(file)：在各阶段停留的时间",
      en: "\(file): time spent at each stage")
  }

  static func dwellMeans(_ means: String) -> BilingualText {
    BilingualText(
      zh: "拟合的平均停留月数：\(means)。",
      en: "Fitted means in months: \(means).")
  }

  static let dwellSurvivalNote = BilingualText(
    zh: "圆点为实际（Kaplan–Meier估计），线为拟合；有漂移时，时间按各月、各期的办理速度折算。",
    en:
      "Dots: observed (Kaplan–Meier estimate); lines: fitted. With drift, a day counts by the speed of its month and period."
  )

  static let monthsAtStage = BilingualText(
    zh: "进入该阶段后的月数",
    en: "Months since the lead came to the stage")

  static let stillThere = BilingualText(
    zh: "仍在该阶段的比例",
    en: "Share still at the stage")

  static func conversionByMonth(file: String) -> BilingualText {
    BilingualText(
      zh: "\(file)：各月离开阶段的线索中晋级的比例",
      en: "\(file): share of leads leaving a stage that advance, by calendar month")
  }

  static func conversionExtremes(
    highest: String, highestShare: String, lowest: String, lowestShare: String
  ) -> BilingualText {
    BilingualText(
      zh: "实际最高\(highest)月\(highestShare)%，最低\(lowest)月\(lowestShare)%。",
      en:
        "Observed: highest \(highestShare)% in month \(highest), lowest \(lowestShare)% in month \(lowest)."
    )
  }

  static let conversionByMonthNote = BilingualText(
    zh: "圆点和竖线为实际及90%区间，线为拟合；纵轴不从零开始。",
    en:
      "Dots and bars: observed with 90% intervals; line: fitted. The vertical axis does not start at zero."
  )

  static let calendarMonth = BilingualText(
    zh: "月份",
    en: "Calendar month")

  static let shareAdvancing = BilingualText(
    zh: "晋级的比例",
    en: "Share that advance")

  static func advancesByPeriod(file: String) -> BilingualText {
    BilingualText(
      zh: "\(file)：各期晋级的线索数",
      en: "\(file): leads that advance, by period")
  }

  static func arrivalsByPeriod(file: String) -> BilingualText {
    BilingualText(
      zh: "\(file)：各期新增的线索数",
      en: "\(file): leads that come, by period")
  }

  static func beyondBand(count: String, periods: String) -> BilingualText {
    BilingualText(
      zh: "\(periods)期中有\(count)期超出色带。",
      en: "\(count) of \(periods) periods lie beyond the band.")
  }

  static let periodNote = BilingualText(
    zh: "圆点为实际，线为拟合，色带为仅计随机波动的90%区间：超出色带较多，说明各期之间有变化（漂移、离散）。",
    en:
      "Dots: observed; line: fitted; band: 90% interval without drift or dispersion, which many dots beyond it show."
  )

  static let periodStart = BilingualText(
    zh: "时期起始日",
    en: "First day of the period")

  static let leadCount = BilingualText(
    zh: "线索数",
    en: "Leads")

  static func transforms(file: String, isByDistrict: Bool) -> BilingualText {
    isByDistrict
      ? BilingualText(
        zh: "\(file)：实际结果在预测分布中的位置（各县（市、区））",
        en: "\(file): where outcomes fall in the forecasts (districts)")
      : BilingualText(
        zh: "\(file)：实际结果在预测分布中的位置（全市）",
        en: "\(file): where outcomes fall in the forecasts (city)")
  }

  static func inCentral(months: String, percent: String) -> BilingualText {
    BilingualText(
      zh: "未来\(months)个月：中间80%含实际结果的\(percent)%。",
      en: "\(months) months ahead: \(percent)% of outcomes in the central 80%.")
  }

  static let transformsNote = BilingualText(
    zh: "PIT直方图：分布可靠时各段均约为10%（虚线）；中间高说明区间过宽，两端高说明过窄，偏向一侧说明有偏差。",
    en:
      "PIT histogram: about 10% each (dashed) where forecasts are reliable. A hump: too wide; a U: too narrow; a slope: biased."
  )

  static let transformClass = BilingualText(
    zh: "预测分布中的位置（%）",
    en: "Position in the forecast distribution (%)")

  static let shareOfOutcomes = BilingualText(
    zh: "实际结果的比例",
    en: "Share of outcomes")

  static let horizon = BilingualText(
    zh: "预测月数",
    en: "Months ahead")

  static func reliability(file: String, isByDistrict: Bool) -> BilingualText {
    isByDistrict
      ? BilingualText(
        zh: "\(file)：预测的可能性与实际发生的比例（各县（市、区））",
        en: "\(file): forecast probabilities and what happened (districts)")
      : BilingualText(
        zh: "\(file)：预测的可能性与实际发生的比例（全市）",
        en: "\(file): forecast probabilities and what happened (city)")
  }

  static func meanReliability(months: String, forecast: String, happened: String)
    -> BilingualText
  {
    BilingualText(
      zh: "未来\(months)个月：平均预测\(forecast)%，实际\(happened)%。",
      en: "\(months) months ahead: \(forecast)% forecast on average, \(happened)% happened.")
  }

  static let reliabilityNote = BilingualText(
    zh: "事件：不低于此前同样长的时间。圆点越大预测越多，竖线为90%区间；预测可靠时落在虚线上。",
    en:
      "Event: no less signed than in the same time before. Larger dots: more forecasts; bars: 90% intervals. Reliable: on the dashed line."
  )

  static let forecastProbability = BilingualText(
    zh: "预测的可能性",
    en: "Forecast probability")

  static let happened = BilingualText(
    zh: "实际发生的比例",
    en: "Share that happened")

  static func sizes(file: String) -> BilingualText {
    BilingualText(
      zh: "\(file)：项目规模分布",
      en: "\(file): size distribution of projects")
  }

  static let sizesNote = BilingualText(
    zh: "圆点为实际，线为拟合，色带为90%区间；两轴均为对数刻度。",
    en: "Dots: observed; line: fitted; band: 90% interval. Both axes are logarithmic.")
}
