import Distributions
import RandomStreams
import Testing

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// One law under test: what to check it with and the draws pinned for it.
struct LawCase: Sendable, CustomTestStringConvertible {
  let name: String
  let law: any Distribution
  /// The first draws from `testStream(seed: 1)`, to a relative 10⁻¹²: a contract on values.
  let firstDraws: [Double]

  init(_ name: String, firstDraws: [Double], _ make: () throws -> any Distribution) {
    self.name = name
    self.firstDraws = firstDraws
    do {
      law = try make()
    } catch {
      preconditionFailure("\(name): \(error)")
    }
  }

  var testDescription: String { name }
}

/// The chance that one statistical check fails although the law is right. Fewer than 200 such
/// checks are made (three per case), so the whole suite has a false alarm of less than 10⁻⁴.
let falseAlarmShare = 5e-7
/// The two-sided standard normal bound of that chance.
let falseAlarmBound = 5.03
/// Draws per law.
///
/// Kolmogorov–Smirnov with this many fails at a distance above 0.0195. Power: a distribution
/// function off by 0.035 anywhere is caught with probability above 0.9999 (a normal law shifted
/// by 0.09 standard deviations). The mean of the probability transform so catches a shift of
/// 0.063, its mean square a scale wrong by 5 %.
let drawCount = 20_000

/// Checks everything `ContinuousDistribution` promises of one law.
///
/// Functions: limits and NaN, monotone `cdf` and `survival` that add up to 1, quantiles that
/// invert both tails, density against `cdf` and moments against quantiles by quadrature.
/// Draws: support, distribution, pinned values, broken generators.
func checkConformance(
  ofContinuous test: LawCase, sourceLocation: SourceLocation = #_sourceLocation
) throws {
  let law = try #require(
    test.law as? any ContinuousDistribution, sourceLocation: sourceLocation)
  checkLimits(of: law, sourceLocation)
  checkTails(of: law, sourceLocation)
  checkQuantiles(of: law, sourceLocation)
  checkDensity(of: law, sourceLocation)
  checkMoments(of: law, sourceLocation)
  checkDraws(of: law, test.firstDraws, sourceLocation)
  checkBrokenGenerators(of: law, sourceLocation)
}

/// Checks everything `DiscreteDistribution` promises of one law.
func checkConformance(
  ofDiscrete test: LawCase, sourceLocation: SourceLocation = #_sourceLocation
) throws {
  let law = try #require(test.law as? any DiscreteDistribution, sourceLocation: sourceLocation)
  checkLimits(of: law, sourceLocation)
  checkCounts(of: law, sourceLocation)
  checkDraws(of: law, test.firstDraws, sourceLocation)
  checkBrokenGenerators(of: law, sourceLocation)
}

// MARK: - Functions

private func checkLimits(of law: some Distribution, _ location: SourceLocation) {
  let support = law.support
  #expect(law.cdf(-.infinity) == 0, sourceLocation: location)
  #expect(law.cdf(.infinity) == 1, sourceLocation: location)
  #expect(law.survival(-.infinity) == 1, sourceLocation: location)
  #expect(law.survival(.infinity) == 0, sourceLocation: location)
  #expect(law.quantile(0) == support.lowerBound, sourceLocation: location)
  #expect(law.quantile(1) == support.upperBound, sourceLocation: location)
  #expect(law.upperQuantile(0) == support.upperBound, sourceLocation: location)
  #expect(law.upperQuantile(1) == support.lowerBound, sourceLocation: location)
  if support.lowerBound.isFinite {
    let below = support.lowerBound - 1
    #expect(law.cdf(below) == 0 && law.survival(below) == 1, sourceLocation: location)
  }
  if support.upperBound.isFinite {
    let above = support.upperBound * 2 + 1
    #expect(law.cdf(above) == 1 && law.survival(above) == 0, sourceLocation: location)
  }
  #expect(law.cdf(.nan).isNaN && law.survival(.nan).isNaN, sourceLocation: location)
  for bad in [Double.nan, -0x1p-1074, 1.0.nextUp, .infinity, -.infinity] {
    #expect(
      law.quantile(bad).isNaN && law.upperQuantile(bad).isNaN, "\(bad)",
      sourceLocation: location)
  }
  if let law = law as? any ContinuousDistribution {
    #expect(law.density(.nan).isNaN, sourceLocation: location)
    for end in [support.lowerBound, -.infinity, .infinity] {
      #expect(law.density(end) >= 0, sourceLocation: location)
    }
    #expect(law.density(-.infinity) == 0, sourceLocation: location)
    #expect(law.density(.infinity) == 0, sourceLocation: location)
  }
}

/// Probabilities from both tails and between, as (probability, is it an upper tail).
private let probabilities: [(value: Double, isUpper: Bool)] =
  [1e-290, 1e-100, 1e-20, 1e-9, 1e-4, 0.01, 0.1, 0.3, 0.45].map { ($0, false) }
  + [0.5, 0.45, 0.3, 0.1, 0.01, 1e-4, 1e-9, 1e-20, 1e-100, 1e-290].map { ($0, true) }

