import InvestmentPipeline

/// Which metrics a model keeps, in the order in which a tile's sums yield them: scope by scope,
/// month by month.
struct MetricSchedule: Sendable {
  /// One scope's months, ascending.
  struct Part: Sendable {
    var scope: Int
    var months: [Month]
    /// Measures of the table that are kept through some month, ascending.
    var measures: [Int]
    /// Sizes of the table by which projects are counted, ascending.
    var sizes: [Int]

    init(scope: Int, months: [Month], table: MetricTable) {
      self.scope = scope
      self.months = months
      let measures = Set(months.flatMap(\.measures)).sorted()
      self.measures = measures
      sizes = table.sizes.indices.filter { measures.contains($0 + 1) }
    }
  }

  /// What is kept of a scope through one month.
  struct Month: Sendable {
    var month: Int
    /// Measures of the table, ascending.
    var measures: [Int]
  }

  let parts: [Part]
  /// Months in which leads are told apart, ascending: one slot for each.
  let slotMonths: [Int]
  /// By metric of the table: whether its distribution is kept.
  let isKept: [Bool]

  /// - Parameters:
  ///   - metrics: to keep beside those of targets; nil keeps all of the table.
  ///   - needsEveryMonth: whether projects must be told apart by month whatever is kept.
  init(
    _ metrics: [Metric]?, table: MetricTable, targets: [CompiledScenario.CompiledTarget],
    openMonths: ClosedRange<Int>, needsEveryMonth: Bool = false
  ) {
    var isKept = [Bool](repeating: metrics == nil, count: table.metricCount)
    for metric in metrics ?? [] { if let index = table.index(of: metric) { isKept[index] = true } }
    for target in targets { isKept[target.metricIndex] = true }
    var parts: [Part] = []
    for scope in table.scopes.indices {
      var months: [Month] = []
      for month in 0..<MetricTable.monthCount {
        let kept = table.measures.indices.filter {
          table.has($0, over: scope) && isKept[table.index(scope: scope, month: month, measure: $0)]
        }
        for measure in table.measures.indices where !table.has(measure, over: scope) {
          isKept[table.index(scope: scope, month: month, measure: measure)] = false
        }
        if !kept.isEmpty { months.append(Month(month: month, measures: kept)) }
      }
      if !months.isEmpty { parts.append(Part(scope: scope, months: months, table: table)) }
    }
    self.parts = parts
    self.isKept = isKept
    let wanted = Set(parts.flatMap { $0.months.map(\.month) })
    slotMonths = openMonths.map { $0 - 1 }.filter { needsEveryMonth || wanted.contains($0) }
  }
}
