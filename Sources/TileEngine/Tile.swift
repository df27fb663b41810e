import CTileEngine
public import RandomStreams

/// A simulator of up to 1,024 trials at a time: rows of leads one after the other, one lead at a time,
/// with one vector lane per trial (docs/hot-loop.md).
///
/// An instance belongs to one thread and is reused from tile to tile. Memory: cells × slots × width × 16 bytes and
/// factors × width × 8 bytes; it does not depend on the number of leads.
@safe public final class Tile {
  /// The greatest number of trials of a tile.
  public static let greatestWidth = Int(LTTileWidth)
  /// The width of a tile and the number of its first trial are multiples of this.
  public static let leastWidth = ScrambledSobol.replicateCount

  let program: TileProgram
  let kernels: LTKernels
  let seed: Seed
  private let factorKeys: [EntityKey]
  private let sobol: ScrambledSobol?
  /// Distribution number, stream → amount in 万元.
  private let otherAmount: (Int, inout DrawStream) -> Int64

  /// The number of sums of a cell: slots × greatest width.
  let cellSpan: Int
  let cells: UnsafeMutableBufferPointer<LTSum>
  private let local: UnsafeMutableBufferPointer<LTSum>
  let normals: UnsafeMutableBufferPointer<Double>
  private let scores: UnsafeMutableBufferPointer<Double>
  private let narrowScores: UnsafeMutableBufferPointer<Int16>
  private let wideScores: UnsafeMutableBufferPointer<Float>
  private let scales: UnsafeMutableBufferPointer<Double>
  private let wideScales: UnsafeMutableBufferPointer<Float>
  private let words: UnsafeMutableBufferPointer<UInt32>
  /// By trial, for the bins of one metric after the other (`summarise`).
  package let bins: UnsafeMutableBufferPointer<Int32>
  let elsewhere: UnsafeMutableBufferPointer<LTSigned>
  /// The sinks by lead group, cell and size group; only those of the local cells where lead groups
  /// have cells of their own.
  private let sinks: UnsafeMutableBufferPointer<LTSink>

  /// The projects of the tile; nil where they are not recorded.
  let record: ProjectRecord?
  private var recordsProjects: Bool { record != nil }
  private let hasLocalCells: Bool
  /// The sums of recorded projects in a strip, by size group and row, adjacent: those of a tile are so far
  /// apart that each access would miss the caches.
  let staged: UnsafeMutableBufferPointer<LTSum>
  let groupSizes: [(Int32, Int32, Int32, Int32)]

  /// The number of neighbouring trials whose projects are simulated together.
  public static let stripWidth = 16

  /// The first trial of the current tile.
  public private(set) var firstTrial = 0
  /// The number of trials of the current tile.
  public private(set) var width = 0

  /// Allocates the memory of a tile.
  ///
  /// - Parameters:
  ///   - program: the leads.
  ///   - seed: the seed of all draws.
  ///   - factorKeys: the keys of the factors, in the order of the rows' loadings.
  ///   - points: the source of the factors' values.
  ///   - greatestWidth: the greatest number of trials of a tile, a multiple of `leastWidth`.
  ///   - level: an instruction set that this processor has.
  ///   - record: keeps each signed project for `projects`; cells then hold only the amounts passed to `add`. Tiles that are simulated and read one after the other can share one.
  ///   - otherAmount: draws the amount, in 万元, of a lead with the distribution `.other` from its
  ///     distribution number and its stream.
  /// - Precondition: the width is valid and the processor has `level`.
  public init(
    _ program: TileProgram, seed: Seed, factorKeys: [EntityKey], points: FactorPoints,
    greatestWidth: Int = Tile.greatestWidth, level: InstructionSet = .best,
    record: ProjectRecord? = nil, otherAmount: @escaping (Int, inout DrawStream) -> Int64
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
    self.record = record
    let recordsProjects = record != nil
    let rowCount = program.sizeGroupCount * program.recordedRowCount
    unsafe cells = unsafe Self.cells(
      recordsProjects ? rowCount * width : program.sizeGroupCount * program.cellCount * cellSpan)
    precondition(record.map { $0.greatestWidth >= greatestWidth } ?? true)
    let hasLocalCells = program.hasLocalCells && !recordsProjects
    self.hasLocalCells = hasLocalCells
    groupSizes = (0..<program.sizeGroupCount).map { program.sizes(ofGroup: $0) }
    unsafe staged = unsafe Self.cells(recordsProjects ? rowCount * Self.stripWidth : 0)
    unsafe local = unsafe Self.cells(hasLocalCells ? cellSpan : 0, program.sizeGroupCount)
    unsafe normals = unsafe Self.aligned(factorKeys.count * width)
    unsafe scores = unsafe Self.aligned(width)
    unsafe narrowScores = unsafe Self.aligned(width)
    unsafe wideScores = unsafe Self.aligned(width)
    unsafe scales = unsafe Self.aligned(width)
    unsafe wideScales = unsafe Self.aligned(width)
    unsafe words = unsafe Self.aligned(width)
    unsafe bins = unsafe Self.aligned(width)
    unsafe elsewhere = unsafe Self.aligned(program.greatestOtherCount * width)
    let ownGroups = hasLocalCells || recordsProjects ? [] : program.groups
    unsafe sinks = unsafe Self.aligned(
      program.sizeGroupCount
        * (hasLocalCells ? 1 : ownGroups.reduce(0) { $0 + $1.cells.count }))
    var number = 0
    for leadGroup in ownGroups {
      for cell in leadGroup.cells {
        for group in 0..<program.sizeGroupCount {
          unsafe sinks[number] = unsafe LTSink(
            cells: self.cell(cell, group: group), sizes: program.sizes(ofGroup: group))
          number += 1
        }
      }
    }
    for group in 0..<(hasLocalCells ? program.sizeGroupCount : 0) {
      unsafe sinks[group] = unsafe LTSink(
        cells: local.baseAddress! + group * (local.count / program.sizeGroupCount),
        sizes: program.sizes(ofGroup: group))
    }
  }

