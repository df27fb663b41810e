/// A set of trials as disjoint ascending ranges.
public struct TrialRanges: Sendable, Equatable, Codable {
  /// Disjoint ranges, ascending, none adjacent to the next.
  public private(set) var ranges: [Range<Int>] = []

  /// Creates the union of `ranges`.
  public init(_ ranges: [Range<Int>] = []) {
    for range in ranges { insert(range) }
  }

  /// The number of trials.
  public var count: Int { ranges.reduce(0) { $0 + $1.count } }

  /// Whether a trial is in both sets.
  public func overlaps(_ other: TrialRanges) -> Bool {
    ranges.contains { range in other.ranges.contains { $0.overlaps(range) } }
  }

  /// Adds `range`, joining neighbours.
  public mutating func insert(_ range: Range<Int>) {
    guard !range.isEmpty else { return }
    var joined = range
    var rest: [Range<Int>] = []
    for existing in ranges {
      if existing.upperBound < joined.lowerBound || existing.lowerBound > joined.upperBound {
        rest.append(existing)
      } else {
        joined =
          min(existing.lowerBound, joined.lowerBound)..<max(existing.upperBound, joined.upperBound)
      }
    }
    ranges = (rest + [joined]).sorted { $0.lowerBound < $1.lowerBound }
  }
}
