public import RandomStreams

#if canImport(Glibc)
  public import Glibc
#else
  public import Darwin
#endif

/// The distribution of a positive variable whose natural logarithm is normal.
public struct LogNormal: ContinuousDistribution, Equatable {
  /// The mean of ln X; e to this power is the median of X.
  public let logMean: Double
  /// The standard deviation of ln X, positive.
  public let logStandardDeviation: Double

  /// Creates the distribution of exp(N(logMean, logStandardDeviation²)).
  ///
  /// - Throws: `DistributionError` unless `logMean` is finite and `logStandardDeviation`
  ///   positive and finite.
  public init(logMean: Double, logStandardDeviation: Double) throws(DistributionError) {
    try requireFinite("logMean", logMean)
    try requirePositive("logStandardDeviation", logStandardDeviation)
    self.logMean = logMean
    self.logStandardDeviation = logStandardDeviation
  }

  /// The distribution with the given expectation of X itself, so that a wider distribution keeps its mean:
  /// logMean = ln mean − ½ logStandardDeviation².
  ///
  /// - Throws: `DistributionError` unless both are positive and finite.
  public init(mean: Double, logStandardDeviation: Double) throws(DistributionError) {
    try requirePositive("mean", mean)
    try requirePositive("logStandardDeviation", logStandardDeviation)
    try self.init(
      logMean: log(mean) - 0.5 * logStandardDeviation * logStandardDeviation,
      logStandardDeviation: logStandardDeviation)
  }

  /// The distribution with quantile(0.1) and quantile(0.9) as given.
  ///
  /// - Throws: `DistributionError` unless both are finite and
  ///   0 < tenthPercentile < ninetiethPercentile.
  public init(
    tenthPercentile: Double, ninetiethPercentile: Double
  ) throws(DistributionError) {
    try requirePositive("tenthPercentile", tenthPercentile)
    try require(
      ninetiethPercentile > tenthPercentile && ninetiethPercentile.isFinite,
      "ninetiethPercentile", ninetiethPercentile, "finite and above tenthPercentile")
    let (low, high) = (log(tenthPercentile), log(ninetiethPercentile))
    try self.init(
      logMean: 0.5 * low + 0.5 * high,
      logStandardDeviation: (high - low) / (2 * standardNormalQuantile(0.9)))
  }

  /// The smallest closed interval of probability 1.
  public var support: ClosedRange<Double> { 0 ... .infinity }

  /// exp(logMean + ½ logStandardDeviation²).
  public var mean: Double { exp(logMean + 0.5 * logStandardDeviation * logStandardDeviation) }

  /// The variance.
  public var variance: Double {
    let square = logStandardDeviation * logStandardDeviation
    return expm1(square) * exp(2 * logMean + square)
  }

  /// e to the power logMean.
  public var median: Double { exp(logMean) }

  /// The density at `x`; 0 outside the support.
  public func density(_ x: Double) -> Double {
    guard !(x <= 0), x != .infinity else { return 0 }
    return standardNormalDensity(standardise(x)) / (logStandardDeviation * x)
  }

  /// P(X ≤ x).
  public func cdf(_ x: Double) -> Double {
    x <= 0 ? 0 : standardNormalCDF(standardise(x))
  }

  /// P(X > x).
  public func survival(_ x: Double) -> Double {
    x <= 0 ? 1 : standardNormalCDF(-standardise(x))
  }

  /// The smallest x with P(X ≤ x) ≥ probability; NaN outside [0, 1].
  @inlinable
  public func quantile(_ probability: Double) -> Double {
    exp(logMean + logStandardDeviation * standardNormalQuantile(probability))
  }

  /// The smallest x with P(X > x) ≤ probability; NaN outside [0, 1].
  public func upperQuantile(_ probability: Double) -> Double {
    exp(logMean - logStandardDeviation * standardNormalQuantile(probability))
  }

  /// One draw by inversion. It consumes one number.
  @inlinable
  public func draw(using generator: inout some RandomNumberGenerator) -> Double {
    min(quantile(generator.nextOpenUnit()), .greatestFiniteMagnitude)
  }

  private func standardise(_ x: Double) -> Double { (log(x) - logMean) / logStandardDeviation }
}
