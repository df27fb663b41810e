/// The seed of all draws of a forecast. The same seed and inputs give the same bytes.
public struct Seed: Hashable, Sendable, Codable {
  /// The seed as a number.
  public let rawValue: UInt64

  /// The seed with the given number; every number is admissible.
  public init(_ rawValue: UInt64) { self.rawValue = rawValue }

  /// Decodes an unsigned 64-bit integer.
  public init(from decoder: any Decoder) throws {
    rawValue = try decoder.singleValueContainer().decode(UInt64.self)
  }

  /// Encodes the number as a single value.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(rawValue)
  }
}
