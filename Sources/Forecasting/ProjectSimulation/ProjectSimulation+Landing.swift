import RandomStreams
import TileEngine

/// Sums of what started, by district, month and trial.
struct StartedSums: ~Copyable {
  /// What is summed up: 万元, projects, or projects signed before the plan year.
  enum Kind { case investment, count, carriedOver }

  /// Those of a strip: the months of the year, and one for all later ones.
  static let stagedMonths = MetricTable.monthCount + 1

  private let investment: ScratchBuffer<Int64>
  private let projects: ScratchBuffer<Int64>
  private let carriedOver: ScratchBuffer<Int64>

  /// The number of sums of each kind.
  var count: Int { investment.count }

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

  /// Stores the sums of a strip in the sums by trial, and sets them to 0.
  func flush(into sums: borrowing StartedSums, lane: Int, width: Int) {
    for kind in [Kind.investment, .count, .carriedOver] {
      let from = unsafe address(of: kind)
      let to = unsafe sums.address(of: kind) + lane
      for district in 0..<(investment.count / (Self.stagedMonths * Tile.stripWidth)) {
        for month in 0..<MetricTable.monthCount {
          unsafe (to + (district &* MetricTable.monthCount &+ month) &* width).update(
            from: from + (district &* Self.stagedMonths &+ month) &* Tile.stripWidth,
            count: Tile.stripWidth)
        }
      }
      unsafe from.update(repeating: 0, count: investment.count)
    }
  }
}

extension ProjectSimulation {
  /// Adds a project to what started.
  @inline(__always)
  func start(_ amount: Int64, district: Int, month: Int, _ lane: Int) {
    stagedStarts.addProject(amount, at: stagedIndex(district, month, lane))
  }

  /// The month in which a project starts that is signed in a slot; may lie beyond the year.
  ///
  /// - Parameters:
  ///   - word: the second of its block.
  ///   - lags: the address of `lags`.
  @inline(__always)
  func startMonth(
    _ word: UInt32, district: Int, slot: Int, _ lags: UnsafePointer<UInt32>
  ) -> Int {
    let table = LandingPlan.number(ofDistrict: district, isFirstMonth: slot == 0)
    return unsafe firstMonth &+ slot
      &+ LagTable.months(word, lags + table &* LagTable.numberCount)
  }

  @inline(__always)
  func stagedIndex(_ district: Int, _ month: Int, _ lane: Int) -> Int {
    (district &* StartedSums.stagedMonths &+ min(month, MetricTable.monthCount)) &* Tile.stripWidth
      &+ lane
  }

  /// Starts projects signed before the as-of date.
  func startRecords(_ landing: LandingPlan, _ state: borrowing StripState) {
    for lane in 0..<Tile.stripWidth {
      if recordKeys.count > 0 {
        unsafe recordCounters.values.update(repeating: state.counter(.project, lane: lane))
        unsafe tile.blocks(
          counters: recordCounters.address, keys: recordKeys.address, count: recordKeys.count,
          into: recordWords.address)
      }
      startRecords(landing, lane)
    }
  }

  private func startRecords(_ landing: LandingPlan, _ lane: Int) {
    func lagWord(_ number: Int) -> UInt32 { recordWords[4 * number + 1] }
    for record in landing.started {
      start(record.amount, district: record.district, month: record.month, lane)
    }
    for (number, record) in landing.unstarted.enumerated() {
      let table = unsafe lags.address + landing.remainingLags[number] * LagTable.numberCount
      let lag = unsafe LagTable.months(lagWord(number), table)
      start(record.amount, district: record.district, month: firstMonth + lag, lane)
    }
    let first = landing.unstarted.count
    for (number, record) in landing.carriedOver.enumerated() {
      let month =
        unsafe firstMonth + LagTable.months(lagWord(first + number), carriedOverLag.address)
      start(record.amount, district: record.district, month: month, lane)
      stagedStarts.addCarriedOver(at: stagedIndex(record.district, month, lane))
    }
  }
}
