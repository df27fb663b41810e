import RandomStreams

/// What is kept of differences taken trial by trial; merges exactly and in any order.
struct DifferenceAccumulator: Sendable, Equatable {
  private(set) var count = 0
  /// Trials in which both sides are not the same.
  private(set) var unequalCount = 0
  private var sum: Int128 = 0
  private var sumOfSquares: UInt128 = 0
  /// Of quasi-random trials.
  private var replicates: Replicates?

  init(isReplicated: Bool) { replicates = isReplicated ? Replicates() : nil }

  /// - Parameter replicate: the trial modulo 64.
  mutating func add(_ difference: Int64, replicate: Int) {
    count += 1
    unequalCount += difference == 0 ? 0 : 1
    sum += Int128(difference)
    sumOfSquares += UInt128(difference.magnitude) * UInt128(difference.magnitude)
    replicates?.add(difference, trial: replicate)
  }

  mutating func merge(_ other: DifferenceAccumulator) {
    count += other.count
    unequalCount += other.unequalCount
    sum += other.sum
    sumOfSquares += other.sumOfSquares
    if let theirs = other.replicates { replicates?.merge(theirs) }
  }

  /// NaN without trials.
  var mean: Double { Double(sum) / Double(count) }

  /// Of the mean: from the replicates of quasi-random trials once 256 trials differ, else as of
  /// independent ones. Infinite for fewer than two trials.
  var standardError: Double {
    guard count > 1 else { return .infinity }
    if unequalCount >= 256, let error = replicates?.standardErrorOfMean(sum: sum, count: count) {
      return error
    }
    let variance = max(0, Double(sumOfSquares) / Double(count) - mean * mean)
    return (variance / Double(count - 1)).squareRoot()
  }

  /// Of a difference of two shares of trials, each difference −1, 0 or 1: does not vanish when no
  /// trial differs, but counts one as if it did.
  var standardErrorOfShares: Double {
    guard unequalCount < 256 else { return standardError }
    let n = Double(count)
    return (Double(unequalCount + 1) / (n + 2) / max(1, n)).squareRoot()
  }
}
