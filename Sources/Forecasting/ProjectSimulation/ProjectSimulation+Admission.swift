import Distributions
import RandomStreams

extension ProjectSimulation {
  /// Admits the projects of a month.
  ///
  /// Where a district's own quotas hold all that its projects need, they are all admitted and touch
  /// no pool, in whatever order; the projects of the others are admitted by rank.
  func admitMonth(
    _ slot: Int, _ admission: AdmissionPlan, _ trial: Trial, _ state: inout TrialState
  ) {
    drawNeeds(slot, admission, trial, &state)
    var queueCount = 0
    var index = state.heads[slot]
    while index >= 0 {
      let project = unsafe state.projects + Int(index)
      let segment = unsafe segment(project.pointee.segment)
      let next = unsafe project.pointee.next
      if admission.ranksByScore, state.isContested[segment.district] || isWatched {
        unsafe project.pointee.rank = unsafe -admission.merits(
          seed: seed, trial: trial.number, key: project.pointee.key, chain: segment.chain
        ).score
      }
      if unsafe state.isContested[segment.district] || project.pointee.isBelowFloor {
        let entry = unsafe TrialState.QueuedProject(
          rank: project.pointee.rank, key: project.pointee.key.rawValue, project: index)
        // Queues are short: insertion sort.
        var position = queueCount
        while position > 0, unsafe entry.comesBefore(state.queue[position - 1]) {
          unsafe state.queue[position] = unsafe state.queue[position - 1]
          position -= 1
        }
        unsafe state.queue[position] = entry
        queueCount += 1
      } else {
        _ = unsafe state.ledger.take(
          land: project.pointee.land, energy: project.pointee.energy, district: segment.district)
        admit(Int(index), slot: slot, trial, &state)
      }
      index = next
    }
    for number in 0..<queueCount {
      unsafe admitQueued(Int(state.queue[number].project), slot: slot, trial, &state)
    }
  }

  /// Admits a project if its merit and the remaining quotas allow it; otherwise notes the reason.
  private func admitQueued(
    _ index: Int, slot: Int, _ trial: Trial, _ state: inout TrialState
  ) {
    let project = unsafe state.projects[index]
    let district = segment(project.segment).district
    let refusal: Refusal
    if project.isBelowFloor {
      refusal = .merit
    } else if let missing = state.ledger.take(
      land: project.land, energy: project.energy, district: district)
    {
      refusal = Refusal(missing)
      note(isTrue: .isShort(missing, district: district), trial)
    } else {
      return admit(index, slot: slot, trial, &state)
    }
    note(.deferred(refusal), trial, 1)
    note(.deferredInvestment(refusal), trial, project.amount)
    note(.districtDeferredInvestment(district), trial, project.amount)
    if isWatched { tell(project, slot, refusal: refusal, start: nil, trial) }
  }

  /// Draws the needs of the projects of a month, and finds the districts whose own quotas they exceed.
  private func drawNeeds(
    _ slot: Int, _ admission: AdmissionPlan, _ trial: Trial, _ state: inout TrialState
  ) {
    for district in 0..<plan.districtCount {
      state.landSums[district] = 0
      state.energySums[district] = 0
    }
    var index = state.heads[slot]
    while index >= 0 {
      let project = unsafe state.projects + Int(index)
      let segment = unsafe segment(project.pointee.segment)
      let words = words(Int(index), trial, state)
      var landPerAmount: Double?
      if admission.looksAtMerit {
        let merits = unsafe admission.merits(
          seed: seed, trial: trial.number, key: project.pointee.key, chain: segment.chain)
        landPerAmount = merits.landPerAmount
        unsafe project.pointee.isBelowFloor = merits.isBelowFloor
      }
      let needs = unsafe admission.needs(
        words, amount: project.pointee.amount, landPerAmount: landPerAmount, chain: segment.chain)
      unsafe project.pointee.land = needs.land
      unsafe project.pointee.energy = needs.energy
      unsafe project.pointee.rank = openUnit(words.0)
      if unsafe !project.pointee.isBelowFloor {
        state.landSums[segment.district] += needs.land
        state.energySums[segment.district] += needs.energy
      }
      index = unsafe project.pointee.next
    }
    for district in 0..<plan.districtCount {
      state.isContested[district] =
        state.landSums[district] > state.ledger.left(.land, district: district)
        || state.energySums[district] > state.ledger.left(.energy, district: district)
    }
  }

  /// Records the use of quotas in a trial.
  func noteUse(_ admission: AdmissionPlan, _ ledger: borrowing QuotaLedger, _ trial: Trial) {
    for resource in QuotaResource.allCases {
      guard let quota = admission.quota(of: resource) else { continue }
      note(.poolUse(resource), trial, quota.pool - ledger.pool(resource))
      for district in 0..<plan.districtCount {
        note(
          .districtUse(resource, district: district), trial,
          ledger.used(resource, district: district))
      }
    }
  }
}
