/// A county-level district (区县) that brings in projects and has targets of its own.
public struct District: Hashable, Sendable, Codable, Identifiable {
  public var id: String
  public var name: BilingualText
  /// Other names whose projects count to it, such as 高新区 to 江海区.
  public var wards: [String]

  public init(id: String, name: BilingualText, wards: [String] = []) {
    self.id = id
    self.name = name
    self.wards = wards
  }
}

/// An industry chain (产业链).
public struct IndustryChain: Hashable, Sendable, Codable, Identifiable {
  public var id: String
  public var name: BilingualText
  /// Whether its projects count as manufacturing, unless a lead says otherwise.
  public var isManufacturing: Bool

  public init(id: String, name: BilingualText, isManufacturing: Bool) {
    self.id = id
    self.name = name
    self.isManufacturing = isManufacturing
  }
}

/// A way by which leads are found (招商渠道): chain teams, outposts, events, intermediaries.
public struct Channel: Hashable, Sendable, Codable, Identifiable {
  public var id: String
  public var name: BilingualText

  public init(id: String, name: BilingualText) {
    self.id = id
    self.name = name
  }
}

/// A city: the parts by which leads are told apart.
public struct City: Hashable, Sendable, Codable, Identifiable {
  public var id: String
  public var name: BilingualText
  public var districts: [District]
  public var chains: [IndustryChain]
  public var channels: [Channel]

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
