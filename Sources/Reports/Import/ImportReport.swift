import Forecasting
public import InvestmentPipeline

/// The column mapping, exclusions and changes of an import, before it is written.
public struct ImportReport {
  let imported: RegisterImport
  /// The changes to the existing register; nil where there is none.
  let changes: RegisterChanges?
  let language: Language

  /// A report on `imported`; `changes` is nil where there is no register yet.
  public init(_ imported: RegisterImport, changes: RegisterChanges?, language: Language) {
    self.imported = imported
    self.changes = changes
    self.language = language
  }

  /// The report as text, ending with a line break.
  public func text(usesColour: Bool) -> String {
    TextRenderer(usesColour: usesColour).render(blocks)
  }

  /// The import and the changes as JSON with keys in snake case.
  public var json: String {
    struct Document: Encodable {
      var formatVersion = 1
      var luodiVersion = Forecasting.luodiVersion
      var imported: RegisterImport
      var changes: RegisterChanges?
    }
    return MachineText.json(Document(imported: imported, changes: changes))
  }

  private var blocks: [ReportBlock] {
    let total = imported.leads.reduce(0) { $0 + middle($1) }
    var blocks: [ReportBlock] = [
      .headline(
        ImportReportWords.headline(
          files: "\(imported.inputFiles.count)", projects: "\(imported.leads.count)",
          amount: NumberText.fixed(total / 10_000, decimals: 1),
          problems: "\(imported.problems.count)")[language])
    ]
    for sheet in imported.sheets { blocks += self.sheet(sheet) }
    if !imported.leads.isEmpty {
      blocks.append(.heading(ImportReportWords.totals[language]))
      blocks.append(
        .table(sums(SharedWords.stage[language]) { $0.stage.name[language] }))
      blocks.append(.table(sums(SharedWords.district[language]) { $0.district }))
    }
    if !imported.unknownWords.isEmpty {
      blocks.append(.heading(ImportReportWords.unknownWords[language]))
      blocks.append(
        .paragraph(
          (["类别,写法,含义"]
            + imported.unknownWords.flatMap { word in
              [
                ImportReportWords.wordCount(rows: "\(word.count)", first: word.first.description)[
                  language]
              ]
                + word.lines
            }).joined(separator: "\n")))
    }
    if !imported.warnings.isEmpty {
      blocks.append(.heading(ImportReportWords.warnings[language]))
      blocks.append(
        .paragraph(
          imported.warnings.map { "\($0.reference): \($0.value ?? "") \($0.reason[language])" }
            .joined(separator: "\n")))
    }
    return blocks + changeBlocks
  }

  private func sheet(_ sheet: ImportedSheet) -> [ReportBlock] {
    let heading = ReportBlock.heading(sheet.reference.description)
    guard !sheet.headerRows.isEmpty else {
      return [heading, .paragraph(ImportReportWords.noHeader[language])]
    }
    let rows = sheet.columns.map { column -> [String] in
      let meaning: String =
        switch column.field {
        case nil: ImportReportWords.unknownColumn[language]
        case .contact? where !column.isTaken: ImportReportWords.contactDropped[language]
        case let field? where column.isTaken: field.name[language]
        case let field?: ImportReportWords.notUsed(field: field.name[language])[language]
        }
      let source: String =
        switch column.unitSource {
        case nil: ""
        case .head?: ImportReportWords.unitFromHeader(unit: column.unit ?? "")[language]
        case .title?: ImportReportWords.unitFromTitle(unit: column.unit ?? "")[language]
        case .cells?: ImportReportWords.unitFromCells[language]
        }
      return [
        CellReference.columnName(column.column), column.head, meaning, source,
        "\(column.filledCells)",
        column.median.map { NumberText.fixed($0, decimals: 2) } ?? "",
      ]
    }
    var words = [
      ImportReportWords.rows(
        header: sheet.headerRows.map { "\($0)" }.joined(separator: "–"), count: "\(sheet.takenRows)"
      )[language]
    ]
    for left in sheet.leftOut {
      let numbers = left.rows.prefix(5).map { "\($0)" }.joined(separator: ", ")
      words.append(
        ImportReportWords.excluded(
          reason: reason(left.reason), count: "\(left.rows.count)",
          rows: numbers + (left.rows.count > 5 ? " …" : ""))[language])
    }
    if sheet.roughAmounts + sheet.ranges + sheet.monthsOnly > 0 {
      words.append(
        ImportReportWords.approximate(
          approximate: "\(sheet.roughAmounts)", ranges: "\(sheet.ranges)",
          months: "\(sheet.monthsOnly)")[language])
    }
    return [
      heading,
      .table(
        Table(
          columns: [
            (ImportReportWords.column[language], .leading),
            (ImportReportWords.header[language], .leading),
            (ImportReportWords.field[language], .leading),
            (ImportReportWords.unit[language], .leading),
            (ImportReportWords.filled[language], .trailing),
            (ImportReportWords.median[language], .trailing),
          ], rows: rows)), .paragraph(words.joined(separator: "\n")),
    ]
  }

