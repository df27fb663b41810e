import RandomStreams
import TileEngine

/// Sums of what started, by district, month and trial.
struct StartedSums: ~Copyable {
  /// What is summed up: 万元, projects, or projects signed before the plan year.
  enum Kind { case investment, count, carriedOver }

  private let investment: ScratchBuffer<Int64>
  private let projects: ScratchBuffer<Int64>
  private let carriedOver: ScratchBuffer<Int64>

  init(count: Int) {
    investment = ScratchBuffer(repeating: 0, count: count)
    projects = ScratchBuffer(repeating: 0, count: count)
    carriedOver = ScratchBuffer(repeating: 0, count: count)
  }

  func address(of kind: Kind) -> UnsafeMutablePointer<Int64> {
    switch kind {
    case .investment: unsafe investment.address
    case .count: unsafe projects.address
    case .carriedOver: unsafe carriedOver.address
    }
  }

  @inline(__always)
  func addProject(_ amount: Int64, at index: Int) {
    investment[index] &+= amount
    projects[index] &+= 1
  }

  @inline(__always)
  func addCarriedOver(at index: Int) { carriedOver[index] &+= 1 }

  /// Stores the sums of four neighbouring trials, from `lane` on, in the sums by trial, and sets
  /// them to 0.
  func flush(into sums: borrowing StartedSums, lane: Int, width: Int) {
    for kind in [Kind.investment, .count, .carriedOver] {
      let from = unsafe UnsafeMutableRawPointer(address(of: kind))
        .assumingMemoryBound(to: SIMD4<Int64>.self)
      let to = unsafe sums.address(of: kind) + lane
      for row in 0..<(investment.count / Tile.stagedLanes) {
        unsafe UnsafeMutableRawPointer(to + row &* width).storeBytes(
          of: from[row], as: SIMD4<Int64>.self)
        unsafe from[row] = .zero
      }
    }
  }
}

extension ProjectSimulation {
  /// Adds a project to what started, unless it starts beyond the horizon.
  func start(_ amount: Int64, district: Int, month: Int, _ trial: Trial) {
    guard month < MetricTable.monthCount else { return }
    stagedStarts.addProject(amount, at: stagedIndex(district, month, trial))
  }

  private func stagedIndex(_ district: Int, _ month: Int, _ trial: Trial) -> Int {
    (district * MetricTable.monthCount + month) * Tile.stagedLanes + trial.lane % Tile.stagedLanes
  }

  /// Starts projects signed before the as-of date.
  func startRecords(_ landing: LandingPlan, _ trial: Trial) {
    if recordKeys.count > 0 {
      unsafe tile.blocks(
        trial: trial.number, purpose: .project, keys: recordKeys.address, count: recordKeys.count,
        into: recordWords.address)
    }
    func lagWord(_ number: Int) -> UInt32 { recordWords[4 * number + 1] }
    for record in landing.started {
      start(record.amount, district: record.district, month: record.month, trial)
    }
    for (number, record) in landing.unstarted.enumerated() {
      let table = unsafe lags.address + landing.remainingLags[number] * LagTable.numberCount
      let lag = unsafe LagTable.months(lagWord(number), table)
      start(record.amount, district: record.district, month: firstMonth + lag, trial)
    }
    let first = landing.unstarted.count
    for (number, record) in landing.carriedOver.enumerated() {
      let month =
        unsafe firstMonth + LagTable.months(lagWord(first + number), carriedOverLag.address)
      start(record.amount, district: record.district, month: month, trial)
      if month < MetricTable.monthCount {
        stagedStarts.addCarriedOver(at: stagedIndex(record.district, month, trial))
      }
    }
  }
}
