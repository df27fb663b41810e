import Distributions
import InvestmentPipeline
import RandomStreams

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// A size distribution fitted to a list of past projects by maximum likelihood: a log-normal body
/// below a threshold and a Pareto tail above it, with the uncertainty of the estimates.
///
/// The list may be truncated below, for example at 1亿元: the body is then fitted as log-normal
/// between the truncation point and the threshold. Body, tail share and tail
/// exponent have separate likelihoods.
public struct SizeDistributionFit: Sendable {
  /// An estimate with a central interval of 90 %.
  public struct Estimate: Sendable, Equatable, Codable {
    /// The point estimate.
    public var value: Double
    /// The lower end of the interval.
    public var lower: Double
    /// The upper end of the interval.
    public var upper: Double

    /// Creates an estimate.
    public init(value: Double, lower: Double, upper: Double) {
      self.value = value
      self.lower = lower
      self.upper = upper
    }
  }

  /// The reason for which a list does not determine a fit.
  public enum Failure: Error, Equatable, Sendable {
    /// The number of sizes at or above the threshold is below `leastTailCount`.
    case tooFewInTail(Int)
    /// The number of sizes below the threshold is below `leastBodyCount`.
    case tooFewInBody(Int)
    /// The likelihood has no maximum: the sizes below the threshold have no interior mode, or are
    /// almost equal.
    case bodyNotLogNormal
    /// The standard deviation of the body's logarithm exceeds `SizeDistribution.logDeviationRange`.
    case bodyTooWide(Double)
  }

  /// The least number of sizes at or above the threshold.
  public static let leastTailCount = 10
  /// The least number of sizes below the threshold.
  public static let leastBodyCount = 20

  /// The number of sizes at or above `least`.
  public let count: Int
  /// The number of sizes at or above the threshold.
  public let tailCount: Int
  /// The truncation point of the list; 0 for none.
  public let least: Double
  /// The threshold at which the tail begins, in the unit of the sizes.
  public let threshold: Double
  /// The mean of the body's natural logarithm before truncation.
  public let logMean: Estimate
  /// The standard deviation of the body's natural logarithm before truncation.
  public let logStandardDeviation: Estimate
  /// The share of the list at or above the threshold (Clopper & Pearson 1934).
  public let tailShare: Estimate
  /// The Pareto exponent (Hill 1975, doi:10.1214/aos/1176343247); its interval is exact.
  public let tailExponent: Estimate

  /// Sum of ln(size/threshold) over the tail.
  private let tailLogSum: Double
  /// Inverse information of (logMean, log of logStandardDeviation).
  private let covariance: (Double, Double, Double)

  /// Fits a size distribution.
  ///
  /// - Parameters:
  ///   - sizes: positive sizes in one unit; those below `least` are ignored.
  ///   - threshold: the finite threshold at which the tail begins, above `least`.
  ///   - least: the truncation point of the list, 0 or more.
  /// - Throws: `Failure` if the list does not determine the fit.
  /// - Cost: a few passes over the sizes, and at most 200 Newton steps of constant cost.
  public init(_ sizes: [Double], threshold: Double, least: Double = 0) throws(Failure) {
    precondition(threshold > least && least >= 0 && threshold < .infinity)
    let body = sizes.filter { $0 >= least && $0 < threshold && $0 > 0 }
    let tail = sizes.filter { $0 >= threshold }
    guard tail.count >= Self.leastTailCount else { throw .tooFewInTail(tail.count) }
    guard body.count >= Self.leastBodyCount else { throw .tooFewInBody(body.count) }
    count = body.count + tail.count
    tailCount = tail.count
    self.least = least
    self.threshold = threshold

    let (n, k) = (Double(count), Double(tail.count))
    tailLogSum = tail.reduce(0) { $0 + log($1 / threshold) }
    guard tailLogSum > 0 else { throw .tooFewInTail(0) }
    let shape = try! Gamma(shape: k, scale: 1)
    tailExponent = Estimate(
      value: k / tailLogSum, lower: shape.quantile(0.05) / tailLogSum,
      upper: shape.upperQuantile(0.05) / tailLogSum)
    tailShare = Estimate(
      value: k / n, lower: try! Beta(alpha: k, beta: n - k + 1).quantile(0.05),
      upper: try! Beta(alpha: k + 1, beta: n - k).upperQuantile(0.05))

    let fit = try TruncatedNormalFit(
      body.map { log($0) }, lower: least > 0 ? log(least) : -.infinity, upper: log(threshold))
    guard SizeDistribution.logDeviationRange.contains(fit.deviation) else {
      throw .bodyTooWide(fit.deviation)
    }
    covariance = fit.covariance
    let reach = standardNormalQuantile(0.95)
    let (meanError, logError) = (covariance.0.squareRoot(), covariance.2.squareRoot())
    logMean = Estimate(
      value: fit.mean, lower: fit.mean - reach * meanError, upper: fit.mean + reach * meanError)
    logStandardDeviation = Estimate(
      value: fit.deviation, lower: fit.deviation * exp(-reach * logError),
      upper: fit.deviation * exp(reach * logError))
  }

