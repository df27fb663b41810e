import CTileEngine
import RandomStreams

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

  public private(set) var firstTrial = 0
  public private(set) var width = 0

  /// - Parameters:
  ///   - factorKeys: of the factors, in the order of the rows' loadings.
  ///   - greatestWidth: trials of the widest tile that will be played.
  ///   - otherAmount: draws the amount of a lead whose law is `.other`.
  public init(
    _ program: TileProgram, seed: Seed, factorKeys: [EntityKey], points: FactorPoints,
    greatestWidth: Int = Tile.greatestWidth, level: InstructionSet = .best,
    otherAmount: @escaping (Int, inout DrawStream) -> Int64
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
    local = Self.cells(program.hasLocalCells ? cellSpan : 0, program.sizeGroupCount)
    normals = Self.aligned(factorKeys.count * width)
    scores = Self.aligned(width)
    narrowScores = Self.aligned(width)
    wideScores = Self.aligned(width)
    scales = Self.aligned(width)
    wideScales = Self.aligned(width)
    words = Self.aligned(width)
    let mostElsewhere =
      program.otherLaws.isEmpty ? 0 : program.places.map(\.leads.count).max()! * width
    elsewhere = Self.aligned(mostElsewhere)
    let cellCounts = program.places.map(\.cells.count)
    sinks = Self.aligned(
      program.sizeGroupCount * (program.hasLocalCells ? 1 : cellCounts.reduce(0, +)))
    var number = 0
    for place in program.hasLocalCells ? [] : program.places {
      for cell in place.cells {
        for group in 0..<program.sizeGroupCount {
          sinks[number] = LTSink(
            cells: self.cell(cell, group: group), sizes: program.sizes(ofGroup: group))
          number += 1
        }
      }
    }
    for group in 0..<(program.hasLocalCells ? program.sizeGroupCount : 0) {
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
    cells.update(repeating: LTSum())
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
          elsewhere: elsewhere.baseAddress)
        for place in places {
          let count = program.hasLocalCells ? 1 : program.places[place].cells.count
          let sinks = self.sinks[sink..<(sink + count * program.sizeGroupCount)]
          play(program.places[place], row: &row, sinks: UnsafeBufferPointer(rebasing: sinks))
          if !program.hasLocalCells { sink += sinks.count }
        }
      }
    }
  }

  private func play(
    _ place: TileProgram.Place, row: inout LTRow, sinks: UnsafeBufferPointer<LTSink>
  ) {
    let span = program.slotCount * width
    if program.hasLocalCells { local.update(repeating: LTSum()) }
    row.sinks = sinks.baseAddress
    row.sinkCount = Int32(sinks.count)
    program.leads.withUnsafeBufferPointer { leads in
      let left = kernels.play(
        &row, leads.baseAddress! + place.leads.lowerBound, place.leads.count)
      for index in 0..<left { draw(elsewhere[index], of: place, into: sinks) }
    }
    guard program.hasLocalCells else { return }
    for cell in place.cells {
      for group in 0..<program.sizeGroupCount {
        kernels.add(self.cell(cell, group: group), sinks[group].cells, span)
      }
    }
  }

  /// Draws the amount of a lead whose law the kernels do not know.
  private func draw(
    _ signed: LTSigned, of place: TileProgram.Place, into sinks: UnsafeBufferPointer<LTSink>
  ) {
    let number = Int32(place.leads.lowerBound) + signed.lead
    let lead = program.leads[Int(number)]
    var stream = DrawStream(
      seed: seed, trial: UInt32(truncatingIfNeeded: firstTrial + Int(signed.lane)),
      purpose: .investment, key: EntityKey(rawValue: lead.key))
    let amount = otherAmount(program.otherLaws[number]!, &stream)
    guard amount <= program.ceiling else { return }
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
    bytes.initializeMemory(as: UInt8.self, repeating: 0)
    return UnsafeMutableBufferPointer(
      start: bytes.baseAddress!.bindMemory(to: T.self, capacity: max(1, count)), count: count)
  }
}
