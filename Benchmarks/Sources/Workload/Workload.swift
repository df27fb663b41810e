// Luodi's entry on workload W: `workload FOLDER TRIALS THREADS SEED [partial]`; one line of JSON.
// With `partial` every look at the run also makes a forecast of the trials so far.

import Forecasting
import Foundation
import InvestmentPipeline
import LinearAlgebra
import RandomStreams

@main
struct Workload {
  /// What every entry prints; see `rivals/common.py`.
  struct Answer: Encodable {
    var name = "luodi"
    var version: String
    var threads: Int
    var leads: Int
    var trials: Int
    var p: [Double]
    var quantiles: [[Double]]
    /// Nil where the entry keeps another number: the share of manufacturing, not its total.
    var means: [Double?]
    var seconds: Double
    var prepareSeconds: Double
    var compileSeconds = 0.0
    var peakMebibytes: Double
  }

  static func main() throws {
    yieldOpenBLASThreads()
    let arguments = CommandLine.arguments
    guard arguments.count >= 5, let trials = Int(arguments[2]), let threads = Int(arguments[3]),
      let seed = UInt64(arguments[4])
    else { throw CocoaError(.formatting) }
    let columns = try Columns(folder: URL(filePath: arguments[1]))
    let scenario = Scenario(columns, districtCount: 7, chainCount: 15)

    let clock = ContinuousClock()
    let start = clock.now
    let model = try CompiledScenario(scenario, metrics: scenario.workloadMetrics)
    let ready = clock.now
    let makesPartial = arguments.dropFirst(5).first == "partial"
    var partialTargets = 0
    let plan = TrialPlan(trials: trials, seed: Seed(seed), threads: threads)
    let forecast =
      if makesPartial {
        model.forecast(plan) { progress in
          if progress.trialsDone < trials {
            partialTargets += progress.partialForecast().targets.count
          }
          return true
        }
      } else { model.forecast(plan) }
    let end = clock.now
    precondition(!makesPartial || partialTargets > 0)

    let summaries = scenario.workloadMetrics.map { metric in
      forecast.metric(metric.measure, over: metric.scope)!.year
    }
    let quantiles = summaries.prefix(8).map { summary in
      [0.05, 0.25, 0.5, 0.75, 0.95].map { summary.quantile($0)!.value }
    }
    let means = summaries.dropLast().map(\.mean) + [nil]
    let answer = Answer(
      version: "luodi \(luodiVersion)", threads: threads, leads: columns.probability.count,
      trials: forecast.trials, p: forecast.targets.map(\.probability), quantiles: quantiles,
      means: means, seconds: seconds(end - ready), prepareSeconds: seconds(ready - start),
      peakMebibytes: try peakMebibytes())
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.outputFormatting = .sortedKeys
    print(String(decoding: try encoder.encode(answer), as: UTF8.self))
  }

  static func seconds(_ duration: Duration) -> Double {
    let (seconds, attoseconds) = duration.components
    return Double(seconds) + Double(attoseconds) * 1e-18
  }

  /// The greatest resident set of this process so far, from the kernel's own account of it.
  static func peakMebibytes() throws -> Double {
    let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
    let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
    let kibibytes = line?.split(whereSeparator: { $0 == " " || $0 == "\t" })
      .dropFirst().first.flatMap { Double($0) }
    return (kibibytes ?? .nan) / 1024
  }
}
