import Distributions
import Forecasting
import Foundation
import InvestmentPipeline
import RandomStreams
import TestSupport
import Testing

struct RunRateTests {
  private func rate(
    asOf day: String, known: [(Int64, String)], lastYear: [Int: Money] = [:]
  ) throws -> RunRate? {
    let leads =
      known.enumerated().map { number, result in
        Lead.fixture("known-\(number)", worth: result.0, signedOn: result.1).at(.signed)
      } + [
        .fixture("open", "south", worth: 200_000), .fixture("other", worth: 10_000),
      ]
    let model = try CompiledScenario(.fixture(leads, asOf: day))
    return model.forecast(TrialPlan(trials: 4_096, seed: Seed(401))).runRate(lastYear: lastYear)
  }

  // Exact: expected amounts of the months ahead are G times the amounts.
  @Test func `the months ahead stand beside those that have passed`() throws {
    let rate = try #require(
      try rate(
        asOf: "2023-03-31",
        known: [(20_000, "2023-01-15"), (50_000, "2023-03-05"), (30_000, "2023-03-31")]))
    #expect(rate.passedMonths == 3)
    #expect(abs(try #require(rate.soFar) - 10.0 / 3) < 1e-12)
    let best = try #require(rate.best)
    #expect(best.month == 3 && abs(best.amount - 8) < 1e-12)
    #expect(rate.lastYear == nil)
    let exposure = [Double](repeating: 0, count: 3) + [Double](repeating: 1, count: 9)
    let south = stageWalk(.slow, from: .approved, exposure: exposure)
    let north = stageWalk(.brisk, from: .approved, exposure: exposure)
    let ahead = 20 * south[11] + north[11]
    #expect(abs(rate.ahead * 9 / ahead - 1) < 0.05)
    #expect(rate.greatest.month == 4)
    // The expectation is that of south, but the pace was all north's: what is below it is north.
    #expect(rate.district?.id == (rate.deviations > 0 ? "south" : "north"))
  }

  @Test func `the months ahead stand beside the same months of last year`() throws {
    func year(_ amount: Int64) -> [Int: Money] {
      Dictionary(
        uniqueKeysWithValues: (1...12).map {
          ($0, Money(tenThousandYuan: $0 > 3 ? amount : 900_000))
        })
    }
    let known: [(Int64, String)] = [(20_000, "2023-01-15"), (50_000, "2023-03-05")]
    func deviations(_ amount: Int64) throws -> Double {
      let rate = try #require(try rate(asOf: "2023-03-31", known: known, lastYear: year(amount)))
      #expect(abs(try #require(rate.lastYear) - Double(amount) / 10_000) < 1e-9)
      return rate.deviations
    }
    // At 2.3 a month so far the months ahead bring less: 21 at most. Beside 0.1 a month last year they bring more:
    // the two signs differ.
    let paced = try #require(try rate(asOf: "2023-03-31", known: known)).deviations
    #expect(try deviations(1_000) == 0)
    // Far more last year: the pace so far is the nearer one. Little more than expected: last year is.
    #expect(try deviations(900_000) == paced)
    let near = try deviations(20_000)
    #expect(paced < near && near < 0)
    // Before a month has passed last year alone is known.
    let first = try #require(try rate(asOf: "2022-12-31", known: [], lastYear: year(900_000)))
    #expect(first.passedMonths == 0 && first.soFar == nil && first.deviations < 0)
    #expect(first.lastYear == 90)
  }

  @Test func `without a whole month that has passed there is none`() throws {
    #expect(try rate(asOf: "2023-01-20", known: [(20_000, "2023-01-15")]) == nil)
    #expect(try rate(asOf: "2022-12-31", known: []) == nil)
    #expect(try rate(asOf: "2023-03-31", known: []) == nil)
  }

  // The run-rate's distribution in closed form; with all the weight on one of the two, the blend is that one.
  @Test(arguments: [0, 0.25, 1]) func `the blend mixes the model and the same length before`(
    _ share: Double
  ) throws {
    let lead = Lead.fixture("known", worth: 50_000, signedOn: "2023-02-05").at(.signed)
    let target = Target(
      id: "total", title: BilingualText(zh: "合计", en: "Total"), metric: Metric(.signedInvestment),
      comparison: .atLeast, value: .investment(.hundredMillionYuan(20)))
    let scenario = Scenario.fixture(
      [lead, .fixture("open", "south", worth: 200_000)], asOf: "2023-03-31", targets: [target])
    let forecast = try CompiledScenario(scenario).forecast(
      TrialPlan(trials: 4_096, seed: Seed(401)))
    // Nine months ahead: the three of this year with 5, and the last six of the year before with 2 each.
    let lastYear = Dictionary(
      uniqueKeysWithValues: (1...12).map { ($0, Money.hundredMillionYuan($0 > 6 ? 2 : 90)) })
    let blend = RunRateBlend(modelShare: share, runRateDeviation: 0.4)
    let found = try #require(forecast.blended(blend, lastYear: lastYear))
    #expect(forecast.blended(blend, lastYear: [:]) == nil)
    #expect(abs(found.runRate.mean - (5 + 17)) < 1e-9)
    let deviation = log(1 + 0.16).squareRoot()
    let missed = standardNormalCDF((log(15.0 / 17) + log(1.16) / 2) / deviation)
    #expect(abs(found.runRate.probabilities[0] - (1 - missed)) < 1e-12)
    let model = forecast.targets[0].probability
    #expect(found.model.probabilities == [model])
    let mixed = share * model + (1 - share) * (1 - missed)
    #expect(abs(found.blend.probabilities[0] - mixed) < 1e-12)
    let mean = share * found.model.mean + (1 - share) * 22
    #expect(abs(found.blend.mean - mean) < 1e-9)
    let whole = share == 1 ? found.model : found.runRate
    if share != 0.25 {
      #expect(abs(found.blend.interval.lowerBound - whole.interval.lowerBound) < 1e-6)
      #expect(abs(found.blend.interval.upperBound - whole.interval.upperBound) < 1e-6)
    }
  }
}
