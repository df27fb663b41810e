/// Blocks as Markdown.
struct MarkdownRenderer {
  func render(_ blocks: [ReportBlock]) -> String {
    blocks.map(render).joined(separator: "\n\n") + "\n"
  }

  private func render(_ block: ReportBlock) -> String {
    switch block {
    case .headline(let text): "**\(escaped(text))**"
    case .heading(let text): "## \(escaped(text))"
    case .paragraph(let text):
      text.split(separator: "\n").map { escaped(String($0)) }.joined(separator: "  \n")
    case .table(let table): render(table)
    case .histogram(let rows): render(rows)
    }
  }

  private func render(_ table: Table) -> String {
    func line(_ cells: [String]) -> String {
      "| " + cells.map(escaped).joined(separator: " | ") + " |"
    }
    let rule = "|" + table.columns.map { $0.alignment == .leading ? "---|" : "---:|" }.joined()
    return ([line(table.columns.map(\.title)), rule] + table.rows.map(line)).joined(separator: "\n")
  }

  private func render(_ rows: [HistogramRow]) -> String {
    let text = TextRenderer(usesColour: false).render([.histogram(rows)])
    return "```\n\(text)```"
  }

  /// Escapes characters that are markup in Markdown or HTML.
  func escaped(_ text: String) -> String {
    var result = ""
    for character in visible(text) {
      switch character {
      case "|", "*", "_", "`", "[", "]", "<", ">", "\\": result += "\\\(character)"
      case "\n": result += " "
      default: result.append(character)
      }
    }
    return result
  }
}