  private func reason(_ reason: ImportedSheet.LeftOut.Reason) -> String {
    let text: BilingualText =
      switch reason {
      case .heading: ImportReportWords.heading
      case .subtotal: ImportReportWords.subtotal
      case .footnote: ImportReportWords.footnote
      case .repeatedHeader: ImportReportWords.repeatedHeader
      case .noName: ImportReportWords.noName
      case .noAmount: ImportReportWords.noAmount
      case .ignoredStage: ImportReportWords.ignored
      case .problem: ImportReportWords.problem
      }
    return text[language]
  }

  private func middle(_ lead: ImportedLead) -> Double {
    Double(lead.investment ?? ((lead.investmentLow ?? 0) + (lead.investmentHigh ?? 0)) / 2)
  }

  private func sums(_ title: String, _ key: (ImportedLead) -> String) -> Table {
    var order: [String] = []
    var sums: [String: (count: Int, amount: Double)] = [:]
    for lead in imported.leads {
      let key = key(lead)
      if sums[key] == nil { order.append(key) }
      sums[key, default: (0, 0)].count += 1
      sums[key]!.amount += middle(lead)
    }
    return Table(
      columns: [
        (title, .leading), (SharedWords.projectCount[language], .trailing),
        (ImportReportWords.sum[language], .trailing),
      ],
      rows: order.map {
        [$0, "\(sums[$0]!.count)", NumberText.fixed(sums[$0]!.amount / 10_000, decimals: 1)]
      })
  }

  private var changeBlocks: [ReportBlock] {
    guard let changes else { return [] }
    if changes.isEmpty {
      return [
        .heading(ImportReportWords.changes[language]),
        .paragraph(ImportReportWords.unchanged[language]),
      ]
    }
    func first(_ lines: [String]) -> [String] {
      lines.prefix(8) + (lines.count > 8 ? ["…"] : [])
    }
    let lines =
      [ImportReportWords.added(count: "\(changes.added.count)")[language]]
      + first(changes.added.map { "  + \($0.id) \($0.name)" })
      + [
        ImportReportWords.changed(count: "\(Set(changes.changed.map(\.id)).count)")[language]
      ]
      + first(
        changes.changed.map {
          "  ~ \($0.id) \($0.name) \($0.column): \($0.before.isEmpty ? "–" : $0.before) → "
            + "\($0.after.isEmpty ? "–" : $0.after)"
        })
      + [ImportReportWords.removed(count: "\(changes.gone.count)")[language]]
      + first(changes.gone.map { "  - \($0.id) \($0.name)" })
      + (changes.lost.isEmpty
        ? []
        : [ImportReportWords.lost(count: "\(changes.lost.count)")[language]]
          + changes.lost.map { "  - \($0.id) \($0.name) \($0.column): \($0.before)" })
      + (changes.kept.isEmpty
        ? []
        : [
          ImportReportWords.kept(
            columns: changes.kept.joined(separator: language == .chinese ? "、" : ", "))[language]
        ])
    return [
      .heading(ImportReportWords.changes[language]), .paragraph(lines.joined(separator: "\n")),
    ]
  }
}