/// The values at those probabilities that Double can tell apart from each other and from the
/// ends of the support.
private func points(of law: some Distribution) -> [(x: Double, value: Double, isUpper: Bool)] {
  let support = law.support
  var points: [(x: Double, value: Double, isUpper: Bool)] = []
  for (value, isUpper) in probabilities {
    let x = isUpper ? law.upperQuantile(value) : law.quantile(value)
    // Near a non-zero finite end the grid of doubles is too coarse to hold a small tail.
    let gap = min(x - support.lowerBound, support.upperBound - x)
    guard x.isFinite, x.magnitude > 1e-300 || x == 0, gap > 1e-6 * x.magnitude else { continue }
    points.append((x, value, isUpper))
  }
  return points
}

private func checkTails(of law: some ContinuousDistribution, _ location: SourceLocation) {
  let points = points(of: law)
  #expect(points.count >= 5, sourceLocation: location)
  for (one, next) in zip(points, points.dropFirst()) {
    #expect(one.x < next.x, sourceLocation: location)
    // Many steps within each piece, and a few neighbouring doubles at its start.
    var xs = (0...40).map { one.x + (next.x - one.x) * (Double($0) / 40) }
    xs.append(contentsOf: [one.x.nextUp, one.x.nextUp.nextUp])
    xs.sort()
    for (x, y) in zip(xs, xs.dropFirst()) {
      let (lower, upper) = (law.cdf(x), law.survival(x))
      // Non-decreasing, but for the error of the functions themselves.
      #expect(law.cdf(y) >= lower * (1 - 5e-13), "\(x)", sourceLocation: location)
      #expect(law.survival(y) <= upper * (1 + 5e-13), "\(x)", sourceLocation: location)
      #expect((lower + upper - 1).magnitude < 4e-15, "\(x)", sourceLocation: location)
      #expect(lower >= 0 && upper >= 0, "\(x)", sourceLocation: location)
    }
  }
}

private func checkQuantiles(of law: some ContinuousDistribution, _ location: SourceLocation) {
  for (x, value, isUpper) in points(of: law) {
    let back = isUpper ? law.survival(x) : law.cdf(x)
    // A rounding of x by half a unit moves the probability by about density · x · 2⁻⁵³, and
    // a tail e^−E has the rounding errors of its exponent E.
    let sensitivity = law.density(x) * x.magnitude / value
    #expect(
      (back / value - 1).magnitude < 2e-13 - 2e-15 * log(value) + 4 * sensitivity * 0x1p-53,
      "probability \(value), upper: \(isUpper), x \(x)", sourceLocation: location)
    #expect(
      isUpper || law.upperQuantile(value) >= x, "\(value)", sourceLocation: location)
  }
}

private func checkDensity(of law: some ContinuousDistribution, _ location: SourceLocation) {
  let levels = points(of: law).filter { $0.value >= 1e-9 }
  for (one, next) in zip(levels, levels.dropFirst()) {
    let mass =
      next.x <= 0 || one.isUpper == false
      ? law.cdf(next.x) - law.cdf(one.x) : law.survival(one.x) - law.survival(next.x)
    // By ln x where the piece spans orders of magnitude.
    let area =
      one.x > 0 && next.x > 4 * one.x
      ? integral(from: 0, to: log(next.x / one.x)) { t in
        let x = one.x * exp(t)
        return law.density(x) * x
      } : integral(from: one.x, to: next.x) { law.density($0) }
    #expect(
      (area / mass - 1).magnitude < 1e-8, "\(one.x) to \(next.x): \(area), \(mass)",
      sourceLocation: location)
  }
}

/// Mean and variance as integrals of the quantile over the logarithm of the tail probability.
private func checkMoments(of law: some ContinuousDistribution, _ location: SourceLocation) {
  func moment(_ g: (Double) -> Double) -> Double {
    // Panels that widen outward: the integrand decays like a power of the probability.
    let edges = [-650.0, -300, -150, -70, -30, -12, -5, -2, log(0.5)]
    return zip(edges, edges.dropFirst()).reduce(0) { sum, edge in
      sum
        + integral(from: edge.0, to: edge.1, tolerance: 1e-7, depth: 14) { t in
          let probability = exp(t)
          return (g(law.quantile(probability)) + g(law.upperQuantile(probability)))
            * probability
        }
    }
  }
  guard law.mean.isFinite else { return }
  let scale = law.variance.isFinite ? law.standardDeviation : law.mean.magnitude
  #expect(
    (moment { $0 } - law.mean).magnitude <= 1e-5 * scale, sourceLocation: location)
  guard law.variance.isFinite else { return }
  let mean = law.mean
  #expect(
    (moment { ($0 - mean) * ($0 - mean) } / law.variance - 1).magnitude < 1e-5,
    sourceLocation: location)
}

