import Distributions
import RandomStreams
import Testing
import TileEngine

/// Every level must give the bits of the portable engine, whatever the leads are like.
@Suite struct InstructionSetTests {
  /// Two rows, three groups, leads of every distribution, thresholds from never to always.
  static func program(slotCount: Int, leadsPerPlace: Int, loading: Double = 0.4) -> TileProgram {
    var random = DrawStream(seed: Seed(7), trial: 0, purpose: .conversion, key: EntityKey(id: "x"))
    let leadCount = leadsPerPlace * 3
    var thresholds: [Double] = []
    for index in 0..<leadCount {
      let last: Double =
        switch index {
        case 0: .infinity
        case 1: -9
        case 2: -4.2
        case 3: 4.5
        default: -2.5 + 4 * random.nextOpenUnit()
        }
      thresholds += (0..<slotCount).map { last - 0.3 * Double(slotCount - 1 - $0) }
    }
    var program = TileProgram(
      slotCount: slotCount, thresholds: thresholds,
      sizes: [0, 10_000, 100_000, 300_000, 500_000], ceiling: 3_000_000)
    let cells = (0..<4).map { _ in program.addCell() }
    var curve = 0
    for place in 0..<3 {
      if place != 1 { _ = 0 }
      let row =
        place == 0
        ? program.addRow(
          loadings: [loading, 0, 0.2], weight: (1 - loading * loading - 0.04).squareRoot())
        : place == 1
          ? program.addRow(
            loadings: [loading, 0.3, 0], weight: (1 - loading * loading - 0.09).squareRoot())
          : 1
      program.addLeadGroup(
        row: row, cells: place == 0 ? [cells[0], cells[1]] : [cells[2], cells[1 + place]])
      for index in 0..<leadsPerPlace {
        let distribution: TileDistribution =
          switch index % 5 {
          case 0: .fixed(12_345)
          case 1: .other
          case 2: .fixed(5_000_000)
          default: .logNormal(median: 20_000, logStandardDeviation: 1.1)
          }
        program.addLead(
          key: EntityKey(id: "L\(place)-\(index)"), curve: curve, distribution: distribution,
          distributionNumber: index)
        curve += 1
      }
    }
    return program
  }

  static func sums(
    _ program: TileProgram, level: InstructionSet, points: FactorPoints, firstTrial: Int,
    width: Int, scales: [Double] = []
  ) -> [[Int64]] {
    let tile = Tile(
      program, seed: Seed(2023), factorKeys: ["a", "b", "c"].map { EntityKey(id: $0) },
      points: points, level: level
    ) { number, stream in Int64(number) + Int64(stream.nextOpenUnit() * 100_000) }
    tile.simulate(firstTrial: firstTrial, width: width, thresholdScales: scales)
    return (0..<program.cellCount).flatMap { cell in
      (0..<program.slotCount).flatMap { slot in
        (-1..<program.sizes.count).map { size in
          var lanes = [Int64](repeating: 0, count: width)
          lanes.withUnsafeMutableBufferPointer { lanes in
            if size < 0 {
              tile.investment(cell: cell, slot: slot, addedTo: lanes)
            } else {
              tile.count(cell: cell, slot: slot, size: size, addedTo: lanes)
            }
          }
          return lanes
        }
      }
    }
  }

  /// Among 1,024 trials of 180 leads some forty are too near a threshold for sixteen bits.
  @Test(arguments: InstructionSet.available, [1, 4, 12])
  func everyLevelGivesThePortableBits(level: InstructionSet, slotCount: Int) {
    let program = Self.program(slotCount: slotCount, leadsPerPlace: 60)
    for points in FactorPoints.allCases {
      let expected = Self.sums(
        program, level: .portable, points: points, firstTrial: 3072, width: 1024)
      #expect(
        Self.sums(program, level: level, points: points, firstTrial: 3072, width: 1024) == expected)
      #expect(expected.contains { $0.contains { $0 > 0 } })
    }
  }

  @Test(arguments: InstructionSet.available)
  func studentScalesAndGreatLoadingsToo(level: InstructionSet) {
    for loading in [0.4, 0.93] {
      let program = Self.program(slotCount: 3, leadsPerPlace: 20, loading: loading)
      for scales in [[], (0..<128).map { 0.05 + Double($0) / 40 }] {
        let expected = Self.sums(
          program, level: .portable, points: .random, firstTrial: 0, width: 128, scales: scales)
        #expect(
          Self.sums(
            program, level: level, points: .random, firstTrial: 0, width: 128, scales: scales)
            == expected)
      }
    }
  }

  /// Local cells (many leads in a place) sum up what the city's cells do.
  @Test func widthAndPlaceOfATileDoNotMatter() {
    let program = Self.program(slotCount: 1, leadsPerPlace: 100)
    let whole = Self.sums(program, level: .best, points: .sobol, firstTrial: 0, width: 1024)
    for first in stride(from: 0, to: 1024, by: 256) {
      let part = Self.sums(program, level: .best, points: .sobol, firstTrial: first, width: 256)
      #expect(part == whole.map { Array($0[first..<(first + 256)]) })
    }
  }

  /// Blocks in bulk are those of the streams one by one, also where a vector is not full.
  @Test(arguments: InstructionSet.available)
  func blocksInBulkAreThoseOfTheStreams(level: InstructionSet) {
    let seed = Seed(0xFEDC_BA98_7654_3210)
    let tile = Tile(
      Self.program(slotCount: 1, leadsPerPlace: 4), seed: seed,
      factorKeys: ["a", "b", "c"].map { EntityKey(id: $0) }, points: .random, level: level
    ) { _, _ in 1 }
    for count in [0, 1, 7, 8, 9, 33] {
      let keys = (0..<count).map { EntityKey(id: "K\($0)") }
      for trial in [0, 1, UInt32.max - 40] {
        let trials = (0..<count).map { trial + UInt32($0) }
        let counters = trials.map {
          DrawStream.counter(
            trial: $0, purpose: .arrival, blockIndex: UInt16(truncatingIfNeeded: 7 &* $0))
        }
        var words = [UInt32](repeating: 0, count: 4 * count)
        tile.blocks(counters: counters, keys: keys, count: count, into: &words)
        let expected = zip(trials, keys).flatMap { trial, key in
          let block = DrawStream.block(
            seed: seed, counter: trial, purpose: .arrival, key: key,
            blockIndex: UInt16(truncatingIfNeeded: 7 &* trial))
          return [block.0, block.1, block.2, block.3]
        }
        #expect(words == expected)
      }
    }
  }

  /// Quantiles in bulk are those of the function, also in the tails and where a vector is not full.
  @Test(arguments: InstructionSet.available)
  func quantilesInBulkAreThoseOfTheFunction(level: InstructionSet) {
    let tile = Tile(
      Self.program(slotCount: 1, leadsPerPlace: 4), seed: Seed(1),
      factorKeys: ["a", "b", "c"].map { EntityKey(id: $0) }, points: .random, level: level
    ) { _, _ in 1 }
    for count in [0, 1, 7, 8, 9, 33] {
      var values = (0..<count).map { number in
        [0x1p-1022, 1e-300, 1e-20, 0.07, 0.074, 0.5, 0.925, 0.93, 1 - 0x1p-53][number % 9]
      }
      let expected = values.map { standardNormalQuantile($0) }
      tile.quantiles(&values, count: count)
      #expect(values == expected)
    }
  }
}