  /// The median of the body before truncation.
  public var bodyMedian: Estimate {
    Estimate(value: exp(logMean.value), lower: exp(logMean.lower), upper: exp(logMean.upper))
  }

  /// The expected share of sizes at or above `size`, which is at least `least`.
  ///
  /// Cost: 4,000 parameter draws.
  public func survival(_ size: Double) -> Estimate {
    estimate(own: parameters.survival(size, self)) { $0.survival(size, self) }
  }

  /// The size that one project in `number` reaches, from the Pareto tail.
  ///
  /// Cost: 4,000 parameter draws.
  ///
  /// - Returns: nil if the size lies below the threshold.
  public func sizeOfOne(in number: Double) -> Estimate? {
    guard tailShare.value * number > 1 else { return nil }
    func size(_ parameters: Parameters) -> Double {
      threshold * pow(max(1, parameters.share * number), 1 / parameters.exponent)
    }
    return estimate(own: size(parameters), size)
  }

  /// The mean of sizes of `least` or more, where no size exceeds `greatest`.
  ///
  /// Cost: 4,000 parameter draws.
  ///
  /// - Parameter greatest: above the threshold; infinite for none, and then the mean is infinite for
  ///   exponents of 1 or less.
  public func mean(greatest: Double = .infinity) -> Estimate {
    precondition(greatest > threshold)
    return estimate(own: parameters.mean(greatest, self).all) { $0.mean(greatest, self).all }
  }

  /// The share of that mean that sizes above the threshold contribute; 1 where it is infinite.
  public func tailShareOfMean(greatest: Double = .infinity) -> Double {
    precondition(greatest > threshold)
    let mean = parameters.mean(greatest, self)
    return mean.all < .infinity ? mean.tail / mean.all : 1
  }

  /// The share of all projects, those below `least` among them, at or above the threshold.
  public var tailShareOfAll: Double {
    let q = parameters.bodyShareAboveLeast(self)
    return tailShare.value * q / (1 - tailShare.value + tailShare.value * q)
  }

  // MARK: Parameter uncertainty

  private struct Parameters {
    var mean: Double
    var deviation: Double
    var share: Double
    var exponent: Double

    func survival(_ size: Double, _ fit: SizeDistributionFit) -> Double {
      if size >= fit.threshold { return share * pow(size / fit.threshold, -exponent) }
      if size <= fit.least { return 1 }
      func above(_ x: Double) -> Double {
        x > 0 ? standardNormalCDF((mean - log(x)) / deviation) : 1
      }
      let end = above(fit.threshold)
      return share + (1 - share) * (above(size) - end) / (above(fit.least) - end)
    }

    /// The mean, and the part of it that the tail contributes.
    func mean(_ greatest: Double, _ fit: SizeDistributionFit) -> (all: Double, tail: Double) {
      let pareto = try! Pareto(minimum: fit.threshold, exponent: exponent)
      let tail = share * pareto.mean(upTo: greatest)
      return ((1 - share) * bodyMean(fit) + tail, tail)
    }

