import RandomStreams
import TileEngine

/// A signed project of a trial.
struct SignedProject {
  enum Origin: UInt8 { case register, arrival, follower }

  var key: EntityKey
  var amount: Int64
  /// Of the plan's places.
  var segment: Int32
  /// The next one of its month; −1 for none.
  var next: Int32 = -1
  /// 0 for a project that follows no anchor.
  var generation: Int16
  var origin: Origin
  var isBelowFloor = false
  var land: Int64 = 0
  var energy: Int64 = 0
  /// Projects of lower rank values are admitted first.
  var rank = 0.0
}

/// The projects of one trial by month, and what is left of the quotas: the working memory of the
/// project simulation, reused from trial to trial.
@safe struct TrialState: ~Copyable {
  /// A project of a district whose own quotas do not hold what all its projects need.
  struct QueuedProject {
    var rank: Double
    var key: UInt64
    var project: Int32

    /// Of two that rank alike the key decides, so that the order of files does not.
    @inline(__always)
    func comesBefore(_ other: QueuedProject) -> Bool {
      rank < other.rank || (rank == other.rank && key < other.key)
    }
  }

  private(set) var projects: UnsafeMutablePointer<SignedProject>
  /// By project: its key, and the four words of its own block once they are drawn.
  private(set) var keys: UnsafeMutablePointer<EntityKey>
  private(set) var words: UnsafeMutablePointer<UInt32>
  /// Projects whose words are drawn.
  var drawnCount = 0
  private(set) var count = 0
  private var capacity = 512
  /// By slot the first project, −1 for none.
  let heads: ScratchBuffer<Int32>
  /// By district, what its projects of a month need.
  let landSums: ScratchBuffer<Int64>
  let energySums: ScratchBuffer<Int64>
  let isContested: ScratchBuffer<Bool>
  /// With the capacity of `projects`.
  private(set) var queue: UnsafeMutablePointer<QueuedProject>
  let ledger: QuotaLedger

  init(slotCount: Int, districtCount: Int, ledger: consuming QuotaLedger) {
    unsafe projects = .allocate(capacity: capacity)
    unsafe keys = .allocate(capacity: capacity)
    unsafe words = .allocate(capacity: 4 * capacity)
    unsafe queue = .allocate(capacity: capacity)
    heads = ScratchBuffer(repeating: -1, count: slotCount)
    landSums = ScratchBuffer(repeating: 0, count: districtCount)
    energySums = ScratchBuffer(repeating: 0, count: districtCount)
    isContested = ScratchBuffer(repeating: false, count: districtCount)
    self.ledger = ledger
  }

  deinit {
    unsafe projects.deallocate()
    unsafe keys.deallocate()
    unsafe words.deallocate()
    unsafe queue.deallocate()
  }

  mutating func empty() {
    count = 0
    drawnCount = 0
    for slot in 0..<heads.count { heads[slot] = -1 }
  }

  mutating func push(_ project: SignedProject, slot: Int) {
    if count == capacity { grow() }
    unsafe projects[count] = project
    unsafe projects[count].next = heads[slot]
    unsafe keys[count] = project.key
    heads[slot] = Int32(count)
    count += 1
  }

  private mutating func grow() {
    func larger<T>(_ old: UnsafeMutablePointer<T>, _ stride: Int) -> UnsafeMutablePointer<T> {
      let new = UnsafeMutablePointer<T>.allocate(capacity: 2 * capacity * stride)
      unsafe new.update(from: old, count: count * stride)
      unsafe old.deallocate()
      return unsafe new
    }
    unsafe projects = unsafe larger(projects, 1)
    unsafe keys = unsafe larger(keys, 1)
    unsafe words = unsafe larger(words, 4)
    unsafe queue = unsafe larger(queue, 1)
    capacity *= 2
  }
}
