import Calibration
public import InvestmentPipeline

extension SizeDistributionReport {
  /// The share of projects that reach a size, observed and fitted, with 90 % intervals. Both axes are
  /// logarithmic.
  public func charts(_ language: Language) -> [Chart] {
    let x: JSONValue = [
      "field": "size", "type": "quantitative",
      "title": .text(ChartWords.projectInvestment[language]),
      "scale": ["type": "log", "nice": false],
      "axis": ["values": .list(survival.map { .number($0.size) }), "format": "~g"],
    ]
    func y(_ field: String) -> JSONValue {
      [
        "field": .text(field), "type": "quantitative",
        "title": .text(ChartWords.shareReaching[language]), "scale": ["type": "log"],
        "axis": ["format": "~%", "tickCount": 6],
      ]
    }
    let title = ChartWords.sizes(file: inputFile.name)[language]
    let description =
      title + ChartWords.sentenceEnd[language]
      + (oneIn.last.map {
        SizeFitWords.headline(
          projects: "\(projects)", number: "\($0.number)",
          size: NumberText.fixed($0.size.value, decimals: 0),
          lower: NumberText.fixed($0.size.lower, decimals: 0),
          upper: NumberText.fixed($0.size.upper, decimals: 0))[language]
      } ?? "")
    return [
      Chart(
        id: "size-distribution", title: title, description: description,
        specification: ChartStyle.specification(
          title: title, subtitle: ChartWords.sizesNote[language], description: description,
          [
            "data": ChartStyle.data(survivalRows),
            "layer": .list(
              ChartStyle.fittedAndObserved(x: x, y: y, band: true, interval: false)),
          ]),
        table: reaching(language))
    ]
  }

  /// The shares of projects that reach a size, without sizes whose lower limit is 0: the axis is
  /// logarithmic.
  private var survivalRows: [[String: JSONValue]] {
    let count = Double(projects)
    return survival.map { line -> [String: JSONValue] in
      [
        "size": .number(line.size),
        "observed": line.observed > 0 ? .value(Double(line.observed) / count) : .null,
        "fitted": .value(line.fitted.value / count), "lower": .value(line.fitted.lower / count),
        "upper": .value(line.fitted.upper / count),
      ]
    }.filter { row in
      if case .number(let lower)? = row["lower"] { lower > 0 } else { false }
    }
  }
}
