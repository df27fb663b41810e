import RandomStreams
import Testing

/// Streams that overlap or follow each other keep the mean of a sum and spoil its variance.
///
/// Events of probability 0.1, as conversions, are counted over 64 neighbours: 4,096 counts of 64
/// events. Their variance over that of the binomial distribution is χ²₄₀₉₅/4095 (with a negligible excess
/// from the skewness), standard error 0.023; below 0.88 or above 1.12 in one of five million.
/// Would catch a correlation of 0.004 between all neighbours, or one event in eight that repeats
/// the event before it.
struct StreamIndependenceTests {
  enum Neighbours: CaseIterable { case trials, leads, sequentialKeys, seeds, purposes }
  static let countOfSums = 4_096
  static let terms = 64

  /// 16 bits of neighbour `place` in sum `sum`, as the engine reads a conversion or an amount.
  private func draw(_ neighbours: Neighbours, _ place: Int, _ sum: Int) -> UInt16 {
    var seed = Seed(0)
    var trial = UInt32(sum)
    var key = EntityKey(id: "JM-0001")
    var purpose = Purpose.conversion
    switch neighbours {
    case .trials: trial = UInt32(sum * Self.terms + place)
    case .leads: key = EntityKey(id: "JM-\(place + 1)")
    case .sequentialKeys: key = EntityKey(rawValue: UInt64(place))
    case .seeds: seed = Seed(UInt64(place))
    case .purposes:
      purpose = place % 2 == 0 ? .conversion : .investment
      key = EntityKey(id: "JM-\(place / 2)")
    }
    let words = DrawStream.denseBlock(seed: seed, counter: trial / 8, purpose: purpose, key: key)
    let word = [words.0, words.1, words.2, words.3][Int(trial % 8 / 2)]
    return UInt16(truncatingIfNeeded: word >> (trial % 2 == 0 ? 0 : 16))
  }

  /// Variance of the counts over the binomial one.
  private func varianceRatio(_ event: (_ place: Int, _ sum: Int) -> Bool) -> Double {
    let share = 6_554 / 65_536.0
    let mean = Double(Self.terms) * share
    let squares = (0..<Self.countOfSums).reduce(0.0) { total, sum in
      let count = Double((0..<Self.terms).count { event($0, sum) })
      return total + (count - mean) * (count - mean)
    }
    return squares / Double(Self.countOfSums) / (mean * (1 - share))
  }

  @Test(arguments: Neighbours.allCases)
  func `sums over neighbours vary as those of independent draws`(neighbours: Neighbours) {
    let ratio = varianceRatio { draw(neighbours, $0, $1) < 6_554 }
    #expect(0.88 < ratio && ratio < 1.12, "\(neighbours): \(ratio)")
  }

  @Test func `the test sees one event in eight that repeats the one before`() {
    let ratio = varianceRatio { place, sum in
      draw(.leads, place % 8 == 1 ? place - 1 : place, sum) < 6_554
    }
    #expect(ratio > 1.12, "\(ratio)")
  }

  /// Products of centred draws at the same trial of neighbouring leads, seeds and purposes: about
  /// 258,000 pairs, standard error of the correlation 0.002; beyond 5 of it in one of 1.7 million.
  @Test(arguments: Neighbours.allCases)
  func `neighbours are not correlated`(neighbours: Neighbours) {
    var sum = 0.0
    var pairs = 0.0
    for trial in 0..<Self.countOfSums {
      var before: Double?
      for place in 0..<Self.terms {
        let value = (Double(draw(neighbours, place, trial)) + 0.5) / 65_536 - 0.5
        if let before {
          sum += 12 * value * before
          pairs += 1
        }
        before = value
      }
    }
    #expect(abs(sum / pairs.squareRoot()) < 5)
  }
}
