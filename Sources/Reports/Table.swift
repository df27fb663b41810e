/// A table of words and numbers, before it takes the form of an output.
struct Table: Sendable {
  enum Alignment: Sendable { case leading, trailing }

  var columns: [(title: String, alignment: Alignment)]
  var rows: [[String]]
}

/// A report before it takes the form of an output: what every form has in common.
enum ReportBlock {
  /// The sentence that a planner can say aloud.
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

/// A line of a histogram that lies on its side.
enum HistogramRow {
  /// The bin's lower edge and the share of the trials in it, in [0, 1].
  case bin(label: String, share: Double, percent: String)
  /// A target between two bins.
  case mark(String)
}
