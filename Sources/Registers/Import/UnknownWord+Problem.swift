import InvestmentPipeline

extension UnknownWord {
  /// The problem of the word; `lines` become the lines for the table of words that settle it.
  ///
  /// A line is complete where the table shows its meaning: a head above values of the field.
  /// Elsewhere the meaning is left empty, so that the pasted line has no effect until it is filled in.
  mutating func problem(_ context: ImportContext, _ sheets: [ImportedSheet]) -> CellProblem {
    let reference = CellReference(file: first.file, sheet: first.sheet)
    let heads = context.suggestions(field, reference)
    let (reason, remedy) =
      word != ImportWords.anything
      ? unknownMeaning(context)
      : heads.isEmpty ? missingValues(context, reference) : missingColumn(heads, reference, sheets)
    return CellProblem(
      first, value: word, reason: reason, remedy: remedy, alsoAt: Array(references.dropFirst()))
  }

  /// Rows without a value, where columns without a known head look like the field.
  private mutating func missingColumn(
    _ heads: [String], _ reference: CellReference, _ sheets: [ImportedSheet]
  ) -> (BilingualText, BilingualText) {
    let (name, table) = (field.name, ImportWords.table(reference))
    lines = heads.map { head in
      // Where another sheet has this head beside a known column of the field, it is not meant.
      let isElsewhere = sheets.contains { sheet in
        sheet.reference != reference && sheet.columns.contains { $0.field == field }
          && sheet.columns.contains { $0.field == nil && ColumnHead($0.head).name == head }
      }
      return ImportWords.line(
        nil, head, means: heads.count == 1 ? name.zh : "", table: isElsewhere ? table : nil)
    }
    let file = RegisterImporter.wordsFile
    if heads.count == 1 {
      return (
        both(
          "\(table) 没有认得出的“\(name.zh)”列，\(count) 行没有\(name.zh)；“\(heads[0])”一列的内容像是\(name.zh)。",
          "\(table) has no known column of the \(name.en), which \(count) rows lack; the cells under “\(heads[0])” look like it."
        ),
        both(
          "如果是，在 \(file) 里加一行：\(lines[0])", "If it is, add a line to \(file): \(lines[0])")
      )
    }
    return (
      both(
        "\(table) 没有认得出的“\(name.zh)”列，\(count) 行没有\(name.zh)；内容像的有 \(heads.count) 列。",
        "\(table) has no known column of the \(name.en), which \(count) rows lack; \(heads.count) columns look like it."
      ),
      both(
        "选一行，第三栏填“\(name.zh)”，加进 \(file)：\n" + lines.joined(separator: "\n"),
        "Add one of these lines to \(file), with \(name.zh) in its third field:\n"
          + lines.joined(separator: "\n"))
    )
  }

  /// Rows without a value, and no column that looks like the field.
  private mutating func missingValues(
    _ context: ImportContext, _ reference: CellReference
  ) -> (BilingualText, BilingualText) {
    let (name, table) = (field.name, ImportWords.table(reference))
    let choices = context.choices(field).joined(separator: "、")
    let line = ImportWords.line(field, word, table: table)
    let file = RegisterImporter.wordsFile
    lines = [line]
    return (
      both("\(table) 有 \(count) 行没有写\(name.zh)。", "\(count) rows of \(table) name no \(name.en)."),
      both(
        "在表里补上；如果这些行都是同一个\(name.zh)，第三栏填上它（\(choices)），加进 \(file)：\(line)",
        "Fill in the cells; if all of these rows have the same \(name.en), put it (\(choices)) into the "
          + "third field and add the line to \(file): \(line)")
    )
  }

  /// A word that the city's files do not know.
  private mutating func unknownMeaning(
    _ context: ImportContext
  ) -> (BilingualText, BilingualText) {
    let name = field.name
    let choices = context.choices(field)
    let line = ImportWords.line(field, word.filter { !$0.isNewline })
    let file = RegisterImporter.wordsFile
    lines = [line]
    let near = nearestName(to: word, among: choices)
    let meanings = choices.joined(separator: "、")
    return (
      both(
        "不认识的\(name.zh)“\(word)”，共 \(count) 行。",
        "Unknown \(name.en) “\(word)”, in \(count) rows."),
      both(
        (near.map { "是不是“\($0)”？" } ?? "") + "第三栏填上含义（\(meanings)），加进 \(file)：\(line)",
        (near.map { "Did you mean “\($0)”? " } ?? "")
          + "Put its meaning (\(meanings)) into the third field and add the line to \(file): \(line)"
      )
    )
  }
}
