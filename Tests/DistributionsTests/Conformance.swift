import Distributions
import RandomStreams
import Testing

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// One distribution under test: what to check it with and the draws pinned for it.
struct DistributionCase: Sendable, CustomTestStringConvertible {
  let name: String
  let distribution: any Distribution
  /// The first draws from `testStream(seed: 1)`, to a relative 10⁻¹²: a contract on values.
  let firstDraws: [Double]

  init(_ name: String, firstDraws: [Double], _ make: () throws -> any Distribution) {
    self.name = name
    self.firstDraws = firstDraws
    do {
      distribution = try make()
    } catch {
      preconditionFailure("\(name): \(error)")
    }
  }

  var testDescription: String { name }
}

/// The chance that one statistical check fails although the distribution is right. Fewer than 200 such
/// checks are made (three per case), so the whole suite has a false alarm of less than 10⁻⁴.
let falseAlarmShare = 5e-7
/// The two-sided standard normal bound of that chance.
let falseAlarmBound = 5.03
/// Draws per distribution.
///
/// Kolmogorov–Smirnov with this many fails at a distance above 0.0195. Power: a distribution
/// function off by 0.035 anywhere is caught with probability above 0.9999 (a normal distribution shifted
/// by 0.09 standard deviations). The mean of the probability transform so catches a shift of
/// 0.063, its mean square a scale wrong by 5 %.
let drawCount = 20_000

/// Checks everything `ContinuousDistribution` promises of one distribution.
///
/// Functions: limits and NaN, monotone `cdf` and `survival` that add up to 1, quantiles that
/// invert both tails, density against `cdf` and moments against quantiles by quadrature.
/// Draws: support, distribution, pinned values, broken generators.
func checkConformance(
  ofContinuous test: DistributionCase, sourceLocation: SourceLocation = #_sourceLocation
) throws {
  let distribution = try #require(
    test.distribution as? any ContinuousDistribution, sourceLocation: sourceLocation)
  checkLimits(of: distribution, sourceLocation)
  checkTails(of: distribution, sourceLocation)
  checkQuantiles(of: distribution, sourceLocation)
  checkDensity(of: distribution, sourceLocation)
  checkMoments(of: distribution, sourceLocation)
  checkDraws(of: distribution, test.firstDraws, sourceLocation)
  checkBrokenGenerators(of: distribution, sourceLocation)
}

/// Checks everything `DiscreteDistribution` promises of one distribution.
func checkConformance(
  ofDiscrete test: DistributionCase, sourceLocation: SourceLocation = #_sourceLocation
) throws {
  let distribution = try #require(
    test.distribution as? any DiscreteDistribution, sourceLocation: sourceLocation)
  checkLimits(of: distribution, sourceLocation)
  checkCounts(of: distribution, sourceLocation)
  checkDraws(of: distribution, test.firstDraws, sourceLocation)
  checkBrokenGenerators(of: distribution, sourceLocation)
}

// MARK: - Functions

private func checkLimits(of distribution: some Distribution, _ location: SourceLocation) {
  let support = distribution.support
  #expect(distribution.cdf(-.infinity) == 0, sourceLocation: location)
  #expect(distribution.cdf(.infinity) == 1, sourceLocation: location)
  #expect(distribution.survival(-.infinity) == 1, sourceLocation: location)
  #expect(distribution.survival(.infinity) == 0, sourceLocation: location)
  #expect(distribution.quantile(0) == support.lowerBound, sourceLocation: location)
  #expect(distribution.quantile(1) == support.upperBound, sourceLocation: location)
  #expect(distribution.upperQuantile(0) == support.upperBound, sourceLocation: location)
  #expect(distribution.upperQuantile(1) == support.lowerBound, sourceLocation: location)
  if support.lowerBound.isFinite {
    let below = support.lowerBound - 1
    #expect(
      distribution.cdf(below) == 0 && distribution.survival(below) == 1, sourceLocation: location)
  }
  if support.upperBound.isFinite {
    let above = support.upperBound * 2 + 1
    #expect(
      distribution.cdf(above) == 1 && distribution.survival(above) == 0, sourceLocation: location)
  }
  #expect(
    distribution.cdf(.nan).isNaN && distribution.survival(.nan).isNaN, sourceLocation: location)
  for bad in [Double.nan, -0x1p-1074, 1.0.nextUp, .infinity, -.infinity] {
    #expect(
      distribution.quantile(bad).isNaN && distribution.upperQuantile(bad).isNaN, "\(bad)",
      sourceLocation: location)
  }
  if let distribution = distribution as? any ContinuousDistribution {
    #expect(distribution.density(.nan).isNaN, sourceLocation: location)
    for end in [support.lowerBound, -.infinity, .infinity] {
      #expect(distribution.density(end) >= 0, sourceLocation: location)
    }
    #expect(distribution.density(-.infinity) == 0, sourceLocation: location)
    #expect(distribution.density(.infinity) == 0, sourceLocation: location)
  }
}

