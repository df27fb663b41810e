import RandomStreams
import TileEngine

/// A signed project of a trial.
struct SignedProject: BitwiseCopyable {
  enum Origin: UInt8 { case register, arrival, follower }

  var key: EntityKey
  var amount: Int64
  /// Of the plan's segments.
  var segment: Int32
  /// Its trial within the strip.
  var lane: UInt16
  /// 0 for a project that follows no anchor.
  var generation: UInt8
  var origin: Origin
}

/// Signed projects of a strip that are yet to be simulated, by slot: arrivals and followers.
@safe struct LaterProjects: ~Copyable {
  private var projects: UnsafeMutablePointer<SignedProject>
  private var capacity = 256
  private let counts: ScratchBuffer<Int>

  init(slotCount: Int) {
    unsafe projects = .allocate(capacity: slotCount * capacity)
    counts = ScratchBuffer(repeating: 0, count: slotCount)
  }

  deinit { unsafe projects.deallocate() }

  mutating func append(_ project: SignedProject, slot: Int) {
    let count = counts[slot]
    if count == capacity { grow() }
    unsafe projects[slot * capacity + count] = project
    counts[slot] = count + 1
  }

  private mutating func grow() {
    let larger = UnsafeMutablePointer<SignedProject>.allocate(capacity: counts.count * 2 * capacity)
    for slot in 0..<counts.count {
      unsafe (larger + slot * 2 * capacity).update(
        from: projects + slot * capacity, count: counts[slot])
    }
    unsafe projects.deallocate()
    unsafe projects = unsafe larger
    capacity *= 2
  }

  /// The projects of a slot; valid until the next `append`.
  func projects(slot: Int) -> UnsafeBufferPointer<SignedProject> {
    unsafe UnsafeBufferPointer(start: projects + slot * capacity, count: counts[slot])
  }

  func clear() { unsafe counts.values.update(repeating: 0) }
}

/// First blocks of many streams, drawn at once.
struct BlockBatch: ~Copyable {
  private(set) var keys = WorkBuffer<EntityKey>()
  private(set) var counters = WorkBuffer<UInt64>()
  /// Four words each.
  private(set) var words = WorkBuffer<UInt32>()

  mutating func reserve(_ count: Int) {
    keys.reserve(count)
    counters.reserve(count)
    words.reserve(4 * count)
  }

  @inline(__always)
  func set(_ index: Int, key: EntityKey, counter: UInt64) {
    keys[index] = key
    counters[index] = counter
  }

  func draw(_ count: Int, from tile: Tile) {
    unsafe tile.blocks(
      counters: counters.address, keys: keys.address, count: count, into: words.address)
  }

  @inline(__always)
  func word(_ place: Int, _ index: Int) -> UInt32 { words[4 &* index &+ place] }
}

/// The projects of a strip of neighbouring trials in the month that is being simulated, and those of later
/// months: the working memory of the project simulation, reused from strip to strip.
struct StripState: ~Copyable {
  /// A project of a district whose needs exceed its quotas in a trial whose pool is short, or one of too low
  /// merit.
  struct QueuedProject: BitwiseCopyable {
    var rank: Double
    /// Its trial within the strip.
    var lane: Int32
    /// Of the projects of the month.
    var project: Int32
    var key: UInt64

    /// By trial and rank; of two that rank alike the key decides, so that the order of files does not.
    @inline(__always)
    func comesBefore(_ other: QueuedProject) -> Bool {
      (lane, rank, key) < (other.lane, other.rank, other.key)
    }
  }

  var later: LaterProjects
  /// Of the first trial of the strip.
  var firstTrial: UInt32 = 0

  // Of the month that is being simulated, by project.

  private(set) var count = 0
  private(set) var projects = WorkBuffer<SignedProject>()
  /// Their own blocks.
  var blocks = BlockBatch()
  private(set) var land = WorkBuffer<Int64>()
  private(set) var energy = WorkBuffer<Int64>()
  private(set) var isBelowFloor = WorkBuffer<Bool>()
  /// By trial of the strip.
  private(set) var queue = WorkBuffer<QueuedProject>()
  /// Of `projects`.
  private(set) var admitted = WorkBuffer<Int32>()
  private(set) var admittedCount = 0
  private(set) var cellProjects = WorkBuffer<CellProject>()

  // The admission measures of all projects of the month, or of those in the queue.

  var merits = BlockBatch()
  /// By measure, in rows of `meritStride`.
  var meritNormals = WorkBuffer<Double>()
  var meritStride = 0

  // Of the month, by district and trial.

  /// What the projects need.
  let landSums: ScratchBuffer<Int64>
  let energySums: ScratchBuffer<Int64>
  let isContested: ScratchBuffer<Bool>
  let ledger: QuotaLedger

  var candidates = ArrivalCandidates()

  init(slotCount: Int, districtCount: Int, ledger: consuming QuotaLedger) {
    later = LaterProjects(slotCount: slotCount)
    landSums = ScratchBuffer(repeating: 0, count: districtCount * Tile.stripWidth)
    energySums = ScratchBuffer(repeating: 0, count: districtCount * Tile.stripWidth)
    isContested = ScratchBuffer(repeating: false, count: districtCount * Tile.stripWidth)
    self.ledger = ledger
  }

  /// Makes room for the projects of a month.
  mutating func begin(_ count: Int) {
    self.count = count
    admittedCount = 0
    projects.reserve(count)
    blocks.reserve(count)
    land.reserve(count)
    energy.reserve(count)
    isBelowFloor.reserve(count)
    queue.reserve(count)
    admitted.reserve(count)
    cellProjects.reserve(count)
  }

  @inline(__always)
  mutating func admit(_ index: Int) {
    admitted[admittedCount] = Int32(truncatingIfNeeded: index)
    admittedCount &+= 1
  }

  mutating func admitAll() { for index in 0..<count { admit(index) } }

  /// Sorts the first projects of the queue, without other memory: Shell's method with the gaps of Ciura (2001).
  func sortQueue(_ count: Int) {
    let queue = unsafe queue.address
    for gap in [301, 132, 57, 23, 10, 4, 1] where gap < count {
      for index in gap..<count {
        let project = unsafe queue[index]
        var place = index
        while place >= gap, unsafe project.comesBefore(queue[place - gap]) {
          unsafe queue[place] = unsafe queue[place - gap]
          place -= gap
        }
        unsafe queue[place] = project
      }
    }
  }

  /// The lower half of the counter of a project's block.
  @inline(__always)
  func counter(_ purpose: Purpose, lane: Int) -> UInt64 {
    DrawStream.counter(trial: firstTrial &+ UInt32(truncatingIfNeeded: lane), purpose: purpose)
  }
}
