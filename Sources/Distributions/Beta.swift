import RandomStreams

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The beta law on [0, 1] with density proportional to x^(a−1) (1−x)^(b−1).
public struct Beta: ContinuousDistribution, Equatable {
  /// The exponent of x is this less one; positive.
  public let alpha: Double
  /// The exponent of 1 − x is this less one; positive.
  public let beta: Double

  /// - Throws: `DistributionError` unless both are positive and finite.
  public init(alpha: Double, beta: Double) throws(DistributionError) {
    try requirePositive("alpha", alpha)
    try requirePositive("beta", beta)
    self.alpha = alpha
    self.beta = beta
  }

  public var support: ClosedRange<Double> { 0...1 }
  public var mean: Double { alpha / (alpha + beta) }

  public var variance: Double {
    let sum = alpha + beta
    return (alpha / sum) * (beta / sum) / (sum + 1)
  }

  public func density(_ x: Double) -> Double { density(x, complement: 1 - x) }

  public func cdf(_ x: Double) -> Double {
    IncompleteBeta.tails(alpha, beta, x, 1 - x).lower
  }

  public func survival(_ x: Double) -> Double {
    IncompleteBeta.tails(alpha, beta, x, 1 - x).upper
  }

  /// Cost: about ten evaluations of `cdf`.
  public func quantile(_ probability: Double) -> Double {
    guard probability >= 0, probability <= 1 else { return .nan }
    return IncompleteBeta.inverse(alpha, beta, TailPair(lower: probability)).x
  }

  public func upperQuantile(_ probability: Double) -> Double {
    guard probability >= 0, probability <= 1 else { return .nan }
    return IncompleteBeta.inverse(alpha, beta, TailPair(upper: probability)).x
  }

  /// The ratio G/(G + H) of two gamma draws: takes about 4.1 numbers, one more for each
  /// parameter below 1.
  @inlinable
  public func draw(using generator: inout some RandomNumberGenerator) -> Double {
    if alpha >= 1, beta >= 1 {
      let first = Gamma.drawStandard(shape: alpha, using: &generator)
      let second = Gamma.drawStandard(shape: beta, using: &generator)
      return first / (first + second)
    }
    // Both draws may be too small for Double; their ratio is not.
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
