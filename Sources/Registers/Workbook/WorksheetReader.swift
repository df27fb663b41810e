import InvestmentPipeline

/// Builds a sheet from the elements of its part of a workbook.
struct WorksheetReader {
  private(set) var sheet: SourceSheet
  /// Cells of the workbook so far, empty ones among them.
  private(set) var cellCount: Int
  /// Bytes of texts of the workbook so far.
  private(set) var textSize: Int

  private let name: String
  private let sharedTexts: [String]
  private let isDateFormat: [Bool]
  private var row = SourceSheet.Row(number: 0, cells: [])
  private var isInRow = false
  private var isInCell = false
  private var column = -1
  /// The current cell's type, format and content.
  private var kind = ""
  private var format = -1
  private var value = ""
  /// Phonetic runs that are open: their text does not count.
  private var phonetic = 0

  /// - Parameter sheet: without rows.
  init(
    _ sheet: SourceSheet, name: String, sharedTexts: [String], isDateFormat: [Bool],
    cellCount: Int, textSize: Int
  ) {
    self.sheet = sheet
    self.name = name
    self.sharedTexts = sharedTexts
    self.isDateFormat = isDateFormat
    self.cellCount = cellCount
    self.textSize = textSize
  }

  private var location: String {
    "\(name)!\(CellReference.columnName(max(0, column)))\(row.number)"
  }

  private func fault(_ zh: String, _ en: String) -> WorkbookFault {
    WorkbookFault(both(zh, en), part: location)
  }

  private func checkGrid(_ part: String) throws(WorkbookFault) {
    guard cellCount <= Workbook.greatestCellCount else {
      throw .tooLarge(
        both(
          "单元格（含空格）超过 \(Workbook.greatestCellCount) 个",
          "more than \(Workbook.greatestCellCount) cells, empty ones among them"), part: part)
    }
  }

  // MARK: Elements

  mutating func start(
    _ element: String, _ attributes: XMLPart.Attributes
  ) throws(WorkbookFault) {
    switch element {
    case "row": try startRow(attributes["r"])
    case "c": try startCell(attributes)
    case "rPh": phonetic += 1
    case "mergeCell": try addMerge(attributes["ref"] ?? "")
    default: break
    }
  }

  mutating func end(_ element: String, _ text: String) throws(WorkbookFault) {
    switch element {
    case "v": value = text
    case "t":
      if phonetic == 0 {
        value += text
        try Workbook.checkText(value, part: location)
      }
    case "rPh": phonetic -= 1
    case "c": try endCell()
    case "row":
      isInRow = false
      if !row.cells.isEmpty { sheet.rows.append(row) }
    default: break
    }
  }

  private mutating func startRow(_ written: String?) throws(WorkbookFault) {
    let next = written.map { Int($0) ?? 0 } ?? row.number + 1
    guard !isInRow, next > row.number, next <= Workbook.greatestRow else {
      throw fault(
        "行号“\(written ?? "")”不对，或次序不对。",
        "The row number “\(written ?? "")” is wrong, or out of order.")
    }
    row = SourceSheet.Row(number: next, cells: [])
    isInRow = true
    column = -1
  }

  private mutating func startCell(_ attributes: XMLPart.Attributes) throws(WorkbookFault) {
    guard isInRow, !isInCell else {
      throw fault("单元格不在一行里。", "A cell stands in no row.")
    }
    isInCell = true
    if let reference = attributes["r"] {
      guard let next = CellName.columnNumber(reference), next > column else {
        throw fault(
          "单元格“\(reference)”超出 Excel 的 \(Workbook.greatestColumn) 列，或次序不对。",
          "The cell “\(reference)” is beyond Excel's \(Workbook.greatestColumn) columns, or out of order."
        )
      }
      column = next
    } else {
      column += 1
      guard column < Workbook.greatestColumn else {
        throw fault(
          "超出 Excel 的 \(Workbook.greatestColumn) 列。",
          "Beyond Excel's \(Workbook.greatestColumn) columns.")
      }
    }
    kind = attributes["t"] ?? "n"
    format = attributes["s"].flatMap { Int($0) } ?? 0
    value = ""
  }

  private mutating func addMerge(_ written: String) throws(WorkbookFault) {
    guard let range = CellName.range(written) else {
      throw WorkbookFault(
        both("合并单元格“\(written)”不对。", "The merged cells “\(written)” are wrong."),
        part: "\(name)!\(written)")
    }
    // Rows below the last one with content are not filled.
    let last = sheet.rows.last?.number ?? 0
    guard range.rows.lowerBound <= last else { return }
    let rows = range.rows.clamped(to: 1...last)
    sheet.merges.append(SourceSheet.Range(rows: rows, columns: range.columns))
    guard sheet.merges.count <= Workbook.greatestMergeCount else {
      throw .tooLarge(
        both(
          "合并单元格超过 \(Workbook.greatestMergeCount) 处",
          "more than \(Workbook.greatestMergeCount) merged ranges"), part: "\(name)!\(written)")
    }
    // Merged downwards, each of its rows is filled up to it.
    cellCount +=
      rows.count > 1 ? rows.count * (range.columns.upperBound + 1) : range.columns.count
    try checkGrid("\(name)!\(written)")
  }

  private mutating func endCell() throws(WorkbookFault) {
    isInCell = false
    guard !value.isEmpty else { return }
    let cell = try readCell()
    guard !cell.text.isEmpty else { return }
    cellCount += column + 1 - row.cells.count
    try checkGrid(location)
    if kind != "s" { textSize += cell.text.utf8.count }
    guard textSize <= Workbook.greatestTextSize else {
      throw .tooLarge(both("文字太多", "too many texts"), part: location)
    }
    while row.cells.count < column { row.cells.append(SourceSheet.Cell(text: "")) }
    row.cells.append(cell)
  }

  private func readCell() throws(WorkbookFault) -> SourceSheet.Cell {
    switch kind {
    case "s":
      guard let index = Int(value), sharedTexts.indices.contains(index) else {
        throw fault(
          "\(location) 引用了不存在的文字 \(value)。",
          "\(location) refers to a missing text: \(value).")
      }
      return SourceSheet.Cell(text: sharedTexts[index])
    case "n", "":
      guard let number = Double(value), number.isFinite else {
        return SourceSheet.Cell(text: value.trimmingBlanks)
      }
      let isDate = isDateFormat.indices.contains(format) && isDateFormat[format]
      return NumberFormat.cell(number, isDate: isDate, has1904Dates: sheet.has1904Dates)
    case "b": return SourceSheet.Cell(text: value == "1" ? "是" : "否")
    case "d": return SourceSheet.Cell(text: String(value.prefix(10)), isDate: true)
    default: return SourceSheet.Cell(text: value.trimmingBlanks)
    }
  }
}