  deinit {
    unsafe cells.deallocate()
    unsafe local.deallocate()
    unsafe normals.deallocate()
    unsafe scores.deallocate()
    unsafe narrowScores.deallocate()
    unsafe wideScores.deallocate()
    unsafe scales.deallocate()
    unsafe wideScales.deallocate()
    unsafe words.deallocate()
    unsafe bins.deallocate()
    unsafe elsewhere.deallocate()
    unsafe sinks.deallocate()
    unsafe staged.deallocate()
  }

  /// Simulates trials firstTrial ..< firstTrial + width.
  ///
  /// - Parameter thresholdScales: by trial, for the Student-t copula; empty for the Gaussian copula.
  /// - Precondition: width is a multiple of 64 up to `greatestWidth`; `firstTrial` is a multiple
  ///   of the next power of two.
  /// - Cost: leads × width draws and factors × rows × width operations.
  public func simulate(firstTrial: Int, width: Int, thresholdScales: [Double] = []) {
    precondition(width > 0 && width <= Self.greatestWidth && width % Self.leastWidth == 0)
    // The kernels add the lane to the counter by exclusive or.
    precondition(firstTrial % (1 << (Int.bitWidth - (width - 1).leadingZeroBitCount)) == 0)
    precondition(thresholdScales.isEmpty || thresholdScales.count == width)
    self.firstTrial = firstTrial
    self.width = width
    drawFactors()
    for (lane, scale) in thresholdScales.enumerated() { unsafe scales[lane] = scale }
    if !recordsProjects { unsafe cells.update(repeating: LTSum()) }
    record?.begin(width: width, slotCount: program.slotCount)
    var first = 0
    var firstSink = 0
    while first < program.groups.count {
      let row = program.groups[first].row
      var last = first
      while last < program.groups.count, program.groups[last].row == row { last += 1 }
      simulate(
        groups: first..<last, of: program.rows[row], isStudent: !thresholdScales.isEmpty,
        sink: &firstSink)
      first = last
    }
  }

  private func cell(_ number: Int, group: Int) -> UnsafeMutablePointer<LTSum> {
    unsafe cells.baseAddress! + (number * program.sizeGroupCount + group) * cellSpan
  }

  /// The sums that a cell's month slot adds to those of the slots before, by trial; nil where they are added with
  /// a later slot.
  func sums(cell number: Int, slot: Int, group: Int) -> UnsafeMutablePointer<LTSum>? {
    guard recordsProjects else { return unsafe cell(number, group: group) + slot * width }
    guard program.isLastOfRow(cell: number, slot: slot) else { return nil }
    let row =
      group * program.recordedRowCount + program.recordedRow(cell: number, slot: slot)
    return unsafe cells.baseAddress! + row * width
  }

  private func drawFactors() {
    for (factor, key) in factorKeys.enumerated() {
      if let sobol, factor < ScrambledSobol.dimensionLimit {
        let replicates = ScrambledSobol.replicateCount
        for point in 0..<(width / replicates) {
          let word = sobol.unscrambled(
            point: UInt32(truncatingIfNeeded: firstTrial / replicates + point), dimension: factor)
          unsafe sobol.withScrambles(ofDimension: factor) { seeds in
            unsafe kernels.scramble(
              word, seeds.baseAddress, words.baseAddress! + point * replicates, replicates)
          }
        }
      } else {
        for group in 0..<(width / 4) {
          let four = DrawStream.words(
            seed: seed, trialGroup: UInt32(truncatingIfNeeded: firstTrial / 4 + group),
            purpose: .factor, key: key)
          unsafe words[group * 4] = four.0
          unsafe words[group * 4 + 1] = four.1
          unsafe words[group * 4 + 2] = four.2
          unsafe words[group * 4 + 3] = four.3
        }
      }
      unsafe kernels.normals(words.baseAddress, normals.baseAddress! + factor * width, width)
    }
  }

