import CTileEngine
package import RandomStreams

extension Tile {
  // MARK: Draws and sums by trial

  /// Blocks of many streams (`DrawStream.block`): four words for each counter and key.
  ///
  /// - Parameter counters: made by `DrawStream.counter`.
  package func blocks(
    counters: UnsafePointer<UInt64>, keys: UnsafePointer<EntityKey>, count: Int,
    into words: UnsafeMutablePointer<UInt32>
  ) {
    unsafe keys.withMemoryRebound(to: UInt64.self, capacity: count) {
      unsafe kernels.blocks(seed.rawValue, counters, $0, count, words)
    }
  }

  /// Replaces probabilities in (0, 1) by their standard normal quantiles.
  package func quantiles(_ values: UnsafeMutablePointer<Double>, count: Int) {
    unsafe kernels.quantiles(values, count)
  }

  /// Computes a·F of a row in the trials of the tile; returns the weight of the row.
  package func commonScores(row: Int, into scores: UnsafeMutablePointer<Double>) -> Double {
    let row = program.rows[row]
    for lane in 0..<width { unsafe scores[lane] = 0 }
    for (factor, loading) in zip(row.factors, row.loadings) {
      let normals = unsafe normals.baseAddress! + factor * width
      for lane in 0..<width { unsafe scores[lane] += loading * normals[lane] }
    }
    return row.weight
  }

  /// Adds the investment of a cell in a month slot, in 万元, to sums by trial.
  package func investment(cell: Int, slot: Int, addedTo sums: UnsafeMutableBufferPointer<Int64>) {
    guard let from = unsafe self.sums(cell: cell, slot: slot, group: 0) else { return }
    for lane in 0..<width { unsafe sums[lane] &+= from[lane].investment }
  }

  /// Adds the number of a cell's projects of at least a size, given by its index among the program's
  /// sizes, to sums by trial.
  package func count(
    cell: Int, slot: Int, size: Int, addedTo sums: UnsafeMutableBufferPointer<Int64>
  ) {
    let (group, place) = size.quotientAndRemainder(dividingBy: Int(LTSizeLimit))
    guard let from = unsafe self.sums(cell: cell, slot: slot, group: group) else { return }
    let shift = UInt64(place * 16)
    for lane in 0..<width { unsafe sums[lane] &+= Int64(from[lane].counts >> shift & 0xFFFF) }
  }

  /// Summarises values of trials, adds them to the sums of their replicates, and writes the bin of
  /// each: 1,024 bins per octave from 2,048 on, one bin per value below.
  ///
  /// Values are 0 or more; the sum of squares is exact for values below 2³².
  package func summarise(
    _ values: UnsafeBufferPointer<Int64>, bins: UnsafeMutableBufferPointer<Int32>,
    replicateSums: UnsafeMutableBufferPointer<Int64>
  ) -> (sum: Int64, squares: UInt128, least: Int64, greatest: Int64) {
    var summary = LTSummary()
    unsafe kernels.summarise(
      values.baseAddress, values.count, bins.baseAddress, replicateSums.baseAddress, &summary)
    let squares = UInt128(summary.high_squares) << 32 + UInt128(summary.low_squares)
    return (summary.sum, squares, summary.least, summary.greatest)
  }

  /// Summarises values of trials, as the function over buffers does, without pointers.
  ///
  /// - Precondition: there are at most `greatestWidth` values, as many bins, and 64 sums.
  public func summarise(
    _ values: [Int64], bins: inout [Int32], replicateSums: inout [Int64]
  ) -> (sum: Int64, squares: UInt128, least: Int64, greatest: Int64) {
    precondition(values.count <= Self.greatestWidth && bins.count == values.count)
    precondition(replicateSums.count == Self.leastWidth)
    return unsafe values.withUnsafeBufferPointer { values in
      unsafe bins.withUnsafeMutableBufferPointer { bins in
        unsafe replicateSums.withUnsafeMutableBufferPointer { sums in
          unsafe summarise(values, bins: bins, replicateSums: sums)
        }
      }
    }
  }
}
