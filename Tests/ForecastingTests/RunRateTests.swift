import Forecasting
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
}
