import RandomStreams

/// The normal law.
public struct Normal: ContinuousDistribution, Equatable {
  public let mean: Double
  public let standardDeviation: Double

  /// The standard normal law: mean 0, standard deviation 1.
  public static let standard = Normal(uncheckedMean: 0, standardDeviation: 1)

  /// - Throws: `DistributionError` unless `mean` is finite and `standardDeviation` positive and
  ///   finite. A standard deviation of 0 has no density and is refused.
  public init(mean: Double, standardDeviation: Double) throws(DistributionError) {
    try requireFinite("mean", mean)
    try requirePositive("standardDeviation", standardDeviation)
    self.init(uncheckedMean: mean, standardDeviation: standardDeviation)
  }

  private init(uncheckedMean mean: Double, standardDeviation: Double) {
    self.mean = mean
    self.standardDeviation = standardDeviation
  }

  public var support: ClosedRange<Double> { -.infinity ... .infinity }
  public var variance: Double { standardDeviation * standardDeviation }

  public func density(_ x: Double) -> Double {
    standardNormalDensity((x - mean) / standardDeviation) / standardDeviation
  }

  public func cdf(_ x: Double) -> Double { standardNormalCDF((x - mean) / standardDeviation) }

  public func survival(_ x: Double) -> Double { standardNormalCDF((mean - x) / standardDeviation) }

  @inlinable
  public func quantile(_ probability: Double) -> Double {
    mean + standardDeviation * standardNormalQuantile(probability)
  }

  public func upperQuantile(_ probability: Double) -> Double {
    mean - standardDeviation * standardNormalQuantile(probability)
  }

  /// By inversion: takes one number.
  @inlinable
  public func draw(using generator: inout some RandomNumberGenerator) -> Double {
    quantile(generator.nextOpenUnit())
  }
}
