import Forecasting
import InvestmentPipeline
import Planning

/// A report to hand in: one document from one run, for a page, Markdown, a workbook and a paragraph.
public struct ReportDocument {
  let forecast: ForecastReport
  let comparison: ComparisonReport?
  let scenario: Scenario
  let leads: [LeadContribution]
  let sizes: [SizeExpectation]
  let inputFiles: [InputFile]
  /// That makes it again.
  let command: String

  /// - Parameters:
  ///   - model: of the forecast's scenario.
  ///   - comparison: with other scenarios, on the same draws.
  ///   - inputFiles: of all its scenarios.
  ///   - command: the line that makes the report again.
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
  var title: String { Catalogue.reportTitle(language, forecast.scenarioName) }

  /// A part of the document.
  struct Section {
    var id: String
    var title: String
    var blocks: [ReportBlock]
    /// By id, behind the blocks.
    var charts: [String] = []
  }

  var sections: [Section] {
    var sections = [answer, targets, districts, deciders]
    if forecast.forecast.year != nil { sections.append(wholeYear) }
    if let comparison { sections.append(compared(comparison)) }
    return sections + [assumptions, method]
  }

  // MARK: The answer

  private var answer: Section {
    var blocks: [ReportBlock] = [.headline(forecast.headline)]
    if let sentence = forecast.shortfallSentence { blocks.append(.paragraph(sentence)) }
    let words = forecast.cityTotals.map {
      Catalogue.reportMeaning(
        language, forecast.requirement($0), ProbabilityWord($0.probability).text[language])
    }
    if !words.isEmpty { blocks.append(.paragraph(words.joined(separator: "\n"))) }
    if forecast.forecast.completion == .interrupted {
      blocks.append(
        .paragraph(Catalogue.interrupted(language, "\(forecast.forecast.trials)")))
    }
    return Section(
      id: "answer", title: Catalogue.reportAnswer(language), blocks: blocks,
      charts: ["histogram", "exceedance"])
  }

  private var targets: Section {
    let city = forecast.forecast.targets.filter { $0.scope.kind == .city }
    var blocks: [ReportBlock] = []
    if !city.isEmpty { blocks += forecast.targets(city, title: .targetsTitle) }
    if !forecast.forecast.joint.isEmpty { blocks += forecast.joint }
    if !forecast.forecast.targets.isEmpty { blocks += forecast.intervals }
    return Section(
      id: "targets", title: Catalogue.reportTargets(language), blocks: blocks, charts: ["months"])
  }

  private var districts: Section {
    let own = forecast.forecast.targets.filter { $0.scope.kind != .city }
    var blocks: [ReportBlock] = []
    if !own.isEmpty { blocks += forecast.targets(own, title: .districtsTitle) }
    if let note = forecast.districtSumNote { blocks.append(.paragraph(note)) }
    blocks += forecast.scopes(.district, title: .scopesTitle, column: .district)
    return Section(
      id: "districts", title: Catalogue.reportDistricts(language), blocks: blocks,
      charts: ["districts", "heat-map"])
  }

  // MARK: What decides it

  private var deciders: Section {
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
          Catalogue.reportLeadsNote(
            language, NumberText.fixed(deviation, decimals: 0),
            NumberText.fixed(own.squareRoot(), decimals: 0))),
        .heading(Catalogue.reportLeads(language)),
        .table(
          Table(
            columns: [
              (Catalogue.reportLead(language), .leading), (Catalogue.district(language), .leading),
              (Catalogue.showStage(language), .leading),
              (Catalogue.reportSigningChance(language), .trailing),
              (Catalogue.reportExpected(language), .trailing),
              (Catalogue.reportVariance(language), .trailing),
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
    blocks += forecast.scopes(.chain, title: .chainsTitle, column: .chain)
    blocks += forecast.scopes(.channel, title: .channelsTitle, column: .channel)
    return Section(id: "deciders", title: Catalogue.reportDeciders(language), blocks: blocks)
  }

  private var wholeYear: Section {
    Section(
      id: "year", title: Catalogue.reportYear(language), blocks: forecast.wholeYear,
      charts: ["landing"])
  }

  private func compared(_ comparison: ComparisonReport) -> Section {
    Section(
      id: "comparison", title: Catalogue.reportComparison(language), blocks: comparison.blocks,
      charts: comparison.charts.map(\.id))
  }

  // MARK: What it rests on

  private var assumptions: Section {
    let report = ScenarioReport(scenario, language: language)
    return Section(
      id: "assumptions", title: Catalogue.reportAssumptions(language),
      blocks: report.assumptionBlocks)
  }

  private var method: Section {
    return Section(
      id: "method", title: Catalogue.reportMethod(language),
      blocks: [
        .paragraph(Catalogue.reportMethodText(language, "\(forecast.forecast.trials)")),
        .paragraph(forecast.about), .paragraph(forecast.notes),
        .paragraph(Catalogue.reportWords(language, ProbabilityWord.legend(language))),
        .paragraph(Catalogue.reportCommand(language, command)),
        .table(
          Table(
            columns: [(Catalogue.reportFile(language), .leading), ("SHA-256", .leading)],
            rows: inputFiles.map { [$0.name, $0.sha256] })),
      ])
  }

  // MARK: Markdown

  /// As Markdown with pictures from `charts/`, ending with a line break.
  ///
  /// - Parameter drawn: ids of charts that there are pictures of.
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
