import RandomStreams

/// Sums of weighted probabilities by replicate, as whole numbers: parts merge exactly, in any
/// order, whatever the threads.
package struct WeightedSums: Sendable, Equatable, Codable {
  package static let replicateCount = ScrambledSobol.replicateCount
  /// Values are in units of 2⁻⁵²; weights are at most 10, so that 2⁶⁰ of them fit.
  private static let unit = 0x1p52

  private var sums = [Int128](repeating: 0, count: replicateCount)
  /// Vectors of each replicate.
  package private(set) var count = 0

  package init() {}

  /// Adds one value, from 0 to 10, to every replicate.
  package mutating func add(_ values: [Double]) {
    precondition(values.count == Self.replicateCount)
    for (replicate, value) in values.enumerated() {
      sums[replicate] += Int128(Int64((value * Self.unit).rounded()))
    }
    count += 1
  }

  package mutating func merge(_ other: WeightedSums) {
    for replicate in sums.indices { sums[replicate] += other.sums[replicate] }
    count += other.count
  }

  /// The mean over all vectors; NaN without any.
  package var mean: Double {
    Double(sums.reduce(0, +)) / Self.unit / Double(count * Self.replicateCount)
  }

  /// Of the mean, from the spread of the replicates, which are independent of each other; good
  /// to some 9 %.
  package var standardError: Double {
    let mean = self.mean
    var squares = 0.0
    for sum in sums {
      let excess = Double(sum) / Self.unit / Double(count) - mean
      squares += excess * excess
    }
    let n = Double(Self.replicateCount)
    return (squares / (n * (n - 1))).squareRoot()
  }
}
