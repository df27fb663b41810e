import InvestmentPipeline

/// A chart as a Vega-Lite specification, with its data as a table.
public struct Chart: Sendable {
  /// The name of its files, such as `histogram`: lower-case letters, digits and hyphens.
  public var id: String
  /// The title in the language of the report.
  public var title: String
  /// The text alternative: one or two sentences with the main figures.
  public var description: String
  /// Vega-Lite 5 as JSON with sorted keys, its data within, ending with a line break.
  public var specification: String
  /// The data of the chart, or the main part of it.
  var table: Table

  /// The title as a sentence, and sentences with the main figures.
  static func description(_ title: String, _ sentences: [BilingualText], _ language: Language)
    -> String
  {
    title + ChartWords.sentenceEnd[language]
      + sentences.map { $0[language] }.joined(separator: language == .chinese ? "" : " ")
  }
}
