#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

extension HistogramSummary {
  /// About thirty bins of a round width over the bulk of the values.
  ///
  /// Edges are multiples of the width, and a fine bin counts where the middle of its values
  /// lies: within 0.05 % of the value, and just where `binMiddles` puts it, so that no more than
  /// 0.5 % of the trials lie below the first bin and no more above the last.
  init(_ values: MetricAccumulator, unit: Double, isCount: Bool) {
    guard values.count > 0 else {
      self.init(lower: 0, binWidth: 1, counts: [], below: 0, above: 0)
      return
    }
    let bulk = values.binMiddles([0.005, 0.995]).map { $0 / unit }
    var width = Self.roundWidth((bulk[1] - bulk[0]) / 30)
    if isCount { width = max(1, width) }
    let first = (bulk[0] / width).rounded(.down)
    let binCount = Int((bulk[1] / width).rounded(.down) - first) + 1
    var counts = [Int](repeating: 0, count: binCount)
    var below = 0
    var above = 0
    for bin in values.occupiedBins {
      let lower = max(bin.values.lowerBound, values.minimum)
      let upper = min(bin.values.upperBound, values.maximum)
      let middle = (Double(lower) + Double(upper)) / 2 / unit
      let place = (middle / width).rounded(.down) - first
      if place < 0 {
        below += Int(bin.count)
      } else if place >= Double(binCount) {
        above += Int(bin.count)
      } else {
        counts[Int(place)] += Int(bin.count)
      }
    }
    self.init(
      lower: first * width, binWidth: width, counts: counts, below: below, above: above)
  }

  /// The least of 1, 2, 5 × 10ⁿ that is at least `width`; 1 for a width of zero.
  private static func roundWidth(_ width: Double) -> Double {
    guard width > 0 else { return 1 }
    let magnitude = pow(10, log10(width).rounded(.down))
    return [1, 2, 5, 10].map { $0 * magnitude }.first { $0 >= width * (1 - 1e-9) }!
  }
}
