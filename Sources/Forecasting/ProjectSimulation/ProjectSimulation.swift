import Distributions
import InvestmentPipeline
import RandomStreams
import TileEngine

/// Simulates each signed project of each trial of a tile, month by month: arrivals, followers,
/// admission to the quotas, start.
///
/// The state of one thread, reused from tile to tile.
final class ProjectSimulation {
  /// A trial of the tile, by its lane and its number.
  struct Trial {
    var lane: Int
    var number: UInt32
  }

  let plan: ProjectSimulationPlan
  let tile: Tile
  let seed: Seed
  let firstMonth: Int
  let admission: AdmissionPlan?
  let landing: LandingPlan?
  let followers: FollowerPlan?
  let measuresYields: Bool
  /// The least investment of an anchor, 万元.
  private let anchorSize: Int64

  // Copies of the plan's arrays: loops that run some hundred times a trial count no references.

  private let segments: ScratchBuffer<ProjectSimulationPlan.Segment>
  private let leadSegments: ScratchBuffer<Int32>
  private let leadKeys: ScratchBuffer<EntityKey>
  /// Expected followers of an anchor, by chain; empty without followers.
  private let followerMeans: ScratchBuffer<Double>
  /// Numbers of the landing's tables; empty without landing.
  let lags: ScratchBuffer<UInt64>
  let carriedOverLag: ScratchBuffer<UInt64>
  /// Of projects signed before the as-of date that have not started, those of earlier years
  /// last; and the words of their blocks.
  let recordKeys: ScratchBuffer<EntityKey>
  let recordWords: ScratchBuffer<UInt32>

  // Arrivals.

  private let streamKeys: ScratchBuffer<EntityKey>
  /// Of the blocks of the streams' counts.
  private let streamWords: ScratchBuffer<UInt32>
  /// a·F by row and trial.
  private let scores: ScratchBuffer<Double>
  /// q̄ by group and trial.
  private let candidates: ScratchBuffer<Double>
  /// Weights of the idiosyncratic part, by row.
  private let weights: ScratchBuffer<Double>

  // Results.

  /// Started projects by district, month and trial.
  let started: StartedSums
  /// The same of the four trials that are being simulated, which are neighbours in memory: see
  /// `Tile.flushStaged`.
  let stagedStarts: StartedSums
  /// By measure and trial.
  private let measures: ScratchBuffer<Int64>
  /// At the as-of date.
  private let initialLedger: QuotaLedger
  private var state: TrialState?
  private var width = 0

  /// Called with the trial's lane and each of its projects, in the order of simulation.
  var onProject: ((Int, ProjectOutcome) -> Void)? { didSet { isWatched = onProject != nil } }
  private(set) var isWatched = false

  init(_ plan: ProjectSimulationPlan, _ tile: Tile, seed: Seed, width: Int) {
    self.plan = plan
    self.tile = tile
    self.seed = seed
    firstMonth = plan.firstMonth
    admission = plan.admission
    landing = plan.landing
    followers = plan.followers
    measuresYields = plan.measures.hasYields
    anchorSize = plan.followers?.anchorSize ?? .max
    segments = ScratchBuffer(copying: plan.segments)
    leadSegments = ScratchBuffer(copying: plan.leadSegments)
    leadKeys = ScratchBuffer(copying: plan.leadKeys)
    followerMeans = ScratchBuffer(copying: plan.followers?.means ?? [])
    lags = ScratchBuffer(copying: plan.landing?.lagTables.flatMap(\.numbers) ?? [])
    carriedOverLag = ScratchBuffer(copying: plan.landing?.carriedOverLag.numbers ?? [])
    let records = plan.landing.map { ($0.unstarted + $0.carriedOver).map(\.key) } ?? []
    recordKeys = ScratchBuffer(copying: records)
    recordWords = ScratchBuffer(repeating: 0, count: 4 * records.count)
    let streams = plan.arrivals?.streams.map(\.key) ?? []
    streamKeys = ScratchBuffer(copying: streams)
    streamWords = ScratchBuffer(repeating: 0, count: 4 * streams.count)
    let rowCount = plan.arrivals?.rows.count ?? 0
    scores = ScratchBuffer(repeating: 0, count: rowCount * width)
    candidates = ScratchBuffer(repeating: 0, count: (plan.arrivals?.groups.count ?? 0) * width)
    weights = ScratchBuffer(repeating: 0, count: rowCount)
    let months = plan.landing == nil ? 0 : plan.districtCount * MetricTable.monthCount
    started = StartedSums(count: months * width)
    stagedStarts = StartedSums(count: months * Tile.stagedLanes)
    measures = ScratchBuffer(repeating: 0, count: plan.measures.count * width)
    initialLedger = QuotaLedger(plan.admission, districtCount: plan.districtCount)
    state = TrialState(
      slotCount: plan.slotCount, districtCount: plan.districtCount,
      ledger: QuotaLedger(plan.admission, districtCount: plan.districtCount))
  }

