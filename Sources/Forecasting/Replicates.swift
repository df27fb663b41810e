import RandomStreams

/// Integer sums of a statistic by the replicate of its trials.
///
/// Quasi-random trials of one replicate depend on each other; the replicates do not. So the
/// standard error of a mean is that of 64 independent values, whatever the points gain.
struct Replicates: Sendable, Equatable, Codable {
  static let count = ScrambledSobol.replicateCount

  private var sums = [Int128](repeating: 0, count: count)
  private var counts = [Int](repeating: 0, count: count)

  /// Adds sums over the first `valueCount` trials from a multiple of 64 on.
  mutating func add(sums other: UnsafeBufferPointer<Int64>, valueCount: Int) {
    for replicate in 0..<Self.count {
      sums[replicate] &+= Int128(truncatingIfNeeded: other[replicate])
      counts[replicate] += Self.share(of: valueCount, replicate)
    }
  }

  mutating func add(_ value: Int64, times: Int) {
    for replicate in 0..<Self.count {
      let share = Self.share(of: times, replicate)
      sums[replicate] += Int128(value) * Int128(share)
      counts[replicate] += share
    }
  }

  mutating func add(_ value: Int64, replicate: Int) {
    sums[replicate] += Int128(value)
    counts[replicate] += 1
  }

  mutating func merge(_ other: Replicates) {
    for replicate in 0..<Self.count {
      sums[replicate] += other.sums[replicate]
      counts[replicate] += other.counts[replicate]
    }
  }

  /// Trials of a replicate among the first `count` from a multiple of 64 on.
  private static func share(of count: Int, _ replicate: Int) -> Int {
    (count + Self.count - 1 - replicate) / Self.count
  }

  /// Standard error of the mean `sum`/`count`; nil while a replicate has fewer than four values.
  func standardErrorOfMean(sum: Int128, count: Int) -> Double? {
    standardError(ofMean: Double(sum) / Double(count), over: counts)
  }

  /// Standard error of the mean over the trials that do not hit, of which these are the sums and
  /// `hits` the hits; nil while a replicate has fewer than four such trials.
  ///
  /// The mean is a ratio of two random sums: by the delta method over replicates.
  func standardErrorOfMean(_ mean: Double, withoutHits hits: Replicates) -> Double? {
    standardError(ofMean: mean, over: zip(hits.counts, hits.sums).map { $0 - Int($1) })
  }

  private func standardError(ofMean mean: Double, over counts: [Int]) -> Double? {
    guard counts.allSatisfy({ $0 >= 4 }) else { return nil }
    var squares = 0.0
    for replicate in 0..<Self.count {
      let excess = Double(sums[replicate]) - mean * Double(counts[replicate])
      squares += excess * excess
    }
    let replicateCount = Double(Self.count)
    return (squares * replicateCount / (replicateCount - 1)).squareRoot()
      / Double(counts.reduce(0, +))
  }
}
