import Forecasting
public import InvestmentPipeline
public import Planning
import RandomStreams

/// The marginal value of land and energy quotas as a report.
public struct QuotaValueReport {
  let values: QuotaValues
  let language: Language

  /// A report on `values` in `language`.
  public init(_ values: QuotaValues, language: Language) {
    self.values = values
    self.language = language
  }

  /// The values in `format`, ending with a line break.
  public func text(_ format: OutputFormat, usesColour: Bool = false) -> String {
    switch format {
    case .table: TextRenderer(usesColour: usesColour).render(blocks)
    case .markdown: MarkdownRenderer().render(blocks)
    case .json: MachineText.json(values)
    case .ndjson: MachineText.line("quotas", values)
    case .csv: MachineText.csv(lines)
    }
  }

  /// The targets shown beside the investment: the first two.
  private var shown: Range<Int> { 0..<min(2, values.targets.count) }

  private var blocks: [ReportBlock] {
    func amount(_ resource: String) -> String {
      values.values.first { $0.resource == resource }.map { NumberText.plain($0.amount) } ?? "–"
    }
    var blocks: [ReportBlock] = [
      .headline(
        QuotaWords.headline(
          land: amount("land"), energy: amount("energy"),
          target: values.targetTitles.first?[language] ?? "–")[language])
    ]
    if values.completion == .interrupted {
      blocks.append(.paragraph(SharedWords.interrupted(trials: "\(values.trials)")[language]))
    }
    for resource in ["land", "energy"] {
      let rows = values.values.filter { $0.resource == resource }
      guard !rows.isEmpty else { continue }
      let title = resource == "land" ? QuotaWords.land : QuotaWords.energy
      blocks.append(.heading(QuotaWords.title(resource: title[language])[language]))
      blocks.append(
        .table(
          Table(
            columns: [
              (QuotaWords.recipient[language], .leading),
              (QuotaWords.investment[language], .trailing),
            ]
              + shown.map {
                (
                  SharedWords.inPoints(title: values.targetTitles[$0][language])[language],
                  .trailing
                )
              },
            rows: rows.map { value in
              [
                value.scope.kind == .city
                  ? SharedWords.cityPool[language] : value.scope.name[language],
                difference(value.investment, 1),
              ] + shown.map { difference(value.chances[$0], 100) }
            })))
    }
    blocks.append(
      .paragraph(
        ComparisonWords.inputs(
          trials: "\(values.trials)", seed: "\(values.seed.rawValue)", version: values.luodiVersion)[
            language]
          + "\n" + QuotaWords.note[language]))
    return blocks
  }

  private func difference(_ difference: ScenarioComparison.Difference, _ unit: Double) -> String {
    // No trial differs.
    guard !difference.isNone else { return "≈ 0" }
    let error = difference.standardError.map { $0 * unit }
    let decimals = NumberText.decimals(forError: error, most: 3)
    let value = difference.value * unit
    return (difference.isDistinguishable ? "" : "≈ ") + (value > 0 ? "+" : "")
      + NumberText.fixed(value, decimals: decimals) + " ±" + NumberText.error(error)
  }

  private var lines: [[String]] {
    [
      [
        "resource", "scope_kind", "scope_id", "amount", "investment", "investment_standard_error",
      ] + values.targets.flatMap { ["\($0)", "\($0)_standard_error"] } + ["trials", "seed"]
    ]
      + values.values.map { value in
        [
          value.resource, value.scope.kind.rawValue, value.scope.id,
          MachineText.number(value.amount), MachineText.number(value.investment.value),
          MachineText.number(value.investment.standardError),
        ]
          + value.chances.flatMap {
            [MachineText.number($0.value), MachineText.number($0.standardError)]
          } + ["\(values.trials)", "\(values.seed.rawValue)"]
      }
  }
}
