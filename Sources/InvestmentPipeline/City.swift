/// A county-level district (区县), the unit that signs projects and has targets.
public struct District: Hashable, Sendable, Codable, Identifiable {
  /// The identifier, unique in the city: lower-case letters, digits and hyphens.
  public var id: String
  /// The name shown in reports.
  public var name: BilingualText
  /// Other place names whose projects are counted in this district, such as 高新区 for 江海区.
  public var wards: [String]

  /// Creates a district; `City.problems()` checks it.
  public init(id: String, name: BilingualText, wards: [String] = []) {
    self.id = id
    self.name = name
    self.wards = wards
  }
}

/// An industry chain (产业链).
public struct IndustryChain: Hashable, Sendable, Codable, Identifiable {
  /// The identifier, unique in the city: lower-case letters, digits and hyphens.
  public var id: String
  /// The name shown in reports.
  public var name: BilingualText
  /// Whether the chain's projects count as manufacturing unless a lead states otherwise.
  public var isManufacturing: Bool

  /// Creates an industry chain; `City.problems()` checks it.
  public init(id: String, name: BilingualText, isManufacturing: Bool) {
    self.id = id
    self.name = name
    self.isManufacturing = isManufacturing
  }
}

/// A channel through which leads are found (招商渠道), such as chain teams, outposts, events and
/// intermediaries.
public struct Channel: Hashable, Sendable, Codable, Identifiable {
  /// The identifier, unique in the city: lower-case letters, digits and hyphens.
  public var id: String
  /// The name shown in reports.
  public var name: BilingualText

  /// Creates a channel; `City.problems()` checks it.
  public init(id: String, name: BilingualText) {
    self.id = id
    self.name = name
  }
}

/// A city with its districts, industry chains and channels, by which leads are classified.
public struct City: Hashable, Sendable, Codable, Identifiable {
  /// The identifier, unique in the city: lower-case letters, digits and hyphens.
  public var id: String
  /// The name shown in reports.
  public var name: BilingualText
  /// The districts, 1 … 500, in the order of reports.
  public var districts: [District]
  /// The industry chains, 1 … 500, in the order of reports.
  public var chains: [IndustryChain]
  /// The channels, 1 … 500, in the order of reports.
  public var channels: [Channel]

  /// Creates a city; `problems()` checks it.
  public init(
    id: String, name: BilingualText, districts: [District], chains: [IndustryChain],
    channels: [Channel]
  ) {
    self.id = id
    self.name = name
    self.districts = districts
    self.chains = chains
    self.channels = channels
  }
}
