import InvestmentPipeline

/// The scenarios there are, by city.
public struct ScenarioList {
  let entries: [(folder: String, id: String, title: BilingualText, reason: BilingualText)]
  let language: Language

  public init(
    _ entries: [(folder: String, id: String, title: BilingualText, reason: BilingualText)],
    language: Language
  ) {
    self.entries = entries
    self.language = language
  }

  public var text: String {
    TextRenderer(usesColour: false).render([
      .table(
        Table(
          columns: [
            (Catalogue.listScenario(language), .leading),
            (Catalogue.listTitle(language), .leading),
          ],
          rows: entries.flatMap { entry in
            [["\(entry.folder)/\(entry.id)", "\(entry.title[language])：\(entry.reason[language])"]]
          }))
    ])
  }
}
