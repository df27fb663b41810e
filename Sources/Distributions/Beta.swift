import RandomStreams

#if canImport(Glibc)
  public import Glibc
#else
  public import Darwin
#endif

/// The beta distribution on [0, 1] with density proportional to x^(a−1) (1−x)^(b−1).
public struct Beta: ContinuousDistribution, Equatable {
  /// The exponent of x plus one; positive.
  public let alpha: Double
  /// The exponent of 1 − x plus one; positive.
  public let beta: Double

  /// Creates a distribution.
  ///
  /// - Throws: `DistributionError` unless both are positive and finite.
  public init(alpha: Double, beta: Double) throws(DistributionError) {
    try requirePositive("alpha", alpha)
    try requirePositive("beta", beta)
    self.alpha = alpha
    self.beta = beta
  }

  /// The smallest closed interval of probability 1.
  public var support: ClosedRange<Double> { 0...1 }
  /// The expectation.
  public var mean: Double { alpha / (alpha + beta) }

  /// The variance.
  public var variance: Double {
    let sum = alpha + beta
    return (alpha / sum) * (beta / sum) / (sum + 1)
  }

  /// The density at `x`; 0 outside the support.
  public func density(_ x: Double) -> Double { density(x, complement: 1 - x) }

  /// P(X ≤ x).
  public func cdf(_ x: Double) -> Double {
    IncompleteBeta.tails(alpha, beta, x, 1 - x).lower
  }

  /// P(X > x).
  public func survival(_ x: Double) -> Double {
    IncompleteBeta.tails(alpha, beta, x, 1 - x).upper
  }

  /// The smallest x with P(X ≤ x) ≥ probability; NaN outside [0, 1].
  ///
  /// Cost: about ten evaluations of `cdf`.
  public func quantile(_ probability: Double) -> Double {
    guard probability >= 0, probability <= 1 else { return .nan }
    return IncompleteBeta.inverse(alpha, beta, TailPair(lower: probability)).x
  }

  /// The smallest x with P(X > x) ≤ probability; NaN outside [0, 1].
  public func upperQuantile(_ probability: Double) -> Double {
    guard probability >= 0, probability <= 1 else { return .nan }
    return IncompleteBeta.inverse(alpha, beta, TailPair(upper: probability)).x
  }

  /// One draw, as the ratio G/(G + H) of two gamma draws. It consumes about 4.1 numbers on average,
  /// and one more for each parameter below 1.
  @inlinable
  public func draw(using generator: inout some RandomNumberGenerator) -> Double {
    if alpha >= 1, beta >= 1 {
      let first = Gamma.drawStandard(shape: alpha, using: &generator)
      let second = Gamma.drawStandard(shape: beta, using: &generator)
      return first / (first + second)
    }
    // Both draws may underflow; their ratio does not.
    let first = Gamma.drawLogarithm(shape: alpha, using: &generator)
    let second = Gamma.drawLogarithm(shape: beta, using: &generator)
    return 1 / (1 + exp(second - first))
  }

  /// The density at x with 1 − x given separately.
  func density(_ x: Double, complement y: Double) -> Double {
    if x.isNaN { return .nan }
    if x < 0 || y < 0 { return 0 }
    if x == 0 { return alpha < 1 ? .infinity : alpha == 1 ? beta : 0 }
    if y == 0 { return beta < 1 ? .infinity : beta == 1 ? alpha : 0 }
    if min(x, y) > 1e-50 { return IncompleteBeta.kernel(alpha, beta, x, y) / (x * y) }
    return IncompleteBeta.kernel(alpha, beta, x, y, logDivisor: log(x) + log(y))
  }
}
