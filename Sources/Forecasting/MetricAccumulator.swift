/// What is kept of a metric's values over trials: integer sums and counts, so that parts
/// taken over any split of the trials merge exactly and in any order.
///
/// Values are integers in the metric's base unit: 万元, projects, or millionths of a share.
public struct MetricAccumulator: Sendable, Equatable, Codable {
  /// The number of trials in which the metric had a value.
  public private(set) var count: Int = 0
  private var sum: Int128 = 0
  private var sumOfSquares: UInt128 = 0
  public private(set) var minimum: Int64 = .max
  public private(set) var maximum: Int64 = .min
  private var histogram = Histogram()

  public init() {}

  /// Adds the values (≥ 0) of some trials.
  mutating func add(_ values: UnsafeBufferPointer<Int64>) {
    guard let first = values.first else { return }
    var least = first
    var greatest = first
    for value in values {
      sum &+= Int128(truncatingIfNeeded: value)
      let magnitude = UInt64(truncatingIfNeeded: value)
      let square = magnitude.multipliedFullWidth(by: magnitude)
      sumOfSquares &+= UInt128(square.high) << 64 | UInt128(square.low)
      least = min(least, value)
      greatest = max(greatest, value)
    }
    count += values.count
    minimum = min(minimum, least)
    maximum = max(maximum, greatest)
    if least == greatest {
      // Months that are over, parts of the city where nothing happens.
      histogram.add(least, times: values.count)
    } else {
      histogram.add(values)
    }
  }

  /// Adds one trial's value (≥ 0).
  public mutating func add(_ value: Int64) {
    withUnsafePointer(to: value) { add(UnsafeBufferPointer(start: $0, count: 1)) }
  }

  /// Adds the trials of `other`.
  public mutating func merge(_ other: MetricAccumulator) {
    count += other.count
    sum += other.sum
    sumOfSquares += other.sumOfSquares
    minimum = min(minimum, other.minimum)
    maximum = max(maximum, other.maximum)
    histogram.merge(other.histogram)
  }

  /// NaN without values.
  public var mean: Double { Double(sum) / Double(count) }

  /// Of the values (n − 1 in the denominator); 0 for a single one, NaN without any.
  public var standardDeviation: Double {
    guard count > 1 else { return count == 1 ? 0 : .nan }
    // n·Σx² − (Σx)² ≥ 0, exactly: 256 bits hold both products.
    let scaled = sumOfSquares.multipliedFullWidth(by: UInt128(count))
    let square = sum.magnitude.multipliedFullWidth(by: sum.magnitude)
    let (low, borrow) = scaled.low.subtractingReportingOverflow(square.low)
    let high = scaled.high &- square.high &- (borrow ? 1 : 0)
    let spread = Double(high) * 0x1p128 + Double(low)
    return (spread / (Double(count) * Double(count - 1))).squareRoot()
  }

  /// Standard error of the mean.
  public var standardErrorOfMean: Double { standardDeviation / Double(count).squareRoot() }

  /// The values' bins, ascending, with their counts.
  public var occupiedBins: [(values: ClosedRange<Int64>, count: UInt64)] {
    histogram.occupiedBins
  }

  /// The quantiles at `probabilities` (ascending), each the middle of the bin that holds the
  /// ⌈p·n⌉-th smallest value: within 0.05 % of it, exact below 2,048. Empty without values.
  public func quantiles(_ probabilities: [Double]) -> [Double] {
    guard count > 0 else { return [] }
    var result: [Double] = []
    var below: UInt64 = 0
    var bins = histogram.occupiedBins[...]
    for probability in probabilities {
      let rank = UInt64(min(Double(count), max(1, (probability * Double(count)).rounded(.up))))
      while let bin = bins.first, below + bin.count < rank, bins.count > 1 {
        below += bin.count
        bins = bins.dropFirst()
      }
      guard let bin = bins.first else { break }
      let lower = max(bin.values.lowerBound, minimum)
      let upper = min(bin.values.upperBound, maximum)
      result.append((Double(lower) + Double(upper)) / 2)
    }
    return result
  }

  /// Quantiles at `probabilities`, each with its standard error: half the distance of the
  /// order statistics one binomial standard deviation below and above its rank. Empty
  /// without values.
  public func estimates(_ probabilities: [Double]) -> [(value: Double, standardError: Double)] {
    let ranks = probabilities.flatMap { probability in
      let spread = (probability * (1 - probability) / Double(max(1, count))).squareRoot()
      return [max(0, probability - spread), probability, min(1, probability + spread)]
    }
    let order = ranks.indices.sorted { ranks[$0] < ranks[$1] }
    let sorted = quantiles(order.map { ranks[$0] })
    guard sorted.count == ranks.count else { return [] }
    var values = sorted
    for (place, rank) in order.enumerated() { values[rank] = sorted[place] }
    return probabilities.indices.map { index in
      (values[3 * index + 1], (values[3 * index + 2] - values[3 * index]) / 2)
    }
  }
}
