public import RandomStreams

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A distribution of sizes, such as investments per project, with a log-normal body and a Pareto
/// tail.
///
/// With probability 1 − tailProbability a log-normal variable conditioned to lie below
/// `threshold`, otherwise a Pareto variable from `threshold` on, cut off at `tailMaximum`.
/// The distribution function is continuous; the density jumps at the threshold.
public struct SplicedLogNormalPareto: ContinuousDistribution, Equatable {
  /// The log-normal distribution of the body before it is cut off at the threshold.
  public let body: LogNormal
  /// The threshold at which the tail begins, positive.
  public let threshold: Double
  /// P(X > threshold), strictly between 0 and 1.
  public let tailProbability: Double
  /// The Pareto exponent of the tail, positive.
  public let tailExponent: Double
  /// The largest value, above the threshold; may be infinite.
  public let tailMaximum: Double

  /// The standardised threshold of the body, its probability below and above.
  private let bodyLimit: Double
  private let bodyMass: Double
  private let bodyExcess: Double
  /// ln(tailMaximum/threshold), and the Pareto probability below and above the maximum.
  private let tailLogWidth: Double
  private let tailMass: Double
  private let tailExcess: Double

  /// Creates a distribution.
  ///
  /// - Throws: `DistributionError` unless the logarithm's standard deviation, the threshold and
  ///   the exponent are positive and finite, `logMean` is finite, 0 < tailProbability < 1,
  ///   tailMaximum > threshold, and the body has a probability of at least 10⁻¹⁰⁰ below the
  ///   threshold.
  public init(
    logMean: Double, logStandardDeviation: Double, threshold: Double, tailProbability: Double,
    tailExponent: Double, tailMaximum: Double = .infinity
  ) throws(DistributionError) {
    body = try LogNormal(logMean: logMean, logStandardDeviation: logStandardDeviation)
    try requirePositive("threshold", threshold)
    try require(
      tailProbability > 0 && tailProbability < 1, "tailProbability", tailProbability,
      "strictly between 0 and 1")
    try requirePositive("tailExponent", tailExponent)
    try require(tailMaximum > threshold, "tailMaximum", tailMaximum, "above the threshold")
    self.threshold = threshold
    self.tailProbability = tailProbability
    self.tailExponent = tailExponent
    self.tailMaximum = tailMaximum
    bodyLimit = (log(threshold) - logMean) / logStandardDeviation
    bodyMass = standardNormalCDF(bodyLimit)
    bodyExcess = standardNormalCDF(-bodyLimit)
    try require(
      bodyMass >= 1e-100, "threshold", threshold, "high enough to leave some of the body below")
    tailLogWidth = tailMaximum == .infinity ? .infinity : log(tailMaximum / threshold)
    tailMass = -expm1(-tailExponent * tailLogWidth)
    tailExcess = exp(-tailExponent * tailLogWidth)
  }

  /// The smallest closed interval of probability 1.
  public var support: ClosedRange<Double> { 0...tailMaximum }

  /// The expectation.
  public var mean: Double {
    (1 - tailProbability) * bodyMoment(1) + tailProbability * tailMoment(1)
  }

  /// The share of the mean that sizes above the threshold contribute, in [0, 1]; 1 where the mean is
  /// infinite.
  public var tailShareOfMean: Double {
    let mean = mean
    return mean < .infinity ? tailProbability * tailMoment(1) / mean : 1
  }

  /// The variance.
  public var variance: Double {
    let (bodyMean, tailMean) = (bodyMoment(1), tailMoment(1))
    let tailSquare = tailMoment(2)
    guard tailSquare < .infinity else { return .infinity }
    let within =
      (1 - tailProbability) * (bodyMoment(2) - bodyMean * bodyMean)
      + tailProbability * (tailSquare - tailMean * tailMean)
    let gap = tailMean - bodyMean
    return within + tailProbability * (1 - tailProbability) * gap * gap
  }

  /// At the threshold itself the density is that of the body.
  public func density(_ x: Double) -> Double {
    guard !(x <= 0), !(x > tailMaximum), x != .infinity else { return 0 }
    if x <= threshold { return (1 - tailProbability) / bodyMass * body.density(x) }
    let power = exp(-tailExponent * log(x / threshold))
    return tailProbability / tailMass * tailExponent * power / x
  }

