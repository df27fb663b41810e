import InvestmentPipeline

/// A copy of a planner's table in which cells with problems are coloured and carry a comment.
///
/// Texts, numbers and places are those of the original; its fonts, widths and formulas are not.
public struct MarkedCopy {
  public struct Cell: Sendable {
    public var row: Int
    public var column: Int
    public var text: String
    /// Of cells that hold a number, other than a date.
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

  /// - Parameter path: of the file that `close()` writes.
  public init(_ path: String, language: Language) {
    self.path = path
    self.language = language
    writer = WorkbookWriter(path, title: "luodi check")
  }

  /// - Parameter problems: by their places in the sheet; a row's own stands in its first cell.
  public func add(sheet name: String, cells: [Cell], problems: [CellProblem]) {
    struct Place: Hashable {
      var row: Int
      var column: Int
    }
    let sheet = writer.sheet(name)
    var comments: [Place: [String]] = [:]
    for problem in problems {
      let place = Place(row: problem.place.row ?? 1, column: problem.place.column ?? 0)
      comments[place, default: []].append(
        problem.reason[language] + "\n" + problem.remedy[language])
    }
    var widths: [Int: Int] = [:]
    var written: Set<Place> = []
    for cell in cells {
      let place = Place(row: cell.row, column: cell.column)
      let style: WorkbookWriter.Style = comments[place] == nil ? .plain : .marked
      written.insert(place)
      if let number = cell.number {
        sheet.write(number, row: cell.row - 1, column: cell.column, style)
      } else {
        sheet.write(cell.text, row: cell.row - 1, column: cell.column, style)
      }
      widths[cell.column] = max(widths[cell.column] ?? 0, DisplayWidth.of(cell.text))
    }
    for (place, texts) in comments.sorted(by: {
      ($0.key.row, $0.key.column) < ($1.key.row, $1.key.column)
    }) {
      if !written.contains(place) {
        sheet.write("", row: place.row - 1, column: place.column, .marked)
      }
      sheet.comment(texts.joined(separator: "\n\n"), row: place.row - 1, column: place.column)
    }
    for (column, width) in widths {
      sheet.setWidth(Double(min(40, max(8, width + 2))), columns: column...column)
    }
  }

  /// - Throws: what libxlsxwriter says, as text.
  public func close() throws(WorkbookProblem) {
    do throws(WorkbookWriter.Failure) { try writer.close() } catch {
      throw WorkbookProblem(reason: error.reason)
    }
  }
}

/// Why a workbook could not be written.
public struct WorkbookProblem: Error {
  public var reason: String
}
