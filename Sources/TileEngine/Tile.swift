import CTileEngine
import RandomStreams

/// A signed lead, by its number in the program, with its month slot and amount in 万元.
@frozen public struct TileProject: Sendable {
  public var lead: Int32
  public var slot: Int32
  public var amount: Int64
}

/// Up to 1,024 trials played together: rows of leads one after the other, one lead at a time,
/// lanes over the trials (docs/hot-loop.md).
///
/// One thread's scratch, reused from tile to tile. Memory: cells × slots × width × 16 bytes and
/// factors × width × 8 bytes; it does not depend on the number of leads.
public final class Tile {
  /// Trials of the widest tile.
  public static let greatestWidth = Int(LTTileWidth)
  /// Tiles are this or a multiple of it wide, and begin at a multiple of it.
  public static let leastWidth = ScrambledSobol.replicateCount

  private let program: TileProgram
  private let kernels: LTKernels
  private let seed: Seed
  private let factorKeys: [EntityKey]
  private let sobol: ScrambledSobol?
  /// Law number, stream → amount in 万元.
  private let otherAmount: (Int, inout DrawStream) -> Int64

  /// Sums of a cell: slots × greatest width.
  private let cellSpan: Int
  private let cells: UnsafeMutableBufferPointer<LTSum>
  private let local: UnsafeMutableBufferPointer<LTSum>
  private let normals: UnsafeMutableBufferPointer<Double>
  private let scores: UnsafeMutableBufferPointer<Double>
  private let narrowScores: UnsafeMutableBufferPointer<Int16>
  private let wideScores: UnsafeMutableBufferPointer<Float>
  private let scales: UnsafeMutableBufferPointer<Double>
  private let wideScales: UnsafeMutableBufferPointer<Float>
  private let words: UnsafeMutableBufferPointer<UInt32>
  private let elsewhere: UnsafeMutableBufferPointer<LTSigned>
  /// By place, cell and group of sizes; of the local cells alone where a place has its own.
  private let sinks: UnsafeMutableBufferPointer<LTSink>

  /// Of the leads played last, then of the tile, trial by trial.
  private let recorded: UnsafeMutableBufferPointer<LTProject>
  private var unsorted: [LTProject] = []
  private var sorted: [TileProject] = []
  /// By lane: where its projects begin in `sorted`; the last is their number.
  private var firstProjects: [Int] = []
  private let recordsProjects: Bool
  private let hasLocalCells: Bool
  /// Of projects that were recorded, the sums of four trials: by cell, group and slot four
  /// neighbours, a cache line. A cell's lanes lie so far apart that each would miss the caches.
  private let staged: UnsafeMutableBufferPointer<LTSum>
  private let groupSizes: [(Int32, Int32, Int32, Int32)]

  /// Leads played at once where projects are recorded.
  private static let leadsPerRecord = 256
  /// Trials whose projects are added before `settle`.
  public static let stagedLanes = 4

  public private(set) var firstTrial = 0
  public private(set) var width = 0

