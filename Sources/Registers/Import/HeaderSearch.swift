import InvestmentPipeline

/// Finds a sheet's header below its title rows and maps its columns to fields.
struct HeaderSearch {
  /// The number of rows in which a header is searched.
  static let reach = 20

  struct Header {
    /// Places in the sheet's `rows`.
    var rows: ClosedRange<Int>
    /// By column: its head as written, tiers joined.
    var heads: [String]
    var fields: [ImportField?]
    var ranks: [Int]
    var parsed: [ColumnHead]
  }

  let sheet: SourceSheet
  let words: ImportWords

  /// The header that knows most fields, the name among them and two more; of two alike the one of
  /// fewer rows, then the upper one.
  func find() -> Header? {
    var best: (header: Header, score: Int)?
    for tiers in 1...2 {
      for first in sheet.rows.indices.prefix(Self.reach) where first + tiers <= sheet.rows.count {
        if tiers == 2, !isTwoTier(first) { continue }
        let header = header(first...(first + tiers - 1))
        let known = Set(header.fields.compactMap(\.self)).subtracting([.other])
        guard known.contains(.name), known.count >= 3 else { continue }
        let others = header.fields.count { $0 == .other }
        let score = 4 * known.count + others
        if best.map({ score > $0.score }) ?? true { best = (header, score) }
      }
    }
    return best?.header
  }

  /// Whether a row and the next are joined by merged cells: side by side in the upper, or one above
  /// the other.
  private func isTwoTier(_ first: Int) -> Bool {
    let (upper, lower) = (sheet.rows[first].number, sheet.rows[first + 1].number)
    guard lower == upper + 1 else { return false }
    return sheet.merges.contains { range in
      range.rows.contains(upper)
        && (range.rows.contains(lower)
          || (range.rows.upperBound == upper && range.columns.count > 1))
    }
  }

  private func header(_ rows: ClosedRange<Int>) -> Header {
    let tiers = rows.map { texts(ofRow: $0) }
    let width = tiers.map(\.count).max() ?? 0
    var header = Header(rows: rows, heads: [], fields: [], ranks: [], parsed: [])
    for column in 0..<width {
      var parts = tiers.map { column < $0.count ? $0[column] : "" }.filter { !$0.isEmpty }
      if parts.count == 2, parts[0] == parts[1] { parts.removeLast() }
      let joined = parts.joined(separator: " ")
      // The lower tier alone, then both together, then the upper alone.
      let candidates = parts.count == 2 ? [parts[1], parts.joined(), parts[0]] : parts
      var found: (field: ImportField, rank: Int)?
      var head = ColumnHead(joined)
      for candidate in candidates {
        let parsed = ColumnHead(candidate)
        guard let match = field(parsed) else { continue }
        found = match
        let (unit, text, hint) = (head.unit, head.unitText, head.currencyHint)
        head = parsed
        if head.unit == nil { (head.unit, head.unitText) = (unit, text) }
        if head.currencyHint == nil { head.currencyHint = hint }
        break
      }
      header.heads.append(joined)
      header.fields.append(found?.field)
      header.ranks.append(found?.rank ?? .max)
      header.parsed.append(head)
    }
    return header
  }

  private func field(_ head: ColumnHead) -> (field: ImportField, rank: Int)? {
    let reference = CellReference(file: sheet.file, sheet: sheet.name)
    if let said = words.field(head.name, in: reference) { return (said, 0) }
    return ImportField.byName[head.name]
  }

  /// The texts of a row, those of merged cells in each of them.
  private func texts(ofRow index: Int) -> [String] {
    let row = sheet.rows[index]
    var texts = row.cells.map(\.text)
    for range in sheet.merges where range.rows.contains(row.number) {
      let top = sheet.rows[...index].last { $0.number == range.rows.lowerBound }
      let left = range.columns.lowerBound
      guard let text = top.flatMap({ left < $0.cells.count ? $0.cells[left].text : nil }),
        !text.isEmpty, range.columns.count <= 200
      else { continue }
      while texts.count <= range.columns.upperBound { texts.append("") }
      for column in range.columns where texts[column].isEmpty { texts[column] = text }
    }
    return texts
  }

  /// The unit that a title row names: `单位：万元、亩`.
  func titleUnit(before header: Header) -> (unit: MoneyText.Unit, text: String)? {
    for row in sheet.rows[..<header.rows.lowerBound] {
      for cell in row.cells {
        let text = cell.text.halfWidth.filter { !$0.isWhitespace }
        guard let reference = text.firstRange(of: "单位:") else { continue }
        for part in text[reference.upperBound...].split(whereSeparator: { "、,，;)）".contains($0) }) {
          if let unit = MoneyText.unit(String(part)) { return (unit, String(part)) }
        }
      }
    }
    return nil
  }
}
