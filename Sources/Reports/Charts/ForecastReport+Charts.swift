import Forecasting
import InvestmentPipeline

/// The charts of a forecast.
extension ForecastReport {
  /// The charts that the forecast has data for: the city's total, the months, the districts and the
  /// landing.
  public var charts: [Chart] {
    [
      histogramChart, exceedanceChart, monthsChart, districtsChart, heatMapChart, landingChart,
    ].compactMap(\.self)
  }

  /// Targets on the city's investment of the year, as marks.
  private var totalMarks: [(value: Double, label: String)] {
    cityTotals.sorted { $0.value < $1.value }.map {
      (
        $0.value,
        SharedWords.labelled(name: requirement($0), text: chanceWithoutError($0))[language]
      )
    }
  }

  func chanceWithoutError(_ target: TargetForecast) -> String {
    percent(target.probability, target.standardError)
  }

  /// The median and the 90 % interval of the year as a sentence.
  private func yearEnd(_ summary: DistributionSummary) -> String {
    guard let median = summary.quantile(0.5), let lower = summary.quantile(0.05),
      let upper = summary.quantile(0.95)
    else { return "" }
    return ChartWords.yearEnd(
      median: NumberText.value(median.value, error: median.standardError),
      interval: interval(lower, upper))[language]
  }

  // MARK: Total

  private var total: MetricForecast? {
    forecast.metric(.signedInvestment).flatMap { $0.histogram.counts.isEmpty ? nil : $0 }
  }

  private func domain(_ bins: HistogramSummary) -> ClosedRange<Double> {
    let upper = bins.lower + bins.binWidth * Double(bins.counts.count)
    let marks = cityTotals.map(\.value)
    return min(bins.lower, marks.min() ?? bins.lower)...max(upper, marks.max() ?? upper)
  }

  private var histogramChart: Chart? {
    guard let metric = total else { return nil }
    let bins = metric.histogram
    let trials = Double(bins.counts.reduce(bins.below + bins.above, +))
    let shares = bins.counts.map { Double($0) / trials }
    let edges = bins.counts.indices.map { bins.lower + bins.binWidth * Double($0) }
    let domain = domain(bins)
    let bars: JSONValue = [
      "data": ChartStyle.data(
        zip(edges, shares).map { edge, share in
          [
            "lower": .value(edge), "upper": .value(edge + bins.binWidth), "share": .value(share),
          ]
        }),
      "mark": ["type": "bar", "color": .text(ChartStyle.sky), "binSpacing": 1],
      "encoding": [
        "x": [
          "field": "lower", "type": "quantitative", "bin": "binned",
          "title": .text(ChartWords.yearInvestment[language]),
          "scale": [
            "domain": [.value(domain.lowerBound), .value(domain.upperBound)], "nice": false,
            "zero": false,
          ], "axis": ["grid": false, "tickCount": 10],
        ],
        "x2": ["field": "upper"],
        "y": [
          "field": "share", "type": "quantitative",
          "title": .text(ChartWords.shareOfTrials[language]),
          "axis": ["format": "%", "tickCount": 5],
          // Leaves space for the labels of the marks.
          "scale": ["domain": [0, .value((shares.max() ?? 1) * 1.3)], "nice": false],
        ],
      ],
    ]
    let title = ChartWords.histogram(scenario: scenarioName)[language]
    let description = headline + yearEnd(metric.year)
    return Chart(
      id: "histogram", title: title, description: description,
      specification: ChartStyle.specification(
        title: title, description: description,
        [
          "layer": .list(
            [bars] + ChartStyle.verticalMarks(totalMarks, field: "lower", domain: domain))
        ]),
      table: Table(
        columns: [
          (ChartWords.yearInvestment[language], .leading),
          (ChartWords.shareOfTrials[language], .trailing),
        ],
        rows: zip(edges, shares).map { edge, share in
          [
            interval(edge, edge + bins.binWidth, unit: .hundredMillionYuan),
            NumberText.fixed(share * 100, decimals: 1) + "%",
          ]
        }))
  }

