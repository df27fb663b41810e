import Distributions

/// Decides from a 32-bit word alone that its score is above a limit, without computing the score or
/// the limit's probability.
///
/// The score of word u is Φ⁻¹((u + ½)/2³²), so it is above x whenever u > 2³²·Φ(x). Upper
/// bounds of Φ are tabulated in steps of 1/64 over (−8, 8). Words that the table cannot exclude are
/// decided exactly, so the screen changes no outcome.
package struct ConversionScreen: Sendable {
  /// The table, computed once.
  package static let shared = ConversionScreen()

  private static let stepsPerUnit = 64.0
  private static let reach = 8.0

  /// At index i: no word above it has a score at or below −8 + (i + 1)/64.
  package let greatestWord: [UInt32] = (0..<Int(2 * reach * stepsPerUnit)).map { step in
    let upperEdge = Double(step + 1) / stepsPerUnit - reach
    let words = (standardNormalCDF(upperEdge) * 0x1p32).rounded(.up) + 2
    return words >= 0x1p32 ? .max : UInt32(words)
  }

  /// The index of `limit` in the table: words above the value there have scores above `limit`.
  @inline(__always)
  package static func index(of limit: Double) -> Int {
    let clamped = min(max(limit, -reach), reach - 0.5 / stepsPerUnit)
    return Int(truncatingIfNeeded: Int64((clamped + reach) * stepsPerUnit))
  }

  /// Whether the table shows that the score of `word` is above `limit`; false if it cannot decide.
  @inline(__always)
  package static func excludes(
    _ word: UInt32, limit: Double, greatestWord: UnsafeBufferPointer<UInt32>
  ) -> Bool {
    unsafe word > greatestWord[index(of: limit)]
  }
}
