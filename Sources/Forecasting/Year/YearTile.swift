import Distributions
import InvestmentPipeline
import RandomStreams
import TileEngine

/// A tile of years: looks at each signed project of each trial, month by month.
///
/// The state of one thread, reused from tile to tile.
final class YearTile {
  private let plan: YearPlan
  private let seed: Seed
  private let greatestWidth: Int
  private var width = 0

  /// By row of the arrivals and trial.
  private let scores: UnsafeMutableBufferPointer<Double>
  private let candidates: UnsafeMutableBufferPointer<Double>
  private var weights: [Double]
  /// By district, month and trial: started 万元 and projects.
  private let startedInvestment: UnsafeMutableBufferPointer<Int64>
  private let startedCount: UnsafeMutableBufferPointer<Int64>
  private let carriedOverStarted: UnsafeMutableBufferPointer<Int64>
  /// By measure of the year and trial.
  private let measures: UnsafeMutableBufferPointer<Int64>

  /// The projects of a trial, and by slot the first of them and of each the next.
  private var projects: [Project] = []
  private var heads: [Int32]
  private var applicants: [AdmissionPlan.Applicant] = []

  /// A signed project of a trial.
  struct Project {
    enum Origin: UInt8 { case register, arrival, follower }

    var key: EntityKey
    var amount: Int64
    var place: Int32
    var next: Int32
    var generation: Int16
    var origin: Origin
  }

  /// Called with each project, if anyone looks.
  var onFate: ((Int, ProjectFate) -> Void)?

  init(_ plan: YearPlan, seed: Seed, width: Int) {
    self.plan = plan
    self.seed = seed
    greatestWidth = width
    func buffer<T: BitwiseCopyable & Numeric>(_ count: Int) -> UnsafeMutableBufferPointer<T> {
      let buffer = UnsafeMutableBufferPointer<T>.allocate(capacity: max(1, count))
      buffer.initialize(repeating: 0)
      return buffer
    }
    let rows = plan.arrivals?.rows.count ?? 0
    scores = buffer(rows * width)
    candidates = buffer(rows * width)
    weights = [Double](repeating: 0, count: rows)
    let months = plan.landing == nil ? 0 : plan.districtCount * MetricTable.monthCount * width
    startedInvestment = buffer(months)
    startedCount = buffer(months)
    carriedOverStarted = buffer(months)
    measures = buffer(plan.measures.count * width)
    heads = [Int32](repeating: -1, count: plan.slotCount)
  }

  deinit {
    scores.deallocate()
    candidates.deallocate()
    startedInvestment.deallocate()
    startedCount.deallocate()
    carriedOverStarted.deallocate()
    measures.deallocate()
  }

  /// Plays the trials of a tile whose leads have been played, and fills its cells.
  ///
  /// - Parameter scales: of thresholds by trial; empty for the Gaussian copula.
  func play(_ tile: Tile, scales: [Double]) {
    width = tile.width
    startedInvestment.update(repeating: 0)
    startedCount.update(repeating: 0)
    carriedOverStarted.update(repeating: 0)
    measures.update(repeating: 0)
    if let arrivals = plan.arrivals { prepare(arrivals, tile, scales) }
    for lane in 0..<width {
      play(
        lane, tile, trial: UInt32(truncatingIfNeeded: tile.firstTrial + lane),
        scale: scales.isEmpty ? 1 : scales[lane])
    }
  }

  /// The values of a measure of the year, by trial.
  func values(ofMeasure index: Int) -> UnsafeBufferPointer<Int64> {
    UnsafeBufferPointer(rebasing: measures[(index * width)..<((index + 1) * width)])
  }

  enum Started { case investment, count, carriedOver }

  /// Adds what started in a district in a month.
  func add(
    _ what: Started, district: Int, month: Int, to sums: UnsafeMutableBufferPointer<Int64>
  ) {
    let from =
      switch what {
      case .investment: startedInvestment
      case .count: startedCount
      case .carriedOver: carriedOverStarted
      }
    let first = from.baseAddress! + (district * MetricTable.monthCount + month) * width
    for lane in 0..<width { sums[lane] &+= first[lane] }
  }