  private var exceedanceChart: Chart? {
    guard let metric = total else { return nil }
    let bins = metric.histogram
    let trials = Double(bins.counts.reduce(bins.below + bins.above, +))
    var left = trials - Double(bins.below)
    var points: [(amount: Double, chance: Double)] = []
    for (index, count) in bins.counts.enumerated() {
      points.append((bins.lower + bins.binWidth * Double(index), left / trials))
      left -= Double(count)
    }
    points.append((bins.lower + bins.binWidth * Double(bins.counts.count), left / trials))
    let domain = domain(bins)
    let x: JSONValue = [
      "field": "amount", "type": "quantitative",
      "title": .text(ChartWords.yearInvestment[language]),
      "scale": [
        "domain": [.value(domain.lowerBound), .value(domain.upperBound)], "nice": false,
        "zero": false,
      ], "axis": ["tickCount": 10],
    ]
    let y: JSONValue = [
      "field": "chance", "type": "quantitative", "title": .text(SharedWords.probability[language]),
      "axis": ["format": "%", "tickCount": 5], "scale": ["domain": [0, 1]],
    ]
    let line: JSONValue = [
      "data": ChartStyle.data(
        points.map { ["amount": .value($0.amount), "chance": .value($0.chance)] }),
      "mark": [
        "type": "area", "line": ["color": .text(ChartStyle.blue), "strokeWidth": 2.5],
        "color": .text(ChartStyle.sky), "opacity": 0.35,
      ], "encoding": ["x": x, "y": y],
    ]
    let dots: JSONValue = [
      "data": ChartStyle.data(
        cityTotals.map { ["amount": .value($0.value), "chance": .value($0.probability)] }),
      "mark": ["type": "point", "filled": true, "size": 70, "color": .text(ChartStyle.ink)],
      "encoding": ["x": x, "y": y],
    ]
    let title = ChartWords.exceedance(scenario: scenarioName)[language]
    let description = title + ChartWords.sentenceEnd[language] + yearEnd(metric.year)
    return Chart(
      id: "exceedance", title: title, description: description,
      specification: ChartStyle.specification(
        title: title, description: description,
        [
          "layer": .list(
            [line] + ChartStyle.verticalMarks(totalMarks, field: "amount", domain: domain) + [dots])
        ]),
      table: Table(
        columns: [
          (ChartWords.yearInvestment[language], .trailing),
          (SharedWords.probability[language], .trailing),
        ],
        rows: points.map {
          [
            "≥ " + NumberText.plain($0.amount),
            percent($0.chance, ($0.chance * (1 - $0.chance) / trials).squareRoot()),
          ]
        }))
  }

  // MARK: Months

  /// The as-of date on the axis of months, on which a month is at its end.
  private var asOfMonth: Double {
    let date = forecast.scenario.asOf
    guard date.year == forecast.scenario.year else { return 0 }
    return Double(date.month - 1) + min(1, Double(date.day) / 28)
  }

  private var monthAxis: JSONValue {
    [
      "field": "month", "type": "quantitative", "title": .text(SharedWords.throughMonth[language]),
      "scale": ["domain": [0, 12], "nice": false],
      "axis": ["values": .list((1...12).map { .number(Double($0)) }), "grid": false],
    ]
  }

  private var monthsChart: Chart? {
    guard let metric = forecast.metric(.signedInvestment), metric.throughMonth.count == 12
    else { return nil }
    let months = metric.throughMonth
    var layers: [JSONValue] = []
    for (lower, upper, opacity) in [(0.05, 0.95, 0.2), (0.1, 0.9, 0.25), (0.25, 0.75, 0.35)] {
      layers.append([
        "data": ChartStyle.data(
          [Self.row(0, ["lower": 0, "upper": 0])]
            + months.enumerated().compactMap { index, summary in
              guard let low = summary.quantile(lower), let high = summary.quantile(upper)
              else { return nil }
              return Self.row(index + 1, ["lower": low.value, "upper": high.value])
            }),
        "mark": ["type": "area", "color": .text(ChartStyle.blue), "opacity": .number(opacity)],
        "encoding": [
          "x": monthAxis,
          "y": [
            "field": "lower", "type": "quantitative",
            "title": .text(SharedWords.cumulativeInvestment[language]), "axis": ["tickCount": 6],
          ], "y2": ["field": "upper"],
        ],
      ])
    }
    layers.append([
      "data": ChartStyle.data(
        [Self.row(0, ["median": 0])]
          + months.enumerated().compactMap { index, summary in
            summary.quantile(0.5).map { Self.row(index + 1, ["median": $0.value]) }
          }),
      "mark": ["type": "line", "color": .text(ChartStyle.blue), "strokeWidth": 2.5],
      "encoding": ["x": monthAxis, "y": ["field": "median", "type": "quantitative"]],
    ])
    layers += planLayers + asOfLayers
    let title = ChartWords.months(scenario: scenarioName)[language]
    let description = title + ChartWords.sentenceEnd[language] + yearEnd(metric.year)
    return Chart(
      id: "months", title: title, description: description,
      specification: ChartStyle.specification(
        title: title, subtitle: ChartWords.monthsNote[language], description: description,
        ["layer": .list(layers)]),
      table: monthsTable)
  }

  /// Values of a month, which is at its end on the axis; month 0 is the start of the year.
  private static func row(_ month: Int, _ values: [String: Double]) -> [String: JSONValue] {
    var row = values.mapValues { JSONValue.value($0) }
    row["month"] = .number(Double(month))
    return row
  }

