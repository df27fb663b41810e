import InvestmentPipeline
import Registers

/// The results of reading one scenario beside its values: problems, locations, assumptions.
final class Reading {
  let findings: Findings
  /// Path → place and text of the value that is in effect there.
  private(set) var locations: [String: ValueLocation] = [:]
  private(set) var assumptions: [Assumption] = []
  private var assumedPaths: Set<String> = []
  /// 元 per unit of foreign money, by the currency's name.
  var exchangeRates: [String: DecimalNumber] = [:]

  init(findings: Findings) { self.findings = findings }

  func note(_ path: String, at location: SourceLocation, written: String? = nil) {
    locations[path] = ValueLocation(location: "\(location)", written: written)
  }

  /// Gives `path` the location of `other`.
  func note(_ path: String, as other: String) {
    locations[path] = locations[other]
  }

  /// Lists an input once, however many districts and channels read it.
  func assume(_ assumption: Assumption) {
    if assumedPaths.insert(assumption.path).inserted { assumptions.append(assumption) }
  }
}

/// A value of the merged scenario with the keys that lead to it.
///
/// Its readers return nil for a value of the wrong kind, which they report.
struct Field {
  let node: SourceNode
  let path: String
  let reading: Reading

  init(_ node: SourceNode, path: String, reading: Reading) {
    self.node = node
    self.path = path
    self.reading = reading
    reading.note(path, at: node.location, written: node.text)
  }

  func report(_ reason: BilingualText, _ remedy: BilingualText) {
    reading.findings.add(at: node.location, path: path, value: node.text, reason, remedy)
  }

  /// Lists the numbers of a file that `file`, within this mapping, names.
  func assume(_ file: Field, _ kind: BilingualText, name: String, count: Int) {
    guard let provenance = file.node.provenance else {
      report(
        both(
          "\(kind.zh) \(name) 没有出处。", "The \(kind.en) \(name) has no provenance."),
        both("加 published: 来源，或 assumed: 道理。", "Add published: SOURCE or assumed: REASONING."))
      return
    }
    reading.assume(
      Assumption(
        path: path, value: name, provenance: provenance, location: "\(file.node.location)",
        count: count))
  }

  /// Some text, without blanks around it.
  func text() -> String? {
    if let text = node.text?.trimmingBlanks, !text.isEmpty { return text }
    report(
      both("这里要写文字，现在是\(node.kind.zh)。", "A text is wanted here, not \(node.kind.en)."),
      both("写一段文字；文字里有冒号、逗号或 # 时加引号。", "Write a text; quote it if it has a colon, comma or #."))
    return nil
  }

  /// `{zh: …, en: …}`, or one text for both.
  func bilingual() -> BilingualText? {
    guard node.entries != nil else { return text().map { both($0, $0) } }
    guard let fields = mapping(["zh", "en"]) else { return nil }
    guard let zh = fields.required("zh")?.text(), let en = fields.required("en")?.text()
    else { return nil }
    return both(zh, en)
  }

  /// The texts of a list; one text alone is a list of one.
  func texts() -> [String]? {
    guard case .list(let items) = node.content else { return text().map { [$0] } }
    return items.enumerated().compactMap { index, item in
      Field(item, path: "\(path)[\(index)]", reading: reading).text()
    }
  }

  /// The fields of a mapping; `keys` are those it may have, nil for any.
  func mapping(_ keys: [String]?) -> Fields? {
    guard let entries = node.entries else {
      report(
        both(
          "这里要写一组“键: 值”，现在是\(node.kind.zh)。",
          "A mapping of keys and values is required here, not \(node.kind.en)."),
        both(
          keys.map { "可写的键：\($0.joined(separator: "、"))。" } ?? "照 docs/data.md 写。",
          keys.map { "Its keys: \($0.joined(separator: ", "))." } ?? "See docs/data.md."))
      return nil
    }
    if let keys {
      for entry in entries where !keys.contains(entry.key) {
        let near = nearestName(to: entry.key, among: keys)
        reading.findings.add(
          at: entry.keyPlace, path: "\(prefix)\(entry.key)", value: entry.key,
          both("不认识的键“\(entry.key)”。", "Unknown key “\(entry.key)”."),
          both(
            (near.map { "是不是“\($0)”？" } ?? "") + "这里可写：\(keys.joined(separator: "、"))。",
            (near.map { "Did you mean “\($0)”? " } ?? "")
              + "Known here: \(keys.joined(separator: ", "))."))
      }
    }
    return Fields(parent: self, entries: entries)
  }

  var prefix: String { path.isEmpty ? "" : "\(path)." }
}

/// The fields of a mapping, in the order of the file.
struct Fields {
  let parent: Field
  let entries: [SourceEntry]

  subscript(key: String) -> Field? {
    entries.first { $0.key == key }.map {
      Field($0.value, path: "\(parent.prefix)\(key)", reading: parent.reading)
    }
  }

  var all: [(key: String, field: Field)] {
    entries.map {
      ($0.key, Field($0.value, path: "\(parent.prefix)\($0.key)", reading: parent.reading))
    }
  }

  /// The field under `key`; reported when it is missing.
  func required(_ key: String) -> Field? {
    if let field = self[key] { return field }
    parent.reading.findings.add(
      at: parent.node.location, path: "\(parent.prefix)\(key)",
      both("缺少“\(key)”。", "“\(key)” is missing."),
      both("在这里补上 \(key)，写法见 docs/data.md。", "Add \(key) here; docs/data.md shows how."))
    return nil
  }
}
