import Forecasting
import InvestmentPipeline

/// The pictures of a forecast.
extension ForecastReport {
  /// Those that the forecast has the numbers for: of the city's total, of the months, of the
  /// districts, and of what lands.
  public var charts: [Chart] {
    [
      histogramChart, exceedanceChart, monthsChart, districtsChart, heatMapChart, landingChart,
    ].compactMap(\.self)
  }

  /// Targets on the city's investment of the year, as marks.
  private var totalMarks: [(value: Double, label: String)] {
    cityTotals.sorted { $0.value < $1.value }.map {
      ($0.value, Catalogue.chartMark(language, requirement($0), chanceWithoutError($0)))
    }
  }

  func chanceWithoutError(_ target: TargetForecast) -> String {
    percent(target.probability, target.standardError)
  }

  /// A median and a 90 % interval in words.
  private func yearEnd(_ summary: DistributionSummary) -> String {
    guard let median = summary.quantile(0.5), let lower = summary.quantile(0.05),
      let upper = summary.quantile(0.95)
    else { return "" }
    return Catalogue.chartYearEnd(
      language, NumberText.value(median.value, error: median.standardError),
      interval(lower, upper))
  }

  // MARK: The total

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
          "title": .text(Catalogue.chartTotalAxis(language)),
          "scale": [
            "domain": [.value(domain.lowerBound), .value(domain.upperBound)], "nice": false,
            "zero": false,
          ], "axis": ["grid": false, "tickCount": 10],
        ],
        "x2": ["field": "upper"],
        "y": [
          "field": "share", "type": "quantitative",
          "title": .text(Catalogue.chartShareAxis(language)),
          "axis": ["format": "%", "tickCount": 5],
          // Room for the words of the marks.
          "scale": ["domain": [0, .value((shares.max() ?? 1) * 1.3)], "nice": false],
        ],
      ],
    ]
    let title = Catalogue.chartHistogram(language, scenarioName)
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
          (Catalogue.chartTotalAxis(language), .leading),
          (Catalogue.chartShareAxis(language), .trailing),
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
      "title": .text(Catalogue.chartTotalAxis(language)),
      "scale": [
        "domain": [.value(domain.lowerBound), .value(domain.upperBound)], "nice": false,
        "zero": false,
      ], "axis": ["tickCount": 10],
    ]
    let y: JSONValue = [
      "field": "chance", "type": "quantitative", "title": .text(Catalogue.chance(language)),
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
    let title = Catalogue.chartExceedance(language, scenarioName)
    let description = title + Catalogue.chartStop(language) + yearEnd(metric.year)
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
          (Catalogue.chartTotalAxis(language), .trailing), (Catalogue.chance(language), .trailing),
        ],
        rows: points.map {
          [
            "≥ " + NumberText.plain($0.amount),
            percent($0.chance, ($0.chance * (1 - $0.chance) / trials).squareRoot()),
          ]
        }))
  }

  // MARK: Months

  /// Where the as-of date lies on an axis of months, each named by its end.
  private var asOfMonth: Double {
    let date = forecast.scenario.asOf
    guard date.year == forecast.scenario.year else { return 0 }
    return Double(date.month - 1) + min(1, Double(date.day) / 28)
  }

  private var monthAxis: JSONValue {
    [
      "field": "month", "type": "quantitative", "title": .text(Catalogue.month(language)),
      "scale": ["domain": [0, 12], "nice": false],
      "axis": ["values": .list((1...12).map { .number(Double($0)) }), "grid": false],
    ]
  }

  private var monthsChart: Chart? {
    guard let metric = forecast.metric(.signedInvestment), metric.throughMonth.count == 12
    else { return nil }
    let months = metric.throughMonth
    func row(_ month: Int, _ values: [String: Double]) -> [String: JSONValue] {
      var row = values.mapValues { JSONValue.value($0) }
      row["month"] = .number(Double(month))
      return row
    }
    var layers: [JSONValue] = []
    for (lower, upper, opacity) in [(0.05, 0.95, 0.2), (0.1, 0.9, 0.25), (0.25, 0.75, 0.35)] {
      layers.append([
        "data": ChartStyle.data(
          [row(0, ["lower": 0, "upper": 0])]
            + months.enumerated().compactMap { index, summary in
              guard let low = summary.quantile(lower), let high = summary.quantile(upper)
              else { return nil }
              return row(index + 1, ["lower": low.value, "upper": high.value])
            }),
        "mark": ["type": "area", "color": .text(ChartStyle.blue), "opacity": .number(opacity)],
        "encoding": [
          "x": monthAxis,
          "y": [
            "field": "lower", "type": "quantitative",
            "title": .text(Catalogue.chartSoFarAxis(language)), "axis": ["tickCount": 6],
          ], "y2": ["field": "upper"],
        ],
      ])
    }
    layers.append([
      "data": ChartStyle.data(
        [row(0, ["median": 0])]
          + months.enumerated().compactMap { index, summary in
            summary.quantile(0.5).map { row(index + 1, ["median": $0.value]) }
          }),
      "mark": ["type": "line", "color": .text(ChartStyle.blue), "strokeWidth": 2.5],
      "encoding": ["x": monthAxis, "y": ["field": "median", "type": "quantitative"]],
    ])
    for (index, target) in cityTotals.sorted(by: { $0.value < $1.value }).enumerated() {
      let colour = JSONValue.text(
        ChartStyle.targetColours[index % ChartStyle.targetColours.count])
      layers.append([
        "data": ChartStyle.data([row(0, ["plan": 0]), row(12, ["plan": target.value])]),
        "mark": [
          "type": "line", "color": colour, "strokeWidth": 2,
          "strokeDash": .list(ChartStyle.dashes[index % ChartStyle.dashes.count]),
        ], "encoding": ["x": monthAxis, "y": ["field": "plan", "type": "quantitative"]],
      ])
      layers.append([
        "data": ChartStyle.data([row(12, ["plan": target.value])]),
        "mark": [
          "type": "text", "align": "left", "dx": 6, "color": colour, "fontWeight": "bold",
          "text": .text(NumberText.plain(target.value)),
        ], "encoding": ["x": monthAxis, "y": ["field": "plan", "type": "quantitative"]],
      ])
    }
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
          "text": .text(Catalogue.chartAsOf(language, forecast.scenario.asOf.description)),
        ], "encoding": ["x": monthAxis, "y": ["value": 4]],
      ])
    }
    let title = Catalogue.chartMonths(language, scenarioName)
    let description = title + Catalogue.chartStop(language) + yearEnd(metric.year)
    return Chart(
      id: "months", title: title, description: description,
      specification: ChartStyle.specification(
        title: title, subtitle: Catalogue.chartMonthsNote(language), description: description,
        ["layer": .list(layers)]),
      table: monthsTable)
  }

  private var landingChart: Chart? {
    let measures: [(Measure, Catalogue)] = [
      (.signedInvestment, .yearSigned), (.startedInvestment, .yearStarted),
      (.fundsInPlace, .yearFunds),
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
          "measure": .text(title(language)), "month": .number(Double(index + 1)),
          "median": .value(median.value), "lower": .value(lower.value),
          "upper": .value(upper.value),
        ]
      }
    }
    let names = lines.map { JSONValue.text($0.1(language)) }
    let colour: JSONValue = [
      "field": "measure", "type": "nominal", "title": nil,
      "scale": [
        "domain": .list(names),
        "range": .list(
          [ChartStyle.blue, ChartStyle.orange, ChartStyle.green].map { .text($0) }),
      ],
    ]
    let title = Catalogue.chartLanding(language, scenarioName)
    let ends = lines.map { metric, title in
      title(language) + " " + yearEnd(metric.year)
    }
    let description = title + Catalogue.chartStop(language) + ends.joined()
    return Chart(
      id: "landing", title: title, description: description,
      specification: ChartStyle.specification(
        title: title, subtitle: Catalogue.chartLandingNote(language), description: description,
        [
          "data": ChartStyle.data(rows),
          "layer": [
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
                  "title": .text(Catalogue.chartThroughAxis(language)),
                ], "color": colour,
                "strokeDash": [
                  "field": "measure", "type": "nominal", "title": nil,
                  "scale": ["domain": .list(names), "range": [[1, 0], [6, 3], [2, 2]]],
                ],
              ],
            ],
          ],
        ]),
      table: Table(
        columns: [(Catalogue.month(language), .trailing)]
          + lines.map { ($0.1(language), Table.Alignment.trailing) },
        rows: (0..<12).map { month in
          ["\(month + 1)"]
            + lines.map { metric, _ in
              metric.throughMonth[month].quantile(0.5).map {
                NumberText.value($0.value, error: $0.standardError)
              } ?? "–"
            }
        }))
  }

  var scenarioName: String {
    Catalogue.chartScenario(
      language, forecast.scenario.cityName[language], "\(forecast.scenario.year)",
      forecast.scenario.title[language])
  }
}
