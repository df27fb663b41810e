public import Forecasting
import InvestmentPipeline
import RandomStreams

/// The forms a forecast can be printed in.
public enum OutputFormat: String, Sendable, CaseIterable {
  /// A table for the terminal, or a format of docs/data.md.
  case table, json, ndjson, csv, markdown
}

extension ForecastReport {
  /// The forecast in `format`, ending with a line break.
  ///
  /// - Parameter usesColour: escape codes for headings, in tables only.
  public func text(_ format: OutputFormat, usesColour: Bool = false) -> String {
    switch format {
    case .table: TextRenderer(usesColour: usesColour).render(summaryBlocks)
    case .markdown: MarkdownRenderer().render(fullBlocks)
    case .json: Self.json(forecast)
    case .ndjson: ndjson
    case .csv: csv
    }
  }

  /// JSON with sorted keys in snake case: the same bytes for equal forecasts.
  public static func json(_ forecast: Forecast) -> String {
    MachineText.json(forecast)
  }

  /// One JSON object a line: the forecast with its lists empty, then each target, joint target and
  /// metric, each with its `kind`.
  private var ndjson: String {
    var head = forecast
    head.targets = []
    head.joint = []
    head.metrics = []
    return MachineText.line("forecast", head)
      + forecast.targets.map { MachineText.line("target", $0) }.joined()
      + forecast.joint.map { MachineText.line("joint", $0) }.joined()
      + forecast.metrics.map { MachineText.line("metric", $0) }.joined()
  }

  /// One line for each target, joint target and metric, and for each month of a metric. Each
  /// ends with the trials and the seed, and says whether the run was interrupted.
  private var csv: String {
    let quantiles = DistributionSummary.probabilities
    var lines = [
      [
        "kind", "id", "title", "scope_kind", "scope_id", "through_month", "unit", "comparison",
        "value", "probability", "standard_error", "expected_shortfall", "achieved", "mean",
        "mean_standard_error", "mean_variance_ratio", "standard_deviation", "minimum", "maximum",
      ] + quantiles.map { "quantile_\(NumberText.plain($0))" } + answerColumns
        + ["trials", "seed", "completion"]
    ]
    for target in forecast.targets {
      lines.append(
        [
          "target", target.id, target.title[language], target.scope.kind.rawValue, target.scope.id,
          "\(target.throughMonth)", target.unit.rawValue, target.comparison.rawValue,
          number(target.value), number(target.probability), number(target.standardError),
          number(target.expectedShortfall), number(target.progress.achieved),
        ] + distribution(nil) + answerFields(target.answer))
    }
    for joint in forecast.joint {
      lines.append(
        [
          "joint", joint.id, joint.title[language], "", "", "", "", "", "",
          number(joint.probability), number(joint.standardError), "", "",
        ] + distribution(nil) + answerFields(joint.answer))
    }
    for metric in forecast.metrics {
      // Where only the year is kept, that is through December.
      let months = metric.throughMonth.isEmpty ? [metric.year] : metric.throughMonth
      for (index, summary) in months.enumerated() {
        lines.append(
          [
            "metric", metric.id, metric.scope.name[language], metric.scope.kind.rawValue,
            metric.scope.id, "\(13 - months.count + index)", metric.unit.rawValue, "", "", "", "",
            "", "",
          ] + distribution(summary) + answerFields(nil))
      }
    }
    let run = [
      "\(forecast.trials)", "\(forecast.seed.rawValue)", forecast.completion.rawValue,
    ]
    for index in lines.indices.dropFirst() { lines[index] += run }
    return MachineText.csv(lines)
  }

  /// Only where another engine was asked beside the simulation.
  private var answerColumns: [String] {
    forecast.engine == nil
      ? []
      : [
        "method", "numerical_error", "upper_bound", "lower_bound", "simulated_probability",
        "simulated_standard_error",
      ]
  }

  private func answerFields(_ answer: EngineAnswer?) -> [String] {
    guard forecast.engine != nil else { return [] }
    return [
      answer?.method.rawValue ?? "", number(answer?.numericalError),
      number(answer?.upperBound), number(answer?.lowerBound),
      number(answer?.simulatedProbability), number(answer?.simulatedStandardError),
    ]
  }

  private func distribution(_ summary: DistributionSummary?) -> [String] {
    [
      summary?.mean, summary?.standardError, summary?.varianceRatio, summary?.standardDeviation,
      summary?.minimum, summary?.maximum,
    ].map(number) + DistributionSummary.probabilities.map { number(summary?.quantile($0)?.value) }
  }

  private func number(_ value: Double?) -> String { MachineText.number(value) }
}
