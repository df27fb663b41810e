import RandomStreams
import TileEngine

/// Words of the generators, one thread. The kernels have ARS4x32 in AES instructions; here is the
/// portable twin.
func generators() {
  let count = 4096
  part("Generator: ARS4x32-7, portable, words", units: count) {
    Buffer([UInt32](repeating: 0, count: count))
  } body: { words in
    ARS4x32.fill(&words.values, counter: (0, 1, 2, 3), key: (4, 5, 6, 7))
  }
  part("Generator: Philox4x32-10, words", units: count) {
    Buffer([UInt32](repeating: 0, count: count))
  } body: { words in
    for block in 0..<(count / 4) {
      let four = Philox4x32.block(
        counter: (UInt32(truncatingIfNeeded: block), 1, 2, 3), key: (4, 5))
      words.values[4 * block] = four.0
      words.values[4 * block + 1] = four.1
      words.values[4 * block + 2] = four.2
      words.values[4 * block + 3] = four.3
    }
  }
  part("Generator: scrambled Sobol, words", units: count) {
    (
      ScrambledSobol(seed: Seed(1), keys: factorKeys(count: 1)),
      Buffer([UInt32](repeating: 0, count: count))
    )
  } body: { sobol, words in
    for trial in 0..<count {
      words.values[trial] = sobol.word(trial: UInt32(truncatingIfNeeded: trial), dimension: 0)
    }
  }
}

/// What a tile does before any lead: 23 factors as normals, and the scores of 105 loading rows of
/// three loadings each.
func factors() {
  for level in InstructionSet.available {
    for points in FactorPoints.allCases {
      part(
        "Factors and scores: \(points), \(level), scores", units: 105 * Tile.greatestWidth
      ) {
        var program = TileProgram(
          slotCount: 1, thresholds: [0], sizes: [10_000], ceiling: .max)
        let cell = program.addCell()
        for row in 0..<105 {
          var loadings = [Double](repeating: 0, count: 23)
          loadings[0] = 0.25
          loadings[1 + row % 7] = 0.2
          loadings[8 + row / 7] = 0.3
          program.addLeadGroup(
            row: program.addRow(loadings: loadings, weight: (1 - 0.1925).squareRoot()),
            cells: [cell])
        }
        return tile(program, factorCount: 23, points: points, level: level)
      } body: { tile in
        tile.simulate(firstTrial: 0, width: Tile.greatestWidth)
      }
    }
  }
}

/// A thousand leads of one place over a tile: decisions, and the amounts of those who sign.
func leads() {
  let count = 1000
  for level in InstructionSet.available {
    for (words, threshold) in [("p 1%", -2.3263478740), ("p 10%", -1.2815515655), ("p 50%", 0.0)] {
      for slotCount in [1, 12] {
        let months = slotCount == 1 ? "year" : "months"
        part(
          "Leads: \(words), \(months), \(level), lead-draws", units: count * Tile.greatestWidth
        ) {
          var program = TileProgram(
            slotCount: slotCount,
            // A month has less behind it than the next.
            thresholds: (1...slotCount).map { threshold - 0.1 * Double(slotCount - $0) },
            sizes: [10_000, 100_000], ceiling: .max)
          let cells = (0..<2).map { _ in program.addCell() }
          let row = program.addRow(loadings: [0.25, 0.2, 0.3], weight: (1 - 0.1925).squareRoot())
          program.addLeadGroup(row: row, cells: cells)
          for lead in 0..<count {
            program.addLead(
              key: EntityKey(id: "L\(lead)"), curve: 0,
              distribution: .logNormal(median: 20_000, logStandardDeviation: 1), distributionNumber: 0)
          }
          return tile(program, factorCount: 3, points: .sobol, level: level)
        } body: { tile in
          tile.simulate(firstTrial: 0, width: Tile.greatestWidth)
        }
      }
    }
  }
}

/// A tile's sums of one metric: moments, sums by replicate, and the bins of its histogram.
func summaries() {
  for level in InstructionSet.available {
    let width = Tile.greatestWidth
    part("Summary of a tile's values: \(level), values", units: width) {
      let program = TileProgram(slotCount: 1, thresholds: [0], sizes: [], ceiling: .max)
      return SummaryState(
        tile: tile(program, factorCount: 0, points: .random, level: level), width: width)
    } body: { state in
      state.summarise()
    }
  }
}

/// An array that keeps its memory from call to call.
final class Buffer<Value> {
  var values: [Value]

  init(_ values: [Value]) { self.values = values }
}

final class SummaryState {
  private let tile: Tile
  private var values: [Int64]
  private var bins: [Int32]
  private var replicateSums = [Int64](repeating: 0, count: ScrambledSobol.replicateCount)

  init(tile: Tile, width: Int) {
    self.tile = tile
    values = (0..<width).map { Int64($0 * 7919 % 100_003) * 200 }
    bins = [Int32](repeating: 0, count: width)
  }

  func summarise() -> Int64 {
    tile.summarise(values, bins: &bins, replicateSums: &replicateSums).sum
  }
}

func factorKeys(count: Int) -> [EntityKey] { (0..<count).map { EntityKey(id: "factor\($0)") } }

func tile(
  _ program: TileProgram, factorCount: Int, points: FactorPoints, level: InstructionSet
) -> Tile {
  Tile(
    program, seed: Seed(1), factorKeys: factorKeys(count: factorCount), points: points,
    level: level
  ) { _, _ in 0 }
}
