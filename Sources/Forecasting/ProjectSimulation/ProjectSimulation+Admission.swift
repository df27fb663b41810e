import Distributions
import RandomStreams
import TileEngine

extension ProjectSimulation {
  /// Admits the projects of a month.
  ///
  /// What exceeds the districts' own quotas in a trial comes from the city's pool. Where the pool holds all of
  /// it, every project is admitted, in whatever order, and their sums are deducted; otherwise the projects of
  /// the districts concerned are admitted by rank.
  func admitMonth(_ slot: Int, _ admission: AdmissionPlan, _ state: inout StripState) {
    if ranksAll(admission) {
      state.merits.reserve(state.count)
      for index in 0..<state.count { setMerits(index, ofProject: index, &state) }
      drawMerits(state.count, &state)
    }
    drawNeeds(admission, state)
    guard takeUncontested(state) || admission.hasFloors else { return state.admitAll() }
    enqueue(slot, admission, &state)
  }

  /// Whether needs, refusals or results depend on the merit of every project.
  private func ranksAll(_ admission: AdmissionPlan) -> Bool {
    admission.looksAtMerit || measuresYields || (admission.ranksByScore && isWatched)
  }

  @inline(__always)
  private func setMerits(_ index: Int, ofProject project: Int, _ state: inout StripState) {
    state.merits.set(
      index, key: state.projects[project].key,
      counter: state.counter(.merit, lane: Int(state.projects[project].lane)))
  }

  /// Draws the admission measures of the first `count` projects of `merits`.
  private func drawMerits(_ count: Int, _ state: inout StripState) {
    state.merits.draw(count, from: tile)
    state.meritStride = count
    state.meritNormals.reserve(4 * count)
    for place in 0..<4 where admission?.criteria[place] != nil {
      for index in 0..<count {
        state.meritNormals[place &* count &+ index] = openUnit(state.merits.word(place, index))
      }
      unsafe tile.quantiles(state.meritNormals.address + place * count, count: count)
    }
  }

  /// Draws the needs of the projects and sums them up by district and trial.
  private func drawNeeds(_ admission: AdmissionPlan, _ state: borrowing StripState) {
    unsafe state.landSums.values.update(repeating: 0)
    unsafe state.energySums.values.update(repeating: 0)
    let landLimit = admission.wordLimit(of: .land)
    let energyLimit = admission.wordLimit(of: .energy)
    let looksAtMerit = admission.looksAtMerit
    // Addresses in local variables: the compiler loads those of an object anew after each store.
    let (projects, words) = unsafe (state.projects.address, state.blocks.words.address)
    let (landNeeds, energyNeeds) = unsafe (landNeeds.address, energyNeeds.address)
    let (landSums, energySums) = unsafe (state.landSums.address, state.energySums.address)
    let (land, energy) = unsafe (state.land.address, state.energy.address)
    let isBelowFloor = unsafe state.isBelowFloor.address
    for index in 0..<state.count {
      let project = unsafe projects[index]
      let segment = segment(project.segment)
      let amount = Double(project.amount)
      var landPerAmount = unsafe landNeeds[segment.chain]
      var isLow = false
      if looksAtMerit {
        let merits = admission.merits(index, state, chain: segment.chain)
        landPerAmount = merits.landPerAmount ?? landPerAmount
        isLow = merits.isBelowFloor
      }
      let landMask: Int64 = unsafe UInt64(words[4 &* index &+ 2]) < landLimit ? -1 : 0
      let energyMask: Int64 = unsafe UInt64(words[4 &* index &+ 3]) < energyLimit ? -1 : 0
      let ownLand = AdmissionPlan.nearest(amount * landPerAmount) & landMask
      let ownEnergy = unsafe AdmissionPlan.nearest(amount * energyNeeds[segment.chain]) & energyMask
      unsafe land[index] = ownLand
      unsafe energy[index] = ownEnergy
      unsafe isBelowFloor[index] = isLow
      if isLow { continue }
      let at = segment.district &* Tile.stripWidth &+ Int(project.lane)
      unsafe landSums[at] += ownLand
      unsafe energySums[at] += ownEnergy
    }
  }

