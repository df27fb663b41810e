// How long an answer to one changed number takes: `what-if FOLDER SCENARIO [CHANGES [TRIALS]]`. Each change is of a rate or a
// dwell time of the city, made in the document in memory; its answer is the probabilities of all targets, medians and 80 %
// intervals of city and districts. Prints the median and the 95th percentile of each part in milliseconds, as a Markdown row.

import Forecasting
import Foundation
import InvestmentPipeline
import LinearAlgebra
import RandomStreams
import ScenarioFiles

@main
struct WhatIf {
  static func main() throws {
    yieldOpenBLASThreads()
    let arguments = CommandLine.arguments
    guard arguments.count >= 3 else { throw CocoaError(.formatting) }
    let changes = arguments.count > 3 ? Int(arguments[3])! : 200
    let trials = arguments.count > 4 ? Int(arguments[4])! : 10_000
    let document = try ScenarioFolder(arguments[1]).document(arguments[2])
    let base = try document.scenario()
    let districts = base.city.districts.map(\.id)
    let metrics = ([.city] + districts.map(Scope.district)).map {
      Metric(.signedInvestment, over: $0)
    }
    var times: [[Double]] = [[], [], [], []]
    for number in 0..<changes {
      let stage = Stage.beforeSigning[number % 4].rawValue
      let key = number / 4 % 2 == 0 ? "conversion_rate" : "dwell_months"
      let factor = 0.9 + 0.1 * Double(number) / Double(changes)
      let move = Move("conversion.city.\(stage).\(key)", .multiply, "\(factor)")
      let start = ContinuousClock.now
      // The model checks the scenario.
      let scenario = try document.scenario(applying: [move], check: { _ in [] })
      let read = ContinuousClock.now
      let model = try CompiledScenario(scenario, metrics: metrics)
      let compiled = ContinuousClock.now
      let forecast = model.forecast(TrialPlan(trials: trials, seed: Seed(2023)))
      let end = ContinuousClock.now
      precondition(forecast.targets.count == base.targets.count)
      precondition(
        metrics.allSatisfy {
          forecast.metric($0.measure, over: $0.scope)?.year.quantile(0.9) != nil
        })
      for (index, part) in [read - start, compiled - read, end - compiled, end - start].enumerated()
      {
        times[index].append(part / .milliseconds(1))
      }
    }
    func figures(_ values: [Double]) -> String {
      let sorted = values.sorted()
      func at(_ share: Double) -> String {
        String(format: "%.1f", sorted[min(sorted.count - 1, Int(share * Double(sorted.count)))])
      }
      return "\(at(0.5)) (\(at(0.95)))"
    }
    print("| scenario | reading | compiling | \(trials) trials | whole, ms: median (95 %) |")
    print("|---|--:|--:|--:|--:|")
    print("| \(arguments[2]) | " + times.map(figures).joined(separator: " | ") + " |")
  }
}
