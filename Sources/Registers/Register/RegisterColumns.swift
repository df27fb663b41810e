import InvestmentPipeline

/// A column of the register.
enum RegisterColumn: String, CaseIterable {
  case id, name, district, chain, channel, stage, investment
  case investmentLow = "investment_low"
  case investmentHigh = "investment_high"
  case manufacturing
  case scoreShift = "score_shift"
  case probability
  case signedOn = "signed_on"
  case stageSince = "stage_since"

  /// Its names beside its key, the usual one first.
  var synonyms: [String] { Self.synonymsByColumn[self]! }

  private static let synonymsByColumn = Dictionary(
    uniqueKeysWithValues: ColumnNames.entries.compactMap { entry in
      entry.column.map { ($0, entry.registered) }
    })

  var isMoney: Bool { self == .investment || self == .investmentLow || self == .investmentHigh }

  static let needed: [RegisterColumn] = [.id, .name, .district, .chain, .channel, .stage]
}

/// The columns of a register by their position.
struct RegisterColumns: Sendable {
  struct Location: Sendable {
    var index: Int
    /// The head as written.
    var head: String
    /// The unit of amounts without one, from the head.
    var unit: MoneyText.Unit?
    /// Whether a bare probability is a percentage.
    var isPercent = false
  }

  private(set) var locations: [RegisterColumn: Location] = [:]
  let fieldCount: Int

  /// Reads the header and reports its faults; nil if a required column is missing.
  init?(_ header: CSVRows.Row, file: String, findings: Findings) {
    fieldCount = header.fields.count
    let faults = HeaderFaults(header: header, file: file, findings: findings)
    for (index, written) in header.fields.enumerated() {
      let head = ColumnHead(written)
      if head.isNote { continue }
      guard let column = RegisterColumns.byName[head.name] else {
        faults.reportUnknown(
          written, near: nearestName(to: head.name, among: RegisterColumns.names))
        continue
      }
      if let other = locations[column] {
        faults.reportSame(written, as: other.head)
        continue
      }
      var location = Location(index: index, head: written.trimmingBlanks)
      if column.isMoney { location.unit = head.unit }
      if let bracket = head.bracket {
        location.isPercent = column == .probability && bracket == "%"
        if location.unit == nil, !location.isPercent { faults.reportUnit(bracket, of: written) }
      }
      locations[column] = location
    }
    for column in RegisterColumn.needed where locations[column] == nil {
      faults.reportMissing(column)
    }
    if locations[.investment] == nil,
      locations[.investmentLow] == nil || locations[.investmentHigh] == nil
    {
      faults.reportMissing(.investment)
    }
    // Rows are read only under a header that is understood: else each would be a problem.
    if RegisterColumn.needed.contains(where: { locations[$0] == nil }) { return nil }
  }

  /// The column with this head; nil for a note and for an unknown head.
  static func column(_ head: String) -> RegisterColumn? { byName[ColumnHead(head).name] }

  private static let names = RegisterColumn.allCases.flatMap { [$0.rawValue] + $0.synonyms }

  private static let byName = Dictionary(
    uniqueKeysWithValues: RegisterColumn.allCases.flatMap { column in
      ([column.rawValue] + column.synonyms).map { ($0, column) }
    })
}

/// Reports faults of a register's header.
private struct HeaderFaults {
  let header: CSVRows.Row
  let file: String
  let findings: Findings

  private func report(_ value: String?, _ reason: BilingualText, _ remedy: BilingualText) {
    findings.add(
      Problem(
        path: file, value: value, reason: reason, remedy: remedy,
        location: value.map { "\(file):\(header.line), column \($0)" }
          ?? "\(file):\(header.line)",
        cell: CellReference(
          file: file, sheet: nil, row: header.line,
          column: value.flatMap { header.fields.firstIndex(of: $0) })))
  }

  func reportUnknown(_ written: String, near: String?) {
    report(
      written, both("不认识的列“\(written)”。", "Unknown column “\(written)”."),
      both(
        (near.map { "是不是“\($0)”？" } ?? "") + "不用的列删掉，或在列名前加 #。",
        (near.map { "Did you mean “\($0)”? " } ?? "")
          + "Delete a column that is not for Luodi, or begin its head with #."))
  }

  func reportSame(_ written: String, as other: String) {
    report(
      written,
      both("“\(written)”和“\(other)”是同一列。", "“\(written)” and “\(other)” are the same column."),
      both("只留一列；另一列在列名前加 #。", "Keep one, and begin the other's head with #."))
  }

  func reportUnit(_ unit: String, of written: String) {
    report(
      written, both("列名里的单位“\(unit)”看不懂。", "The unit “\(unit)” of this head is unknown."),
      both("金额列可写 (万元)、(亿元)、(万美元)。", "Heads of amounts may have (万元), (亿元), (万美元)."))
  }

  func reportMissing(_ column: RegisterColumn) {
    let names = [column.rawValue] + column.synonyms
    report(
      nil,
      both("缺少“\(column.rawValue)”（\(names[1])）一列。", "The column “\(column.rawValue)” is missing."),
      both(
        "加上这一列；列名可写：\(names.joined(separator: "、"))。",
        "Add it, headed by one of: \(names.joined(separator: ", "))."))
  }
}
