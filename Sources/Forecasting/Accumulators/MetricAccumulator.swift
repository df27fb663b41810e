import TileEngine

/// What is kept of a metric's values over trials: integer sums and counts, so that parts
/// taken over any split of the trials merge exactly and in any order.
///
/// Values are integers in the metric's base unit: 万元, projects, or millionths of a share.
public struct MetricAccumulator: Sendable, Equatable, Codable {
  /// The number of trials in which the metric had a value.
  public private(set) var count: Int = 0
  private var sum: Int128 = 0
  private var sumOfSquares: UInt128 = 0
  /// The least value, in base units; `Int64.max` without values.
  public private(set) var minimum: Int64 = .max
  /// The greatest value, in base units; `Int64.min` without values.
  public private(set) var maximum: Int64 = .min
  /// Nil where only moments are kept.
  private var histogram: Histogram? = Histogram()
  /// By replicate of the quasi-random points; empty for independent trials.
  private var replicates: Replicates?

  /// - Parameter isReplicated: whether trial t belongs to the replicate t mod 64, so that trials
  ///   of one replicate depend on each other.
  public init(isReplicated: Bool = false) {
    replicates = isReplicated ? Replicates() : nil
  }

  /// - Parameters:
  ///   - groups: which trials depend on each other; nil for none.
  ///   - keepsDistribution: whether quantiles will be asked for.
  init(groups: Replicates.Kind?, keepsDistribution: Bool = true) {
    replicates = groups.map { Replicates($0) }
    if !keepsDistribution { histogram = nil }
  }

  /// Sums by groups of trials that depend on each other.
  var groups: [(sum: Int128, count: Int)] { replicates?.groups ?? [] }

  /// Adds the values (≥ 0) of trials of which the first is a multiple of 64.
  mutating func add(_ values: UnsafeBufferPointer<Int64>, using tile: Tile) {
    guard !values.isEmpty else { return }
    let bins = unsafe UnsafeMutableBufferPointer(rebasing: tile.bins[..<values.count])
    unsafe withUnsafeTemporaryAllocation(of: Int64.self, capacity: Replicates.count) { sums in
      unsafe sums.initialize(repeating: 0)
      let summary = unsafe tile.summarise(values, bins: bins, replicateSums: sums)
      guard summary.least >= 0, summary.greatest < 1 << 32 else {
        // Undefined ratios have no value; squares above 2⁶⁴ need a wider type.
        for lane in values.indices {
          let value = unsafe values[lane]
          guard value >= 0 else { continue }
          addPlainly(value, trial: tile.firstTrial + lane)
        }
        return
      }
      sum &+= Int128(summary.sum)
      sumOfSquares &+= summary.squares
      count += values.count
      minimum = min(minimum, summary.least)
      maximum = max(maximum, summary.greatest)
      unsafe replicates?.add(
        sums: UnsafeBufferPointer(sums), valueCount: values.count, firstTrial: tile.firstTrial)
      if summary.least == summary.greatest {
        histogram?.add(summary.least, times: values.count)
      } else {
        unsafe histogram?.add(
          bins: UnsafeBufferPointer(bins),
          within: Histogram.bin(of: summary.least)...Histogram.bin(of: summary.greatest))
      }
    }
  }

  /// Adds `times` equal values of trials of which the first is a multiple of 64.
  mutating func add(_ value: Int64, times: Int, firstTrial: Int) {
    guard value >= 0, times > 0 else { return }
    let square = UInt128(value.magnitude) * UInt128(value.magnitude)
    sum += Int128(value) * Int128(times)
    sumOfSquares += square * UInt128(times)
    count += times
    minimum = min(minimum, value)
    maximum = max(maximum, value)
    histogram?.add(value, times: times)
    replicates?.add(value, times: times, firstTrial: firstTrial)
  }

  private mutating func addPlainly(_ value: Int64, trial: Int) {
    let magnitude = value.magnitude
    sum += Int128(value)
    sumOfSquares += UInt128(magnitude) * UInt128(magnitude)
    count += 1
    minimum = min(minimum, value)
    maximum = max(maximum, value)
    histogram?.add(value, times: 1)
    replicates?.add(value, trial: trial)
  }

  /// Adds one trial's value (≥ 0).
  public mutating func add(_ value: Int64) { addPlainly(value, trial: 0) }

  /// Adds the trials of `other`.
  public mutating func merge(_ other: MetricAccumulator) {
    count += other.count
    sum += other.sum
    sumOfSquares += other.sumOfSquares
    minimum = min(minimum, other.minimum)
    maximum = max(maximum, other.maximum)
    if let theirs = other.histogram { histogram?.merge(theirs) }
    if let theirs = other.replicates { replicates?.merge(theirs) }
  }

  /// NaN without values.
  public var mean: Double { Double(sum) / Double(count) }

  /// Of the values (n − 1 in the denominator); NaN for fewer than two.
  public var standardDeviation: Double {
    guard count > 1 else { return .nan }
    // n·Σx² − (Σx)² ≥ 0, exactly: 256 bits hold both products.
    let scaled = sumOfSquares.multipliedFullWidth(by: UInt128(count))
    let square = sum.magnitude.multipliedFullWidth(by: sum.magnitude)
    let (low, borrow) = scaled.low.subtractingReportingOverflow(square.low)
    let high = scaled.high &- square.high &- (borrow ? 1 : 0)
    let spread = Double(high) * 0x1p128 + Double(low)
    return (spread / (Double(count) * Double(count - 1))).squareRoot()
  }

