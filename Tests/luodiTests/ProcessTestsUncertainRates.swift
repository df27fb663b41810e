import Foundation
import TestSupport
import Testing

/// A scenario of uncertain rates has one probability, whichever command says it.
@Suite(.longRuns) struct ProcessTestsUncertainRates {
  private static let plan = [
    "--trials", "4096", "--seed", "3", "--scenarios", LuodiProcess.scenarios, "--lang", "en",
  ]

  private static func json(_ arguments: [String]) throws -> [String: Any] {
    try LuodiProcess.run(arguments + plan + ["--format", "json"]).json()
  }

  private static func targets(_ json: [String: Any]) throws -> [[String: Any]] {
    try #require(json["targets"] as? [[String: Any]])
  }

  @Test func `compare and report say what run says`() throws {
    let run = try Self.targets(Self.json(["run", "uncertain-rates"]))
    let comparison = try Self.targets(Self.json(["compare", "baseline", "uncertain-rates"]))
    let known = try Self.targets(Self.json(["run", "baseline"]))
    for (place, target) in comparison.enumerated() {
      let chances = try #require(target["chances"] as? [[String: Any]])
      for key in ["probability", "standard_error"] {
        #expect(chances[1][key] as? Double == run[place][key] as? Double, "\(key)")
        #expect(chances[0][key] as? Double == known[place][key] as? Double, "\(key)")
      }
    }
    #expect(run[0]["probability"] as? Double != known[0]["probability"] as? Double)
    let folder = try TemporaryFolder()
    let outcome = try LuodiProcess.run(
      ["report", "baseline", "--compare", "uncertain-rates", "--output", "out"] + Self.plan,
      in: folder.url)
    #expect(outcome.exitCode == 0, "\(outcome.talk)")
    // The table of the comparison in the report is that of the command.
    let table = try LuodiProcess.run(
      ["compare", "baseline", "uncertain-rates", "--format", "markdown"] + Self.plan
    ).text
    let report = try folder.read("out/report.md")
    let rows = table.split(separator: "\n").filter { $0.hasPrefix("| City, signed investment") }
    #expect(!rows.isEmpty)
    for row in rows { #expect(report.contains(row), "\(row)") }
  }

  @Test func `quotas are worth what two runs differ by`() throws {
    let city = try TemporaryFolder()
    let source = URL(filePath: LuodiProcess.scenarios).appending(path: "jiangmen-2023")
    let folder = city.url.appending(path: "jiangmen-2023")
    try FileManager.default.copyItem(at: source, to: folder)
    for (name, pool) in [("short", 0), ("more", 1_000)] {
      try city.write(
        """
        extends: uncertain-rates
        title: {zh: 试, en: Test}
        reason: {zh: 试, en: Test}
        quotas:
          land:
            pool: {value: \(pool), assumed: a test}

        """, as: "jiangmen-2023/\(name).yaml")
    }
    let plan = ["--trials", "1088", "--scenarios", city.url.path, "--format", "json"]
    func total(_ name: String) throws -> Double {
      let json = try LuodiProcess.run(["run", name] + plan).json()
      let metrics = try #require(json["metrics"] as? [[String: Any]])
      let total = try #require(metrics.first { $0["id"] as? String == "city.signed_investment" })
      return try #require(total["mean"] as? Double)
    }
    let values = try LuodiProcess.run(["quotas", "short", "--land", "1000"] + plan).json()
    let pool = try #require((values["values"] as? [[String: Any]])?.first)
    let value = try #require((pool["investment"] as? [String: Any])?["value"] as? Double)
    #expect(value > 0)
    #expect(try abs(value - (total("more") - total("short"))) < 1e-6)
  }
}
