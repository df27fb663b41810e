import InvestmentPipeline

/// Reads the projects of one sheet.
struct SheetReading {
  /// A row that looks like a project.
  struct Row {
    var lead: ImportedLead
    var amountColumn: Int
    /// 万元; the middle of a range.
    var amount: Double
    var hasOwnUnit: Bool
    var hasProblem: Bool
  }

  /// Cells that are merged downwards hold their text in every row.
  private(set) var sheet: SourceSheet
  let header: HeaderSearch.Header
  let titleUnit: (unit: MoneyText.Unit, text: String)?
  let context: ImportContext

  var summary: ImportedSheet
  var rows: [Row] = []
  /// The first of them.
  private(set) var problems: [CellProblem] = []
  private(set) var problemCount = 0
  static let greatestProblemCount = 10_000
  /// The latest date of a past event in any row, with its cell.
  private(set) var latest: (date: CalendarDate, reference: CellReference)?
  var columns: [ImportField: [Int]] = [:]
  private var leftOut: [ImportedSheet.LeftOut.Reason: [Int]] = [:]
  /// The meanings of the last heading rows by field: of the upper level (一、) and of the level below
  /// ((一)), which takes precedence where it is known; and the text of the upper one.
  var upperHeaded: [ImportField: String] = [:]
  var lowerHeaded: [ImportField: String] = [:]
  var heading: String?

  init(
    _ sheet: SourceSheet, _ header: HeaderSearch.Header,
    titleUnit: (unit: MoneyText.Unit, text: String)?, context: ImportContext
  ) {
    self.sheet = sheet
    self.header = header
    self.titleUnit = titleUnit
    self.context = context
    summary = ImportedSheet(reference: CellReference(file: sheet.file, sheet: sheet.name))
    summary.headerRows = header.rows.map { sheet.rows[$0].number }
    chooseColumns()
    fillDown()
  }

  // MARK: Columns

  /// Of columns of one field the head that comes first in the list wins; amounts of domestic and
  /// foreign investment are added up.
  private mutating func chooseColumns() {
    for (column, field) in header.fields.enumerated() {
      guard let field, field != .other else { continue }
      columns[field, default: []].append(column)
    }
    for (field, all) in columns {
      if field == .contact { continue }
      let best = all.min { header.ranks[$0] < header.ranks[$1] }!
      var taken = [best]
      if field == .investment, header.parsed[best].currencyHint != nil {
        taken = all.filter {
          header.parsed[$0].currencyHint != nil
            && header.parsed[$0].name == header.parsed[best].name
        }
      }
      columns[field] = taken
    }
    if !context.keepsContacts { columns[.contact] = [] }
    for (column, head) in header.heads.enumerated() where !head.isEmpty {
      let field = header.fields[column]
      var line = ImportedSheet.Column(
        column: column, head: head, field: field,
        isTaken: field.map { columns[$0]?.contains(column) ?? false } ?? false)
      if line.isTaken, field.map(Self.amounts.contains) == true {
        if let text = header.parsed[column].unitText {
          (line.unit, line.unitSource) = (text, .head)
        } else if let titleUnit {
          (line.unit, line.unitSource) = (titleUnit.text, .title)
        }
      }
      summary.columns.append(line)
    }
  }

  private static let amounts: Set<ImportField> = [
    .investment, .investmentLow, .investmentHigh, .paidIn, .fixedAssets,
  ]

  func unit(_ column: Int) -> MoneyText.Unit? {
    header.parsed[column].unit ?? titleUnit?.unit
  }

  func reference(_ row: Int?, _ column: Int? = nil) -> CellReference {
    CellReference(file: sheet.file, sheet: sheet.name, row: row, column: column)
  }

  mutating func report(
    _ row: Int?, _ column: Int?, _ value: String?, _ reason: BilingualText, _ remedy: BilingualText
  ) {
    problemCount += 1
    guard problemCount <= Self.greatestProblemCount else { return }
    problems.append(
      CellProblem(reference(row, column), value: value, reason: reason, remedy: remedy))
  }