  private func prepare(_ arrivals: ArrivalPlan, _ tile: Tile, _ scales: [Double]) {
    for (index, row) in arrivals.rows.enumerated() {
      let own = scores.baseAddress! + index * width
      let weight = tile.commonScores(row: row.number, into: own)
      weights[index] = weight
      let chances = candidates.baseAddress! + index * width
      for lane in 0..<width {
        let bound = scales.isEmpty ? row.bound : row.bound * scales[lane]
        chances[lane] = standardNormalCDF((bound - own[lane]) / weight)
      }
    }
  }

  // MARK: A trial

  private func play(_ lane: Int, _ tile: Tile, trial: UInt32, scale: Double) {
    projects.removeAll(keepingCapacity: true)
    for slot in heads.indices { heads[slot] = -1 }
    let counts = plan.measures.count > 0
    tile.eachProject(inLane: lane) { lead, slot, amount in
      push(
        Project(
          key: plan.leadKeys[lead], amount: amount, place: plan.leadPlaces[lead], next: -1,
          generation: 0, origin: .register), slot: slot)
    }
    if let arrivals = plan.arrivals {
      arrivals.draw(
        seed: seed, trial: trial, scores: scores.baseAddress! + lane,
        candidates: candidates.baseAddress! + lane, stride: width, weights: weights, scale: scale,
        ceiling: plan.ceiling
      ) { signed in
        push(
          Project(
            key: signed.key, amount: signed.amount, place: signed.place, next: -1, generation: 0,
            origin: .arrival), slot: signed.slot)
      }
    }
    for record in plan.followers?.records ?? [] {
      addFollowers(
        of: record.key, amount: record.amount, district: record.district, chain: record.chain,
        month: record.month, generation: 0, trial: trial)
    }
    if let landing = plan.landing { startRecords(landing, lane, trial: trial) }
    var ledger = plan.admission.map(\.ledger)
    for slot in 0..<plan.slotCount {
      guard let admission = plan.admission else {
        var index = heads[slot]
        while index >= 0 {
          admit(Int(index), slot: slot, lane, tile, trial: trial, applicant: nil)
          index = projects[Int(index)].next
        }
        continue
      }
      admitMonth(slot, admission, &ledger!, lane, tile, trial: trial)
    }
    if counts, let admission = plan.admission, let ledger { noteUse(admission, ledger, lane) }
  }

  private func push(_ project: Project, slot: Int) {
    var project = project
    project.next = heads[slot]
    heads[slot] = Int32(projects.count)
    projects.append(project)
  }

  private func note(_ measure: Int, _ lane: Int, _ amount: Int64) {
    measures[measure * width + lane] &+= amount
  }

  /// Those of a month, in the order in which they are looked at.
  private func admitMonth(
    _ slot: Int, _ admission: AdmissionPlan, _ ledger: inout QuotaLedger, _ lane: Int,
    _ tile: Tile, trial: UInt32
  ) {
    applicants.removeAll(keepingCapacity: true)
    var index = heads[slot]
    while index >= 0 {
      let project = projects[Int(index)]
      let place = plan.places[Int(project.place)]
      applicants.append(
        admission.applicant(
          Int(index), seed: seed, trial: trial, key: project.key, amount: project.amount,
          district: place.district, chain: place.chain))
      index = project.next
    }
    applicants.sort { $0.rank != $1.rank ? $0.rank < $1.rank : $0.key < $1.key }
    for applicant in applicants {
      let refusal: YearMeasures.Refusal? =
        applicant.isBelowFloor
        ? .merit
        : ledger.take((applicant.land, applicant.energy), district: applicant.district).map {
          YearMeasures.Refusal(rawValue: $0)!
        }
      guard let refusal else {
        admit(applicant.project, slot: slot, lane, tile, trial: trial, applicant: applicant)
        continue
      }
      let amount = projects[applicant.project].amount
      note(plan.measures.deferredCount(refusal), lane, 1)
      note(plan.measures.deferredInvestment(refusal), lane, amount)
      note(plan.measures.deferredInvestment(inDistrict: applicant.district), lane, amount)
      if refusal != .merit {
        measures[
          plan.measures.isShort(refusal.rawValue, inDistrict: applicant.district) * width + lane] =
          1
      }
      if onFate != nil {
        tell(lane, applicant.project, slot, applicant, refusal: refusal.rawValue, start: nil)
      }
    }
  }

