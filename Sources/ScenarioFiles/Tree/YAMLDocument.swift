import InvestmentPipeline
import Registers
import Yams

/// Reads the text of one YAML file into nodes with their locations.
///
/// Guards against hostile files: at most 20 aliases (so that nested aliases cannot multiply, also not as
/// keys, which Yams hashes before this code sees them), 200,000 values and 50 levels. Merge keys (`<<`) and tags have no meaning here.
struct YAMLDocument {
  static let greatestAliasCount = 20
  static let greatestNodeCount = 200_000
  static let greatestDepth = 50

  private let file: String
  private let findings: Findings
  private var nodeCount = 0

  /// The top mapping of `text`; nil when there is none, and `findings` then say why.
  static func read(_ text: String, file: String, findings: Findings) -> SourceNode? {
    var document = YAMLDocument(file: file, findings: findings)
    return document.root(of: text)
  }

  private init(file: String, findings: Findings) {
    self.file = file
    self.findings = findings
  }

  private mutating func root(of text: String) -> SourceNode? {
    guard aliasCount(in: text) <= YAMLDocument.greatestAliasCount else {
      report(
        line: 1, column: 1,
        both("YAML 别名（*名字）太多。", "Too many YAML aliases (*name)."),
        both("把值直接写出来；情景之间共用内容请用 extends。", "Write the values out; scenarios share by extends."))
      return nil
    }
    do {
      // The variable keeps the parser alive while its nodes are used.
      let parser = try Parser(yaml: text)
      guard let composed = try parser.singleRoot() else {
        report(
          line: 1, column: 1, both("文件是空的。", "The file is empty."),
          both("照 docs/data.md 写上内容。", "Fill it as docs/data.md shows."))
        return nil
      }
      guard let node = convert(composed, depth: 0) else { return nil }
      if case .mapping = node.content { return node }
      report(
        line: node.location.line, column: node.location.column,
        node.isNull
          ? both("文件是空的。", "The file is empty.")
          : both("文件最外层要是“键: 值”。", "The file must be keys and values (key: value)."),
        both("照 docs/data.md 写上内容。", "Fill it as docs/data.md shows."))
    } catch {
      let fault = YAMLFault(error, in: text)
      report(
        line: fault.line, column: fault.column, value: fault.value, fault.reason, fault.remedy)
    }
    return nil
  }

  private mutating func convert(_ node: Node, depth: Int) -> SourceNode? {
    let location = SourceLocation(
      file: file, line: node.mark?.line ?? 1, column: node.mark?.column ?? 1)
    nodeCount += 1
    guard nodeCount <= YAMLDocument.greatestNodeCount, depth <= YAMLDocument.greatestDepth else {
      if nodeCount <= YAMLDocument.greatestNodeCount + 1 {
        nodeCount = YAMLDocument.greatestNodeCount + 2  // said once
        report(
          line: location.line, column: location.column,
          both("文件的值太多或层数太深。", "The file holds too many values or levels."),
          both(
            "一个文件最多 \(YAMLDocument.greatestNodeCount) 个值、\(YAMLDocument.greatestDepth) 层。",
            "A file has at most \(YAMLDocument.greatestNodeCount) values and "
              + "\(YAMLDocument.greatestDepth) levels."))
      }
      return nil
    }
    switch node {
    case .scalar(let scalar):
      refuseForbidden(scalar, at: location)
      let isPlain = scalar.style == .plain || scalar.style == .any
      if isPlain, scalar.string.isEmpty {
        return SourceNode(.null(explicit: false), at: location)
      }
      if isPlain, ["~", "null", "Null", "NULL"].contains(scalar.string) {
        return SourceNode(.null(explicit: true), at: location)
      }
      return SourceNode(.text(scalar.string), at: location)
    case .sequence(let sequence):
      var list: [SourceNode] = []
      for item in sequence {
        guard let converted = convert(item, depth: depth + 1) else { return nil }
        list.append(converted)
      }
      return SourceNode(.list(list), at: location)
    case .mapping(let mapping):
      var entries: [SourceEntry] = []
      for (key, value) in mapping {
        guard case .scalar(let name) = key else {
          report(
            line: key.mark?.line ?? location.line, column: key.mark?.column ?? location.column,
            both("键只能是一个词，不能是列表或一组键值。", "A key is a word, not a list or a mapping."),
            both("去掉键里的方括号或花括号。", "Take the brackets out of the key."))
          continue
        }
        guard let converted = convert(value, depth: depth + 1) else { return nil }
        let keyPlace = SourceLocation(
          file: file, line: name.mark?.line ?? location.line,
          column: name.mark?.column ?? location.column
        )
        refuseForbidden(name, at: keyPlace)
        entries.append(SourceEntry(key: name.string, keyPlace: keyPlace, value: converted))
      }
      return SourceNode(.mapping(entries), at: location)
    case .alias:
      return SourceNode(.null(explicit: false), at: location)
    }
  }

  /// The characters of the file are checked before; escapes ("\\x1b") give others.
  private func refuseForbidden(_ scalar: Node.Scalar, at location: SourceLocation) {
    guard let forbidden = ForbiddenCharacters.first(in: scalar.string) else { return }
    report(
      line: location.line, column: location.column, ForbiddenCharacters.reason(forbidden),
      ForbiddenCharacters.remedy)
  }

  private func report(
    line: Int, column: Int, value: String? = nil, _ reason: BilingualText, _ remedy: BilingualText
  ) {
    let location = SourceLocation(file: file, line: line, column: column)
    findings.add(
      Problem(
        path: file, value: value, reason: reason, remedy: remedy, location: "\(location)"))
  }

  /// At least the number of aliases: asterisks where a value may begin. Line breaks beyond ASCII's,
  /// behind which one could hide, are forbidden characters.
  private func aliasCount(in text: String) -> Int {
    var count = 0
    var previous = UInt8(ascii: " ")
    for byte in text.utf8 {
      if previous == UInt8(ascii: "*"), byte > UInt8(ascii: " ") { count += 1 }
      let mayBegin = " \t\r\n[{,:?-".utf8.contains(previous)
      previous = byte == UInt8(ascii: "*") && !mayBegin ? UInt8(ascii: "a") : byte
    }
    return count
  }
}
