// The exact distribution by Fourier transform against the distributions an independent script computed.
import Forecasting
import Foundation
import InvestmentPipeline
import RandomStreams
import TestSupport
import Testing

@Suite(.heavyNumerics) struct SumDistributionTests {
  // No seed: nothing is drawn. Atoms, ranges, PERT, part months, districts, counts and shares.
  @Test func `every exact probability of independent leads is met`() throws {
    var count = 0
    for name in ["independent", "monthly"] {
      let model = try CompiledScenario(OracleTable.scenario(name))
      guard model.isIndependent else { continue }
      for answer in try OracleTable.load().entry(name).answers {
        guard let target = answer.target, answer.statistic.hasPrefix("probability") else {
          continue
        }
        let found = try #require(model.exactProbability(of: target))
        #expect(
          abs(found.value - answer.value) < 2e-5, "\(target): \(found) against \(answer.value)")
        #expect(
          abs(found.value - answer.value) <= found.numericalError + 1e-6,
          "\(target): \(found) against \(answer.value)")
        count += 1
      }
    }
    #expect(count >= 20)
  }

  struct LogNormalSums: Decodable {
    struct Case: Decodable {
      var name: String
      /// 10th and 90th percentile, probability of being signed.
      var leads: [[Double]]
      var values: [Int64]
      var tails: [Double]
    }
    var cases: [Case]
  }

  // No seed: nothing is drawn. Tests/Reference/lognormal_sums.py takes 4,000,000 points.
  @Test func `forty lognormal leads are exact to one in a million, beside a giant too`() throws {
    let file = OracleTable.folder.appendingPathComponent("lognormal_sums.json")
    let sums = try JSONDecoder().decode(LogNormalSums.self, from: Data(contentsOf: file))
    for one in sums.cases {
      let leads = one.leads.enumerated().map { number, lead in
        Lead.fixture("l-\(number)", probability: lead[2]).worth(
          .range(
            low: Money(tenThousandYuan: Int64(lead[0])),
            high: Money(tenThousandYuan: Int64(lead[1]))))
      }
      let model = try CompiledScenario(
        .fixture(leads, targets: one.values.map { .investment("v\($0)", $0) }))
      for (value, tail) in zip(one.values, one.tails) {
        let found = try #require(model.exactProbability(of: "v\(value)"))
        #expect(abs(found.value - tail) < 1e-6, "\(one.name) \(value): \(found) for \(tail)")
        #expect(
          abs(found.value - tail) <= found.numericalError,
          "\(one.name) \(value): \(found) for \(tail)")
        #expect(found.numericalError < 1e-6, "\(one.name) \(value): \(found)")
      }
    }
  }
}
