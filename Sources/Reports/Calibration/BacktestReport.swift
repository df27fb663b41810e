import Forecasting
public import InvestmentPipeline
public import Planning

/// The scores of a backtest as tables.
public struct BacktestReport: Sendable, Encodable {
  /// The version of the JSON format.
  public var formatVersion = 1
  /// The version of the program.
  public var luodiVersion = Forecasting.luodiVersion
  /// The records with their fingerprint.
  public var inputFile: InputFile
  /// The scores.
  public var summary: BacktestSummary

  /// A report on scores.
  public init(_ summary: BacktestSummary, inputFile: InputFile) {
    self.summary = summary
    self.inputFile = inputFile
  }

  /// With sorted keys in snake case.
  public var json: String { MachineText.json(self) }

  /// Verdict and table by horizon, the city before the districts.
  public func text(_ language: Language, usesColour: Bool = false) -> String {
    guard let first = summary.firstOrigin, let last = summary.lastOrigin else {
      return TextRenderer(usesColour: usesColour).render([
        .headline(BacktestWords.none[language])
      ])
    }
    var blocks: [ReportBlock] = [
      .headline(
        BacktestWords.headline(
          file: inputFile.name, first: "\(first)", last: "\(last)",
          quantity: BacktestWords.quantity(summary.quantity)[language])[language]),
      .paragraph(BacktestWords.note[language]),
    ]
    for group in summary.groups {
      blocks.append(
        .heading(
          BacktestWords.group(months: "\(group.horizon)", isByDistrict: group.isByDistrict)[
            language]))
      blocks.append(.paragraph(verdict(group, language)))
      blocks.append(.table(table(group, language)))
      if let blend = group.blend {
        blocks.append(
          .paragraph(
            BacktestWords.bestBlend(
              share: percent(blend.modelShare), deviation: percent(blend.runRateDeviation))[
                language]))
      }
      blocks.append(
        .paragraph(
          BacktestWords.transforms(
            shares: group.transforms.map { NumberText.fixed($0 * 100, decimals: 0) }
              .joined(separator: " "))[language] + "\n"
            + BacktestWords.reliability(
              classes: group.reliability.map {
                NumberText.fixed($0.forecast * 100, decimals: 0) + "% → "
                  + NumberText.fixed($0.happened * 100, decimals: 0) + "% (\($0.count))"
              }.joined(separator: language == .chinese ? "，" : ", "))[language]))
    }
    guard let fragment else { return TextRenderer(usesColour: usesColour).render(blocks) }
    blocks.append(.heading(CalibrationWords.fragment[language]))
    return TextRenderer(usesColour: usesColour).render(blocks) + "\n" + fragment
  }

  /// The blend of the longest horizon as YAML that can be used in a scenario unchanged; nil without a verdict.
  private var fragment: String? {
    guard let group = summary.groups.last(where: { $0.blend != nil }), let blend = group.blend
    else {
      return nil
    }
    let source = MachineText.yaml(
      "按 \(inputFile.name) 回测\(group.horizon)个月 / backtest of \(inputFile.name), \(group.horizon) months"
    )
    return "blend: {assumed: \(source), model_share: \(percent(blend.modelShare))%, "
      + "run_rate_deviation: \(percent(blend.runRateDeviation))%}\n"
  }

  private func percent(_ value: Double) -> String { NumberText.fixed(value * 100, decimals: 0) }

  private func verdict(_ group: BacktestSummary.Group, _ language: Language) -> String {
    let size = BacktestWords.size(
      origins: "\(group.origins)",
      effective: NumberText.fixed(group.effectiveOrigins, decimals: 0),
      mean: NumberText.fixed(group.meanOutcome, decimals: 1),
      unit: BacktestWords.unit(summary.quantity)[language])[language]
    guard let skill = group.skill, let blend = group.blendSkill else {
      return size + BacktestWords.noVerdict[language]
    }
    return size
      + BacktestWords.skill(
        model: NumberText.fixed(skill * 100, decimals: 0),
        blend: NumberText.fixed(blend * 100, decimals: 0))[language]
  }

  private func table(_ group: BacktestSummary.Group, _ language: Language) -> Table {
    func fixed(_ value: Double) -> String { NumberText.fixed(value, decimals: 2) }
    func share(_ estimate: ShareEstimate) -> String {
      let p = { (value: Double) in NumberText.fixed(value * 100, decimals: 0) }
      return "\(p(estimate.value))% (\(p(estimate.lower))–\(p(estimate.upper)))"
    }
    return Table(
      columns: [
        (BacktestWords.method[language], .leading), (BacktestWords.bias[language], .trailing),
        ("CRPS", .trailing), (BacktestWords.weighted[language], .trailing),
        (BacktestWords.brier[language], .trailing),
        (BacktestWords.logarithmic[language], .trailing),
        (BacktestWords.coverage("50%")[language], .trailing),
        (BacktestWords.coverage("80%")[language], .trailing),
        (BacktestWords.coverage("90%")[language], .trailing),
      ],
      rows: group.methods.map { scores in
        [
          BacktestWords.name(scores.method)[language], fixed(scores.bias), fixed(scores.crps),
          fixed(scores.thresholdWeightedCrps), NumberText.fixed(scores.brier, decimals: 3),
          scores.logarithmic.map(fixed) ?? "–",
        ] + scores.coverage.map(share)
      })
  }
}
