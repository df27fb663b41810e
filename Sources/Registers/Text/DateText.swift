package import InvestmentPipeline

/// Reads the dates of a register: `2023-02-28`, `2023/2/28`, `2023.2.28`, `2023年2月28日`.
package enum DateText {
  package static func parse(_ text: String) -> CalendarDate? {
    var text = text.halfWidth
    if text.hasSuffix("日") || text.hasSuffix("号") { text.removeLast() }
    for separators: [Character] in [["-", "-"], ["/", "/"], [".", "."], ["年", "月"]] {
      let first = text.split(
        separator: separators[0], maxSplits: 1, omittingEmptySubsequences: false)
      guard first.count == 2 else { continue }
      let second = first[1].split(separator: separators[1], omittingEmptySubsequences: false)
      guard second.count == 2 else { continue }
      let parts = [first[0], second[0], second[1]].map { $0.trimmingBlanks }
      guard parts[0].count == 4, parts[1].count <= 2, parts[2].count <= 2,
        parts.allSatisfy({ $0.utf8.allSatisfy { (48...57).contains($0) } }),
        let year = Int(parts[0]), let month = Int(parts[1]), let day = Int(parts[2])
      else { return nil }
      return CalendarDate(year: year, month: month, day: day)
    }
    return nil
  }
}
