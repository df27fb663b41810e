import CXLSXWriter
import InvestmentPipeline

/// Writes an Excel workbook with libxlsxwriter. Equal contents give equal bytes.
///
/// Text is never interpreted as a formula, a link or a number.
@safe final class WorkbookWriter {
  /// The style of a cell.
  enum Style: Hashable {
    case plain, bold, title, heading, marked, wrapped
    /// Bold, wrapped.
    case sentence
    /// A number format such as `0.0%`.
    case number(String)
  }

  private let workbook: UnsafeMutablePointer<lxw_workbook>
  private var formats: [Style: UnsafeMutablePointer<lxw_format>] = unsafe [:]
  private var names: Set<String> = []
  private var isClosed = false

  /// - Parameter path: where the file is written by `close()`.
  init(_ path: String, title: String) {
    unsafe workbook = unsafe workbook_new(path)
    var properties = unsafe lxw_doc_properties()
    // No clock: equal contents are equal files.
    unsafe properties.created = 946_684_800
    unsafe xml(title).withCString { text in
      unsafe properties.title = unsafe UnsafeMutablePointer(mutating: text)
      unsafe workbook_set_properties(workbook, &properties)
    }
  }

  deinit { if !isClosed { unsafe lxw_workbook_free(workbook) } }

  /// Writes the file.
  ///
  /// - Throws: `Failure` with the message of libxlsxwriter.
  func close() throws(Failure) {
    isClosed = true
    let code = unsafe workbook_close(workbook)
    guard code == LXW_NO_ERROR else {
      throw unsafe Failure(reason: String(cString: lxw_strerror(code)))
    }
  }

  struct Failure: Error {
    var reason: String
  }

  /// A new sheet with that name, changed where Excel does not allow it or another sheet has it.
  func sheet(_ name: String) -> Sheet {
    let clean = xml(name).map { "[]:*?/\\'".contains($0) ? "_" : String($0) }.joined()
    let base = clean.isEmpty ? "Sheet" : clean
    var unique = Self.cut(base, to: 31)
    var number = 2
    while !names.insert(unique.lowercased()).inserted {
      let suffix = " \(number)"
      unique = Self.cut(base, to: 31 - suffix.utf16.count) + suffix
      number += 1
    }
    // A name that libxlsxwriter refuses all the same gives way to one of its own.
    let sheet =
      unsafe workbook_add_worksheet(workbook, unique) ?? workbook_add_worksheet(workbook, nil)
    return unsafe Sheet(self, sheet!, name: unique)
  }

  /// The beginning of a text, limited in UTF-16 units, as Excel counts.
  fileprivate static func cut(_ text: String, to length: Int) -> String {
    var cut = ""
    var left = length
    for scalar in text.unicodeScalars {
      left -= UTF16.width(scalar)
      if left < 0 { break }
      cut.unicodeScalars.append(scalar)
    }
    return cut
  }

  fileprivate func format(_ style: Style) -> UnsafeMutablePointer<lxw_format>? {
    if style == .plain { return nil }
    if let format = unsafe formats[style] { return unsafe format }
    guard let format = unsafe workbook_add_format(workbook) else { return nil }
    switch style {
    case .plain: break
    case .bold: unsafe format_set_bold(format)
    case .title:
      unsafe format_set_bold(format)
      unsafe format_set_font_size(format, 14)
    case .heading:
      unsafe format_set_bold(format)
      unsafe format_set_bg_color(format, 0xDCE6F1)
      unsafe format_set_bottom(format, 1)
      unsafe format_set_text_wrap(format)
    case .marked:
      unsafe format_set_bg_color(format, 0xFFC7CE)
      unsafe format_set_font_color(format, 0x9C0006)
    case .wrapped:
      unsafe format_set_text_wrap(format)
      unsafe format_set_align(format, UInt8(LXW_ALIGN_VERTICAL_TOP.rawValue))
    case .sentence:
      unsafe format_set_bold(format)
      unsafe format_set_text_wrap(format)
      unsafe format_set_align(format, UInt8(LXW_ALIGN_VERTICAL_TOP.rawValue))
    case .number(let code): unsafe format_set_num_format(format, code)
    }
    unsafe formats[style] = unsafe format
    return unsafe format
  }

  /// A sheet being written; rows and columns from 0.
  @safe final class Sheet {
    let name: String
    private let writer: WorkbookWriter
    private let sheet: UnsafeMutablePointer<lxw_worksheet>

