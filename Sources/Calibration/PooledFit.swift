public import LinearAlgebra

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Parameters of groups that are alike but not equal, from little data on each: partial pooling.
///
/// Group d has θ_d = μ + u_d with u_d ~ N(0, τ²), and data with a log likelihood in θ_d. For each
/// τ of a grid the posterior of (μ, u) is approximated by a normal at its mode (Newton, LAPACK's
/// Cholesky factors), its mean shifted by what the third derivatives say, and the τ are weighted by their Laplace marginal likelihood times a
/// half-normal prior of scale ½. So groups with little data are shrunk towards the others, the more so the
/// more alike the groups are, and the uncertainty of τ widens the intervals.
///
/// Gelman & Hill (2007), "Data Analysis Using Regression and Multilevel/Hierarchical Models",
/// ch. 12; Tierney & Kadane (1986), doi:10.1080/01621459.1986.10478240.
public struct PooledFit: Sendable {
  /// What is seen of a group.
  public enum Observation: Sendable {
    /// Successes among trials; θ is the log odds of a success.
    case binomial(trials: Double, successes: Double)
    /// Successes among trials whose log odds are expected to be `offset`; θ is what is added to them.
    case offsetBinomial(trials: Double, successes: Double, offset: Double)
    /// A number of exponential times and their sum; θ is the log of the mean time.
    case exponential(count: Double, sum: Double)

    /// The log likelihood, its slope, minus its curvature, and its third derivative.
    func likelihood(_ theta: Double)
      -> (value: Double, slope: Double, information: Double, third: Double)
    {
      switch self {
      case .offsetBinomial(let trials, let successes, let offset):
        return Observation.binomial(trials: trials, successes: successes)
          .likelihood(theta + offset)
      case .binomial(let trials, let successes):
        let p = 1 / (1 + exp(-theta))
        let logOneMore = theta > 0 ? theta + log1p(exp(-theta)) : log1p(exp(theta))
        return (
          successes * theta - trials * logOneMore, successes - trials * p, trials * p * (1 - p),
          trials * p * (1 - p) * (2 * p - 1)
        )
      case .exponential(let count, let sum):
        let scaled = sum * exp(-theta)
        return (-count * theta - scaled, scaled - count, scaled, scaled)
      }
    }
  }

  /// θ by group, and μ: posterior means and standard deviations.
  public let means: [Double]
  /// Posterior standard deviations of `means`.
  public let standardDeviations: [Double]
  /// The posterior mean of the groups' common mean.
  public let center: Double
  /// The posterior standard deviation of `center`.
  public let centerStandardDeviation: Double
  /// The covariance of the groups' θ.
  public let covariance: Matrix
  /// τ: posterior mean.
  public let spread: Double
  /// τ: posterior mean, 5 % and 95 % quantile.
  var spreadEstimate: ConversionRateFit.Estimate {
    ConversionRateFit.Estimate(
      value: spread, lower: spreadQuantile(0.05), upper: spreadQuantile(0.95))
  }
  /// The posterior weights of the τ of the grid, in ascending order.
  private let spreadWeights: [Double]
  /// By group, the shrinkage weight towards the others: 1 where it has no data of its own.
  public let shrinkage: [Double]

  /// The prior of μ: its mean is 0 and this its standard deviation, wide for log odds and for the
  /// logarithm of months.
  static let centerPrior = 5.0
  static let spreadPrior = 0.5
  private static let gridStep = 0.16
  private static let grid: [Double] = (0..<33).map { 0.01 * exp(Double($0) * gridStep) }

  /// - Throws: `LinearAlgebraError` only for data that are not finite.
  /// - Cost: some ten factorisations of order groups + 1 for each of 33 τ.
  public init(_ observations: [Observation]) throws(LinearAlgebraError) {
    let count = observations.count
    var nodes: [Node] = []
    var start = [Double](repeating: 0, count: count + 1)
    for spread in Self.grid.reversed() {
      let node = try Node(observations, spread: spread, start: start)
      start = node.mode
      nodes.append(node)
    }
    let greatest = nodes.map(\.logWeight).max() ?? 0
    var weights = nodes.map { exp($0.logWeight - greatest) }
    let whole = weights.reduce(0, +)
    weights = weights.map { $0 / whole }
    func mixed(_ value: (Node) -> Double) -> Double {
      zip(weights, nodes).reduce(0) { $0 + $1.0 * value($1.1) }
    }
    let means = (0..<count).map { group in mixed { $0.mean[0] + $0.mean[group + 1] } }
    let center = mixed { $0.mean[0] }
    var covariance = Matrix(rowCount: count, columnCount: count)
    for row in 0..<count {
      for column in 0...row {
        let value = mixed { node in
          node.covariance(row, column)
            + (node.mean[0] + node.mean[row + 1] - means[row])
            * (node.mean[0] + node.mean[column + 1] - means[column])
        }
        covariance[row, column] = value
        covariance[column, row] = value
      }
    }
    self.means = means
    self.center = center
    self.covariance = covariance
    standardDeviations = (0..<count).map { covariance[$0, $0].squareRoot() }
    centerStandardDeviation = mixed { node in
      let shift = node.mean[0] - center
      return node.inverse[0, 0] + shift * shift
    }.squareRoot()
    spread = mixed(\.spread)
    spreadWeights = weights.reversed()
    shrinkage = (0..<count).map { group in mixed { $0.shrinkage[group] } }
  }

