public import RandomStreams

#if canImport(Glibc)
  public import Glibc
#else
  public import Darwin
#endif

/// Student's t distribution with real degrees of freedom, centred at 0 with scale 1.
public struct StudentT: ContinuousDistribution, Equatable {
  /// The degrees of freedom, positive; 1 gives the Cauchy distribution, large values approach the standard normal.
  public let degreesOfFreedom: Double

  /// Creates a distribution.
  ///
  /// - Throws: `DistributionError` unless `degreesOfFreedom` is positive and finite.
  public init(degreesOfFreedom: Double) throws(DistributionError) {
    try requirePositive("degreesOfFreedom", degreesOfFreedom)
    self.degreesOfFreedom = degreesOfFreedom
  }

  /// The smallest closed interval of probability 1.
  public var support: ClosedRange<Double> { -.infinity ... .infinity }

  /// 0 above one degree of freedom, NaN otherwise.
  public var mean: Double { degreesOfFreedom > 1 ? 0 : .nan }

  /// The variance.
  public var variance: Double {
    if degreesOfFreedom > 2 { return degreesOfFreedom / (degreesOfFreedom - 2) }
    return degreesOfFreedom > 1 ? .infinity : .nan
  }

  /// The density at `x`; 0 outside the support.
  public func density(_ x: Double) -> Double {
    guard x.magnitude != .infinity else { return 0 }
    let nu = degreesOfFreedom
    let constant =
      stirlingError((nu + 1) / 2) - stirlingError(nu / 2)
      - deviance(count: nu / 2, mean: (nu + 1) / 2, difference: 0.5)
    let s = x / nu.squareRoot()
    let logarithm = s.magnitude < 1e8 ? log1p(s * s) : 2 * log(s.magnitude)
    // For many degrees of freedom the normal exponent is split off: ν ln(1+s²) − x².
    let exponent =
      s.magnitude < 1
      ? -0.5 * x * x - 0.5 * nu * logOnePlusMinus(s * s) : -0.5 * nu * logarithm
    return exp(constant + exponent - 0.5 * logarithm) * 0.398_942_280_401_432_7
  }

  /// P(X ≤ x).
  public func cdf(_ x: Double) -> Double {
    x < 0 ? upperTail(-x).tail : x == 0 ? 0.5 : 1 - upperTail(x).tail
  }

  /// P(X > x).
  public func survival(_ x: Double) -> Double { cdf(-x) }

  /// The smallest x with P(X ≤ x) ≥ probability; NaN outside [0, 1].
  ///
  /// Relative accuracy about 10⁻¹³ from probabilities of 10⁻³⁰⁰; infinite where the value
  /// overflows (few degrees of freedom). Cost: about ten evaluations of `cdf`.
  public func quantile(_ probability: Double) -> Double {
    guard probability >= 0, probability <= 1 else { return .nan }
    return probability <= 0.5
      ? -exceeded(with: probability) : exceeded(with: 1 - probability)
  }

  /// The smallest x with P(X > x) ≤ probability; NaN outside [0, 1].
  public func upperQuantile(_ probability: Double) -> Double { -quantile(probability) }

  /// One draw, as a normal draw divided by the root of a χ² draw. It consumes about 3.1 numbers on
  /// average, and one more below 2 degrees of freedom.
  @inlinable
  public func draw(using generator: inout some RandomNumberGenerator) -> Double {
    let z = standardNormalQuantile(generator.nextOpenUnit())
    let half = degreesOfFreedom / 2
    let logarithm = Gamma.drawLogarithm(shape: half, using: &generator)
    let value = z * exp(0.5 * (log(half) - logarithm))
    return min(max(value, -.greatestFiniteMagnitude), .greatestFiniteMagnitude)
  }

  /// P(X > x) and P(0 < X ≤ x) for x ≥ 0.
  private func upperTail(_ x: Double) -> (tail: Double, central: Double) {
    if x.isNaN { return (.nan, .nan) }
    let half = degreesOfFreedom / 2
    let s = x / degreesOfFreedom.squareRoot()
    if s > 1e100 {
      // The leading term; the next is smaller by s⁻².
      let logTail = -degreesOfFreedom * log(s) - log(half) - IncompleteBeta.logBeta(half, 0.5)
      let tail = 0.5 * exp(logTail)
      return (tail, 0.5 - tail)
    }
    let square = s * s
    let pair = IncompleteBeta.tails(half, 0.5, 1 / (1 + square), square / (1 + square))
    return (0.5 * pair.lower, 0.5 * pair.upper)
  }

  /// The x ≥ 0 exceeded with the given probability, which is at most ½.
  private func exceeded(with probability: Double) -> Double {
    guard probability > 0 else { return .infinity }
    guard probability < 0.5 else { return 0 }
    let nu = degreesOfFreedom
    if probability > 0.25 {
      let central = 0.5 - probability
      return solvePositive(
        low: 0, high: .infinity, start: central / density(0), increasing: true
      ) { x in
        let mass = upperTail(x).central
        return (log(mass / central), x * density(x) / mass)
      }
    }
    let z = -standardNormalQuantile(probability)
    let tailStart =
      nu.squareRoot()
      * exp(-(log(probability) + log(nu) + IncompleteBeta.logBeta(nu / 2, 0.5)) / nu)
    guard tailStart < .greatestFiniteMagnitude else { return .infinity }
    let start = z * z < nu ? z * (1 + (z * z + 1) / (4 * nu)) : tailStart
    return solvePositive(low: 0, high: .infinity, start: start, increasing: false) { x in
      let tail = upperTail(x).tail
      return (log(tail / probability), -x * density(x) / tail)
    }
  }
}