    fileprivate init(
      _ writer: WorkbookWriter, _ sheet: UnsafeMutablePointer<lxw_worksheet>, name: String
    ) {
      self.writer = writer
      unsafe self.sheet = unsafe sheet
      self.name = name
    }

    func write(_ text: String, row: Int, column: Int, _ style: Style = .plain) {
      guard !text.isEmpty || style != .plain, Self.isOnGrid(row, column) else { return }
      _ = unsafe worksheet_write_string(
        sheet, lxw_row_t(row), lxw_col_t(column), Self.fitting(xml(text)), writer.format(style))
    }

    /// Whether the cell is within Excel's limits; others are not written.
    private static func isOnGrid(_ row: Int, _ column: Int) -> Bool {
      (0..<1_048_576).contains(row) && (0..<16_384).contains(column)
    }

    /// Excel's longest text has 32,767 UTF-16 units.
    private static func fitting(_ text: String) -> String {
      text.utf8.count <= 32_000 ? text : WorkbookWriter.cut(text, to: 32_000)
    }

    func write(_ number: Double, row: Int, column: Int, _ style: Style = .plain) {
      guard Self.isOnGrid(row, column) else { return }
      _ = unsafe worksheet_write_number(
        sheet, lxw_row_t(row), lxw_col_t(column), number, writer.format(style))
    }

    func comment(_ text: String, row: Int, column: Int) {
      guard Self.isOnGrid(row, column) else { return }
      var options = unsafe lxw_comment_options()
      unsafe options.width = 260
      unsafe options.height = 110
      _ = unsafe worksheet_write_comment_opt(
        sheet, lxw_row_t(row), lxw_col_t(column), Self.fitting(xml(text)), &options)
    }

    /// - Parameter width: in characters.
    func setWidth(_ width: Double, columns: ClosedRange<Int>) {
      guard Self.isOnGrid(0, columns.upperBound) else { return }
      _ = unsafe worksheet_set_column(
        sheet, lxw_col_t(columns.lowerBound), lxw_col_t(columns.upperBound), width, nil)
    }

    func freeze(rows: Int) { unsafe worksheet_freeze_panes(sheet, lxw_row_t(rows), 0) }

    /// Sets the page to A4, one page wide.
    func setPage() {
      unsafe worksheet_set_paper(sheet, 9)
      unsafe worksheet_fit_to_pages(sheet, 1, 0)
    }

    /// A chart of series in rows of one sheet.
    ///
    /// - Parameters:
    ///   - kind: columns, horizontal bars, or lines.
    ///   - series: name, and the column of its values.
    ///   - rows: of categories and values; categories are in column `categories`.
    func insertChart(
      _ kind: ChartKind, title: String, series: [(name: String, column: Int)], categories: Int,
      rows: ClosedRange<Int>, axes: (x: String, y: String), atRow row: Int, column: Int
    ) {
      guard let chart = unsafe workbook_add_chart(writer.workbook, kind.code) else { return }
      func range(_ column: Int) -> String {
        let letter = CellReference.columnName(column)
        return "='\(name)'!$\(letter)$\(rows.lowerBound + 1):$\(letter)$\(rows.upperBound + 1)"
      }
      for line in series {
        guard let added = unsafe chart_add_series(chart, range(categories), range(line.column))
        else {
          continue
        }
        unsafe chart_series_set_name(added, xml(line.name))
      }
      unsafe chart_title_set_name(chart, xml(title))
      unsafe chart_axis_set_name(chart.pointee.x_axis, xml(axes.x))
      unsafe chart_axis_set_name(chart.pointee.y_axis, xml(axes.y))
      if series.count == 1 {
        unsafe chart_legend_set_position(chart, UInt8(LXW_CHART_LEGEND_NONE.rawValue))
      }
      var options = unsafe lxw_chart_options()
      unsafe options.x_scale = 1.5
      unsafe options.y_scale = 1.3
      _ = unsafe worksheet_insert_chart_opt(
        sheet, lxw_row_t(row), lxw_col_t(column), chart, &options)
    }

    enum ChartKind {
      case column, bar, line

      fileprivate var code: UInt8 {
        switch self {
        case .column: UInt8(LXW_CHART_COLUMN.rawValue)
        case .bar: UInt8(LXW_CHART_BAR.rawValue)
        case .line: UInt8(LXW_CHART_LINE.rawValue)
        }
      }
    }
  }
}

/// `text` without characters that XML cannot hold: a workbook with one is malformed.
private func xml(_ text: String) -> String { visible(text, keeping: ["\n", "\t", "\r"]) }
