public import InvestmentPipeline

/// A copy of a table in which cells with problems are coloured and carry a comment.
///
/// Texts, numbers and positions are those of the original; its fonts, widths and formulas are not.
public struct MarkedCopy {
  /// A cell of the copy.
  public struct Cell: Sendable {
    /// The row, from 1.
    public var row: Int
    /// The column, from 0.
    public var column: Int
    /// The text of the cell.
    public var text: String
    /// The number in the cell; nil for text and dates.
    public var number: Double?

    /// - Parameters: rows from 1, columns from 0.
    public init(row: Int, column: Int, text: String, number: Double?) {
      self.row = row
      self.column = column
      self.text = text
      self.number = number
    }
  }

  private let path: String
  private let writer: WorkbookWriter
  private let language: Language

  /// - Parameter path: the file that `close()` writes.
  public init(_ path: String, language: Language) {
    self.path = path
    self.language = language
    writer = WorkbookWriter(path, title: "luodi check")
  }

  /// - Parameter problems: with their positions in the sheet; a problem of a whole row is marked in its first cell.
  public func add(sheet name: String, cells: [Cell], problems: [CellProblem]) {
    struct Position: Hashable {
      var row: Int
      var column: Int
    }
    let sheet = writer.sheet(name)
    var comments: [Position: [String]] = [:]
    for problem in problems {
      let position = Position(
        row: problem.reference.row ?? 1, column: problem.reference.column ?? 0)
      comments[position, default: []].append(
        problem.reason[language] + "\n" + problem.remedy[language])
    }
    var widths: [Int: Int] = [:]
    var written: Set<Position> = []
    for cell in cells {
      let position = Position(row: cell.row, column: cell.column)
      let style: WorkbookWriter.Style = comments[position] == nil ? .plain : .marked
      written.insert(position)
      if let number = cell.number {
        sheet.write(number, row: cell.row - 1, column: cell.column, style)
      } else {
        sheet.write(cell.text, row: cell.row - 1, column: cell.column, style)
      }
      widths[cell.column] = max(widths[cell.column] ?? 0, DisplayWidth.of(cell.text))
    }
    for (position, texts) in comments.sorted(by: {
      ($0.key.row, $0.key.column) < ($1.key.row, $1.key.column)
    }) {
      if !written.contains(position) {
        sheet.write("", row: position.row - 1, column: position.column, .marked)
      }
      sheet.comment(texts.joined(separator: "\n\n"), row: position.row - 1, column: position.column)
    }
    for (column, width) in widths {
      sheet.setWidth(Double(min(40, max(8, width + 2))), columns: column...column)
    }
  }

  /// - Throws: `WorkbookProblem` with the message of libxlsxwriter.
  public func close() throws(WorkbookProblem) {
    do throws(WorkbookWriter.Failure) { try writer.close() } catch {
      throw WorkbookProblem(reason: error.reason)
    }
  }
}

/// Why a workbook could not be written.
public struct WorkbookProblem: Error {
  /// The message of the workbook library.
  public var reason: String
}
