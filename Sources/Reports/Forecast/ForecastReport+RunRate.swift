import Forecasting
import InvestmentPipeline
import Planning

extension ForecastReport {
  /// The forecast mixed with the run-rate, where the scenario asks for it.
  var blend: [ReportBlock] {
    guard let stated = model?.scenario.blend,
      let found = forecast.blended(stated, lastYear: model?.scenario.lastYearInvestment ?? [:])
    else { return [] }
    func fixed(_ value: Double) -> String { NumberText.fixed(value, decimals: 0) }
    func row(_ name: BilingualText, _ part: BlendedForecast.Part) -> [String] {
      [
        name[language], fixed(part.weight * 100) + "%", fixed(part.mean),
        "\(fixed(part.interval.lowerBound))–\(fixed(part.interval.upperBound))",
      ] + part.probabilities.map { fixed($0 * 100) + "%" }
    }
    let table = Table(
      columns: [
        (ForecastWords.forecastMethod[language], .leading),
        (ForecastWords.weight[language], .trailing),
        (SharedWords.mean[language], .trailing), (SharedWords.interval80[language], .trailing),
      ] + found.targets.map { (requirement($0), .trailing) },
      rows: [
        row(ForecastWords.ofModel, found.model), row(ForecastWords.sameLengthBefore, found.runRate),
        row(ForecastWords.blend, found.blend),
      ])
    return [.heading(ForecastWords.blendTitle[language]), .table(table)]
  }

  /// Where the months ahead depart from the pace so far by more than the forecast's own spread.
  var runRateNote: String? {
    let lastYear = model?.scenario.lastYearInvestment ?? [:]
    guard let rate = forecast.runRate(lastYear: lastYear), abs(rate.deviations) > 1,
      let district = rate.district
    else { return nil }
    func fixed(_ value: Double) -> String { NumberText.fixed(value, decimals: 0) }
    let soFar = rate.soFar.map {
      ForecastWords.soFar(
        months: "\(rate.passedMonths)", amount: fixed($0), best: fixed(rate.best?.amount ?? 0))
    }
    let before = rate.lastYear.map { ForecastWords.sameMonths(amount: fixed($0)) }
    return ForecastWords.runRate(
      known: [soFar, before].compactMap { $0?[language] }
        .joined(separator: language == .chinese ? "；" : "; "),
      ahead: fixed(rate.ahead), month: monthName(rate.greatest.month),
      greatest: fixed(rate.greatest.amount),
      direction: (rate.deviations > 0 ? ForecastWords.above : ForecastWords.below)[language],
      deviations: NumberText.fixed(abs(rate.deviations), decimals: 1),
      source: district.name[language] + stageOfRunRate(rate))[language]
  }

  /// The stage of the open leads that most of a district's months ahead rest on, or its future leads.
  private func stageOfRunRate(_ rate: RunRate) -> String {
    guard let model, rate.deviations > 0, let district = rate.district?.id else { return "" }
    let own = model.leadContributions().filter { $0.districtID == district }
    let stages = Stage.beforeSigning.map { stage in
      (stage: stage, sum: own.filter { $0.stage == stage }.reduce(0) { $0 + $1.expectedInvestment })
    }
    guard let greatest = stages.max(by: { $0.sum < $1.sum }) else { return "" }
    let rest = rate.districtAhead - stages.reduce(0) { $0 + $1.sum }
    return rest > greatest.sum
      ? ForecastWords.ofFutureLeads[language]
      : ForecastWords.ofStage(greatest.stage.name[language])[language]
  }

  /// - Parameter month: 1 … 12.
  private func monthName(_ month: Int) -> String {
    let english = [
      "January", "February", "March", "April", "May", "June", "July", "August", "September",
      "October", "November", "December",
    ]
    return BilingualText(zh: "\(month)月", en: english[month - 1])[language]
  }
}
