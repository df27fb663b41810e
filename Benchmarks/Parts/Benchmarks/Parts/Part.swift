import Benchmark
import CAllocationCount

/// The part's own units a second: lead-draws, words, values.
private let rate = BenchmarkMetric.custom(
  "Units a second", polarity: .prefersLarger, useScalingFactor: false)
private let allocations = BenchmarkMetric.custom(
  "Allocations", polarity: .prefersSmaller, useScalingFactor: false)

/// Measures `body`, which does `units` of work each time it is called. What it returns goes into
/// a black hole.
///
/// - Parameter prepare: makes what the body works on, once, before anything is measured; only
///   where the benchmark is run at all.
func part<State, Result>(
  _ name: String, units: Int, prepare: @escaping () throws -> State,
  body: @escaping (State) throws -> Result
) {
  var prepared: State?
  Benchmark(
    name,
    configuration: .init(
      metrics: [.wallClock, .instructions, rate, allocations], warmupIterations: 3,
      maxDuration: .seconds(1), maxIterations: 10_000)
  ) { benchmark in
    let state = try prepared ?? prepare()
    prepared = state
    benchmark.startMeasurement()
    let before = allocation_count()
    let start = ContinuousClock.now
    let result = try body(state)
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    let after = allocation_count()
    benchmark.stopMeasurement()
    blackHole(result)
    benchmark.measurement(rate, Int(Double(units) / seconds))
    benchmark.measurement(allocations, Int(after - before))
  }
}
