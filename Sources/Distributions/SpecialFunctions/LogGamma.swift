#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// ln Γ(x) for x > 0, by the reentrant function of the platform's library.
func logGamma(_ x: Double) -> Double {
  var sign: Int32 = 0
  return unsafe lgamma_r(x, &sign)
}

/// ln Γ(1 + a), relatively accurate for small a, where 1 + a would round.
func logGammaOnePlus(_ a: Double) -> Double {
  guard a.magnitude <= 0.5 else { return logGamma(1 + a) }
  // ln Γ(1+a) = −ln(1+a) + a(1−γ) + Σ (−1)^k (ζ(k)−1) a^k / k.
  var sum = 0.0
  for coefficient in zetaMinusOneOverK.reversed() { sum = coefficient - a * sum }
  return -log1p(a) + a * (0.422_784_335_098_467_14 + a * sum)
}

/// (ζ(k) − 1)/k for k = 2, 3, …, enough for |a| ≤ ½.
private let zetaMinusOneOverK: [Double] = [
  0.3224670334241132, 0.0673523010531981, 0.020580808427784546, 0.007385551028673986,
  0.0028905103307415234, 0.001192753911703261, 0.0005096695247430425, 0.00022315475845357939,
  9.945751278180853e-05, 4.492623673813314e-05, 2.050721277567069e-05, 9.439488275268397e-06,
  4.374866789907488e-06, 2.039215753801366e-06, 9.55141213040742e-07, 4.492469198764566e-07,
  2.1207184805554665e-07, 1.0043224823968099e-07, 4.7698101693639804e-08, 2.2711094608943164e-08,
  1.0838659214896955e-08, 5.183475041970047e-09, 2.4836745438024785e-09, 1.1921401405860912e-09,
  5.731367241678862e-10, 2.7595228851242334e-10, 1.330476437424449e-10, 6.4229645638381e-11,
  3.1044247747322276e-11, 1.5021384080754142e-11,
]

/// ln(1 + x) − x, relatively accurate near 0. Requires x > −1.
///
/// With r = x/(2+x), ln(1+x) = 2 artanh r; its first term less x is −x·r, which leaves
/// nothing to cancel.
func logOnePlusMinus(_ x: Double) -> Double {
  guard x > -0.6, x < 1.3 else { return log1p(x) - x }
  let r = x / (2 + x)
  let square = r * r
  var power = 1.0
  var sum = 0.0
  var divisor = 3.0
  while true {
    let term = power / divisor
    sum += term
    if term < 0x1p-55 * sum { break }
    power *= square
    divisor += 2
  }
  return r * (2 * square * sum - x)
}

/// ln Γ(x+1) − ((x+½) ln x − x + ½ ln 2π), the error of Stirling's formula, x > 0.
func stirlingError(_ x: Double) -> Double {
  guard x >= 10 else {
    return logGammaOnePlus(x) - (x + 0.5) * log(x) + x - 0.918_938_533_204_672_741_8
  }
  let inverseSquare = 1 / (x * x)
  var sum = -3617.0 / 122_400
  for coefficient in [
    1.0 / 156, -691.0 / 360_360, 1.0 / 1188, -1.0 / 1680, 1.0 / 1260, -1.0 / 360, 1.0 / 12,
  ] {
    sum = sum * inverseSquare + coefficient
  }
  return sum / x
}

/// count · (d − ln(1 + d)) with d = (mean − count)/count: Loader's deviance.
///
/// `difference` is mean − count, which the caller may know better than by subtracting.
func deviance(count: Double, mean: Double, difference: Double) -> Double {
  let d = difference / count
  if d > -0.6, d < 1.3 { return -count * logOnePlusMinus(d) }
  return difference - count * log(mean / count)
}

/// m^k e^−m / Γ(k+1) for real k ≥ 0 and m ≥ 0, without overflow or cancellation.
///
/// Loader (2000), "Fast and accurate computation of binomial probabilities".
@usableFromInline
func poissonMass(_ k: Double, mean: Double) -> Double {
  guard mean > 0 else { return k == 0 ? 1 : 0 }
  guard k > 0 else { return exp(-mean) }
  guard k < .infinity, mean < .infinity else { return 0 }
  if k < 1 { return exp(k * log(mean) - mean - logGammaOnePlus(k)) }
  let exponent = stirlingError(k) + deviance(count: k, mean: mean, difference: mean - k)
  return exp(-exponent) / (2 * Double.pi * k).squareRoot()
}