  /// - Parameters:
  ///   - factorKeys: of the factors, in the order of the rows' loadings.
  ///   - greatestWidth: trials of the widest tile that will be played.
  ///   - recordsProjects: whether each signed project is kept for `eachProject`; cells then hold
  ///     nothing but what `add` puts there.
  ///   - otherAmount: draws the amount of a lead whose law is `.other`.
  public init(
    _ program: TileProgram, seed: Seed, factorKeys: [EntityKey], points: FactorPoints,
    greatestWidth: Int = Tile.greatestWidth, level: InstructionSet = .best,
    recordsProjects: Bool = false, otherAmount: @escaping (Int, inout DrawStream) -> Int64
  ) {
    precondition(greatestWidth <= Self.greatestWidth && greatestWidth % Self.leastWidth == 0)
    guard let kernels = level.kernels else {
      preconditionFailure("this processor lacks the instructions of \(level)")
    }
    self.program = program
    self.kernels = kernels
    self.seed = seed
    self.factorKeys = factorKeys
    self.otherAmount = otherAmount
    sobol = points == .sobol ? ScrambledSobol(seed: seed, keys: factorKeys) : nil
    let width = greatestWidth
    cellSpan = program.slotCount * width
    cells = Self.cells(program.cellCount * program.sizeGroupCount * cellSpan)
    let hasLocalCells = program.hasLocalCells && !recordsProjects
    self.hasLocalCells = hasLocalCells
    self.recordsProjects = recordsProjects
    groupSizes = (0..<program.sizeGroupCount).map { program.sizes(ofGroup: $0) }
    recorded = Self.aligned(recordsProjects ? Self.leadsPerRecord * width : 0)
    staged = Self.cells(recordsProjects ? cells.count / width * Self.stagedLanes : 0)
    local = Self.cells(hasLocalCells ? cellSpan : 0, program.sizeGroupCount)
    normals = Self.aligned(factorKeys.count * width)
    scores = Self.aligned(width)
    narrowScores = Self.aligned(width)
    wideScores = Self.aligned(width)
    scales = Self.aligned(width)
    wideScales = Self.aligned(width)
    words = Self.aligned(width)
    elsewhere = Self.aligned(program.greatestOtherCount * width)
    let cellCounts = program.places.map(\.cells.count)
    sinks = Self.aligned(
      program.sizeGroupCount * (hasLocalCells ? 1 : cellCounts.reduce(0, +)))
    var number = 0
    for place in hasLocalCells ? [] : program.places {
      for cell in place.cells {
        for group in 0..<program.sizeGroupCount {
          sinks[number] = LTSink(
            cells: self.cell(cell, group: group), sizes: program.sizes(ofGroup: group))
          number += 1
        }
      }
    }
    for group in 0..<(hasLocalCells ? program.sizeGroupCount : 0) {
      sinks[group] = LTSink(
        cells: local.baseAddress! + group * (local.count / program.sizeGroupCount),
        sizes: program.sizes(ofGroup: group))
    }
  }

  deinit {
    cells.deallocate()
    local.deallocate()
    normals.deallocate()
    scores.deallocate()
    narrowScores.deallocate()
    wideScores.deallocate()
    scales.deallocate()
    wideScales.deallocate()
    words.deallocate()
    elsewhere.deallocate()
    sinks.deallocate()
    recorded.deallocate()
    staged.deallocate()
  }

  /// Plays trials firstTrial ..< firstTrial + width.
  ///
  /// - Parameter thresholdScales: by trial, for the Student-t copula; empty for the Gaussian.
  /// - Precondition: width is a multiple of 64 up to `greatestWidth`; `firstTrial` is a multiple
  ///   of the next power of two.
  public func play(firstTrial: Int, width: Int, thresholdScales: [Double] = []) {
    precondition(width > 0 && width <= Self.greatestWidth && width % Self.leastWidth == 0)
    // Counters take the lane by exclusive or.
    precondition(firstTrial % (1 << (Int.bitWidth - (width - 1).leadingZeroBitCount)) == 0)
    precondition(thresholdScales.isEmpty || thresholdScales.count == width)
    self.firstTrial = firstTrial
    self.width = width
    drawFactors()
    for (lane, scale) in thresholdScales.enumerated() { scales[lane] = scale }
    if !recordsProjects { cells.update(repeating: LTSum()) }
    unsorted.removeAll(keepingCapacity: true)
    var first = 0
    var firstSink = 0
    while first < program.places.count {
      let row = program.places[first].row
      var last = first
      while last < program.places.count, program.places[last].row == row { last += 1 }
      play(
        places: first..<last, of: program.rows[row], isStudent: !thresholdScales.isEmpty,
        sink: &firstSink)
      first = last
    }
    if recordsProjects { sortByTrial() }
  }

  /// Puts the projects in the order of trials, and within a trial in that of the leads.
  private func sortByTrial() {
    firstProjects = [Int](repeating: 0, count: width + 1)
    for project in unsorted { firstProjects[Int(project.lane) + 1] += 1 }
    for lane in 0..<width { firstProjects[lane + 1] += firstProjects[lane] }
    var next = firstProjects
    if sorted.count < unsorted.count {
      sorted = [TileProject](
        repeating: TileProject(lead: 0, slot: 0, amount: 0), count: unsorted.count * 5 / 4)
    }
    sorted.withUnsafeMutableBufferPointer { sorted in
      next.withUnsafeMutableBufferPointer { next in
        for project in unsorted {
          let lane = Int(project.lane)
          sorted[next[lane]] = TileProject(
            lead: project.lead, slot: Int32(project.slot), amount: project.amount)
          next[lane] += 1
        }
      }
    }
  }

