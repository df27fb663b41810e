/// A sheet of a planner's workbook, or a CSV file, before its layout is determined.
package struct SourceSheet: Sendable {
  /// The file's name without its folder.
  package var file: String
  /// The sheet's name; nil for CSV.
  package var name: String?
  /// Rows that hold anything, in the order of the file.
  package var rows: [Row]
  /// Merged ranges.
  package var merges: [Range]
  /// Whether serial numbers of days count from 1904.
  package var has1904Dates = false

  package struct Row: Sendable {
    /// Counted from 1, as Excel shows it; of CSV the line on which the row begins.
    package var number: Int
    /// By column from 0, up to the last that holds anything.
    package var cells: [Cell]
  }

  /// A cell as it reads.
  package struct Cell: Sendable, Hashable {
    /// The text without surrounding blanks; empty for an empty cell. Numbers are in plain decimal
    /// notation, dates as 2023-02-28.
    package var text: String
    /// Of cells that hold a number rather than text: its value; of dates Excel's serial number.
    package var number: Double?
    /// Whether its format makes the number a date.
    package var isDate = false

    package init(text: String, number: Double? = nil, isDate: Bool = false) {
      self.text = text
      self.number = number
      self.isDate = isDate
    }
  }

  /// Rows from 1 and columns from 0, both ends in.
  package struct Range: Sendable, Hashable {
    package var rows: ClosedRange<Int>
    package var columns: ClosedRange<Int>
  }
}