  /// Unknown heads under which nine of the first cells in ten are values of the field.
  private func likelyHeads(_ field: ImportField) -> [String] {
    let rows = sheet.rows[(header.rows.upperBound + 1)...].prefix(100)
    let unknown = header.heads.indices.filter {
      header.fields[$0] == nil && !header.parsed[$0].name.isEmpty
    }.prefix(50)
    return unknown.compactMap { column in
      let name = header.parsed[column].name
      let words = rows.map { cell($0, column).text }.filter { !$0.isEmpty }
      let known = words.count { context.lookUp($0, field) != nil }
      return known > 0 && known * 10 >= words.count * 9 ? name : nil
    }
  }

  private mutating func fillDown() {
    let references = Dictionary(sheet.rows.enumerated().map { ($1.number, $0) }) { first, _ in first
    }
    for range in sheet.merges where range.columns.count == 1 && range.rows.count > 1 {
      let column = range.columns.lowerBound
      guard let top = references[range.rows.lowerBound], top > header.rows.upperBound else {
        continue
      }
      let value = cell(sheet.rows[top], column)
      for number in range.rows.dropFirst() {
        guard let reference = references[number] else { continue }
        while sheet.rows[reference].cells.count <= column {
          sheet.rows[reference].cells.append(SourceSheet.Cell(text: ""))
        }
        sheet.rows[reference].cells[column] = value
      }
    }
  }

  // MARK: Rows

  mutating func read() {
    guard columns[.investment] != nil else { return reportNoInvestment() }
    for field in [ImportField.district, .chain, .channel, .stage] where columns[field] == nil {
      context.suggest(likelyHeads(field), for: field)
    }
    let dated = header.heads.indices.filter {
      [.signedOn, .stageSince].contains(header.fields[$0])
        || DataDates.areUnder(header.parsed[$0].name)
    }
    for row in sheet.rows[..<header.rows.lowerBound] { readTitle(row) }
    var isInNotes = false
    for row in sheet.rows[(header.rows.upperBound + 1)...] {
      let filled = row.cells.indices.filter { !row.cells[$0].text.isEmpty }
      guard let first = filled.first else { continue }
      let start = row.cells[first].text.halfWidth.filter { !$0.isWhitespace }
      let name = text(row, .name)
      let isAlone = Set(filled.map { row.cells[$0].text }).count == 1
      if isAlone, isInNotes || Self.notes.contains(where: { start.hasPrefix($0) }) {
        isInNotes = true
        leave(row, .footnote)
      } else if filled.prefix(3).contains(where: { Self.isSubtotal(row.cells[$0].text) }) {
        leave(row, .subtotal)
      } else if let column = columns[.name]?.first, !name.isEmpty,
        ColumnHead(name).name == header.parsed[column].name
      {
        leave(row, .repeatedHeader)
      } else if isAlone {
        readHeading(row.cells[first].text)
        leave(row, .heading)
      } else if name.isEmpty {
        leave(row, .noName)
      } else {
        for column in dated {
          if let (date, isMonth) = DateReader.read(
            cell(row, column), has1904Dates: sheet.has1904Dates), !isMonth
          {
            note(date, reference(row.number, column))
          }
        }
        read(row, name)
      }
    }
    for reason in ImportedSheet.LeftOut.Reason.allCases {
      if let rows = leftOut[reason] { summary.leftOut.append(.init(reason: reason, rows: rows)) }
    }
  }

  private mutating func note(_ date: CalendarDate, _ reference: CellReference) {
    if latest.map({ date > $0.date }) ?? true { latest = (date, reference) }
  }

  /// `（截至2025年7月31日）`, `统计日期：2025-07-31` above the header.
  private mutating func readTitle(_ row: SourceSheet.Row) {
    for (column, cell) in row.cells.enumerated() {
      let text = cell.text.halfWidth.filter { !$0.isWhitespace }.prefix(200)
      for word in ["截至", "截止", "统计日期", "统计时间"] {
        guard let range = text.firstRange(of: word) else { continue }
        let rest = text[range.upperBound...].drop { !("0"..."9").contains($0) }
        let end = rest.firstIndex { !"0123456789-./年月".contains($0) } ?? rest.endIndex
        if let date = DateText.parse(String(rest[..<end])) {
          note(date, reference(row.number, column))
        }
      }
    }
  }

  private static let notes = ["备注:", "注:", "说明:", "填表", "填报", "备注", "注1", "制表", "审核:"]

