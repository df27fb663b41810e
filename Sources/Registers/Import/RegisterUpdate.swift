public import InvestmentPipeline

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The update of an existing register by an import.
///
/// Values of the imported tables take precedence. Columns that the tables lack keep their values for
/// leads of the same id: 签约概率, 评分调整, notes and other columns added by the planner.
public struct RegisterUpdate {
  /// The differences between the existing register and the updated one.
  public let changes: RegisterChanges
  /// The register after the update.
  public let text: String

  /// The bytes of the register at `path`; nil where there is none.
  ///
  /// - Throws: `Problems` if it cannot be read, such as for a link out of its folder.
  public static func existing(_ path: String) throws(Problems) -> [UInt8]? {
    let url = URL(fileURLWithPath: path)
    let findings = Findings()
    let files = FolderFiles(root: url.deletingLastPathComponent().path, findings: findings)
    guard files.has(url.lastPathComponent) else { return nil }
    guard let bytes = files.bytes(url.lastPathComponent) else {
      throw Problems(findings.problems)
    }
    return bytes
  }

  /// - Parameters:
  ///   - existing: the register's bytes.
  ///   - imported: the register that the import alone would make.
  /// - Throws: `Problems` if the existing register cannot be read.
  public init(existing: [UInt8], imported: String, file: String) throws(Problems) {
    let findings = Findings()
    guard case .success(let oldText) = TextDecoding.decode(existing),
      let before = CSVRows.read(oldText, file: file, findings: findings),
      let after = CSVRows.read(
        imported.hasPrefix("\u{FEFF}") ? String(imported.dropFirst()) : imported, file: file,
        findings: findings),
      let oldID = Self.reference(of: .id, in: before),
      let newID = Self.reference(of: .id, in: after)
    else { throw Self.unreadable(file, findings) }
    let newKeys = Set(after.header.fields.map(Self.key))
    let extra = before.header.fields.indices.filter { column in
      !newKeys.contains(Self.key(before.header.fields[column]))
        && (!before.header.fields[column].trimmingBlanks.isEmpty
          || before.rows.contains { !$0[column].isEmpty })
    }
    let oldRows = Dictionary(before.rows.map { ($0[oldID], $0) }) { $1 }
    var left = Set(oldRows.keys)
    var changes = RegisterChanges(
      added: [], changed: [], gone: [], kept: extra.map { before.header.fields[$0] })
    var rows: [[String]] = []
    let name = Self.reference(of: .name, in: after)
    for row in after.rows {
      let id = row[newID]
      let title = name.map { row[$0] } ?? ""
      guard left.remove(id) != nil, let earlier = oldRows[id] else {
        changes.added.append(.init(id: id, name: title))
        rows.append(row.fields + extra.map { _ in "" })
        continue
      }
      var fields = row.fields
      Self.keepRange(&fields, after, of: earlier, before)
      changes.changed += Self.differences(fields, after, from: earlier, before, id, title)
      rows.append(fields + extra.map { $0 < earlier.fields.count ? earlier.fields[$0] : "" })
    }
    Self.note(left, of: before, id: oldID, extra: extra, in: &changes)
    self.changes = changes
    let lines = [after.header.fields + extra.map { before.header.fields[$0] }] + rows
    text =
      "\u{FEFF}"
      + (Self.comments(oldText) { !Self.isOfImport($0) } + Self.comments(imported) { _ in true })
      .map { $0 + "\r\n" }.joined()
      + lines.map { $0.map(CSVRows.quoted).joined(separator: ",") + "\r\n" }.joined()
  }

  private static func unreadable(_ file: String, _ findings: Findings) -> Problems {
    Problems([
      Problem(
        path: file, value: file,
        reason: both(
          "现有的项目库读不了，没有改动。", "The existing register cannot be read and was not changed."),
        remedy: both("改正或移走它，再导入。", "Correct it or move it away, and import again."),
        location: findings.problems.first?.location ?? file)
    ])
  }

  /// The fields of a lead whose values differ from the earlier ones.
  private static func differences(
    _ fields: [String], _ after: CSVRows, from earlier: CSVRows.Row, _ before: CSVRows,
    _ id: String, _ title: String
  ) -> [RegisterChanges.Change] {
    let oldColumns = columns(before)
    return after.header.fields.enumerated().compactMap { column, head in
      let old = oldColumns[key(head)]
      let (was, now) = (old.map { earlier[$0] } ?? "", fields[column].trimmingBlanks)
      guard was != now,
        value(was, old.map { before.header.fields[$0] } ?? head) != value(now, head)
      else { return nil }
      return .init(id: id, name: title, column: head, before: was, after: now)
    }
  }

