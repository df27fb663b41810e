// Sums, moments, bins and quantiles of a metric against exact integers and sorted lists.
import Forecasting
import Foundation
import RandomStreams
import TestSupport
import Testing

struct MetricAccumulatorTests {
  static func accumulator(_ values: some Sequence<Int64>) -> MetricAccumulator {
    var accumulator = MetricAccumulator()
    for value in values { accumulator.add(value) }
    return accumulator
  }

  /// Whole numbers of every size up to `bits` bits, 17 of them zero or small.
  static func values(_ count: Int, bits: Int, seed: UInt64) -> [Int64] {
    var generator = DrawStream(
      seed: Seed(seed), trial: 0, purpose: .factor, key: EntityKey(id: "values"))
    return (0..<count).map { index in
      if index < 17 { return Int64(index / 2) }
      let size = 1 + Int(generator.next() % UInt64(bits))
      return Int64(truncatingIfNeeded: generator.next() >> UInt64(64 - size))
    }
  }

  // MARK: Bins

  @Test func `bins hold their values and are no wider than a thousandth of them`() throws {
    var probes: Set<Int64> = [0, 1, 2_047, 2_048, 2_049, 4_095, 4_096, .max, .max - 1]
    for bit in 0..<63 {
      for offset in [-1, 0, 1] as [Int64] { probes.insert(max(0, (1 << bit) + offset)) }
    }
    probes.formUnion(Self.values(2_000, bits: 63, seed: 1))
    for value in probes {
      let bins = Self.accumulator([value]).occupiedBins
      let bin = try #require(bins.first)
      #expect(bins.count == 1)
      #expect(bin.count == 1)
      #expect(bin.values.contains(value))
      #expect(bin.values.upperBound - bin.values.lowerBound <= bin.values.lowerBound / 1_000)
      if value < 2_048 { #expect(bin.values == value...value) }
      // The ends of the bin are in it, and their neighbours are not.
      let (low, high) = (bin.values.lowerBound, bin.values.upperBound)
      #expect(Self.accumulator([low, high]).occupiedBins.map(\.values) == [bin.values])
      if low > 0 {
        #expect(Self.accumulator([low - 1]).occupiedBins[0].values.upperBound == low - 1)
      }
      if high < .max {
        #expect(Self.accumulator([high + 1]).occupiedBins[0].values.lowerBound == high + 1)
      }
    }
  }

  @Test func `bins ascend and count every value once`() {
    let values = Self.values(5_000, bits: 50, seed: 2)
    let bins = Self.accumulator(values).occupiedBins
    for (bin, next) in zip(bins, bins.dropFirst()) {
      #expect(bin.values.upperBound < next.values.lowerBound)
    }
    let sorted = values.sorted()
    for bin in bins {
      let count = sorted.count { bin.values.contains($0) }
      #expect(bin.count == UInt64(count))
    }
  }

  // MARK: Merging

  @Test func `parts merge in any order to the whole`() throws {
    let values = Self.values(3_000, bits: 45, seed: 3)
    let whole = Self.accumulator(values)
    var generator = DrawStream(
      seed: Seed(4), trial: 0, purpose: .factor, key: EntityKey(id: "splits"))
    for _ in 0..<20 {
      var parts = [[Int64]](repeating: [], count: 5)
      for value in values { parts[Int(generator.next() % 5)].append(value) }
      let accumulators = parts.map { Self.accumulator($0) }
      var sum = MetricAccumulator()
      for part in accumulators.shuffled(using: &generator) { sum.merge(part) }
      #expect(sum == whole)
      #expect(try bytes(sum) == bytes(whole))
      // a + (b + (c + (d + e)))
      var right = accumulators[4]
      for part in accumulators[..<4].reversed() {
        var left = part
        left.merge(right)
        right = left
      }
      #expect(right == whole)
    }
    var same = whole
    same.merge(MetricAccumulator())
    #expect(same == whole)
    var nothing = MetricAccumulator()
    nothing.merge(whole)
    #expect(nothing == whole)
  }

  @Test func `an accumulator survives JSON`() throws {
    for values in [[], [0], [7, 7, 7], Self.values(500, bits: 60, seed: 5)] as [[Int64]] {
      let accumulator = Self.accumulator(values)
      let decoded = try JSONDecoder().decode(MetricAccumulator.self, from: bytes(accumulator))
      #expect(decoded == accumulator)
      #expect(try bytes(decoded) == bytes(accumulator))
    }
  }

  @Test(arguments: ["[1,2,3]", "[-1,1]", "[99999999,1]", "[18446744073709551615,1]"])
  func `a histogram that cannot be is refused`(_ text: String) {
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(Histogram.self, from: Data(text.utf8))
    }
  }

