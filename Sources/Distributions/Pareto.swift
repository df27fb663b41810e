public import RandomStreams

#if canImport(Glibc)
  public import Glibc
#else
  public import Darwin
#endif

/// The Pareto distribution: P(X > x) = (minimum/x)^exponent for x ≥ minimum.
public struct Pareto: ContinuousDistribution, Equatable {
  /// The smallest value, positive.
  public let minimum: Double
  /// The tail exponent, positive: moments of this order and above are infinite.
  public let exponent: Double

  /// Creates a distribution.
  ///
  /// - Throws: `DistributionError` unless both are positive and finite.
  public init(minimum: Double, exponent: Double) throws(DistributionError) {
    try requirePositive("minimum", minimum)
    try requirePositive("exponent", exponent)
    self.minimum = minimum
    self.exponent = exponent
  }

  /// The smallest closed interval of probability 1.
  public var support: ClosedRange<Double> { minimum ... .infinity }

  /// The expectation.
  public var mean: Double {
    exponent > 1 ? minimum * (exponent / (exponent - 1)) : .infinity
  }

  /// E[X | X ≤ maximum]; the expectation itself for an infinite maximum.
  ///
  /// - Parameter maximum: above `minimum`.
  public func mean(upTo maximum: Double) -> Double {
    moment(1, logWidth: maximum < .infinity ? log(maximum / minimum) : .infinity)
  }

  /// E[Xᵏ | ln(X/minimum) ≤ w] = minimumᵏ α/(1−e^(−αw)) ∫₀ʷ e^((k−α)t) dt.
  func moment(_ k: Double, logWidth: Double) -> Double {
    let rate = exponent - k
    let integral: Double
    if logWidth == .infinity {
      integral = rate > 0 ? 1 / rate : .infinity
    } else {
      integral = rate == 0 ? logWidth : -expm1(-rate * logWidth) / rate
    }
    return exp(k * log(minimum)) * exponent / -expm1(-exponent * logWidth) * integral
  }

  /// The variance.
  public var variance: Double {
    guard exponent > 2 else { return .infinity }
    let relative = 1 / (exponent - 1)
    return minimum * minimum * relative * relative * (exponent / (exponent - 2))
  }

  /// The density at `x`; 0 outside the support.
  public func density(_ x: Double) -> Double {
    guard !(x < minimum), x != .infinity else { return 0 }
    return survival(x) * exponent / x
  }

  /// P(X ≤ x).
  public func cdf(_ x: Double) -> Double {
    x <= minimum ? 0 : -expm1(-exponent * logRatio(x))
  }

  /// P(X > x).
  public func survival(_ x: Double) -> Double {
    x <= minimum ? 1 : exp(-exponent * logRatio(x))
  }

  /// The smallest x with P(X ≤ x) ≥ probability; NaN outside [0, 1].
  @inlinable
  public func quantile(_ probability: Double) -> Double {
    guard probability >= 0, probability <= 1 else { return .nan }
    return minimum * exp(-log1p(-probability) / exponent)
  }

  /// The smallest x with P(X > x) ≤ probability; NaN outside [0, 1].
  public func upperQuantile(_ probability: Double) -> Double {
    guard probability >= 0, probability <= 1 else { return .nan }
    return minimum * exp(-log(probability) / exponent)
  }

  /// One draw by inversion. It consumes one number.
  @inlinable
  public func draw(using generator: inout some RandomNumberGenerator) -> Double {
    min(quantile(generator.nextOpenUnit()), .greatestFiniteMagnitude)
  }

  /// ln(x/minimum), accurate near the minimum.
  private func logRatio(_ x: Double) -> Double {
    let excess = (x - minimum) / minimum
    return excess < 0.5 ? log1p(excess) : log(x) - log(minimum)
  }
}