    /// The mean of the log-normal distribution between `least` and the threshold.
    private func bodyMean(_ fit: SizeDistributionFit) -> Double {
      let (low, high) = limits(fit)
      let logMass =
        log(standardNormalMass(low - deviation, high - deviation))
        - log(standardNormalMass(low, high))
      let value = exp(mean + deviation * deviation / 2 + logMass)
      return value.isNaN ? fit.threshold : min(max(value, fit.least), fit.threshold)
    }

    /// The share of the body below the threshold that reaches `least`.
    func bodyShareAboveLeast(_ fit: SizeDistributionFit) -> Double {
      let (low, high) = limits(fit)
      return standardNormalMass(low, high) / standardNormalMass(-.infinity, high)
    }

    /// `least` and the threshold on the standard scale.
    private func limits(_ fit: SizeDistributionFit) -> (Double, Double) {
      (
        fit.least > 0 ? (log(fit.least) - mean) / deviation : -.infinity,
        (log(fit.threshold) - mean) / deviation
      )
    }
  }

  private var parameters: Parameters {
    Parameters(
      mean: logMean.value, deviation: logStandardDeviation.value, share: tailShare.value,
      exponent: tailExponent.value)
  }

  private static let drawCount = 4_000

  /// The interval of a value over parameter draws: share and exponent from their posterior beta and
  /// gamma distributions (Jeffreys' priors), the body from the normal approximation.
  private func estimate(own: Double, _ value: (Parameters) -> Double) -> Estimate {
    let (n, k) = (Double(count), Double(tailCount))
    let shareDistribution = try! Beta(alpha: k + 0.5, beta: n - k + 0.5)
    let exponentDistribution = try! Gamma(shape: k, scale: 1 / tailLogSum)
    let slope = covariance.1 / covariance.0
    let rest = max(0, covariance.2 - slope * covariance.1).squareRoot()
    var values: [Double] = []
    values.reserveCapacity(Self.drawCount)
    for draw in 0..<Self.drawCount {
      var stream = DrawStream(
        seed: Seed(1), trial: UInt32(draw), purpose: .sizeDistributionParameters,
        key: EntityKey(id: "size-distribution"))
      let shift =
        covariance.0.squareRoot() * standardNormalQuantile(stream.nextOpenUnit())
      let stretch = slope * shift + rest * standardNormalQuantile(stream.nextOpenUnit())
      values.append(
        value(
          Parameters(
            mean: logMean.value + shift, deviation: logStandardDeviation.value * exp(stretch),
            share: shareDistribution.draw(using: &stream),
            exponent: exponentDistribution.draw(using: &stream))))
    }
    values.sort()
    return Estimate(
      value: own, lower: values[Self.drawCount / 20],
      upper: values[Self.drawCount - 1 - Self.drawCount / 20])
  }
}

/// The standard normal probability between two limits, from the side on which the difference does not
/// cancel.
private func standardNormalMass(_ low: Double, _ high: Double) -> Double {
  low > 0
    ? standardNormalCDF(-low) - standardNormalCDF(-high)
    : standardNormalCDF(high) - standardNormalCDF(low)
}

/// The maximum-likelihood fit of a normal distribution truncated to an interval.
///
/// In θ = (μ/σ², −1/(2σ²)) the likelihood is that of an exponential family and concave: Newton's
/// method with step halving finds its only maximum.
struct TruncatedNormalFit {
  private(set) var mean: Double
  private(set) var deviation: Double
  /// Variance of μ, covariance of μ and ln σ, variance of ln σ.
  private(set) var covariance: (Double, Double, Double)