/// Probabilities from both tails and between, as (probability, is it an upper tail).
private let probabilities: [(value: Double, isUpper: Bool)] =
  [1e-290, 1e-100, 1e-20, 1e-9, 1e-4, 0.01, 0.1, 0.3, 0.45].map { ($0, false) }
  + [0.5, 0.45, 0.3, 0.1, 0.01, 1e-4, 1e-9, 1e-20, 1e-100, 1e-290].map { ($0, true) }

/// The values at those probabilities that Double can tell apart from each other and from the
/// ends of the support.
private func points(of distribution: some Distribution) -> [(
  x: Double, value: Double, isUpper: Bool
)] {
  let support = distribution.support
  var points: [(x: Double, value: Double, isUpper: Bool)] = []
  for (value, isUpper) in probabilities {
    let x = isUpper ? distribution.upperQuantile(value) : distribution.quantile(value)
    // Near a non-zero finite end the grid of doubles is too coarse to hold a small tail.
    let gap = min(x - support.lowerBound, support.upperBound - x)
    guard x.isFinite, x.magnitude > 1e-300 || x == 0, gap > 1e-6 * x.magnitude else { continue }
    points.append((x, value, isUpper))
  }
  return points
}

private func checkTails(of distribution: some ContinuousDistribution, _ location: SourceLocation) {
  let points = points(of: distribution)
  #expect(points.count >= 5, sourceLocation: location)
  for (one, next) in zip(points, points.dropFirst()) {
    #expect(one.x < next.x, sourceLocation: location)
    // Many steps within each piece, and a few neighbouring doubles at its start.
    var xs = (0...40).map { one.x + (next.x - one.x) * (Double($0) / 40) }
    xs.append(contentsOf: [one.x.nextUp, one.x.nextUp.nextUp])
    xs.sort()
    for (x, y) in zip(xs, xs.dropFirst()) {
      let (lower, upper) = (distribution.cdf(x), distribution.survival(x))
      // Non-decreasing, but for the error of the functions themselves.
      #expect(distribution.cdf(y) >= lower * (1 - 5e-13), "\(x)", sourceLocation: location)
      #expect(distribution.survival(y) <= upper * (1 + 5e-13), "\(x)", sourceLocation: location)
      #expect((lower + upper - 1).magnitude < 4e-15, "\(x)", sourceLocation: location)
      #expect(lower >= 0 && upper >= 0, "\(x)", sourceLocation: location)
    }
  }
}

private func checkQuantiles(
  of distribution: some ContinuousDistribution, _ location: SourceLocation
) {
  for (x, value, isUpper) in points(of: distribution) {
    let back = isUpper ? distribution.survival(x) : distribution.cdf(x)
    // A rounding of x by half a unit moves the probability by about density · x · 2⁻⁵³, and
    // a tail e^−E has the rounding errors of its exponent E.
    let sensitivity = distribution.density(x) * x.magnitude / value
    #expect(
      (back / value - 1).magnitude < 2e-13 - 2e-15 * log(value) + 4 * sensitivity * 0x1p-53,
      "probability \(value), upper: \(isUpper), x \(x)", sourceLocation: location)
    #expect(
      isUpper || distribution.upperQuantile(value) >= x, "\(value)", sourceLocation: location)
  }
}