  /// Counts a project, starts it and lets it bring followers.
  private func admit(
    _ index: Int, slot: Int, _ lane: Int, _ tile: Tile, trial: UInt32,
    applicant: AdmissionPlan.Applicant?
  ) {
    let project = projects[index]
    let place = plan.places[Int(project.place)]
    tile.add(project.amount, toCells: place.cells, slot: slot, lane: lane)
    switch project.origin {
    case .register: break
    case .arrival:
      note(YearMeasures.arrivalCount, lane, 1)
      note(YearMeasures.arrivalInvestment, lane, project.amount)
    case .follower:
      note(YearMeasures.followerCount, lane, 1)
      note(YearMeasures.followerInvestment, lane, project.amount)
    }
    var startMonth: Int?
    if let landing = plan.landing {
      let u = LandingPlan.uniform(seed: seed, trial: trial, key: project.key)
      let month = plan.firstMonth + slot + landing.lag(u, district: place.district)
      start(project.amount, district: place.district, month: month, lane)
      startMonth = month
    }
    if onFate != nil { tell(lane, index, slot, applicant, refusal: nil, start: startMonth) }
    addFollowers(
      of: project.key, amount: project.amount, district: place.district, chain: place.chain,
      month: plan.firstMonth + slot, generation: Int(project.generation), trial: trial)
  }

  private func addFollowers(
    of anchor: EntityKey, amount: Int64, district: Int, chain: Int, month: Int, generation: Int,
    trial: UInt32
  ) {
    guard let followers = plan.followers, generation < followers.generationLimit,
      followers.isAnchor(amount, chain: chain)
    else { return }
    followers.draw(
      seed: seed, trial: trial, anchor: anchor, amount: amount, district: district, chain: chain
    ) { follower in
      let slot = month + follower.delay - plan.firstMonth
      guard (0..<plan.slotCount).contains(slot), follower.amount <= plan.ceiling else { return }
      push(
        Project(
          key: follower.key, amount: follower.amount, place: follower.place, next: -1,
          generation: Int16(generation + 1), origin: .follower), slot: slot)
    }
  }

  private func start(_ amount: Int64, district: Int, month: Int, _ lane: Int) {
    guard month < MetricTable.monthCount else { return }
    let at = (district * MetricTable.monthCount + month) * width + lane
    startedInvestment[at] &+= amount
    startedCount[at] &+= 1
  }

  /// Projects signed before the as-of date.
  private func startRecords(_ landing: LandingPlan, _ lane: Int, trial: UInt32) {
    for record in landing.started {
      start(record.amount, district: record.district, month: record.month, lane)
    }
    for record in landing.unstarted {
      let u = LandingPlan.uniform(seed: seed, trial: trial, key: record.key)
      let lag = landing.remainingLag(
        u, district: record.district, waited: plan.firstMonth - record.month)
      start(record.amount, district: record.district, month: plan.firstMonth + lag, lane)
    }
    for record in landing.carriedOver {
      let u = LandingPlan.uniform(seed: seed, trial: trial, key: record.key)
      let month = plan.firstMonth + geometric(u, logWait: landing.carriedOverLag.logWait)
      start(record.amount, district: record.district, month: month, lane)
      if month < MetricTable.monthCount {
        carriedOverStarted[(record.district * MetricTable.monthCount + month) * width + lane] += 1
      }
    }
  }

  private func noteUse(_ admission: AdmissionPlan, _ ledger: QuotaLedger, _ lane: Int) {
    for (resource, quota) in [admission.land, admission.energy].enumerated() {
      guard let quota else { continue }
      note(plan.measures.poolUsed(resource), lane, ledger.poolUsed(resource, of: quota.pool))
      for district in 0..<plan.districtCount {
        note(
          plan.measures.used(resource, inDistrict: district), lane,
          ledger.used[resource][district])
      }
    }
  }

  private func tell(
    _ lane: Int, _ index: Int, _ slot: Int, _ applicant: AdmissionPlan.Applicant?, refusal: Int?,
    start: Int?
  ) {
    let project = projects[index]
    let place = plan.places[Int(project.place)]
    onFate?(
      lane,
      ProjectFate(
        key: project.key, origin: Int(project.origin.rawValue), district: place.district,
        chain: place.chain, amount: project.amount, month: plan.firstMonth + slot,
        generation: Int(project.generation), rank: applicant?.rank ?? 0,
        land: applicant?.land ?? 0, energy: applicant?.energy ?? 0,
        isBelowFloor: applicant?.isBelowFloor ?? false, refusal: refusal, startMonth: start))
  }
}
