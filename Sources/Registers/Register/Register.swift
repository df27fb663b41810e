package import InvestmentPipeline

/// A register (项目库) read from its CSV file: leads with their rows, and their problems.
///
/// It is independent of the scenario that names it, so that scenarios can share it.
package struct Register: Sendable {
  /// A row below the header; `lead` is nil where the row has not as many fields as the header.
  package struct Row: Sendable {
    package var lead: Lead?
    /// How many amounts it states.
    package var amountCount: Int
    package var problems: [Problem]
    var source: CSVRows.Row

    /// The line on which it begins, from 1.
    package var line: Int { source.line }
  }

  /// The file's name, relative to the city's folder.
  package let name: String
  /// Problems of the file's form and of its header.
  package private(set) var headProblems: [Problem] = []
  package private(set) var rows: [Row] = []
  /// The line from which on nothing was read, because of too many problems; nil where all was.
  package private(set) var firstUnreadLine: Int?
  private(set) var columns: RegisterColumns?
  private let text: String
  private var csv: CSVRows?

  /// Reads the rows of `text`. Cost: about 10 µs a row, in an optimised build.
  ///
  /// - Parameter exchangeRates: 元 per unit of foreign money, by the currency's name.
  package init(
    _ text: String, name: String, city: City, exchangeRates: [String: DecimalNumber]
  ) {
    self.name = name
    self.text = text
    let head = Findings()
    if let csv = CSVRows.read(text, file: name, findings: head) {
      self.csv = csv
      columns = RegisterColumns(csv.header, file: name, findings: head)
    }
    headProblems = head.problems
    guard let csv, let columns else { return }
    let names = NameIndex(city)
    let manufacturing = Dictionary(
      city.chains.map { ($0.id, $0.isManufacturing) }, uniquingKeysWith: { first, _ in first })
    rows.reserveCapacity(csv.rows.count)
    var problemCount = 0
    for row in csv.rows {
      guard problemCount < Findings.greatestCount else {
        firstUnreadLine = row.line
        break
      }
      guard row.fields.count == columns.fieldCount else {
        problemCount += 1
        rows.append(
          Row(
            lead: nil, amountCount: 0,
            problems: [Self.wrongFieldCount(row, columns.fieldCount, name)], source: row))
        continue
      }
      let findings = Findings()
      let reader = RegisterRow(
        row, columns, file: name, exchangeRates: exchangeRates, findings: findings)
      let lead = reader.lead(names, manufacturing: manufacturing)
      problemCount += findings.problems.count
      rows.append(
        Row(
          lead: lead, amountCount: reader.amountCount, problems: findings.problems, source: row))
    }
  }

  private static func wrongFieldCount(_ row: CSVRows.Row, _ expected: Int, _ name: String)
    -> Problem
  {
    Problem(
      path: "\(name):\(row.line)", value: "\(row.fields.count)",
      reason: both(
        "这一行有 \(row.fields.count) 格，表头有 \(expected) 列。",
        "The row has \(row.fields.count) fields, the header \(expected)."),
      remedy: both(
        "补上或去掉逗号；内容里有逗号的格要加引号。",
        "Add or remove commas; put fields that contain a comma in quotes."),
      location: "\(name):\(row.line)",
      cell: CellReference(file: name, sheet: nil, row: row.line))
  }

  /// The problems of dates after the as-of date, a column at a time.
  package func dateProblems(asOf: CalendarDate) -> [Problem] {
    guard let csv, columns != nil else { return [] }
    let findings = Findings()
    DataDates.check(csv, text: text, file: name, asOf: asOf, findings: findings)
    return findings.problems
  }
}
