import Distributions
import RandomStreams
import Testing

/// What single distributions promise beyond the protocol.
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

  @Test func `spread does not move the mean of a log-normal distribution made by its mean`() throws
  {
    for spread in [0.01, 0.5, 2] {
      try expectClose(LogNormal(mean: 1200, logStandardDeviation: spread).mean, 1200)
    }
  }

  @Test func `a log-normal distribution made by percentiles has them`() throws {
    let distribution = try LogNormal(tenthPercentile: 3, ninetiethPercentile: 70)
    expectClose(distribution.quantile(0.1), 3)
    expectClose(distribution.quantile(0.9), 70)
    expectClose(distribution.median, (3.0 * 70).squareRoot())
  }

  @Test func `the PERT mean weighs the mode four times`() throws {
    let distribution = try PERT(low: 2, mode: 5, high: 20)
    expectClose(distribution.mean, (2 + 4 * 5 + 20) / 6)
    expectClose(distribution.standard.alpha + distribution.standard.beta, 6)
    try expectClose(PERT(low: 2, mode: 2, high: 20).mean, 5)
  }

  @Test func `a chi-squared distribution is a gamma distribution`() throws {
    let distribution = try ChiSquared(degreesOfFreedom: 7)
    let gamma = try Gamma(shape: 3.5, scale: 2)
    #expect(distribution.cdf(5) == gamma.cdf(5))
    #expect(distribution.quantile(0.3) == gamma.quantile(0.3))
  }

  @Test func `splicing is continuous and keeps the tail probability`() throws {
    let distribution = try SplicedLogNormalPareto(
      logMean: 8, logStandardDeviation: 1, threshold: 20_000, tailProbability: 0.05,
      tailExponent: 1.4, tailMaximum: 1e6)
    expectClose(distribution.cdf(20_000), 0.95)
    expectClose(distribution.survival(20_000), 0.05)
    #expect((distribution.cdf(20_000.0.nextUp) - distribution.cdf(20_000)).magnitude < 1e-15)
    #expect(
      (distribution.survival(20_000.0.nextUp) - distribution.survival(20_000)).magnitude < 1e-15)
    #expect((distribution.quantile(0.95) - 20_000).magnitude < 1e-9)
    #expect(distribution.support == 0...1e6)
  }

  @Test func `counts are drawn as whole numbers`() throws {
    let distribution = try Poisson(mean: 40)
    var one = testStream(seed: 3)
    var other = testStream(seed: 3)
    for _ in 0..<100 {
      #expect(Double(distribution.drawCount(using: &one)) == distribution.draw(using: &other))
    }
  }
}