private func checkDensity(of distribution: some ContinuousDistribution, _ location: SourceLocation)
{
  let levels = points(of: distribution).filter { $0.value >= 1e-9 }
  for (one, next) in zip(levels, levels.dropFirst()) {
    let mass =
      next.x <= 0 || one.isUpper == false
      ? distribution.cdf(next.x) - distribution.cdf(one.x)
      : distribution.survival(one.x) - distribution.survival(next.x)
    // By ln x where the piece spans orders of magnitude.
    let area =
      one.x > 0 && next.x > 4 * one.x
      ? integral(from: 0, to: log(next.x / one.x)) { t in
        let x = one.x * exp(t)
        return distribution.density(x) * x
      } : integral(from: one.x, to: next.x) { distribution.density($0) }
    #expect(
      (area / mass - 1).magnitude < 1e-8, "\(one.x) to \(next.x): \(area), \(mass)",
      sourceLocation: location)
  }
}

/// Mean and variance as integrals of the quantile over the logarithm of the tail probability.
private func checkMoments(of distribution: some ContinuousDistribution, _ location: SourceLocation)
{
  func moment(_ g: (Double) -> Double) -> Double {
    // Panels that widen outward: the integrand decays like a power of the probability.
    let edges = [-650.0, -300, -150, -70, -30, -12, -5, -2, log(0.5)]
    return zip(edges, edges.dropFirst()).reduce(0) { sum, edge in
      sum
        + integral(from: edge.0, to: edge.1, tolerance: 1e-7, depth: 14) { t in
          let probability = exp(t)
          return
            (g(distribution.quantile(probability)) + g(distribution.upperQuantile(probability)))
            * probability
        }
    }
  }
  guard distribution.mean.isFinite else { return }
  let scale =
    distribution.variance.isFinite ? distribution.standardDeviation : distribution.mean.magnitude
  #expect(
    (moment { $0 } - distribution.mean).magnitude <= 1e-5 * scale, sourceLocation: location)
  guard distribution.variance.isFinite else { return }
  let mean = distribution.mean
  #expect(
    (moment { ($0 - mean) * ($0 - mean) } / distribution.variance - 1).magnitude < 1e-5,
    sourceLocation: location)
}

private func checkCounts(of distribution: some DiscreteDistribution, _ location: SourceLocation) {
  #expect(distribution.probability(-1) == 0, sourceLocation: location)
  let spread = distribution.standardDeviation
  let low = max(0, (distribution.mean - 8 * spread).rounded(.down))
  let high = (distribution.mean + 8 * spread).rounded(.up) + 3
  let step = max(1, ((high - low) / 300).rounded(.down))
  var count = low
  while count <= high {
    let mass = distribution.probability(Int(count))
    let (lower, upper) = (distribution.cdf(count), distribution.survival(count))
    let (before, after) = (distribution.cdf(count - 1), distribution.survival(count - 1))
    #expect((lower + upper - 1).magnitude < 4e-15, "\(count)", sourceLocation: location)
    #expect(distribution.cdf(count + 0.5) == lower, "\(count)", sourceLocation: location)
    // The probability is the jump, taken in the smaller tail.
    let jump = lower < 0.5 ? lower - before : after - upper
    let size = lower < 0.5 ? lower : after
    #expect((jump - mass).magnitude <= 2e-13 * size, "\(count)", sourceLocation: location)
    // Quantiles give the count back where its own probability can be seen.
    if mass > 1e-12, distribution.variance > 0 {
      #expect(distribution.quantile(lower) == count, "\(count)", sourceLocation: location)
      #expect(distribution.upperQuantile(upper) == count, "\(count)", sourceLocation: location)
      #expect(
        distribution.quantile(before + mass / 2) == count, "\(count)", sourceLocation: location)
    }
    count += step
  }
  for probability in [1e-300, 1e-100, 1e-20] where distribution.variance > 0 {
    let left = distribution.quantile(probability)
    #expect(distribution.cdf(left) >= probability, sourceLocation: location)
    #expect(left == 0 || distribution.cdf(left - 1) < probability, sourceLocation: location)
    let right = distribution.upperQuantile(probability)
    #expect(distribution.survival(right) <= probability, sourceLocation: location)
    #expect(distribution.survival(right - 1) > probability, sourceLocation: location)
  }
}

