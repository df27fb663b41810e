import InvestmentPipeline
import RandomStreams

/// The compiled parts of a year beside the leads of its register: arrivals, followers, quotas,
/// landing.
///
/// A scenario without any of them has no plan, and its trials are sums over leads. With a plan
/// each signed project is simulated, month by month: leads and arrivals that are signed → admission
/// to the quotas → followers of those admitted → start and funds → the sums of the parts of the
/// city.
struct ProjectSimulationPlan: Sendable {
  /// A part of the city in which projects count alike.
  struct Segment: Sendable {
    /// Of the tile program; −1 where there is none.
    var cells: SIMD4<Int32>
    /// Number in the city's list.
    var district: Int
    var chain: Int
  }

  /// A project that was signed before the as-of date.
  struct Record: Sendable {
    var key: EntityKey
    var district: Int
    var chain: Int
    var amount: Int64
    /// Of signing: 0 is January of the plan year, −1 the month before it.
    var month: Int
    /// Months from the signing to the end of the as-of date.
    var age: Double
    var isStarted: Bool
  }

  let segments: [Segment]
  /// By lead of the tile program.
  let leadSegments: [Int32]
  let leadKeys: [EntityKey]
  /// The first open month, 0 … 11: slot s is the month `firstMonth` + s.
  let firstMonth: Int
  let slotCount: Int
  let districtCount: Int
  let ceiling: Int64
  var arrivals: ArrivalPlan?
  let followers: FollowerPlan?
  let admission: AdmissionPlan?
  let landing: LandingPlan?
  let scorecard: ScorecardPlan?
  let measures: ProjectMeasureLayout

  /// A segment that the tile program has cells for: district, chain, channel and sector.
  struct SegmentKey: Hashable, Sendable {
    var district: Int
    var chain: Int
    var channel: Int
    var isManufacturing: Bool
  }
}

extension Scenario {
  /// Whether trials simulate each project.
  var hasProjectSimulation: Bool {
    !arrivals.isEmpty || followers != nil || quotas != nil || landing != nil || scorecard != nil
  }

  /// The segments of possible arrivals and followers, each once, in a fixed order.
  var openSegments: [ProjectSimulationPlan.SegmentKey] {
    let districts = Dictionary(
      uniqueKeysWithValues: city.districts.enumerated().map { ($1.id, $0) })
    let channels = Dictionary(uniqueKeysWithValues: city.channels.enumerated().map { ($1.id, $0) })
    var keys: Set<ProjectSimulationPlan.SegmentKey> = []
    func add(_ district: Int, _ chain: Int, _ channel: Channel.ID) {
      keys.insert(
        ProjectSimulationPlan.SegmentKey(
          district: district, chain: chain, channel: channels[channel]!,
          isManufacturing: city.chains[chain].isManufacturing))
    }
    for stream in arrivals {
      for (chain, value) in city.chains.enumerated() where (stream.chainWeights[value.id] ?? 0) > 0
      {
        add(districts[stream.districtID]!, chain, stream.channelID)
      }
    }
    if let followers {
      for (chain, value) in city.chains.enumerated()
      where (followers.meanPerAnchor[value.id] ?? 0) > 0 {
        for district in city.districts.indices { add(district, chain, followers.channelID) }
      }
    }
    return keys.sorted {
      ($0.district, $0.chain, $0.channel) < ($1.district, $1.chain, $1.channel)
    }
  }
}
