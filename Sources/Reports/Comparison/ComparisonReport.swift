import Forecasting
public import InvestmentPipeline
public import Planning
import RandomStreams

/// A comparison of scenarios as a report.
public struct ComparisonReport {
  let comparison: ScenarioComparison
  let language: Language

  /// A report on `comparison` in `language`.
  public init(_ comparison: ScenarioComparison, language: Language) {
    self.comparison = comparison
    self.language = language
  }

  /// The comparison in `format`, ending with a line break.
  public func text(_ format: OutputFormat, usesColour: Bool = false) -> String {
    switch format {
    case .table: TextRenderer(usesColour: usesColour).render(blocks)
    case .markdown: MarkdownRenderer().render(blocks)
    case .json: MachineText.json(comparison)
    case .ndjson: ndjson
    case .csv: MachineText.csv(csvLines)
    }
  }

  /// One JSON object a line: the comparison with its lists empty, then each target, joint target,
  /// part of the city and measure of landing, each with its `kind`; those of a waterfall's steps
  /// have kinds that begin with `step_`.
  private var ndjson: String {
    func lines(_ comparison: ScenarioComparison, _ prefix: String) -> String {
      var head = comparison
      head.targets = []
      head.joint = []
      head.investment = []
      head.landing = nil
      head.waterfall = nil
      return MachineText.line(prefix + "comparison", head)
        + comparison.targets.map { MachineText.line(prefix + "target", $0) }.joined()
        + comparison.joint.map { MachineText.line(prefix + "joint", $0) }.joined()
        + comparison.investment.map { MachineText.line(prefix + "investment", $0) }.joined()
        + (comparison.landing ?? []).map { MachineText.line(prefix + "landing", $0) }.joined()
    }
    return lines(comparison, "")
      + (comparison.waterfall ?? []).map { lines($0, "step_") }.joined()
  }

  var blocks: [ReportBlock] {
    var blocks = headlines
    if comparison.completion == .interrupted {
      blocks.append(.paragraph(SharedWords.interrupted(trials: "\(comparison.trials)")[language]))
    }
    blocks.append(.paragraph(about))
    blocks += [.heading(ComparisonWords.probabilities[language]), .table(chances)]
    for other in comparison.scenarios.indices.dropFirst() {
      blocks += [
        .heading(
          ComparisonWords.against(
            other: comparison.scenarios[other].title[language],
            base: comparison.scenarios[0].title[language])[language]),
        .table(differences(other)),
      ]
    }
    blocks += [.heading(ComparisonWords.meanInvestment[language]), .table(investment)]
    blocks += waterfall
    blocks.append(.paragraph(ComparisonWords.note[language]))
    return blocks
  }

  /// A sentence for each scenario but the first, on the first target that both have.
  private var headlines: [ReportBlock] {
    comparison.scenarios.indices.dropFirst().map { other in
      let names = [0, other].map { comparison.scenarios[$0].title[language] }
      for line in lines {
        guard let before = line.chances[0], let after = line.chances[other],
          let difference = after.difference
        else { continue }
        return .headline(
          ComparisonWords.headline(
            base: names[0], other: names[1], target: line.title, before: percent(before),
            after: percent(after), difference: points(difference), error: pointsError(difference))[
              language])
      }
      let difference = comparison.investment[0].means[other].difference!
      return .headline(
        ComparisonWords.headlineMean(
          base: names[0], other: names[1], difference: amount(difference),
          error: NumberText.error(difference.standardError, most: 1))[language])
    }
  }

  private var about: String {
    (comparison.scenarios.map {
      SharedWords.about(
        city: $0.cityName[language], year: "\($0.year)", scenario: $0.title[language],
        reason: $0.reason[language])[language]
    } + [
      ComparisonWords.inputs(
        trials: "\(comparison.trials)", seed: "\(comparison.seed.rawValue)",
        version: comparison.luodiVersion)[language]
    ]).joined(separator: "\n")
  }

  private struct Line {
    var title: String
    var chances: [ScenarioComparison.Chance?]
  }

  /// The targets, then the joint targets.
  private var lines: [Line] {
    comparison.targets.map { Line(title: $0.title[language], chances: $0.chances) }
      + comparison.joint.map { Line(title: $0.title[language], chances: $0.chances) }
  }

