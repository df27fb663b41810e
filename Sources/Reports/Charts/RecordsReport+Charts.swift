import Calibration
public import InvestmentPipeline
import Planning

extension RecordsReport {
  /// What the records show beside the fit: time at each stage, conversion by calendar month, and the
  /// leads that advance and that come by period.
  public func charts(_ language: Language) -> [Chart] {
    let comparison = FitComparison(fit)
    return [
      survivalChart(comparison.survival, language), monthChart(comparison.months, language),
      periodChart(
        comparison.advances, "advances-by-period",
        ChartWords.advancesByPeriod(file: inputFile.name),
        language),
      periodChart(
        comparison.arrivals, "arrivals-by-period",
        ChartWords.arrivalsByPeriod(file: inputFile.name),
        language),
    ].compactMap(\.self)
  }

  private func survivalChart(_ points: [FitComparison.Survival], _ language: Language) -> Chart? {
    guard !points.isEmpty else { return nil }
    let title = ChartWords.dwellSurvival(file: inputFile.name)[language]
    let means = dwellTimes.map { "\($0.stage.name[language]) \(fixed($0.dwellTime.meanMonths, 1))" }
    let description = Chart.description(
      title,
      [ChartWords.dwellMeans(means.joined(separator: language == .chinese ? "、" : ", "))], language)
    let rows = points.map { point -> [String: JSONValue] in
      [
        "stage": .text(point.stage.name[language]),
        "months": .value(Double(point.days) / StageSpells.daysPerMonth),
        "observed": .value(point.observed), "fitted": .value(point.fitted),
      ]
    }
    let stages = Stage.beforeSigning.filter { stage in points.contains { $0.stage == stage } }
    let x: JSONValue = [
      "field": "months", "type": "quantitative",
      "title": .text(ChartWords.monthsAtStage[language]),
    ]
    func y(_ field: String) -> JSONValue {
      [
        "field": .text(field), "type": "quantitative",
        "title": .text(ChartWords.stillThere[language]), "axis": ["format": "~%"],
      ]
    }
    let colour: JSONValue = [
      "field": "stage", "type": "nominal", "title": .text(SharedWords.stage[language]),
      "scale": [
        "domain": .list(stages.map { .text($0.name[language]) }),
        "range": .list(ChartStyle.series.prefix(stages.count).map { .text($0) }),
      ],
    ]
    let shape: JSONValue = [
      "field": "stage", "type": "nominal", "legend": nil,
      "scale": ["domain": .list(stages.map { .text($0.name[language]) })],
    ]
    return Chart(
      id: "dwell-times", title: title, description: description,
      specification: ChartStyle.specification(
        title: title, subtitle: ChartWords.dwellSurvivalNote[language],
        description: description,
        [
          "data": ChartStyle.data(rows),
          "layer": [
            [
              "mark": ["type": "line", "strokeWidth": 2],
              "encoding": ["x": x, "y": y("fitted"), "color": colour, "strokeDash": shape],
            ],
            [
              "mark": ["type": "point", "filled": true, "size": 36],
              "encoding": ["x": x, "y": y("observed"), "color": colour, "shape": shape],
            ],
          ],
        ]),
      table: survivalTable(points, language))
  }

  private func survivalTable(_ points: [FitComparison.Survival], _ language: Language) -> Table {
    Table(
      columns: [
        (SharedWords.stage[language], .leading),
        (ChartWords.monthsAtStage[language], .trailing),
        (SizeFitWords.observed[language], .trailing), (SizeFitWords.fitted[language], .trailing),
      ],
      rows: points.map {
        [
          $0.stage.name[language], fixed(Double($0.days) / StageSpells.daysPerMonth),
          fixed($0.observed * 100, 0) + "%", fixed($0.fitted * 100, 0) + "%",
        ]
      })
  }

