import CTileEngine

/// A signed project of a trial.
@frozen public struct TileProject: Sendable {
  /// The number of its lead in the program, from 0.
  public var lead: Int32
  /// Its trial within the tile.
  public var lane: UInt16
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

/// The signed projects of a tile of trials, by strip and slot, in each of which they are in the order of leads.
@safe public final class ProjectRecord {
  /// The number of leads simulated at once.
  static let leadsPerRecord = 64

  /// The greatest number of trials.
  let greatestWidth: Int
  /// Where the kernels write the projects of at most `leadsPerRecord` leads.
  let next: UnsafeMutablePointer<LTProject>
  /// In parts of equal capacity.
  private var projects: UnsafeMutablePointer<TileProject>
  private var capacity = 0
  private var counts: UnsafeMutableBufferPointer<Int>
  private var slotCount = 1

  /// - Parameter greatestWidth: that of the tiles.
  public init(greatestWidth: Int = Tile.greatestWidth) {
    self.greatestWidth = greatestWidth
    unsafe next = .allocate(capacity: Self.leadsPerRecord * greatestWidth)
    unsafe projects = .allocate(capacity: 0)
    unsafe counts = .allocate(capacity: 0)
  }

  deinit {
    unsafe next.deallocate()
    unsafe counts.deallocate()
    unsafe projects.deallocate()
  }

  /// Removes the projects of the tile before.
  func begin(width: Int, slotCount: Int) {
    let partCount = width / Tile.stripWidth * slotCount
    self.slotCount = slotCount
    if unsafe partCount != counts.count {
      unsafe counts.deallocate()
      unsafe counts = .allocate(capacity: partCount)
      unsafe counts.initialize(repeating: 0)
      setCapacity(max(capacity, 68))
    }
    unsafe counts.update(repeating: 0)
  }

  /// Makes room in each part; keeps the projects there.
  private func setCapacity(_ larger: Int) {
    let new = unsafe UnsafeMutablePointer<TileProject>.allocate(capacity: counts.count * larger)
    for part in unsafe counts.indices {
      unsafe (new + part * larger).update(from: projects + part * capacity, count: counts[part])
    }
    unsafe projects.deallocate()
    unsafe projects = unsafe new
    capacity = larger
  }

  /// Keeps the first projects written at `next`.
  func keep(_ newCount: Int) {
    var kept = 0
    while true {
      kept += unsafe keep(
        UnsafeBufferPointer(start: next + kept, count: newCount - kept), counts, projects, capacity)
      if kept == newCount { return }
      // Parts do not begin at multiples of a power of two, whose lines would share places in the caches.
      setCapacity(2 * capacity + 20)
    }
  }

  /// Keeps projects until a part is full; returns their number.
  private func keep(
    _ signed: UnsafeBufferPointer<LTProject>, _ counts: UnsafeMutableBufferPointer<Int>,
    _ projects: UnsafeMutablePointer<TileProject>, _ capacity: Int
  ) -> Int {
    let slotCount = slotCount
    for index in signed.indices {
      let project = unsafe signed[index]
      let part = Int(project.lane) / Tile.stripWidth &* slotCount &+ Int(project.slot)
      let count = unsafe counts[part]
      if count == capacity { return index }
      unsafe projects[part &* capacity &+ count] = TileProject(
        lead: project.lead, lane: project.lane, amount: project.amount)
      unsafe counts[part] = count &+ 1
    }
    return signed.count
  }

  func projects(strip: Int, slot: Int) -> UnsafeBufferPointer<TileProject> {
    let part = strip * slotCount + slot
    return unsafe UnsafeBufferPointer(start: projects + part * capacity, count: counts[part])
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
    return unsafe record.projects(strip: strip, slot: slot)
  }

  /// Stages projects of a strip and a month slot, for the rows to which `flushStaged` moves their sums.
  package func add(_ projects: UnsafePointer<CellProject>, count: Int, slot: Int) {
    unsafe program.withRecordedRows { rows in
      let slotCount = program.slotCount
      for group in 0..<program.sizeGroupCount {
        let sizes = groupSizes[group]
        let first = unsafe staged.baseAddress! + group * program.recordedRowCount * Self.stripWidth
        for index in 0..<count {
          let project = unsafe projects[index]
          let counts = sizeCounts(project.amount, sizes)
          for place in 0..<3 where project.cells[place] >= 0 {
            let row = unsafe Int(rows[Int(project.cells[place]) &* slotCount &+ slot])
            let sum = unsafe first + (row &* Self.stripWidth &+ Int(project.cells[3]))
            unsafe sum.pointee.investment &+= project.amount
            unsafe sum.pointee.counts &+= counts
          }
        }
      }
    }
  }

  /// Moves the staged sums of a strip to those of the tile.
  package func flushStaged(strip: Int) {
    var to = unsafe cells.baseAddress! + strip * Self.stripWidth
    var from = unsafe staged.baseAddress!
    for _ in 0..<(program.sizeGroupCount * program.recordedRowCount) {
      unsafe to.update(from: from, count: Self.stripWidth)
      unsafe from.update(repeating: LTSum(), count: Self.stripWidth)
      unsafe to += width
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
        let projects = unsafe record.next
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