  /// P(X ≤ x).
  public func cdf(_ x: Double) -> Double {
    if x <= threshold { return (1 - tailProbability) * (body.cdf(x) / bodyMass) }
    if x >= tailMaximum { return 1 }
    let width = tailExponent * logRatio(x)
    return (1 - tailProbability) - tailProbability * (expm1(-width) / tailMass)
  }

  /// P(X > x).
  public func survival(_ x: Double) -> Double {
    if x <= 0 { return 1 }
    if x <= threshold {
      // Between x and the threshold, from the side on which the difference does not cancel.
      let between =
        x > body.median ? body.survival(x) - bodyExcess : bodyMass - body.cdf(x)
      return tailProbability + (1 - tailProbability) * max(between, 0) / bodyMass
    }
    if x >= tailMaximum { return 0 }
    // The Pareto probability from x to the maximum, without cancellation near the maximum.
    let width = tailExponent * logRatio(x)
    let remaining =
      tailMaximum == .infinity ? 1 : -expm1(tailExponent * log(x / tailMaximum))
    return tailProbability * exp(-width) * remaining / tailMass
  }

  /// The smallest x with P(X ≤ x) ≥ probability; NaN outside [0, 1].
  public func quantile(_ probability: Double) -> Double {
    guard probability >= 0, probability <= 1 else { return .nan }
    let bodyProbability = 1 - tailProbability
    if probability <= bodyProbability {
      return bodyValue(
        below: probability / bodyProbability,
        above: (bodyProbability - probability) / bodyProbability)
    }
    return tailValue(
      below: (probability - bodyProbability) / tailProbability,
      above: (1 - probability) / tailProbability)
  }

  /// The smallest x with P(X > x) ≤ probability; NaN outside [0, 1].
  public func upperQuantile(_ probability: Double) -> Double {
    guard probability >= 0, probability <= 1 else { return .nan }
    if probability < tailProbability {
      return tailValue(
        below: (tailProbability - probability) / tailProbability,
        above: probability / tailProbability)
    }
    let bodyProbability = 1 - tailProbability
    return bodyValue(
      below: (1 - probability) / bodyProbability,
      above: (probability - tailProbability) / bodyProbability)
  }

  /// One draw by inversion. It consumes one number.
  @inlinable
  public func draw(using generator: inout some RandomNumberGenerator) -> Double {
    min(quantile(generator.nextOpenUnit()), .greatestFiniteMagnitude)
  }

  /// ln(x/threshold), accurate near the threshold.
  private func logRatio(_ x: Double) -> Double {
    let excess = (x - threshold) / threshold
    return excess < 0.5 ? log1p(excess) : log(x / threshold)
  }

  /// The body's value with the given conditional probabilities below and above it.
  private func bodyValue(below: Double, above: Double) -> Double {
    let lower = min(below, 1) * bodyMass
    let value =
      lower <= 0.5
      ? body.quantile(lower) : body.upperQuantile(bodyExcess + max(above, 0) * bodyMass)
    return min(value, threshold)
  }

  /// The tail's value with the given conditional probabilities below and above it.
  private func tailValue(below: Double, above: Double) -> Double {
    let mass = above * tailMass
    let value =
      if below < 0.5 {
        threshold * exp(-log1p(-min(below, 1) * tailMass) / tailExponent)
      } else if mass < tailExcess {
        // Near the maximum, computed from there.
        tailMaximum * exp(-log1p(mass / tailExcess) / tailExponent)
      } else {
        threshold * exp(-log(mass + tailExcess) / tailExponent)
      }
    return min(max(value, threshold), tailMaximum)
  }

  /// E[Xᵏ | X ≤ threshold].
  private func bodyMoment(_ k: Double) -> Double {
    let sigma = body.logStandardDeviation
    return exp(k * body.logMean + 0.5 * k * k * sigma * sigma)
      * (standardNormalCDF(bodyLimit - k * sigma) / bodyMass)
  }

  /// E[Xᵏ | X > threshold].
  private func tailMoment(_ k: Double) -> Double {
    // Checked when this distribution was made.
    try! Pareto(minimum: threshold, exponent: tailExponent).moment(k, logWidth: tailLogWidth)
  }
}
