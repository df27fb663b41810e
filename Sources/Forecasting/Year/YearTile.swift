import Distributions
import InvestmentPipeline
import RandomStreams
import TileEngine

/// A tile of years: looks at each signed project of each trial, month by month.
///
/// The state of one thread, reused from tile to tile.
final class YearTile {
  private let plan: YearPlan
  private let firstMonth: Int
  private let seed: Seed
  private let landing: LandingPlan?
  private let admission: AdmissionPlan?
  private let followers: FollowerPlan?
  /// Of the landing's tables: taken some hundred times a trial, so without counts of owners.
  /// Empty without landing.
  private let lags: UnsafeMutableBufferPointer<UInt64>
  private let carriedOverLag: UnsafeMutableBufferPointer<UInt64>
  /// Of projects signed before the as-of date that have not started, those of earlier years
  /// last; and the words of their blocks.
  private let recordKeys: UnsafeMutableBufferPointer<EntityKey>
  private let recordWords: UnsafeMutableBufferPointer<UInt32>
  /// Of arrival streams, and the words of their counts.
  private let streamKeys: UnsafeMutableBufferPointer<EntityKey>
  private let streamWords: UnsafeMutableBufferPointer<UInt32>
  private let measuresYields: Bool
  /// Of followers, by chain; and the least size of an anchor.
  private let followerMeans: UnsafeMutableBufferPointer<Double>
  private let anchorSize: Int64
  /// At the as-of date.
  private let wholeLedger: QuotaLedger
  /// Copies of the plan's, without its counts of owners.
  private let places: UnsafeMutableBufferPointer<YearPlan.Place>
  private let leadPlaces: UnsafeMutableBufferPointer<Int32>
  private let leadKeys: UnsafeMutableBufferPointer<EntityKey>
  private var width = 0
  /// Of the arrivals: a·F by row and trial, q̄ by group and trial.
  private let scores: UnsafeMutableBufferPointer<Double>
  private let candidates: UnsafeMutableBufferPointer<Double>
  /// By row of the arrivals.
  private let weights: UnsafeMutableBufferPointer<Double>
  /// By district, month and trial: started 万元 and projects.
  private let startedInvestment: UnsafeMutableBufferPointer<Int64>
  private let startedCount: UnsafeMutableBufferPointer<Int64>
  private let carriedOverStarted: UnsafeMutableBufferPointer<Int64>
  /// The same of the four trials that are being played, neighbours: see `Tile.flushStaged`.
  private let stagedInvestment: UnsafeMutableBufferPointer<Int64>
  private let stagedCount: UnsafeMutableBufferPointer<Int64>
  private let stagedCarriedOver: UnsafeMutableBufferPointer<Int64>
  /// By measure of the year and trial.
  private let measures: UnsafeMutableBufferPointer<Int64>
  private var state: TrialState

  /// Called with each project and the trial of the tile, if anyone looks.
  var onFate: ((Int, ProjectFate) -> Void)? { didSet { isWatched = onFate != nil } }
  private var isWatched = false

