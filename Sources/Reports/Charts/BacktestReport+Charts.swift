public import InvestmentPipeline
import Planning

extension BacktestReport {
  /// The PIT histogram and the reliability diagram of the model's forecasts, for the city and for the
  /// districts together, all horizons side by side.
  public func charts(_ language: Language) -> [Chart] {
    [false, true].flatMap { isByDistrict -> [Chart] in
      let groups = summary.groups.filter { $0.isByDistrict == isByDistrict }
      guard !groups.isEmpty else { return [] }
      return [
        transformChart(groups, isByDistrict, language),
        reliabilityChart(groups, isByDistrict, language),
      ]
    }
  }

  private func colour(_ groups: [BacktestSummary.Group], _ language: Language) -> JSONValue {
    [
      "field": "horizon", "type": "ordinal", "title": .text(ChartWords.horizon[language]),
      "scale": [
        "domain": .list(groups.map { .number(Double($0.horizon)) }),
        "range": .list(groups.indices.map { .text(ChartStyle.series[$0 % 7]) }),
      ],
    ]
  }

  private func transformChart(
    _ groups: [BacktestSummary.Group], _ isByDistrict: Bool, _ language: Language
  ) -> Chart {
    let title = ChartWords.transforms(file: inputFile.name, isByDistrict: isByDistrict)[language]
    let description = Chart.description(
      title,
      groups.map {
        ChartWords.inCentral(
          months: "\($0.horizon)",
          percent: NumberText.fixed($0.transforms[1...8].reduce(0, +) * 100, decimals: 0))
      }, language)
    let classes = (0..<10).map { "\($0 * 10)–\($0 * 10 + 10)" }
    let rows = groups.flatMap { group in
      zip(classes, group.transforms).map { name, share -> [String: JSONValue] in
        [
          "horizon": .number(Double(group.horizon)), "class": .text(name), "share": .value(share),
        ]
      }
    }
    let y: JSONValue = [
      "field": "share", "type": "quantitative",
      "title": .text(ChartWords.shareOfOutcomes[language]), "axis": ["format": "~%"],
    ]
    return Chart(
      id: isByDistrict ? "pit-districts" : "pit", title: title,
      description: description,
      specification: ChartStyle.specification(
        title: title, subtitle: ChartWords.transformsNote[language],
        description: description,
        [
          "layer": [
            [
              "data": ChartStyle.data(rows),
              "mark": ["type": "bar"],
              "encoding": [
                "x": [
                  "field": "class", "type": "ordinal", "sort": .list(classes.map { .text($0) }),
                  "title": .text(ChartWords.transformClass[language]), "axis": ["labelAngle": 0],
                ],
                "xOffset": ["field": "horizon", "type": "ordinal"],
                "y": y, "color": colour(groups, language),
              ],
            ],
            [
              "data": ChartStyle.data([["share": 0.1]]),
              "mark": ["type": "rule", "strokeDash": [6, 3], "color": .text(ChartStyle.ink)],
              "encoding": ["y": y],
            ],
          ]
        ]),
      table: Table(
        columns: [(ChartWords.transformClass[language], .leading)]
          + groups.map { ("\($0.horizon)", .trailing) },
        rows: classes.indices.map { index in
          [classes[index]]
            + groups.map { NumberText.fixed($0.transforms[index] * 100, decimals: 0) + "%" }
        }))
  }

  private func reliabilityChart(
    _ groups: [BacktestSummary.Group], _ isByDistrict: Bool, _ language: Language
  ) -> Chart {
    let title = ChartWords.reliability(file: inputFile.name, isByDistrict: isByDistrict)[language]
    let description = Chart.description(title, groups.map(meanReliability), language)
    let rows = reliabilityRows(groups)
    func axis(_ field: String, _ title: BilingualText) -> JSONValue {
      [
        "field": .text(field), "type": "quantitative", "title": .text(title[language]),
        "axis": ["format": "~%"], "scale": ["domain": [0, 1]],
      ]
    }
    let x = axis("forecast", ChartWords.forecastProbability)
    let y = axis("happened", ChartWords.happened)
    let colour = colour(groups, language)
    return Chart(
      id: isByDistrict ? "reliability-districts" : "reliability", title: title,
      description: description,
      specification: ChartStyle.specification(
        title: title, subtitle: ChartWords.reliabilityNote[language],
        description: description, height: 420,
        [
          "layer": [
            [
              "data": ChartStyle.data([
                ["forecast": 0, "happened": 0], ["forecast": 1, "happened": 1],
              ]),
              "mark": ["type": "line", "strokeDash": [6, 3], "color": .text(ChartStyle.grey)],
              "encoding": ["x": x, "y": y],
            ],
            [
              "data": ChartStyle.data(rows), "mark": ["type": "rule"],
              "encoding": [
                "x": x, "y": axis("lower", ChartWords.happened), "y2": ["field": "upper"],
                "color": colour,
              ],
            ],
            [
              "data": ChartStyle.data(rows),
              "mark": ["type": "point", "filled": true, "opacity": 1],
              "encoding": [
                "x": x, "y": y, "color": colour,
                "shape": ["field": "horizon", "type": "ordinal", "legend": nil],
                "size": [
                  "field": "count", "type": "quantitative", "legend": nil,
                  "scale": ["range": [40, 240]],
                ],
              ],
            ],
          ]
        ]),
      table: reliabilityTable(groups, language))
  }

  /// The mean of the forecast probabilities and the share that happened.
  private func meanReliability(_ group: BacktestSummary.Group) -> BilingualText {
    let count = Double(group.reliability.reduce(0) { $0 + $1.count })
    func mean(_ value: (BacktestSummary.Reliability) -> Double) -> String {
      let sum = group.reliability.reduce(0) { $0 + value($1) * Double($1.count) }
      return NumberText.fixed(sum / count * 100, decimals: 0)
    }
    return ChartWords.meanReliability(
      months: "\(group.horizon)", forecast: mean(\.forecast), happened: mean(\.happened))
  }

  private func reliabilityRows(_ groups: [BacktestSummary.Group]) -> [[String: JSONValue]] {
    groups.flatMap { group in
      group.reliability.map { item -> [String: JSONValue] in
        let happened = Int((item.happened * Double(item.count)).rounded())
        // Forecasts that overlap are not independent.
        let share = ShareEstimate(
          count: happened, trials: item.count,
          effectiveTrials: Double(item.count) * group.effectiveOrigins / Double(group.origins))
        return [
          "horizon": .number(Double(group.horizon)), "forecast": .value(item.forecast),
          "happened": .value(item.happened), "lower": .value(share.lower),
          "upper": .value(share.upper), "count": .number(Double(item.count)),
        ]
      }
    }
  }

  private func reliabilityTable(_ groups: [BacktestSummary.Group], _ language: Language) -> Table {
    Table(
      columns: [
        (ChartWords.horizon[language], .trailing),
        (ChartWords.forecastProbability[language], .trailing),
        (ChartWords.happened[language], .trailing), (RecordsWords.count[language], .trailing),
      ],
      rows: groups.flatMap { group in
        group.reliability.map {
          [
            "\(group.horizon)", NumberText.fixed($0.forecast * 100, decimals: 0) + "%",
            NumberText.fixed($0.happened * 100, decimals: 0) + "%", "\($0.count)",
          ]
        }
      })
  }
}
