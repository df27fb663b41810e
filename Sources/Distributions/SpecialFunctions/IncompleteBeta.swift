#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The regularised incomplete beta function I_x(a, b), its complement, and their inverse.
///
/// x and y = 1 − x are given separately, so that neither end of (0, 1) loses accuracy.
/// Relative accuracy is about 10⁻¹³ down to 10⁻³⁰⁰, tested for a and b from 0.05 to 6000.
enum IncompleteBeta {
  /// x^a y^b / B(a, b) / e^logDivisor, by Loader's deviances. The divisor spares an underflow.
  static func kernel(
    _ a: Double, _ b: Double, _ x: Double, _ y: Double, logDivisor: Double = 0
  ) -> Double {
    guard x > 0, y > 0 else { return 0 }
    let n = a + b
    // (a+b)x − a = bx − ay, with the rounding of the second product put back.
    let product = a * y
    let residual = (-product).addingProduct(a, y)
    let difference = (-product).addingProduct(b, x) - residual
    let exponent =
      deviance(count: a, mean: n * x, difference: difference)
      + deviance(count: b, mean: n * y, difference: -difference)
      + stirlingError(a) + stirlingError(b) - stirlingError(n)
    return exp(-exponent - logDivisor) * (a * (b / n) / (2 * Double.pi)).squareRoot()
  }

  /// I_x(a, b) and 1 − I_x(a, b) for a, b > 0 and x + y = 1.
  static func tails(_ a: Double, _ b: Double, _ x: Double, _ y: Double) -> TailPair {
    guard !x.isNaN else { return TailPair(lower: .nan, upper: .nan) }
    guard x > 0 else { return TailPair(lower: 0, upper: 1) }
    guard y > 0 else { return TailPair(lower: 1, upper: 0) }
    if x * (a + b + 2) < a + 1 {
      let lower = fraction(a, b, x, y)
      return lower < 0.9 ? TailPair(lower: lower) : TailPair(upper: fraction(b, a, y, x))
    }
    let upper = fraction(b, a, y, x)
    return upper < 0.9 ? TailPair(upper: upper) : TailPair(lower: fraction(a, b, x, y))
  }

  /// I_x(a, b) by a continued fraction that converges fastest for x < a/(a+b).
  ///
  /// Didonato & Morris (1992), "Algorithm 708: significant digit computation of the incomplete
  /// beta function ratios", ACM TOMS 18 (3), doi:10.1145/131766.131776, their BFRAC.
  private static func fraction(_ a: Double, _ b: Double, _ x: Double, _ y: Double) -> Double {
    let shift = a * y - b * x + 1
    var value = nonzero(a * shift / (a + 1))
    var c = value
    var d = 0.0
    for i in 1...100_000 {
      let m = Double(i)
      let odd = a + 2 * m - 1
      let weight = m * (b - m) * x / odd
      let numerator = (a + m - 1) * (a + b + m - 1) * x / odd * weight
      let denominator = m + weight + (a + m) * (shift + m * (1 + y)) / (odd + 2)
      d = 1 / nonzero(denominator + numerator * d)
      c = nonzero(denominator + numerator / c)
      let factor = c * d
      value *= factor
      if (factor - 1).magnitude <= 0x1p-53 { break }
    }
    return kernel(a, b, x, y) / value
  }

  /// ln B(a, b). Loses accuracy to cancellation when a and b are both beyond about 10⁶.
  static func logBeta(_ a: Double, _ b: Double) -> Double {
    logGamma(a) + logGamma(b) - logGamma(a + b)
  }

  /// The x, with y = 1 − x, at which the tails are those given.
  ///
  /// Each of x and y is accurate where it is small. Cost: about ten evaluations of `tails`.
  static func inverse(_ a: Double, _ b: Double, _ target: TailPair) -> (x: Double, y: Double) {
    guard target.lower > 0 else { return (0, 1) }
    guard target.upper > 0 else { return (1, 0) }
    let middle = tails(a, b, 0.5, 0.5)
    let isLeft =
      target.lower < target.upper ? target.lower <= middle.lower : target.upper >= middle.upper
    if isLeft {
      let x = inverseLeft(a, b, target)
      return (x, 1 - x)
    }
    let y = inverseLeft(b, a, TailPair(lower: target.upper, upper: target.lower))
    return (1 - y, y)
  }

  /// The x known to be at most ½.
  private static func inverseLeft(_ a: Double, _ b: Double, _ target: TailPair) -> Double {
    let leading = exp((log(target.lower) + log(a) + logBeta(a, b)) / a)
    guard leading > 0 else { return 0 }
    let start = min(leading, max(0.5 * a / (a + b), 0x1p-20), 0.4999)
    let useLower = target.lower < target.upper
    return solvePositive(
      low: 0, high: 0.5.nextUp, start: leading < 1e-3 ? leading : start, increasing: useLower
    ) { x in
      let pair = tails(a, b, x, 1 - x)
      let elasticity = kernel(a, b, x, 1 - x) / (1 - x)
      return useLower
        ? (log(pair.lower / target.lower), elasticity / pair.lower)
        : (log(pair.upper / target.upper), -elasticity / pair.upper)
    }
  }
}
