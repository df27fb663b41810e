import InvestmentPipeline
import ScenarioFiles
import Testing

/// Damaged files give problems or a scenario, never a crash.
@Suite struct MalformedInputTests {
  /// SplitMix64 (Steele, Lea & Flood 2014): a few lines, so that the damage is the same anywhere.
  struct Generator: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var mixed = state
      mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
      mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
      return mixed ^ (mixed >> 31)
    }
  }

  static let texts = [
    "city.yaml": CityFixture.city, "baseline.yaml": CityFixture.baseline,
    "upper.yaml": CityFixture.upper, "register.csv": CityFixture.register,
  ]

  /// 150 damages a file: flipped bytes, cut ends, doubled and swapped pieces.
  @Test(arguments: ["city.yaml", "baseline.yaml", "upper.yaml", "register.csv"])
  func damageIsReported(_ name: String) throws {
    var generator = Generator(state: 20_230_228)
    let good = Array(MalformedInputTests.texts[name]!.utf8)
    let fixture = try CityFixture()
    let signs = Array("{}[]:,*&!|>'\"%@`#-?\n\t \0~".utf8)
    for _ in 0..<150 {
      var bytes = good
      for _ in 0..<Int.random(in: 1...4, using: &generator) where !bytes.isEmpty {
        let index = Int.random(in: 0..<bytes.count, using: &generator)
        switch Int.random(in: 0..<5, using: &generator) {
        case 0: bytes[index] ^= UInt8(1) << UInt8.random(in: 0..<8, using: &generator)
        case 1: bytes[index] = signs.randomElement(using: &generator)!
        case 2: bytes.remove(at: index)
        case 3: bytes.insert(signs.randomElement(using: &generator)!, at: index)
        default: bytes.removeSubrange(index..<min(bytes.count, index + 20))
        }
      }
      try fixture.write(bytes, as: name)
      for problem in fixture.check() {
        #expect(problem.location != nil, "\(problem)")
        #expect(problem.reason.zh != problem.reason.en, "\(problem)")
      }
    }
  }
}
