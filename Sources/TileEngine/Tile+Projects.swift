import CTileEngine

/// The signed projects of a tile of trials.
@safe public final class ProjectRecord {
  /// The number of leads simulated at once.
  static let leadsPerRecord = 64

  /// The greatest number of trials.
  let greatestWidth: Int
  /// The projects of the leads simulated last, then those of the tile, trial by trial.
  private let recorded: UnsafeMutableBufferPointer<LTProject>
  private var unsorted: [LTProject] = []
  private var sorted: [TileProject] = []
  /// By lane the index of its first project in `sorted`; the last element is their number.
  private var firstProjects: [Int] = []

  /// - Parameter greatestWidth: that of the tiles.
  public init(greatestWidth: Int = Tile.greatestWidth) {
    self.greatestWidth = greatestWidth
    unsafe recorded = unsafe Tile.aligned(Self.leadsPerRecord * greatestWidth)
  }

  deinit { unsafe recorded.deallocate() }

  func clear() { unsorted.removeAll(keepingCapacity: true) }

  /// Where the kernels write the projects of at most `leadsPerRecord` leads.
  var next: UnsafeMutablePointer<LTProject>? { unsafe recorded.baseAddress }

  /// Keeps the first projects written at `next`.
  func append(_ count: Int) { unsafe unsorted.append(contentsOf: recorded[..<count]) }

  func append(_ project: LTProject) { unsorted.append(project) }

  /// Sorts the projects by trial, and within a trial by lead.
  func sortByTrial(width: Int) {
    firstProjects = [Int](repeating: 0, count: width + 1)
    for project in unsorted { firstProjects[Int(project.lane) + 1] += 1 }
    for lane in 0..<width { firstProjects[lane + 1] += firstProjects[lane] }
    var next = firstProjects
    if sorted.count < unsorted.count {
      sorted = [TileProject](
        repeating: TileProject(lead: 0, slot: 0, amount: 0), count: unsorted.count * 5 / 4)
    }
    unsafe sorted.withUnsafeMutableBufferPointer { sorted in
      unsafe next.withUnsafeMutableBufferPointer { next in
        for project in unsorted {
          let lane = Int(project.lane)
          unsafe sorted[next[lane]] = TileProject(
            lead: project.lead, slot: Int32(project.slot), amount: project.amount)
          unsafe next[lane] += 1
        }
      }
    }
  }

  func withProjects<Result>(
    inLane lane: Int, _ body: (UnsafeBufferPointer<TileProject>) -> Result
  ) -> Result {
    unsafe sorted.withUnsafeBufferPointer { sorted in
      unsafe body(
        UnsafeBufferPointer(rebasing: sorted[firstProjects[lane]..<firstProjects[lane + 1]]))
    }
  }
}

extension Tile {
  // MARK: Recorded projects

  /// Calls `body` with the projects signed in a trial of the tile, by lead.
  ///
  /// - Precondition: the tile records projects, and no other tile has been simulated with its record since; `lane`
  ///   is below `width`.
  package func withProjects<Result>(
    inLane lane: Int, _ body: (UnsafeBufferPointer<TileProject>) -> Result
  ) -> Result {
    guard let record else { preconditionFailure("the tile records no projects") }
    return unsafe record.withProjects(inLane: lane, body)
  }

  /// Stages a project, with its amount in 万元, for cells of a slot and a trial; `flushStaged` moves
  /// it there.
  ///
  /// - Parameter numbers: up to three cells; −1 for none.
  public func add(_ amount: Int64, toCells numbers: SIMD4<Int32>, slot: Int, lane: Int) {
    let groupCount = program.sizeGroupCount
    let slotCount = program.slotCount
    let first = unsafe staged.baseAddress! + (slot &* Self.stagedLanes &+ lane % Self.stagedLanes)
    for group in 0..<groupCount {
      let counts = sizeCounts(amount, groupSizes[group])
      for place in 0..<3 where numbers[place] >= 0 {
        let cell = Int(numbers[place]) &* groupCount &+ group
        let sum = unsafe first + (cell &* slotCount &* Self.stagedLanes)
        unsafe sum.pointee.investment &+= amount
        unsafe sum.pointee.counts &+= counts
      }
    }
  }

  /// Moves the staged sums of `stagedLanes` trials from `lane` on to their cells.
  public func flushStaged(lane: Int) {
    let rowCount = program.cellCount * program.sizeGroupCount * program.slotCount
    let slotCount = program.slotCount
    let width = width
    let from = unsafe UnsafeMutableRawPointer(staged.baseAddress!)
      .assumingMemoryBound(to: SIMD8<Int64>.self)
    var row = 0
    for cell in 0..<(rowCount / slotCount) {
      let to = unsafe cells.baseAddress! + (cell &* cellSpan &+ lane)
      for slot in 0..<slotCount {
        unsafe UnsafeMutableRawPointer(to + slot &* width)
          .storeBytes(of: from[row], as: SIMD8<Int64>.self)
        unsafe from[row] = .zero
        row &+= 1
      }
    }
  }

  /// Simulates leads and records each signed project.
  func play(_ leads: Range<Int>, row: inout LTRow, into record: ProjectRecord) {
    unsafe program.leads.withUnsafeBufferPointer { all in
      unsafe row.firstLead = all.baseAddress
      unsafe row.projects = unsafe record.next
      for first in stride(
        from: leads.lowerBound, to: leads.upperBound, by: ProjectRecord.leadsPerRecord)
      {
        let count = min(ProjectRecord.leadsPerRecord, leads.upperBound - first)
        var projectCount = 0
        let left = unsafe withUnsafeMutablePointer(to: &projectCount) { counter in
          unsafe row.projectCount = unsafe counter
          return unsafe kernels.play(&row, all.baseAddress! + first, count)
        }
        record.append(projectCount)
        for index in 0..<left {
          let signed = unsafe elsewhere[index]
          let number = Int32(first) + signed.lead
          guard let amount = amount(ofLead: number, lane: signed.lane) else { continue }
          record.append(
            LTProject(lead: number, lane: signed.lane, slot: signed.slot, amount: amount))
        }
      }
    }
  }
}
