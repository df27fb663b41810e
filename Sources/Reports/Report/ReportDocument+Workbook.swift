import Forecasting
import InvestmentPipeline

/// The report as an Excel workbook with native charts.
extension ReportDocument {
  /// Writes the workbook to `path`: the summary, targets, districts, months and the distribution as
  /// numbers with charts, the comparison, and the assumptions.
  ///
  /// - Throws: `WorkbookProblem` with the message of libxlsxwriter.
  public func writeWorkbook(_ path: String) throws(WorkbookProblem) {
    let writer = WorkbookWriter(path, title: title)
    writeSummary(writer)
    writeTargets(writer)
    writeDistricts(writer)
    writeMonths(writer)
    writeDistribution(writer)
    for section in sections
    where ["deciders", "year", "comparison", "assumptions", "method"].contains(section.id) {
      writeBlocks(section, writer)
    }
    do throws(WorkbookWriter.Failure) { try writer.close() } catch {
      throw WorkbookProblem(reason: error.reason)
    }
  }

  private func head(_ titles: [String], _ sheet: WorkbookWriter.Sheet, row: Int = 0) {
    for (column, title) in titles.enumerated() {
      sheet.write(title, row: row, column: column, .heading)
    }
  }

  private func writeSummary(_ writer: WorkbookWriter) {
    let sheet = writer.sheet(ReportPageWords.conclusion[language])
    sheet.setPage()
    sheet.setWidth(95, columns: 0...0)
    sheet.write(title, row: 0, column: 0, .title)
    var row = 2
    for block in sections[0].blocks + [.paragraph(forecast.about), .paragraph(forecast.notes)] {
      switch block {
      case .headline(let text), .heading(let text):
        sheet.write(text, row: row, column: 0, .sentence)
        row += 1
      case .paragraph(let text):
        for line in text.split(separator: "\n") {
          sheet.write(String(line), row: row, column: 0, .wrapped)
          row += 1
        }
      case .table, .histogram: break
      }
    }
  }

  private func writeTargets(_ writer: WorkbookWriter) {
    let sheet = writer.sheet(ReportPageWords.targets[language])
    sheet.setPage()
    sheet.freeze(rows: 1)
    sheet.setWidth(38, columns: 0...0)
    sheet.setWidth(15, columns: 1...12)
    head(
      [
        SharedWords.target, SharedWords.scope, SharedWords.requirement, SharedWords.probability,
        ReportPageWords.standardError, SharedWords.median,
      ].map { $0[language] }
        + [0.5, 0.8, 0.9].flatMap { level -> [String] in
          let name = "\(Int(level * 100))%"
          return [name + " ↓", name + " ↑"]
        } + [ForecastWords.shortfall[language]], sheet)
    for (index, target) in forecast.forecast.targets.enumerated() {
      let row = index + 1
      let format: WorkbookWriter.Style = .number(target.unit == .share ? "0.0%" : "0.0")
      sheet.write(target.title[language], row: row, column: 0)
      sheet.write(target.scope.name[language], row: row, column: 1)
      sheet.write(forecast.requirement(target), row: row, column: 2)
      sheet.write(target.probability, row: row, column: 3, .number("0.0%"))
      sheet.write(target.standardError, row: row, column: 4, .number("0.00%"))
      if let median = target.median { sheet.write(median, row: row, column: 5, format) }
      for (index, level) in [0.5, 0.8, 0.9].enumerated() {
        guard let interval = target.intervals.first(where: { $0.level == level }) else { continue }
        sheet.write(interval.lower, row: row, column: 6 + 2 * index, format)
        sheet.write(interval.upper, row: row, column: 7 + 2 * index, format)
      }
      if let shortfall = target.expectedShortfall {
        sheet.write(shortfall, row: row, column: 12, format)
      }
    }
  }

  private func writeDistricts(_ writer: WorkbookWriter) {
    let districts = forecast.districtTotals
    guard !districts.isEmpty else { return }
    let sheet = writer.sheet(ReportPageWords.districts[language])
    sheet.setPage()
    sheet.setWidth(14, columns: 0...6)
    head(
      [
        SharedWords.district[language], SharedWords.mean[language], SharedWords.median[language],
        "10%",
        "90%", SharedWords.target[language], SharedWords.probability[language],
      ], sheet)
    for (index, district) in districts.enumerated() {
      let row = index + 1
      sheet.write(district.scope.name[language], row: row, column: 0)
      let values = [
        district.year.mean, district.year.quantile(0.5)?.value, district.year.quantile(0.1)?.value,
        district.year.quantile(0.9)?.value,
      ]
      for (column, value) in values.enumerated() {
        if let value { sheet.write(value, row: row, column: 1 + column, .number("0.0")) }
      }
      let target = forecast.forecast.targets.first {
        $0.metric == district.id && $0.throughMonth == 12
      }
      if let target {
        sheet.write(target.value, row: row, column: 5, .number("0.0"))
        sheet.write(target.probability, row: row, column: 6, .number("0.0%"))
      }
    }
    sheet.insertChart(
      .bar, title: ChartWords.districts(scenario: forecast.scenarioName)[language],
      series: [(SharedWords.median[language], 2), (SharedWords.target[language], 5)], categories: 0,
      rows: 1...districts.count, axes: (ChartWords.yearInvestment[language], ""),
      atRow: districts.count + 2, column: 0)
  }

