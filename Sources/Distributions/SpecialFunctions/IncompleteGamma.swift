#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The regularised incomplete gamma functions P(a, x), Q(a, x) = 1 − P, and their inverses.
///
/// Relative accuracy of both is about 10⁻¹³ down to 10⁻³⁰⁰, tested for a from 0.05 to 10⁷. Four ways:
/// the power series left of the middle, Legendre's continued fraction right of it, a series
/// free of cancellation for small a and x, and Temme's uniform expansion near x = a for large
/// a, so that the cost does not grow with a.
enum IncompleteGamma {
  /// P(a, x) and Q(a, x) for a > 0; 0 and 1 for x ≤ 0.
  static func tails(_ a: Double, _ x: Double) -> TailPair {
    guard !x.isNaN else { return TailPair(lower: .nan, upper: .nan) }
    guard x > 0 else { return TailPair(lower: 0, upper: 1) }
    guard x < .infinity else { return TailPair(lower: 1, upper: 0) }
    if a >= 60, (x - a).magnitude <= 0.4 * a { return TemmeExpansion.tails(a, x) }
    if a < 1, x < 1.1 { return smallTails(a, x) }
    return x < a + 1
      ? TailPair(lower: series(a, x)) : TailPair(upper: continuedFraction(a, x))
  }

  /// P(a, x) = x^a e^−x / Γ(a+1) · Σ xⁿ / ((a+1)…(a+n)).
  private static func series(_ a: Double, _ x: Double) -> Double {
    var term = 1.0
    var sum = 1.0
    var n = a
    while term > 0x1p-54 * sum {
      n += 1
      term *= x / n
      sum += term
    }
    return poissonMass(a, mean: x) * sum
  }

  /// Q(a, x) by the contracted continued fraction, evaluated forward (modified Lentz).
  private static func continuedFraction(_ a: Double, _ x: Double) -> Double {
    var b = x + 1 - a
    var c = 1 / Double.leastNormalMagnitude
    var d = 1 / b
    var fraction = d
    for i in 1...100_000 {
      let n = Double(i)
      let numerator = -n * (n - a)
      b += 2
      d = 1 / nonzero(numerator * d + b)
      c = nonzero(b + numerator / c)
      let factor = d * c
      fraction *= factor
      if (factor - 1).magnitude <= 0x1p-53 { break }
    }
    return a * poissonMass(a, mean: x) * fraction
  }

  /// Both tails for a < 1 and small x: Q = 1 − x^a/Γ(a+1) · (1 + Σ a(−x)ⁿ/((a+n) n!)).
  private static func smallTails(_ a: Double, _ x: Double) -> TailPair {
    var term = 1.0
    var sum = 0.0
    for i in 1...60 {
      let n = Double(i)
      term *= -x / n
      let addend = a * term / (a + n)
      sum += addend
      if addend.magnitude <= 0x1p-55 * sum.magnitude { break }
    }
    let exponent = a * log(x) - logGammaOnePlus(a)
    let upper = -expm1(exponent) - exp(exponent) * sum
    return upper < 0.5 ? TailPair(upper: upper) : TailPair(lower: exp(exponent) * (1 + sum))
  }

  /// The x with P(a, x) = tails.lower and Q(a, x) = tails.upper; the smaller of the two is used.
  ///
  /// 0 where x underflows. Cost: about five to ten evaluations of `tails`.
  static func inverse(_ a: Double, _ target: TailPair) -> Double {
    guard target.lower > 0 else { return 0 }
    guard target.upper > 0 else { return .infinity }
    let z =
      target.lower < target.upper
      ? standardNormalQuantile(target.lower) : -standardNormalQuantile(target.upper)
    // Wilson and Hilferty's cube, and the leading term of the series as a lower bound.
    let root = 1 - 1 / (9 * a) + z / (3 * a.squareRoot())
    let cube = a * root * root * root
    let bound = exp((log(target.lower) + logGammaOnePlus(a)) / a)
    if target.lower < target.upper {
      guard bound > 0 else { return 0 }
      return solvePositive(
        low: 0, high: .infinity, start: root > 0 ? max(cube, bound) : bound, increasing: true
      ) { x in
        let lower = tails(a, x).lower
        return (log(lower / target.lower), a * poissonMass(a, mean: x) / lower)
      }
    }
    let start = a >= 1 ? cube : max(bound, -log(target.upper) + (a - 1) * 2)
    return solvePositive(low: 0, high: .infinity, start: start, increasing: false) { x in
      let upper = tails(a, x).upper
      return (log(upper / target.upper), -a * poissonMass(a, mean: x) / upper)
    }
  }
}

/// Keeps a denominator of a continued fraction away from 0.
func nonzero(_ value: Double) -> Double {
  value.magnitude < Double.leastNormalMagnitude ? Double.leastNormalMagnitude : value
}