  /// A quantile of τ: each weight is spread evenly in ln τ around its node.
  private func spreadQuantile(_ probability: Double) -> Double {
    var left = probability
    for (node, weight) in zip(Self.grid, spreadWeights) {
      if left <= weight { return node * exp(Self.gridStep * (left / max(1e-300, weight) - 0.5)) }
      left -= weight
    }
    return Self.grid.last!
  }

  /// The posterior at one τ.
  private struct Node {
    let spread: Double
    /// (μ, u).
    let mode: [Double]
    let mean: [Double]
    let inverse: Matrix
    let logWeight: Double
    let shrinkage: [Double]

    func covariance(_ row: Int, _ column: Int) -> Double {
      inverse[0, 0] + inverse[0, row + 1] + inverse[0, column + 1] + inverse[row + 1, column + 1]
    }

    init(_ observations: [Observation], spread: Double, start: [Double]) throws(LinearAlgebraError)
    {
      let count = observations.count
      let posterior = LogPosterior(observations, spread: spread)
      let (x, best) = try posterior.maximum(from: start)
      let hessian = posterior.curvature(x).hessian
      let factor = try hessian.choleskyFactor()
      let logDeterminant = (0...count).reduce(0) { $0 + 2 * log(factor[$1, $1]) }
      self.spread = spread
      mode = x
      let inverse = try hessian.positiveDefiniteInverse()
      self.inverse = inverse
      var mean = x
      for (group, observation) in observations.enumerated() {
        let third = observation.likelihood(x[0] + x[group + 1]).third
        func withGroup(_ row: Int) -> Double { inverse[row, 0] + inverse[row, group + 1] }
        let own = withGroup(0) + withGroup(group + 1)
        for row in 0...count { mean[row] += 0.5 * third * own * withGroup(row) }
      }
      self.mean = mean
      // The grid is even in ln τ.
      logWeight =
        best - Double(count) * log(spread) - 0.5 * logDeterminant
        - 0.5 * spread * spread / (spreadPrior * spreadPrior) + log(spread)
      shrinkage = observations.enumerated().map { group, observation in
        posterior.precision
          / (posterior.precision + observation.likelihood(x[0] + x[group + 1]).information)
      }
    }
  }
}

/// The log posterior of (μ, u) at one τ, up to a constant: concave.
private struct LogPosterior {
  private let observations: [PooledFit.Observation]
  /// 1/τ².
  let precision: Double
  private let centerPrecision = 1 / (PooledFit.centerPrior * PooledFit.centerPrior)

  init(_ observations: [PooledFit.Observation], spread: Double) {
    self.observations = observations
    precision = 1 / (spread * spread)
  }

  private func value(_ x: [Double]) -> Double {
    var sum = -0.5 * centerPrecision * x[0] * x[0]
    for (group, observation) in observations.enumerated() {
      let u = x[group + 1]
      sum += observation.likelihood(x[0] + u).value - 0.5 * precision * u * u
    }
    return sum
  }

  /// The gradient, and minus the matrix of second derivatives.
  func curvature(_ x: [Double]) -> (slope: [Double], hessian: Matrix) {
    let count = observations.count
    var slope = [Double](repeating: 0, count: count + 1)
    var hessian = Matrix(rowCount: count + 1, columnCount: count + 1)
    slope[0] = -centerPrecision * x[0]
    hessian[0, 0] = centerPrecision
    for (group, observation) in observations.enumerated() {
      let found = observation.likelihood(x[0] + x[group + 1])
      slope[0] += found.slope
      slope[group + 1] = found.slope - precision * x[group + 1]
      hessian[0, 0] += found.information
      hessian[0, group + 1] = found.information
      hessian[group + 1, 0] = found.information
      hessian[group + 1, group + 1] = found.information + precision
    }
    return (slope, hessian)
  }

  /// The mode and its value, by Newton's method.
  func maximum(from start: [Double]) throws(LinearAlgebraError) -> (x: [Double], value: Double) {
    let count = observations.count
    var x = start
    var best = value(x)
    for _ in 0..<100 {
      let (slope, hessian) = curvature(x)
      let inverse = try hessian.positiveDefiniteInverse()
      let step = (0...count).map { row in
        (0...count).reduce(0) { $0 + inverse[row, $1] * slope[$1] }
      }
      // The log posterior is concave: halve the step until it rises.
      var factor = 1.0
      var next = x
      var found = best
      repeat {
        next = (0...count).map { x[$0] + factor * step[$0] }
        found = value(next)
        factor /= 2
      } while !(found >= best - 1e-12 * best.magnitude) && factor > 1e-9
      let change = zip(x, next).map { ($0 - $1).magnitude }.max()!
      x = next
      best = found
      if change < 1e-10 { break }
    }
    return (x, best)
  }
}
