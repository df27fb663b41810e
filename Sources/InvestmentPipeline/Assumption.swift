/// The origin of an input.
public enum Provenance: Hashable, Sendable, Codable {
  /// A published figure, with its source.
  case published(source: String)
  /// An assumption, with its reasoning.
  case assumed(reasoning: String)
}

/// One input of a scenario, as written in its file.
public struct Assumption: Hashable, Sendable, Codable {
  /// The path of keys in the file, joined by dots: `conversion.city.identified.dwell_months`.
  public var path: String
  /// The value as written.
  public var value: String
  /// Whether the value is published or assumed, with its source or reasoning.
  public var provenance: Provenance
  /// File, line and column, such as `baseline.yaml:12:5`; nil for a scenario made in code.
  public var location: String?
  /// The number of inputs it stands for: 1, or the number of amounts of a register.
  public var count: Int

  /// Creates an input with its origin.
  public init(
    path: String, value: String, provenance: Provenance, location: String? = nil, count: Int = 1
  ) {
    self.path = path
    self.value = value
    self.provenance = provenance
    self.location = location
    self.count = count
  }
}

/// A file that a scenario was read from, with the SHA-256 digest of its bytes.
public struct InputFile: Hashable, Sendable, Codable {
  /// The path relative to the scenario's folder.
  public var name: String
  /// The SHA-256 digest, 64 lower-case hexadecimal digits.
  public var sha256: String

  /// Creates a file name with its digest.
  public init(name: String, sha256: String) {
    self.name = name
    self.sha256 = sha256
  }
}
