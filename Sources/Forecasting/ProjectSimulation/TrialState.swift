import RandomStreams

/// A signed project of a trial.
struct SignedProject {
  enum Origin: UInt8 { case register, arrival, follower }

  var key: EntityKey
  var amount: Int64
  /// Of the year's places.
  var place: Int32
  /// The next one of its month; −1 for none.
  var next: Int32 = -1
  /// 0 for what nobody brought.
  var generation: Int16
  var origin: Origin
  var isBelowFloor = false
  var land: Int64 = 0
  var energy: Int64 = 0
  /// Who has less comes first.
  var rank = 0.0
}

/// The projects of one trial by month, and what is left of the quotas.
///
/// Handed on as a local value, with memory of its own: the loop over projects runs some hundred
/// times a trial.
struct TrialState {
  /// A project of a district that has not enough for all.
  struct QueuePlace {
    var rank: Double
    var key: UInt64
    var project: Int32

    /// Of two that rank alike the key decides, so that the order of files does not.
    @inline(__always)
    func comesBefore(_ other: QueuePlace) -> Bool {
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
  let heads: UnsafeMutableBufferPointer<Int32>
  /// By district, what its projects of a month need.
  let landSums: UnsafeMutableBufferPointer<Int64>
  let energySums: UnsafeMutableBufferPointer<Int64>
  let isContested: UnsafeMutableBufferPointer<Bool>
  /// Room for as many as there are projects.
  private(set) var queue: UnsafeMutablePointer<QueuePlace>
  let ledger: QuotaLedger

  init(slotCount: Int, districtCount: Int, ledger: QuotaLedger) {
    projects = .allocate(capacity: capacity)
    keys = .allocate(capacity: capacity)
    words = .allocate(capacity: 4 * capacity)
    queue = .allocate(capacity: capacity)
    heads = .allocate(capacity: slotCount)
    heads.initialize(repeating: -1)
    landSums = .allocate(capacity: districtCount)
    energySums = .allocate(capacity: districtCount)
    isContested = .allocate(capacity: districtCount)
    landSums.initialize(repeating: 0)
    energySums.initialize(repeating: 0)
    isContested.initialize(repeating: false)
    self.ledger = ledger
  }

  func deallocate() {
    projects.deallocate()
    keys.deallocate()
    words.deallocate()
    queue.deallocate()
    heads.deallocate()
    landSums.deallocate()
    energySums.deallocate()
    isContested.deallocate()
    ledger.deallocate()
  }

  mutating func empty() {
    count = 0
    drawnCount = 0
    for slot in heads.indices { heads[slot] = -1 }
  }

  mutating func push(_ project: SignedProject, slot: Int) {
    if count == capacity { grow() }
    projects[count] = project
    projects[count].next = heads[slot]
    keys[count] = project.key
    heads[slot] = Int32(count)
    count += 1
  }

  private mutating func grow() {
    func larger<T>(_ old: UnsafeMutablePointer<T>, _ stride: Int) -> UnsafeMutablePointer<T> {
      let new = UnsafeMutablePointer<T>.allocate(capacity: 2 * capacity * stride)
      new.update(from: old, count: count * stride)
      old.deallocate()
      return new
    }
    projects = larger(projects, 1)
    keys = larger(keys, 1)
    words = larger(words, 4)
    queue = larger(queue, 1)
    capacity *= 2
  }
}