  init(_ values: [Double], lower: Double, upper: Double) throws(SizeDistributionFit.Failure) {
    let n = Double(values.count)
    // Centred and scaled against cancellation.
    let centre = values.reduce(0, +) / n
    let scale = (values.reduce(0) { $0 + ($1 - centre) * ($1 - centre) } / n).squareRoot()
    guard scale > 1e-9 else { throw .bodyNotLogNormal }
    let limits = ((lower - centre) / scale, (upper - centre) / scale)
    // The first two moments of the scaled values.
    let (first, second) = (0.0, 1.0)

    var theta = (0.0, -0.5)
    var current = Moments(theta, limits)
    for _ in 0..<200 {
      let gradient = (first - current.m1, second - current.m2)
      let (a, b, c) = current.covariance
      let determinant = a * c - b * b
      guard determinant > 0 else { throw .bodyNotLogNormal }
      let step = (
        (c * gradient.0 - b * gradient.1) / determinant,
        (a * gradient.1 - b * gradient.0) / determinant
      )
      if gradient.0 * step.0 + gradient.1 * step.1 < 1e-22 { break }
      var factor = 1.0
      var isBetter = false
      while factor > 1e-10, !isBetter {
        let next = (theta.0 + factor * step.0, theta.1 + factor * step.1)
        if next.1 < -1e-4 {
          let moments = Moments(next, limits)
          let gain =
            (next.0 - theta.0) * first + (next.1 - theta.1) * second
            - (moments.logNormaliser - current.logNormaliser)
          if gain > -1e-14, moments.logNormaliser.isFinite {
            (theta, current, isBetter) = (next, moments, true)
          }
        }
        factor /= 2
      }
      if !isBetter { break }
    }
    let misfit = max((first - current.m1).magnitude, (second - current.m2).magnitude)
    guard misfit < 1e-6, theta.1 < -2e-4 else { throw .bodyNotLogNormal }

    let sigma = (-1 / (2 * theta.1)).squareRoot()
    let mu = theta.0 * sigma * sigma
    mean = centre + scale * mu
    deviation = scale * sigma
    // From θ to (μ, ln σ): ∂μ/∂θ₁ = σ², ∂μ/∂θ₂ = 2μσ², ∂ln σ/∂θ₂ = σ².
    let (a, b, c) = current.covariance
    let determinant = (a * c - b * b) * n
    let inverse = (c / determinant, -b / determinant, a / determinant)
    let (p, q, r) = (sigma * sigma, 2 * mu * sigma * sigma, sigma * sigma)
    covariance = (
      scale * scale * (p * p * inverse.0 + 2 * p * q * inverse.1 + q * q * inverse.2),
      scale * (p * r * inverse.1 + q * r * inverse.2), r * r * inverse.2
    )
  }

  /// Moments of the distribution with density ∝ exp(θ₁y + θ₂y²) between the limits.
  private struct Moments {
    var logNormaliser: Double
    var m1: Double
    var m2: Double
    /// The covariance matrix of (y, y²): variance, covariance, variance.
    var covariance: (Double, Double, Double)

    init(_ theta: (Double, Double), _ limits: (Double, Double)) {
      let sigma = (-1 / (2 * theta.1)).squareRoot()
      let mu = theta.0 * sigma * sigma
      let (low, high) = ((limits.0 - mu) / sigma, (limits.1 - mu) / sigma)
      let mass = standardNormalMass(low, high)
      logNormaliser = log(mass) + log(sigma) + mu * mu / (2 * sigma * sigma)
      func edge(_ power: Double) -> Double {
        func term(_ z: Double) -> Double {
          z.isFinite ? pow(z, power) * standardNormalDensity(z) : 0
        }
        return (term(high) - term(low)) / mass
      }
      let z1 = -edge(0)
      let z2 = 1 - edge(1)
      let z3 = 2 * z1 - edge(2)
      let z4 = 3 * z2 - edge(3)
      m1 = mu + sigma * z1
      m2 = mu * mu + 2 * mu * sigma * z1 + sigma * sigma * z2
      let (s2, s3, s4) = (sigma * sigma, sigma * sigma * sigma, sigma * sigma * sigma * sigma)
      let m3 = mu * mu * mu + 3 * mu * mu * sigma * z1 + 3 * mu * s2 * z2 + s3 * z3
      let m4 =
        mu * mu * mu * mu + 4 * mu * mu * mu * sigma * z1 + 6 * mu * mu * s2 * z2
        + 4 * mu * s3 * z3 + s4 * z4
      covariance = (m2 - m1 * m1, m3 - m1 * m2, m4 - m2 * m2)
    }
  }
}
