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
  /// A uniform draw for the lag to its start, once drawn.
  var lag = 0.0
  var hasDraws = false
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
  }

  private(set) var projects: UnsafeMutablePointer<SignedProject>
  private var count = 0
  private var capacity = 512
  /// By slot the first project, −1 for none.
  let heads: UnsafeMutableBufferPointer<Int32>
  /// By district, what its projects of a month need.
  let landSums: UnsafeMutableBufferPointer<Int64>
  let energySums: UnsafeMutableBufferPointer<Int64>
  let isContested: UnsafeMutableBufferPointer<Bool>
  var queue: [QueuePlace] = []
  let ledger: QuotaLedger

  init(slotCount: Int, districtCount: Int, ledger: QuotaLedger) {
    projects = .allocate(capacity: capacity)
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
    heads.deallocate()
    landSums.deallocate()
    energySums.deallocate()
    isContested.deallocate()
    ledger.deallocate()
  }

  mutating func empty() {
    count = 0
    for slot in heads.indices { heads[slot] = -1 }
  }

  mutating func push(_ project: SignedProject, slot: Int) {
    if count == capacity { grow() }
    projects[count] = project
    projects[count].next = heads[slot]
    heads[slot] = Int32(count)
    count += 1
  }

  private mutating func grow() {
    let larger = UnsafeMutablePointer<SignedProject>.allocate(capacity: 2 * capacity)
    larger.update(from: projects, count: count)
    projects.deallocate()
    projects = larger
    capacity *= 2
  }
}
