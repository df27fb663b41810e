import InvestmentPipeline
import RandomStreams
import TileEngine

/// Simulates each signed project of each trial of a tile, month by month: arrivals, followers,
/// admission to the quotas, start.
///
/// The state of one thread, reused from tile to tile.
final class ProjectSimulation {
  /// A part of the city in sixteen bytes: all segments together remain in the first-level cache.
  struct Segment {
    /// Up to three cells, −1 where there is none; then district and chain in sixteen bits each.
    var numbers: SIMD4<Int32>

    init(_ segment: ProjectSimulationPlan.Segment) {
      numbers = segment.cells
      numbers[3] = Int32(segment.district) | Int32(segment.chain) << 16
    }

    @inline(__always) var district: Int { Int(numbers[3] & 0xFFFF) }
    @inline(__always) var chain: Int { Int(numbers[3] >> 16) }
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

  private let segments: ScratchBuffer<Segment>
  /// What projects need of land and energy for each 万元, by chain; empty without quotas.
  let landNeeds: ScratchBuffer<Double>
  let energyNeeds: ScratchBuffer<Double>
  private let leadSegments: ScratchBuffer<Int32>
  private let leadKeys: ScratchBuffer<EntityKey>
  /// Expected followers of an anchor, by chain; empty without followers.
  private let followerMeans: ScratchBuffer<Double>
  /// Numbers of the landing's tables; empty without landing.
  let lags: ScratchBuffer<UInt32>
  let carriedOverLag: ScratchBuffer<UInt32>
  /// Of projects signed before the as-of date that have not started, those of earlier years
  /// last; and the words of their blocks.
  let recordKeys: ScratchBuffer<EntityKey>
  let recordCounters: ScratchBuffer<UInt64>
  let recordWords: ScratchBuffer<UInt32>

  // Arrivals.

  let streams: StreamTables?
  /// Weights of the idiosyncratic part, by row.
  let weights: ScratchBuffer<Double>

  // Results.

  /// With the sums of what started.
  let memory: ProjectMemory
  /// What starts in the strip that is being simulated, whose trials are neighbours in memory: see
  /// `Tile.flushStaged`.
  let stagedStarts: StartedSums
  /// By measure and trial.
  private let measures: ScratchBuffer<Int64>
  /// The same of the strip.
  private let stagedMeasures: ScratchBuffer<Int64>
  private var state: StripState?
  private(set) var width = 0

  /// Called with the trial's lane and each of its projects, in the order of simulation.
  var onProject: ((Int, ProjectOutcome) -> Void)? { didSet { isWatched = onProject != nil } }
  private(set) var isWatched = false

  init(
    _ plan: ProjectSimulationPlan, _ tile: Tile, seed: Seed, width: Int, memory: ProjectMemory
  ) {
    memory.reserve(for: plan, width: width)
    self.memory = memory
    self.plan = plan
    self.tile = tile
    self.seed = seed
    firstMonth = plan.firstMonth
    admission = plan.admission
    landing = plan.landing
    followers = plan.followers
    measuresYields = plan.measures.hasYields
    anchorSize = plan.followers?.anchorSize ?? .max
    segments = ScratchBuffer(copying: plan.segments.map { Segment($0) })
    let noNeeds = [Double](
      repeating: 0, count: plan.segments.reduce(0) { max($0, $1.chain + 1) })
    landNeeds = ScratchBuffer(copying: plan.admission?.land?.need ?? noNeeds)
    energyNeeds = ScratchBuffer(copying: plan.admission?.energy?.need ?? noNeeds)
    leadSegments = ScratchBuffer(copying: plan.leadSegments)
    leadKeys = ScratchBuffer(copying: plan.leadKeys)
    followerMeans = ScratchBuffer(copying: plan.followers?.means ?? [])
    lags = ScratchBuffer(copying: plan.landing?.lagTables.flatMap(\.numbers) ?? [])
    carriedOverLag = ScratchBuffer(copying: plan.landing?.carriedOverLag.numbers ?? [])
    let records = plan.landing.map { ($0.unstarted + $0.carriedOver).map(\.key) } ?? []
    recordKeys = ScratchBuffer(copying: records)
    recordCounters = ScratchBuffer(repeating: 0, count: records.count)
    recordWords = ScratchBuffer(repeating: 0, count: 4 * records.count)
    streams = plan.arrivals.map { StreamTables($0) }
    weights = ScratchBuffer(repeating: 0, count: plan.arrivals?.rows.count ?? 0)
    let landingDistricts = plan.landing == nil ? 0 : plan.districtCount
    stagedStarts = StartedSums(
      count: landingDistricts * StartedSums.stagedMonths * Tile.stripWidth)
    measures = ScratchBuffer(repeating: 0, count: plan.measures.count * width)
    stagedMeasures = ScratchBuffer(repeating: 0, count: plan.measures.count * Tile.stripWidth)
    state = StripState(
      slotCount: plan.slotCount, districtCount: plan.districtCount,
      ledger: QuotaLedger(plan.admission, districtCount: plan.districtCount))
  }

