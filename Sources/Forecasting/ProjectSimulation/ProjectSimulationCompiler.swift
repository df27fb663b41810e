import Distributions
import InvestmentPipeline
import RandomStreams

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Turns the sections of a validated scenario into a `ProjectSimulationPlan`.
struct ProjectSimulationCompiler {
  let scenario: Scenario
  let districts: [District.ID: Int]
  let chains: [IndustryChain.ID: Int]
  let channels: [Channel.ID: Int]
  let openSegments: [ProjectSimulationPlan.SegmentKey]
  /// Number of a segment among `openSegments`, which come first.
  private var segmentNumbers: [ProjectSimulationPlan.SegmentKey: Int32] = [:]

  init(_ scenario: Scenario) {
    self.scenario = scenario
    func numbers(_ ids: [String]) -> [String: Int] {
      Dictionary(uniqueKeysWithValues: ids.enumerated().map { ($1, $0) })
    }
    districts = numbers(scenario.city.districts.map(\.id))
    chains = numbers(scenario.city.chains.map(\.id))
    channels = numbers(scenario.city.channels.map(\.id))
    openSegments = scenario.openSegments
    for (number, key) in openSegments.enumerated() {
      segmentNumbers[key] = Int32(number)
    }
  }

  /// - Parameter firstScope: of the table's districts and chains.
  func plan(
    _ segments: CompiledScenario.ProjectSegments, arrivals: ArrivalPlan?,
    followers: FollowerPlan?, ceiling: Int64, firstScope: (district: Int, chain: Int)
  ) -> ProjectSimulationPlan {
    let openCount = Int32(segments.open.count)
    let city = scenario.city
    let open = scenario.planYear.openMonths
    return ProjectSimulationPlan(
      segments: (segments.open + segments.ofLeads).map {
        var cells = SIMD4<Int32>(repeating: -1)
        for (index, cell) in $0.cells.enumerated() { cells[index] = Int32(cell) }
        return ProjectSimulationPlan.Segment(
          cells: cells, district: Int($0.segment.district) - firstScope.district,
          chain: Int($0.segment.chain) - firstScope.chain)
      },
      leadSegments: segments.leadSegments.map { $0 + openCount }, leadKeys: segments.leadKeys,
      firstMonth: open.lowerBound - 1, slotCount: open.count,
      districtCount: city.districts.count, ceiling: ceiling, arrivals: arrivals,
      followers: followers, admission: admission, landing: landing, scorecard: scorecard,
      measures: ProjectMeasureLayout(
        districtCount: city.districts.count, hasArrivals: arrivals != nil,
        hasFollowers: scenario.followers != nil, hasQuotas: scenario.quotas != nil,
        hasYields: scenario.scorecard?.asksForYields ?? false))
  }

  func segment(_ district: Int, _ chain: Int, _ channel: Channel.ID) -> Int32 {
    segmentNumbers[
      ProjectSimulationPlan.SegmentKey(
        district: district, chain: chain, channel: channels[channel]!,
        isManufacturing: scenario.city.chains[chain].isManufacturing)]!
  }

  /// Amounts of leads that are signed are points; others have been reported.
  private func record(_ lead: Lead, signedOn day: CalendarDate, amount: Int64)
    -> ProjectSimulationPlan.Record
  {
    ProjectSimulationPlan.Record(
      key: EntityKey(id: lead.id), district: districts[lead.districtID]!,
      chain: chains[lead.chainID]!, amount: amount,
      month: day.monthNumber - 12 * scenario.planYear.year,
      age: scenario.planYear.age(since: day),
      isStarted: lead.stage == .started || lead.stage == .producing)
  }

  /// Projects signed up to the as-of date, whatever the year.
  var records: [ProjectSimulationPlan.Record] {
    scenario.leads.compactMap { lead in
      guard let day = lead.signedOn, [.signed, .started, .producing].contains(lead.stage),
        case .point(let money) = lead.investment
      else { return nil }
      return record(lead, signedOn: day, amount: money.tenThousandYuan)
    }
  }

  // MARK: Arrivals

  /// - Parameter register: gives curves, thresholds and loading rows, and takes the rows that only
  ///   arrivals need.
  func arrivals(_ register: inout RegisterCompiler) throws(DistributionError) -> ArrivalPlan? {
    guard !scenario.arrivals.isEmpty else { return nil }
    var compiler = ArrivalCompiler(self, register)
    defer { register = compiler.register }
    for stream in scenario.arrivals { try compiler.add(stream) }
    return compiler.plan
  }

  // MARK: Followers

