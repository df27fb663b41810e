import InvestmentPipeline

extension SheetReading {
  mutating func read(_ row: SourceSheet.Row, _ name: String) {
    let firstProblem = problemCount
    let (total, amountColumn) = amount(row)
    if total == nil, problemCount == firstProblem { return leave(row, .noAmount) }
    guard let stage = resolveStage(row) else { return leave(row, .ignoredStage) }
    summary.dataRows += 1
    let district = resolve(row, .district)
    let chain = resolve(row, .chain)
    let channel = resolve(row, .channel)
    var signedOn: CalendarDate?
    var stageSince: CalendarDate?
    if let stage = stage.value, stage != .lost {
      if stage >= .signed {
        signedOn = readSigningDate(row)
      } else {
        stageSince = readStageDate(row)
      }
    }
    if let amount = total, amount.high > 100_000_000 {
      report(
        row.number, amountColumn, cell(row, amountColumn).text,
        both("金额超过 10,000亿元。", "The amount is above 10,000亿元."),
        both("看看单位是不是写错了。", "Check the unit."))
    }
    let hasProblem =
      problemCount > firstProblem || stage.value == nil || district == nil || chain == nil
      || channel == nil
    guard let amount = total else {
      if hasProblem { leave(row, .problem) }
      return
    }
    if amount.isRough { summary.roughAmounts += 1 }
    if amount.isRange { summary.ranges += 1 }
    rows.append(
      Row(
        lead: ImportedLead(
          reference: reference(row.number), id: id(row, name), name: name, district: district ?? "",
          chain: chain ?? "", channel: channel ?? "", stage: stage.value ?? .identified,
          investment: amount.isRange ? nil : amount.low,
          investmentLow: amount.isRange ? amount.low : nil,
          investmentHigh: amount.isRange ? amount.high : nil, signedOn: signedOn,
          stageSince: stageSince, notes: notes(row)),
        amountColumn: amountColumn, amount: Double(amount.low + amount.high) / 2,
        hasOwnUnit: amount.hasOwnUnit, hasProblem: hasProblem))
  }

  /// The sum of the columns of investment, or the range of two columns of its ends; nil without an
  /// amount. Faults are reported.
  private mutating func amount(_ row: SourceSheet.Row) -> (AmountReader.Amount?, column: Int) {
    let investment = columns[.investment]!
    var total: AmountReader.Amount?
    var amountColumn = investment[0]
    for column in investment {
      let cell = cell(row, column)
      switch AmountReader.read(cell.text, unit: unit(column), rates: context.rates) {
      case .nothing: continue
      case .fault(let fault): report(row.number, column, cell.text, fault.reason, fault.remedy)
      case .amount(let amount):
        amountColumn = column
        var sum = total ?? AmountReader.Amount(low: 0, high: 0)
        sum.add(amount)
        total = sum
      }
    }
    if total == nil, let low = end(row, .investmentLow), let high = end(row, .investmentHigh),
      low.low <= high.high
    {
      total = AmountReader.Amount(
        low: low.low, high: high.high, hasOwnUnit: low.hasOwnUnit || high.hasOwnUnit)
    }
    return (total, amountColumn)
  }

  private func notes(_ row: SourceSheet.Row) -> [ImportField: String] {
    var notes: [ImportField: String] = [:]
    for field in ImportField.noteFields {
      guard let text = note(row, field), !text.isEmpty else { continue }
      notes[field] = text
    }
    return notes
  }

  /// An end of a range that has columns of its own.
  private func end(_ row: SourceSheet.Row, _ field: ImportField) -> AmountReader.Amount? {
    guard let column = columns[field]?.first,
      case .amount(let amount) = AmountReader.read(
        cell(row, column).text, unit: unit(column), rates: context.rates)
    else { return nil }
    return amount
  }

  private func note(_ row: SourceSheet.Row, _ field: ImportField) -> String? {
    let all = columns[field] ?? []
    guard !all.isEmpty else { return nil }
    if field == .paidIn || field == .fixedAssets {
      let cell = cell(row, all[0])
      guard
        case .amount(let amount) = AmountReader.read(
          cell.text, unit: unit(all[0]), rates: context.rates), !amount.isRange
      else { return nil }
      return "\(amount.low)"
    }
    return all.map { cell(row, $0).text }.filter { !$0.isEmpty }.joined(separator: " ")
  }

  /// The project's own id, or one made of its name: running numbers change when a row comes in.
  private func id(_ row: SourceSheet.Row, _ name: String) -> String {
    let own = text(row, .id)
    if !own.isEmpty { return own }
    let key = name.halfWidth.filter { !$0.isWhitespace }
    return "P-" + sha256(Array(key.utf8)).prefix(10)
  }

  private mutating func readSigningDate(_ row: SourceSheet.Row) -> CalendarDate? {
    guard let column = columns[.signedOn]?.first else {
      report(
        row.number, nil, nil,
        both("已签约的项目没有签约日期一列。", "A signed project, and no column of the date of signing."),
        both("加上“签约日期”一列，或改阶段。", "Add the column 签约日期, or change the stage."))
      return nil
    }
    if cell(row, column).text.isEmpty {
      report(
        row.number, column, nil,
        both("已签约的项目没有签约日期。", "A signed project has no date of signing."), Self.dateRemedy)
      return nil
    }
    return readDate(row, column)
  }

  /// The day of entering the stage, where one is given.
  private mutating func readStageDate(_ row: SourceSheet.Row) -> CalendarDate? {
    guard let column = columns[.stageSince]?.first, !cell(row, column).text.isEmpty else {
      return nil
    }
    return readDate(row, column)
  }

  private mutating func readDate(_ row: SourceSheet.Row, _ column: Int) -> CalendarDate? {
    let cell = cell(row, column)
    if let (date, isMonth) = DateReader.read(cell, has1904Dates: sheet.has1904Dates) {
      if isMonth { summary.monthsOnly += 1 }
      return date
    }
    report(
      row.number, column, cell.text, both("“\(cell.text)”不是日期。", "“\(cell.text)” is not a date."),
      Self.dateRemedy)
    return nil
  }

  private static let dateRemedy = both(
    "写成 2023-02-28、2023/2/28 或 2023年2月28日。", "Write it like 2023-02-28.")

  // MARK: Words

  /// Nil for a stage that is to be left out; a value of nil for one that is not known.
  private func resolveStage(_ row: SourceSheet.Row) -> (value: Stage?, Void)? {
    guard let name = resolve(row, .stage) else { return (nil, ()) }
    if name == ImportWords.ignore { return nil }
    return (Stage(rawValue: name), ())
  }

  /// The city's name for the value of the row; nil for an unknown value, which is noted.
  private func resolve(_ row: SourceSheet.Row, _ field: ImportField) -> String? {
    let column = columns[field]?.first
    let word = text(row, field)
    if !word.isEmpty {
      if let name = context.lookUp(word, field) { return name }
      context.note(word, field, reference(row.number, column))
      return nil
    }
    if column == nil, let name = lowerHeaded[field] ?? upperHeaded[field] { return name }
    if column == nil, let sheetName = sheet.name, let name = context.lookUp(sheetName, field) {
      return name
    }
    if let nothing = context.meaningOfNothing(field) {
      if let name = context.lookUp(nothing, field) { return name }
    }
    if column == nil, field == .chain, let heading,
      context.suggestions(field, reference(nil)).isEmpty
    {
      context.note(heading, field, reference(row.number))
    } else {
      context.note(ImportWords.anything, field, reference(row.number, column))
    }
    return nil
  }
}