private func checkCounts(of law: some DiscreteDistribution, _ location: SourceLocation) {
  #expect(law.probability(-1) == 0, sourceLocation: location)
  let spread = law.standardDeviation
  let low = max(0, (law.mean - 8 * spread).rounded(.down))
  let high = (law.mean + 8 * spread).rounded(.up) + 3
  let step = max(1, ((high - low) / 300).rounded(.down))
  var count = low
  while count <= high {
    let mass = law.probability(Int(count))
    let (lower, upper) = (law.cdf(count), law.survival(count))
    let (before, after) = (law.cdf(count - 1), law.survival(count - 1))
    #expect((lower + upper - 1).magnitude < 4e-15, "\(count)", sourceLocation: location)
    #expect(law.cdf(count + 0.5) == lower, "\(count)", sourceLocation: location)
    // The probability is the jump, taken in the smaller tail.
    let jump = lower < 0.5 ? lower - before : after - upper
    let size = lower < 0.5 ? lower : after
    #expect((jump - mass).magnitude <= 2e-13 * size, "\(count)", sourceLocation: location)
    // Quantiles give the count back where its own probability can be seen.
    if mass > 1e-12, law.variance > 0 {
      #expect(law.quantile(lower) == count, "\(count)", sourceLocation: location)
      #expect(law.upperQuantile(upper) == count, "\(count)", sourceLocation: location)
      #expect(law.quantile(before + mass / 2) == count, "\(count)", sourceLocation: location)
    }
    count += step
  }
  for probability in [1e-300, 1e-100, 1e-20] where law.variance > 0 {
    let left = law.quantile(probability)
    #expect(law.cdf(left) >= probability, sourceLocation: location)
    #expect(left == 0 || law.cdf(left - 1) < probability, sourceLocation: location)
    let right = law.upperQuantile(probability)
    #expect(law.survival(right) <= probability, sourceLocation: location)
    #expect(law.survival(right - 1) > probability, sourceLocation: location)
  }
}

// MARK: - Draws

/// Seed 1 for the pinned values, seed 2 for the distribution.
private func checkDraws(
  of law: some Distribution, _ firstDraws: [Double], _ location: SourceLocation
) {
  var stream = testStream(seed: 1)
  let first = (0..<3).map { _ in law.draw(using: &stream) }
  let agrees =
    first.count == firstDraws.count
    && zip(first, firstDraws).allSatisfy { ($0 - $1).magnitude <= 1e-12 * $1.magnitude }
  #expect(agrees, "first draws \(first)", sourceLocation: location)

  stream = testStream(seed: 2)
  let draws = (0..<drawCount).map { _ in law.draw(using: &stream) }.sorted()
  #expect(draws.allSatisfy { $0.isFinite && law.support.contains($0) }, sourceLocation: location)
  let count = Double(drawCount)

  // Kolmogorov and Smirnov with Massart's bound, which holds for laws with atoms too.
  var distance = 0.0
  var index = 0
  var sum = 0.0
  var squares = 0.0
  while index < drawCount {
    var end = index + 1
    while end < drawCount, draws[end] == draws[index] { end += 1 }
    let probability = law.cdf(draws[index])
    distance = max(distance, (Double(end) / count - probability).magnitude)
    if law is any ContinuousDistribution {
      distance = max(distance, (Double(index) / count - probability).magnitude)
    }
    sum += Double(end - index) * (probability - 0.5)
    squares += Double(end - index) * (probability - 0.5) * (probability - 0.5)
    index = end
  }
  let bound = (log(2 / falseAlarmShare) / (2 * count)).squareRoot()
  #expect(distance < bound, sourceLocation: location)

  if law is any ContinuousDistribution {
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
      (mean - law.mean).magnitude <= falseAlarmBound * (law.variance / count).squareRoot(),
      sourceLocation: location)
    // The variance of a sample variance is (μ₄ − σ⁴)/n, for a Poisson law (2σ⁴ + σ²)/n.
    let variance = draws.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (count - 1)
    let spread = (2 * law.variance * law.variance + law.variance) / count
    #expect(
      (variance - law.variance).magnitude <= 1.2 * falseAlarmBound * spread.squareRoot(),
      sourceLocation: location)
  }
}

private func checkBrokenGenerators(of law: some Distribution, _ location: SourceLocation) {
  func check(_ generator: some RandomNumberGenerator) {
    var generator = generator
    for _ in 0..<3 {
      let value = law.draw(using: &generator)
      #expect(
        value.isFinite && law.support.contains(value), "\(generator)", sourceLocation: location)
    }
  }
  check(ConstantGenerator(value: .min))
  check(ConstantGenerator(value: .max))
  check(ConstantGenerator(value: 1 << 63))
  check(AlternatingGenerator(value: .min, other: .max))
  check(AlternatingGenerator(value: .max, other: .min))
}
