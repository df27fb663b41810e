/// A table, independent of the output format.
struct Table: Sendable {
  enum Alignment: Sendable { case leading, trailing }

  var columns: [(title: String, alignment: Alignment)]
  var rows: [[String]]
}

/// A block of a report, independent of the output format.
enum ReportBlock {
  /// The main result as a sentence.
  case headline(String)
  case heading(String)
  case paragraph(String)
  case table(Table)
  case histogram([HistogramRow])
}

extension ReportBlock {
  /// The block with control characters made visible.
  var visible: ReportBlock {
    switch self {
    case .headline(let text): .headline(Reports.visible(text))
    case .heading(let text): .heading(Reports.visible(text))
    case .paragraph(let text): .paragraph(Reports.visible(text))
    case .table(let table):
      .table(
        Table(
          columns: table.columns.map { (Reports.visible($0.title), $0.alignment) },
          rows: table.rows.map { $0.map { Reports.visible($0) } }))
    case .histogram(let rows):
      .histogram(
        rows.map { row in
          switch row {
          case .bin: row
          case .mark(let text): .mark(Reports.visible(text))
          }
        })
    }
  }
}

/// A row of a horizontal histogram.
enum HistogramRow {
  /// The bin's lower edge and the share of the trials in it, in [0, 1].
  case bin(label: String, share: Double, percent: String)
  /// A target between two bins.
  case mark(String)
}
