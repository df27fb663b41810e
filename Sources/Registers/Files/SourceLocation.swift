import InvestmentPipeline

/// A position in a text file of the city's folder; lines and columns count from 1.
package struct SourceLocation: Hashable, Sendable, CustomStringConvertible {
  /// The file's name, relative to the folder.
  package var file: String
  package var line: Int
  /// In Unicode scalars.
  package var column: Int

  package init(file: String, line: Int, column: Int) {
    self.file = file
    self.line = line
    self.column = column
  }

  /// `baseline.yaml:12:5`.
  package var description: String { "\(file):\(line):\(column)" }
}
