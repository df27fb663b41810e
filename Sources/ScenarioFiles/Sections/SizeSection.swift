import InvestmentPipeline
import Registers

/// Reads size distributions: the figures of all projects, and under `chains` those of single chains.
///
/// A section may state sizes in several mappings, such as the city's, a channel's and a district's.
/// Each figure is taken from the first mapping that states it: those of the chain before those of
/// all chains, and the more specific mapping before the more general one.
struct SizeSection {
  let names: NameIndex
  private static let keys = ["median", "log_deviation", "tail"]

  /// One mapping.
  struct Mapping {
    var all: Fields
    var chains: [(id: IndustryChain.ID, fields: Fields)]
  }

  func mapping(_ field: Field?) -> Mapping? {
    guard let fields = field?.mapping(Self.keys + ["chains"]) else { return nil }
    let chains = (fields["chains"]?.mapping(nil)?.all ?? []).compactMap { key, entry in
      entry.mapping(Self.keys).map { (id: names.chain(key), fields: $0) }
    }
    return Mapping(all: fields, chains: chains)
  }

  /// The distribution of all chains that have no figures of their own.
  ///
  /// - Parameters:
  ///   - mappings: the most specific first.
  ///   - path: of the distribution in problems.
  func distribution(_ mappings: [Mapping], path: String) -> SizeDistribution {
    distribution(mappings.map(\.all), path: path)
  }

  /// The distributions of the chains that have figures of their own.
  ///
  /// - Parameter path: that of the distribution of all chains.
  func chainDistributions(_ mappings: [Mapping], path: String)
    -> [IndustryChain.ID: SizeDistribution]
  {
    let common = mappings.map(\.all)
    let single = mappings.flatMap(\.chains)
    var chains: [IndustryChain.ID: SizeDistribution] = [:]
    for id in single.map(\.id) where chains[id] == nil {
      let own = single.filter { $0.id == id }.map(\.fields)
      chains[id] = distribution(own + common, path: "\(path).chains.\(id)")
      own[0].parent.reading.note("\(path).chains.\(id)", as: own[0].parent.path)
    }
    return chains
  }

  /// - Parameter fields: the first that states a key counts.
  private func distribution(_ fields: [Fields], path: String) -> SizeDistribution {
    func value<Value>(
      _ key: String, among fields: [Fields], _ prefix: String, _ read: (Field) -> Value?
    ) -> Value? {
      guard let field = fields.lazy.compactMap({ $0[key] }).first else {
        _ = fields.last?.required(key)
        return nil
      }
      let value = read(field)
      field.reading.note("\(path).\(prefix)\(key)", as: field.path)
      return value
    }
    var distribution = SizeDistribution(median: .hundredMillionYuan(1), logDeviation: 1)
    if let median = value("median", among: fields, "", { $0.money() }) {
      distribution.median = median
    }
    if let deviation = value("log_deviation", among: fields, "", { $0.number() }) {
      distribution.logDeviation = deviation
    }
    // A tail that a mapping declines hides those of the mappings after it.
    let tails = fields.compactMap { $0["tail"] }.prefix { $0.node.text != "none" }
      .compactMap { $0.mapping(["from", "share", "exponent", "greatest"]) }
    guard !tails.isEmpty else { return distribution }
    let from = value("from", among: tails, "tail.") { $0.money() }
    let share = value("share", among: tails, "tail.") { $0.share() }
    let exponent = value("exponent", among: tails, "tail.") { $0.number() }
    let greatest = value("greatest", among: tails, "tail.") { $0.money() }
    guard let from, let share, let exponent, let greatest else { return distribution }
    distribution.tail = SizeDistribution.Tail(
      from: from, share: share, exponent: exponent, greatest: greatest)
    return distribution
  }
}

extension NameIndex {
  /// Numbers by chain; nil, written `others`, stands for all chains not named.
  ///
  /// - Parameter path: of the numbers in problems.
  func byChain(_ field: Field?, as path: String, _ read: (Field) -> Double?)
    -> [IndustryChain.ID?: Double]
  {
    var values: [IndustryChain.ID?: Double] = [:]
    for (key, entry) in field?.mapping(nil)?.all ?? [] {
      let chain = key == "others" ? nil : self.chain(key)
      values[chain] = read(entry) ?? 1
      entry.reading.note("\(path).\(chain ?? "others")", as: entry.path)
    }
    return values
  }
}
