import Foundation
import RandomStreams
import Testing

struct ScrambledSobolTests {
  static let keys = (0..<256).map { EntityKey(id: "factor-\($0)") }
  /// Seeds tried wherever a seed matters, the hostile ones among them.
  static let seeds = [Seed(0), Seed(.max), Seed(20_230_101)]

  @Test func `the points are SciPy's`() throws {
    let url = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("Reference/sobol_points.csv")
    let rows = try String(contentsOf: url, encoding: .utf8).split(separator: "\n").dropFirst()
    #expect(rows.count == 240)
    let sobol = ScrambledSobol(seed: Seed(1), keys: Self.keys)
    for row in rows {
      let fields = try row.split(separator: ",").map { try #require(UInt32($0)) }
      let word = sobol.unscrambled(point: fields[0], dimension: Int(fields[1]))
      #expect(word == fields[2], "point \(fields[0]), dimension \(fields[1])")
    }
  }

  @Test(arguments: [1, 4, 32, 256, 1024] as [UInt32])
  func `the first points of every replicate have each interval once`(count: UInt32) {
    for seed in Self.seeds {
      let sobol = ScrambledSobol(seed: seed, keys: Self.keys)
      for replicate in [0, 1, 63] as [UInt32] {
        for dimension in [0, 1, 22, 100, 255] {
          let intervals = (0..<count).map { point in
            let word = sobol.word(trial: point * 64 + replicate, dimension: dimension)
            return (UInt64(word) * UInt64(count)) >> 32
          }
          #expect(Set(intervals).count == Int(count))
        }
      }
    }
  }

  @Test func `pairs of neighbouring dimensions are nets`() {
    // 2²ᵏ points of the first two dimensions are a (0, 2k, 2)-net: each square of side 2⁻ᵏ,
    // and each other box of that area, holds one, scrambled or not.
    let sobol = ScrambledSobol(seed: Seed(.max), keys: Self.keys)
    for shape in 0...8 as ClosedRange<UInt64> {
      let boxes = (0..<256 as Range<UInt32>).map { point in
        let x = UInt64(sobol.word(trial: point * 64 + 17, dimension: 0))
        let y = UInt64(sobol.word(trial: point * 64 + 17, dimension: 1))
        return [x >> (32 - shape), y >> (24 + shape)]
      }
      #expect(Set(boxes).count == 256)
    }
  }

  @Test(arguments: [0, .max, 0x1234_5678, 0xFFFF, 0xFFFF_0000] as [UInt32])
  func `a scramble permutes dyadic intervals and then their halves`(seed: UInt32) {
    var stream = DrawStream(
      seed: Seed(5), trial: seed, purpose: .factor, key: EntityKey(rawValue: 0))
    for _ in 0..<2000 {
      let first = UInt32(truncatingIfNeeded: stream.next())
      // Another word that agrees in a chosen number of leading bits, and not in the next one.
      let common = UInt32(truncatingIfNeeded: stream.next()) % 32
      let below = UInt32(truncatingIfNeeded: stream.next()) & (0x7FFF_FFFF >> common)
      let second = first ^ (0x8000_0000 >> common) ^ below
      let difference =
        ScrambledSobol.scrambled(first, by: seed) ^ ScrambledSobol.scrambled(second, by: seed)
      #expect(difference.leadingZeroBitCount == Int(common))
    }
  }

  @Test func `the first answers of the scramble are pinned`() {
    #expect(ScrambledSobol.scrambled(0, by: 0) == 0)
    // From an independent script; they change only with a change of the contract on draws.
    #expect(ScrambledSobol.scrambled(0x8000_0000, by: 0x1234_5678) == 0x87E3_2B06)
    #expect(ScrambledSobol.scrambled(0xDEAD_BEEF, by: 0x9E37_79B9) == 0x69BB_8E13)
    let sobol = ScrambledSobol(seed: Seed(7), keys: [EntityKey(id: "city")])
    #expect(
      sobol.scramble(replicate: 3, dimension: 0)
        == DrawStream.block(
          seed: Seed(7), counter: 3, purpose: .factorScramble, key: EntityKey(id: "city")
        ).0)
  }

  @Test func `a trial is a point of a replicate, whatever else is asked for`() {
    let sobol = ScrambledSobol(seed: Seed(3), keys: Self.keys)
    let fewer = ScrambledSobol(seed: Seed(3), keys: Array(Self.keys[..<5]))
    for trial in [0, 1, 63, 64, 65, 100_000, 64 * (1 << 26 - 1) + 63] as [UInt32] {
      let word = ScrambledSobol.scrambled(
        sobol.unscrambled(point: trial / 64, dimension: 4),
        by: sobol.scramble(replicate: Int(trial % 64), dimension: 4))
      #expect(sobol.word(trial: trial, dimension: 4) == word)
      #expect(fewer.word(trial: trial, dimension: 4) == word)
    }
  }

  @Test func `a factor keeps its scrambles wherever it stands`() {
    let sobol = ScrambledSobol(seed: Seed(3), keys: Self.keys)
    let reversed = ScrambledSobol(seed: Seed(3), keys: Self.keys.reversed())
    for replicate in 0..<64 {
      let first = sobol.scramble(replicate: replicate, dimension: 10)
      #expect(reversed.scramble(replicate: replicate, dimension: 245) == first)
      #expect(sobol.scramble(replicate: replicate, dimension: 11) != first)
    }
  }

  @Test func `factors past the limit take plain draws`() {
    let many = (0..<300).map { EntityKey(id: "factor-\($0)") }
    let sobol = ScrambledSobol(seed: Seed(3), keys: many)
    for trial in [0, 1, 64, 4711] as [UInt32] {
      let words = DrawStream.words(
        seed: Seed(3), trialGroup: trial / 4, purpose: .factor, key: many[256])
      #expect(
        sobol.word(trial: trial, dimension: 256)
          == [words.0, words.1, words.2, words.3][Int(trial % 4)])
      #expect(
        sobol.word(trial: trial, dimension: 255)
          == ScrambledSobol(seed: Seed(3), keys: Self.keys).word(trial: trial, dimension: 255))
    }
  }
}