// MARK: - Draws

/// Seed 1 for the pinned values, seed 2 for the distribution.
private func checkDraws(
  of distribution: some Distribution, _ firstDraws: [Double], _ location: SourceLocation
) {
  var stream = testStream(seed: 1)
  let first = (0..<3).map { _ in distribution.draw(using: &stream) }
  let agrees =
    first.count == firstDraws.count
    && zip(first, firstDraws).allSatisfy { ($0 - $1).magnitude <= 1e-12 * $1.magnitude }
  #expect(agrees, "first draws \(first)", sourceLocation: location)

  stream = testStream(seed: 2)
  let draws = (0..<drawCount).map { _ in distribution.draw(using: &stream) }.sorted()
  #expect(
    draws.allSatisfy { $0.isFinite && distribution.support.contains($0) }, sourceLocation: location)
  let count = Double(drawCount)

  // Kolmogorov and Smirnov with Massart's bound, which holds for distributions with atoms too.
  var distance = 0.0
  var index = 0
  var sum = 0.0
  var squares = 0.0
  while index < drawCount {
    var end = index + 1
    while end < drawCount, draws[end] == draws[index] { end += 1 }
    let probability = distribution.cdf(draws[index])
    distance = max(distance, (Double(end) / count - probability).magnitude)
    if distribution is any ContinuousDistribution {
      distance = max(distance, (Double(index) / count - probability).magnitude)
    }
    sum += Double(end - index) * (probability - 0.5)
    squares += Double(end - index) * (probability - 0.5) * (probability - 0.5)
    index = end
  }
  let bound = (log(2 / falseAlarmShare) / (2 * count)).squareRoot()
  #expect(distance < bound, sourceLocation: location)

  if distribution is any ContinuousDistribution {
    // The transform is uniform: mean ½ and variance 1/12, whose square has variance 1/180.
    #expect(
      (sum / count).magnitude < falseAlarmBound * (1 / (12 * count)).squareRoot(),
      sourceLocation: location)
    #expect(
      (squares / count - 1.0 / 12).magnitude
        < falseAlarmBound * (1 / (180 * count)).squareRoot(), sourceLocation: location)
  } else {
    let mean = draws.reduce(0, +) / count
    #expect(
      (mean - distribution.mean).magnitude <= falseAlarmBound
        * (distribution.variance / count).squareRoot(),
      sourceLocation: location)
    // The variance of a sample variance is (μ₄ − σ⁴)/n, for a Poisson distribution (2σ⁴ + σ²)/n.
    let variance = draws.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (count - 1)
    let spread = (2 * distribution.variance * distribution.variance + distribution.variance) / count
    #expect(
      (variance - distribution.variance).magnitude <= 1.2 * falseAlarmBound * spread.squareRoot(),
      sourceLocation: location)
  }
}

private func checkBrokenGenerators(of distribution: some Distribution, _ location: SourceLocation) {
  func check(_ generator: some RandomNumberGenerator) {
    var generator = generator
    for _ in 0..<3 {
      let value = distribution.draw(using: &generator)
      #expect(
        value.isFinite && distribution.support.contains(value), "\(generator)",
        sourceLocation: location)
    }
  }
  check(ConstantGenerator(value: .min))
  check(ConstantGenerator(value: .max))
  check(ConstantGenerator(value: 1 << 63))
  check(AlternatingGenerator(value: .min, other: .max))
  check(AlternatingGenerator(value: .max, other: .min))
}