  private func simulate(
    groups: Range<Int>, of row: TileProgram.Row, isStudent: Bool, sink: inout Int
  ) {
    var precision: Int32 = 0
    let terms = unsafe row.factors.map {
      unsafe UnsafePointer(normals.baseAddress! + $0 * width) as UnsafePointer<Double>?
    }
    unsafe terms.withUnsafeBufferPointer { terms in
      unsafe row.loadings.withUnsafeBufferPointer { loadings in
        precision = unsafe kernels.scores(
          terms.baseAddress, loadings.baseAddress, loadings.count, row.weight, width,
          scores.baseAddress, narrowScores.baseAddress, wideScores.baseAddress)
      }
    }
    if isStudent {
      precision = max(precision, 1)
      for lane in 0..<width { unsafe wideScales[lane] = unsafe Float(scales[lane] / row.weight) }
    }
    unsafe program.thresholds.withUnsafeBufferPointer { thresholds in
      unsafe NormalScreen.shared.parabolas.withUnsafeBufferPointer { parabolas in
        var row = unsafe LTRow(
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
        for number in groups {
          if let record {
            unsafe play(program.groups[number].leads, row: &row, into: record)
            continue
          }
          let count = hasLocalCells ? 1 : program.groups[number].cells.count
          let sinks = unsafe self.sinks[sink..<(sink + count * program.sizeGroupCount)]
          unsafe simulate(
            program.groups[number], row: &row, sinks: UnsafeBufferPointer(rebasing: sinks))
          if !hasLocalCells { unsafe sink += sinks.count }
        }
      }
    }
  }

  private func simulate(
    _ group: TileProgram.LeadGroup, row: inout LTRow, sinks: UnsafeBufferPointer<LTSink>
  ) {
    let span = program.slotCount * width
    unsafe row.sinks = sinks.baseAddress
    unsafe row.sinkCount = Int32(sinks.count)
    unsafe program.leads.withUnsafeBufferPointer { leads in
      let left = unsafe kernels.play(
        &row, leads.baseAddress! + group.leads.lowerBound, group.leads.count)
      for index in 0..<left { unsafe draw(elsewhere[index], of: group, into: sinks) }
    }
    guard hasLocalCells else { return }
    for sizeGroup in 0..<program.sizeGroupCount {
      unsafe withUnsafeTemporaryAllocation(
        of: UnsafeMutablePointer<LTSum>?.self, capacity: group.cells.count
      ) { cells in
        for (index, cell) in group.cells.enumerated() {
          unsafe cells[index] = unsafe self.cell(cell, group: sizeGroup)
        }
        unsafe kernels.empty(sinks[sizeGroup].cells, cells.baseAddress, cells.count, span)
      }
    }
  }

  /// Draws the amount of a lead whose distribution the kernels do not implement; nil above the
  /// ceiling.
  func amount(ofLead number: Int32, lane: UInt16) -> Int64? {
    var stream = DrawStream(
      seed: seed, trial: UInt32(truncatingIfNeeded: firstTrial + Int(lane)),
      purpose: .investment, key: EntityKey(rawValue: program.leads[Int(number)].key))
    let amount = otherAmount(program.otherDistributions[number]!, &stream)
    return amount <= program.ceiling ? amount : nil
  }

  /// Adds a signed lead whose distribution the kernels do not implement.
  private func draw(
    _ signed: LTSigned, of group: TileProgram.LeadGroup, into sinks: UnsafeBufferPointer<LTSink>
  ) {
    let number = Int32(group.leads.lowerBound) + signed.lead
    guard let amount = amount(ofLead: number, lane: signed.lane) else { return }
    let at = Int(signed.slot) * width + Int(signed.lane)
    for index in sinks.indices {
      let sink = unsafe sinks[index]
      unsafe sink.cells[at].investment &+= amount
      let first = index % program.sizeGroupCount * Int(LTSizeLimit)
      for (place, size) in program.sizes[first...].prefix(Int(LTSizeLimit)).enumerated()
      where amount >= size {
        unsafe sink.cells[at].counts &+= 1 << UInt64(place * 16)
      }
    }
  }

  /// Zeroed sums aligned to a cache line, with the kernels' spare cells behind each part.
  private static func cells(_ count: Int, _ parts: Int = 1) -> UnsafeMutableBufferPointer<LTSum> {
    let buffer: UnsafeMutableBufferPointer<LTSum> = unsafe aligned(
      count == 0 ? 0 : (count + Int(LTSpareCells)) * parts)
    unsafe buffer.initialize(repeating: LTSum())
    return unsafe buffer
  }

  static func aligned<T: BitwiseCopyable>(_ count: Int) -> UnsafeMutableBufferPointer<T> {
    let bytes = UnsafeMutableRawBufferPointer.allocate(
      byteCount: max(1, count) * MemoryLayout<T>.stride, alignment: 64)
    return unsafe UnsafeMutableBufferPointer(
      start: bytes.baseAddress!.bindMemory(to: T.self, capacity: max(1, count)), count: count)
  }
}