  /// Simulates the trials of the tile, whose leads have been simulated, and adds their projects to
  /// its cells.
  ///
  /// - Parameter scales: of thresholds by trial; empty for the Gaussian copula.
  func simulate(scales: [Double]) {
    width = tile.width
    if let arrivals = plan.arrivals { prepare(arrivals, scales) }
    // Taken out of the object, so that the loop over projects checks no exclusive access.
    guard var state = self.state.take() else { preconditionFailure("one tile at a time") }
    for strip in 0..<(width / Tile.stripWidth) { simulate(strip, scales, &state) }
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
      unsafe memory.started.address(of: what) + (district * MetricTable.monthCount + month) * width
    for lane in 0..<width { unsafe sums[lane] &+= first[lane] }
  }

  /// Adds a share of the investment that started in a district in a month.
  func addInvestment(
    times share: Double, district: Int, month: Int, to sums: UnsafeMutableBufferPointer<Double>
  ) {
    let first =
      unsafe memory.started.address(of: .investment) + (district * MetricTable.monthCount + month)
      * width
    for lane in 0..<width { unsafe sums[lane] += share * Double(first[lane]) }
  }

  // MARK: A strip

  private func simulate(_ strip: Int, _ scales: [Double], _ state: inout StripState) {
    let firstLane = strip * Tile.stripWidth
    state.firstTrial = UInt32(truncatingIfNeeded: tile.firstTrial + firstLane)
    state.later.clear()
    if let arrivals = plan.arrivals {
      drawArrivals(arrivals, firstLane: firstLane, scales, &state)
    }
    if let followers {
      for record in followers.records {
        for lane in 0..<Tile.stripWidth {
          addFollowers(
            followers,
            of: Anchor(
              key: record.key, amount: record.amount, district: record.district,
              chain: record.chain, month: record.month, generation: 0), lane, &state)
        }
      }
    }
    if let landing { startRecords(landing, state) }
    if admission != nil { state.ledger.reset() }
    for slot in 0..<plan.slotCount {
      begin(slot, strip, &state)
      if let admission { admitMonth(slot, admission, &state) } else { state.admitAll() }
      settle(slot, &state)
    }
    tile.flushStaged(strip: strip)
    if let admission { noteUse(admission, state.ledger) }
    if landing != nil {
      unsafe stagedStarts.flush(into: memory.started, lane: firstLane, width: width)
    }
    for measure in 0..<plan.measures.count {
      unsafe (measures.address + (measure &* width &+ firstLane)).update(
        from: stagedMeasures.address + measure &* Tile.stripWidth, count: Tile.stripWidth)
    }
    unsafe stagedMeasures.values.update(repeating: 0)
  }

  /// Collects the projects of a month, and draws their blocks.
  private func begin(_ slot: Int, _ strip: Int, _ state: inout StripState) {
    let signed = unsafe tile.projects(strip: strip, slot: slot)
    let later = unsafe state.later.projects(slot: slot)
    state.begin(signed.count + later.count)
    for index in signed.indices {
      let project = unsafe signed[index]
      let lead = Int(project.lead)
      state.projects[index] = SignedProject(
        key: leadKeys[lead], amount: project.amount, segment: leadSegments[lead],
        lane: project.lane % UInt16(Tile.stripWidth), generation: 0, origin: .register)
    }
    unsafe (state.projects.address + signed.count).update(
      from: later.baseAddress!, count: later.count)
    guard admission != nil || landing != nil else { return }
    for index in 0..<state.count {
      state.blocks.set(
        index, key: state.projects[index].key,
        counter: state.counter(.project, lane: Int(state.projects[index].lane)))
    }
    state.blocks.draw(state.count, from: tile)
  }

  /// The segment of a project, with its district, chain and cells.
  @inline(__always)
  func segment(_ number: Int32) -> Segment { segments[Int(number)] }

  @inline(__always)
  func note(_ measure: ProjectMeasure, _ lane: Int, _ amount: Int64) {
    stagedMeasures[plan.measures.index(of: measure) &* Tile.stripWidth &+ lane] &+= amount
  }

  func note(isTrue measure: ProjectMeasure, _ lane: Int) {
    stagedMeasures[plan.measures.index(of: measure) &* Tile.stripWidth &+ lane] = 1
  }

