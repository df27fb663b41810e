import Distributions

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// A lognormal distribution moved along the line, or its mirror image, with given mean, variance
/// and third central moment: for sums of so many leads that nothing else of them is seen.
struct ShiftedLogNormal {
  private let mean: Double
  private let standardDeviation: Double
  private let skewness: Double

  init(mean: Double, variance: Double, thirdMoment: Double) {
    self.mean = mean
    standardDeviation = max(0, variance).squareRoot()
    skewness =
      standardDeviation > 0
      ? thirdMoment / (standardDeviation * standardDeviation * standardDeviation) : 0
  }

  /// P(X ≥ value).
  func probability(atLeast value: Double) -> Double {
    guard standardDeviation > 0 else { return mean >= value ? 1 : 0 }
    let z = (value - mean) / standardDeviation
    if skewness.magnitude < 1e-4 {
      // The first term of Edgeworth's series, which is what is left of the lognormal.
      return standardNormalCDF(-z) + skewness / 6 * (z * z - 1) * standardNormalDensity(z)
    }
    let tail = Self.upperTail(skewness.sign == .minus ? -z : z, skewness: skewness.magnitude)
    return skewness > 0 ? tail : 1 - tail
  }

  /// Of the standardised distribution with a positive skewness γ = (w + 2)·√(w − 1), w = e^(σ²).
  private static func upperTail(_ z: Double, skewness: Double) -> Double {
    let half = 0.5 * skewness
    // √(w − 1) = 2·sinh(asinh(γ/2)/3).
    let root = 2 * sinh(asinh(half) / 3)
    let w = 1 + root * root
    let deviation = log1p(root * root).squareRoot()
    let place = z * root * w.squareRoot() + w.squareRoot()
    // The standardised variable is (e^(σZ) − √w)/(√w·√(w − 1)).
    guard place > 0 else { return 1 }
    return standardNormalCDF(-log(place) / deviation)
  }
}
