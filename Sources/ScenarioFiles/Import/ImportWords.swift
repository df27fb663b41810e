import InvestmentPipeline

/// The table by which a user says what words and heads mean: `import-words.csv`.
///
/// Columns 类别, 写法, 含义 (kind, written, means). A written `*` stands for rows that say nothing.
package struct ImportWords: Sendable {
  /// A row of this meaning is left out.
  static let ignore = "忽略"

  private var meanings: [ImportField: [String: String]] = [:]
  private(set) var heads: [String: ImportField?] = [:]

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
    for row in rows.rows {
      func report(_ value: String, _ reason: BilingualText, _ remedy: BilingualText) {
        findings.add(
          Problem(
            path: "\(file):\(row.line)", value: value, reason: reason, remedy: remedy,
            location: "\(file):\(row.line)"))
      }
      let fields = row.fields.map { $0.trimmingBlanks }
      guard fields.count >= 2, !fields[1].isEmpty else { continue }
      let meaning = fields.count > 2 ? fields[2] : ""
      guard let kind = Self.kinds.first(where: { $0.names.contains(fields[0].lowercased()) }) else {
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
        heads[ColumnHead(fields[1]).name] = .some(named)
        continue
      }
      meanings[field, default: [:]][Self.key(fields[1])] = meaning
    }
    guard findings.problems.isEmpty else { throw Problems(findings.problems) }
  }

  func meaning(_ word: String, of field: ImportField) -> String? {
    meanings[field]?[Self.key(word)]
  }

  /// Of rows that say nothing.
  func meaningOfNothing(_ field: ImportField) -> String? { meanings[field]?["*"] }

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
      (.started, ["启动", "开工", "已开工", "在建", "建设推进"]),
      (.producing, ["竣工", "完工", "投产运营"]), (.lost, ["停止谈判", "中止", "终止", "退出"]),
    ]
    return Dictionary(uniqueKeysWithValues: words.flatMap { stage, all in all.map { ($0, stage) } })
  }()
}
