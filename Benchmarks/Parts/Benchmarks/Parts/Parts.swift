// The parts of the engine, from the generator up to all of workload W.

import Benchmark
import Foundation

let benchmarks: @Sendable () -> Void = {
  generators()
  factors()
  leads()
  summaries()
  models()
}
