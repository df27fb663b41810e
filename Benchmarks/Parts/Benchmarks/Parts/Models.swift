import Forecasting
import Foundation
import InvestmentPipeline
import RandomStreams
import TileEngine

/// Whole pieces of a forecast.
func models() {
  part("Quantiles: nine of 100,000 values, values", units: 100_000) {
    var metric = MetricAccumulator()
    var stream = DrawStream(
      seed: Seed(1), trial: 0, purpose: .investment, key: EntityKey(id: "values"))
    for _ in 0..<100_000 { metric.add(Int64(stream.next() >> 38)) }
    return metric
  } body: { metric in
    metric.estimates([0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99])
  }

  part("Conversion curves: 7 districts, curves", units: 28) {
    let rate = StageRate(conversionRate: 0.5, dwellTimeMonths: 3)
    let rates = ConversionRates(
      identified: rate, contacted: rate, negotiating: rate, approved: rate)
    return (
      Dictionary(uniqueKeysWithValues: (0..<7).map { ("d\($0)", rates) }),
      PlanYear(year: 2023, asOf: CalendarDate(year: 2022, month: 12, day: 31)!)
    )
  } body: { rates, year in
    ConversionCurves(rates: rates, pace: [:], planYear: year)
  }

  guard let columns = try? Columns(folder: workload("S")) else {
    print("Workload W is left out: python3 Benchmarks/workload.py S writes it.")
    return
  }
  let scenario = Scenario(columns, districtCount: 7, chainCount: 15)
  let leadCount = scenario.leads.count

  part("Model of W at S, leads", units: leadCount) {
    scenario
  } body: { scenario in
    try CompiledScenario(scenario, metrics: scenario.workloadMetrics)
  }

  let trials = 20_000
  for level in InstructionSet.available {
    for threads in [1, 2] {
      part(
        "Workload W at S: 20,000 trials, \(threads) threads, \(level), lead-draws",
        units: leadCount * trials
      ) {
        try CompiledScenario(scenario, metrics: scenario.workloadMetrics)
      } body: { model in
        model.forecast(TrialPlan(trials: trials, threads: threads, level: level))
      }
    }
  }

  part("Exact distribution by FFT: W at S without loadings, three targets, leads", units: leadCount) {
    var independent = scenario
    independent.dependence = Dependence(cityLoading: 0, districtLoading: 0, chainLoading: 0)
    let model = try CompiledScenario(independent, metrics: [])
    return (model, model.forecast(TrialPlan(trials: 64)))
  } body: { model, forecast in
    try model.answered(forecast, by: .exact)
  }
}

private func workload(_ size: String) -> URL {
  URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "data/\(size)")
}