  /// The projects signed in a trial of the tile.
  public func withProjects<Result>(
    inLane lane: Int, _ body: (UnsafeBufferPointer<TileProject>) -> Result
  ) -> Result {
    sorted.withUnsafeBufferPointer { sorted in
      body(UnsafeBufferPointer(rebasing: sorted[firstProjects[lane]..<firstProjects[lane + 1]]))
    }
  }

  /// Counts a project in cells of a slot and a trial; `settle` puts them there.
  ///
  /// - Parameter numbers: up to three cells; −1 for none.
  public func add(_ amount: Int64, toCells numbers: SIMD4<Int32>, slot: Int, lane: Int) {
    let groupCount = program.sizeGroupCount
    let slotCount = program.slotCount
    let first = staged.baseAddress! + (slot &* Self.stagedLanes &+ lane % Self.stagedLanes)
    for group in 0..<groupCount {
      let counts = sizeCounts(amount, groupSizes[group])
      for place in 0..<3 where numbers[place] >= 0 {
        let cell = Int(numbers[place]) &* groupCount &+ group
        let sum = first + (cell &* slotCount &* Self.stagedLanes)
        sum.pointee.investment &+= amount
        sum.pointee.counts &+= counts
      }
    }
  }

  /// Puts what was added in `stagedLanes` trials from `lane` on where it belongs.
  public func settle(lane: Int) {
    let rowCount = program.cellCount * program.sizeGroupCount * program.slotCount
    let slotCount = program.slotCount
    let width = width
    let from = UnsafeMutableRawPointer(staged.baseAddress!)
      .assumingMemoryBound(to: SIMD8<Int64>.self)
    var row = 0
    for cell in 0..<(rowCount / slotCount) {
      let to = cells.baseAddress! + (cell &* cellSpan &+ lane)
      for slot in 0..<slotCount {
        UnsafeMutableRawPointer(to + slot &* width)
          .storeBytes(of: from[row], as: SIMD8<Int64>.self)
        from[row] = .zero
        row &+= 1
      }
    }
  }

  /// The blocks of Philox4x32-10 at one place of many streams of a trial: four words a key.
  public func blocks(
    trial: UInt32, purpose: Purpose, keys: UnsafePointer<EntityKey>, count: Int,
    into words: UnsafeMutablePointer<UInt32>
  ) {
    keys.withMemoryRebound(to: UInt64.self, capacity: count) {
      kernels.blocks(seed.rawValue, trial, UInt32(purpose.rawValue) << 16, $0, count, words)
    }
  }

  /// a·F of a row in the trials of the tile, and its weight.
  public func commonScores(row: Int, into scores: UnsafeMutablePointer<Double>) -> Double {
    let row = program.rows[row]
    for lane in 0..<width { scores[lane] = 0 }
    for (factor, loading) in zip(row.factors, row.loadings) {
      let normals = normals.baseAddress! + factor * width
      for lane in 0..<width { scores[lane] += loading * normals[lane] }
    }
    return row.weight
  }

  /// The sums of a cell in a month slot, by trial.
  public func investment(cell: Int, slot: Int, addedTo sums: UnsafeMutableBufferPointer<Int64>) {
    let from = self.cell(cell, group: 0) + slot * width
    for lane in 0..<width { sums[lane] &+= from[lane].investment }
  }

  /// Projects of at least a size, by its place among the program's sizes, and by trial.
  public func count(
    cell: Int, slot: Int, size: Int, addedTo sums: UnsafeMutableBufferPointer<Int64>
  ) {
    let (group, place) = size.quotientAndRemainder(dividingBy: Int(LTSizeLimit))
    let from = self.cell(cell, group: group) + slot * width
    let shift = UInt64(place * 16)
    for lane in 0..<width { sums[lane] &+= Int64(from[lane].counts >> shift & 0xFFFF) }
  }

