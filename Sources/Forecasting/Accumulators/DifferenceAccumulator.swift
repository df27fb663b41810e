import RandomStreams

/// What is kept of differences taken trial by trial; merges exactly and in any order.
package struct DifferenceAccumulator: Sendable, Equatable {
  private(set) var count = 0
  /// Trials in which both sides are not the same.
  private(set) var unequalCount = 0
  private var sum: Int128 = 0
  private var sumOfSquares: UInt128 = 0
  /// By groups of trials that depend on each other.
  private var replicates: Replicates?

  /// - Parameter groups: which trials depend on each other; nil for none.
  package init(groups: Replicates.Kind?) { replicates = groups.map { Replicates($0) } }

  package mutating func add(_ difference: Int64, trial: Int) {
    count += 1
    unequalCount += difference == 0 ? 0 : 1
    sum += Int128(difference)
    sumOfSquares += UInt128(difference.magnitude) * UInt128(difference.magnitude)
    replicates?.add(difference, trial: trial)
  }

  package mutating func merge(_ other: DifferenceAccumulator) {
    count += other.count
    unequalCount += other.unequalCount
    sum += other.sum
    sumOfSquares += other.sumOfSquares
    if let theirs = other.replicates { replicates?.merge(theirs) }
  }

  /// NaN without trials.
  package var mean: Double { Double(sum) / Double(count) }

  /// Of the mean: from the replicates of quasi-random trials once 256 trials differ, else as of
  /// independent ones. With parameter draws by the spread of their differences, at least as of independent
  /// trials. Nil for fewer than two trials or parameter draws.
  package var standardError: Double? {
    guard count > 1 else { return nil }
    let variance = max(0, Double(sumOfSquares) / Double(count) - mean * mean)
    return grouped(orAsIndependent: (variance / Double(count - 1)).squareRoot())
  }

  /// Of a difference of two shares of trials, each difference −1, 0 or 1: does not vanish when no
  /// trial differs, but counts one as if it did.
  package var standardErrorOfShares: Double? {
    guard unequalCount < 256 else { return standardError }
    let n = Double(count)
    return grouped(
      orAsIndependent: (Double(unequalCount + 1) / (n + 2) / max(1, n)).squareRoot())
  }

  private func grouped(orAsIndependent independent: Double) -> Double? {
    guard let replicates else { return independent }
    let grouped = replicates.standardErrorOfMean(sum: sum, count: count)
    switch replicates.kind {
    case .points: return unequalCount >= 256 ? grouped ?? independent : independent
    case .parameterDraws: return grouped.map { max($0, independent) }
    }
  }
}