  // MARK: Quantiles

  @Test func `quantiles are the order statistics, to a bin`() {
    for (count, bits) in [(1, 40), (2, 40), (10, 11), (1_000, 11), (4_001, 50)] {
      let values = Self.values(count, bits: bits, seed: UInt64(count))
      let accumulator = Self.accumulator(values)
      let sorted = values.sorted()
      let probabilities = [0, 0.001, 0.01, 0.1, 0.25, 0.5, 0.75, 0.9, 0.99, 0.999, 1]
      let quantiles = accumulator.quantiles(probabilities)
      #expect(quantiles.count == probabilities.count)
      for (probability, quantile) in zip(probabilities, quantiles) {
        let rank = max(1, Int((probability * Double(count)).rounded(.up)))
        let exact = Double(sorted[rank - 1])
        if exact < 2_048 {
          #expect(quantile == exact)
        } else {
          #expect((quantile - exact).magnitude <= 0.001 * exact)
        }
      }
      #expect(accumulator.minimum == sorted.first)
      #expect(accumulator.maximum == sorted.last)
    }
    #expect(MetricAccumulator().quantiles([0.5]).isEmpty)
    #expect(MetricAccumulator().estimates([0.5]).isEmpty)
  }

  @Test
  func `a quantile's standard error is half that of its neighbours two deviations off in rank`() {
    // 0 … 999: the median's rank is 500 ± 31.6, so the neighbours are 468 and 531 by value.
    let estimate = Self.accumulator(0..<1_000).estimates([0.5, 0.1])
    #expect(estimate.map(\.value) == [499, 99])
    #expect((estimate[0].standardError - 15.8).magnitude <= 0.5)
    #expect((estimate[1].standardError - 9.5).magnitude <= 0.5)
    #expect(Self.accumulator([5, 5, 5, 5, 5]).estimates([0.5])[0].standardError == 0)
  }

  // MARK: Moments

  /// n·Σx² − (Σx)², the mean and the standard deviation from it, in 128-bit integers.
  private func exactMoments(_ values: [Int64]) -> (mean: Double, deviation: Double) {
    // About the first value, which changes no deviation and keeps the squares small.
    let shift = values[0]
    var sum: Int128 = 0
    var squares: Int128 = 0
    for value in values {
      let distance = Int128(value) - Int128(shift)
      sum += distance
      squares += distance * distance
    }
    let n = Int128(values.count)
    let spread = n * squares - sum * sum
    return (
      Double(Int128(shift) * n + sum) / Double(n),
      (Double(spread) / Double(n * (n - 1))).squareRoot()
    )
  }

  @Test(
    arguments: [
      (20, 0), (40, 0), (20, 1 << 40), (8, 1 << 50), (10, 1_000_000_000_000_000),
      (8, 500_000_000_000_000_000),
    ] as [(Int, Int64)])
  func `mean and standard deviation are exact to rounding`(bits: Int, offset: Int64) {
    for count in [2, 3, 1_000] {
      let values = Self.values(count, bits: bits, seed: 7).map { $0 + offset }
      let accumulator = Self.accumulator(values)
      let exact = exactMoments(values)
      #expect((accumulator.mean - exact.mean).magnitude <= 1e-15 * exact.mean)
      #expect(
        (accumulator.standardDeviation - exact.deviation).magnitude <= 1e-14 * exact.deviation)
      #expect(
        (accumulator.standardErrorOfMean
          - exact.deviation / Double(count).squareRoot()).magnitude
          <= 1e-14 * exact.deviation)
    }
  }

  @Test func `moments of nothing, of one value and of equal values`() {
    #expect(MetricAccumulator().mean.isNaN)
    #expect(MetricAccumulator().standardDeviation.isNaN)
    let one = Self.accumulator([12_345])
    #expect(one.mean == 12_345)
    #expect(one.standardDeviation.isNaN && one.standardErrorOfMean.isNaN)
    let equal = Self.accumulator(repeatElement(1_000_000_000_000_003, count: 999))
    #expect(equal.mean == 1_000_000_000_000_003)
    #expect(equal.standardDeviation == 0)
  }
}
