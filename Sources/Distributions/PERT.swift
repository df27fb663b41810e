/// The PERT distribution of an expert's three-point estimate: a beta distribution on [low, high] with mean
/// (low + shape · mode + high)/(shape + 2).
///
/// alpha = 1 + shape (mode − low)/(high − low), beta = 1 + shape (high − mode)/(high − low).
/// Malcolm, Roseboom, Clark & Fazar (1959), "Application of a technique for research and
/// development program evaluation", Operations Research 7 (5), doi:10.1287/opre.7.5.646.
public struct PERT: ContinuousDistribution, Equatable {
  /// The least value.
  public let low: Double
  /// The most likely value, from `low` to `high`.
  public let mode: Double
  /// The greatest value.
  public let high: Double
  /// The weight of the mode: 4 is the classical choice, a smaller value widens the distribution.
  public let shape: Double
  /// The distribution of (X − low)/(high − low).
  public let standard: Beta

  /// Creates a distribution.
  ///
  /// - Throws: `DistributionError` unless all are finite, low < high with a finite difference,
  ///   mode is between them and shape is positive.
  public init(
    low: Double, mode: Double, high: Double, shape: Double = 4
  ) throws(DistributionError) {
    try requireFinite("low", low)
    try require(
      high > low && (high - low).isFinite, "high", high,
      "above low, and finite with the difference")
    try require(mode >= low && mode <= high, "mode", mode, "from low to high")
    try requirePositive("shape", shape)
    let width = high - low
    standard = try Beta(
      alpha: 1 + shape * ((mode - low) / width), beta: 1 + shape * ((high - mode) / width))
    self.low = low
    self.mode = mode
    self.high = high
    self.shape = shape
  }

  /// The smallest closed interval of probability 1.
  public var support: ClosedRange<Double> { low...high }
  /// The expectation.
  public var mean: Double { at(standard.mean, 1 - standard.mean) }

  /// The variance.
  public var variance: Double {
    let width = high - low
    return width * width * standard.variance
  }

  /// The density at `x`; 0 outside the support.
  public func density(_ x: Double) -> Double {
    let width = high - low
    return standard.density((x - low) / width, complement: (high - x) / width) / width
  }

  /// P(X ≤ x).
  public func cdf(_ x: Double) -> Double { tails(x).lower }
  /// P(X > x).
  public func survival(_ x: Double) -> Double { tails(x).upper }

  /// The smallest x with P(X ≤ x) ≥ probability; NaN outside [0, 1].
  ///
  /// Cost: about ten evaluations of `cdf`.
  public func quantile(_ probability: Double) -> Double {
    guard probability >= 0, probability <= 1 else { return .nan }
    let (x, y) = IncompleteBeta.inverse(
      standard.alpha, standard.beta, TailPair(lower: probability))
    return at(x, y)
  }

  /// The smallest x with P(X > x) ≤ probability; NaN outside [0, 1].
  public func upperQuantile(_ probability: Double) -> Double {
    guard probability >= 0, probability <= 1 else { return .nan }
    let (x, y) = IncompleteBeta.inverse(
      standard.alpha, standard.beta, TailPair(upper: probability))
    return at(x, y)
  }

  /// One draw by the method of `Beta`. It consumes about 4.1 numbers on average.
  @inlinable
  public func draw(using generator: inout some RandomNumberGenerator) -> Double {
    let x = standard.draw(using: &generator)
    return at(x, 1 - x)
  }

  /// The value whose distances from both ends are in the ratio x : y, where x + y = 1,
  /// computed from the nearer end and never outside the support.
  @usableFromInline
  func at(_ x: Double, _ y: Double) -> Double {
    let value = x <= 0.5 ? low + (high - low) * x : high - (high - low) * y
    return min(max(value, low), high)
  }

  private func tails(_ x: Double) -> TailPair {
    let width = high - low
    return IncompleteBeta.tails(
      standard.alpha, standard.beta, (x - low) / width, (high - x) / width)
  }
}
