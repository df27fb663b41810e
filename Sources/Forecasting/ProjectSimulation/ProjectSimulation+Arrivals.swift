import Distributions
import RandomStreams
import TileEngine

/// The streams of an `ArrivalPlan` in flat memory: loops that run some hundred times a trial count no
/// references.
@safe final class StreamTables {
  struct Stream {
    var group: Int
    var mean: Double
    var shape: Double
    /// Of `chains`, and of the stream's distributions in `sizes`.
    var firstChain: Int
    var firstSize: Int
  }

  let streams: ScratchBuffer<Stream>
  let chains: ScratchBuffer<ArrivalPlan.Chain>
  let sizes: ScratchBuffer<InvestmentDistribution>
  let thresholds: ScratchBuffer<Double>
  /// By stream.
  let chainOfWord: CategoryTables
  let monthOfWord: CategoryTables

  /// The keys of the streams for each trial of a strip; and of their blocks the counters and words.
  let keys: ScratchBuffer<EntityKey>
  let counters: ScratchBuffer<UInt64>
  let words: ScratchBuffer<UInt32>
  /// The number of candidates by trial and stream.
  let counts: ScratchBuffer<Int>

  init(_ plan: ArrivalPlan) {
    var (firstChain, firstSize) = (0, 0)
    streams = ScratchBuffer(
      copying: plan.streams.map { stream in
        defer {
          firstChain += stream.chains.count
          firstSize += stream.sizes.count
        }
        return Stream(
          group: stream.group, mean: stream.mean, shape: stream.shape, firstChain: firstChain,
          firstSize: firstSize)
      })
    chains = ScratchBuffer(copying: plan.streams.flatMap(\.chains))
    sizes = ScratchBuffer(copying: plan.streams.flatMap(\.sizes))
    thresholds = ScratchBuffer(copying: plan.thresholds)
    chainOfWord = CategoryTables(plan.streams.map(\.chainTotals))
    monthOfWord = CategoryTables(plan.streams.map(\.monthTotals))
    let keys = (0..<Tile.stripWidth).flatMap { _ in plan.streams.map(\.key) }
    self.keys = ScratchBuffer(copying: keys)
    counters = ScratchBuffer(repeating: 0, count: keys.count)
    words = ScratchBuffer(repeating: 0, count: 4 * keys.count)
    counts = ScratchBuffer(repeating: 0, count: keys.count)
  }
}

/// Discrete distributions by inversion.
struct CategoryTables: ~Copyable {
  /// Cumulative probabilities of all tables.
  private let totals: ScratchBuffer<Double>
  /// By table: its first total, and its last.
  private let ranges: ScratchBuffer<(first: Int, last: Int)>
  /// By table and the upper eight bits of a word, the category of the least such word.
  private let guides: ScratchBuffer<UInt16>

  /// - Parameter tables: cumulative probabilities by category.
  init(_ tables: [[Double]]) {
    totals = ScratchBuffer(copying: tables.flatMap { $0 })
    var first = 0
    ranges = ScratchBuffer(
      copying: tables.map { table in
        defer { first += table.count }
        return (first, first + table.count - 1)
      })
    guides = ScratchBuffer(
      copying: tables.flatMap { table in
        (0..<256).map { part in
          let u = openUnit(UInt32(part) << 24)
          return UInt16(table.dropLast().firstIndex { u <= $0 } ?? table.count - 1)
        }
      })
  }

  /// The first category whose cumulative probability reaches that of `word`.
  @inline(__always)
  func category(of word: UInt32, inTable table: Int) -> Int {
    let range = ranges[table]
    var index = range.first &+ Int(guides[table << 8 &+ Int(word >> 24)])
    let u = openUnit(word)
    while index < range.last, u > totals[index] { index &+= 1 }
    return index &- range.first
  }
}

/// Candidates of a strip's arrivals.
struct ArrivalCandidates: ~Copyable {
  struct Candidate: BitwiseCopyable {
    var stream: Int32
    /// Of `StreamTables.chains`.
    var chain: Int32
    /// Slot of arrival.
    var slot: Int32
    /// Within the strip.
    var lane: Int32
  }

  var blocks = BlockBatch()
  var candidates = WorkBuffer<Candidate>()
  /// Their idiosyncratic values: first probabilities, then normal.
  var values = WorkBuffer<Double>()

  mutating func reserve(_ count: Int) {
    blocks.reserve(count)
    candidates.reserve(count)
    values.reserve(count)
  }
}

extension ProjectSimulation {
  /// Computes a·F by row, and q̄ by group.
  func prepare(_ arrivals: ArrivalPlan, _ scales: [Double]) {
    for (index, row) in arrivals.rows.enumerated() {
      weights[index] = unsafe tile.commonScores(
        row: row, into: memory.scores.address + index * width)
    }
    for (index, group) in arrivals.groups.enumerated() {
      let chances = unsafe memory.chances.address + index * width
      for lane in 0..<width { unsafe chances[lane] = -.infinity }
      for chain in group.chains where chain.threshold > -.infinity {
        let own = unsafe memory.scores.address + chain.row * width
        let weight = 1 / weights[chain.row]
        for lane in 0..<width {
          let bound = scales.isEmpty ? chain.threshold : chain.threshold * scales[lane]
          unsafe chances[lane] = unsafe max(chances[lane], (bound - own[lane]) * weight)
        }
      }
      // With a rounding margin, so that no candidate is lost.
      for lane in 0..<width {
        unsafe chances[lane] = unsafe standardNormalCDF(chances[lane] + 1e-9)
      }
    }
  }