  /// Notes the leads that the tables no longer have, with the values that are lost with them.
  private static func note(
    _ left: Set<String>, of before: CSVRows, id: Int, extra: [Int],
    in changes: inout RegisterChanges
  ) {
    let name = reference(of: .name, in: before)
    for row in before.rows where left.contains(row[id]) {
      let title = name.map { row[$0] } ?? ""
      changes.gone.append(.init(id: row[id], name: title))
      for column in extra where !row[column].isEmpty {
        changes.lost.append(
          .init(
            id: row[id], name: title, column: before.header.fields[column], before: row[column],
            after: ""))
      }
    }
  }

  /// The least and greatest amount that a planner gave beside the same likeliest one.
  private static func keepRange(
    _ fields: inout [String], _ after: CSVRows, of earlier: CSVRows.Row, _ before: CSVRows
  ) {
    guard let now = reference(of: .investment, in: after),
      let was = reference(of: .investment, in: before),
      case .amount(let amount) = value(fields[now], after.header.fields[now]),
      .amount(amount) == value(earlier[was], before.header.fields[was])
    else { return }
    for column in [RegisterColumn.investmentLow, .investmentHigh] {
      guard let now = reference(of: column, in: after), let was = reference(of: column, in: before),
        fields[now].isEmpty,
        case .amount(let money) = value(earlier[was], before.header.fields[was])
      else { continue }
      fields[now] = "\(money.tenThousandYuan)万元"
    }
  }

  // MARK: Columns and values

  private enum Value: Equatable {
    case amount(Money)
    case date(CalendarDate)
    case stage(Stage)
    case text(String)
  }

  /// The value of a field, independent of its notation.
  private static func value(_ text: String, _ head: String) -> Value {
    let text = text.trimmingBlanks
    switch RegisterColumns.column(head) {
    case let column? where column.isMoney:
      let unit = ColumnHead(head).unit
      if case .success(let money) = MoneyText.parse(text, unit: unit) { return .amount(money) }
    case .signedOn?, .stageSince?: if let date = DateText.parse(text) { return .date(date) }
    case .stage?: if let stage = NameIndex.stage(text) { return .stage(stage) }
    default: break
    }
    return .text(text)
  }

  /// One for all heads of a column.
  private static func key(_ head: String) -> String {
    RegisterColumns.column(head)?.rawValue ?? ColumnHead(head).name
  }

  private static func columns(_ rows: CSVRows) -> [String: Int] {
    Dictionary(rows.header.fields.enumerated().map { (key($1), $0) }) { first, _ in first }
  }

  private static func reference(of column: RegisterColumn, in rows: CSVRows) -> Int? {
    rows.header.fields.firstIndex { RegisterColumns.column($0) == column }
  }

  // MARK: Comments

  private static func comments(_ text: String, _ isWanted: (Substring) -> Bool) -> [Substring] {
    var found: [Substring] = []
    var rest = Substring(text)
    if rest.hasPrefix("\u{FEFF}") { rest.removeFirst() }
    while !rest.isEmpty {
      let line = rest.prefix { !$0.isNewline }
      guard line.isEmpty || line.hasPrefix("#") else { break }
      if !line.isEmpty, isWanted(line) { found.append(line) }
      rest = rest.dropFirst(line.count + 1)
    }
    return found
  }

  private static func isOfImport(_ comment: Substring) -> Bool {
    comment.hasPrefix("# 由 luodi import 从") || comment.hasPrefix(DataDates.comment)
  }
}

extension CSVRows.Row {
  /// A field without blanks around; empty where the row is too short.
  fileprivate subscript(column: Int) -> String {
    column < fields.count ? fields[column].trimmingBlanks : ""
  }
}

extension CSVRows {
  /// A field as a line of CSV holds it.
  fileprivate static func quoted(_ field: String) -> String {
    field.contains { $0.isNewline || $0 == "," || $0 == "\"" }
      ? "\"" + field.replacing("\"", with: "\"\"") + "\"" : field
  }
}
