import RandomStreams

/// Integer sums of a statistic by groups of trials that depend on each other: the replicates of
/// quasi-random points, or the parameter draws of uncertain rates.
///
/// The groups do not depend on each other. So the standard error of a mean is that of as many
/// independent values, whatever the points gain or the draws cost.
package struct Replicates: Sendable, Equatable, Codable {
  static let count = ScrambledSobol.replicateCount

  /// What tells the groups apart.
  package enum Kind: Sendable, Codable {
    /// The trial modulo 64.
    case points
    /// The trial's parameter draw.
    case parameterDraws
  }

  let kind: Kind
  private var sums: [Int128]
  private var counts: [Int]

  init(_ kind: Kind = .points) {
    self.kind = kind
    sums = [Int128](repeating: 0, count: kind == .points ? Self.count : 0)
    counts = [Int](repeating: 0, count: sums.count)
  }

  /// Adds sums over the first `valueCount` trials from `firstTrial`, a multiple of 64, on.
  mutating func add(sums other: UnsafeBufferPointer<Int64>, valueCount: Int, firstTrial: Int) {
    guard kind == .points else {
      let sum = unsafe other.reduce(Int128(0)) { $0 + Int128($1) }
      return add(sum, valueCount, toDrawOf: firstTrial)
    }
    for replicate in 0..<Self.count {
      unsafe sums[replicate] &+= Int128(truncatingIfNeeded: other[replicate])
      counts[replicate] += Self.share(of: valueCount, replicate)
    }
  }

  mutating func add(_ value: Int64, times: Int, firstTrial: Int) {
    guard kind == .points else {
      return add(Int128(value) * Int128(times), times, toDrawOf: firstTrial)
    }
    for replicate in 0..<Self.count {
      let share = Self.share(of: times, replicate)
      sums[replicate] += Int128(value) * Int128(share)
      counts[replicate] += share
    }
  }

  mutating func add(_ value: Int64, trial: Int) {
    guard kind == .points else { return add(Int128(value), 1, toDrawOf: trial) }
    sums[trial % Self.count] += Int128(value)
    counts[trial % Self.count] += 1
  }

  private mutating func add(_ sum: Int128, _ count: Int, toDrawOf trial: Int) {
    let draw = ParameterDraw.number(ofTrial: trial)
    grow(to: draw + 1)
    sums[draw] += sum
    counts[draw] += count
  }

  private mutating func grow(to count: Int) {
    while sums.count < count {
      sums.append(0)
      counts.append(0)
    }
  }

  mutating func merge(_ other: Replicates) {
    grow(to: other.sums.count)
    for group in other.sums.indices {
      sums[group] += other.sums[group]
      counts[group] += other.counts[group]
    }
  }

  /// Trials of a replicate among the first `count` from a multiple of 64 on.
  private static func share(of count: Int, _ replicate: Int) -> Int {
    (count + Self.count - 1 - replicate) / Self.count
  }

  /// Groups of one size that would tell as much: (Σn)²/Σn² (Kish 1965).
  private var effectiveGroupCount: Double {
    let sizes = self.counts.map { Double($0) }
    let total = sizes.reduce(0, +)
    return total > 0 ? total * total / sizes.reduce(0) { $0 + $1 * $1 } : 0
  }

  /// The groups that have values, with their sums and counts.
  var groups: [(sum: Int128, count: Int)] {
    zip(sums, counts).filter { $0.1 > 0 }.map { ($0.0, $0.1) }
  }

  /// Standard error of the mean `sum`/`count`; nil while there are too few values to tell.
  func standardErrorOfMean(sum: Int128, count: Int) -> Double? {
    standardError(ofMean: Double(sum) / Double(count), over: counts)
  }

  /// Standard error of the mean over the trials that do not hit, of which these are the sums and
  /// `hits` the hits; nil while there are too few such trials to tell.
  ///
  /// The mean is a ratio of two random sums: by the delta method over groups.
  func standardErrorOfMean(_ mean: Double, withoutHits hits: Replicates) -> Double? {
    standardError(ofMean: mean, over: zip(hits.counts, hits.sums).map { $0 - Int($1) })
  }

  private func standardError(ofMean mean: Double, over counts: [Int]) -> Double? {
    var groupCount = Double(counts.count)
    switch kind {
    case .points: guard counts.allSatisfy({ $0 >= 4 }) else { return nil }
    case .parameterDraws:
      // Parameter draws of equal weight: the last one may be short. Nil for fewer than two whole ones.
      groupCount = effectiveGroupCount
      guard groupCount >= 2 else { return nil }
    }
    var squares = 0.0
    for group in counts.indices {
      let excess = Double(sums[group]) - mean * Double(counts[group])
      squares += excess * excess
    }
    return (squares * groupCount / (groupCount - 1)).squareRoot()
      / Double(counts.reduce(0, +))
  }
}
