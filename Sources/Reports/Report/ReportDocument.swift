public import Forecasting
public import InvestmentPipeline
import Planning

/// A report on one run, rendered as a page, Markdown, a workbook and a brief.
public struct ReportDocument {
  let forecast: ForecastReport
  let comparison: ComparisonReport?
  let scenario: Scenario
  let leads: [LeadContribution]
  let sizes: [SizeExpectation]
  let inputFiles: [InputFile]
  /// The command that reproduces the report.
  let command: String

  /// - Parameters:
  ///   - model: the model of the forecast's scenario.
  ///   - comparison: a comparison with other scenarios, with the same random numbers.
  ///   - inputFiles: the input files of all scenarios.
  ///   - command: the command that reproduces the report.
  public init(
    _ forecast: ForecastReport, of model: CompiledScenario, comparison: ComparisonReport?,
    inputFiles: [InputFile], command: String
  ) {
    self.forecast = forecast
    self.comparison = comparison
    scenario = model.scenario
    leads = model.leadContributions()
    sizes = model.sizeExpectations([1, 5, 10])
    self.inputFiles = inputFiles
    self.command = command
  }

  var language: Language { forecast.language }

  /// All charts of the document, each once.
  public var charts: [Chart] { forecast.charts + (comparison?.charts ?? []) }

  /// The name of the document: the city, the year and the scenario.
  var title: String { ReportPageWords.title(scenario: forecast.scenarioName)[language] }

  /// A part of the document.
  struct Section {
    var id: String
    var title: String
    var blocks: [ReportBlock]
    /// The ids of the charts after the blocks.
    var charts: [String] = []
  }

  var sections: [Section] {
    var sections = [conclusion, targets, districts, drivers]
    if forecast.forecast.year != nil { sections.append(projectSimulation) }
    if let comparison { sections.append(compared(comparison)) }
    return sections + [assumptions, method]
  }

  // MARK: Conclusion and targets

  private var conclusion: Section {
    var blocks: [ReportBlock] = [.headline(forecast.headline)]
    if let sentence = forecast.shortfallSentence { blocks.append(.paragraph(sentence)) }
    let words = forecast.cityTotals.map {
      ReportPageWords.meaning(
        requirement: forecast.requirement($0), word: ProbabilityWord($0.probability).text[language])[
          language]
    }
    if !words.isEmpty { blocks.append(.paragraph(words.joined(separator: "\n"))) }
    if forecast.forecast.completion == .interrupted {
      blocks.append(
        .paragraph(SharedWords.interrupted(trials: "\(forecast.forecast.trials)")[language]))
    }
    return Section(
      id: "answer", title: ReportPageWords.conclusion[language], blocks: blocks,
      charts: ["histogram", "exceedance"])
  }

  private var targets: Section {
    let city = forecast.forecast.targets.filter { $0.scope.kind == .city }
    var blocks: [ReportBlock] = []
    if !city.isEmpty { blocks += forecast.targets(city, title: ForecastWords.cityTargets) }
    if !forecast.forecast.joint.isEmpty { blocks += forecast.joint }
    if let note = forecast.runRateNote { blocks.append(.paragraph(note)) }
    blocks += forecast.blend
    if !forecast.forecast.targets.isEmpty { blocks += forecast.intervals }
    return Section(
      id: "targets", title: ReportPageWords.targets[language], blocks: blocks, charts: ["months"])
  }

  private var districts: Section {
    let own = forecast.forecast.targets.filter { $0.scope.kind != .city }
    var blocks: [ReportBlock] = []
    if !own.isEmpty { blocks += forecast.targets(own, title: ForecastWords.districtTargets) }
    if let note = forecast.districtSumNote { blocks.append(.paragraph(note)) }
    blocks += forecast.scopes(
      .district, title: ForecastWords.districts, column: SharedWords.district)
    return Section(
      id: "districts", title: ReportPageWords.districts[language], blocks: blocks,
      charts: ["districts", "heat-map"])
  }

  // MARK: Key drivers