  /// Sums up values of some trials (≥ 0; squares are right below 2³²), adds them to the sums of their replicates, and writes
  /// the bin of each: 1,024 bins to the octave above 2,048, one for each value below.
  public func summarise(
    _ values: UnsafeBufferPointer<Int64>, bins: UnsafeMutableBufferPointer<Int32>,
    replicateSums: UnsafeMutableBufferPointer<Int64>
  ) -> (sum: Int64, squares: UInt128, least: Int64, greatest: Int64) {
    var summary = LTSummary()
    kernels.summarise(
      values.baseAddress, values.count, bins.baseAddress, replicateSums.baseAddress, &summary)
    let squares = UInt128(summary.high_squares) << 32 + UInt128(summary.low_squares)
    return (summary.sum, squares, summary.least, summary.greatest)
  }

  private func cell(_ number: Int, group: Int) -> UnsafeMutablePointer<LTSum> {
    cells.baseAddress! + (number * program.sizeGroupCount + group) * cellSpan
  }

  private func drawFactors() {
    for (factor, key) in factorKeys.enumerated() {
      if let sobol, factor < ScrambledSobol.dimensionLimit {
        let replicates = ScrambledSobol.replicateCount
        for point in 0..<(width / replicates) {
          let word = sobol.unscrambled(
            point: UInt32(truncatingIfNeeded: firstTrial / replicates + point), dimension: factor)
          sobol.withScrambles(ofDimension: factor) { seeds in
            kernels.scramble(
              word, seeds.baseAddress, words.baseAddress! + point * replicates, replicates)
          }
        }
      } else {
        for group in 0..<(width / 4) {
          let four = DrawStream.words(
            seed: seed, trialGroup: UInt32(truncatingIfNeeded: firstTrial / 4 + group),
            purpose: .factor, key: key)
          words[group * 4] = four.0
          words[group * 4 + 1] = four.1
          words[group * 4 + 2] = four.2
          words[group * 4 + 3] = four.3
        }
      }
      kernels.normals(words.baseAddress, normals.baseAddress! + factor * width, width)
    }
  }

  private func play(places: Range<Int>, of row: TileProgram.Row, isStudent: Bool, sink: inout Int) {
    var precision: Int32 = 0
    let terms = row.factors.map {
      UnsafePointer(normals.baseAddress! + $0 * width) as UnsafePointer<Double>?
    }
    terms.withUnsafeBufferPointer { terms in
      row.loadings.withUnsafeBufferPointer { loadings in
        precision = kernels.scores(
          terms.baseAddress, loadings.baseAddress, loadings.count, row.weight, width,
          scores.baseAddress, narrowScores.baseAddress, wideScores.baseAddress)
      }
    }
    if isStudent {
      precision = max(precision, 1)
      for lane in 0..<width { wideScales[lane] = Float(scales[lane] / row.weight) }
    }
    program.thresholds.withUnsafeBufferPointer { thresholds in
      NormalScreen.shared.parabolas.withUnsafeBufferPointer { parabolas in
        var row = LTRow(
          seed: seed.rawValue, firstTrial: UInt32(truncatingIfNeeded: firstTrial),
          width: Int32(width), slotCount: Int32(program.slotCount), reserved: 0,
          weight: row.weight, scores: UnsafePointer(scores.baseAddress),
          narrowScores: UnsafePointer(narrowScores.baseAddress),
          wideScores: UnsafePointer(wideScores.baseAddress),
          scales: isStudent ? UnsafePointer(scales.baseAddress) : nil,
          wideScales: isStudent ? UnsafePointer(wideScales.baseAddress) : nil,
          thresholds: thresholds.baseAddress, parabolas: parabolas.baseAddress,
          band: NormalScreen.shared.band, precision: UInt16(precision),
          ceiling: Int32(clamping: program.ceiling), sinkCount: 0, sinks: nil,
          elsewhere: elsewhere.baseAddress, projects: nil, firstLead: nil, projectCount: nil)
        for place in places {
          if recordsProjects {
            record(program.places[place].leads, row: &row)
            continue
          }
          let count = hasLocalCells ? 1 : program.places[place].cells.count
          let sinks = self.sinks[sink..<(sink + count * program.sizeGroupCount)]
          play(program.places[place], row: &row, sinks: UnsafeBufferPointer(rebasing: sinks))
          if !hasLocalCells { sink += sinks.count }
        }
      }
    }
  }

