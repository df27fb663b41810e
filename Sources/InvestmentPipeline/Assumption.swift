/// Where a number comes from.
public enum Provenance: Hashable, Sendable, Codable {
  /// A published figure, with its source.
  case published(source: String)
  /// An assumption, with its reasoning.
  case assumed(reasoning: String)
}

/// One number of a scenario as it stands in its file.
public struct Assumption: Hashable, Sendable, Codable {
  /// The keys that lead to it, joined by dots: `conversion.city.identified.dwell_months`.
  public var path: String
  /// The value as written.
  public var value: String
  public var provenance: Provenance
  /// `baseline.yaml:12:5`, or nothing when the scenario was made in code.
  public var location: String?
  /// How many numbers it stands for: 1, or the amounts of a whole register.
  public var count: Int

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

/// A file a scenario was read from, with the fingerprint of its bytes.
public struct InputFile: Hashable, Sendable, Codable {
  /// Relative to the scenario's folder.
  public var name: String
  /// Lower-case hexadecimal.
  public var sha256: String

  public init(name: String, sha256: String) {
    self.name = name
    self.sha256 = sha256
  }
}