  /// Standard error of the mean.
  ///
  /// From the spread of the replicates' means where trials are quasi-random and every replicate
  /// has values; as of independent trials otherwise. With parameter draws from the spread of
  /// their means, at least that of independent trials; NaN for fewer than two parameter draws.
  public var standardErrorOfMean: Double {
    let grouped = replicates?.standardErrorOfMean(sum: sum, count: count)
    guard isByParameterDraw else { return grouped ?? independentStandardErrorOfMean }
    return grouped.map { max($0, independentStandardErrorOfMean) } ?? .nan
  }

  /// Whether trials share draws of the rates.
  var isByParameterDraw: Bool { replicates?.kind == .parameterDraws }

  /// What the standard error of the mean would be with as many independent trials; NaN for fewer
  /// than two.
  public var independentStandardErrorOfMean: Double {
    standardDeviation / Double(count).squareRoot()
  }

  /// How many independent trials one quasi-random trial is worth for the mean; see
  /// `Probability.varianceRatio`. Nil for independent trials, and for what does not vary.
  public var varianceRatio: Double? {
    guard replicates?.kind == .points,
      let error = replicates?.standardErrorOfMean(sum: sum, count: count), error > 0
    else { return nil }
    let ratio = independentStandardErrorOfMean / error
    return ratio * ratio
  }

  /// The values' bins, ascending, with their counts.
  public var occupiedBins: [(values: ClosedRange<Int64>, count: UInt64)] {
    histogram?.occupiedBins ?? []
  }

  /// Where a quantile lies: its bin, cut to the least and the greatest value, and which share of
  /// the bin's values lies below it.
  private struct QuantilePosition {
    var lower: Int64
    var upper: Int64
    var share: Double

    var middle: Double { (Double(lower) + Double(upper)) / 2 }
    /// As if the bin's values were evenly spread.
    var value: Double {
      let width = Double(upper - lower) + 1
      return min(Double(upper), max(Double(lower), Double(lower) - 0.5 + width * share))
    }
    /// Of a value anywhere in the bin.
    var variance: Double {
      let width = Double(upper - lower) + 1
      return (width * width - 1) / 12
    }
  }

  /// The places of the ⌈p·n⌉-th smallest values, p of `probabilities` (ascending).
  private func positions(_ probabilities: [Double]) -> [QuantilePosition] {
    guard count > 0 else { return [] }
    var result: [QuantilePosition] = []
    var below: UInt64 = 0
    var bins = occupiedBins[...]
    for probability in probabilities {
      let position = probability * Double(count)
      let rank = UInt64(min(Double(count), max(1, position.rounded(.up))))
      while let bin = bins.first, below + bin.count < rank, bins.count > 1 {
        below += bin.count
        bins = bins.dropFirst()
      }
      guard let bin = bins.first else { break }
      result.append(
        QuantilePosition(
          lower: max(bin.values.lowerBound, minimum), upper: min(bin.values.upperBound, maximum),
          share: min(1, max(0, (position - Double(below)) / Double(bin.count)))))
    }
    return result
  }

  /// The quantiles at `probabilities` (ascending): the ⌈p·n⌉-th smallest value, exact below 2,048;
  /// above, within the bin that holds it by how many of the bin's values lie below, which is off by
  /// no more than 0.1 % of the value. Empty without values.
  public func quantiles(_ probabilities: [Double]) -> [Double] {
    positions(probabilities).map(\.value)
  }

  /// The middles of the bins that hold the quantiles at `probabilities` (ascending).
  func binMiddles(_ probabilities: [Double]) -> [Double] { positions(probabilities).map(\.middle) }

  /// Quantiles at `probabilities`, each with its standard error. Empty without values.
  ///
  /// The values whose ranks lie two binomial standard deviations below and above the quantile's
  /// enclose it with 95 % confidence whatever the distribution; half the distance of the farther
  /// one is the Monte Carlo error. It is 0 where all three are one value, as with counts. Where the
  /// quantile lies in a bin of several values, the variance of a value anywhere in the bin is
  /// added. NaN where such ranks lie outside the trials: at the median below 5 trials, at 1 % below
  /// 397. Trials of parameter draws count as many fewer as they do for the mean.
  public func estimates(_ probabilities: [Double]) -> [(value: Double, standardError: Double)] {
    var effect = 1.0
    if isByParameterDraw {
      let error = standardErrorOfMean
      effect = error == 0 ? 1 : error / independentStandardErrorOfMean
    }
    let ranks = probabilities.flatMap { probability in
      let spread =
        2 * effect * (probability * (1 - probability) / Double(max(1, count))).squareRoot()
      return [probability - spread, probability, probability + spread]
    }
    // NaN has no place in an order.
    let bounded = ranks.map { $0.isNaN ? 0 : min(1, max(0, $0)) }
    let order = ranks.indices.sorted { bounded[$0] < bounded[$1] }
    let sorted = positions(order.map { bounded[$0] })
    guard sorted.count == ranks.count else { return [] }
    var positions = sorted
    for (index, rank) in order.enumerated() { positions[rank] = sorted[index] }
    return probabilities.indices.map { index in
      let (lower, own, upper) = (
        positions[3 * index], positions[3 * index + 1], positions[3 * index + 2]
      )
      guard ranks[3 * index] > 0, ranks[3 * index + 2] < 1 else { return (own.value, .nan) }
      let error = max(own.value - lower.value, upper.value - own.value) / 2
      return (own.value, (error * error + own.variance).squareRoot())
    }
  }
}
