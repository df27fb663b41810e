// Drift of rates and speed from period to period, by parameter draw.
import Forecasting
import Foundation
import InvestmentPipeline
import RandomStreams
import TestSupport
import Testing

struct DriftTests {
  /// Leads that leave `approved` at once, so that their probability is the rate of January's period, and one that
  /// may leave over the year.
  static func scenario(_ drift: Drift?) -> Scenario {
    var rates = ConversionRates.certain
    rates.approved.conversionRate = 0.3
    var slow = rates
    slow.approved.dwellTimeMonths = 4
    var scenario = Scenario.fixture(
      [.fixture("fast"), .fixture("slow", "south")], rates: ["north": rates, "south": slow])
    scenario.drift = drift
    return scenario
  }

  /// By draw: the probabilities of the fast and of the slow lead.
  static func probabilities(_ drift: Drift, draws: Int) throws -> [[Double]] {
    let model = try CompiledScenario(scenario(drift))
    return (0..<draws).map {
      model.scenario(ofDraw: $0, seed: Seed(41)).signingProbabilities
    }
  }

  @Test func `a drift of nothing changes nothing`() throws {
    let plan = TrialPlan(trials: 2_048, seed: Seed(40))
    let none = try CompiledScenario(Self.scenario(nil)).forecast(plan)
    let zero = try CompiledScenario(Self.scenario(Drift())).forecast(plan)
    #expect(none.metrics.map(\.year.mean) == zero.metrics.map(\.year.mean))
  }

  // Seed 41, 4,000 draws. logistic(μ + s·Z) has the mean 0.3; its spread, by trapezoids.
  @Test func `rates vary as stated and keep their mean`() throws {
    let drift = Drift(
      periodMonths: 12, cityDeviations: [.approved: 0.5], districtDeviations: [.approved: 0.3])
    let values = try Self.probabilities(drift, draws: 4_000).map { $0[0] }
    let s = (0.5 * 0.5 + 0.3 * 0.3).squareRoot()
    // By halving: an independent check needs no speed.
    func moments(_ center: Double) -> (mean: Double, square: Double) {
      normalGrid.reduce((0, 0)) { sum, node in
        let rate = 1 / (1 + exp(-(center + s * node.value)))
        return (sum.0 + node.weight * rate, sum.1 + node.weight * rate * rate)
      }
    }
    var (low, high) = (-5.0, 5.0)
    for _ in 0..<60 {
      let middle = (low + high) / 2
      if moments(middle).mean < 0.3 { low = middle } else { high = middle }
    }
    let deviation = (moments(low).square - 0.09).squareRoot()
    let found = values.reduce(0, +) / 4_000
    #expect((found - 0.3).magnitude < greatestZ * deviation / 4_000.0.squareRoot())
    let spread = (values.reduce(0) { $0 + ($1 - found) * ($1 - found) } / 4_000).squareRoot()
    // A standard deviation of 4,000 values is known to 1.1 %.
    #expect((spread / deviation - 1).magnitude < 0.06)
  }

  // Seed 41, 4,000 draws. The speed is log-normal with mean 1, by period.
  @Test func `the speed varies by period with mean one`() throws {
    let drift = Drift(periodMonths: 6, paceDeviation: 0.4)
    let values = try Self.probabilities(drift, draws: 4_000).map { $0[1] }
    // P(left by the end of the year) with two independent speeds of six months each.
    var (mean, square) = (0.0, 0.0)
    for (first, weight) in normalGrid {
      for (second, other) in normalGrid {
        let months = 6 * (exp(0.4 * first - 0.08) + exp(0.4 * second - 0.08))
        let probability = 0.3 * (1 - exp(-months / 4))
        mean += weight * other * probability
        square += weight * other * probability * probability
      }
    }
    let deviation = (square - mean * mean).squareRoot()
    let found = values.reduce(0, +) / 4_000
    #expect((found - mean).magnitude < greatestZ * deviation / 4_000.0.squareRoot())
  }

  // The city's value is common to the stages and districts, a district's own is not.
  @Test func `the city's drift moves districts together`() throws {
    func correlation(_ drift: Drift) throws -> Double {
      let values = try Self.probabilities(drift, draws: 2_000)
      func mean(_ value: ([Double]) -> Double) -> Double {
        values.reduce(0) { $0 + value($1) } / 2_000
      }
      let (a, b) = (mean { $0[0] }, mean { $0[1] })
      let covariance = mean { ($0[0] - a) * ($0[1] - b) }
      return covariance
        / (mean { ($0[0] - a) * ($0[0] - a) } * mean { ($0[1] - b) * ($0[1] - b) }).squareRoot()
    }
    #expect(try correlation(Drift(periodMonths: 12, cityDeviations: [.approved: 0.5])) > 0.99)
    #expect(
      try correlation(Drift(periodMonths: 12, districtDeviations: [.approved: 0.5])).magnitude
        < 0.1)
  }

  // Seed 42. Trials of a forecast have the rates of their draw.
  @Test func `a forecast's trials drift`() throws {
    let plan = TrialPlan(trials: 32 * 1_024, seed: Seed(42))
    let scenario = Self.scenario(Drift(periodMonths: 12, cityDeviations: [.approved: 1]))
    let model = try CompiledScenario(scenario)
    let forecast = model.forecast(plan)
    let rates = try #require(forecast.year?.rates)
    #expect(rates.parameterDraws == 32)
    // Two leads of 10,000 万元 whose rate, 30 % on average, has a deviation of about 19 points.
    let values = (0..<32).map { draw in
      model.scenario(ofDraw: draw, seed: Seed(42)).signingProbabilities.reduce(0, +)
    }
    let mean = values.reduce(0, +) / 32
    let spread = (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 31).squareRoot()
    #expect((rates.standardDeviationBetweenDraws / spread - 1).magnitude < 0.1)
    let total = try #require(forecast.metric(.signedInvestment, over: .city))
    #expect((try #require(total.year.mean) - mean).magnitude < 0.03)
  }

  @Test func `few draws are told`() throws {
    let model = try CompiledScenario(Self.scenario(Drift(paceDeviation: 0.1)))
    #expect(model.fewParameterDraws(trials: 4_096)?.draws == 4)
    #expect(model.fewParameterDraws(trials: 4_096)?.trials == 65_536)
    #expect(model.fewParameterDraws(trials: 65_536) == nil)
    #expect(try CompiledScenario(Self.scenario(nil)).fewParameterDraws(trials: 64) == nil)
  }
}