  /// Draws the signed arrivals of a strip.
  func drawArrivals(
    _ plan: ArrivalPlan, firstLane: Int, _ scales: [Double], _ state: inout StripState
  ) {
    guard let streams, streams.streams.count > 0 else { return }
    let count = drawCounts(streams, firstLane: firstLane, state)
    state.candidates.reserve(count)
    enumerate(streams, &state)
    state.candidates.blocks.draw(count, from: tile)
    for index in 0..<count {
      let candidate = state.candidates.candidates[index]
      let stream = streams.streams[Int(candidate.stream)]
      let (first, second) = (
        state.candidates.blocks.word(0, index), state.candidates.blocks.word(1, index)
      )
      let chain = streams.chainOfWord.category(of: first, inTable: Int(candidate.stream))
      let slot = streams.monthOfWord.category(of: second, inTable: Int(candidate.stream))
      state.candidates.candidates[index].chain = Int32(
        truncatingIfNeeded: stream.firstChain &+ chain)
      state.candidates.candidates[index].slot = Int32(truncatingIfNeeded: slot)
      let share = unsafe memory.chances[stream.group &* width &+ firstLane &+ Int(candidate.lane)]
      state.candidates.values[index] =
        openUnit(state.candidates.blocks.word(2, index)) * share
    }
    unsafe tile.quantiles(state.candidates.values.address, count: count)
    for index in 0..<count {
      let lane = firstLane &+ Int(state.candidates.candidates[index].lane)
      sign(
        index, streams, plan.slotCount, lane: lane, scale: scales.isEmpty ? 1 : scales[lane],
        &state)
    }
  }

  /// Draws the numbers of candidates by trial and stream; returns their sum.
  private func drawCounts(
    _ streams: StreamTables, firstLane: Int, _ state: borrowing StripState
  ) -> Int {
    let streamCount = streams.streams.count
    for lane in 0..<Tile.stripWidth {
      unsafe (streams.counters.address + lane * streamCount).update(
        repeating: state.counter(.arrivalCount, lane: lane), count: streamCount)
    }
    unsafe tile.blocks(
      counters: streams.counters.address, keys: streams.keys.address, count: streams.keys.count,
      into: streams.words.address)
    var total = 0
    for lane in 0..<Tile.stripWidth {
      for number in 0..<streamCount {
        let stream = streams.streams[number]
        let index = lane &* streamCount &+ number
        let share = unsafe memory.chances[stream.group &* width &+ firstLane &+ lane]
        let (high, low) = (streams.words[4 &* index], streams.words[4 &* index &+ 1])
        let count = countQuantile(
          mean: stream.mean * share, shape: stream.shape,
          at: openUnit(UInt64(high) << 32 | UInt64(low)))
        // A stream has 2¹⁶ blocks: far more than the counters of a cell could take.
        streams.counts[index] = min(count, 65_535)
        total += streams.counts[index]
      }
    }
    return total
  }

  /// Lists the candidates with their blocks.
  private func enumerate(_ streams: StreamTables, _ state: inout StripState) {
    let streamCount = streams.streams.count
    var next = 0
    for lane in 0..<Tile.stripWidth {
      let trial = state.firstTrial &+ UInt32(lane)
      for stream in 0..<streamCount {
        for number in 0..<streams.counts[lane &* streamCount &+ stream] {
          state.candidates.blocks.set(
            next, key: streams.keys[stream],
            counter: DrawStream.counter(
              trial: trial, purpose: .arrival, blockIndex: UInt16(truncatingIfNeeded: number)))
          state.candidates.candidates[next] = ArrivalCandidates.Candidate(
            stream: Int32(truncatingIfNeeded: stream), chain: 0, slot: 0, lane: Int32(lane))
          next &+= 1
        }
      }
    }
  }

  /// Adds a candidate to the projects of the month in which it is signed, if it is.
  @inline(__always)
  private func sign(
    _ index: Int, _ streams: StreamTables, _ slotCount: Int, lane: Int, scale: Double,
    _ state: inout StripState
  ) {
    let candidate = state.candidates.candidates[index]
    let chain = streams.chains[Int(candidate.chain)]
    let score =
      unsafe memory.scores[chain.row &* width &+ lane] + weights[chain.row]
      * state.candidates.values[index]
    let first = chain.thresholds &+ Int(candidate.slot) &* slotCount
    guard score <= streams.thresholds[first &+ slotCount &- 1] * scale else { return }
    var slot = Int(candidate.slot)
    while score > streams.thresholds[first &+ slot] * scale { slot &+= 1 }
    let stream = streams.streams[Int(candidate.stream)]
    let amount = streams.sizes[stream.firstSize &+ chain.sizes].quantile(
      openUnit(state.candidates.blocks.word(3, index)), times: chain.investmentFactor)
    guard amount <= plan.ceiling else { return }
    let number = Int(state.candidates.blocks.counters[index] >> 32 & 0xFFFF)
    state.later.append(
      SignedProject(
        key: state.candidates.blocks.keys[index].child(number), amount: amount,
        segment: chain.segment, lane: UInt16(truncatingIfNeeded: candidate.lane), generation: 0,
        origin: .arrival), slot: slot)
  }
}