  private func writeMonths(_ writer: WorkbookWriter) {
    guard let metric = forecast.forecast.metric(.signedInvestment),
      metric.throughMonth.count == 12
    else { return }
    let sheet = writer.sheet(ChartWords.month[language])
    sheet.setPage()
    sheet.setWidth(14, columns: 0...8)
    let quantiles = [0.05, 0.1, 0.5, 0.9, 0.95]
    let goals = forecast.cityTotals
    head(
      [SharedWords.throughMonth[language]]
        + quantiles.map {
          $0 == 0.5 ? SharedWords.median[language] : "\(NumberText.plain($0 * 100))%"
        }
        + goals.map { forecast.requirement($0) }, sheet)
    for (month, summary) in metric.throughMonth.enumerated() {
      sheet.write("\(month + 1)", row: month + 1, column: 0)
      for (column, quantile) in quantiles.enumerated() {
        if let value = summary.quantile(quantile)?.value {
          sheet.write(value, row: month + 1, column: 1 + column, .number("0.0"))
        }
      }
      for (index, goal) in goals.enumerated() {
        sheet.write(
          goal.value * Double(month + 1) / 12, row: month + 1, column: 6 + index, .number("0.0"))
      }
    }
    sheet.insertChart(
      .line, title: ChartWords.months(scenario: forecast.scenarioName)[language],
      series: [("5%", 1), (SharedWords.median[language], 3), ("95%", 5)]
        + goals.enumerated().map { (forecast.requirement($1), 6 + $0) }, categories: 0,
      rows: 1...12,
      axes: (SharedWords.throughMonth[language], SharedWords.cumulativeInvestment[language]),
      atRow: 15, column: 0)
  }

  private func writeDistribution(_ writer: WorkbookWriter) {
    guard let metric = forecast.forecast.metric(.signedInvestment),
      !metric.histogram.counts.isEmpty
    else { return }
    let bins = metric.histogram
    let trials = Double(bins.counts.reduce(bins.below + bins.above, +))
    let sheet = writer.sheet(ReportPageWords.distribution[language])
    sheet.setPage()
    sheet.setWidth(18, columns: 0...2)
    head(
      [
        ChartWords.yearInvestment[language], ChartWords.shareOfTrials[language],
        ReportPageWords.reachProbability[language],
      ], sheet)
    var left = trials - Double(bins.below)
    for (index, count) in bins.counts.enumerated() {
      let edge = bins.lower + bins.binWidth * Double(index)
      sheet.write(
        forecast.interval(edge, edge + bins.binWidth, unit: .hundredMillionYuan), row: index + 1,
        column: 0)
      sheet.write(Double(count) / trials, row: index + 1, column: 1, .number("0.0%"))
      sheet.write(left / trials, row: index + 1, column: 2, .number("0.0%"))
      left -= Double(count)
    }
    sheet.insertChart(
      .column, title: ChartWords.histogram(scenario: forecast.scenarioName)[language],
      series: [(ChartWords.shareOfTrials[language], 1)], categories: 0,
      rows: 1...bins.counts.count,
      axes: (ChartWords.yearInvestment[language], ChartWords.shareOfTrials[language]), atRow: 1,
      column: 4)
  }

  /// The tables of a section; numbers are written as numbers.
  private func writeBlocks(_ section: Section, _ writer: WorkbookWriter) {
    let sheet = writer.sheet(section.title)
    sheet.setPage()
    sheet.setWidth(34, columns: 0...0)
    sheet.setWidth(18, columns: 1...8)
    var row = 0
    for block in section.blocks {
      switch block {
      case .headline(let text), .heading(let text):
        sheet.write(text.trimmingLineBreaks, row: row, column: 0, .bold)
        row += 1
      case .paragraph(let text):
        for line in text.split(separator: "\n") {
          sheet.write(String(line), row: row, column: 0)
          row += 1
        }
        row += 1
      case .table(let table):
        head(table.columns.map(\.title), sheet, row: row)
        for cells in table.rows {
          row += 1
          for (column, cell) in cells.enumerated() {
            if table.columns[column].alignment == .trailing, let number = Double(cell) {
              let decimals = cell.split(separator: ".").dropFirst().first?.count ?? 0
              sheet.write(
                number, row: row, column: column,
                .number(decimals == 0 ? "0" : "0." + String(repeating: "0", count: decimals)))
            } else if table.columns[column].alignment == .trailing, cell.hasSuffix("%"),
              let number = Double(cell.dropLast())
            {
              sheet.write(number / 100, row: row, column: column, .number("0.0%"))
            } else {
              sheet.write(cell, row: row, column: column)
            }
          }
        }
        row += 2
      case .histogram: break
      }
    }
  }
}
