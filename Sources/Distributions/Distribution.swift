/// The probability distribution of a real random variable X.
///
/// Values are immutable and their parameters were checked at creation, so nothing here throws.
/// A NaN argument gives NaN; an argument outside the support gives the limit (0 or 1) of `cdf`
/// and `survival`. Both tails are computed on their own, never as one minus the other, so that
/// a probability of 10⁻³⁰⁰ keeps its relative accuracy (about 10⁻¹³ unless stated otherwise).
public protocol Distribution: Sendable {
  /// The smallest closed interval of probability one; its ends may be infinite.
  var support: ClosedRange<Double> { get }

  /// The expectation: infinite if it diverges, NaN if it does not exist.
  var mean: Double { get }

  /// The variance: infinite if it diverges, NaN if the mean does not exist.
  var variance: Double { get }

  /// P(X ≤ x), non-decreasing in x to within rounding.
  func cdf(_ x: Double) -> Double

  /// The upper tail P(X > x).
  func survival(_ x: Double) -> Double

  /// The smallest x with P(X ≤ x) ≥ probability.
  ///
  /// 0 and 1 give the ends of the support; outside [0, 1] the result is NaN.
  func quantile(_ probability: Double) -> Double

  /// The smallest x with P(X > x) ≤ probability: the value exceeded with that probability.
  ///
  /// Equals quantile(1 − probability), and stays accurate where that difference rounds.
  /// 0 and 1 give the upper and lower end of the support; outside [0, 1] the result is NaN.
  func upperQuantile(_ probability: Double) -> Double

  /// One draw, finite and within the support whatever the generator returns.
  ///
  /// Each distribution states how many 64-bit numbers a draw consumes. Tests fix the values that
  /// follow from given numbers; the CHANGELOG names every change of algorithm.
  func draw(using generator: inout some RandomNumberGenerator) -> Double
}

extension Distribution {
  /// The square root of the variance.
  public var standardDeviation: Double { variance.squareRoot() }
}

/// A distribution with a density, and therefore without atoms.
public protocol ContinuousDistribution: Distribution {
  /// The probability per unit of x; 0 outside the support, possibly infinite at its ends.
  func density(_ x: Double) -> Double
}

/// A distribution on the integers from 0 on.
public protocol DiscreteDistribution: Distribution {
  /// P(X = count); 0 for a negative count.
  func probability(_ count: Int) -> Double
}
