import InvestmentPipeline

extension TileSimulator {
  /// Ranks the districts in every trial.
  func rank(
    _ scorecard: ScorecardPlan, _ plan: ProjectSimulationPlan, _ simulation: ProjectSimulation,
    _ laneCount: Int, _ consumer: inout some MetricConsumer
  ) {
    let districts = plan.districtCount
    let itemCount = Scorecard.Item.allCases.count
    unsafe withUnsafeTemporaryAllocation(
      of: Double.self, capacity: (laneCount * itemCount + 1) * districts
    ) { values in
      unsafe values.initialize(repeating: 0)
      for district in 0..<districts {
        addYear(ofDistrict: district, hasLanding: plan.landing != nil)
        unsafe setItems(
          ofDistrict: district, scorecard, plan, simulation, laneCount, in: values.baseAddress!)
      }
      let scores = unsafe values.baseAddress! + laneCount * itemCount * districts
      consumer.addRanks { counts in
        for lane in 0..<laneCount {
          unsafe scorecard.rank(
            values.baseAddress! + lane * itemCount * districts, scores, into: &counts)
        }
      }
    }
  }

  /// Sums up a district's year: signed and started investment and funds in place, by trial.
  private func addYear(ofDistrict district: Int, hasLanding: Bool) {
    let scope = 1 + district
    unsafe investment.update(repeating: 0)
    unsafe startedInvestment.update(repeating: 0)
    for month in 0..<MetricTable.monthCount { addKnownResults(scope: scope, month: month) }
    for slot in model.schedule.slotMonths.indices {
      addSlot(slot, scope: scope, sizes: [], wantsShare: false)
    }
    if hasLanding {
      for month in 0..<MetricTable.monthCount { addStarts(scope: scope, month: month) }
      fund(scope: scope, through: MetricTable.monthCount - 1)
    }
  }

  /// Sets the items of a district from its sums, by trial.
  ///
  /// - Parameter values: by trial, item and district.
  private func setItems(
    ofDistrict district: Int, _ scorecard: ScorecardPlan, _ plan: ProjectSimulationPlan,
    _ simulation: ProjectSimulation, _ laneCount: Int, in values: UnsafeMutablePointer<Double>
  ) {
    let districts = plan.districtCount
    let land = unsafe plan.admission?.land.map { land in
      unsafe (
        before: land.taken[district],
        since: simulation.values(of: .districtUse(.land, district: district))
      )
    }
    let yields =
      unsafe plan.measures.hasYields
      ? [
        simulation.values(of: .tax(district: district)),
        simulation.values(of: .valueAdded(district: district)),
      ]
      : []
    let reference = scorecard.references[district]
    for lane in 0..<laneCount {
      let own = unsafe values + lane * Scorecard.Item.allCases.count * districts + district
      unsafe own[0] = unsafe Double(investment[lane]) / reference
      unsafe own[districts] = unsafe Double(startedInvestment[lane]) / reference
      unsafe own[2 * districts] = unsafe plan.landing == nil ? 0 : Double(funds[lane]) / reference
      if let land = unsafe land, unsafe land.before + land.since[lane] > 0 {
        unsafe own[3 * districts] =
          unsafe Double(investment[lane]) * AdmissionPlan.landUnits
          / Double(land.before + land.since[lane])
      }
      for number in unsafe yields.indices {
        // The yields of projects signed earlier are unknown: per mu of the land taken since.
        guard let land = unsafe land, unsafe land.since[lane] > 0 else { continue }
        unsafe own[(4 + number) * districts] =
          unsafe Double(yields[number][lane]) / Double(land.since[lane])
      }
    }
  }
}
