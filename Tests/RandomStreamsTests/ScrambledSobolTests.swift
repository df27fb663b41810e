import Foundation
import RandomStreams
import Testing

struct ScrambledSobolTests {
  static let keys = (0..<40).map { EntityKey(id: "factor-\($0)") }
  static let points = ScrambledSobol(seed: Seed(2023), keys: keys)

  /// Points of SciPy, by `Tests/Reference/sobol_directions.py`.
  @Test func `points are those of Joe and Kuo's directions`() throws {
    let url = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "Reference/sobol_points.csv")
    let lines = try String(contentsOf: url, encoding: .utf8).split(separator: "\n").dropFirst()
    let all = ScrambledSobol(
      seed: Seed(1), keys: (0..<ScrambledSobol.dimensionLimit).map { EntityKey(id: "\($0)") })
    var count = 0
    for line in lines where !line.hasPrefix("#") {
      let fields = line.split(separator: ",").compactMap { UInt32($0) }
      guard fields.count == 3 else { continue }
      #expect(all.unscrambled(point: fields[0], dimension: Int(fields[1])) == fields[2])
      count += 1
    }
    #expect(count > 100)
  }

  /// Every replicate's first 2ᵐ points have one in each interval of 2⁻ᵐ, in every dimension.
  @Test(arguments: [0, 1, 7, 39]) func `replicates are stratified`(dimension: Int) {
    for replicate in [0, 1, 63] {
      for power in [1, 4, 8] {
        let places = Set(
          (0..<(1 << power)).map { point in
            Self.points.word(
              trial: UInt32(point * ScrambledSobol.replicateCount + replicate),
              dimension: dimension) >> UInt32(32 - power)
          })
        #expect(places.count == 1 << power)
      }
    }
  }

  /// A bit of the scramble depends on the bits above it alone.
  @Test func `the scramble is nested`() {
    for seed: UInt32 in [0, .max, 0x1234_5678, 0xDEAD_BEEF] {
      for power: UInt32 in [1, 5, 12] {
        let low = UInt32.max >> power
        for word: UInt32 in [0, 0x8000_0000, 0x9E37_79B9] {
          let first = ScrambledSobol.scrambled(word, by: seed)
          let second = ScrambledSobol.scrambled(word ^ (low / 3), by: seed)
          #expect(first >> (32 - power) == second >> (32 - power))
        }
      }
    }
  }

  /// Words of different replicates, dimensions and seeds agree in half of their bits: over
  /// 64,000 bits within 4.5 standard deviations, one run in 150,000.
  @Test func `scrambles do not follow each other`() {
    func agreement(_ pair: (Int) -> (UInt32, UInt32)) -> Double {
      let bits = (0..<2_000).reduce(0) {
        let (first, second) = pair($1)
        return $0 + 32 - (first ^ second).nonzeroBitCount
      }
      return (Double(bits) - 32_000) / (64_000.0 * 0.25).squareRoot()
    }
    func seeds(_ number: Int) -> ScrambledSobol {
      ScrambledSobol(seed: Seed(UInt64(number)), keys: [Self.keys[0]])
    }
    let points = Self.points
    #expect(
      agreement {
        (
          points.scramble(replicate: $0 % 64, dimension: $0 % 39),
          points.scramble(replicate: ($0 + 1) % 64, dimension: $0 % 39)
        )
      }.magnitude < 4.5)
    #expect(
      agreement {
        (
          points.scramble(replicate: $0 % 64, dimension: $0 % 39),
          points.scramble(replicate: $0 % 64, dimension: $0 % 39 + 1)
        )
      }.magnitude < 4.5)
    #expect(
      agreement {
        (
          seeds($0).scramble(replicate: 5, dimension: 0),
          seeds($0 + 1).scramble(replicate: 5, dimension: 0)
        )
      }.magnitude < 4.5)
  }
}
