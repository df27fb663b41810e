import Forecasting
import InvestmentPipeline
import Planning

/// The brief (情况专报) for internal use, in Chinese whatever the language of the report.
extension ReportDocument {
  /// One paragraph, ending with a line break.
  ///
  /// Signed projects are counted from the register. Expected projects of a size are those of the open
  /// leads, by their own signing probabilities; the total and its targets are simulated.
  public var brief: String {
    let summary = forecast.forecast.scenario
    let signed = scenario.leads.filter {
      $0.signedOn?.year == summary.year && $0.stage >= .signed && $0.stage != .lost
    }
    let date = summary.asOf
    var text =
      "截至\(date.year)年\(date.month)月\(date.day)日，\(summary.cityName.zh)当年已签约项目\(signed.count)个"
    if let achieved = forecast.cityTotals.first?.progress.achieved {
      text += "，投资额\(amount(achieved))亿元"
    }
    let over = sizes.filter { $0.signedCount > 0 }
    if !over.isEmpty {
      text +=
        "，其中"
        + over.map {
          "投资额\(NumberText.plain($0.size))亿元以上项目\($0.signedCount)个、\(amount($0.signedInvestment))亿元"
        }.joined(separator: "，")
    }
    text += "。"
    if let year = forecast.forecast.metric(.signedInvestment)?.year,
      let median = year.quantile(0.5)?.value, let lower = year.quantile(0.05)?.value,
      let upper = year.quantile(0.95)?.value
    {
      text +=
        "按“\(summary.title.zh)”情景模拟测算，预计全年引进投资额\(NumberText.fixed(median, decimals: 0))亿元左右"
        + "（90%区间为\(NumberText.fixed(lower, decimals: 0))亿元至\(NumberText.fixed(upper, decimals: 0))亿元）"
    }
    for target in forecast.cityTotals {
      let words = target.comparison == .moreThan ? "超过" : "达到"
      let term = ProbabilityWord(target.probability).text.zh
      text +=
        "，\(words)\(NumberText.plain(target.value))亿元\(term.hasPrefix("可能性") ? "的" : "")\(term)"
        + "（\(ForecastReport.rounded(target.probability).zh)）"
    }
    text += "。"
    let expected = sizes.map {
      "投资额\(NumberText.plain($0.size))亿元以上项目约\(NumberText.fixed($0.expectedCount, decimals: 0))个、"
        + "\(NumberText.fixed($0.expectedInvestment, decimals: 0))亿元"
    }
    if !expected.isEmpty {
      text += "在谈项目中，预计年内可再签约" + expected.joined(separator: "，") + "。"
    }
    let districts = forecast.forecast.targets.filter {
      $0.scope.kind == .district && $0.unit == .hundredMillionYuan && $0.throughMonth == 12
    }.sorted { $0.probability > $1.probability }
    if let best = districts.first, let last = districts.last, districts.count > 1 {
      text +=
        "各县（市、区）中，\(best.scope.name.zh)完成投资额目标的可能性最大（\(percent(best))），"
        + "\(last.scope.name.zh)最小（\(percent(last))）。"
    }
    text +=
      "以上预测由\(forecast.forecast.trials)次模拟得出，采用公布数据\(summary.publishedNumbers)个、假设\(summary.assumedNumbers)个，详见报告。"
    return visible(text) + "\n"
  }

  private func amount(_ value: Double) -> String { NumberText.fixed(value, decimals: 2) }

  private func percent(_ target: TargetForecast) -> String {
    ForecastReport.rounded(target.probability).zh
  }
}
