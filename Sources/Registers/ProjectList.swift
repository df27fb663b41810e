public import InvestmentPipeline

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The amounts of a list of past projects: a CSV file with a column of investments, headed and
/// written as in a register. Other columns are not looked at.
public struct ProjectList: Sendable {
  /// The investments, in the order of the file.
  public let amounts: [Money]
  /// Rows without an amount.
  public let emptyCount: Int
  /// The file, with its SHA-256.
  public let input: InputFile

  /// - Parameter exchangeRates: 元 per unit of foreign money, by name and as written: `6.73`.
  /// - Throws: all problems of the file, each with its line.
  public init(_ path: String, exchangeRates: [String: String] = [:]) throws(Problems) {
    let rates = exchangeRates.compactMapValues { DecimalNumber($0) }
    let url = URL(fileURLWithPath: path)
    let name = url.lastPathComponent
    let findings = Findings()
    let files = FolderFiles(root: url.deletingLastPathComponent().path, findings: findings)
    guard let file = files.text(name) else { throw Problems(findings.problems) }
    guard let csv = CSVRows.read(file.text, file: name, findings: findings) else {
      throw Problems(findings.problems)
    }
    let names = [RegisterColumn.investment.rawValue] + RegisterColumn.investment.synonyms
    let heads = csv.header.fields.map { ColumnHead($0) }
    guard let column = heads.firstIndex(where: { names.contains($0.name) }) else {
      throw Problems([
        Problem(
          path: name,
          reason: both("缺少“投资额”一列。", "The column “investment” is missing."),
          remedy: both(
            "加上这一列；列名可写：\(names.joined(separator: "、"))。",
            "Add it, headed by one of: \(names.joined(separator: ", "))."),
          location: "\(name):\(csv.header.line)")
      ])
    }
    let unit = heads[column].unit
    var amounts: [Money] = []
    var emptyCount = 0
    for row in csv.rows {
      guard !findings.isFull else {
        findings.addStopped(file: name, line: row.line)
        break
      }
      let text = column < row.fields.count ? row.fields[column].trimmingBlanks : ""
      func report(_ reason: BilingualText, _ remedy: BilingualText) {
        findings.add(
          Problem(
            path: "\(name):\(row.line)", value: text, reason: reason, remedy: remedy,
            location: "\(name):\(row.line), column \(csv.header.fields[column])"))
      }
      guard !text.isEmpty else {
        emptyCount += 1
        continue
      }
      switch MoneyText.parse(text, unit: unit, exchangeRates: rates) {
      case .success(let money) where money > .zero: amounts.append(money)
      case .success:
        report(both("金额要大于 0。", "An amount is above 0."), both("改正金额。", "Correct it."))
      case .failure(let fault): report(fault.reason, fault.remedy)
      }
    }
    guard findings.problems.isEmpty else { throw Problems(findings.problems) }
    self.amounts = amounts
    self.emptyCount = emptyCount
    input = file.input
  }
}
