import Dispatch
package import InvestmentPipeline
import LinearAlgebra
package import RandomStreams
import Synchronization
package import TileEngine

/// Adds trials up for the forecasts of the scenarios.
package final class SumConsumer: TrialConsumer {
  /// By scenario.
  private(set) var accumulators: [ForecastAccumulator]

  package init(_ run: TrialRun) {
    accumulators = run.scenarios.map {
      ForecastAccumulator($0, seed: run.plan.seed, points: run.plan.points)
    }
  }

  package func sum(
    _ trials: Range<Int>, ofScenario scenario: Int, _ simulator: TrialSimulator
  ) {
    simulator.report(trials, to: &accumulators[scenario])
  }

  /// The sums of all threads for one scenario.
  ///
  /// - Parameter metrics: the metrics of interest, nil for all; the others stay empty.
  package static func merged(
    _ consumers: [SumConsumer], scenario: Int = 0, metrics: Set<Int>? = nil
  )
    -> ForecastAccumulator
  {
    let parts = consumers.map { $0.accumulators[scenario] }
    return parts.dropFirst().reduce(into: parts[0].keeping(metrics)) { sum, part in
      do {
        try sum.merge(part, metrics: metrics)
      } catch {
        preconditionFailure("threads of one run take different trials: \(error)")
      }
    }
  }
}

extension CompiledScenario {
  /// Simulates trials: in rounds, where progress is reported or a precision is asked for.
  ///
  /// - Parameter onProgress: called after each round on the calling thread; return false to
  ///   stop early, with the trials done so far.
  /// - Returns: trials 0 ..< n, whatever the number of threads; all of them unless stopped by
  ///   precision or by `onProgress`.
  /// - Precondition: 1 ≤ trials ≤ 2³² − 64.
  /// - Cost: docs/hot-loop.md.
  public func accumulate(
    _ plan: TrialPlan, onProgress: ((TrialProgress) -> Bool)? = nil
  ) -> ForecastAccumulator {
    guard onProgress != nil || plan.precision != nil else {
      return accumulate(trials: 0..<plan.trials, plan)
    }
    let run = TrialRun([self], plan)
    let consumers = run.simulate(
      0..<plan.trials,
      roundLength: { trialsPerRound(after: $0, plan, width: run.tileWidth * run.pool.threadCount) },
      into: { SumConsumer(run) },
      afterRound: { round, consumers in
        let error = greatestStandardError(consumers)
        let progress = TrialProgress(
          trialsDone: round.upperBound, trialsPlanned: plan.trials, greatestStandardError: error,
          makeForecast: { partialForecast(consumers) })
        guard onProgress?(progress) ?? true else { return false }
        if let precision = plan.precision, let error, error <= precision { return false }
        return true
      })
    return SumConsumer.merged(consumers)
  }

  /// Simulates any part of a run; parts merge into the run.
  ///
  /// - Parameters:
  ///   - trials: a non-empty range that begins at a multiple of 64.
  ///   - plan: its number of trials and its precision have no effect.
  public func accumulate(trials: Range<Int>, _ plan: TrialPlan) -> ForecastAccumulator {
    let run = TrialRun([self], plan, trialCount: trials.count)
    return SumConsumer.merged(run.simulate(trials, into: { SumConsumer(run) }))
  }

  /// The same with the seed, the points and the instruction set of a plan alone.
  package func accumulate(
    trials: Range<Int>, seed: Seed, points: FactorPoints = .sobol, level: InstructionSet = .best
  ) -> ForecastAccumulator {
    accumulate(trials: trials, TrialPlan(seed: seed, points: points, level: level))
  }

  /// Forecasts of the trials taken so far, as they come; the last one is `forecast(plan)`.
  ///
  /// A reader who falls behind gets the newest. The run goes on on a thread of its own and ends
  /// when the reader stops reading. See `TrialProgress.partialForecast()` for what the forecasts
  /// before the last one hold.
  public func forecasts(_ plan: TrialPlan = TrialPlan()) -> AsyncStream<Forecast> {
    AsyncStream(bufferingPolicy: .bufferingNewest(1)) { continuation in
      let isCancelled = CancellationFlag()
      continuation.onTermination = { _ in isCancelled.value.store(true, ordering: .relaxed) }
      DispatchQueue.global().async {
        let last = forecast(plan) { progress in
          if progress.trialsDone < progress.trialsPlanned {
            continuation.yield(progress.partialForecast())
          }
          return !isCancelled.value.load(ordering: .relaxed)
        }
        continuation.yield(last)
        continuation.finish()
      }
    }
  }

  private final class CancellationFlag: Sendable {
    let value = Atomic<Bool>(false)
  }

  /// The sums of `consumers` for the targets and the metrics of targets.
  private func partialForecast(_ consumers: [SumConsumer]) -> Forecast {
    let year = MetricTable.monthCount - 1
    let shown = Set(
      targets.map { [$0.scope, $0.measure] } + [[0, 0]]
    ).map { table.index(scope: $0[0], month: year, measure: $0[1]) }
    let metrics = Set(shown + targets.map(\.metricIndex))
    return forecast(
      from: SumConsumer.merged(consumers, metrics: metrics), completion: .partial)
  }

  /// The number of trials between two reports of progress, up to about a second's work.
  ///
  /// Some tiles at first, then three times as many as are done: a look costs some tenths of a
  /// millisecond, in which threads wait for each other.
  /// Where a precision is asked for, two of the widest tiles (16 parameter draws of uncertain rates) and then
  /// as many as are done: a function of the scenario and the plan alone, so that the stop falls on the same trial
  /// everywhere.
  ///
  /// - Parameter width: trials that fill all threads once.
  private func trialsPerRound(after done: Int, _ plan: TrialPlan, width: Int) -> Int {
    // The spread of fewer than 16 parameter draws says too little of the error to stop by it.
    let pair = (hasParameterDraws ? 16 : 2) * Tile.greatestWidth
    // A trial costs something without leads, too.
    let most = max(1, min(1 << 17, (1 << 29) / max(1, leads.count)) / pair) * pair
    guard plan.precision == nil else { return max(pair, min(most, done)) }
    return (min(most, 3 * done) + width) / width * width
  }

  private func greatestStandardError(_ consumers: [SumConsumer]) -> Double? {
    guard !targets.isEmpty else { return nil }
    var sums = consumers[0].accumulators[0].outcomes
    for consumer in consumers.dropFirst() {
      for (index, outcome) in consumer.accumulators[0].outcomes.enumerated() {
        sums[index].merge(outcome)
      }
    }
    return sums.map { $0.probability.standardError }.max()
  }

  /// What an accumulator of this scenario keeps of `metric`; nil for one that is not kept.
  package func values(of metric: Metric, in accumulator: ForecastAccumulator) -> MetricAccumulator?
  {
    table.index(of: metric).map { accumulator.metrics[$0] }
  }

  /// What an accumulator of this scenario keeps of a target; nil when there is none of this id.
  package func result(of target: Target.ID, in accumulator: ForecastAccumulator)
    -> TargetAccumulator?
  {
    scenario.targets.firstIndex { $0.id == target }.map { accumulator.targets[$0] }
  }
}
