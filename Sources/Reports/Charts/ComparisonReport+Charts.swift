import Forecasting
import InvestmentPipeline
import Planning

/// The charts of a comparison.
extension ComparisonReport {
  /// The probabilities of the city's targets, the means, and with a waterfall its steps.
  public var charts: [Chart] {
    [compareChart, meansChart, waterfallChart, waterfallMeansChart].compactMap(\.self)
  }

  private var names: [String] { comparison.scenarios.map { $0.title[language] } }

  private var colour: JSONValue {
    [
      "field": "scenario", "type": "nominal", "sort": nil, "title": nil,
      "scale": [
        "domain": .list(names.map { .text($0) }),
        "range": .list(
          names.indices.map { .text(ChartStyle.series[$0 % ChartStyle.series.count]) }),
      ],
    ]
  }

  private var compareChart: Chart? {
    let lines =
      comparison.targets.filter { $0.scope.kind == .city }.map {
        ($0.title[language], $0.chances)
      } + comparison.joint.map { ($0.title[language], $0.chances) }
    guard !lines.isEmpty else { return nil }
    let rows = lines.flatMap { title, chances in
      zip(names, chances).compactMap { name, chance -> [String: JSONValue]? in
        guard let chance else { return nil }
        return [
          "target": .text(title), "scenario": .text(name), "chance": .value(chance.probability),
          "text": .text(percent(chance)),
        ]
      }
    }
    let y: JSONValue = [
      "field": "target", "type": "nominal", "sort": nil, "title": nil,
      "axis": ["ticks": false, "domain": false],
    ]
    let x: JSONValue = [
      "field": "chance", "type": "quantitative", "title": .text(SharedWords.probability[language]),
      "scale": ["domain": [0, 1]], "axis": ["format": "%", "tickCount": 5],
    ]
    let offset: JSONValue = [
      "field": "scenario", "sort": nil, "scale": ["domain": .list(names.map { .text($0) })],
    ]
    let title = ChartWords.probabilities[language]
    let description =
      title + ChartWords.sentenceEnd[language]
      + zip(names, lines[0].1).compactMap { name, chance in
        chance.map {
          SharedWords.labelled(name: name + " " + lines[0].0, text: percent($0))[language]
        }
      }.joined(separator: "; ")
    return Chart(
      id: "compare", title: title, description: description,
      specification: ChartStyle.specification(
        title: title, description: description,
        height: ["step": .number(names.count > 4 ? 14 : 18), "for": "offset"],
        [
          "data": ChartStyle.data(rows),
          "layer": [
            [
              "mark": ["type": "bar"],
              "encoding": ["x": x, "y": y, "yOffset": offset, "color": colour],
            ],
            [
              "mark": ["type": "text", "align": "left", "dx": 4, "fontSize": 11],
              "encoding": ["x": x, "y": y, "yOffset": offset, "text": ["field": "text"]],
            ],
          ],
        ]),
      table: Table(
        columns: [(SharedWords.target[language], .leading)]
          + names.map { ($0, Table.Alignment.trailing) },
        rows: lines.map { title, chances in [title] + chances.map { $0.map(percent) ?? "–" } }))
  }

  /// The means of the city, with differences.
  private var meansChart: Chart? {
    guard let means = comparison.investment.first?.means else { return nil }
    return steps(
      id: "compare-investment", title: ChartWords.means[language],
      axis: ChartWords.yearInvestment[language], unit: 1, names: names,
      values: means.map { ($0.value, $0.standardError, $0.difference) }, isWaterfall: false)
  }

  private var waterfallChart: Chart? {
    guard let steps = comparison.waterfall?.first, let target = steps.targets.first,
      target.chances.allSatisfy({ $0 != nil })
    else { return nil }
    return self.steps(
      id: "waterfall",
      title: ChartWords.waterfall(measure: target.title[language], base: names[0], other: names[1])[
        language],
      axis: ChartWords.probabilityAxis[language], unit: 100,
      names: steps.scenarios.map { $0.title[language] },
      values: target.chances.map { ($0!.probability, $0!.standardError, $0!.difference) },
      isWaterfall: true)
  }

  private var waterfallMeansChart: Chart? {
    guard let steps = comparison.waterfall?.first, let means = steps.investment.first?.means
    else { return nil }
    return self.steps(
      id: "waterfall-investment",
      title: ChartWords.waterfall(
        measure: ChartWords.yearInvestment[language], base: names[0], other: names[1])[language],
      axis: ChartWords.yearInvestment[language], unit: 1,
      names: steps.scenarios.map { $0.title[language] },
      values: means.map { ($0.value, $0.standardError, $0.difference) }, isWaterfall: true)
  }

