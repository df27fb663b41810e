import Foundation
import Testing

/// `--set`, as a planner uses it.
@Suite struct ProcessTestsSet {
  private static let few = ["--trials", "640", "--lang", "en"]

  /// The probabilities of the targets by id.
  private static func probabilities(_ outcome: Outcome) throws -> [String: Double] {
    let targets = try #require(outcome.json()["targets"] as? [[String: Any]], "\(outcome.talk)")
    return Dictionary(
      uniqueKeysWithValues: targets.map { ($0["id"] as! String, $0["probability"] as! Double) })
  }

  @Test func `a set number has the effect of the same number in the file`() throws {
    let city = try SmallCity()
    let json = Self.few + ["--format", "json"]
    let plain = try Self.probabilities(city.run(["run", "./baseline.yaml"] + json))
    let set = try Self.probabilities(
      city.run(
        ["run", "./baseline.yaml", "--set", "conversion.city.negotiating.conversion_rate=30%"]
          + json))
    #expect(set != plain)
    try city.replace(
      "negotiating: {conversion_rate: 55%", with: "negotiating: {conversion_rate: 30%",
      in: "baseline.yaml")
    #expect(try Self.probabilities(city.run(["run", "./baseline.yaml"] + json)) == set)
  }

  @Test func `a report lists what was set and repeats the option`() throws {
    let city = try SmallCity()
    let outcome = try city.run(
      ["report", "./baseline.yaml", "--output", "out", "--set", "city.approved.dwell_months=1.75"]
        + Self.few)
    #expect(outcome.exitCode == 0, "\(outcome.talk)")
    let markdown = try city.folder.read("out/report.md").replacing("\\_", with: "_")
    #expect(markdown.contains("set on the command line"))
    #expect(
      markdown.contains("conversion.city.approved.dwell_months")
        && markdown.contains("--set city.approved.dwell_months=1.75"))
    let line = try #require(markdown.split(separator: "\n").first { $0.contains("luodi report") })
    #expect(line.contains("--set city.approved.dwell_months=1.75"))
  }

  @Test func `compare sets the number in every scenario named`() throws {
    let city = try SmallCity()
    let setting = ["--set", "city.negotiating.conversion_rate=30%"]
    let both = try city.run(
      ["compare", "./baseline.yaml", "./more-events.yaml"] + setting + Self.few
        + ["--format", "json"])
    let targets = try #require(both.json()["targets"] as? [[String: Any]], "\(both.talk)")
    for (place, name) in ["baseline", "more-events"].enumerated() {
      let alone = try Self.probabilities(
        city.run(["run", "./\(name).yaml"] + setting + Self.few + ["--format", "json"]))
      for target in targets {
        let chances = try #require(target["chances"] as? [[String: Any]])
        #expect(chances[place]["probability"] as? Double == alone[target["id"] as! String])
      }
    }
  }

  @Test(arguments: ["en", "zh"]) func `bad values are all named, with exit code 3`(
    _ language: String
  ) throws {
    let city = try SmallCity()
    let outcome = try city.run([
      "run", "./baseline.yaml", "--lang", language, "--set",
      "conversion.city.negociating.dwell_months=1", "--set",
      "conversion.city.approved.conversion_rate=130%", "--set",
      "conversion.city.approved.dwell_months=2亿元",
    ])
    #expect(outcome.exitCode == 3 && outcome.text.isEmpty)
    for words in [
      "conversion.city.negociating.dwell_months", "130%", "2亿元", "negotiating", "--set",
    ] {
      #expect(outcome.talk.contains(words), "\(words): \(outcome.talk)")
    }
  }

  @Test(arguments: ["pace.3", "=3", "pace.3=", "a..b=1"])
  func `what is no key and value is a usage error`(_ text: String) throws {
    let city = try SmallCity()
    for command in [
      ["run", "./baseline.yaml"], ["compare", "./baseline.yaml", "./more-events.yaml"],
      ["report", "./baseline.yaml", "--output", "out"],
    ] {
      let outcome = try city.run(command + ["--set", text])
      #expect(outcome.exitCode == 64 && outcome.talk.contains("--set"), "\(outcome.talk)")
    }
  }
}

extension SmallCity {
  /// Runs luodi in the city's folder.
  func run(_ arguments: [String]) throws -> Outcome {
    try withExtendedLifetime(self) { try LuodiProcess.run(arguments, in: folder.url) }
  }
}
