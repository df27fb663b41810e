import InvestmentPipeline
import Registers
import Yams

/// A YAML syntax error in plain words; the message of Yams uses the terms of its scanner.
struct YAMLFault {
  var line: Int
  var column: Int
  var value: String?
  var reason: BilingualText
  var remedy: BilingualText

  private init(
    line: Int, column: Int, value: String?, reason: BilingualText, remedy: BilingualText
  ) {
    self.line = line
    self.column = column
    self.value = value
    self.reason = reason
    self.remedy = remedy
  }

  init(_ error: any Error, in text: String) {
    switch error as? YamlError {
    case .scanner(let context, let problem, let mark, _),
      .parser(let context, let problem, let mark, _),
      .composer(let context, let problem, let mark, _):
      // An open quote is met at the end of the file: where it begins says more.
      let isOpen = problem.contains("end of stream")
      let location = isOpen ? context?.mark ?? mark : mark
      self.init(problem, line: location.line, column: location.column, text: text)
    case .reader(let problem, let offset, _, _):
      let before = offset.map { text.prefix($0) } ?? ""
      let line = before.count { $0.isNewline } + 1
      let column = before.reversed().prefix { !$0.isNewline }.count + 1
      self.init(problem, line: line, column: column, text: text)
    case .duplicatedKeysInMapping(let keys, let context):
      let (key, mark) = (keys.first ?? "", context.mark)
      let again = YAMLFault.repetition(of: key, after: mark.line, column: mark.column, in: text)
      self.init(
        line: mark.line, column: mark.column, value: keys.joined(separator: ", "),
        reason: both(
          "键“\(key)”在同一处写了不止一次" + (again.map { "（第 \($0) 行又写了一次）。" } ?? "。"),
          "The key “\(key)” is written more than once in one place"
            + (again.map { " (again on line \($0))." } ?? ".")),
        remedy: both("只留一个，或改正其中写错的键。", "Keep one, or correct the one that is mistyped."))
    default:
      self.init("\(error)", line: 1, column: 1, text: text)
    }
  }

  private init(_ problem: String, line: Int, column: Int, text: String) {
    let lines = text.split(separator: "\n", maxSplits: line, omittingEmptySubsequences: false)
    let nearby = lines.prefix(line).suffix(2)
    let fullWidth = nearby.firstIndex { $0.contains("：") }
    self.line = fullWidth.map { $0 + 1 } ?? line
    self.column =
      fullWidth.map { index in
        lines[index].unicodeScalars.prefix { $0 != "：" }.count + 1
      } ?? column
    let detail = YAMLFault.translation(of: problem)
    reason = both("YAML 写法有误：\(detail)。", "YAML syntax: \(problem).")
    value = nil
    if fullWidth != nil {
      remedy = both(
        "这里用了全角冒号“：”：键后面要用半角冒号加空格“: ”。",
        "This is a full-width colon “：”; a key needs “: ”.")
    } else if nearby.contains(where: { $0.contains("\t") }) {
      remedy = both("缩进只能用空格，不能用制表符（Tab）。", "Indent with spaces, never with tabs.")
    } else {
      remedy = both(
        "检查这一行和上一行的缩进、冒号后的空格、引号和括号是否成对。",
        "Check indentation, the space after colons, and that quotes and brackets are closed, "
          + "here and on the line above.")
    }
  }

  private static func translation(of problem: String) -> String {
    let known: [(String, String)] = [
      ("mapping values are not allowed", "这里不能出现冒号（多半是缩进不齐，或文字里有冒号没加引号）"),
      ("could not find expected ':'", "键后面缺少半角冒号"),
      ("cannot start any token", "这个字符不能用在这里（缩进里的 Tab，或以 % @ ` 开头的文字没加引号）"),
      ("did not find expected key", "缩进不齐，或上面的括号、引号没有结束"),
      ("did not find expected ',' or ']'", "方括号没有结束，或各项之间少了逗号"),
      ("did not find expected ',' or '}'", "花括号没有结束，或各项之间少了逗号"),
      ("unexpected end of stream", "引号没有结束"),
      ("did not find expected '-' indicator", "列表的缩进不齐"),
      ("undefined alias", "用到了没有定义的别名（*名字）；星号要放在引号里"),
      ("did not find expected alphabetic", "星号或 & 后面不对；星号要放在引号里"),
      ("another document", "一个文件里只能有一份内容，多了“---”"),
      ("control characters are not allowed", "文件里有不可见的控制字符"),
    ]
    return known.first { problem.contains($0.0) }?.1 ?? problem
  }

  /// The first line below `line` that has `key` at the same column.
  private static func repetition(
    of key: String, after line: Int, column: Int, in text: String
  ) -> Int? {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    guard line < lines.count else { return nil }
    return lines.indices[line...].first { index in
      lines[index].prefix(column - 1).allSatisfy(\.isWhitespace)
        && lines[index].dropFirst(column - 1).hasPrefix("\(key):")
    }.map { $0 + 1 }
  }
}
