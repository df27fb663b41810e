#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// How well a forecast, given as a sample of its distribution, foresaw what happened: proper scores and the
/// probability integral transform.
///
/// Gneiting & Raftery (2007), doi:10.1198/016214506000001437. Smaller is better for all scores.
public struct SampleScores: Sendable, Equatable {
  /// The sample in ascending order; not empty.
  public let sample: [Double]
  /// The value that happened.
  public let outcome: Double

  /// - Parameter sample: in any order; values are finite.
  /// - Cost: O(n log n).
  public init(_ sample: [Double], outcome: Double) {
    precondition(!sample.isEmpty)
    self.sample = sample.sorted()
    self.outcome = outcome
  }

  /// The continuous ranked probability score ∫(F(x) − 1{y ≤ x})² dx = E|X − y| − ½·E|X − X′|, in the unit of
  /// the values.
  ///
  /// - Parameter threshold: weights the score with 1{x ≥ threshold}: the threshold-weighted score (Gneiting
  ///   & Ranjan 2011, doi:10.1198/jbes.2010.08110), by the chaining function max(x, threshold).
  /// - Cost: O(n).
  public func crps(atLeast threshold: Double = -.infinity) -> Double {
    let y = max(outcome, threshold)
    let n = Double(sample.count)
    var distance = 0.0
    var spread = 0.0
    for (index, value) in sample.enumerated() {
      let x = max(value, threshold)
      distance += abs(x - y)
      spread += (2 * Double(index + 1) - n - 1) * x
    }
    return distance / n - spread / (n * n)
  }

  /// The Brier score (p − 1{y ≥ threshold})² of the event that the value reaches `threshold`.
  public func brier(atLeast threshold: Double) -> Double {
    let p = probability(atLeast: threshold)
    let event = outcome >= threshold ? 1.0 : 0
    return (p - event) * (p - event)
  }

  /// P(X ≥ threshold) by the sample.
  public func probability(atLeast threshold: Double) -> Double {
    Double(sample.count - lowerBound(of: threshold)) / Double(sample.count)
  }

  /// The logarithmic score −ln p(y) of whole numbers, p with half a count added to each number from the
  /// least to the greatest of sample and outcome.
  public var logarithmic: Double {
    let least = min(sample[0], outcome)
    let greatest = max(sample[sample.count - 1], outcome)
    let equal = lowerBound(of: outcome.nextUp) - lowerBound(of: outcome)
    let numbers = greatest - least + 1
    return -log((Double(equal) + 0.5) / (Double(sample.count) + numbers / 2))
  }

  /// P(X < y) + u·P(X = y): uniform for u uniform if the forecast is right (Czado, Gneiting & Held 2009,
  /// doi:10.1111/j.1541-0420.2009.01191.x).
  public func transform(_ u: Double) -> Double {
    let below = lowerBound(of: outcome)
    let equal = lowerBound(of: outcome.nextUp) - below
    return (Double(below) + u * Double(equal)) / Double(sample.count)
  }

  /// The ends of the central interval: the least sample values with at least (1 − probability)/2 and
  /// (1 + probability)/2 of the sample at or below them.
  public func interval(_ probability: Double) -> ClosedRange<Double> {
    func quantile(_ p: Double) -> Double {
      let rank = Int((p * Double(sample.count)).rounded(.up))
      return sample[min(sample.count - 1, max(0, rank - 1))]
    }
    let lower = quantile((1 - probability) / 2)
    return lower...max(lower, quantile((1 + probability) / 2))
  }

  /// The number of sample values below `value`.
  private func lowerBound(of value: Double) -> Int {
    var (low, high) = (0, sample.count)
    while low < high {
      let middle = (low + high) / 2
      if sample[middle] < value { low = middle + 1 } else { high = middle }
    }
    return low
  }
}

/// A share of trials with its Wilson interval (1927, doi:10.1080/01621459.1927.10502953).
public struct ShareEstimate: Sendable, Codable, Equatable {
  /// Those counted.
  public var count: Int
  /// All.
  public var trials: Int
  /// The share; NaN of none.
  public var value: Double { Double(count) / Double(trials) }
  /// The ends of the 90 % interval.
  public var lower: Double
  /// The upper end.
  public var upper: Double

  /// - Parameter effectiveTrials: independent ones, where trials overlap; nil for all.
  public init(count: Int, trials: Int, effectiveTrials: Double? = nil) {
    self.count = count
    self.trials = trials
    let n = max(1, effectiveTrials ?? Double(trials))
    let p = trials > 0 ? Double(count) / Double(trials) : 0.5
    // The 95 % quantile of the standard normal distribution.
    let z = 1.644_853_626_951_472_7
    let center = (p + z * z / (2 * n)) / (1 + z * z / n)
    let reach = z / (1 + z * z / n) * (p * (1 - p) / n + z * z / (4 * n * n)).squareRoot()
    lower = max(0, center - reach)
    upper = min(1, center + reach)
  }
}