  init(_ plan: YearPlan, seed: Seed, width: Int) {
    self.plan = plan
    self.seed = seed
    firstMonth = plan.firstMonth
    landing = plan.landing
    admission = plan.admission
    followers = plan.followers
    measuresYields = plan.measures.hasYields
    wholeLedger = plan.admission?.ledger ?? QuotaLedger(left: [[], []], pool: [0, 0])
    func copy<T>(_ values: [T]) -> UnsafeMutableBufferPointer<T> {
      let copy = UnsafeMutableBufferPointer<T>.allocate(capacity: values.count)
      _ = copy.initialize(fromContentsOf: values)
      return copy
    }
    lags = copy(plan.landing?.lagTables.flatMap(\.numbers) ?? [])
    carriedOverLag = copy(plan.landing?.carriedOverLag.numbers ?? [])
    recordKeys = copy(
      plan.landing.map { ($0.unstarted + $0.carriedOver).map(\.key) } ?? [])
    recordWords = copy([UInt32](repeating: 0, count: 4 * recordKeys.count))
    streamKeys = copy(plan.arrivals?.streams.map(\.key) ?? [])
    streamWords = copy([UInt32](repeating: 0, count: 4 * streamKeys.count))
    followerMeans = copy(plan.followers?.means ?? [])
    anchorSize = plan.followers?.anchorSize ?? .max
    places = copy(plan.places)
    leadPlaces = copy(plan.leadPlaces)
    leadKeys = copy(plan.leadKeys)
    func buffer<T: BitwiseCopyable & Numeric>(_ count: Int) -> UnsafeMutableBufferPointer<T> {
      let buffer = UnsafeMutableBufferPointer<T>.allocate(capacity: max(1, count))
      buffer.initialize(repeating: 0)
      return buffer
    }
    let rows = plan.arrivals?.rows.count ?? 0
    scores = buffer(rows * width)
    candidates = buffer((plan.arrivals?.groups.count ?? 0) * width)
    weights = buffer(rows)
    let months = plan.landing == nil ? 0 : plan.districtCount * MetricTable.monthCount
    startedInvestment = buffer(months * width)
    startedCount = buffer(months * width)
    carriedOverStarted = buffer(months * width)
    stagedInvestment = buffer(months * Tile.stagedLanes)
    stagedCount = buffer(months * Tile.stagedLanes)
    stagedCarriedOver = buffer(months * Tile.stagedLanes)
    measures = buffer(plan.measures.count * width)
    state = TrialState(
      slotCount: plan.slotCount, districtCount: plan.districtCount,
      ledger: plan.admission?.ledger ?? QuotaLedger(left: [[], []], pool: [0, 0]))
  }

  deinit {
    scores.deallocate()
    candidates.deallocate()
    weights.deallocate()
    startedInvestment.deallocate()
    startedCount.deallocate()
    carriedOverStarted.deallocate()
    stagedInvestment.deallocate()
    stagedCount.deallocate()
    stagedCarriedOver.deallocate()
    carriedOverLag.deallocate()
    recordKeys.deallocate()
    recordWords.deallocate()
    streamKeys.deallocate()
    streamWords.deallocate()
    measures.deallocate()
    state.deallocate()
    wholeLedger.deallocate()
    lags.deallocate()
    followerMeans.deallocate()
    places.deallocate()
    leadPlaces.deallocate()
    leadKeys.deallocate()
  }

  /// Plays the trials of a tile whose leads have been played, and fills its cells.
  ///
  /// - Parameter scales: of thresholds by trial; empty for the Gaussian copula.
  func play(_ tile: Tile, scales: [Double]) {
    width = tile.width
    measures.update(repeating: 0)
    if let arrivals = plan.arrivals { prepare(arrivals, tile, scales) }
    var state = self.state
    for lane in 0..<width {
      play(
        lane, tile, trial: UInt32(truncatingIfNeeded: tile.firstTrial + lane),
        scale: scales.isEmpty ? 1 : scales[lane], &state)
      if lane % Tile.stagedLanes == Tile.stagedLanes - 1 {
        let first = lane + 1 - Tile.stagedLanes
        tile.flushStaged(lane: first)
        settle(stagedInvestment, into: startedInvestment, lane: first)
        settle(stagedCount, into: startedCount, lane: first)
        settle(stagedCarriedOver, into: carriedOverStarted, lane: first)
      }
    }
    self.state = state
  }

  /// Puts what started in the trials from `lane` on where it belongs.
  private func settle(
    _ staged: UnsafeMutableBufferPointer<Int64>, into sums: UnsafeMutableBufferPointer<Int64>,
    lane: Int
  ) {
    guard landing != nil else { return }
    let from = UnsafeMutableRawPointer(staged.baseAddress!)
      .assumingMemoryBound(to: SIMD4<Int64>.self)
    for row in 0..<(staged.count / Tile.stagedLanes) {
      UnsafeMutableRawPointer(sums.baseAddress! + (row &* width &+ lane))
        .storeBytes(of: from[row], as: SIMD4<Int64>.self)
      from[row] = .zero
    }
  }