  private func play(
    _ place: TileProgram.Place, row: inout LTRow, sinks: UnsafeBufferPointer<LTSink>
  ) {
    let span = program.slotCount * width
    row.sinks = sinks.baseAddress
    row.sinkCount = Int32(sinks.count)
    program.leads.withUnsafeBufferPointer { leads in
      let left = kernels.play(
        &row, leads.baseAddress! + place.leads.lowerBound, place.leads.count)
      for index in 0..<left { draw(elsewhere[index], of: place, into: sinks) }
    }
    guard hasLocalCells else { return }
    for group in 0..<program.sizeGroupCount {
      withUnsafeTemporaryAllocation(
        of: UnsafeMutablePointer<LTSum>?.self, capacity: place.cells.count
      ) { cells in
        for (index, cell) in place.cells.enumerated() {
          cells[index] = self.cell(cell, group: group)
        }
        kernels.empty(sinks[group].cells, cells.baseAddress, cells.count, span)
      }
    }
  }

  /// Plays leads and keeps each signed project.
  private func record(_ leads: Range<Int>, row: inout LTRow) {
    program.leads.withUnsafeBufferPointer { all in
      row.firstLead = all.baseAddress
      row.projects = recorded.baseAddress
      for first in stride(from: leads.lowerBound, to: leads.upperBound, by: Self.leadsPerRecord) {
        let count = min(Self.leadsPerRecord, leads.upperBound - first)
        var projectCount = 0
        let left = withUnsafeMutablePointer(to: &projectCount) { counter in
          row.projectCount = counter
          return kernels.play(&row, all.baseAddress! + first, count)
        }
        unsorted.append(contentsOf: recorded[..<projectCount])
        for index in 0..<left {
          let signed = elsewhere[index]
          let number = Int32(first) + signed.lead
          guard let amount = amount(ofLead: number, lane: signed.lane) else { continue }
          unsorted.append(
            LTProject(lead: number, lane: signed.lane, slot: signed.slot, amount: amount))
        }
      }
    }
  }

  /// Draws the amount of a lead whose law the kernels do not know; nil above the ceiling.
  private func amount(ofLead number: Int32, lane: UInt16) -> Int64? {
    var stream = DrawStream(
      seed: seed, trial: UInt32(truncatingIfNeeded: firstTrial + Int(lane)),
      purpose: .investment, key: EntityKey(rawValue: program.leads[Int(number)].key))
    let amount = otherAmount(program.otherLaws[number]!, &stream)
    return amount <= program.ceiling ? amount : nil
  }

  /// Adds a lead whose law the kernels do not know.
  private func draw(
    _ signed: LTSigned, of place: TileProgram.Place, into sinks: UnsafeBufferPointer<LTSink>
  ) {
    let number = Int32(place.leads.lowerBound) + signed.lead
    guard let amount = amount(ofLead: number, lane: signed.lane) else { return }
    let at = Int(signed.slot) * width + Int(signed.lane)
    for (index, sink) in sinks.enumerated() {
      sink.cells[at].investment &+= amount
      let first = index % program.sizeGroupCount * Int(LTSizeLimit)
      for (place, size) in program.sizes[first...].prefix(Int(LTSizeLimit)).enumerated()
      where amount >= size {
        sink.cells[at].counts &+= 1 << UInt64(place * 16)
      }
    }
  }

  /// Zeroed, on a cache line, with the kernels' spare cells behind each part.
  private static func cells(_ count: Int, _ parts: Int = 1) -> UnsafeMutableBufferPointer<LTSum> {
    let buffer: UnsafeMutableBufferPointer<LTSum> = aligned(
      count == 0 ? 0 : (count + Int(LTSpareCells)) * parts)
    buffer.initialize(repeating: LTSum())
    return buffer
  }

  private static func aligned<T: BitwiseCopyable>(_ count: Int) -> UnsafeMutableBufferPointer<T> {
    let bytes = UnsafeMutableRawBufferPointer.allocate(
      byteCount: max(1, count) * MemoryLayout<T>.stride, alignment: 64)
    return UnsafeMutableBufferPointer(
      start: bytes.baseAddress!.bindMemory(to: T.self, capacity: max(1, count)), count: count)
  }
}
