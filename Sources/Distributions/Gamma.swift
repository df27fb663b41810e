public import RandomStreams

#if canImport(Glibc)
  public import Glibc
#else
  public import Darwin
#endif

/// The gamma distribution with density x^(shape−1) e^(−x/scale) / (Γ(shape) scale^shape), x > 0.
public struct Gamma: ContinuousDistribution, Equatable {
  /// The shape, positive; 1 gives the exponential distribution.
  public let shape: Double
  /// The scale, positive, in the unit of X.
  public let scale: Double

  /// Creates a distribution.
  ///
  /// - Throws: `DistributionError` unless both are positive and finite.
  public init(shape: Double, scale: Double) throws(DistributionError) {
    try requirePositive("shape", shape)
    try requirePositive("scale", scale)
    self.shape = shape
    self.scale = scale
  }

  /// The smallest closed interval of probability 1.
  public var support: ClosedRange<Double> { 0 ... .infinity }
  /// The expectation.
  public var mean: Double { shape * scale }
  /// The variance.
  public var variance: Double { shape * scale * scale }

  /// The density at `x`; 0 outside the support.
  public func density(_ x: Double) -> Double {
    if x.isNaN { return .nan }
    guard x >= 0, x < .infinity else { return 0 }
    let standard = x / scale
    if standard == 0 { return shape < 1 ? .infinity : shape == 1 ? 1 / scale : 0 }
    if shape < 1 { return poissonMass(shape, mean: standard) * shape / standard / scale }
    return poissonMass(shape - 1, mean: standard) / scale
  }

  /// P(X ≤ x).
  public func cdf(_ x: Double) -> Double { IncompleteGamma.tails(shape, x / scale).lower }

  /// P(X > x).
  public func survival(_ x: Double) -> Double { IncompleteGamma.tails(shape, x / scale).upper }

  /// The smallest x with P(X ≤ x) ≥ probability; NaN outside [0, 1].
  ///
  /// Cost: about ten evaluations of `cdf`.
  public func quantile(_ probability: Double) -> Double {
    guard probability >= 0, probability <= 1 else { return .nan }
    return scale * IncompleteGamma.inverse(shape, TailPair(lower: probability))
  }

  /// The smallest x with P(X > x) ≤ probability; NaN outside [0, 1].
  public func upperQuantile(_ probability: Double) -> Double {
    guard probability >= 0, probability <= 1 else { return .nan }
    return scale * IncompleteGamma.inverse(shape, TailPair(upper: probability))
  }

  /// One draw by the rejection method of Marsaglia and Tsang. It consumes 2.0 to 2.1 numbers on
  /// average, and one more for a shape below 1. Draws of very small shapes may round to 0.
  @inlinable
  public func draw(using generator: inout some RandomNumberGenerator) -> Double {
    let standard =
      shape >= 1
      ? Self.drawStandard(shape: shape, using: &generator)
      : exp(Self.drawLogarithm(shape: shape, using: &generator))
    return min(scale * standard, .greatestFiniteMagnitude)
  }

  /// A draw of scale 1 and shape ≥ 1.
  ///
  /// Marsaglia & Tsang (2000), "A simple method for generating gamma variables", ACM TOMS
  /// 26 (3), doi:10.1145/358407.358414. At least 95 % of the proposals are accepted; after 64
  /// rejections (probability below 10⁻⁸³) the generator is considered defective and its last number
  /// is inverted, so that the loop ends.
  @inlinable
  static func drawStandard(
    shape: Double, using generator: inout some RandomNumberGenerator
  ) -> Double {
    let d = shape - 1.0 / 3
    let c = 1 / (9 * d).squareRoot()
    var u = 0.5
    for _ in 0..<64 {
      let z = standardNormalQuantile(generator.nextOpenUnit())
      u = generator.nextOpenUnit()
      let root = 1 + c * z
      guard root > 0 else { continue }
      let v = root * root * root
      let square = z * z
      if u < 1 - 0.0331 * square * square { return d * v }
      if log(u) < 0.5 * square + d * (1 - v + log(v)) { return d * v }
    }
    return standardQuantile(shape: shape, u)
  }

  /// The quantile of scale 1, kept out of the inlined loop.
  @usableFromInline
  static func standardQuantile(shape: Double, _ probability: Double) -> Double {
    IncompleteGamma.inverse(shape, TailPair(lower: probability))
  }

  /// The logarithm of a draw of scale 1: finite for any shape, where the draw itself rounds
  /// to 0. A shape below 1 is raised by one and the draw multiplied by U^(1/shape).
  @inlinable
  static func drawLogarithm(
    shape: Double, using generator: inout some RandomNumberGenerator
  ) -> Double {
    guard shape < 1 else { return log(drawStandard(shape: shape, using: &generator)) }
    let raised = log(drawStandard(shape: shape + 1, using: &generator))
    return raised + log(generator.nextOpenUnit()) / shape
  }
}