  /// The values of a measure of the year, by trial.
  func values(ofMeasure index: Int) -> UnsafeBufferPointer<Int64> {
    UnsafeBufferPointer(rebasing: measures[(index * width)..<(index * width + width)])
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

  /// Adds a share of the investment that started in a district in a month.
  func addInvestment(
    times share: Double, district: Int, month: Int, to sums: UnsafeMutableBufferPointer<Double>
  ) {
    let first =
      startedInvestment.baseAddress! + (district * MetricTable.monthCount + month) * width
    for lane in 0..<width { sums[lane] += share * Double(first[lane]) }
  }

  private func prepare(_ arrivals: ArrivalPlan, _ tile: Tile, _ scales: [Double]) {
    for (index, row) in arrivals.rows.enumerated() {
      weights[index] = tile.commonScores(row: row, into: scores.baseAddress! + index * width)
    }
    for (index, group) in arrivals.groups.enumerated() {
      let chances = candidates.baseAddress! + index * width
      for lane in 0..<width { chances[lane] = -.infinity }
      for chain in group.chains where chain.threshold > -.infinity {
        let own = scores.baseAddress! + chain.row * width
        let weight = 1 / weights[chain.row]
        for lane in 0..<width {
          let bound = scales.isEmpty ? chain.threshold : chain.threshold * scales[lane]
          chances[lane] = max(chances[lane], (bound - own[lane]) * weight)
        }
      }
      // A hair above, so that rounding takes no candidate away.
      for lane in 0..<width { chances[lane] = standardNormalCDF(chances[lane] + 1e-9) }
    }
  }

  // MARK: A trial

  private func play(
    _ lane: Int, _ tile: Tile, trial: UInt32, scale: Double, _ state: inout TrialState
  ) {
    state.empty()
    tile.withProjects(inLane: lane) { signed in
      for project in signed {
        let lead = Int(project.lead)
        state.push(
          SignedProject(
            key: leadKeys[lead], amount: project.amount, place: leadPlaces[lead],
            generation: 0, origin: .register), slot: Int(project.slot))
      }
    }
    if !streamKeys.isEmpty {
      tile.blocks(
        trial: trial, purpose: .arrivalCount, keys: streamKeys.baseAddress!,
        count: streamKeys.count, into: streamWords.baseAddress!)
    }
    plan.arrivals?.draw(
      seed: seed, trial: trial, words: streamWords.baseAddress!, scores: scores.baseAddress! + lane,
      candidates: candidates.baseAddress! + lane, stride: width, weights: weights.baseAddress!,
      scale: scale, ceiling: plan.ceiling
    ) { signed in
      state.push(
        SignedProject(
          key: signed.key, amount: signed.amount, place: signed.place, generation: 0,
          origin: .arrival), slot: signed.slot)
    }
    if let followers {
      for record in followers.records {
        addFollowers(
          followers, of: record.key, amount: record.amount, district: record.district,
          chain: record.chain, month: record.month, generation: 0, trial: trial, &state)
      }
    }
    if let landing { startRecords(landing, lane, tile, trial: trial) }
    if admission != nil || landing != nil {
      tile.blocks(
        trial: trial, purpose: .project, keys: state.keys, count: state.count, into: state.words)
      state.drawnCount = state.count
    }
    if admission != nil { state.ledger.reset(to: wholeLedger) }
    for slot in 0..<plan.slotCount {
      if let admission {
        admitMonth(slot, admission, lane, tile, trial: trial, &state)
      } else {
        var index = state.heads[slot]
        while index >= 0 {
          admit(Int(index), slot: slot, lane, tile, trial: trial, &state)
          index = state.projects[Int(index)].next
        }
      }
    }
    if let admission { noteUse(admission, state.ledger, lane) }
  }

  private func note(_ measure: Int, _ lane: Int, _ amount: Int64) {
    measures[measure * width + lane] &+= amount
  }

  /// Admits those of a month.
  ///
  /// Where a district's own quotas hold all that its projects need, they are all admitted and touch
  /// no pool, in whatever order; the projects of the others come by rank.
  private func admitMonth(
    _ slot: Int, _ admission: AdmissionPlan, _ lane: Int, _ tile: Tile, trial: UInt32,
    _ state: inout TrialState
  ) {
    look(slot, admission, trial: trial, &state)
    var queueCount = 0
    var index = state.heads[slot]
    while index >= 0 {
      let project = state.projects + Int(index)
      let place = places[Int(project.pointee.place)]
      let next = project.pointee.next
      if admission.ranksByScore, state.isContested[place.district] || isWatched {
        project.pointee.rank = -admission.merits(
          seed: seed, trial: trial, key: project.pointee.key, chain: place.chain
        ).score
      }
      if state.isContested[place.district] || project.pointee.isBelowFloor {
        let place = TrialState.QueuePlace(
          rank: project.pointee.rank, key: project.pointee.key.rawValue, project: index)
        // Few wait, so that each is put in its place at once.
        var at = queueCount
        while at > 0, place.comesBefore(state.queue[at - 1]) {
          state.queue[at] = state.queue[at - 1]
          at -= 1
        }
        state.queue[at] = place
        queueCount += 1
      } else {
        _ = state.ledger.take(
          land: project.pointee.land, energy: project.pointee.energy, district: place.district)
        admit(Int(index), slot: slot, lane, tile, trial: trial, &state)
      }
      index = next
    }
    for number in 0..<queueCount {
      let index = Int(state.queue[number].project)
      let project = state.projects[index]
      let district = places[Int(project.place)].district
      let refusal: YearMeasures.Refusal? =
        project.isBelowFloor
        ? .merit
        : state.ledger.take(land: project.land, energy: project.energy, district: district).map {
          YearMeasures.Refusal(rawValue: $0)!
        }
      guard let refusal else {
        admit(index, slot: slot, lane, tile, trial: trial, &state)
        continue
      }
      note(plan.measures.deferredCount(refusal), lane, 1)
      note(plan.measures.deferredInvestment(refusal), lane, project.amount)
      note(plan.measures.deferredInvestment(inDistrict: district), lane, project.amount)
      if refusal != .merit {
        measures[plan.measures.isShort(refusal.rawValue, inDistrict: district) * width + lane] = 1
      }
      if isWatched { tell(lane, project, slot, refusal: refusal.rawValue, start: nil) }
    }
  }

  /// Draws what the projects of a month need, and finds the districts that have not enough of
  /// their own.
  private func look(
    _ slot: Int, _ admission: AdmissionPlan, trial: UInt32, _ state: inout TrialState
  ) {
    for district in 0..<plan.districtCount {
      state.landSums[district] = 0
      state.energySums[district] = 0
    }
    var index = state.heads[slot]
    while index >= 0 {
      let project = state.projects + Int(index)
      let place = places[Int(project.pointee.place)]
      let words = words(Int(index), trial: trial, state)
      var landPerAmount: Double?
      if admission.looksAtMerit {
        let merits = admission.merits(
          seed: seed, trial: trial, key: project.pointee.key, chain: place.chain)
        landPerAmount = merits.landPerAmount
        project.pointee.isBelowFloor = merits.isBelowFloor
      }
      let needs = admission.needs(
        words, amount: project.pointee.amount, landPerAmount: landPerAmount, chain: place.chain)
      project.pointee.land = needs.land
      project.pointee.energy = needs.energy
      project.pointee.rank = openUnit(words.0)
      if !project.pointee.isBelowFloor {
        state.landSums[place.district] += needs.land
        state.energySums[place.district] += needs.energy
      }
      index = project.pointee.next
    }
    for district in 0..<plan.districtCount {
      state.isContested[district] =
        state.landSums[district] > state.ledger.left(0, district: district)
        || state.energySums[district] > state.ledger.left(1, district: district)
    }
  }

  /// Counts a project, starts it and lets it bring followers.
  private func admit(
    _ index: Int, slot: Int, _ lane: Int, _ tile: Tile, trial: UInt32, _ state: inout TrialState
  ) {
    let project = state.projects[index]
    let place = places[Int(project.place)]
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
    if !lags.isEmpty {
      let word = words(index, trial: trial, state).1
      let month =
        firstMonth + slot
        + LagTable.months(word, lags.baseAddress! + (place.district &* LagTable.numberCount))
      start(project.amount, district: place.district, month: month, lane)
      startMonth = month
    }
    if measuresYields, project.land > 0, let admission {
      let yields = admission.yields(
        seed: seed, trial: trial, key: project.key, chain: place.chain, land: project.land)
      note(plan.measures.yield(0, inDistrict: place.district), lane, yields.tax)
      note(plan.measures.yield(1, inDistrict: place.district), lane, yields.valueAdded)
    }
    if isWatched { tell(lane, project, slot, refusal: nil, start: startMonth) }
    if project.amount >= anchorSize, followerMeans[place.chain] > 0, let followers {
      addFollowers(
        followers, of: project.key, amount: project.amount, district: place.district,
        chain: place.chain, month: firstMonth + slot, generation: Int(project.generation),
        trial: trial, &state)
    }
  }

  /// Of a project's own block; those of followers are drawn one by one.
  @inline(__always)
  private func words(_ index: Int, trial: UInt32, _ state: borrowing TrialState)
    -> (UInt32, UInt32, UInt32, UInt32)
  {
    guard index < state.drawnCount else {
      return DrawStream.block(
        seed: seed, counter: trial, purpose: .project, key: state.keys[index])
    }
    let words = state.words + 4 * index
    return (words[0], words[1], words[2], words[3])
  }

  /// Lets an anchor bring its followers.
  private func addFollowers(
    _ followers: FollowerPlan, of anchor: EntityKey, amount: Int64, district: Int, chain: Int,
    month: Int, generation: Int, trial: UInt32, _ state: inout TrialState
  ) {
    guard generation < followers.generationLimit else { return }
    followers.draw(
      seed: seed, trial: trial, anchor: anchor, amount: amount, district: district, chain: chain
    ) { follower in
      let slot = month + follower.delay - firstMonth
      guard (0..<plan.slotCount).contains(slot), follower.amount <= plan.ceiling else { return }
      state.push(
        SignedProject(
          key: follower.key, amount: follower.amount, place: follower.place,
          generation: Int16(clamping: generation + 1), origin: .follower), slot: slot)
    }
  }

  private func start(_ amount: Int64, district: Int, month: Int, _ lane: Int) {
    guard month < MetricTable.monthCount else { return }
    let at = staged(district, month, lane)
    stagedInvestment[at] &+= amount
    stagedCount[at] &+= 1
  }

  private func staged(_ district: Int, _ month: Int, _ lane: Int) -> Int {
    (district * MetricTable.monthCount + month) * Tile.stagedLanes + lane % Tile.stagedLanes
  }

  /// Projects signed before the as-of date.
  private func startRecords(_ landing: LandingPlan, _ lane: Int, _ tile: Tile, trial: UInt32) {
    tile.blocks(
      trial: trial, purpose: .project, keys: recordKeys.baseAddress!, count: recordKeys.count,
      into: recordWords.baseAddress!)
    func lagWord(_ number: Int) -> UInt32 { recordWords[4 * number + 1] }
    for record in landing.started {
      start(record.amount, district: record.district, month: record.month, lane)
    }
    for (number, record) in landing.unstarted.enumerated() {
      let table = lags.baseAddress! + landing.remainingLags[number] * LagTable.numberCount
      let lag = LagTable.months(lagWord(number), table)
      start(record.amount, district: record.district, month: firstMonth + lag, lane)
    }
    let first = landing.unstarted.count
    for (number, record) in landing.carriedOver.enumerated() {
      let month =
        firstMonth + LagTable.months(lagWord(first + number), carriedOverLag.baseAddress!)
      start(record.amount, district: record.district, month: month, lane)
      if month < MetricTable.monthCount {
        stagedCarriedOver[staged(record.district, month, lane)] += 1
      }
    }
  }

  private func noteUse(_ admission: AdmissionPlan, _ ledger: QuotaLedger, _ lane: Int) {
    for resource in 0..<2 {
      guard let quota = resource == 0 ? admission.land : admission.energy else { continue }
      note(plan.measures.poolUsed(resource), lane, quota.pool - ledger.pool(resource))
      for district in 0..<plan.districtCount {
        note(
          plan.measures.used(resource, inDistrict: district), lane,
          ledger.used(resource, district: district))
      }
    }
  }

  private func tell(_ lane: Int, _ project: SignedProject, _ slot: Int, refusal: Int?, start: Int?)
  {
    let place = places[Int(project.place)]
    onFate?(
      lane,
      ProjectFate(
        key: project.key, origin: Int(project.origin.rawValue), district: place.district,
        chain: place.chain, amount: project.amount, month: firstMonth + slot,
        generation: Int(project.generation), rank: project.rank, land: project.land,
        energy: project.energy, isBelowFloor: project.isBelowFloor, refusal: refusal,
        startMonth: start))
  }
}
