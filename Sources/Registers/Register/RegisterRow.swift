import InvestmentPipeline

/// Reads one row of a register into a lead.
///
/// An invalid field is reported with file, line and column and replaced by a valid placeholder, so
/// that the rest of the row is checked too.
struct RegisterRow {
  let row: CSVRows.Row
  let columns: RegisterColumns
  let file: String
  let id: String
  let findings: Findings
  let exchangeRates: [String: DecimalNumber]

  init(
    _ row: CSVRows.Row, _ columns: RegisterColumns, file: String,
    exchangeRates: [String: DecimalNumber], findings: Findings
  ) {
    self.row = row
    self.columns = columns
    self.file = file
    self.exchangeRates = exchangeRates
    self.findings = findings
    let written = columns.locations[.id].map { row.fields[$0.index].trimmingBlanks } ?? ""
    id = written.isEmpty ? "line \(row.line)" : written
    if written.isEmpty { reportEmpty(.id) }
  }

  func lead(_ names: NameIndex, manufacturing: [String: Bool]) -> Lead {
    let stage = self.stage()
    let chain = names.chain(needed(.chain))
    return Lead(
      id: id, name: needed(.name), districtID: names.district(needed(.district)), chainID: chain,
      channelID: names.channel(needed(.channel)), stage: stage, investment: investment(),
      isManufacturing: flag() ?? manufacturing[chain] ?? false,
      scoreShift: parsed(.scoreShift, shape: "0.3") { DecimalNumber($0.halfWidth)?.double } ?? 0,
      signingProbability: parsed(.probability, shape: "40%") {
        ShareText.parse($0, percent: columns.locations[.probability]?.isPercent ?? false)
      },
      signedOn: date(.signedOn), stageSince: date(.stageSince))
  }

  /// How many amounts the row states.
  var amountCount: Int {
    RegisterColumn.allCases.count { $0.isMoney && text($0) != nil }
  }

  /// The field of `column`; nil when it is empty or there is no such column.
  private func text(_ column: RegisterColumn) -> String? {
    guard let location = columns.locations[column] else { return nil }
    let text = row.fields[location.index].trimmingBlanks
    return text.isEmpty ? nil : text
  }

  private func needed(_ column: RegisterColumn) -> String {
    if let text = text(column) { return text }
    reportEmpty(column)
    return ""
  }

  private func stage() -> Stage {
    let text = needed(.stage)
    if let stage = NameIndex.stage(text) { return stage }
    if !text.isEmpty {
      var problem = Problem.unknown(
        text, both("阶段", "stage"), among: Stage.allCases.flatMap { [$0.name.zh, $0.rawValue] },
        at: path(.stage))
      problem.location = location(.stage)
      problem.cell = cell(.stage)
      findings.add(problem)
    }
    return text.isEmpty || self.text(.signedOn) == nil ? .identified : .lost
  }

  private func date(_ column: RegisterColumn) -> CalendarDate? {
    guard let text = text(column) else { return nil }
    if let date = DateText.parse(text) { return date }
    report(
      column, both("“\(text)”不是日期。", "“\(text)” is not a date."),
      both("写成 2023-02-28、2023/2/28 或 2023年2月28日。", "Write it like 2023-02-28."))
    return nil
  }

  private func investment() -> InvestmentEstimate {
    let standIn = Money.hundredMillionYuan(1)
    let low = amount(.investmentLow)
    let high = amount(.investmentHigh)
    let likeliest = amount(.investment)
    switch (low, likeliest, high) {
    case (nil, let point?, nil): return .point(point ?? standIn)
    case (let low?, nil, let high?):
      guard let low, let high else { return .point(standIn) }
      return .range(low: low, high: high)
    case (let low?, let mode?, let high?):
      guard let low, let mode, let high else { return .point(standIn) }
      return .threePoint(low: low, mode: mode, high: high)
    case (nil, nil, nil):
      report(
        .investment, both("没有投资额。", "The investment is missing."),
        both("写投资额，如 3亿元；或上下限都写。", "Give it, such as 3亿元, or both low and high."))
    default:
      let missing: RegisterColumn = low == nil ? .investmentLow : .investmentHigh
      report(
        missing, both("投资额上限和下限只写了一个。", "Only one of low and high is given."),
        both("两个都写，或都不写。", "Give both or neither."))
    }
    return .point(standIn)
  }

  /// Nil for an empty field, nil within for one that cannot be read.
  private func amount(_ column: RegisterColumn) -> Money?? {
    guard let text = text(column) else { return nil }
    let unit = columns.locations[column]?.unit
    switch MoneyText.parse(text, unit: unit, exchangeRates: exchangeRates) {
    case .success(let money): return .some(money)
    case .failure(let fault):
      report(column, fault.reason, fault.remedy)
      return .some(nil)
    }
  }

  private func flag() -> Bool? {
    parsed(.manufacturing, shape: "yes/no") { FlagText.parse($0) }
  }

  private func parsed<Value>(
    _ column: RegisterColumn, shape: String, _ parse: (String) -> Value?
  ) -> Value? {
    guard let text = text(column) else { return nil }
    if let value = parse(text) { return value }
    report(
      column, both("“\(text)”看不懂。", "“\(text)” is not understood."),
      both("写成 \(shape) 的样子；没有就空着。", "Write it like \(shape), or leave it empty."))
    return nil
  }

  // MARK: Reports

  private func reportEmpty(_ column: RegisterColumn) {
    report(
      column, both("“\(head(column))”是空的。", "“\(head(column))” is empty."),
      both("每个项目都要填这一列。", "Every lead has a value in this column."))
  }

  private func report(
    _ column: RegisterColumn, _ reason: BilingualText, _ remedy: BilingualText
  ) {
    findings.add(
      Problem(
        path: path(column), value: text(column), reason: reason, remedy: remedy,
        location: location(column), cell: cell(column)))
  }

  private func path(_ column: RegisterColumn) -> String { "leads[\(id)].\(column.rawValue)" }

  private func head(_ column: RegisterColumn) -> String {
    columns.locations[column]?.head ?? column.rawValue
  }

  private func cell(_ column: RegisterColumn) -> CellReference {
    CellReference(file: file, sheet: nil, row: row.line, column: columns.locations[column]?.index)
  }

  private func location(_ column: RegisterColumn) -> String {
    "\(file):\(row.line), column \(head(column))"
  }
}
