import RandomStreams

/// The law of the sum of squares of standard normal variables: gamma with shape
/// degreesOfFreedom/2 and scale 2.
public struct ChiSquared: ContinuousDistribution, Equatable {
  /// Positive; need not be whole.
  public let degreesOfFreedom: Double
  @usableFromInline let gamma: Gamma

  /// - Throws: `DistributionError` unless `degreesOfFreedom` is positive and finite.
  public init(degreesOfFreedom: Double) throws(DistributionError) {
    try requirePositive("degreesOfFreedom", degreesOfFreedom)
    self.degreesOfFreedom = degreesOfFreedom
    gamma = try Gamma(shape: degreesOfFreedom / 2, scale: 2)
  }

  public var support: ClosedRange<Double> { gamma.support }
  public var mean: Double { degreesOfFreedom }
  public var variance: Double { 2 * degreesOfFreedom }

  public func density(_ x: Double) -> Double { gamma.density(x) }
  public func cdf(_ x: Double) -> Double { gamma.cdf(x) }
  public func survival(_ x: Double) -> Double { gamma.survival(x) }
  public func quantile(_ probability: Double) -> Double { gamma.quantile(probability) }
  public func upperQuantile(_ probability: Double) -> Double { gamma.upperQuantile(probability) }

  /// As `Gamma`: takes 2.0 to 2.1 numbers on average, one more below 2 degrees of freedom.
  @inlinable
  public func draw(using generator: inout some RandomNumberGenerator) -> Double {
    gamma.draw(using: &generator)
  }
}
