/// A threshold of a sum of whole numbers.
package struct SumThreshold: Sendable, Equatable {
  /// The least value of the sum, offset included, that reaches the threshold.
  package var least: Int64
  /// Whether a sum in which nothing occurs misses, though its value 0 would reach `least`: the
  /// share of a total of 0 is undefined.
  package var nothingMisses: Bool

  package init(least: Int64, nothingMisses: Bool = false) {
    self.least = least
    self.nothingMisses = nothingMisses
  }
}