  /// Simulates the trials of the tile, whose leads have been simulated, and adds their projects to
  /// its cells.
  ///
  /// - Parameter scales: of thresholds by trial; empty for the Gaussian copula.
  func simulate(scales: [Double]) {
    width = tile.width
    unsafe measures.values.update(repeating: 0)
    if let arrivals = plan.arrivals { prepare(arrivals, scales) }
    // Taken out of the object, so that the loop over projects checks no exclusive access.
    guard var state = self.state.take() else { preconditionFailure("one tile at a time") }
    for lane in 0..<width {
      let trial = Trial(lane: lane, number: UInt32(truncatingIfNeeded: tile.firstTrial + lane))
      simulate(trial, scale: scales.isEmpty ? 1 : scales[lane], &state)
      if lane % Tile.stagedLanes == Tile.stagedLanes - 1 {
        let first = lane + 1 - Tile.stagedLanes
        tile.flushStaged(lane: first)
        if landing != nil { stagedStarts.flush(into: started, lane: first, width: width) }
      }
    }
    self.state = consume state
  }

  /// The values of a measure by trial.
  func values(of measure: ProjectMeasure) -> UnsafeBufferPointer<Int64> {
    unsafe values(ofIndex: plan.measures.index(of: measure))
  }

  func values(ofIndex index: Int) -> UnsafeBufferPointer<Int64> {
    unsafe UnsafeBufferPointer(
      rebasing: measures.values[(index * width)..<(index * width + width)])
  }

  /// Adds what started in a district in a month.
  func add(
    _ what: StartedSums.Kind, district: Int, month: Int, to sums: UnsafeMutableBufferPointer<Int64>
  ) {
    let first =
      unsafe started.address(of: what) + (district * MetricTable.monthCount + month) * width
    for lane in 0..<width { unsafe sums[lane] &+= first[lane] }
  }

  /// Adds a share of the investment that started in a district in a month.
  func addInvestment(
    times share: Double, district: Int, month: Int, to sums: UnsafeMutableBufferPointer<Double>
  ) {
    let first =
      unsafe started.address(of: .investment) + (district * MetricTable.monthCount + month) * width
    for lane in 0..<width { unsafe sums[lane] += share * Double(first[lane]) }
  }

  private func prepare(_ arrivals: ArrivalPlan, _ scales: [Double]) {
    for (index, row) in arrivals.rows.enumerated() {
      weights[index] = unsafe tile.commonScores(row: row, into: scores.address + index * width)
    }
    for (index, group) in arrivals.groups.enumerated() {
      let chances = unsafe candidates.address + index * width
      for lane in 0..<width { unsafe chances[lane] = -.infinity }
      for chain in group.chains where chain.threshold > -.infinity {
        let own = unsafe scores.address + chain.row * width
        let weight = 1 / weights[chain.row]
        for lane in 0..<width {
          let bound = scales.isEmpty ? chain.threshold : chain.threshold * scales[lane]
          unsafe chances[lane] = unsafe max(chances[lane], (bound - own[lane]) * weight)
        }
      }
      // With a rounding margin, so that no candidate is lost.
      for lane in 0..<width {
        unsafe chances[lane] = unsafe standardNormalCDF(chances[lane] + 1e-9)
      }
    }
  }

  // MARK: A trial

  private func simulate(_ trial: Trial, scale: Double, _ state: inout TrialState) {
    state.empty()
    unsafe tile.withProjects(inLane: trial.lane) { signed in
      for index in signed.indices {
        let project = unsafe signed[index]
        let lead = Int(project.lead)
        state.push(
          SignedProject(
            key: leadKeys[lead], amount: project.amount, segment: leadSegments[lead],
            generation: 0, origin: .register), slot: Int(project.slot))
      }
    }
    if let arrivals = plan.arrivals { draw(arrivals, trial, scale: scale, &state) }
    if let followers {
      for record in followers.records {
        addFollowers(
          followers,
          of: Anchor(
            key: record.key, amount: record.amount, district: record.district,
            chain: record.chain, month: record.month, generation: 0), trial, &state)
      }
    }
    if let landing { startRecords(landing, trial) }
    if admission != nil || landing != nil {
      unsafe tile.blocks(
        trial: trial.number, purpose: .project, keys: state.keys, count: state.count,
        into: state.words)
      state.drawnCount = state.count
    }
    if admission != nil { state.ledger.reset(to: initialLedger) }
    for slot in 0..<plan.slotCount {
      if let admission {
        admitMonth(slot, admission, trial, &state)
      } else {
        var index = state.heads[slot]
        while index >= 0 {
          admit(Int(index), slot: slot, trial, &state)
          index = unsafe state.projects[Int(index)].next
        }
      }
    }
    if let admission { noteUse(admission, state.ledger, trial) }
  }

