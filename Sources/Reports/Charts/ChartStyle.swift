/// The common style of charts: size, fonts, colours and line patterns.
///
/// Colours are those of Okabe & Ito (2008), distinguishable with any colour vision; line patterns and
/// labels carry the same information.
enum ChartStyle {
  static let width = 640.0
  static let height = 300.0
  /// The first available font is used.
  static let fonts =
    "'Microsoft YaHei', 'PingFang SC', 'Noto Sans CJK SC', 'WenQuanYi Micro Hei', sans-serif"

  static let blue = "#0072B2"
  static let sky = "#56B4E9"
  static let orange = "#D55E00"
  static let green = "#009E73"
  static let grey = "#6B7280"
  static let ink = "#1F2933"
  /// Colours of series in one chart.
  static let series = [blue, "#E69F00", green, "#CC79A7", orange, sky, grey]
  static let targetColours = [orange, "#7B3294", green, ink]
  static let dashes: [[JSONValue]] = [[6, 3], [2, 2], [8, 3, 2, 3], [1, 3]]

  /// A specification of Vega-Lite 5.
  static func specification(
    title: String, subtitle: String? = nil, description: String,
    height: JSONValue = .number(height),
    _ parts: [String: JSONValue]
  ) -> String {
    var heading: [String: JSONValue] = [
      "text": .text(title), "anchor": "start", "frame": "group", "offset": 12,
    ]
    if let subtitle { heading["subtitle"] = .text(subtitle) }
    var document: [String: JSONValue] = [
      "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
      "description": .text(description),
      "title": .object(heading),
      "width": .number(width),
      "height": height,
      "background": "white",
      "padding": 12,
      "config": [
        "font": .text(fonts),
        "title": [
          "fontSize": 16, "fontWeight": "bold", "color": .text(ink), "subtitleFontSize": 12,
          "subtitleColor": .text(grey), "subtitlePadding": 6,
        ],
        "axis": [
          "labelFontSize": 12, "titleFontSize": 12, "titleFontWeight": "normal",
          "labelColor": .text(ink), "titleColor": .text(ink), "gridColor": "#E5E7EB",
          "domainColor": "#9CA3AF", "tickColor": "#9CA3AF", "labelLimit": 260,
        ],
        "legend": [
          "labelFontSize": 12, "titleFontSize": 12, "orient": "bottom", "labelLimit": 400,
          "labelColor": .text(ink),
        ],
        "text": ["fontSize": 12, "color": .text(ink)],
        "view": ["stroke": nil],
      ],
    ]
    document.merge(parts) { $1 }
    return JSONValue.object(document).json
  }

  /// A line of what is fitted and dots of what is observed, from the fields `fitted`, `observed`,
  /// `lower` and `upper`.
  ///
  /// - Parameters:
  ///   - band: whether the interval is that of the line.
  ///   - interval: whether it is that of the dots.
  static func fittedAndObserved(
    x: JSONValue, y: (String) -> JSONValue, band: Bool, interval: Bool
  ) -> [JSONValue] {
    var layers: [JSONValue] = [
      [
        "mark": ["type": "line", "color": .text(blue), "strokeWidth": 2.5],
        "encoding": ["x": x, "y": y("fitted")],
      ],
      [
        "mark": ["type": "point", "filled": true, "size": 60, "opacity": 1, "color": .text(ink)],
        "encoding": ["x": x, "y": y("observed")],
      ],
    ]
    let ends: JSONValue = ["x": x, "y": y("lower"), "y2": ["field": "upper"]]
    if band {
      layers.insert(
        ["mark": ["type": "area", "color": .text(sky), "opacity": 0.35], "encoding": ends], at: 0)
    }
    if interval {
      layers.insert(
        ["mark": ["type": "rule", "color": .text(ink), "strokeWidth": 1], "encoding": ends], at: 1)
    }
    return layers
  }

  static func data(_ rows: [[String: JSONValue]]) -> JSONValue {
    ["values": .list(rows.map { .object($0) })]
  }

  /// A dashed vertical line for each mark, with its label in a row of its own at the top.
  ///
  /// - Parameter domain: the x axis; labels of marks in its right half are placed left of their lines.
  static func verticalMarks(
    _ marks: [(value: Double, label: String)], field: String, domain: ClosedRange<Double>
  ) -> [JSONValue] {
    marks.enumerated().flatMap { index, mark -> [JSONValue] in
      let isRight = mark.value > (domain.lowerBound + domain.upperBound) / 2
      let colour = JSONValue.text(targetColours[index % targetColours.count])
      let data = data([[field: .value(mark.value)]])
      let x: JSONValue = ["field": .text(field), "type": "quantitative"]
      return [
        [
          "data": data,
          "mark": [
            "type": "rule", "color": colour, "strokeWidth": 2,
            "strokeDash": .list(dashes[index % dashes.count]),
          ], "encoding": ["x": x],
        ],
        [
          "data": data,
          "mark": [
            "type": "text", "align": .text(isRight ? "right" : "left"), "baseline": "top",
            "dx": .number(isRight ? -6 : 6), "fontWeight": "bold", "color": colour,
            "text": .text(mark.label),
          ],
          "encoding": ["x": x, "y": ["value": .number(2 + 18 * Double(index))]],
        ],
      ]
    }
  }
}
