// Quantiles and their standard errors against known distributions, from many seeds.
import Distributions
import Forecasting
import Foundation
import InvestmentPipeline
import RandomStreams
import TestSupport
import Testing

struct QuantileErrorTests {
  /// A normal distribution of whole numbers, at which bins are `binWidth` wide.
  struct Case: Sendable, CustomTestStringConvertible {
    var mean: Double
    var deviation: Double
    var trials: Int
    var seeds: Int

    var testDescription: String { "\(trials) trials, deviation \(deviation)" }
  }

  static let probabilities = [0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95]

  /// Errors of the estimates over seeds, exact quantiles from the inverse of the distribution.
  private static func estimates(_ distribution: Case) -> [(
    z: Double, error: Double, stated: Double
  )] {
    (1...UInt64(distribution.seeds)).flatMap {
      seed -> [(z: Double, error: Double, stated: Double)] in
      var stream = DrawStream(
        seed: Seed(seed), trial: 0, purpose: .factor, key: EntityKey(id: "quantiles"))
      let values = MetricAccumulatorTests.accumulator(
        (0..<distribution.trials).map { _ in
          Int64(
            (distribution.mean + distribution.deviation
              * standardNormalQuantile(stream.nextOpenUnit())).rounded())
        })
      return zip(probabilities, values.estimates(probabilities)).map { probability, estimate in
        let error =
          estimate.value - distribution.mean - distribution.deviation
          * standardNormalQuantile(probability)
        return (error / estimate.standardError, error, estimate.standardError)
      }
    }
  }

  // 2²⁴ to 2²⁵ has bins of 16,384, as the city's total of some 2,000亿元 in 万元. The last two have
  // Monte Carlo errors of a hundredth to a tenth of a bin, as a million trials and more. Within two
  // errors at least 93 % (95.4 % less sampling; the quantiles of a seed depend on each other), and none
  // beyond 4.5.
  @Test(arguments: [
    Case(mean: 21e6, deviation: 2.7e6, trials: 400, seeds: 100),
    Case(mean: 21e6, deviation: 2.7e6, trials: 4_000, seeds: 40),
    Case(mean: 21e6, deviation: 5e4, trials: 4_000, seeds: 40),
    Case(mean: 21e6, deviation: 3e4, trials: 20_000, seeds: 10),
  ])
  func `stated errors cover the exact quantiles`(_ distribution: Case) {
    let found = Self.estimates(distribution)
    #expect(found.allSatisfy { $0.stated > 0 && $0.z.magnitude < 4.5 })
    let covered = found.count { $0.z.magnitude <= 2 }
    #expect(Double(covered) >= 0.93 * Double(found.count), "\(covered) of \(found.count)")
    // Where bins are narrow the error is no wider than it must be.
    if distribution.deviation > 1e6 {
      let square = found.reduce(0) { $0 + $1.z * $1.z } / Double(found.count)
      #expect((0.5...1.3).contains(square), "\(square)")
    }
  }

  // One bin holds the middle third of the trials: its middle, which every such run would give, is off
  // by up to half a bin.
  @Test func `a quantile lies within its bin by rank, and its error knows the bin`() {
    let (first, last) = (Int64(16_777_216), Int64(16_777_216 + 16_383))
    for share in [0.1, 0.5, 0.9] {
      let border = Int64(Double(last - first) * share)
      // All in one bin and evenly, but for the ends of the range.
      let values = MetricAccumulatorTests.accumulator(
        [first, last] + (0..<9_998).map { first + $0 * (last - first) / 9_998 })
      let estimate = values.estimates([share])[0]
      #expect((estimate.value - Double(first + border)).magnitude < 10)
      // A value anywhere in the bin: width/√12.
      #expect((estimate.standardError / (16_384 / 12.0.squareRoot()) - 1).magnitude < 0.01)
    }
  }

  @Test func `the quantile of counts is exact, and its error 0 where ranks leave no other value`() {
    // 3 by 60 of 100 trials, 2 and 4 by 20 each: the median is 3 at any rank within two errors.
    let counts = MetricAccumulatorTests.accumulator(
      [Int64](repeating: 2, count: 20) + [Int64](repeating: 3, count: 60)
        + [Int64](repeating: 4, count: 20))
    let estimates = counts.estimates([0.25, 0.5, 0.75])
    #expect(estimates.map(\.value) == [3, 3, 3])
    // 0.25 − 2·0.0433 lies below 0.2.
    #expect(estimates.map(\.standardError) == [0.5, 0, 0.5])
  }

  @Test func `too few trials leave the error undefined`() {
    for (count, defined) in [(1, []), (2, []), (5, [0.5]), (100, [0.05, 0.5, 0.95])]
      as [(Int64, [Double])]
    {
      let estimates = MetricAccumulatorTests.accumulator(0..<count).estimates([
        0.01, 0.05, 0.5, 0.95, 0.99,
      ])
      for (probability, estimate) in zip([0.01, 0.05, 0.5, 0.95, 0.99], estimates) {
        #expect(
          estimate.standardError.isNaN == !defined.contains(probability), "\(count) \(probability)")
      }
    }
  }

  // The median of the city, of medians and of intervals: the same distribution at both numbers of
  // trials, with errors that shrink.
  @Test func `every quantile of a forecast has its error`() throws {
    let leads = (0..<60).map { number in
      Lead.fixture("lead-\(number)", at: .negotiating, worth: 400_000 + Int64(number) * 9_973)
    }
    let model = try CompiledScenario(
      .fixture(
        leads, uncertainty: [.negotiating: 0.4], dependence: .threeFactors,
        targets: [.investment("city", 12_000_000)]), metrics: [Metric(.signedInvestment)])
    let forecasts = [1_024, 8_192].map { model.forecast(TrialPlan(trials: $0, seed: Seed(4))) }
    for forecast in forecasts {
      let quantiles = try #require(forecast.metric(.signedInvestment)?.year.quantiles)
      #expect(quantiles.allSatisfy { ($0.standardError ?? 0) > 0 })
      let target = forecast.targets[0]
      #expect(target.medianStandardError == quantiles[4].standardError)
      let interval = try #require(target.intervals.last)
      #expect(interval.lowerStandardError == quantiles[1].standardError)
      #expect(interval.upperStandardError == quantiles[7].standardError)
    }
    for (few, many) in zip(
      forecasts[0].metric(.signedInvestment)!.year.quantiles,
      forecasts[1].metric(.signedInvestment)!.year.quantiles)
    {
      #expect(few.value != many.value)
      let error = try (#require(few.standardError), #require(many.standardError))
      #expect(error.1 < error.0)
      #expect((few.value - many.value).magnitude < 4.5 * (error.0 + error.1))
    }
  }
}
