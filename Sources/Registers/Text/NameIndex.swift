package import InvestmentPipeline

/// Finds the parts of a city by id, Chinese or English name, and districts by ward.
///
/// Case and width of letters are ignored. An unknown name is returned unchanged, and
/// `Scenario.problems()` reports it.
package struct NameIndex {
  private let districts: [String: String]
  private let chains: [String: String]
  private let channels: [String: String]
  private static let stages = index(
    Stage.allCases.map { stage in
      // Registers of earlier versions say 动工.
      (stage.rawValue, [stage.name.zh, stage.name.en] + (stage == .started ? ["动工"] : []))
    })

  package init(_ city: City) {
    districts = NameIndex.index(
      city.districts.map { ($0.id, [$0.name.zh, $0.name.en] + $0.wards) })
    chains = NameIndex.index(city.chains.map { ($0.id, [$0.name.zh, $0.name.en]) })
    channels = NameIndex.index(city.channels.map { ($0.id, [$0.name.zh, $0.name.en]) })
  }

  package func district(_ name: String) -> String { districts[NameIndex.key(name)] ?? name }
  package func chain(_ name: String) -> String { chains[NameIndex.key(name)] ?? name }
  package func channel(_ name: String) -> String { channels[NameIndex.key(name)] ?? name }

  package static func stage(_ name: String) -> Stage? {
    stages[key(name)].flatMap(Stage.init(rawValue:))
  }

  /// `city`, `district:…` or `chain:…`; nil when it is none of these.
  package func factor(_ text: String) -> Factor? {
    let text = text.halfWidth
    if text == "city" { return .city }
    let parts = text.split(separator: ":", maxSplits: 1).map { $0.trimmingBlanks }
    guard parts.count == 2 else { return nil }
    switch parts[0] {
    case "district": return .district(district(parts[1]))
    case "chain": return .chain(chain(parts[1]))
    default: return nil
    }
  }

  private static func key(_ name: String) -> String { name.halfWidth.lowercased() }

  /// Ids come before names, and the first of two equal names wins; that they clash is
  /// reported by `City.problems()`.
  private static func index(_ parts: [(id: String, names: [String])]) -> [String: String] {
    var index: [String: String] = [:]
    for part in parts where index[key(part.id)] == nil { index[key(part.id)] = part.id }
    for part in parts {
      for name in part.names where index[key(name)] == nil { index[key(name)] = part.id }
    }
    return index
  }
}
