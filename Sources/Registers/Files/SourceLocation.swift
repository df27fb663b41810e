import InvestmentPipeline

/// A position in a text file of the city's folder; lines and columns count from 1, and are 0 where
/// the value was written in no file.
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

  /// A location that is in no file, such as an option of the command line.
  package init(_ text: String) { self.init(file: text, line: 0, column: 0) }

  /// `baseline.yaml:12:5`; the text alone where the location is in no file.
  package var description: String { line == 0 ? file : "\(file):\(line):\(column)" }
}
