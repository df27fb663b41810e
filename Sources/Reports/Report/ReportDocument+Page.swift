import Forecasting
import InvestmentPipeline
import Mustache

/// The document as one page that needs nothing else.
extension ReportDocument {
  /// - Parameter pictures: SVG by chart; charts without one are tables alone.
  public func page(pictures: [String: String]) -> String {
    let all = Dictionary(charts.map { ($0.id, $0) }) { first, _ in first }
    let document: [String: Any] = [
      "language": language == .chinese ? "zh-Hans" : "en",
      "title": title,
      "contents": Catalogue.reportContents(language),
      "tableTitle": Catalogue.reportNumbers(language),
      "noPictures": pictures.isEmpty ? [Catalogue.reportNoPictures(language)] : [],
      "sections": sections.map { section -> [String: Any] in
        [
          "id": section.id, "title": section.title,
          "blocks": section.blocks.compactMap { block($0, hasPictures: !pictures.isEmpty) },
          "charts": section.charts.compactMap { id -> [String: Any]? in
            guard let chart = all[id] else { return nil }
            let picture = pictures[id].flatMap { safe($0, id: id) }
            return [
              "title": chart.title, "description": chart.description,
              "picture": picture.map { [$0] } ?? [], "isOpen": picture == nil,
              "table": self.table(chart.table), "tableTitle": Catalogue.reportNumbers(language),
            ]
          },
        ]
      },
    ]
    do {
      let template = try MustacheTemplate(
        string: String(decoding: PackageResources.report_mustache, as: UTF8.self))
      return template.render(document)
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
    // The chart tells it.
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

  /// A picture that holds no script and refers to nothing outside, its ids made unlike those of other
  /// pictures; nil for any other.
  private func safe(_ picture: String, id: String) -> String? {
    let lower = picture.lowercased()
    for word in [
      "<script", "foreignobject", "javascript:", "href=\"http", "url(http", "<!doctype", "<image",
    ] {
      if lower.contains(word) { return nil }
    }
    guard let start = picture.firstRange(of: "<svg") else { return nil }
    return String(picture[start.lowerBound...])
      .replacing(" id=\"", with: " id=\"\(id)-")
      .replacing("url(#", with: "url(#\(id)-")
      .replacing("href=\"#", with: "href=\"#\(id)-")
  }
}
