import Forecasting
import InvestmentPipeline

/// The charts of the districts.
extension ForecastReport {
  var districtTotals: [MetricForecast] {
    forecast.metrics.filter {
      $0.scope.kind == .district && $0.measure == Measure.signedInvestment.name
    }
  }

  var districtsChart: Chart? {
    let districts = districtTotals
    guard !districts.isEmpty else { return nil }
    var rows: [[String: JSONValue]] = []
    var goals: [[String: JSONValue]] = []
    var table: [[String]] = []
    var sentences: [String] = []
    for district in districts {
      guard let median = district.year.quantile(0.5) else { continue }
      let name = district.scope.name[language]
      var row: [String: JSONValue] = ["district": .text(name), "median": .value(median.value)]
      for (key, probability) in [("p10", 0.1), ("p25", 0.25), ("p75", 0.75), ("p90", 0.9)] {
        row[key] = .value(district.year.quantile(probability)?.value ?? median.value)
      }
      let target = forecast.targets.first {
        $0.metric == district.id && $0.throughMonth == 12
      }
      row["chance"] = .text(target.map(chanceWithoutError) ?? "")
      rows.append(row)
      if let target {
        goals.append(["district": .text(name), "target": .value(target.value)])
        sentences.append(
          SharedWords.labelled(
            name: name + " " + requirement(target), text: chanceWithoutError(target))[language])
      }
      table.append([
        name, target.map { NumberText.plain($0.value) } ?? "–",
        NumberText.value(median.value, error: median.standardError),
        district.year.quantile(0.1).flatMap { lower in
          district.year.quantile(0.9).map { interval(lower, $0) }
        } ?? "–",
        target.map(chanceWithoutError) ?? "–",
      ])
    }
    let title = ChartWords.districts(scenario: scenarioName)[language]
    let description = title + ChartWords.sentenceEnd[language] + sentences.joined(separator: "; ")
    return Chart(
      id: "districts", title: title, description: description,
      specification: ChartStyle.specification(
        title: title, subtitle: ChartWords.districtsNote[language], description: description,
        height: ["step": 38],
        ["data": ChartStyle.data(rows), "layer": .list(districtLayers(goals: goals))]),
      table: Table(
        columns: [
          (SharedWords.district[language], .leading), (SharedWords.target[language], .trailing),
          (SharedWords.median[language], .trailing), (SharedWords.interval80[language], .trailing),
          (SharedWords.probability[language], .trailing),
        ], rows: table))
  }

  /// The mean investment signed in each month: differences of the cumulative means.
  var heatMapChart: Chart? {
    let districts = districtTotals.filter { $0.throughMonth.count == 12 }
    guard !districts.isEmpty else { return nil }
    let means = districts.map { district in
      let through = [0] + district.throughMonth.map { $0.mean ?? 0 }
      return (0..<12).map { max(0, through[$0 + 1] - through[$0]) }
    }
    let greatest = means.joined().max() ?? 0
    let text = means.map { $0.map { NumberText.fixed($0, decimals: $0 < 9.95 ? 1 : 0) } }
    let rows = districts.indices.flatMap { index in
      (0..<12).map { month -> [String: JSONValue] in
        [
          "district": .text(districts[index].scope.name[language]),
          "month": .number(Double(month + 1)), "mean": .value(means[index][month]),
          "text": .text(text[index][month]),
        ]
      }
    }
    let title = ChartWords.heatMap(scenario: scenarioName)[language]
    var description = title + ChartWords.sentenceEnd[language]
    if let (index, month) = districts.indices.lazy.flatMap({ index in
      (0..<12).map { (index, $0) }
    }).max(by: { means[$0.0][$0.1] < means[$1.0][$1.1] }) {
      description +=
        ChartWords.greatest(
          district: districts[index].scope.name[language], month: "\(month + 1)",
          amount: text[index][month])[language]
    }
    return Chart(
      id: "heat-map", title: title, description: description,
      specification: ChartStyle.specification(
        title: title, description: description, height: ["step": 34],
        [
          "data": ChartStyle.data(rows),
          "layer": heatMapLayers(greatest: greatest),
        ]),
      table: Table(
        columns: [(SharedWords.district[language], .leading)]
          + (1...12).map { ("\($0)", Table.Alignment.trailing) },
        rows: districts.indices.map { [districts[$0].scope.name[language]] + text[$0] }))
  }

  /// Intervals, medians and probabilities of the districts, with their targets.
  private func districtLayers(goals: [[String: JSONValue]]) -> [JSONValue] {
    let y: JSONValue = [
      "field": "district", "type": "nominal", "sort": nil, "title": nil,
      "axis": ["grid": true, "ticks": false, "domain": false],
    ]
    func x(_ field: String) -> JSONValue {
      [
        "field": .text(field), "type": "quantitative",
        "title": .text(ChartWords.yearInvestment[language]), "axis": ["tickCount": 8],
      ]
    }
    func bar(_ lower: String, _ upper: String, _ width: Double, _ opacity: Double) -> JSONValue {
      [
        "mark": [
          "type": "rule", "strokeWidth": .number(width), "opacity": .number(opacity),
          "color": .text(ChartStyle.blue),
        ], "encoding": ["x": x(lower), "x2": ["field": .text(upper)], "y": y],
      ]
    }
    var layers = [
      bar("p10", "p90", 5, 0.35), bar("p25", "p75", 11, 0.55),
      [
        "mark": [
          "type": "point", "filled": true, "size": 70, "opacity": 1,
          "color": .text(ChartStyle.ink),
        ], "encoding": ["x": x("median"), "y": y],
      ],
      [
        "mark": ["type": "text", "align": "left", "dx": 8],
        "encoding": [
          "x": ["value": .number(ChartStyle.width)], "y": y, "text": ["field": "chance"],
        ],
      ],
    ]
    if !goals.isEmpty {
      layers.append([
        "data": ChartStyle.data(goals),
        "mark": ["type": "tick", "thickness": 3, "size": 26, "color": .text(ChartStyle.orange)],
        "encoding": ["x": x("target"), "y": y],
      ])
    }
    return layers
  }

  /// Cells and their labels, white on dark cells.
  private func heatMapLayers(greatest: Double) -> JSONValue {
    let x: JSONValue = [
      "field": "month", "type": "ordinal", "title": .text(ChartWords.month[language]),
      "axis": ["labelAngle": 0, "ticks": false, "domain": false],
    ]
    let y: JSONValue = [
      "field": "district", "type": "nominal", "sort": nil, "title": nil,
      "axis": ["ticks": false, "domain": false],
    ]
    return [
      [
        "mark": ["type": "rect", "stroke": "white", "strokeWidth": 2],
        "encoding": [
          "x": x, "y": y,
          "color": [
            "field": "mean", "type": "quantitative",
            "title": .text(ChartWords.monthMean[language]),
            "scale": ["scheme": "blues", "domain": [0, .value(max(greatest, 0.1))]],
            "legend": ["gradientLength": 200],
          ],
        ],
      ],
      [
        "mark": ["type": "text"],
        "encoding": [
          "x": x, "y": y, "text": ["field": "text"],
          "color": [
            "condition": [
              "test": .text("datum.mean > \(0.55 * greatest)"), "value": "white",
            ], "value": .text(ChartStyle.ink),
          ],
        ],
      ],
    ]
  }
}
