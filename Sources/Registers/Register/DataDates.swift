import InvestmentPipeline

/// Dates of past events in a table, which bound its as-of date from below.
package enum DataDates {
  /// The comment of an imported register that states the latest of them.
  package static let comment = "# 数据截至 "

  private static let events = ["日期", "时间", "更新", "date", "updated", "_on", "_at"]
  private static let plans = [
    "计划", "预计", "拟", "预期", "约定", "下次", "下一步", "开工", "竣工", "投产", "截止", "到期", "plan", "expect",
    "due", "target", "next", "deadline",
  ]

  /// Whether a column of this head holds days of the past, such as 更新日期 or 首谈时间.
  static func areUnder(_ head: String) -> Bool {
    let head = head.lowercased()
    return events.contains { head.hasSuffix($0) } && !plans.contains { head.contains($0) }
  }

  /// Reports dates of a register after the as-of date, once per column. Signing dates are checked
  /// lead by lead by the scenario.
  static func check(
    _ csv: CSVRows, text: String, file: String, asOf: CalendarDate, findings: Findings
  ) {
    func report(
      _ date: CalendarDate, _ count: Int, _ what: BilingualText, at location: String,
      _ cell: CellReference
    ) {
      findings.add(
        Problem(
          path: location, value: "\(date)",
          reason: both(
            "\(what.zh)晚于统计截止日 \(asOf)（\(count) 处，最晚 \(date)）：项目库比情景新，结果会偏高。",
            "\(what.en) later than the as-of date \(asOf) (\(count) of them, the latest \(date)): the "
              + "register knows more than the scenario says."),
          remedy: both(
            "把 as_of 改为项目库的截至日期（\(date) 或以后），或换用截至 \(asOf) 的项目库；计划中的日期，列名写“计划”或“预计”。",
            "Move as_of to the day of the register (\(date) or later), or take the register as of \(asOf); "
              + "planned days stand under a head with 计划 or planned."),
          location: location, cell: cell))
    }
    var line = 1
    for current in text.split(
      maxSplits: 100, omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    {
      guard current.isEmpty || current.hasPrefix("#") else { break }
      if current.hasPrefix(comment),
        let date = CalendarDate(iso8601: current.dropFirst(comment.count).prefix(10)), date > asOf
      {
        report(
          date, 1, both("项目库的数据截至日期", "The register has data"), at: "\(file):\(line)",
          CellReference(file: file, sheet: nil, row: line))
      }
      line += 1
    }
    for (column, written) in csv.header.fields.enumerated() {
      let head = ColumnHead(written)
      guard head.isNote, areUnder(head.name) else { continue }
      var latest: CalendarDate?
      var first: (line: Int, count: Int)?
      for row in csv.rows where column < row.fields.count {
        guard let date = DateText.parse(row.fields[column].trimmingBlanks), date > asOf else {
          continue
        }
        latest = max(latest ?? date, date)
        first = (first?.line ?? row.line, (first?.count ?? 0) + 1)
      }
      if let latest, let first {
        report(
          latest, first.count, both("“\(written)”的日期", "Dates under “\(written)” are"),
          at: "\(file):\(first.line), column \(written.trimmingBlanks)",
          CellReference(file: file, sheet: nil, row: first.line, column: column))
      }
    }
  }
}
