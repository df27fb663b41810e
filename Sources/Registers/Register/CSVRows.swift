import InvestmentPipeline
import SwiftCSV

/// The rows of a CSV file with their line numbers.
///
/// SwiftCSV splits fields; its errors and rows have no line numbers. Since every line break outside
/// quotes ends a row, the line of a row follows from the line breaks of the rows before it.
struct CSVRows: Sendable {
  struct Row: Sendable {
    /// The first line of the row, counted from 1.
    var line: Int
    var fields: [String]
  }

  /// Lines of a file: twice Excel's.
  static let greatestLineCount = 2_000_000
  /// UTF-16 units of a field, as many as a cell of Excel holds.
  static let greatestFieldLength = 32_767

  /// The first row that is not a comment.
  var header: Row
  /// The rows below it that are not empty.
  var rows: [Row]

  /// Nil if the header is missing or a quote is out of place, which is then reported. Rows above a
  /// fault are not returned either: a stray quote may have swallowed the rows before it was found.
  ///
  /// - Parameter delimiter: a comma unless the caller has determined another.
  static func read(
    _ text: String, file: String, findings: Findings, delimiter: CSVDelimiter = .comma
  ) -> CSVRows? {
    let file = CSVFaults(file: file, findings: findings)
    let lineCount = text.utf8.count { $0 == UInt8(ascii: "\n") }
    guard lineCount <= greatestLineCount else { return file.reportLineCount(lineCount) }
    var (rest, line) = withoutComments(text)
    guard !rest.isEmpty else { return file.reportNoHeader() }
    let head = rest.prefix { !$0.isNewline }
    if delimiter == .comma, !head.contains(","),
      let separator = ([";", "\t", "，"] as [Character]).first(where: { head.contains($0) })
    {
      return file.reportSeparator(separator, line: line)
    }
    // SwiftCSV drops an empty last field unless the last line ends.
    if rest.last?.isNewline != true { rest.append("\n") }
    var all: [Row] = []
    var longLine: Int?
    do {
      let csv = try EnumeratedCSV(
        string: rest, delimiter: delimiter, loadColumns: false, rowLimit: 0)
      try csv.enumerateAsArray(startAt: 0, rowLimit: nil) { fields in
        // The length of a field, in bytes first: this count is cheap.
        if fields.contains(where: {
          $0.utf8.count > greatestFieldLength && $0.utf16.count > greatestFieldLength
        }) {
          longLine = longLine ?? line
        }
        all.append(Row(line: line, fields: fields))
        line += 1 + fields.reduce(0) { $0 + $1.count { $0.isNewline } }
      }
    } catch {
      // The rows before the fault have been delivered, unless it is in the header.
      return file.reportQuote(line: line)
    }
    if rest.utf8.count(where: { $0 == UInt8(ascii: "\"") }) % 2 == 1 {
      return file.reportOpenQuote(line: all.last.map { $0.line } ?? line)
    }
    if let longLine { return file.reportLongField(line: longLine) }
    all.removeAll { row in row.fields.allSatisfy { $0.trimmingBlanks.isEmpty } }
    guard let header = all.first else { return nil }
    return CSVRows(header: header, rows: Array(all.dropFirst()))
  }

  /// What separates the fields: of comma, semicolon, tab and full-width comma the one that the
  /// first lines have most of.
  static func delimiter(of text: String) -> CSVDelimiter {
    let head = text.split(
      maxSplits: 10, omittingEmptySubsequences: true, whereSeparator: \.isNewline
    )
    .prefix(10)
    let counts = [",", ";", "\t", "，"].map { (separator: Character) in
      (separator, head.reduce(0) { $0 + $1.count { $0 == separator } })
    }
    let best = counts.max { $0.1 < $1.1 }
    guard let best, best.1 > 0, best.1 > counts[0].1 else { return .comma }
    return best.0 == ";" ? .semicolon : best.0 == "\t" ? .tab : .character(best.0)
  }

  /// The text from the header on, and the header's line.
  private static func withoutComments(_ text: String) -> (String, line: Int) {
    var rest = Substring(text)
    var line = 1
    while !rest.isEmpty {
      let current = rest.prefix { !$0.isNewline }
      let content = current.trimmingBlanks
      guard content.isEmpty || content.hasPrefix("#") else { break }
      rest = rest.dropFirst(current.count + 1)
      line += 1
    }
    return (String(rest), line)
  }
}

/// Reports faults of a CSV file; each gives nil, for the rows that are not read.
private struct CSVFaults {
  let file: String
  let findings: Findings

  private func report(line: Int, _ reason: BilingualText, _ remedy: BilingualText) -> CSVRows? {
    findings.add(
      Problem(
        path: file, reason: reason, remedy: remedy, location: "\(file):\(line)",
        cell: CellReference(file: file, sheet: nil, row: line)))
    return nil
  }

  func reportLineCount(_ count: Int) -> CSVRows? {
    report(
      line: CSVRows.greatestLineCount,
      both(
        "文件有 \(count) 行，最多 \(CSVRows.greatestLineCount) 行。",
        "The file has \(count) lines of at most \(CSVRows.greatestLineCount)."),
      both(
        "请核对是否选错文件；删掉空行，或拆成几个文件。",
        "Check that it is the right file; delete empty lines, or split it into several."))
  }

  func reportNoHeader() -> CSVRows? {
    report(
      line: 1, both("项目库文件里没有表头。", "The register has no header."),
      both(
        "第一行写列名：id,name,district,chain,channel,stage,investment。",
        "Name the columns: id,name,district,chain,channel,stage,investment."))
  }

  func reportSeparator(_ separator: Character, line: Int) -> CSVRows? {
    let name = separator == "\t" ? "Tab" : String(separator)
    return report(
      line: line, both("表头没有用半角逗号分列。", "The header is not separated by commas."),
      both(
        "另存为逗号分隔的 CSV；现在像是用“\(name)”分列。",
        "Save it as comma-separated; the separator appears to be “\(name)”."))
  }

  func reportQuote(line: Int) -> CSVRows? {
    report(
      line: line, both("这一行的引号用得不对。", "A quote is out of place in this row."),
      both(
        "带引号的单元格要整个放在引号里，里面的引号写两遍：\"\"。",
        "Put the whole field in quotes and double the quotes within: \"\"."))
  }

  func reportOpenQuote(line: Int) -> CSVRows? {
    report(
      line: line,
      both("这一行有引号没有结束，后面的内容都被它吞掉了。", "A quote opened in this row is never closed."),
      both("补上结束的引号，或删掉多余的引号。", "Close it, or delete the quote."))
  }

  func reportLongField(line: Int) -> CSVRows? {
    report(
      line: line,
      both(
        "这一行有单元格超过 \(CSVRows.greatestFieldLength) 个字符。",
        "A field of this row has more than \(CSVRows.greatestFieldLength) characters."),
      both("请缩短；很可能缺少一个引号。", "Shorten it; most likely a quote is missing."))
  }
}