  private var chances: Table {
    Table(
      columns: [(SharedWords.target[language], .leading)]
        + comparison.scenarios.map { ($0.title[language], .trailing) },
      rows: lines.map { line in
        [line.title]
          + line.chances.map { chance in
            chance.map { percent($0) + " ±" + NumberText.points($0.standardError) } ?? "–"
          }
      })
  }

  private func differences(_ other: Int) -> Table {
    Table(
      columns: [
        (SharedWords.target[language], .leading),
        (ComparisonWords.difference[language], .trailing), ("", .leading),
        (ComparisonWords.precisionGain[language], .trailing),
      ],
      rows: lines.map { line in
        guard let difference = line.chances[other]?.difference else {
          return [line.title, "–", "", "–"]
        }
        return [
          line.title, points(difference) + " ±" + pointsError(difference),
          mark(difference), times(difference),
        ]
      })
  }

  private var investment: Table {
    let others = comparison.scenarios.indices.dropFirst()
    return Table(
      columns: [(SharedWords.scope[language], .leading)]
        + comparison.scenarios.map { ($0.title[language], .trailing) }
        + others.flatMap { other in
          [
            (
              ComparisonWords.gap(other: comparison.scenarios[other].title[language])[language],
              Table.Alignment.trailing
            ), ("", .leading),
          ]
        },
      rows: (comparison.investment.map { ($0.scope.name[language], $0.means) }
        + (comparison.landing ?? []).map { (landingTitle($0), $0.means) }).map { title, means in
          [title]
            + means.map { NumberText.value($0.value, error: $0.standardError) }
            + others.flatMap { other -> [String] in
              let difference = means[other].difference!
              return [amountWithError(difference), mark(difference)]
            }
        })
  }

  private func landingTitle(_ line: ScenarioComparison.LandingComparison) -> String {
    let title =
      line.measure == Measure.fundsInPlace.name
      ? ComparisonWords.cityFunds : ComparisonWords.cityStarted
    return title[language]
  }

  /// A table for each of the first two targets and the mean: the steps, then the total.
  private var waterfall: [ReportBlock] {
    guard let steps = comparison.waterfall?.first else { return [] }
    func table(
      _ title: String, _ values: [(value: String, change: [String])], whole: [String]
    ) -> Table {
      Table(
        columns: [
          (title, .leading), (ComparisonWords.after[language], .trailing),
          (ComparisonWords.change[language], .trailing), ("", .leading),
        ],
        rows: zip(steps.scenarios, values).map { step, line in
          [step.title[language], line.value] + line.change
        } + [[ComparisonWords.total[language], ""] + whole])
    }
    func points(_ difference: ScenarioComparison.Difference?) -> [String] {
      difference.map {
        [self.points($0) + " ±" + pointsError($0), mark($0)]
      } ?? ["", ""]
    }
    func amounts(_ difference: ScenarioComparison.Difference?) -> [String] {
      difference.map { [amountWithError($0), mark($0)] } ?? ["", ""]
    }
    let targets = zip(steps.targets, comparison.targets).prefix(2).map { line, whole in
      table(
        SharedWords.inPoints(title: line.title[language])[language],
        line.chances.map { ($0.map(percent) ?? "–", points($0?.difference)) },
        whole: points(whole.chances[1]?.difference))
    }
    func mean(
      _ title: String, _ means: [ScenarioComparison.Mean], whole: [ScenarioComparison.Mean]
    ) -> Table {
      table(
        title,
        means.map {
          (NumberText.value($0.value, error: $0.standardError), amounts($0.difference))
        }, whole: amounts(whole[1].difference))
    }
    let means =
      [
        mean(
          ComparisonWords.meanInvestment[language], steps.investment[0].means,
          whole: comparison.investment[0].means)
      ]
      + zip(steps.landing ?? [], comparison.landing ?? []).map {
        mean(landingTitle($0), $0.means, whole: $1.means)
      }
    return [
      .heading(
        ComparisonWords.waterfall(
          base: comparison.scenarios[0].title[language],
          other: comparison.scenarios[1].title[language])[language])
    ] + (targets + means).map { .table($0) } + [
      .paragraph(
        steps.scenarios.dropFirst().map {
          SharedWords.labelled(name: $0.title[language], text: $0.reason[language])[language]
        }.joined(separator: "\n"))
    ]
  }

  private func amountWithError(_ difference: ScenarioComparison.Difference) -> String {
    let error = difference.standardError
    return amount(difference) + (error == 0 ? "" : " ±" + NumberText.error(error))
  }

