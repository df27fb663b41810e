/// A picture as a Vega-Lite specification, with the same numbers as a table.
public struct Chart: Sendable {
  /// What its files are called, such as `histogram`: lower-case letters, digits and hyphens.
  public var id: String
  /// In the reader's language.
  public var title: String
  /// What there is to see, for those who cannot: a sentence or two with the figures that matter.
  public var description: String
  /// Vega-Lite 5 as JSON with sorted keys, its data within, ending with a line break.
  public var specification: String
  /// The numbers it draws, or those of them that a reader wants.
  var table: Table
}
