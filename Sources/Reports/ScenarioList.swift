import InvestmentPipeline

/// The scenarios there are: name, title and what each stands for.
public struct ScenarioList {
  let entries: [(name: String, title: BilingualText, reason: BilingualText)]
  let language: Language

  public init(
    _ entries: [(name: String, title: BilingualText, reason: BilingualText)], language: Language
  ) {
    self.entries = entries
    self.language = language
  }

  public var text: String {
    let table = Table(
      columns: [
        (Catalogue.listScenario(language), .leading), (Catalogue.listTitle(language), .leading),
        (Catalogue.listReason(language), .leading),
      ], rows: entries.map { [$0.name, $0.title[language], $0.reason[language]] })
    return TextRenderer(usesColour: false).render([.table(table)])
  }
}
