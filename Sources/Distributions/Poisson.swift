public import RandomStreams

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The Poisson distribution.
public struct Poisson: DiscreteDistribution, Equatable {
  /// The expected count, from 0 (always no event) to 10¹².
  public let mean: Double
  @usableFromInline let proposal: TransformedRejection?

  /// Creates a distribution.
  ///
  /// - Throws: `DistributionError` unless `mean` is from 0 to 10¹².
  public init(mean: Double) throws(DistributionError) {
    try require(mean >= 0 && mean <= 1e12, "mean", mean, "from 0 to 10¹²")
    self.mean = mean
    proposal = mean < 10 ? nil : TransformedRejection(mean: mean)
  }

  /// The smallest closed interval of probability 1.
  public var support: ClosedRange<Double> { 0...(mean == 0 ? 0 : .infinity) }
  /// The variance.
  public var variance: Double { mean }

  /// P(X = count); 0 for a negative count.
  public func probability(_ count: Int) -> Double {
    count < 0 ? 0 : poissonMass(Double(count), mean: mean)
  }

  /// P(X ≤ x).
  public func cdf(_ x: Double) -> Double { tails(x).upper }
  /// P(X > x).
  public func survival(_ x: Double) -> Double { tails(x).lower }

  /// The smallest count with P(X ≤ count) ≥ probability; NaN outside [0, 1].
  ///
  /// Cost: a few to about twenty evaluations of `cdf`.
  public func quantile(_ probability: Double) -> Double {
    guard probability >= 0, probability <= 1 else { return .nan }
    if probability == 0 || mean == 0 { return 0 }
    if probability == 1 { return .infinity }
    return smallest(near: standardNormalQuantile(probability)) { cdf($0) >= probability }
  }

  /// The smallest x with P(X > x) ≤ probability; NaN outside [0, 1].
  public func upperQuantile(_ probability: Double) -> Double {
    guard probability >= 0, probability <= 1 else { return .nan }
    if probability == 1 || mean == 0 { return 0 }
    if probability == 0 { return .infinity }
    return smallest(near: -standardNormalQuantile(probability)) { survival($0) <= probability }
  }

  /// One draw. For a mean below 10 it inverts one number by a search upward from 0; from 10 on it uses
  /// transformed rejection, which consumes 2.2 to 2.7 numbers on average for any mean.
  @inlinable
  public func draw(using generator: inout some RandomNumberGenerator) -> Double {
    guard let proposal else { return inverted(generator.nextOpenUnit()) }
    return proposal.draw(using: &generator) ?? quantile(generator.nextOpenUnit())
  }

  /// One draw as an integer.
  @inlinable
  public func drawCount(using generator: inout some RandomNumberGenerator) -> Int {
    Int(draw(using: &generator))
  }

  /// The quantile at `u` by adding up probabilities, for small means.
  @usableFromInline
  func inverted(_ u: Double) -> Double {
    var count = 0.0
    var mass = exp(-mean)
    var remaining = u - mass
    while remaining > 0, mass > 0x1p-60 || count < mean {
      count += 1
      mass *= mean / count
      remaining -= mass
    }
    return count
  }

  private func tails(_ x: Double) -> TailPair {
    guard !(x < 0) else { return TailPair(lower: 1, upper: 0) }
    guard mean > 0, x < .infinity else {
      return x.isNaN ? TailPair(lower: .nan, upper: .nan) : TailPair(lower: 0, upper: 1)
    }
    return IncompleteGamma.tails(x.rounded(.down) + 1, mean)
  }

  /// The smallest count at which a condition that stays true once true holds, searched from the
  /// Cornish–Fisher approximation at the standard normal value `z` by doubling and bisection.
  private func smallest(near z: Double, where condition: (Double) -> Bool) -> Double {
    let guess = mean + z * mean.squareRoot() + (z * z - 1) / 6
    var high = max(guess.rounded(.down), 0)
    var step = 1.0
    var low: Double
    if condition(high) {
      repeat {
        low = high - step
        step *= 2
        if low < 0 || !condition(low) { break }
        high = low
      } while true
    } else {
      repeat {
        low = high
        high += step
        step *= 2
      } while !condition(high)
    }
    // Here low fails (or is negative) and high holds.
    low = max(low, -1)
    while high - low > 1 {
      let middle = ((low + high) / 2).rounded(.down)
      if condition(middle) { high = middle } else { low = middle }
    }
    return high
  }
}

/// Poisson draws for means from 10 on by transformed rejection with squeeze.
///
/// Hörmann (1993), "The transformed rejection method for generating Poisson random variables",
/// Insurance: Mathematics and Economics 12 (1), doi:10.1016/0167-6687(93)90997-4, algorithm
/// PTRS. The probability in its last step comes from Loader's saddle-point form, so that it
/// keeps its relative accuracy for means of 10⁷ and more.
@usableFromInline
struct TransformedRejection: Equatable, Sendable {
  @usableFromInline let mean: Double
  @usableFromInline let a: Double
  @usableFromInline let b: Double
  @usableFromInline let inverseAlpha: Double
  @usableFromInline let squeeze: Double

  init(mean: Double) {
    self.mean = mean
    b = 0.931 + 2.53 * mean.squareRoot()
    a = -0.059 + 0.02483 * b
    inverseAlpha = 1.1239 + 1.1328 / (b - 3.4)
    squeeze = 0.9277 - 3.6224 / (b - 2)
  }

  /// A draw, or nil after 64 rejections (probability below 10⁻³⁰), which indicate a defective
  /// generator.
  @inlinable
  func draw(using generator: inout some RandomNumberGenerator) -> Double? {
    for _ in 0..<64 {
      let u = generator.nextOpenUnit() - 0.5
      let v = generator.nextOpenUnit()
      let distance = 0.5 - u.magnitude
      let count = ((2 * a / distance + b) * u + mean + 0.43).rounded(.down)
      if distance >= 0.07, v <= squeeze { return count }
      if count < 0 || (distance < 0.013 && v > distance) { continue }
      let ratio = v * inverseAlpha / (a / (distance * distance) + b)
      if ratio <= poissonMass(count, mean: mean) { return count }
    }
    return nil
  }
}
