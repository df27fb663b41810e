/// A number that may be undefined, such as the standard error of a single trial: encoded as null
/// then, not left out.
@propertyWrapper
public struct NullIfUndefined: Sendable, Codable, Equatable {
  private var value: Double?

  /// Nil for what is set to nil, and to a number that is not finite.
  public var wrappedValue: Double? {
    get { value }
    set { value = newValue.flatMap { $0.isFinite ? $0 : nil } }
  }

  /// Creates a property with this value.
  public init(wrappedValue: Double?) { self.wrappedValue = wrappedValue }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    value = container.decodeNil() ? nil : try container.decode(Double.self)
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(value)
  }
}

extension KeyedDecodingContainer {
  /// Undefined where the key is absent, as in older files.
  func decode(_ type: NullIfUndefined.Type, forKey key: Key) throws -> NullIfUndefined {
    try decodeIfPresent(type, forKey: key) ?? NullIfUndefined(wrappedValue: nil)
  }
}
