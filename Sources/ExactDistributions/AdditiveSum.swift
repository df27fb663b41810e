import Distributions

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// A sum over leads that are independent once the factors are known, with what is known of it.
///
/// Every measure is one: investment and counts as they are; a manufacturing share of at least θ
/// is Σ (isManufacturing − θ)·A ≥ 0, here in millionths, so that every value stays whole.
package struct AdditiveSum: Sendable {
  package struct Part: Sendable {
    /// Signed in time where the score is at or below it.
    package var threshold: Double
    /// Of the model's loading rows.
    package var row: Int32
    /// Of `distributions`.
    package var distribution: Int32

    package init(threshold: Double, row: Int32, distribution: Int32) {
      self.threshold = threshold
      self.row = row
      self.distribution = distribution
    }
  }

  /// Leads that may count, by loading row and threshold.
  package let parts: [Part]
  /// Distinct distributions, each used by some part.
  package let distributions: [SummandDistribution]
  /// From the known results.
  package let offset: Int64
  /// For shares: whether something is signed already, so that there is a share.
  package let isCertainlyDefined: Bool
  /// Whether values may be negative: for shares.
  package let isSigned: Bool

  /// - Parameters:
  ///   - parts: in any order.
  ///   - distributions: distinct distributions, each used by some part.
  package init(
    parts: [Part], distributions: [SummandDistribution], offset: Int64, isCertainlyDefined: Bool,
    isSigned: Bool
  ) {
    self.parts = parts.sorted {
      ($0.row, $0.threshold, $0.distribution) < ($1.row, $1.threshold, $1.distribution)
    }
    self.distributions = distributions
    self.offset = offset
    self.isCertainlyDefined = isCertainlyDefined
    self.isSigned = isSigned
  }

  private init(parts: [Part], distributions: [SummandDistribution], of other: AdditiveSum) {
    self.parts = parts
    self.distributions = distributions
    offset = 0
    isCertainlyDefined = other.isCertainlyDefined
    isSigned = false
  }

  /// The positive values and the negated negative ones as two sums, the offset among them as a
  /// certain value. Fixed values keep the sign in neither.
  package func splitBySign() -> (positive: AdditiveSum, negative: AdditiveSum) {
    func side(_ sign: Double) -> AdditiveSum {
      var distributions: [SummandDistribution] = []
      var numbers: [Int32: Int32] = [:]
      var parts: [Part] = []
      for part in self.parts {
        let distribution = self.distributions[Int(part.distribution)]
        guard distribution.sign == sign || (sign > 0 && distribution.sign == 0) else { continue }
        let number = numbers[part.distribution] ?? Int32(distributions.count)
        if number == distributions.count {
          numbers[part.distribution] = number
          distributions.append(sign < 0 ? distribution.negated : distribution)
        }
        parts.append(Part(threshold: part.threshold, row: part.row, distribution: number))
      }
      if Double(offset.signum()) == sign {
        parts.append(Part(threshold: .infinity, row: 0, distribution: Int32(distributions.count)))
        distributions.append(.atom(value: abs(offset), probability: 1))
      }
      return AdditiveSum(parts: parts, distributions: distributions, of: self)
    }
    return (side(1), side(-1))
  }

  /// For each part the probability of being signed in time.
  ///
  /// - Parameters:
  ///   - scores: a·F by loading row.
  ///   - weights: what is left to the lead alone, by loading row.
  ///   - thresholdScale: √(W/ν) of a Student-t copula, else 1.
  package func probabilities(scores: [Double], weights: [Double], thresholdScale: Double)
    -> [Double]
  {
    var result = [Double](repeating: 0, count: parts.count)
    fillProbabilities(
      scores: scores, weights: weights, thresholdScale: thresholdScale, into: &result)
    return result
  }

  package func fillProbabilities(
    scores: [Double], weights: [Double], thresholdScale: Double, into result: inout [Double]
  ) {
    var row: Int32 = -1
    var threshold = 0.0
    var probability = 0.0
    for (index, part) in parts.enumerated() {
      if part.row != row || part.threshold != threshold {
        (row, threshold) = (part.row, part.threshold)
        probability = standardNormalCDF(
          (threshold * thresholdScale - scores[Int(row)]) / weights[Int(row)])
      }
      result[index] = probability
    }
  }

  /// The probability that no part adds anything but zero-valued atoms of amount zero: nothing is
  /// signed at all.
  package func probabilityOfNothing(_ probabilities: [Double]) -> Double {
    if isCertainlyDefined { return 0 }
    var product = 1.0
    for (index, part) in parts.enumerated() {
      product *= 1 - probabilities[index] * distributions[Int(part.distribution)].presence
    }
    return product
  }

  /// First three cumulants of the sum without its offset.
  package func cumulants(_ probabilities: [Double], moments: [[Double]]) -> (Double, Double, Double)
  {
    var sums = (0.0, 0.0, 0.0)
    for (index, part) in parts.enumerated() {
      let added = Self.cumulants(probabilities[index], moments[Int(part.distribution)])
      sums = (sums.0 + added.0, sums.1 + added.1, sums.2 + added.2)
    }
    return sums
  }

  /// First three cumulants of what one lead adds; `moments` are E[Yⁿ], n = 1, 2, 3.
  package static func cumulants(_ p: Double, _ moments: [Double]) -> (Double, Double, Double) {
    let first = p * moments[0]
    let second = p * moments[1]
    return (
      first, second - first * first,
      p * moments[2] - 3 * first * second + 2 * first * first * first
    )
  }

  /// What comparing shares without rounding amounts to whole 万元 costs: half a unit, in the
  /// millionths of the sum, times a density.
  package static func rounding(_ standardDeviation: Double) -> Double {
    0.5e6 * 0.4 / max(standardDeviation, 1)
  }

  /// E[Yⁿ], n = 1, 2, 3, by distribution.
  package var moments: [[Double]] {
    distributions.map { distribution in (1...3).map(distribution.moment) }
  }
}
