import RandomStreams

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A waiting time that consists of exponential phases, fitted to a mean and a coefficient of
/// variation c.
///
/// c < 1: a mixture of Erlang distributions of n − 1 and n phases of one rate, where
/// 1/n ≤ c² ≤ 1/(n − 1). c = 1: one phase, the exponential distribution. c > 1: one of two
/// phases, each chosen so that both contribute half of the mean (hyperexponential, balanced
/// means). Tijms (2003), "A First Course in Stochastic Models", appendix B.
public struct PhaseType: ContinuousDistribution, Hashable {
  /// The coefficients of variation that are admitted: at most 16 phases.
  public static let variationRange = 0.25...8.0

  /// The expectation, in the unit of X.
  public let mean: Double
  /// The standard deviation divided by the mean.
  public let coefficientOfVariation: Double
  /// By phase: the probability that X begins there.
  public let entryProbabilities: [Double]
  /// By phase: its rate of ending, per unit of X.
  public let rates: [Double]
  /// Whether each phase but the last is followed by the next; otherwise X ends with any phase.
  public let isSequence: Bool

  /// Creates a distribution.
  ///
  /// - Throws: `DistributionError` unless the mean is positive and finite and the coefficient of
  ///   variation within `variationRange`.
  public init(mean: Double, coefficientOfVariation: Double = 1) throws(DistributionError) {
    try requirePositive("mean", mean)
    try require(
      Self.variationRange.contains(coefficientOfVariation), "coefficientOfVariation",
      coefficientOfVariation, "from 0.25 to 8")
    self.mean = mean
    self.coefficientOfVariation = coefficientOfVariation
    let square = coefficientOfVariation * coefficientOfVariation
    if square > 1 {
      let first = (1 + ((square - 1) / (square + 1)).squareRoot()) / 2
      entryProbabilities = [first, 1 - first]
      rates = [2 * first / mean, 2 * (1 - first) / mean]
      isSequence = false
    } else {
      let count = max(1, Int((1 / square - 1e-9).rounded(.up)))
      let n = Double(count)
      // The probability of n − 1 phases; rounding may leave it just below 0.
      let shorter =
        count == 1
        ? 0
        : max(
          0, (n * square - max(0, n * (1 + square) - n * n * square).squareRoot()) / (1 + square))
      var entry = [Double](repeating: 0, count: count)
      entry[0] = 1 - shorter
      if count > 1 { entry[1] = shorter }
      entryProbabilities = entry
      rates = [Double](repeating: (n - shorter) / mean, count: count)
      isSequence = true
    }
  }

  /// The number of phases, 1 … 16.
  public var phaseCount: Int { rates.count }

  /// The smallest closed interval of probability 1.
  public var support: ClosedRange<Double> { 0 ... .infinity }

  /// The variance.
  public var variance: Double {
    let deviation = coefficientOfVariation * mean
    return deviation * deviation
  }

  /// P(X ≤ x).
  public func cdf(_ x: Double) -> Double {
    guard x > 0 else { return x.isNaN ? .nan : 0 }
    return entryProbabilities.enumerated().reduce(0) { sum, part in
      let (first, entry) = part
      let elapsed = rates[first] * x
      // The mixture, over the phase of entry, of gamma or exponential distributions.
      return entry == 0
        ? sum
        : sum + entry
          * (isSequence
            ? IncompleteGamma.tails(Double(phaseCount - first), elapsed).lower : -expm1(-elapsed))
    }
  }

  /// P(X > x).
  ///
  /// A sum of positive terms: accurate relative to itself. Cost: one exponential and a term for each phase.
  public func survival(_ x: Double) -> Double {
    guard x > 0 else { return x.isNaN ? .nan : 1 }
    guard x < .infinity else { return 0 }
    guard isSequence else {
      return zip(entryProbabilities, rates).reduce(0) { $0 + $1.0 * exp(-$1.1 * x) }
    }
    // Of Erlang distributions: fewer events of a Poisson process than phases ahead.
    let elapsed = rates[0] * x
    var term = exp(-elapsed)
    var survival = 0.0
    var entered = 1.0
    for steps in 0..<phaseCount {
      // A lead that enters at phase f survives `steps` events where steps < phases − f.
      survival += term * entered
      entered -= entryProbabilities[phaseCount - steps - 1]
      term *= elapsed / Double(steps + 1)
    }
    return min(1, survival)
  }

  /// The density at `x`; 0 outside the support.
  public func density(_ x: Double) -> Double {
    if x.isNaN { return .nan }
    guard x >= 0, x < .infinity else { return 0 }
    guard isSequence else {
      return zip(entryProbabilities, rates).reduce(0) { $0 + $1.0 * $1.1 * exp(-$1.1 * x) }
    }
    return entryProbabilities.indices.reduce(0) { sum, first in
      let stepsBefore = Double(phaseCount - first - 1)
      let mass =
        x == 0 ? (stepsBefore == 0 ? 1 : 0) : poissonMass(stepsBefore, mean: rates[0] * x)
      return sum + entryProbabilities[first] * rates[0] * mass
    }
  }

