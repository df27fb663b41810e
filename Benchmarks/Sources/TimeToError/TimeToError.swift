// How long each way takes to a standard error of 0.1 percentage points for the city's targets:
// `time-to-error FOLDER SCENARIO [POINTS]`; one Markdown row a way, medians of five.

import ExactDistributions
import Forecasting
import Foundation
import InvestmentPipeline
import RandomStreams
import ScenarioFiles

@main
struct TimeToError {
  static func main() throws {
    let arguments = CommandLine.arguments
    guard arguments.count >= 3 else { throw CocoaError(.formatting) }
    let precision = (arguments.count > 3 ? Double(arguments[3])! : 0.1) / 100
    var scenario = try ScenarioFolder(arguments[1]).load(arguments[2])
    scenario.targets = scenario.targets.filter {
      $0.metric.scope == .city && $0.metric.measure == .signedInvestment
    }
    scenario.jointTargets = []
    let model = try CompiledScenario(scenario, metrics: [])

    print("| way | trials or factor vectors | seconds | standard errors, points |")
    print("|---|--:|--:|---|")
    for points in [FactorPoints.random, .sobol] {
      try row(points == .random ? "plain trials" : "trials over Sobol factors") {
        let plan = TrialPlan(
          trials: 10_000_000, seed: Seed(UInt64(100 + $0)), precision: precision, points: points)
        let forecast = model.forecast(plan)
        return (forecast.trials, forecast.targets.map(\.standardError))
      }
    }
    // The simulation beside it is kept to the least that there is.
    let beside = model.forecast(TrialPlan(trials: 1_024))
    try row("conditional on Sobol factors, Fourier") {
      let plan = ConditionalPlan(seed: Seed(UInt64(100 + $0)), precision: precision)
      let forecast = try model.answered(beside, by: .conditional, plan)
      let vectors = forecast.targets.compactMap { $0.answer?.factorVectors }.max() ?? 0
      return (vectors, forecast.targets.map(\.standardError))
    }
  }

  static func row(_ way: String, _ run: (Int) throws -> (Int, [Double])) throws {
    var times: [Double] = []
    var counts: [Int] = []
    var errors: [Double] = []
    for round in 0..<5 {
      let start = ContinuousClock.now
      let (count, found) = try run(round)
      times.append((ContinuousClock.now - start) / .seconds(1))
      counts.append(count)
      errors = found
    }
    let shown = errors.map { "\(($0 * 1e5).rounded() / 1e3)" }.joined(separator: ", ")
    print(
      "| \(way) | \(counts.sorted()[2]) | \((times.sorted()[2] * 1e3).rounded() / 1e3) | \(shown) |"
    )
  }
}
