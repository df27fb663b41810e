/// Blocks as lines for a terminal, columns aligned by display width.
struct TextRenderer {
  /// Whether to mark headings with escape codes.
  var usesColour: Bool
  /// Columns that a line may take; longer text goes on in the next line.
  var width = 110
  /// Columns of the longest bar of a histogram.
  var barWidth = 50

  func render(_ blocks: [ReportBlock]) -> String {
    blocks.map { render($0.visible) }.joined(separator: "\n")
  }

  private func render(_ block: ReportBlock) -> String {
    switch block {
    case .headline(let text): broken(text).map(bold).joined(separator: "\n") + "\n"
    case .heading(let text): broken(text).map(bold).joined(separator: "\n")
    case .paragraph(let text): broken(text).joined(separator: "\n") + "\n"
    case .table(let table): render(table)
    case .histogram(let rows): render(rows)
    }
  }

  private func broken(_ text: String) -> [String] { LineBreaking.lines(of: text, width: width) }

  private func bold(_ text: String) -> String {
    usesColour ? "\u{1B}[1m\(text)\u{1B}[0m" : text
  }

  private func render(_ table: Table) -> String {
    let widths = fittingWidths(of: table)
    func line(_ cells: [String]) -> String {
      let padded = cells.indices.map { column in
        DisplayWidth.padded(
          cells[column], to: widths[column], alignment: table.columns[column].alignment)
      }
      return trimmed(padded.joined(separator: "  "))
    }
    /// A row takes as many lines as its longest cell.
    func lines(_ cells: [String]) -> [String] {
      let broken = cells.indices.map { column in
        table.columns[column].alignment == .leading
          ? LineBreaking.lines(of: cells[column], width: widths[column]) : [cells[column]]
      }
      return (0..<(broken.map(\.count).max() ?? 0)).map { index in
        line(broken.map { index < $0.count ? $0[index] : "" })
      }
    }
    let rule = String(repeating: "─", count: widths.reduce(2 * (widths.count - 1), +))
    return (lines(table.columns.map(\.title)) + [rule] + table.rows.flatMap(lines))
      .joined(separator: "\n") + "\n"
  }

  /// The widths of the columns. Where they do not fit into a line, the widest column of text
  /// is narrowed, to at least 24 columns. None is wider than a line; longer words exceed theirs.
  private func fittingWidths(of table: Table) -> [Int] {
    var widths = table.columns.indices.map { column in
      ([table.columns[column].title] + table.rows.map { $0[column] })
        .reduce(0) { min(width, max($0, DisplayWidth.of($1))) }
    }
    let excess = widths.reduce(2 * (widths.count - 1), +) - width
    let text = table.columns.indices.filter { table.columns[$0].alignment == .leading }
    if excess > 0, let widest = text.max(by: { widths[$0] < widths[$1] }) {
      // At least its longest word, which is not broken.
      let aim = min(widths[widest], max(24, widths[widest] - excess))
      let lines = ([table.columns[widest].title] + table.rows.map { $0[widest] })
        .flatMap { LineBreaking.lines(of: $0, width: aim) }
      widths[widest] = lines.reduce(0) { min(width, max($0, DisplayWidth.of($1))) }
    }
    return widths
  }

  private func render(_ rows: [HistogramRow]) -> String {
    let greatest = rows.reduce(0) { most, row in
      if case .bin(_, let share, _) = row { max(most, share) } else { most }
    }
    return rows.map { row in
      switch row {
      case .bin(let label, let share, let percent):
        trimmed("  \(label) │\(bar(share / max(greatest, .leastNonzeroMagnitude))) \(percent)")
      case .mark(let text): "  ├──────── \(text)"
      }
    }.joined(separator: "\n") + "\n"
  }

  /// Eighths of a column.
  private func bar(_ share: Double) -> String {
    let eighths = Int((share * Double(barWidth) * 8).rounded())
    let parts = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"]
    return String(repeating: "█", count: eighths / 8) + parts[eighths % 8]
  }

  private func trimmed(_ line: String) -> String {
    var line = line
    while line.last == " " { line.removeLast() }
    return line
  }
}