  private func monthChart(_ months: [FitComparison.Month], _ language: Language) -> Chart? {
    guard !months.isEmpty else { return nil }
    let title = ChartWords.conversionByMonth(file: inputFile.name)[language]
    let shares = months.map { (month: $0.month, share: Double($0.advanced) / Double($0.ended)) }
    let (highest, lowest) = (
      shares.max { $0.share < $1.share }!, shares.min { $0.share < $1.share }!
    )
    let description = Chart.description(
      title,
      [
        ChartWords.conversionExtremes(
          highest: "\(highest.month)", highestShare: fixed(highest.share * 100, 0),
          lowest: "\(lowest.month)", lowestShare: fixed(lowest.share * 100, 0))
      ], language)
    let rows = months.map { month -> [String: JSONValue] in
      let share = ShareEstimate(count: month.advanced, trials: month.ended)
      return [
        "month": .number(Double(month.month)), "observed": .value(share.value),
        "lower": .value(share.lower), "upper": .value(share.upper),
        "fitted": .value(month.expected / Double(month.ended)),
      ]
    }
    let x: JSONValue = [
      "field": "month", "type": "ordinal", "title": .text(ChartWords.calendarMonth[language]),
      "axis": ["labelAngle": 0],
    ]
    func y(_ field: String) -> JSONValue {
      [
        "field": .text(field), "type": "quantitative",
        "title": .text(ChartWords.shareAdvancing[language]), "axis": ["format": "~%"],
        "scale": ["zero": false],
      ]
    }
    return Chart(
      id: "conversion-by-month", title: title,
      description: description,
      specification: ChartStyle.specification(
        title: title,
        subtitle: ChartWords.conversionByMonthNote[language],
        description: description,
        [
          "data": ChartStyle.data(rows),
          "layer": .list(
            ChartStyle.fittedAndObserved(
              x: x, y: y, band: false, interval: true)),
        ]),
      table: Table(
        columns: [
          (RecordsWords.month[language], .leading), (RecordsWords.ended[language], .trailing),
          (SizeFitWords.observed[language], .trailing), (SizeFitWords.fitted[language], .trailing),
        ],
        rows: months.map {
          let count = Double($0.ended)
          return [
            "\($0.month)", "\($0.ended)", fixed(Double($0.advanced) / count * 100, 0) + "%",
            fixed($0.expected / count * 100, 0) + "%",
          ]
        }))
  }

  private func periodChart(
    _ periods: [FitComparison.Period], _ id: String, _ title: BilingualText, _ language: Language
  ) -> Chart? {
    guard periods.count > 1 else { return nil }
    let title = title[language]
    // The central 90 % of a normal variable.
    func reach(_ period: FitComparison.Period) -> Double { 1.645 * period.deviation }
    let beyond = periods.count { abs(Double($0.count) - $0.expected) > reach($0) }
    let description = Chart.description(
      title, [ChartWords.beyondBand(count: "\(beyond)", periods: "\(periods.count)")], language)
    let rows = periods.map { period -> [String: JSONValue] in
      let reach = reach(period)
      return [
        "start": .text("\(period.start)"), "observed": .value(Double(period.count)),
        "fitted": .value(period.expected), "lower": .value(max(0, period.expected - reach)),
        "upper": .value(period.expected + reach),
      ]
    }
    let x: JSONValue = [
      "field": "start", "type": "temporal", "title": .text(ChartWords.periodStart[language]),
      "axis": ["format": "%Y-%m"],
    ]
    func y(_ field: String) -> JSONValue {
      [
        "field": .text(field), "type": "quantitative",
        "title": .text(ChartWords.leadCount[language]),
      ]
    }
    return Chart(
      id: id, title: title, description: description,
      specification: ChartStyle.specification(
        title: title, subtitle: ChartWords.periodNote[language],
        description: description,
        [
          "data": ChartStyle.data(rows),
          "layer": .list(
            ChartStyle.fittedAndObserved(x: x, y: y, band: true, interval: false)),
        ]),
      table: Table(
        columns: [
          (ChartWords.periodStart[language], .leading),
          (SizeFitWords.observed[language], .trailing), (SizeFitWords.fitted[language], .trailing),
        ],
        rows: periods.map { ["\($0.start)", "\($0.count)", fixed($0.expected, 1)] }))
  }
}