  /// Deducts the needs of all districts and trials whose projects are all admitted; returns whether there
  /// are others.
  private func takeUncontested(_ state: borrowing StripState) -> Bool {
    var isAnyContested = false
    for lane in 0..<Tile.stripWidth {
      var (land, energy): (Int64, Int64) = (0, 0)
      for district in 0..<plan.districtCount {
        let at = district &* Tile.stripWidth &+ lane
        land += max(
          0, state.landSums[at] - state.ledger.left(.land, district: district, lane: lane))
        energy += max(
          0, state.energySums[at] - state.ledger.left(.energy, district: district, lane: lane))
      }
      let isShort =
        land > state.ledger.pool(.land, lane: lane)
        || energy > state.ledger.pool(.energy, lane: lane)
      for district in 0..<plan.districtCount {
        let at = district &* Tile.stripWidth &+ lane
        let isContested =
          isShort
          && (state.landSums[at] > state.ledger.left(.land, district: district, lane: lane)
            || state.energySums[at] > state.ledger.left(.energy, district: district, lane: lane))
        state.isContested[at] = isContested
        isAnyContested = isAnyContested || isContested
        if !isContested {
          state.ledger.take(.land, state.landSums[at], district: district, lane: lane)
          state.ledger.take(.energy, state.energySums[at], district: district, lane: lane)
        }
      }
    }
    return isAnyContested
  }

  /// Admits the projects that nothing stands against, and then, by trial and rank, those of contested
  /// districts.
  private func enqueue(_ slot: Int, _ admission: AdmissionPlan, _ state: inout StripState) {
    var queueCount = 0
    for index in 0..<state.count {
      let project = state.projects[index]
      let at = segment(project.segment).district &* Tile.stripWidth &+ Int(project.lane)
      if state.isContested[at] || state.isBelowFloor[index] {
        state.queue[queueCount] = StripState.QueuedProject(
          rank: openUnit(state.blocks.word(0, index)), lane: Int32(project.lane),
          project: Int32(index), key: project.key.rawValue)
        queueCount += 1
      } else {
        state.admit(index)
      }
    }
    if admission.ranksByScore {
      let hasAll = ranksAll(admission)
      if !hasAll {
        state.merits.reserve(queueCount)
        for number in 0..<queueCount {
          setMerits(number, ofProject: Int(state.queue[number].project), &state)
        }
        drawMerits(queueCount, &state)
      }
      for number in 0..<queueCount {
        let project = Int(state.queue[number].project)
        state.queue[number].rank = -admission.merits(
          hasAll ? project : number, state, chain: segment(state.projects[project].segment).chain
        ).score
      }
    }
    state.sortQueue(queueCount)
    for number in 0..<queueCount { admit(state.queue[number], slot: slot, &state) }
  }

  /// Admits a project if its merit and the remaining quotas allow it; otherwise notes the reason.
  private func admit(
    _ queued: StripState.QueuedProject, slot: Int, _ state: inout StripState
  ) {
    let index = Int(queued.project)
    let project = state.projects[index]
    let lane = Int(project.lane)
    let district = segment(project.segment).district
    let refusal: Refusal
    if state.isBelowFloor[index] {
      refusal = .merit
    } else if let missing = state.ledger.take(
      land: state.land[index], energy: state.energy[index], district: district, lane: lane)
    {
      refusal = Refusal(missing)
      note(isTrue: .isShort(missing, district: district), lane)
    } else {
      return state.admit(index)
    }
    note(.deferred(refusal), lane, 1)
    note(.deferredInvestment(refusal), lane, project.amount)
    note(.districtDeferredInvestment(district), lane, project.amount)
    if isWatched { tell(index, slot, refusal: refusal, state) }
  }

  /// Records the use of quotas in the trials of a strip.
  func noteUse(_ admission: AdmissionPlan, _ ledger: borrowing QuotaLedger) {
    for resource in QuotaResource.allCases {
      guard let quota = admission.quota(of: resource) else { continue }
      for lane in 0..<Tile.stripWidth {
        note(.poolUse(resource), lane, quota.pool - ledger.pool(resource, lane: lane))
        for district in 0..<plan.districtCount {
          note(
            .districtUse(resource, district: district), lane,
            ledger.used(resource, district: district, lane: lane))
        }
      }
    }
  }
}