  /// The smallest x with P(X ≤ x) ≥ probability; NaN outside [0, 1].
  ///
  /// Cost: about ten evaluations of `cdf`.
  public func quantile(_ probability: Double) -> Double {
    guard probability >= 0, probability <= 1 else { return .nan }
    guard probability > 0 else { return 0 }
    guard probability <= 0.5 else { return upperQuantile(1 - probability) }
    return solve { x in (log(cdf(x) / probability), x * density(x) / cdf(x)) }
  }

  /// The smallest x with P(X > x) ≤ probability; NaN outside [0, 1].
  public func upperQuantile(_ probability: Double) -> Double {
    guard probability >= 0, probability <= 1 else { return .nan }
    guard probability > 0 else { return .infinity }
    guard probability < 1 else { return 0 }
    guard probability <= 0.5 else {
      return solve { x in
        (log(cdf(x) / (1 - probability)), x * density(x) / cdf(x))
      }
    }
    return solve { x in
      let tail = survival(x)
      return (-log(tail / probability), x * density(x) / tail)
    }
  }

  /// ∫ₐᵇ P(X > x) dx over an interval of non-negative numbers.
  ///
  /// With phases: the time still to be spent in each phase at the lower end less that at the upper one.
  public func integratedSurvival(from lower: Double, to upper: Double) -> Double {
    func ahead(_ x: Double) -> Double {
      entryProbabilities.enumerated().reduce(0) { sum, part in
        let (first, entry) = part
        guard entry > 0 else { return sum }
        let elapsed = rates[first] * x
        guard isSequence else { return sum + entry * exp(-elapsed) / rates[first] }
        // Of an Erlang distribution of k phases: Σ_{j ≤ k} P(fewer than j events), by rate.
        let steps = phaseCount - first
        return sum + entry / rates[first]
          * (1...steps).reduce(0) { $0 + IncompleteGamma.tails(Double($1), elapsed).upper }
      }
    }
    // Close together, the difference would lose its digits; the midpoint rule does not.
    let width = upper - lower
    guard width > 1e-5 * mean else { return width * survival((lower + upper) / 2) }
    return max(0, ahead(max(0, lower)) - ahead(max(0, upper)))
  }

  private func solve(_ evaluate: (Double) -> (value: Double, slope: Double)) -> Double {
    solvePositive(
      low: .leastNormalMagnitude, high: mean * 1e6, start: mean, increasing: true, evaluate)
  }

  /// One draw by inversion. It consumes one number.
  public func draw(using generator: inout some RandomNumberGenerator) -> Double {
    upperQuantile(generator.nextOpenUnit())
  }

  // MARK: Phases

  /// The distribution over the phases of a wait of which nothing is known but that it is under way:
  /// the share of time spent in each.
  ///
  /// A wait found at a random time in a steady stream is distributed so.
  public var equilibriumPhases: [Double] {
    var reached = 0.0
    return rates.indices.map { phase in
      reached = entryProbabilities[phase] + (isSequence ? reached : 0)
      return reached / rates[phase] / mean
    }
  }

  /// The distribution over the phases of a wait that has lasted for `age` and is under way.
  ///
  /// Beyond any age at which the wait could still be under way in floating point, the limit is given:
  /// the last phase of a sequence, or the slowest of two.
  ///
  /// - Parameter age: 0 or more, in the unit of X.
  public func phases(after age: Double) -> [Double] {
    guard age > 0 else { return entryProbabilities }
    if !isSequence {
      // The slowest phase decays least: relative to it nothing underflows to 0/0.
      let slowest = rates.min()!
      return normalised(
        zip(entryProbabilities, rates).map { $0 * exp(-($1 - slowest) * age) })
    }
    // Weights of j completed phases, (rate·age)ʲ/j!, relative to the greatest of them.
    let elapsed = rates[0] * age
    var logWeights = [0.0]
    for steps in 1..<max(2, phaseCount) {
      logWeights.append(logWeights.last! + log(elapsed / Double(steps)))
    }
    let greatest = logWeights.max()!
    let weights = logWeights.map { exp($0 - greatest) }
    return normalised(
      rates.indices.map { phase in
        (0...phase).reduce(0) { $0 + entryProbabilities[$1] * weights[phase - $1] }
      })
  }

  private func normalised(_ weights: [Double]) -> [Double] {
    let sum = weights.reduce(0, +)
    return weights.map { $0 / sum }
  }
}
