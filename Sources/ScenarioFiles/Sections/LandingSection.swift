import InvestmentPipeline
import Registers

/// Reads `followers`, `landing` and `scorecard`.
struct LandingSection {
  let names: NameIndex
  let city: City

  func followers(_ field: Field?) -> Followers? {
    let keys = [
      "anchor_size", "chains", "in_district", "mean_delay_months", "relative_size", "log_deviation",
      "sizes", "channel", "generations",
    ]
    guard let fields = field?.mapping(keys) else { return nil }
    var means: [String: Double] = [:]
    for (key, entry) in fields.required("chains")?.mapping(nil)?.all ?? [] {
      means[names.chain(key)] = entry.number() ?? 0
      entry.reading.note("followers.chains.\(names.chain(key))", as: entry.path)
    }
    return Followers(
      anchorSize: fields.required("anchor_size")?.money() ?? .hundredMillionYuan(50),
      meanPerAnchor: means, inDistrictShare: fields["in_district"]?.share() ?? 1,
      meanDelayMonths: fields.required("mean_delay_months")?.number() ?? 1,
      sizes: followerSizes(fields, means.keys.sorted()),
      channelID: fields.required("channel")?.text().map(names.channel) ?? city.channels.first?.id
        ?? "",
      generationLimit: fields["generations"]?.wholeNumber())
  }

  /// Relative to the anchor's by `relative_size` and `log_deviation`, one number each or by chain;
  /// independent of it for the chains of which `sizes` states a median.
  private func followerSizes(_ fields: Fields, _ chains: [String]) -> [String: FollowerSize] {
    func byChain(_ key: String, _ read: (Field) -> Double?) -> [String?: Double]? {
      guard let field = fields[key] else { return nil }
      if field.node.entries != nil { return names.byChain(field, as: "followers.\(key)", read) }
      for chain in chains { field.reading.note("followers.\(key).\(chain)", as: field.path) }
      return [nil: read(field) ?? 1]
    }
    let section = SizeSection(names: names)
    let own = section.mapping(fields["sizes"])
    let relative = byChain("relative_size") { $0.share() }
    let deviations = byChain("log_deviation") { $0.number() } ?? [:]
    if let own, own.all["median"] != nil, let field = fields["relative_size"] {
      field.report(
        both(
          "带动项目的规模写了两次：relative_size 和 sizes。",
          "The followers' sizes are stated twice: relative_size and sizes."),
        both(
          "只留一项；个别产业链与链主规模无关时，写在 sizes.chains。",
          "Keep one; where only some chains are independent of the anchor's size, state them under sizes.chains."
        ))
    }
    if own == nil, relative == nil { _ = fields.required("relative_size") }
    let path = "followers.sizes"
    let common = own.flatMap {
      $0.all["median"] == nil && !$0.chains.isEmpty ? nil : section.distribution([$0], path: path)
    }
    let independent = own.map { section.chainDistributions([$0], path: path) } ?? [:]
    var sizes: [String: FollowerSize] = [:]
    for chain in chains {
      if let distribution = independent[chain] ?? common {
        sizes[chain] = .independent(distribution)
      } else if let median = relative?[chain] ?? relative?[nil] {
        sizes[chain] = .relative(
          median: median, logDeviation: deviations[chain] ?? deviations[nil] ?? 0)
      }
    }
    return sizes
  }

  func landing(_ field: Field?) -> Landing? {
    let keys = [
      "start_lag_months", "lag_variation", "fast_track", "carried_over_lag_months", "funds",
      "within_months",
    ]
    guard let fields = field?.mapping(keys) else { return nil }
    let lags = fields.required("start_lag_months")?.mapping(["city", "districts"])
    var months: [String: Double] = [:]
    if let common = lags?["city"], let value = common.number() {
      for district in city.districts {
        months[district.id] = value
        common.reading.note(
          "landing.start_lag_months.districts.\(district.id)", as: common.path)
      }
    }
    for (key, entry) in lags?["districts"]?.mapping(nil)?.all ?? [] {
      months[names.district(key)] = entry.number() ?? 0
      entry.reading.note(
        "landing.start_lag_months.districts.\(names.district(key))", as: entry.path)
    }
    let fast = fields["fast_track"]?.mapping(["share", "lag_months"])
    let funds = fields.required("funds")?.mapping(["first", "months"])
    return Landing(
      startLagMonths: months, lagVariation: fields["lag_variation"]?.number() ?? 1,
      fastTrackShare: fast?.required("share")?.share() ?? 0,
      fastTrackLagMonths: fast?.required("lag_months")?.number() ?? 0,
      carriedOverLagMonths: fields.required("carried_over_lag_months")?.number() ?? 1,
      firstFunds: funds?.required("first")?.share() ?? 0,
      fundingMonths: funds?.required("months")?.number() ?? 1,
      withinMonths: fields["within_months"]?.wholeNumber())
  }

  func scorecard(_ field: Field?) -> Scorecard? {
    guard let fields = field?.mapping(["relative_to_target", "weights"]) else { return nil }
    var weights: [Scorecard.Item: Double] = [:]
    let items = Scorecard.Item.allCases.map(\.rawValue)
    for (key, entry) in fields.required("weights")?.mapping(items)?.all ?? [] {
      guard let item = Scorecard.Item(rawValue: key) else { continue }
      weights[item] = entry.share() ?? 0
    }
    return Scorecard(
      weights: weights, isRelativeToTarget: fields["relative_to_target"]?.flag() ?? true)
  }
}
