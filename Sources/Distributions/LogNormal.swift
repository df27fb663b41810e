import RandomStreams

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The law of a positive variable whose natural logarithm is normal.
public struct LogNormal: ContinuousDistribution, Equatable {
  /// The mean of ln X; e to this power is the median of X.
  public let logMean: Double
  /// The standard deviation of ln X, positive.
  public let logStandardDeviation: Double

  /// - Throws: `DistributionError` unless `logMean` is finite and `logStandardDeviation`
  ///   positive and finite.
  public init(logMean: Double, logStandardDeviation: Double) throws(DistributionError) {
    try requireFinite("logMean", logMean)
    try requirePositive("logStandardDeviation", logStandardDeviation)
    self.logMean = logMean
    self.logStandardDeviation = logStandardDeviation
  }

  /// The law with the given expectation of X itself, so that adding spread keeps the mean:
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

  /// The law with quantile(0.1) and quantile(0.9) as given.
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

  public var support: ClosedRange<Double> { 0 ... .infinity }

  /// exp(logMean + ½ logStandardDeviation²).
  public var mean: Double { exp(logMean + 0.5 * logStandardDeviation * logStandardDeviation) }

  public var variance: Double {
    let square = logStandardDeviation * logStandardDeviation
    return expm1(square) * exp(2 * logMean + square)
  }

  /// e to the power logMean.
  public var median: Double { exp(logMean) }

  public func density(_ x: Double) -> Double {
    guard !(x <= 0), x != .infinity else { return 0 }
    return standardNormalDensity(standardise(x)) / (logStandardDeviation * x)
  }

  public func cdf(_ x: Double) -> Double {
    x <= 0 ? 0 : standardNormalCDF(standardise(x))
  }

  public func survival(_ x: Double) -> Double {
    x <= 0 ? 1 : standardNormalCDF(-standardise(x))
  }

  @inlinable
  public func quantile(_ probability: Double) -> Double {
    exp(logMean + logStandardDeviation * standardNormalQuantile(probability))
  }

  public func upperQuantile(_ probability: Double) -> Double {
    exp(logMean - logStandardDeviation * standardNormalQuantile(probability))
  }

  /// By inversion: takes one number.
  @inlinable
  public func draw(using generator: inout some RandomNumberGenerator) -> Double {
    min(quantile(generator.nextOpenUnit()), .greatestFiniteMagnitude)
  }

  private func standardise(_ x: Double) -> Double { (log(x) - logMean) / logStandardDeviation }
}
