public import Calibration
import Forecasting
public import InvestmentPipeline
public import LinearAlgebra

/// The rates that a history of counts gives, as a table and as a fragment of a scenario.
public struct CalibrationReport: Sendable, Encodable {
  /// The version of the JSON format.
  public var formatVersion = 1
  /// The version of the program.
  public var luodiVersion = Forecasting.luodiVersion
  /// The history with its fingerprint.
  public var inputFile: InputFile
  /// The city's rates by stage.
  public var city: [ConversionRateFit.City]
  /// The districts' rates by stage.
  public var districts: [ConversionRateFit.Entry]

  /// - Throws: `LinearAlgebraError` only for counts that reading refuses.
  public init(_ history: ConversionHistory, districts: [District.ID], inputFile: InputFile)
    throws(LinearAlgebraError)
  {
    let fit = try ConversionRateFit(history, districts: districts)
    self.inputFile = inputFile
    city = fit.city
    self.districts = fit.entries
  }

  init(
    city: [ConversionRateFit.City], districts: [ConversionRateFit.Entry], inputFile: InputFile
  ) {
    self.inputFile = inputFile
    self.city = city
    self.districts = districts
  }

  /// With sorted keys in snake case.
  public var json: String { MachineText.json(self) }

  /// Tables by stage, then the fragment.
  public func text(_ language: Language, usesColour: Bool = false) -> String {
    var blocks: [ReportBlock] = [
      .headline(
        CalibrationWords.headline(
          file: inputFile.name, districts: "\(Set(districts.map(\.district)).count)",
          entries: "\(districts.reduce(0) { $0 + $1.entered })")[language]),
      .paragraph(CalibrationWords.note[language]),
    ]
    blocks += tables(language)
    blocks.append(.heading(CalibrationWords.fragment[language]))
    return TextRenderer(usesColour: usesColour).render(blocks) + "\n" + fragment
  }

  /// The rates by stage, each under its heading.
  func tables(_ language: Language) -> [ReportBlock] {
    var blocks: [ReportBlock] = []
    for stage in city {
      let own = districts.filter { $0.stage == stage.stage }
      let hasDwell = stage.dwellMonths != nil
      var rows = own.map { entry in
        [
          entry.district, "\(entry.entered)", "\(entry.advanced)",
          entry.entered > 0
            ? NumberText.fixed(
              Double(entry.advanced) / Double(entry.entered) * 100, decimals: 1) + "%" : "–",
          Self.percent(entry.conversionRate), Self.share(entry.shrinkage),
        ]
          + (hasDwell
            ? [Self.months(entry.dwellMonths), entry.dwellShrinkage.map(Self.share) ?? "–"] : [])
      }
      rows.append(
        [
          CalibrationWords.city[language], "\(own.reduce(0) { $0 + $1.entered })",
          "\(own.reduce(0) { $0 + $1.advanced })", "–", Self.percent(stage.conversionRate), "–",
        ] + (hasDwell ? [Self.months(stage.dwellMonths), "–"] : []))
      let columns: [(BilingualText, Table.Alignment)] =
        [
          (SharedWords.district, .leading), (CalibrationWords.entered, .trailing),
          (CalibrationWords.advanced, .trailing),
          (CalibrationWords.rawShare, .trailing), (CalibrationWords.rate, .trailing),
          (CalibrationWords.shrinkage, .trailing),
        ]
        + (hasDwell
          ? [(CalibrationWords.dwell, .trailing), (CalibrationWords.shrinkage, .trailing)] : [])
      blocks.append(.heading(stage.stage.name[language]))
      blocks.append(.table(Table(columns: columns.map { ($0.0[language], $0.1) }, rows: rows)))
    }
    return blocks
  }

  /// YAML that can be used in a scenario unchanged.
  var fragment: String {
    func values(_ rate: ConversionRateFit.Estimate, _ dwell: ConversionRateFit.Estimate?) -> String
    {
      "{conversion_rate: \(NumberText.fixed(rate.value * 100, decimals: 1))%"
        + (dwell.map { ", dwell_months: \(NumberText.fixed($0.value, decimals: 2))" } ?? "") + "}"
    }
    var lines = [
      "conversion:",
      "  assumed: "
        + MachineText.yaml(
          "按 \(inputFile.name) 的历史计数拟合，各县（市、区）部分汇总 / fitted to \(inputFile.name), partially pooled"),
      "  city:",
    ]
    for stage in city {
      lines.append(
        "    \(stage.stage.rawValue): \(values(stage.conversionRate, stage.dwellMonths))"
          + "  # 90%: \(Self.range(stage.conversionRate))")
    }
    lines.append("  districts:")
    var order: [String] = []
    for entry in districts where !order.contains(entry.district) { order.append(entry.district) }
    for district in order {
      lines.append("    \(MachineText.yaml(district)):")
      for entry in districts where entry.district == district {
        lines.append(
          "      \(entry.stage.rawValue): \(values(entry.conversionRate, entry.dwellMonths))"
            + "  # 90%: \(Self.range(entry.conversionRate))")
      }
    }
    lines.append("history: {file: \(MachineText.yaml(inputFile.name)), assumed: 同上 / as above}")
    return lines.joined(separator: "\n") + "\n"
  }

  private static func range(_ estimate: ConversionRateFit.Estimate) -> String {
    NumberText.fixed(estimate.lower * 100, decimals: 1) + "–"
      + NumberText.fixed(estimate.upper * 100, decimals: 1) + "%"
  }

  private static func percent(_ estimate: ConversionRateFit.Estimate) -> String {
    NumberText.fixed(estimate.value * 100, decimals: 1) + "% (\(range(estimate)))"
  }

  private static func months(_ estimate: ConversionRateFit.Estimate?) -> String {
    guard let estimate else { return "–" }
    return NumberText.fixed(estimate.value, decimals: 2) + " ("
      + NumberText.fixed(estimate.lower, decimals: 2) + "–"
      + NumberText.fixed(estimate.upper, decimals: 2) + ")"
  }

  private static func share(_ value: Double) -> String {
    NumberText.fixed(value * 100, decimals: 0) + "%"
  }
}
