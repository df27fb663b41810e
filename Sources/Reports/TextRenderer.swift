/// Blocks as lines for a terminal, columns aligned by display width.
struct TextRenderer {
  /// Whether to mark headings with escape codes.
  var usesColour: Bool
  /// Columns of the longest bar of a histogram.
  var barWidth = 50

  func render(_ blocks: [ReportBlock]) -> String {
    blocks.map(render).joined(separator: "\n")
  }

  private func render(_ block: ReportBlock) -> String {
    switch block {
    case .headline(let text): bold(text) + "\n"
    case .heading(let text): bold(text)
    case .paragraph(let text): text + "\n"
    case .table(let table): render(table)
    case .histogram(let rows): render(rows)
    }
  }

  private func bold(_ text: String) -> String {
    usesColour ? "\u{1B}[1m\(text)\u{1B}[0m" : text
  }

  private func render(_ table: Table) -> String {
    let widths = table.columns.indices.map { column in
      ([table.columns[column].title] + table.rows.map { $0[column] }).map(DisplayWidth.of).max()
        ?? 0
    }
    func line(_ cells: [String]) -> String {
      let padded = cells.indices.map { column in
        DisplayWidth.padded(
          cells[column], to: widths[column], alignment: table.columns[column].alignment)
      }
      return trimmed(padded.joined(separator: "  "))
    }
    let rule = String(repeating: "─", count: widths.reduce(2 * (widths.count - 1), +))
    return ([line(table.columns.map(\.title)), rule] + table.rows.map(line)).joined(separator: "\n")
      + "\n"
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
