import InvestmentPipeline
import LinearAlgebra
import RandomStreams
import TileEngine

/// A metric of the year whose values are told trial by trial.
public struct TrialColumn: Sendable, Codable, Equatable, Identifiable {
  /// That of the forecast's metric, `city.signed_investment`.
  public var id: String
  /// The part of the city that is measured.
  public var scope: ScopeReference
  /// The name of the measure, such as `signed_investment`.
  public var measure: String
  /// The unit of the values.
  public var unit: Unit
}

extension CompiledScenario {
  /// All metrics of the year that a forecast keeps, in its order.
  public var trialColumns: [TrialColumn] {
    yearMetrics.map { index in
      let scope = table.scopes[index.scope]
      let measure = table.measures[index.measure]
      return TrialColumn(
        id: MetricForecast.id(measure, over: scope), scope: reference(scope),
        measure: measure.name, unit: measure.unit)
    }
  }

  /// The values of `trialColumns` in trials 0 ..< plan.trials, in blocks of whole trials, one trial
  /// after the other; NaN for an undefined ratio (zero denominator).
  ///
  /// The same trials as those of a forecast with this plan, simulated once more; any number of
  /// threads gives the same values. Memory: some thousand trials at a time.
  /// - Parameter body: takes the next block; return false to stop.
  public func trialValues(
    _ plan: TrialPlan, _ body: (_ block: [Double]) throws -> Bool
  ) rethrows {
    let metrics = yearMetrics
    let columns = metrics.map {
      (
        index: table.index(scope: $0.scope, month: MetricTable.monthCount - 1, measure: $0.measure),
        units: Double(table.measures[$0.measure].baseUnits)
      )
    }
    let run = TrialRun([self], plan, watching: [columns.map(\.index)])
    try run.simulate(
      0..<plan.trials, roundLength: { _ in 4 * run.pool.threadCount * run.tileWidth },
      into: { ValueConsumer(units: columns.map(\.units)) },
      afterRound: { _, consumers in
        let tiles = consumers.flatMap { $0.takeTiles() }.sorted { $0.first < $1.first }
        return try body(tiles.flatMap(\.values))
      })
  }

  private var yearMetrics: [(scope: Int, measure: Int)] {
    let month = MetricTable.monthCount - 1
    return table.scopes.indices.flatMap { scope in
      table.measures.indices.filter { measure in
        table.has(measure, over: scope)
          && schedule.isKept[table.index(scope: scope, month: month, measure: measure)]
      }.map { (scope, $0) }
    }
  }
}

/// Keeps the values of watched metrics trial by trial.
private final class ValueConsumer: TrialConsumer {
  private let units: [Double]
  private var tiles: [(first: Int, values: [Double])] = []

  /// - Parameter units: by watched metric, base units in one unit.
  init(units: [Double]) { self.units = units }

  func sum(_ trials: Range<Int>, ofScenario scenario: Int, _ simulator: TrialSimulator) {
    var nobody = NoSums()
    simulator.report(trials, to: &nobody)
    var values = [Double](repeating: 0, count: trials.count * units.count)
    for (column, unit) in units.enumerated() {
      let watched = unsafe simulator.values(ofWatched: column)
      for lane in 0..<trials.count {
        let value = unsafe watched[lane]
        values[lane * units.count + column] = value < 0 ? .nan : Double(value) / unit
      }
    }
    tiles.append((trials.lowerBound, values))
  }

  /// The tiles since the last call, with their first trials.
  func takeTiles() -> [(first: Int, values: [Double])] {
    defer { tiles = [] }
    return tiles
  }

  /// Values are read from the simulator alone.
  private struct NoSums: MetricConsumer {
    func begin(_ trials: Range<Int>) {}
    func add(
      _ values: UnsafeBufferPointer<Int64>, toMetric index: Int, isConstant: Bool, using tile: Tile
    ) {}
    func add(_ values: UnsafeBufferPointer<Int64>, toYearMeasure index: Int, using tile: Tile) {}
    func addRanks(_ add: (inout [Int]) -> Void) {}
    func add(shortfalls: UnsafeBufferPointer<Int64>, toTarget index: Int, using tile: Tile) {}
  }
}
