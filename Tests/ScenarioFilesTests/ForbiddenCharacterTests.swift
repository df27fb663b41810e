import InvestmentPipeline
import ScenarioFiles
import Testing

/// Characters that would steer a terminal, turn text around or end a line that nobody sees.
@Suite struct ForbiddenCharacterTests {
  static let characters = [
    "\u{1B}", "\u{8}", "\u{7F}", "\u{85}", "\u{2028}", "\u{202E}", "\u{2067}", "\u{FFFE}",
  ]

  @Test(arguments: characters)
  func `they are refused by line and column in every file`(_ character: String) throws {
    for (file, text, place) in [
      (
        "city.yaml", CityFixture.city.replacing("en: East", with: "en: Ea\(character)st"),
        "city.yaml:4:31"
      ),
      (
        "baseline.yaml", CityFixture.baseline.replacing("一句话", with: "一\(character)句"),
        "baseline.yaml:2:10"
      ),
    ] {
      let problems = try CityFixture([file: text]).check()
      expectProblem(in: problems, at: place, says: "invisible control character U+")
    }
    let fixture = try CityFixture()
    let lines = CityFixture.register.split(separator: "\n", omittingEmptySubsequences: false)
    let spoiled = lines.enumerated().map { $0 == 1 ? "\(character)\($1)" : "\($1)" }
    try fixture.write(Array(spoiled.joined(separator: "\n").utf8), as: "register.csv")
    expectProblem(
      in: fixture.check(), at: "register.csv:2:1", says: "invisible control character U+")
  }

  @Test func `escapes of YAML make none either`() throws {
    let text = CityFixture.city.replacing("en: East", with: "en: \"Ea\\x1b[31mst\"")
    let problems = try CityFixture(["city.yaml": text]).check()
    expectProblem(in: problems, says: "invisible control character U+001B")
  }

  @Test func `twenty are told, and how many more there are`() throws {
    let text = CityFixture.register + String(repeating: "\u{1B}\n", count: 100)
    let told = try CityFixture(["register.csv": text]).check()
      .filter { $0.reason.en.contains("U+001B") }
    #expect(told.count == 20)
    #expect(told.last?.reason.en.contains("80 more") == true)
  }

  /// Behind a line separator an alias was not counted: fifteen levels of four made 4¹⁵ values, which
  /// hashing them as a key went through one by one.
  @Test func `aliases hidden behind a line separator never reach the parser`() throws {
    var text = "a: &a0 [x]\n"
    for level in 1..<15 {
      text +=
        "k\(level): &a\(level) [" + String(repeating: "\u{2028}*a\(level - 1),", count: 4) + "]\n"
    }
    let problems = try CityFixture(["upper.yaml": text + "? *a14\n: 1\n"]).check()
    expectProblem(in: problems, says: "U+2028")
  }
}