  private func draw(
    _ arrivals: ArrivalPlan, _ trial: Trial, scale: Double, _ state: inout TrialState
  ) {
    if streamKeys.count > 0 {
      unsafe tile.blocks(
        trial: trial.number, purpose: .arrivalCount, keys: streamKeys.address,
        count: streamKeys.count, into: streamWords.address)
    }
    let context = unsafe ArrivalPlan.Context(
      seed: seed, trial: trial.number, words: UnsafePointer(streamWords.address),
      scores: UnsafePointer(scores.address + trial.lane),
      candidates: UnsafePointer(candidates.address + trial.lane), stride: width,
      weights: UnsafePointer(weights.address), scale: scale, ceiling: plan.ceiling)
    arrivals.draw(context) { signed in
      state.push(
        SignedProject(
          key: signed.key, amount: signed.amount, segment: signed.segment, generation: 0,
          origin: .arrival), slot: signed.slot)
    }
  }

  /// The segment of a project, with its district, chain and cells.
  @inline(__always)
  func segment(_ number: Int32) -> ProjectSimulationPlan.Segment { segments[Int(number)] }

  @inline(__always)
  func note(_ measure: ProjectMeasure, _ trial: Trial, _ amount: Int64) {
    measures[plan.measures.index(of: measure) * width + trial.lane] &+= amount
  }

  func note(isTrue measure: ProjectMeasure, _ trial: Trial) {
    measures[plan.measures.index(of: measure) * width + trial.lane] = 1
  }

  /// Counts an admitted project, starts it and adds its followers.
  func admit(_ index: Int, slot: Int, _ trial: Trial, _ state: inout TrialState) {
    let project = unsafe state.projects[index]
    let segment = segment(project.segment)
    tile.add(project.amount, toCells: segment.cells, slot: slot, lane: trial.lane)
    switch project.origin {
    case .register: break
    case .arrival:
      note(.arrivals, trial, 1)
      note(.arrivalInvestment, trial, project.amount)
    case .follower:
      note(.followers, trial, 1)
      note(.followerInvestment, trial, project.amount)
    }
    var startMonth: Int?
    if lags.count > 0 {
      let word = words(index, trial, state).1
      let table = LandingPlan.number(ofDistrict: segment.district, isFirstMonth: slot == 0)
      let month =
        unsafe firstMonth + slot
        + LagTable.months(word, lags.address + table &* LagTable.numberCount)
      start(project.amount, district: segment.district, month: month, trial)
      startMonth = month
    }
    if measuresYields, project.land > 0, let admission {
      let yields = admission.yields(
        seed: seed, trial: trial.number, key: project.key, chain: segment.chain, land: project.land)
      note(.tax(district: segment.district), trial, yields.tax)
      note(.valueAdded(district: segment.district), trial, yields.valueAdded)
    }
    if isWatched { tell(project, slot, refusal: nil, start: startMonth, trial) }
    if project.amount >= anchorSize, let followers, followerMeans[segment.chain] > 0 {
      addFollowers(
        followers,
        of: Anchor(
          key: project.key, amount: project.amount, district: segment.district,
          chain: segment.chain,
          month: firstMonth + slot, generation: Int(project.generation)), trial, &state)
    }
  }

  /// The words of a project's own block; those of followers are drawn one by one.
  @inline(__always)
  func words(_ index: Int, _ trial: Trial, _ state: borrowing TrialState)
    -> (UInt32, UInt32, UInt32, UInt32)
  {
    guard index < state.drawnCount else {
      return unsafe DrawStream.block(
        seed: seed, counter: trial.number, purpose: .project, key: state.keys[index])
    }
    let words = unsafe state.words + 4 * index
    return unsafe (words[0], words[1], words[2], words[3])
  }

  /// A signed project that others may follow.
  private struct Anchor {
    var key: EntityKey
    var amount: Int64
    var district: Int
    var chain: Int
    var month: Int
    var generation: Int
  }

  private func addFollowers(
    _ followers: FollowerPlan, of anchor: Anchor, _ trial: Trial, _ state: inout TrialState
  ) {
    guard anchor.generation < followers.generationLimit else { return }
    followers.draw(
      seed: seed, trial: trial.number, anchor: anchor.key, amount: anchor.amount,
      district: anchor.district, chain: anchor.chain
    ) { follower in
      let slot = anchor.month + follower.delay - firstMonth
      guard (0..<plan.slotCount).contains(slot), follower.amount <= plan.ceiling else { return }
      state.push(
        SignedProject(
          key: follower.key, amount: follower.amount, segment: follower.segment,
          generation: Int16(clamping: anchor.generation + 1), origin: .follower), slot: slot)
    }
  }

  func tell(_ project: SignedProject, _ slot: Int, refusal: Refusal?, start: Int?, _ trial: Trial) {
    let segment = segment(project.segment)
    onProject?(
      trial.lane,
      ProjectOutcome(
        key: project.key, origin: Int(project.origin.rawValue), district: segment.district,
        chain: segment.chain, amount: project.amount, month: firstMonth + slot,
        generation: Int(project.generation), rank: project.rank, land: project.land,
        energy: project.energy, isBelowFloor: project.isBelowFloor, refusal: refusal,
        startMonth: start))
  }
}
