import ExactDistributions
import InvestmentPipeline

/// A target, or joint targets on one metric, as a question about one additive sum.
struct SumQuestion: Sendable, Equatable {
  /// Questions with equal keys are about the same sum.
  struct Key: Hashable, Sendable {
    var scope: Int
    /// 0 … 11.
    var month: Int
    /// Of the table's measures.
    var measure: Int
    /// The threshold of a share in millionths; 0 for other measures.
    var share: Int64
  }

  var key: Key
  var threshold: SumThreshold

  init(_ target: CompiledScenario.CompiledTarget, table: MetricTable) {
    let isShare = table.measures[target.measure] == .manufacturingShare
    key = Key(
      scope: target.scope, month: target.month, measure: target.measure,
      share: isShare ? target.value : 0)
    // Every sum is whole: above v is at least v + 1.
    threshold = SumThreshold(
      least: (isShare ? 0 : target.value) + (target.isStrict ? 1 : 0),
      nothingMisses: isShare && !target.isStrict)
  }

  /// The strictest of targets on one metric; nil where they are on several.
  init?(strictestOf targets: [CompiledScenario.CompiledTarget], table: MetricTable) {
    guard let first = targets.first,
      targets.allSatisfy({ $0.metricIndex == first.metricIndex }),
      let strictest = targets.max(by: {
        ($0.value, $0.isStrict ? 1 : 0) < ($1.value, $1.isStrict ? 1 : 0)
      })
    else { return nil }
    self.init(strictest, table: table)
  }
}

extension [SumQuestion] {
  /// The places of the questions about each sum, in the order of their first.
  var indicesByKey: [(key: SumQuestion.Key, places: [Int])] {
    var order: [SumQuestion.Key] = []
    var places: [SumQuestion.Key: [Int]] = [:]
    for (index, question) in enumerated() {
      if places[question.key] == nil { order.append(question.key) }
      places[question.key, default: []].append(index)
    }
    return order.map { ($0, places[$0]!) }
  }
}