  private static func isSubtotal(_ text: String) -> Bool {
    let text = text.filter { !$0.isWhitespace }
    return text.count <= 14
      && ["小计", "合计", "总计", "共计"].contains { text.hasSuffix($0) || text.hasPrefix($0) }
  }

  mutating func leave(_ row: SourceSheet.Row, _ reason: ImportedSheet.LeftOut.Reason) {
    leftOut[reason, default: []].append(row.number)
  }

  private mutating func reportNoInvestment() {
    let column = columns[.fixedAssets]?.first
    let unknown = header.heads.indices.filter {
      header.fields[$0] == nil && !header.parsed[$0].name.isEmpty
    }.prefix(20).map { ImportWords.line(nil, header.parsed[$0].name) }
    let means = ImportField.investment.name.zh
    report(
      sheet.rows[header.rows.upperBound].number, column, column.map { header.heads[$0] },
      column != nil
        ? both(
          "没有总投资一列；“固定资产投资”是另一个统计口径，不会当作总投资。",
          "There is no column of total investment; investment in fixed assets is another statistic."
        )
        : both("没有投资额一列。", "There is no column of investment."),
      column.map { ImportWords.line(nil, header.parsed[$0].name, means: means) }.map { line in
        both(
          "如果确实要用它，在 import-words.csv 里加一行：\(line)",
          "If it is to be taken, add a line to import-words.csv: \(line)")
      }
        ?? (unknown.isEmpty
          ? both("加上这一列。", "Add it.")
          : both(
            "加上这一列；如果是下面的一列，第三栏填“\(means)”，加进 import-words.csv：\n"
              + unknown.joined(separator: "\n"),
            "Add it; if it is one of these, put \(means) into the third field and add the line to "
              + "import-words.csv:\n" + unknown.joined(separator: "\n"))))
  }

  func text(_ row: SourceSheet.Row, _ field: ImportField) -> String {
    guard let column = columns[field]?.first, column < row.cells.count else { return "" }
    return row.cells[column].text
  }

  func cell(_ row: SourceSheet.Row, _ column: Int) -> SourceSheet.Cell {
    column < row.cells.count ? row.cells[column] : SourceSheet.Cell(text: "")
  }

  /// Reads a heading such as `一、新能源电池产业（3个）`.
  private mutating func readHeading(_ written: String) {
    var text = written.halfWidth.filter { !$0.isWhitespace }
    let isLower = text.first.map { "(（0123456789".contains($0) } ?? false
    let numbering = Set("一二三四五六七八九十百0123456789()（）、.．,，")
    text = String(text.drop { numbering.contains($0) })
    if let bracket = text.firstIndex(where: { "(（:：".contains($0) }) {
      text = String(text[..<bracket])
    }
    lowerHeaded = [:]
    if !isLower { heading = text }
    for field in [ImportField.chain, .district, .channel] where columns[field] == nil {
      let name = context.lookUp(text, field)
      if isLower { lowerHeaded[field] = name } else { upperHeaded[field] = name }
    }
  }

  // MARK: The whole sheet

  mutating func finish(taken: Int, flagged: [Int]) {
    summary.takenRows = taken
    for row in rows where row.hasProblem {
      leftOut[.problem, default: []].append(row.lead.reference.row ?? 0)
    }
    leftOut[.problem, default: []] += flagged
    summary.leftOut = ImportedSheet.LeftOut.Reason.allCases.compactMap { reason in
      guard let rows = leftOut[reason], !rows.isEmpty else { return nil }
      return .init(reason: reason, rows: Array(Set(rows)).sorted())
    }
    for index in summary.columns.indices {
      let column = summary.columns[index].column
      summary.columns[index].filledCells = sheet.rows[(header.rows.upperBound + 1)...].count {
        column < $0.cells.count && !$0.cells[column].text.isEmpty
      }
      guard summary.columns[index].field == .investment, summary.columns[index].isTaken else {
        continue
      }
      let amounts = rows.filter { $0.amountColumn == column }.map(\.amount)
      if let median = amounts.median { summary.columns[index].median = median / 10_000 }
      if summary.columns[index].unit == nil { summary.columns[index].unitSource = .cells }
    }
  }
}

extension [Double] {
  /// Nil without values; the upper one of two in the middle.
  var median: Double? { isEmpty ? nil : sorted()[count / 2] }
}