  func percent(_ chance: ScenarioComparison.Chance) -> String {
    NumberText.percent(
      chance.probability, error: chance.standardError, trials: comparison.trials)
  }

  /// `+3.2`, in percentage points; `0` where no trial can differ.
  private func points(_ difference: ScenarioComparison.Difference) -> String {
    difference.isNone
      ? "0"
      : signed(
        NumberText.value(
          difference.value * 100, error: difference.standardError.map { $0 * 100 }, most: 3))
  }

  private func pointsError(_ difference: ScenarioComparison.Difference) -> String {
    difference.isNone ? "0" : NumberText.points(difference.standardError)
  }

  /// `-21.4`, in 亿元; `0` where no trial differs.
  private func amount(_ difference: ScenarioComparison.Difference) -> String {
    difference.isNone
      ? "0" : signed(NumberText.value(difference.value, error: difference.standardError, most: 3))
  }

  private func signed(_ text: String) -> String {
    let isZero = text.allSatisfy { "0.".contains($0) }
    return text.hasPrefix("-") || isZero ? text : "+" + text
  }

  private func mark(_ difference: ScenarioComparison.Difference) -> String {
    difference.isDistinguishable ? "" : ComparisonWords.notSignificant[language]
  }

  /// The standard error of two independent runs over that of the paired difference, such as `6.2`;
  /// a dash where no trial differs.
  private func times(_ difference: ScenarioComparison.Difference) -> String {
    guard let error = difference.standardError, error > 0, difference.value != 0,
      let independent = difference.independentStandardError
    else { return "–" }
    return NumberText.fixed(independent / error, decimals: 1)
  }

  /// One line for each scenario of each target, joint target and part of the city; those of a
  /// waterfall's steps have kinds that begin with `step_`.
  private var csvLines: [[String]] {
    [
      [
        "kind", "id", "title", "scenario", "unit", "value", "standard_error", "difference",
        "difference_standard_error", "independent_standard_error", "is_distinguishable", "trials",
        "seed", "completion",
      ]
    ] + csvLines(comparison, prefix: "")
      + (comparison.waterfall ?? []).flatMap { csvLines($0, prefix: "step_") }
  }

  private func csvLines(_ comparison: ScenarioComparison, prefix: String) -> [[String]] {
    var lines: [[String]] = []
    func add(
      _ kind: String, _ id: String, _ title: BilingualText, _ scenario: Int, _ unit: String,
      _ value: Double?, _ error: Double?, _ difference: ScenarioComparison.Difference?
    ) {
      lines.append(
        [prefix + kind, id, title[language], comparison.scenarios[scenario].id, unit]
          + [
            value, error, difference?.value, difference?.standardError,
            difference?.independentStandardError,
          ].map(MachineText.number)
          + [
            difference.map { "\($0.isDistinguishable)" } ?? "", "\(comparison.trials)",
            "\(comparison.seed.rawValue)", comparison.completion.rawValue,
          ])
    }
    func add(
      _ kind: String, _ id: String, _ title: BilingualText, _ chances: [ScenarioComparison.Chance?]
    ) {
      for (scenario, chance) in chances.enumerated() {
        add(
          kind, id, title, scenario, "probability", chance?.probability, chance?.standardError,
          chance?.difference)
      }
    }
    for target in comparison.targets { add("target", target.id, target.title, target.chances) }
    for joint in comparison.joint { add("joint", joint.id, joint.title, joint.chances) }
    for line in comparison.investment {
      for (scenario, mean) in line.means.enumerated() {
        add(
          "mean", line.scope.kind == .city ? "city" : "district:\(line.scope.id)",
          line.scope.name, scenario, Unit.hundredMillionYuan.rawValue, mean.value,
          mean.standardError, mean.difference)
      }
    }
    for line in comparison.landing ?? [] {
      for (scenario, mean) in line.means.enumerated() {
        add(
          "mean", "city.\(line.measure)",
          line.measure == Measure.fundsInPlace.name
            ? ComparisonWords.cityFunds : ComparisonWords.cityStarted, scenario,
          Unit.hundredMillionYuan.rawValue, mean.value, mean.standardError, mean.difference)
      }
    }
    return lines
  }
}

extension ScenarioComparison.Difference {
  /// Whether it is 0 without error.
  var isNone: Bool { value == 0 && standardError == 0 }
}
