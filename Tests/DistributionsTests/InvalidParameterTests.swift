import Distributions
import Testing

struct InvalidParameterTests {
  static let neverPositive: [Double] = [.nan, .infinity, -.infinity, -1, 0]
  static let neverFinite: [Double] = [.nan, .infinity, -.infinity]

  /// Calls `make` with each value and expects an error that names the parameter and the value.
  private func expectRefusal<Law>(
    of values: [Double], as parameter: String, _ make: (Double) throws -> Law,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    for value in values {
      let error = #expect(throws: DistributionError.self, sourceLocation: sourceLocation) {
        try make(value)
      }
      #expect(error?.parameter == parameter, sourceLocation: sourceLocation)
      #expect(
        error.map { $0.value.isNaN == value.isNaN && ($0.value.isNaN || $0.value == value) }
          == true, sourceLocation: sourceLocation)
    }
  }

  @Test func `distributions with positive parameters`() {
    let bad = Self.neverPositive
    expectRefusal(of: Self.neverFinite, as: "mean") {
      try Normal(mean: $0, standardDeviation: 1)
    }
    expectRefusal(of: bad, as: "standardDeviation") {
      try Normal(mean: 0, standardDeviation: $0)
    }
    expectRefusal(of: bad, as: "shape") { try Gamma(shape: $0, scale: 1) }
    expectRefusal(of: bad, as: "scale") { try Gamma(shape: 1, scale: $0) }
    expectRefusal(of: bad, as: "alpha") { try Beta(alpha: $0, beta: 1) }
    expectRefusal(of: bad, as: "beta") { try Beta(alpha: 1, beta: $0) }
    expectRefusal(of: bad, as: "minimum") { try Pareto(minimum: $0, exponent: 1) }
    expectRefusal(of: bad, as: "exponent") { try Pareto(minimum: 1, exponent: $0) }
    expectRefusal(of: bad, as: "degreesOfFreedom") { try StudentT(degreesOfFreedom: $0) }
    expectRefusal(of: bad, as: "degreesOfFreedom") { try ChiSquared(degreesOfFreedom: $0) }
    expectRefusal(of: [.nan, .infinity, -1, -.leastNonzeroMagnitude, 1e13], as: "mean") {
      try Poisson(mean: $0)
    }
  }

  @Test func `the ways to a log-normal distribution`() {
    let bad = Self.neverPositive
    expectRefusal(of: Self.neverFinite, as: "logMean") {
      try LogNormal(logMean: $0, logStandardDeviation: 1)
    }
    expectRefusal(of: bad, as: "logStandardDeviation") {
      try LogNormal(logMean: 0, logStandardDeviation: $0)
    }
    expectRefusal(of: bad, as: "mean") { try LogNormal(mean: $0, logStandardDeviation: 1) }
    expectRefusal(of: bad, as: "tenthPercentile") {
      try LogNormal(tenthPercentile: $0, ninetiethPercentile: 2)
    }
    expectRefusal(of: [.nan, .infinity, 0.5, 1, -1], as: "ninetiethPercentile") {
      try LogNormal(tenthPercentile: 1, ninetiethPercentile: $0)
    }
  }

  @Test func `three-point estimates out of order`() {
    expectRefusal(of: Self.neverFinite, as: "low") { try PERT(low: $0, mode: 1, high: 2) }
    expectRefusal(of: [.nan, .infinity, 0, -1], as: "high") {
      try PERT(low: 0, mode: 0, high: $0)
    }
    expectRefusal(of: [.nan, .infinity, -0.1, 2.1], as: "mode") {
      try PERT(low: 0, mode: $0, high: 2)
    }
    expectRefusal(of: Self.neverPositive, as: "shape") {
      try PERT(low: 0, mode: 1, high: 2, shape: $0)
    }
  }

  @Test func `spliced distributions that do not hold together`() {
    func make(
      logMean: Double = 0, logStandardDeviation: Double = 1, threshold: Double = 2,
      tailProbability: Double = 0.1, tailExponent: Double = 1.5, tailMaximum: Double = .infinity
    ) throws -> SplicedLogNormalPareto {
      try SplicedLogNormalPareto(
        logMean: logMean, logStandardDeviation: logStandardDeviation, threshold: threshold,
        tailProbability: tailProbability, tailExponent: tailExponent, tailMaximum: tailMaximum)
    }
    expectRefusal(of: Self.neverFinite, as: "logMean") { try make(logMean: $0) }
    expectRefusal(of: Self.neverPositive, as: "logStandardDeviation") {
      try make(logStandardDeviation: $0)
    }
    expectRefusal(of: Self.neverPositive + [1e-300], as: "threshold") {
      try make(threshold: $0)
    }
    expectRefusal(of: [.nan, .infinity, -0.1, 0, 1], as: "tailProbability") {
      try make(tailProbability: $0)
    }
    expectRefusal(of: Self.neverPositive, as: "tailExponent") { try make(tailExponent: $0) }
    expectRefusal(of: [.nan, 2, 1, -1], as: "tailMaximum") { try make(tailMaximum: $0) }
  }

  @Test func `the message names the parameter, the value and the requirement`() {
    let error = #expect(throws: DistributionError.self) { try Gamma(shape: -2, scale: 1) }
    #expect(error?.description == "shape is -2.0 but must be positive and finite")
  }
}
