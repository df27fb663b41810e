/// Counts of non-negative integers in fixed bins no wider than 0.1 % of the value.
///
/// Values below 2,048 have a bin each; above, every octave is split in 1,024 equal bins
/// (width at most 1/1,024 of the value, the layout of Tene's HdrHistogram). Bins never depend
/// on the data, so histograms add exactly and in any order. Memory is taken in pages of 64
/// bins as values come: some tens of kilobytes for a spread-out metric.
public struct Histogram: Sendable, Equatable, Codable {
  static let subBinBits = 10
  static let pageBits = 6

  /// Page number → first index into `counts`, −1 where no value has come.
  private var pages: [Int32] = []
  /// A run has fewer than 2³² trials.
  private var counts: [UInt32] = []

  /// Creates a histogram without values.
  public init() {}

  /// The bin of `value` (≥ 0).
  @inline(__always)
  static func bin(of value: Int64) -> Int {
    let octave = max(0, 63 - subBinBits - value.leadingZeroBitCount)
    return octave << subBinBits + Int(truncatingIfNeeded: value >> Int64(octave))
  }

  /// The smallest and the greatest value of `bin`.
  static func bounds(of bin: Int) -> ClosedRange<Int64> {
    let octave = max(0, bin >> subBinBits - 1)
    let lower = Int64(bin - octave << subBinBits) << Int64(octave)
    return lower...(lower + (1 << Int64(octave) - 1))
  }

  /// Counts `value`, which must not be negative, `times` times.
  mutating func add(_ value: Int64, times: Int) {
    let bin = Self.bin(of: value)
    let page = bin >> Self.pageBits
    if page >= pages.count || pages[page] < 0 { makePage(page) }
    counts[Int(pages[page]) + bin & (1 << Self.pageBits - 1)] += UInt32(times)
  }

  /// Counts the values whose bins are `bins`.
  ///
  /// - Parameter range: of the values' bins.
  mutating func add(bins: UnsafeBufferPointer<Int32>, within range: ClosedRange<Int>) {
    for page in (range.lowerBound >> Self.pageBits)...(range.upperBound >> Self.pageBits)
    where page >= pages.count || pages[page] < 0 {
      makePage(page)
    }
    unsafe pages.withUnsafeBufferPointer { pages in
      unsafe counts.withUnsafeMutableBufferPointer { counts in
        for index in bins.indices {
          let bin = unsafe Int(bins[index])
          let start = unsafe Int(pages[bin >> Self.pageBits])
          unsafe counts[start + bin & (1 << Self.pageBits - 1)] &+= 1
        }
      }
    }
  }

  private mutating func makePage(_ page: Int) {
    while pages.count <= page { pages.append(-1) }
    pages[page] = Int32(counts.count)
    counts.append(contentsOf: repeatElement(0, count: 1 << Self.pageBits))
  }

  /// Adds the counts of `other`: commutative and associative, exactly.
  public mutating func merge(_ other: Histogram) {
    for (page, start) in other.pages.enumerated() where start >= 0 {
      if page >= pages.count || pages[page] < 0 { makePage(page) }
      let own = Int(pages[page])
      for offset in 0..<(1 << Self.pageBits) {
        counts[own + offset] += other.counts[Int(start) + offset]
      }
    }
  }

  /// The bins with values, ascending, with their counts.
  public var occupiedBins: [(values: ClosedRange<Int64>, count: UInt64)] {
    var result: [(values: ClosedRange<Int64>, count: UInt64)] = []
    forEachOccupied { result.append((Self.bounds(of: $0), $1)) }
    return result
  }

  private var occupied: [(bin: Int, count: UInt64)] {
    var result: [(bin: Int, count: UInt64)] = []
    forEachOccupied { result.append(($0, $1)) }
    return result
  }

  /// Calls `body` with the bins that have values, ascending, and their counts.
  @inline(__always)
  private func forEachOccupied(_ body: (_ bin: Int, _ count: UInt64) -> Void) {
    unsafe counts.withUnsafeBufferPointer { counts in
      for (page, start) in pages.enumerated() where start >= 0 {
        for offset in 0..<(1 << Self.pageBits) where unsafe counts[Int(start) + offset] > 0 {
          unsafe body(page << Self.pageBits + offset, UInt64(counts[Int(start) + offset]))
        }
      }
    }
  }

  public static func == (first: Histogram, second: Histogram) -> Bool {
    first.occupied.elementsEqual(second.occupied) { $0 == $1 }
  }

  /// Pairs of bin and count, flattened: [bin, count, bin, count, …].
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(occupied.flatMap { [UInt64($0.bin), $0.count] })
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let flat = try container.decode([UInt64].self)
    guard flat.count.isMultiple(of: 2) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "a histogram is pairs of bin and count")
    }
    for index in stride(from: 0, to: flat.count, by: 2) {
      let bin = Int(clamping: flat[index])
      guard bin <= Self.bin(of: .max), let count = UInt32(exactly: flat[index + 1]) else {
        throw DecodingError.dataCorruptedError(
          in: container, debugDescription: "no histogram has \(flat[index + 1]) in bin \(bin)")
      }
      let page = bin >> Self.pageBits
      if page >= pages.count || pages[page] < 0 { makePage(page) }
      counts[Int(pages[page]) + bin & (1 << Self.pageBits - 1)] += count
    }
  }
}
