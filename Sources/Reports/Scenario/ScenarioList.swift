public import InvestmentPipeline

/// A list of scenarios: name, title and description.
public struct ScenarioList {
  let entries: [(name: String, title: BilingualText, reason: BilingualText)]
  let language: Language

  /// A list of scenarios with their names, titles and descriptions.
  public init(
    _ entries: [(name: String, title: BilingualText, reason: BilingualText)], language: Language
  ) {
    self.entries = entries
    self.language = language
  }

  /// The list as a table, ending with a line break.
  public var text: String {
    let table = Table(
      columns: [
        (ScenarioWords.scenario[language], .leading), (ScenarioWords.title[language], .leading),
        (ScenarioWords.meaning[language], .leading),
      ], rows: entries.map { [$0.name, $0.title[language], $0.reason[language]] })
    return TextRenderer(usesColour: false).render([.table(table)])
  }
}
