import Forecasting
import InvestmentPipeline

/// What an import took for what, before it is written.
public struct ImportReport {
  let imported: RegisterImport
  /// From the register that is there; nil where there is none.
  let changes: RegisterChanges?
  let language: Language

  public init(_ imported: RegisterImport, changes: RegisterChanges?, language: Language) {
    self.imported = imported
    self.changes = changes
    self.language = language
  }

  /// For people, ending with a line break.
  public func text(usesColour: Bool) -> String {
    TextRenderer(usesColour: usesColour).render(blocks)
  }

  /// For programs: the import and the changes, keys in snake case.
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
        Catalogue.importHeadline(
          language, "\(imported.inputFiles.count)", "\(imported.leads.count)",
          NumberText.fixed(total / 10_000, decimals: 1), "\(imported.problems.count)"))
    ]
    for sheet in imported.sheets { blocks += self.sheet(sheet) }
    if !imported.leads.isEmpty {
      blocks.append(.heading(Catalogue.importTotals(language)))
      blocks.append(
        .table(sums(Catalogue.showStage(language)) { $0.stage.name[language] }))
      blocks.append(.table(sums(Catalogue.district(language)) { $0.district }))
    }
    if !imported.unknownWords.isEmpty {
      blocks.append(.heading(Catalogue.importUnknown(language)))
      blocks.append(
        .paragraph(
          (["类别,写法,含义"]
            + imported.unknownWords.flatMap { word in
              [Catalogue.importWordCount(language, "\(word.count)", word.first.description)]
                + word.lines
            }).joined(separator: "\n")))
    }
    if !imported.warnings.isEmpty {
      blocks.append(.heading(Catalogue.importWarnings(language)))
      blocks.append(
        .paragraph(
          imported.warnings.map { "\($0.place): \($0.value ?? "") \($0.reason[language])" }
            .joined(separator: "\n")))
    }
    return blocks + changeBlocks
  }

  private func sheet(_ sheet: ImportedSheet) -> [ReportBlock] {
    let heading = ReportBlock.heading(sheet.place.description)
    guard !sheet.headerRows.isEmpty else {
      return [heading, .paragraph(Catalogue.importNoHeader(language))]
    }
    let rows = sheet.columns.map { column -> [String] in
      let meaning: String =
        switch column.field {
        case nil: Catalogue.importUnknownHead(language)
        case .contact? where !column.isTaken: Catalogue.importContactDropped(language)
        case let field? where column.isTaken: field.name[language]
        case let field?: Catalogue.importNotTaken(language, field.name[language])
        }
      let source: String =
        switch column.unitSource {
        case nil: ""
        case .head?: Catalogue.importFromHead(language, column.unit ?? "")
        case .title?: Catalogue.importFromTitle(language, column.unit ?? "")
        case .cells?: Catalogue.importFromCells(language)
        }
      return [
        CellPlace.columnName(column.column), column.head, meaning, source,
        "\(column.filledCells)",
        column.median.map { NumberText.fixed($0, decimals: 2) } ?? "",
      ]
    }
    var words = [
      Catalogue.importRows(
        language, sheet.headerRows.map { "\($0)" }.joined(separator: "–"), "\(sheet.takenRows)")
    ]
    for left in sheet.leftOut {
      let places = left.rows.prefix(5).map { "\($0)" }.joined(separator: ", ")
      words.append(
        Catalogue.importLeftOut(
          language, reason(left.reason), "\(left.rows.count)",
          places + (left.rows.count > 5 ? " …" : "")))
    }
    if sheet.roughAmounts + sheet.ranges + sheet.monthsOnly > 0 {
      words.append(
        Catalogue.importRough(
          language, "\(sheet.roughAmounts)", "\(sheet.ranges)", "\(sheet.monthsOnly)"))
    }
    return [
      heading,
      .table(
        Table(
          columns: [
            (Catalogue.importColumn(language), .leading),
            (Catalogue.importHead(language), .leading),
            (Catalogue.importMeaning(language), .leading),
            (Catalogue.importUnit(language), .leading),
            (Catalogue.importFilled(language), .trailing),
            (Catalogue.importMedian(language), .trailing),
          ], rows: rows)), .paragraph(words.joined(separator: "\n")),
    ]
  }

  private func reason(_ reason: ImportedSheet.LeftOut.Reason) -> String {
    let words: Catalogue =
      switch reason {
      case .heading: .importHeading
      case .subtotal: .importSubtotal
      case .footnote: .importFootnote
      case .repeatedHeader: .importRepeated
      case .noName: .importNoName
      case .noAmount: .importNoAmount
      case .ignoredStage: .importIgnored
      case .problem: .importProblem
      }
    return words(language)
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
        (title, .leading), (Catalogue.importProjects(language), .trailing),
        (Catalogue.importSum(language), .trailing),
      ],
      rows: order.map {
        [$0, "\(sums[$0]!.count)", NumberText.fixed(sums[$0]!.amount / 10_000, decimals: 1)]
      })
  }

  private var changeBlocks: [ReportBlock] {
    guard let changes else { return [] }
    if changes.isEmpty {
      return [
        .heading(Catalogue.importChanges(language)),
        .paragraph(Catalogue.importUnchanged(language)),
      ]
    }
    func first(_ lines: [String]) -> [String] {
      lines.prefix(8) + (lines.count > 8 ? ["…"] : [])
    }
    let lines =
      [Catalogue.importAdded(language, "\(changes.added.count)")]
      + first(changes.added.map { "  + \($0.id) \($0.name)" })
      + [
        Catalogue.importChanged(language, "\(Set(changes.changed.map(\.id)).count)")
      ]
      + first(
        changes.changed.map {
          "  ~ \($0.id) \($0.name) \($0.column): \($0.before.isEmpty ? "–" : $0.before) → "
            + "\($0.after.isEmpty ? "–" : $0.after)"
        })
      + [Catalogue.importGone(language, "\(changes.gone.count)")]
      + first(changes.gone.map { "  - \($0.id) \($0.name)" })
      + (changes.lost.isEmpty
        ? []
        : [Catalogue.importLost(language, "\(changes.lost.count)")]
          + changes.lost.map { "  - \($0.id) \($0.name) \($0.column): \($0.before)" })
      + (changes.kept.isEmpty
        ? []
        : [
          Catalogue.importKept(
            language, changes.kept.joined(separator: language == .chinese ? "、" : ", "))
        ])
    return [
      .heading(Catalogue.importChanges(language)), .paragraph(lines.joined(separator: "\n")),
    ]
  }
}