  /// Counts the admitted projects of a month, starts them and adds their followers.
  private func settle(_ slot: Int, _ state: inout StripState) {
    let count = state.admittedCount
    // Addresses in local variables: the compiler loads those of an object anew after each store.
    let (admitted, cells) = unsafe (state.admitted.address, state.cellProjects.address)
    let (projects, segments) = unsafe (state.projects.address, segments.address)
    let (anchorSize, noticesAll) = (anchorSize, measuresYields || isWatched)
    for number in 0..<count {
      let index = unsafe Int(admitted[number])
      let project = unsafe projects[index]
      var numbers = unsafe segments[Int(project.segment)].numbers
      numbers[3] = Int32(truncatingIfNeeded: project.lane)
      unsafe cells[number] = CellProject(cells: numbers, amount: project.amount)
      if project.origin != .register || project.amount >= anchorSize || noticesAll {
        notice(index, slot, &state)
      }
    }
    unsafe tile.add(cells, count: count, slot: slot)
    guard lags.count > 0 else { return }
    let (words, lags) = unsafe (state.blocks.words.address, lags.address)
    let (investment, number) = unsafe (
      stagedStarts.address(of: .investment), stagedStarts.address(of: .count)
    )
    for place in 0..<count {
      let index = unsafe Int(admitted[place])
      let project = unsafe projects[index]
      let district = unsafe segments[Int(project.segment)].district
      let month = unsafe startMonth(
        words[4 &* index &+ 1], district: district, slot: slot, lags)
      let at = stagedIndex(district, month, Int(project.lane))
      unsafe investment[at] &+= project.amount
      unsafe number[at] &+= 1
    }
  }

  /// Records what an admitted project adds to measures, and adds its followers.
  private func notice(_ index: Int, _ slot: Int, _ state: inout StripState) {
    let project = state.projects[index]
    let segment = segment(project.segment)
    let lane = Int(project.lane)
    switch project.origin {
    case .register: break
    case .arrival:
      note(.arrivals, lane, 1)
      note(.arrivalInvestment, lane, project.amount)
    case .follower:
      note(.followers, lane, 1)
      note(.followerInvestment, lane, project.amount)
    }
    if measuresYields, state.land[index] > 0, let admission {
      let yields = admission.yields(
        index, state, chain: segment.chain, land: state.land[index])
      note(.tax(district: segment.district), lane, yields.tax)
      note(.valueAdded(district: segment.district), lane, yields.valueAdded)
    }
    if isWatched { tell(index, slot, refusal: nil, state) }
    if project.amount >= anchorSize { addFollowers(of: project, segment, slot: slot, &state) }
  }

  private func addFollowers(
    of project: SignedProject, _ segment: Segment, slot: Int, _ state: inout StripState
  ) {
    guard let followers, followerMeans[segment.chain] > 0 else { return }
    addFollowers(
      followers,
      of: Anchor(
        key: project.key, amount: project.amount, district: segment.district, chain: segment.chain,
        month: firstMonth + slot, generation: Int(project.generation)), Int(project.lane), &state)
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
    _ followers: FollowerPlan, of anchor: Anchor, _ lane: Int, _ state: inout StripState
  ) {
    guard anchor.generation < followers.generationLimit else { return }
    followers.draw(
      seed: seed, trial: state.firstTrial &+ UInt32(lane), anchor: anchor.key,
      amount: anchor.amount, district: anchor.district, chain: anchor.chain
    ) { follower in
      let slot = anchor.month + follower.delay - firstMonth
      guard (0..<plan.slotCount).contains(slot), follower.amount <= plan.ceiling else { return }
      state.later.append(
        SignedProject(
          key: follower.key, amount: follower.amount, segment: follower.segment,
          lane: UInt16(lane), generation: UInt8(clamping: anchor.generation + 1),
          origin: .follower), slot: slot)
    }
  }

  func tell(
    _ index: Int, _ slot: Int, refusal: Refusal?, _ state: borrowing StripState
  ) {
    let project = state.projects[index]
    let segment = segment(project.segment)
    var rank = 0.0
    if let admission {
      rank =
        admission.ranksByScore
        ? -admission.merits(index, state, chain: segment.chain).score
        : openUnit(state.blocks.word(0, index))
    }
    let hasNeeds = admission != nil
    let month =
      unsafe refusal == nil && lags.count > 0
      ? startMonth(
        state.blocks.word(1, index), district: segment.district, slot: slot, lags.address) : nil
    onProject?(
      Int(state.firstTrial) - tile.firstTrial + Int(project.lane),
      ProjectOutcome(
        key: project.key, origin: Int(project.origin.rawValue), district: segment.district,
        chain: segment.chain, amount: project.amount, month: firstMonth + slot,
        generation: Int(project.generation), rank: rank,
        land: hasNeeds ? state.land[index] : 0, energy: hasNeeds ? state.energy[index] : 0,
        isBelowFloor: hasNeeds && state.isBelowFloor[index], refusal: refusal,
        startMonth: month))
  }
}
