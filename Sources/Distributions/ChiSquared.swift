/// The distribution of the sum of squares of standard normal variables: gamma with shape
/// degreesOfFreedom/2 and scale 2.
public struct ChiSquared: ContinuousDistribution, Equatable {
  /// The degrees of freedom, positive and not necessarily an integer.
  public let degreesOfFreedom: Double
  @usableFromInline let gamma: Gamma

  /// Creates a distribution.
  ///
  /// - Throws: `DistributionError` unless `degreesOfFreedom` is positive and finite.
  public init(degreesOfFreedom: Double) throws(DistributionError) {
    try requirePositive("degreesOfFreedom", degreesOfFreedom)
    self.degreesOfFreedom = degreesOfFreedom
    gamma = try Gamma(shape: degreesOfFreedom / 2, scale: 2)
  }

  /// The smallest closed interval of probability 1.
  public var support: ClosedRange<Double> { gamma.support }
  /// The expectation.
  public var mean: Double { degreesOfFreedom }
  /// The variance.
  public var variance: Double { 2 * degreesOfFreedom }

  /// The density at `x`; 0 outside the support.
  public func density(_ x: Double) -> Double { gamma.density(x) }
  /// P(X ≤ x).
  public func cdf(_ x: Double) -> Double { gamma.cdf(x) }
  /// P(X > x).
  public func survival(_ x: Double) -> Double { gamma.survival(x) }
  /// The smallest x with P(X ≤ x) ≥ probability; NaN outside [0, 1].
  public func quantile(_ probability: Double) -> Double { gamma.quantile(probability) }
  /// The smallest x with P(X > x) ≤ probability; NaN outside [0, 1].
  public func upperQuantile(_ probability: Double) -> Double { gamma.upperQuantile(probability) }

  /// One draw by the method of `Gamma`. It consumes 2.0 to 2.1 numbers on average, and one more below
  /// 2 degrees of freedom.
  @inlinable
  public func draw(using generator: inout some RandomNumberGenerator) -> Double {
    gamma.draw(using: &generator)
  }
}
