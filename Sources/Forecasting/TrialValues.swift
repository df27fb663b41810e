import InvestmentPipeline
import RandomStreams

/// A metric of the year whose values are told trial by trial.
public struct TrialColumn: Sendable, Codable, Equatable, Identifiable {
  /// That of the forecast's metric, `city.signed_investment`.
  public var id: String
  public var scope: ScopeReference
  public var measure: String
  public var unit: Unit
}

extension ForecastModel {
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
  /// after the other; NaN for the share of nothing.
  ///
  /// The same trials as those of a forecast with this plan, played once more; any number of
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
    let threads = max(1, plan.threads ?? Self.coreCount)
    let width = tileWidth(plan.trials, threads: threads)
    let worlds = rates.map { _ in WorldModels(self, seed: plan.seed) }
    let workers = (0..<threads).map { _ in
      ValueWorker(self, plan, width: width, worlds: worlds, columns: columns)
    }
    var done = 0
    while done < plan.trials {
      let end = min(plan.trials, done + 4 * threads * width)
      let first = done
      let block = [Double](unsafeUninitializedCapacity: (end - done) * columns.count) {
        buffer, count in
        let values = SendableBuffer(buffer)
        Self.eachTile(of: first..<end, width: width, workers: threads) { index, trials in
          workers[index].play(trials, first: first, into: values)
        }
        count = (end - first) * columns.count
      }
      done = end
      guard try body(block) else { return }
    }
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

  /// Each thread writes the rows of its own trials.
  private struct SendableBuffer: @unchecked Sendable {
    let buffer: UnsafeMutableBufferPointer<Double>
    init(_ buffer: UnsafeMutableBufferPointer<Double>) { self.buffer = buffer }
  }

  /// The state of one thread.
  private final class ValueWorker: @unchecked Sendable {
    private let player: TrialPlayer
    private var accumulator: ForecastAccumulator
    private let units: [Double]

    init(
      _ model: ForecastModel, _ plan: TrialPlan, width: Int, worlds: WorldModels?,
      columns: [(index: Int, units: Double)]
    ) {
      player = TrialPlayer(
        model, seed: plan.seed, points: plan.points, width: width, level: plan.level,
        worlds: worlds, watching: columns.map(\.index))
      accumulator = ForecastAccumulator(model, seed: plan.seed, points: plan.points)
      units = columns.map(\.units)
    }

    func play(_ trials: Range<Int>, first: Int, into values: SendableBuffer) {
      player.play(trials, into: &accumulator)
      for (column, unit) in units.enumerated() {
        let watched = player.values(ofWatched: column)
        for (lane, trial) in trials.enumerated() {
          let value = watched[lane]
          values.buffer[(trial - first) * units.count + column] =
            value < 0 ? .nan : Double(value) / unit
        }
      }
    }
  }
}