  /// Pro-rata progress to the targets of the year.
  private var planLayers: [JSONValue] {
    var layers: [JSONValue] = []
    for (index, target) in cityTotals.sorted(by: { $0.value < $1.value }).enumerated() {
      let colour = JSONValue.text(
        ChartStyle.targetColours[index % ChartStyle.targetColours.count])
      layers.append([
        "data": ChartStyle.data([Self.row(0, ["plan": 0]), Self.row(12, ["plan": target.value])]),
        "mark": [
          "type": "line", "color": colour, "strokeWidth": 2,
          "strokeDash": .list(ChartStyle.dashes[index % ChartStyle.dashes.count]),
        ], "encoding": ["x": monthAxis, "y": ["field": "plan", "type": "quantitative"]],
      ])
      layers.append([
        "data": ChartStyle.data([Self.row(12, ["plan": target.value])]),
        "mark": [
          "type": "text", "align": "left", "dx": 6, "color": colour, "fontWeight": "bold",
          "text": .text(NumberText.plain(target.value)),
        ], "encoding": ["x": monthAxis, "y": ["field": "plan", "type": "quantitative"]],
      ])
    }
    return layers
  }

  /// The as-of date, where it is within the year.
  private var asOfLayers: [JSONValue] {
    var layers: [JSONValue] = []
    if asOfMonth > 0 {
      layers.append([
        "data": ChartStyle.data([["month": .value(asOfMonth)]]),
        "mark": ["type": "rule", "color": .text(ChartStyle.grey)], "encoding": ["x": monthAxis],
      ])
      layers.append([
        "data": ChartStyle.data([["month": .value(asOfMonth)]]),
        "mark": [
          "type": "text", "align": "left", "baseline": "top", "dx": 5,
          "color": .text(ChartStyle.grey),
          "text": .text(ChartWords.asOf(date: forecast.scenario.asOf.description)[language]),
        ], "encoding": ["x": monthAxis, "y": ["value": 4]],
      ])
    }
    return layers
  }

  private var landingChart: Chart? {
    let measures: [(Measure, BilingualText)] = [
      (.signedInvestment, ProjectSimulationWords.signed),
      (.startedInvestment, ProjectSimulationWords.started),
      (.fundsInPlace, ProjectSimulationWords.fundsInPlace),
    ]
    let lines = measures.compactMap { measure, title in
      forecast.metric(measure).flatMap { $0.throughMonth.count == 12 ? ($0, title) : nil }
    }
    guard lines.count == measures.count else { return nil }
    let rows = lines.flatMap { metric, title in
      metric.throughMonth.enumerated().compactMap {
        index, summary -> [String: JSONValue]? in
        guard let median = summary.quantile(0.5), let lower = summary.quantile(0.1),
          let upper = summary.quantile(0.9)
        else { return nil }
        return [
          "measure": .text(title[language]), "month": .number(Double(index + 1)),
          "median": .value(median.value), "lower": .value(lower.value),
          "upper": .value(upper.value),
        ]
      }
    }
    let title = ChartWords.landing(scenario: scenarioName)[language]
    let ends = lines.map { metric, title in
      title[language] + " " + yearEnd(metric.year)
    }
    let description = title + ChartWords.sentenceEnd[language] + ends.joined()
    return Chart(
      id: "landing", title: title, description: description,
      specification: ChartStyle.specification(
        title: title, subtitle: ChartWords.landingNote[language], description: description,
        [
          "data": ChartStyle.data(rows),
          "layer": landingLayers(names: lines.map { $0.1[language] }),
        ]),
      table: Table(
        columns: [(SharedWords.throughMonth[language], .trailing)]
          + lines.map { ($0.1[language], Table.Alignment.trailing) },
        rows: (0..<12).map { month in
          ["\(month + 1)"]
            + lines.map { metric, _ in
              metric.throughMonth[month].quantile(0.5).map {
                NumberText.value($0.value, error: $0.standardError)
              } ?? "–"
            }
        }))
  }

  /// Bands and medians of the measures.
  private func landingLayers(names titles: [String]) -> JSONValue {
    let names = titles.map { JSONValue.text($0) }
    let colour: JSONValue = [
      "field": "measure", "type": "nominal", "title": nil,
      "scale": [
        "domain": .list(names),
        "range": .list(
          [ChartStyle.blue, ChartStyle.orange, ChartStyle.green].map { .text($0) }),
      ],
    ]
    return [
      [
        "mark": ["type": "area", "opacity": 0.18],
        "encoding": [
          "x": monthAxis, "y": ["field": "lower", "type": "quantitative"],
          "y2": ["field": "upper"], "color": colour,
        ],
      ],
      [
        "mark": ["type": "line", "strokeWidth": 2.5, "point": true],
        "encoding": [
          "x": monthAxis,
          "y": [
            "field": "median", "type": "quantitative",
            "title": .text(ChartWords.cumulative[language]),
          ], "color": colour,
          "strokeDash": [
            "field": "measure", "type": "nominal", "title": nil,
            "scale": ["domain": .list(names), "range": [[1, 0], [6, 3], [2, 2]]],
          ],
        ],
      ],
    ]
  }

  var scenarioName: String {
    ChartWords.scenario(
      city: forecast.scenario.cityName[language], year: "\(forecast.scenario.year)",
      title: forecast.scenario.title[language])[language]
  }
}
