package import InvestmentPipeline

/// The user's table of the meanings of words and heads, `import-words.csv`.
///
/// Columns 类别, 写法, 含义, 表 (kind, written, means, table). The word `*` stands for rows without a
/// value. A table, `FILE` or `FILE!SHEET`, limits the line to that file or sheet.
package struct ImportWords: Sendable {
  /// The meaning of words whose rows are skipped.
  static let ignore = "忽略"
  static let anything = "*"
  static let head = "类别,写法,含义"

  private struct Key: Hashable {
    /// Empty for all tables.
    var table: String
    /// Nil for a head.
    var field: ImportField?
    var word: String
  }

  private var meanings: [Key: String] = [:]
  private var heads: [Key: ImportField] = [:]

  package init() {}

  static let kinds: [(names: [String], field: ImportField?)] = [
    (["阶段", "stage"], .stage), (["区县", "district"], .district), (["产业链", "chain"], .chain),
    (["渠道", "channel"], .channel), (["列", "column"], nil),
  ]

  /// Reads the table; faults name their lines.
  package init(_ text: String, file: String) throws(Problems) {
    let findings = Findings()
    guard let rows = CSVRows.read(text, file: file, findings: findings) else {
      throw Problems(findings.problems)
    }
    // Lines that were pasted into an empty file have no header above them.
    for row in [rows.header] + rows.rows {
      func report(_ value: String, _ reason: BilingualText, _ remedy: BilingualText) {
        findings.add(
          Problem(
            path: "\(file):\(row.line)", value: value, reason: reason, remedy: remedy,
            location: "\(file):\(row.line)"))
      }
      let fields = row.fields.map { $0.trimmingBlanks }
      guard fields.count >= 2, !fields[1].isEmpty, !fields[0].hasPrefix("#"),
        !["类别", "kind"].contains(fields[0].lowercased())
      else { continue }
      let meaning = fields.count > 2 ? fields[2] : ""
      let table = fields.count > 3 ? fields[3] : ""
      guard let kind = Self.kinds.first(where: { $0.names.contains(fields[0].lowercased()) }) else {
        // Other words for the names of the columns.
        if row.line == rows.header.line { continue }
        let all = Self.kinds.map { $0.names[0] }
        report(
          fields[0], both("不认识的类别“\(fields[0])”。", "Unknown kind “\(fields[0])”."),
          both("写：\(all.joined(separator: "、"))。", "Write one of: \(all.joined(separator: ", "))."))
        continue
      }
      if meaning.isEmpty { continue }
      guard let field = kind.field else {
        let named = ImportField.allCases.first {
          $0.name.zh == meaning || $0.rawValue == meaning.lowercased()
        }
        guard meaning == Self.ignore || named != nil else {
          let all = ImportField.allCases.filter { $0 != .other }.map(\.name.zh) + [Self.ignore]
          report(
            meaning, both("没有叫“\(meaning)”的列。", "There is no column “\(meaning)”."),
            both(
              "写：\(all.joined(separator: "、"))。", "Write one of: \(all.joined(separator: ", "))."))
          continue
        }
        let head = ColumnHead(fields[1]).name
        guard !head.isEmpty else {
          report(
            fields[1], both("“\(fields[1])”不是表头。", "“\(fields[1])” is no head."),
            both("写表头的原文，括号外要有字。", "Write the head as it stands, with a word outside its brackets.")
          )
          continue
        }
        heads[Key(table: table, field: nil, word: head)] = named ?? .other
        continue
      }
      meanings[Key(table: table, field: field, word: Self.key(fields[1]))] = meaning
    }
    guard findings.problems.isEmpty else { throw Problems(findings.problems) }
  }

  /// The meaning for a sheet, else for its file, else for all tables.
  func meaning(_ word: String, of field: ImportField, in reference: CellReference) -> String? {
    let word = Self.key(word)
    return Self.tables(reference).lazy.compactMap {
      self.meanings[Key(table: $0, field: field, word: word)]
    }.first
  }

  /// Of a head: its column, `other` for one that is ignored.
  func field(_ head: String, in reference: CellReference) -> ImportField? {
    Self.tables(reference).lazy.compactMap { self.heads[Key(table: $0, field: nil, word: head)] }
      .first
  }

  /// As the table names a sheet, or a CSV file.
  static func table(_ reference: CellReference) -> String {
    reference.file + (reference.sheet.map { "!\($0)" } ?? "")
  }

  private static func tables(_ reference: CellReference) -> [String] {
    [table(reference), reference.file, ""]
  }

  /// A line of the table, to be pasted as it is; without a meaning it says nothing yet.
  static func line(
    _ field: ImportField?, _ word: String, means meaning: String = "", table: String? = nil
  ) -> String {
    let kind = kinds.first { $0.field == field }!.names[0]
    return ([kind, word, meaning] + (table.map { [$0] } ?? [])).map { text in
      text.contains { $0.isNewline || $0 == "," || $0 == "\"" }
        ? "\"" + text.replacing("\"", with: "\"\"") + "\"" : text
    }.joined(separator: ",")
  }

  private static func key(_ word: String) -> String {
    word.halfWidth.lowercased().filter { !$0.isWhitespace }
  }
}

extension Stage {
  /// Words for stages beyond their names that registers have in common.
  static let commonWords: [String: Stage] = {
    let words: [(Stage, [String])] = [
      (.identified, ["谋划", "线索对接", "意向"]), (.contacted, ["首谈", "接洽"]),
      (.negotiating, ["新增在谈", "在谈", "洽谈中", "协议起草"]),
      (.approved, ["研判通过", "评审通过", "已过会"]), (.signed, ["已签约", "签约落地"]),
      (.started, ["启动", "已开工", "在建", "建设推进"]),
      (.producing, ["竣工", "完工", "投产运营"]), (.lost, ["停止谈判", "中止", "终止", "退出"]),
    ]
    return Dictionary(uniqueKeysWithValues: words.flatMap { stage, all in all.map { ($0, stage) } })
  }()
}
