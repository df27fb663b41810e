import RandomStreams
import Testing

struct DrawStreamTests {
  let key = EntityKey(id: "JM-0001")

  @Test func `entity keys are stable across processes and versions`() {
    // FNV-1a("") is its offset basis and FNV-1a("a") is published; both then go through
    // MurmurHash3's finaliser. Recomputed with an independent script.
    #expect(EntityKey(id: "").rawValue == 0xEFD0_1F60_BA99_2926)
    #expect(EntityKey(id: "a").rawValue == 0x82A2_A958_A9BE_CE5B)
    #expect(EntityKey(id: "江门").rawValue == 0x2A52_BB88_5515_BEEB)
  }

  @Test func `a stream is a pure function of seed, trial, purpose and key`() {
    func numbers(_ seed: UInt64, _ trial: UInt32, _ purpose: Purpose, _ key: EntityKey)
      -> [UInt64]
    {
      var stream = DrawStream(seed: Seed(seed), trial: trial, purpose: purpose, key: key)
      return (0..<5).map { _ in stream.next() }
    }
    let base = numbers(1, 2, .investment, key)
    #expect(base == numbers(1, 2, .investment, key))
    for other in [
      numbers(2, 2, .investment, key), numbers(1, 3, .investment, key),
      numbers(1, 2, .factor, key), numbers(1, 2, .investment, EntityKey(id: "JM-0002")),
    ] {
      #expect(Set(base).isDisjoint(with: other))
    }
  }

  @Test func `the two numbers of a block are its four words in order`() {
    var stream = DrawStream(seed: Seed(7), trial: 9, purpose: .factor, key: key)
    let words = DrawStream.block(seed: Seed(7), counter: 9, purpose: .factor, key: key)
    #expect(stream.next() == UInt64(words.0) | UInt64(words.1) << 32)
    #expect(stream.next() == UInt64(words.2) | UInt64(words.3) << 32)
  }

  @Test func `open unit draws exclude both ends`() {
    #expect(openUnit(UInt64.min) == 0x1p-53)
    #expect(openUnit(UInt64.max) == 1 - 0x1p-53)
    #expect(openUnit(UInt32.min) == 0x1p-33)
    #expect(openUnit(UInt32.max) == 1 - 0x1p-33)
  }

  /// Seed 11, 262,144 words over leads × trials; false-alarm share 10⁻⁶ (χ² with 255 degrees
  /// of freedom above 378). Would catch a byte whose frequency is off by 20 % of its share.
  @Test func `words interleaved over leads and trials are uniform`() {
    var counts = [Int](repeating: 0, count: 256)
    for lead in 0..<256 {
      let key = EntityKey(id: "lead-\(lead)")
      for group in 0..<256 as Range<UInt32> {
        let words = DrawStream.words(
          seed: Seed(11), trialGroup: group, purpose: .conversion, key: key)
        for word in [words.0, words.1, words.2, words.3] { counts[Int(word >> 24)] += 1 }
      }
    }
    let expected = 1024.0
    let chiSquare = counts.reduce(0.0) {
      $0 + (Double($1) - expected) * (Double($1) - expected) / expected
    }
    #expect(chiSquare < 378)
  }
}
