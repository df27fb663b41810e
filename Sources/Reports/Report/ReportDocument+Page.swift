import Forecasting
import InvestmentPipeline
import Mustache

/// The report as a self-contained HTML page.
extension ReportDocument {
  /// The page.
  ///
  /// - Parameter pictures: images by chart id; charts without one have their table only.
  public func page(pictures: [String: EmbeddedPicture]) -> String {
    let all = Dictionary(charts.map { ($0.id, $0) }) { first, _ in first }
    let document: [String: Any] = [
      "language": language == .chinese ? "zh-Hans" : "en",
      "title": title,
      "contents": ReportPageWords.contents[language],
      "tableTitle": ReportPageWords.data[language],
      "noPictures": pictures.isEmpty ? [ReportPageWords.noPictures[language]] : [],
      "sections": sections.map { section -> [String: Any] in
        [
          "id": section.id, "title": section.title,
          "blocks": section.blocks.compactMap { block($0, hasPictures: !pictures.isEmpty) },
          "charts": section.charts.compactMap { id -> [String: Any]? in
            guard let chart = all[id] else { return nil }
            let picture = pictures[id]?.text
            return [
              "title": chart.title, "description": chart.description,
              "picture": picture.map { [$0] } ?? [], "isOpen": picture == nil,
              "table": self.table(chart.table), "tableTitle": ReportPageWords.data[language],
            ]
          },
        ]
      },
    ]
    do {
      let template = try MustacheTemplate(
        string: String(decoding: PackageResources.report_mustache, as: UTF8.self))
      return visible(template.render(document))
    } catch {
      preconditionFailure("the page's template does not parse: \(error)")
    }
  }

  private func block(_ block: ReportBlock, hasPictures: Bool) -> [String: Any]? {
    switch block {
    case .headline(let text): ["headline": [text]]
    case .heading(let text): ["heading": [text.trimmingLineBreaks]]
    case .paragraph(let text):
      ["paragraph": [["lines": text.split(separator: "\n").map(String.init)]]]
    case .table(let table): ["table": [self.table(table)]]
    // The chart has the same data.
    case .histogram: nil
    }
  }

  private func table(_ table: Table) -> [String: Any] {
    func cells(_ texts: [String]) -> [[String: Any]] {
      zip(texts, table.columns).map { text, column in
        ["text": text, "isNumber": column.alignment == .trailing]
      }
    }
    return [
      "head": cells(table.columns.map(\.title)),
      "rows": table.rows.map { ["cells": cells($0)] },
    ]
  }
}
