import Distributions
import RandomStreams
import Testing

/// What single laws promise beyond the protocol.
struct MomentTests {
  private func expectClose(
    _ value: Double, _ expected: Double, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(
      (value - expected).magnitude <= 1e-14 * expected.magnitude, "\(value), not \(expected)",
      sourceLocation: sourceLocation)
  }

  @Test func `moments that diverge are infinite, those that do not exist are NaN`() throws {
    #expect(try Pareto(minimum: 1, exponent: 1).mean == .infinity)
    #expect(try Pareto(minimum: 1, exponent: 2).variance == .infinity)
    #expect(try StudentT(degreesOfFreedom: 1).mean.isNaN)
    #expect(try StudentT(degreesOfFreedom: 1).variance.isNaN)
    #expect(try StudentT(degreesOfFreedom: 2).variance == .infinity)
    let heavy = try SplicedLogNormalPareto(
      logMean: 0, logStandardDeviation: 1, threshold: 2, tailProbability: 0.1, tailExponent: 1)
    #expect(heavy.mean == .infinity)
    #expect(heavy.variance == .infinity)
  }

  @Test func `spread does not move the mean of a log-normal law made by its mean`() throws {
    for spread in [0.01, 0.5, 2] {
      try expectClose(LogNormal(mean: 1200, logStandardDeviation: spread).mean, 1200)
    }
  }

  @Test func `a log-normal law made by percentiles has them`() throws {
    let law = try LogNormal(tenthPercentile: 3, ninetiethPercentile: 70)
    expectClose(law.quantile(0.1), 3)
    expectClose(law.quantile(0.9), 70)
    expectClose(law.median, (3.0 * 70).squareRoot())
  }

  @Test func `the PERT mean weighs the mode four times`() throws {
    let law = try PERT(low: 2, mode: 5, high: 20)
    expectClose(law.mean, (2 + 4 * 5 + 20) / 6)
    expectClose(law.standard.alpha + law.standard.beta, 6)
    try expectClose(PERT(low: 2, mode: 2, high: 20).mean, 5)
  }

  @Test func `a chi-squared law is a gamma law`() throws {
    let law = try ChiSquared(degreesOfFreedom: 7)
    let gamma = try Gamma(shape: 3.5, scale: 2)
    #expect(law.cdf(5) == gamma.cdf(5))
    #expect(law.quantile(0.3) == gamma.quantile(0.3))
  }

  @Test func `splicing is continuous and keeps the tail probability`() throws {
    let law = try SplicedLogNormalPareto(
      logMean: 8, logStandardDeviation: 1, threshold: 20_000, tailProbability: 0.05,
      tailExponent: 1.4, tailMaximum: 1e6)
    expectClose(law.cdf(20_000), 0.95)
    expectClose(law.survival(20_000), 0.05)
    #expect((law.cdf(20_000.0.nextUp) - law.cdf(20_000)).magnitude < 1e-15)
    #expect((law.survival(20_000.0.nextUp) - law.survival(20_000)).magnitude < 1e-15)
    #expect((law.quantile(0.95) - 20_000).magnitude < 1e-9)
    #expect(law.support == 0...1e6)
  }

  @Test func `counts are drawn as whole numbers`() throws {
    let law = try Poisson(mean: 40)
    var one = testStream(seed: 3)
    var other = testStream(seed: 3)
    for _ in 0..<100 {
      #expect(Double(law.drawCount(using: &one)) == law.draw(using: &other))
    }
  }
}
