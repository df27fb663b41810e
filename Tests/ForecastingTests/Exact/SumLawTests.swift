// The exact law by Fourier transform against the laws an independent script computed.
import Forecasting
import Foundation
import InvestmentPipeline
import RandomStreams
import Testing

struct SumLawTests {
  // No seed: nothing is drawn. Atoms, ranges, PERT, part months, districts, counts and shares.
  @Test func `every exact probability of independent leads is met`() throws {
    var count = 0
    for name in ["independent", "monthly"] {
      let model = try ForecastModel(OracleTable.scenario(name))
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
}