  /// Bars from one value to the next; the first and the last start at zero.
  private func steps(
    id: String, title: String, axis: String, unit: Double, names: [String],
    values: [(value: Double, error: Double?, difference: ScenarioComparison.Difference?)],
    isWaterfall: Bool
  ) -> Chart {
    func number(_ value: Double, _ error: Double?) -> String {
      NumberText.value(value * unit, error: error.map { $0 * unit })
    }
    func change(_ difference: ScenarioComparison.Difference) -> String {
      Self.change(difference, unit: unit)
    }
    let rows = stepRows(names, values, unit: unit, isWaterfall: isWaterfall)
    let ends = values.map { $0.value * unit }
    // Differences are visible only if the axis starts near the values.
    let span = (ends.max() ?? 1) - (ends.min() ?? 0)
    let lower = max(0, (ends.min() ?? 0) - max(span, (ends.max() ?? 1) * 0.02) * 1.5)
    let upper = min(
      (ends.max() ?? 1) + max(span, (ends.max() ?? 1) * 0.02) * 0.9, unit > 1 ? unit : .infinity)
    let scale: JSONValue = [
      "domain": [.value(lower), .value(upper)], "zero": false, "nice": false,
    ]
    let description =
      title + ChartWords.sentenceEnd[language]
      + zip(names, rows).map { name, row in
        guard case .text(let text)? = row["text"] else { return name }
        return SharedWords.labelled(name: name, text: text)[language]
      }.joined(separator: "; ")
    return Chart(
      id: id, title: title, description: description,
      specification: ChartStyle.specification(
        title: title,
        subtitle: lower > 0 ? ChartWords.axisNote[language] : nil, description: description,
        height: ["step": 34],
        [
          "data": ChartStyle.data(rows),
          "layer": Self.stepLayers(axis: axis, scale: scale),
        ]),
      table: Table(
        columns: [
          (SharedWords.scope[language], .leading), (axis, .trailing),
          (ComparisonWords.difference[language], .trailing),
        ],
        rows: zip(names, values).map { name, line in
          [name, number(line.value, line.error), line.difference.map(change) ?? ""]
        }))
  }

  /// The bars of `steps`, with their labels.
  private func stepRows(
    _ names: [String],
    _ values: [(value: Double, error: Double?, difference: ScenarioComparison.Difference?)],
    unit: Double, isWaterfall: Bool
  ) -> [[String: JSONValue]] {
    func number(_ value: Double, _ error: Double?) -> String {
      NumberText.value(value * unit, error: error.map { $0 * unit })
    }
    func change(_ difference: ScenarioComparison.Difference) -> String {
      Self.change(difference, unit: unit)
    }
    var rows: [[String: JSONValue]] = []
    for (index, line) in values.enumerated() {
      let before = isWaterfall && index > 0 ? values[index - 1].value : 0
      let kind = !isWaterfall || index == 0 ? "whole" : line.value < before ? "down" : "up"
      rows.append([
        "step": .text(names[index]), "from": .value(before * unit),
        "to": .value(line.value * unit), "kind": .text(kind),
        "end": .value(max(before, line.value) * unit),
        "text": .text(
          kind == "whole"
            ? number(line.value, line.error)
              + (line.difference.map { "  (" + change($0) + ")" } ?? "")
            : line.difference.map(change) ?? ""),
      ])
    }
    if isWaterfall, let last = values.last {
      rows.append([
        "step": .text(ComparisonWords.total[language]), "from": 0,
        "to": .value(last.value * unit), "kind": "whole", "end": .value(last.value * unit),
        "text": .text(number(last.value, last.error)),
      ])
    }
    return rows
  }

  /// `+3.2 ±0.4`: a difference with its standard error; `0` where no trial differs.
  private static func change(
    _ difference: ScenarioComparison.Difference, unit: Double
  ) -> String {
    let error = difference.standardError.map { $0 * unit }
    // No trial differs.
    if difference.isNone { return "0" }
    let text = NumberText.value(difference.value * unit, error: error, most: 3)
    let sign = difference.value > 0 && text.contains { !"0.".contains($0) } ? "+" : ""
    return sign + text
      + (error == 0 ? "" : " ±" + NumberText.error(error))
  }

  /// Bars and labels.
  private static func stepLayers(axis: String, scale: JSONValue) -> JSONValue {
    let y: JSONValue = [
      "field": "step", "type": "nominal", "sort": nil, "title": nil,
      "axis": ["ticks": false, "domain": false],
    ]
    return [
      [
        "mark": ["type": "bar", "clip": true, "height": 20],
        "encoding": [
          "x": [
            "field": "from", "type": "quantitative", "title": .text(axis), "scale": scale,
          ], "x2": ["field": "to"], "y": y,
          "color": [
            "field": "kind", "type": "nominal", "legend": nil,
            "scale": [
              "domain": ["whole", "up", "down"],
              "range": [
                .text(ChartStyle.sky), .text(ChartStyle.green), .text(ChartStyle.orange),
              ],
            ],
          ],
        ],
      ],
      [
        "mark": ["type": "text", "align": "left", "dx": 6],
        "encoding": [
          "x": ["field": "end", "type": "quantitative", "scale": scale], "y": y,
          "text": ["field": "text"],
        ],
      ],
    ]
  }
}