  private var drivers: Section {
    var blocks: [ReportBlock] = []
    if let total = forecast.forecast.metric(.signedInvestment)?.year,
      let deviation = total.standardDeviation, deviation > 0
    {
      let names = Dictionary(
        uniqueKeysWithValues: scenario.city.districts.map { ($0.id, $0.name[language]) })
      let own = leads.reduce(0) { $0 + $1.variance }
      let largest = leads.sorted {
        ($0.expectedInvestment, $1.id) > ($1.expectedInvestment, $0.id)
      }.prefix(12)
      blocks += [
        .paragraph(
          ReportPageWords.leadsNote(
            deviation: NumberText.fixed(deviation, decimals: 0),
            independent: NumberText.fixed(own.squareRoot(), decimals: 0))[language]),
        .heading(ReportPageWords.leads[language]),
        .table(
          Table(
            columns: [
              (ReportPageWords.lead[language], .leading),
              (SharedWords.district[language], .leading),
              (SharedWords.stage[language], .leading),
              (ReportPageWords.signingProbability[language], .trailing),
              (ReportPageWords.expected[language], .trailing),
              (ReportPageWords.varianceShare[language], .trailing),
            ],
            rows: largest.map { lead in
              [
                lead.name, names[lead.districtID] ?? lead.districtID, lead.stage.name[language],
                NumberText.fixed(lead.probability * 100, decimals: 1) + "%",
                NumberText.fixed(lead.expectedInvestment, decimals: 1),
                NumberText.fixed(lead.variance / (deviation * deviation) * 100, decimals: 1) + "%",
              ]
            })),
      ]
    }
    blocks += forecast.scopes(.chain, title: ForecastWords.chains, column: SharedWords.chain)
    blocks += forecast.scopes(.channel, title: ForecastWords.channels, column: SharedWords.channel)
    return Section(id: "deciders", title: ReportPageWords.drivers[language], blocks: blocks)
  }

  private var projectSimulation: Section {
    Section(
      id: "year", title: ReportPageWords.projectSimulation[language],
      blocks: forecast.projectSimulation,
      charts: ["landing"])
  }

  private func compared(_ comparison: ComparisonReport) -> Section {
    Section(
      id: "comparison", title: ReportPageWords.comparison[language], blocks: comparison.blocks,
      charts: comparison.charts.map(\.id))
  }

  // MARK: Assumptions and method

  private var assumptions: Section {
    let report = ScenarioReport(scenario, language: language)
    return Section(
      id: "assumptions", title: ReportPageWords.assumptions[language],
      blocks: report.assumptionBlocks)
  }

  private var method: Section {
    return Section(
      id: "method", title: ReportPageWords.method[language],
      blocks: [
        .paragraph(ReportPageWords.methodText(trials: "\(forecast.forecast.trials)")[language]),
        .paragraph(forecast.about), .paragraph(forecast.notes),
        .paragraph(ReportPageWords.legend(legend: ProbabilityWord.legend(language))[language]),
        .paragraph(ReportPageWords.command(line: command)[language]),
        .table(
          Table(
            columns: [(ReportPageWords.inputFile[language], .leading), ("SHA-256", .leading)],
            rows: inputFiles.map { [$0.name, $0.sha256] })),
      ])
  }

  // MARK: Markdown

  /// The report as Markdown with images from `charts/`, ending with a line break.
  ///
  /// - Parameter drawn: the ids of charts with an image.
  public func markdown(drawn: Set<String>) -> String {
    let all = Dictionary(charts.map { ($0.id, $0) }) { first, _ in first }
    let renderer = MarkdownRenderer()
    var parts = ["# " + renderer.escaped(title)]
    for section in sections {
      parts.append("## " + renderer.escaped(section.title))
      for block in section.blocks {
        if case .heading(let text) = block {
          parts.append("### " + renderer.escaped(text.trimmingLineBreaks))
        } else {
          parts.append(renderer.render([block]).trimmingLineBreaks)
        }
      }
      for id in section.charts {
        guard let chart = all[id] else { continue }
        if drawn.contains(id) {
          parts.append("![\(renderer.escaped(chart.description))](charts/\(id).png)")
        }
        parts.append("**\(renderer.escaped(chart.title))**")
        parts.append(renderer.render([.table(chart.table)]).trimmingLineBreaks)
      }
    }
    return parts.joined(separator: "\n\n") + "\n"
  }
}

extension String {
  var trimmingLineBreaks: String {
    var text = Substring(self)
    while text.last?.isNewline == true { text.removeLast() }
    return String(text)
  }
}
