// The transform against its definition, and sums of distributions against a plain convolution.
import ExactDistributions
import Forecasting
import Foundation
import InvestmentPipeline
import RandomStreams
import TestSupport
import Testing

struct FourierTransformTests {
  @Test(arguments: [2, 4, 64, 1024])
  func `the transform is the sum it stands for`(_ count: Int) {
    let real = (0..<count).map { Double(($0 * 7_919) % 101) / 101 - 0.3 }
    let imaginary = (0..<count).map { Double(($0 * 104_729) % 97) / 97 - 0.6 }
    var found = (real, imaginary)
    FourierTransform(count: count).transform(real: &found.0, imaginary: &found.1)
    for k in stride(from: 0, to: count, by: max(1, count / 32)) {
      var sum = (0.0, 0.0)
      for n in 0..<count {
        let angle = -2 * Double.pi * Double((k * n) % count) / Double(count)
        sum.0 += real[n] * cos(angle) - imaginary[n] * sin(angle)
        sum.1 += real[n] * sin(angle) + imaginary[n] * cos(angle)
      }
      #expect(abs(found.0[k] - sum.0) < 1e-11 && abs(found.1[k] - sum.1) < 1e-11)
    }
  }

  // Nothing is drawn; the convolution is that of the engine's own tests.
  @Test func `counts and totals of fixed amounts are a convolution`() throws {
    let model = try CompiledScenario(.fixture(ExactDistributionTests.leads))
    let parts = ExactDistributionTests.leads.map {
      (amount: ExactDistributionTests.amount($0), probability: ExactDistributionTests.signing($0))
    }
    let totals = ExactDistribution(parts)
    let distribution = try #require(model.sumDistribution(of: Metric(.signedInvestment)))
    #expect(distribution.isLattice)
    let counts = ExactDistribution(parts.map { (1, $0.probability) })
    let count = try #require(model.sumDistribution(of: Metric(.allProjects)))
    for value in 0..<180 {
      #expect(
        abs(distribution.probability(atLeast: Int64(value)) - totals.probability(atLeast: value))
          < 1e-9)
    }
    for value in 0...16 {
      #expect(
        abs(count.probability(atLeast: Int64(value)) - counts.probability(atLeast: value)) < 1e-9)
    }
    #expect(abs(distribution.mean - totals.mean) < 1e-9)
    let median = distribution.quantile(0.5)
    #expect(totals.probability(atLeast: Int(median)) >= 0.5)
    #expect(totals.probability(atLeast: Int(median) + 1) <= 0.5)
  }

  // Power: the comparison sees a probability that is off by 10⁻⁶.
  @Test func `a single lognormal amount is its own distribution`() throws {
    let lead = Lead.fixture("one", worth: 20_000)
    let scenario = Scenario.fixture(
      [lead], uncertainty: [.approved: 0.5],
      targets: [.investment("t", 15_000), .investment("c", 40_000), .investment("z", 1)])
    let model = try CompiledScenario(scenario)
    let signing = ExactDistributionTests.signing(lead)
    for (target, value) in [("t", 15_000.0), ("c", 40_000), ("z", 1)] {
      let found = try #require(model.exactProbability(of: target))
      let exact =
        signing * normalCDF(-(log((value - 0.5) / 20_000) + 0.125) / 0.5)
      #expect(abs(found.value - exact) < 1e-6 + found.numericalError, "\(found) \(exact)")
      #expect(found.numericalError < 1e-4)
    }
  }
}
