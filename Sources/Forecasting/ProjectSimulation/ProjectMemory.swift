import TileEngine

/// The memory of a thread in which its simulators keep the projects of a tile, one after the other: what one of
/// them leaves here is read before the next one simulates.
final class ProjectMemory {
  let record: ProjectRecord
  /// a·F by row of arrivals and trial.
  @exclusivity(unchecked) private(set) var scores = WorkBuffer<Double>()
  /// q̄ by group of arrivals and trial.
  @exclusivity(unchecked) private(set) var chances = WorkBuffer<Double>()
  /// What started, by district, month and trial.
  @exclusivity(unchecked) private(set) var started = StartedSums(count: 0)

  /// - Parameter width: the greatest number of trials of a tile.
  init(width: Int) { record = ProjectRecord(greatestWidth: width) }

  /// Makes room for tiles of a plan.
  func reserve(for plan: ProjectSimulationPlan, width: Int) {
    unsafe scores.reserve((plan.arrivals?.rows.count ?? 0) * width)
    unsafe chances.reserve((plan.arrivals?.groups.count ?? 0) * width)
    let months = plan.landing == nil ? 0 : plan.districtCount * MetricTable.monthCount
    if unsafe months * width > started.count {
      unsafe started = StartedSums(count: months * width)
    }
  }
}
