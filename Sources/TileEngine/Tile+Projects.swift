import CTileEngine

/// A signed project of a trial.
@frozen public struct TileProject: Sendable {
  /// The number of its lead in the program, from 0.
  public var lead: Int32
  /// Its trial within the tile.
  public var lane: UInt16
  /// The month slot of signing, from 0.
  public var slot: UInt16
  /// The investment in 万元.
  public var amount: Int64
}

/// A project to be added to cells of a month slot.
@frozen public struct CellProject: Sendable {
  /// Up to three cells, −1 for none; the last element is its trial within the strip.
  public var cells: SIMD4<Int32>
  /// The investment in 万元.
  public var amount: Int64

  /// A project; each parameter is described at its property.
  @inlinable
  public init(cells: SIMD4<Int32>, amount: Int64) {
    self.cells = cells
    self.amount = amount
  }
}

/// The signed projects of a tile of trials.
@safe public final class ProjectRecord {
  /// The number of leads simulated at once.
  static let leadsPerRecord = 64

  /// The greatest number of trials.
  let greatestWidth: Int
  /// In the order of simulation.
  private var recorded: UnsafeMutablePointer<LTProject>
  private var capacity: Int
  private var count = 0
  /// By strip and slot.
  private var sorted: UnsafeMutablePointer<TileProject>
  private var sortedCapacity = 0
  /// By strip and slot the index of its first project in `sorted`; the last element is their number.
  private var firstProjects: [Int] = []

  /// - Parameter greatestWidth: that of the tiles.
  public init(greatestWidth: Int = Tile.greatestWidth) {
    self.greatestWidth = greatestWidth
    capacity = 2 * Self.leadsPerRecord * greatestWidth
    unsafe recorded = .allocate(capacity: capacity)
    unsafe sorted = .allocate(capacity: 1)
  }

  deinit {
    unsafe recorded.deallocate()
    unsafe sorted.deallocate()
  }

  func clear() { count = 0 }

  /// Where the kernels write the projects of at most `leadsPerRecord` leads.
  func next() -> UnsafeMutablePointer<LTProject> {
    let needed = count + Self.leadsPerRecord * greatestWidth
    if needed > capacity {
      capacity = max(needed, 2 * capacity)
      let larger = UnsafeMutablePointer<LTProject>.allocate(capacity: capacity)
      unsafe larger.update(from: recorded, count: count)
      unsafe recorded.deallocate()
      unsafe recorded = unsafe larger
    }
    return unsafe recorded + count
  }

  /// Keeps the first projects written at `next`.
  func keep(_ newCount: Int) { count += newCount }

  /// Sorts the projects by strip and slot, in each of which they remain in the order of leads.
  func sort(width: Int, slotCount: Int) {
    var next = [Int](repeating: 0, count: width / Tile.stripWidth * slotCount + 1)
    if sortedCapacity < count {
      unsafe sorted.deallocate()
      sortedCapacity = count * 5 / 4
      unsafe sorted = .allocate(capacity: sortedCapacity)
    }
    unsafe next.withUnsafeMutableBufferPointer { next in
      func part(_ project: LTProject) -> Int {
        Int(project.lane) / Tile.stripWidth &* slotCount &+ Int(project.slot)
      }
      for index in 0..<count { unsafe next[part(recorded[index]) &+ 1] &+= 1 }
      for part in 1..<next.count { unsafe next[part] &+= next[part - 1] }
      firstProjects = unsafe Array(next)
      for index in 0..<count {
        let project = unsafe recorded[index]
        let part = part(project)
        unsafe sorted[next[part]] = TileProject(
          lead: project.lead, lane: project.lane, slot: project.slot, amount: project.amount)
        unsafe next[part] &+= 1
      }
    }
  }

  func projects(_ part: Int) -> UnsafeBufferPointer<TileProject> {
    let first = firstProjects[part]
    return unsafe UnsafeBufferPointer(start: sorted + first, count: firstProjects[part + 1] - first)
  }
}

extension Tile {
  // MARK: Recorded projects

  /// The projects signed in the trials of a strip in a month slot, by lead; valid until a tile is simulated
  /// with the same record.
  ///
  /// - Precondition: the tile records projects, and no other tile has been simulated with its record since.
  package func projects(strip: Int, slot: Int) -> UnsafeBufferPointer<TileProject> {
    guard let record else { preconditionFailure("the tile records no projects") }
    return unsafe record.projects(strip * program.slotCount + slot)
  }

  /// Stages projects of a strip and a month slot, for cells to which `flushStaged` adds them.
  package func add(_ projects: UnsafePointer<CellProject>, count: Int) {
    let groupCount = program.sizeGroupCount
    for group in 0..<groupCount {
      let sizes = groupSizes[group]
      for index in 0..<count {
        let project = unsafe projects[index]
        let counts = sizeCounts(project.amount, sizes)
        let first = unsafe staged.baseAddress! + Int(project.cells[3])
        for place in 0..<3 where project.cells[place] >= 0 {
          let cell = Int(project.cells[place]) &* groupCount &+ group
          let sum = unsafe first + cell &* Self.stripWidth
          unsafe sum.pointee.investment &+= project.amount
          unsafe sum.pointee.counts &+= counts
        }
      }
    }
  }

  /// Moves the staged sums to the cells of a month slot in the trials of a strip.
  package func flushStaged(strip: Int, slot: Int) {
    var to = unsafe cells.baseAddress! + (slot * width + strip * Self.stripWidth)
    var from = unsafe staged.baseAddress!
    for _ in 0..<(program.cellCount * program.sizeGroupCount) {
      unsafe to.update(from: from, count: Self.stripWidth)
      unsafe from.update(repeating: LTSum(), count: Self.stripWidth)
      unsafe to += cellSpan
      unsafe from += Self.stripWidth
    }
  }

  /// Simulates leads and records each signed project.
  func play(_ leads: Range<Int>, row: inout LTRow, into record: ProjectRecord) {
    unsafe program.leads.withUnsafeBufferPointer { all in
      unsafe row.firstLead = all.baseAddress
      for first in stride(
        from: leads.lowerBound, to: leads.upperBound, by: ProjectRecord.leadsPerRecord)
      {
        let count = min(ProjectRecord.leadsPerRecord, leads.upperBound - first)
        let projects = unsafe record.next()
        var projectCount = 0
        unsafe row.projects = unsafe projects
        let left = unsafe withUnsafeMutablePointer(to: &projectCount) { counter in
          unsafe row.projectCount = unsafe counter
          return unsafe kernels.play(&row, all.baseAddress! + first, count)
        }
        for index in 0..<left {
          let signed = unsafe elsewhere[index]
          let number = Int32(first) + signed.lead
          guard let amount = amount(ofLead: number, lane: signed.lane) else { continue }
          unsafe projects[projectCount] = LTProject(
            lead: number, lane: signed.lane, slot: signed.slot, amount: amount)
          projectCount += 1
        }
        record.keep(projectCount)
      }
    }
  }
}