  /// - Throws: `DistributionError` for figures that `Scenario.problems()` refuses.
  func followers() throws(DistributionError) -> FollowerPlan? {
    guard let followers = scenario.followers else { return nil }
    let city = scenario.city
    let means = city.chains.map { followers.meanPerAnchor[$0.id] ?? 0 }
    var sizes: [FollowerPlan.Size?] = []
    for (chain, mean) in zip(city.chains, means) {
      let size = mean > 0 ? followers.sizes[chain.id] : nil
      if let size { sizes.append(try FollowerPlan.Size(size)) } else { sizes.append(nil) }
    }
    return FollowerPlan(
      anchorSize: followers.anchorSize.tenThousandYuan, means: means,
      inDistrictShare: city.districts.count > 1 ? followers.inDistrictShare : 1,
      delay: GeometricLag(mean: followers.meanDelayMonths - 1),
      sizes: sizes, generationLimit: followers.generationLimit ?? .max,
      segments: city.districts.indices.flatMap { district in
        city.chains.indices.map { means[$0] > 0 ? segment(district, $0, followers.channelID) : -1 }
      },
      chainCount: city.chains.count, districtOrder: Self.orderOfIDs(city.districts),
      records: records.filter {
        $0.amount >= followers.anchorSize.tenThousandYuan && means[$0.chain] > 0
      })
  }

  // MARK: Quotas

  var admission: AdmissionPlan? {
    guard let quotas = scenario.quotas else { return nil }
    let city = scenario.city
    let criteria = MeritMeasure.allCases.map { measure in
      quotas.merit?.criteria[measure].map { criterion in
        AdmissionPlan.Criterion(
          logMedians: city.chains.map { log(criterion.median(of: $0.id)) },
          logDeviation: criterion.logDeviation, weight: criterion.weight,
          logFloor: criterion.floor.map { log($0) } ?? -.infinity)
      }
    }
    let perMu = MeritMeasure.allCases.firstIndex(of: .investmentPerMu)!
    let land = quotas.land.map { quota in
      var resource = resource(quota, units: AdmissionPlan.landUnits)
      if let criterion = criteria[perMu] {
        // The mean of 1/x of a lognormal x.
        let inverse = exp(criterion.logDeviation * criterion.logDeviation / 2)
        resource.need = criterion.logMedians.map {
          AdmissionPlan.landUnits * exp(-$0) * inverse
        }
      }
      return deducting(resource)
    }
    let energy = quotas.energy.map { deducting(resource($0, units: 1)) }
    return AdmissionPlan(
      land: land, energy: energy, criteria: criteria,
      ranksByScore: quotas.merit?.ranksByScore ?? false, districtCount: city.districts.count)
  }

  private func resource(_ quota: Quota, units: Double) -> AdmissionPlan.Quota {
    AdmissionPlan.Quota(
      left: scenario.city.districts.map {
        Int64(((quota.districts[$0.id] ?? 0) * units).rounded())
      },
      pool: Int64((quota.pool * units).rounded()),
      taken: scenario.city.districts.map { _ in 0 }, share: quota.share,
      need: scenario.city.chains.map { quota.need(of: $0.id) * units / 10_000 })
  }

  /// What the projects signed in the plan year have taken, at the mean need of their chains: of
  /// their districts first, of the pool what is beyond.
  private func deducting(_ resource: AdmissionPlan.Quota) -> AdmissionPlan.Quota {
    var resource = resource
    for record in records where record.month >= 0 {
      let need = Int64(
        (Double(record.amount) * resource.need[record.chain] * resource.share).rounded())
      resource.taken[record.district] += need
      let own = min(need, resource.left[record.district])
      resource.left[record.district] -= own
      resource.pool = max(0, resource.pool - (need - own))
    }
    return resource
  }

  // MARK: Landing

  var landing: LandingPlan? {
    guard let landing = scenario.landing else { return nil }
    let records = records
    return LandingPlan(
      lags: scenario.city.districts.map { StartLag(landing, district: $0.id) },
      carriedOverLag: StartLag(meanMonths: landing.carriedOverLagMonths),
      funds: (0..<MetricTable.monthCount).map { landing.fundsShare(after: $0) },
      carriedOver: records.filter { $0.month < 0 && !$0.isStarted },
      unstarted: records.filter { $0.month >= 0 && !$0.isStarted },
      started: records.filter { $0.month >= 0 && $0.isStarted },
      firstMonthShare: scenario.planYear.firstMonthShare)
  }

  var scorecard: ScorecardPlan? {
    scenario.scorecard.map { card in
      ScorecardPlan(
        weights: Scorecard.Item.allCases.map { card.weights[$0] ?? 0 },
        references: scenario.city.districts.map { district in
          guard card.isRelativeToTarget else { return 1 }
          let metric = Metric(.signedInvestment, over: .district(district.id))
          guard
            case .investment(let money)? = scenario.targets.first(where: { $0.metric == metric })?
              .value
          else { return 1 }
          return max(1, Double(money.tenThousandYuan))
        }, order: Self.orderOfIDs(scenario.city.districts))
    }
  }

  /// The indices of `parts` in the order of their ids: draws follow it, so that the order of the
  /// city's file changes no trial.
  static func orderOfIDs(_ parts: [some Identifiable<String>]) -> [Int] {
    parts.indices.sorted { parts[$0].id < parts[$1].id }
  }
}
