public import RandomStreams

/// The normal distribution.
public struct Normal: ContinuousDistribution, Equatable {
  /// The expectation.
  public let mean: Double
  /// The standard deviation, positive.
  public let standardDeviation: Double

  /// The standard normal distribution: mean 0, standard deviation 1.
  public static let standard = Normal(uncheckedMean: 0, standardDeviation: 1)

  /// Creates a distribution.
  ///
  /// - Throws: `DistributionError` unless `mean` is finite and `standardDeviation` positive and
  ///   finite. A standard deviation of 0 has no density and is rejected.
  public init(mean: Double, standardDeviation: Double) throws(DistributionError) {
    try requireFinite("mean", mean)
    try requirePositive("standardDeviation", standardDeviation)
    self.init(uncheckedMean: mean, standardDeviation: standardDeviation)
  }

  private init(uncheckedMean mean: Double, standardDeviation: Double) {
    self.mean = mean
    self.standardDeviation = standardDeviation
  }

  /// The smallest closed interval of probability 1.
  public var support: ClosedRange<Double> { -.infinity ... .infinity }
  /// The variance.
  public var variance: Double { standardDeviation * standardDeviation }

  /// The density at `x`; 0 outside the support.
  public func density(_ x: Double) -> Double {
    standardNormalDensity((x - mean) / standardDeviation) / standardDeviation
  }

  /// P(X ≤ x).
  public func cdf(_ x: Double) -> Double { standardNormalCDF((x - mean) / standardDeviation) }

  /// P(X > x).
  public func survival(_ x: Double) -> Double { standardNormalCDF((mean - x) / standardDeviation) }

  /// The smallest x with P(X ≤ x) ≥ probability; NaN outside [0, 1].
  @inlinable
  public func quantile(_ probability: Double) -> Double {
    mean + standardDeviation * standardNormalQuantile(probability)
  }

  /// The smallest x with P(X > x) ≤ probability; NaN outside [0, 1].
  public func upperQuantile(_ probability: Double) -> Double {
    mean - standardDeviation * standardNormalQuantile(probability)
  }

  /// One draw by inversion. It consumes one number.
  @inlinable
  public func draw(using generator: inout some RandomNumberGenerator) -> Double {
    quantile(generator.nextOpenUnit())
  }
}
