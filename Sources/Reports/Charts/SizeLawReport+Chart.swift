import InvestmentPipeline

extension SizeLawReport {
  /// How many of a hundred projects reach a size: as observed, as fitted, and what the list leaves
  /// open. Both axes by orders of magnitude.
  public func charts(_ language: Language) -> [Chart] {
    let count = Double(projects)
    let rows = survival.map { line -> [String: JSONValue] in
      [
        "size": .number(line.size), "observed": .value(Double(line.observed) / count),
        "fitted": .value(line.fitted.value / count), "lower": .value(line.fitted.lower / count),
        "upper": .value(line.fitted.upper / count),
      ]
    }.filter { row in
      if case .number(let lower)? = row["lower"] { lower > 0 } else { false }
    }
    let x: JSONValue = [
      "field": "size", "type": "quantitative", "title": .text(Catalogue.chartSizeAxis(language)),
      "scale": ["type": "log", "nice": false],
      "axis": ["values": .list(survival.map { .number($0.size) }), "format": "~g"],
    ]
    func y(_ field: String) -> JSONValue {
      [
        "field": .text(field), "type": "quantitative",
        "title": .text(Catalogue.chartReachAxis(language)), "scale": ["type": "log"],
        "axis": ["format": "~%", "tickCount": 6],
      ]
    }
    let title = Catalogue.chartSizes(language, inputFile.name)
    let description =
      title + Catalogue.chartStop(language)
      + (oneIn.last.map {
        Catalogue.sizesHeadline(
          language, "\(projects)", "\($0.number)", NumberText.fixed($0.size.value, decimals: 0),
          NumberText.fixed($0.size.lower, decimals: 0),
          NumberText.fixed($0.size.upper, decimals: 0))
      } ?? "")
    return [
      Chart(
        id: "size-law", title: title, description: description,
        specification: ChartStyle.specification(
          title: title, subtitle: Catalogue.chartSizesNote(language), description: description,
          [
            "data": ChartStyle.data(rows),
            "layer": [
              [
                "mark": ["type": "area", "color": .text(ChartStyle.sky), "opacity": 0.35],
                "encoding": ["x": x, "y": y("lower"), "y2": ["field": "upper"]],
              ],
              [
                "mark": ["type": "line", "color": .text(ChartStyle.blue), "strokeWidth": 2.5],
                "encoding": ["x": x, "y": y("fitted")],
              ],
              [
                "transform": [["filter": "datum.observed > 0"]],
                "mark": [
                  "type": "point", "filled": true, "size": 60, "color": .text(ChartStyle.ink),
                ], "encoding": ["x": x, "y": y("observed")],
              ],
            ],
          ]),
        table: reaching(language))
    ]
  }
}
