import Foundation
import TestSupport
import Testing

/// `--engine`: bounds in the place of figures that are not resolved, and Ctrl-C.
@Suite struct ProcessTestsEngine {
  private func cityWithDistantTarget() throws -> SmallCity {
    let city = try SmallCity()
    try city.replace("at_least: 16\n", with: "at_least: 60\n", in: "baseline.yaml")
    return city
  }

  @Test(.heavyNumerics) func `what is not resolved is a bound in every form`() throws {
    let city = try cityWithDistantTarget()
    func run(_ format: String) throws -> Outcome {
      try city.run(
        "run", "baseline.yaml", "--trials", "2000", "--engine", "conditional", "--lang", "en",
        "--format", format)
    }
    let targets = try #require(try run("json").json()["targets"] as? [[String: Any]])
    let target = try #require(targets.first { $0["id"] as? String == "city-projects" })
    let answer = try #require(target["answer"] as? [String: Any])
    let bound = try #require(answer["upper_bound"] as? Double, "\(answer)")
    #expect(bound > 0 && bound < 1e-2 && answer["lower_bound"] == nil)
    #expect(try #require(target["probability"] as? Double) <= bound)

    let rows = csvRows(try run("csv").text)
    let column = try #require(rows[0].firstIndex(of: "upper_bound"))
    #expect(rows[0].contains("lower_bound"))
    let row = try #require(rows.first { $0[1] == "city-projects" })
    #expect(Double(row[column]) == bound)

    for format in ["table", "markdown"] {
      let lines = try run(format).text.split(separator: "\n").filter {
        $0.contains("City, projects of at least")
      }
      #expect(lines.contains { $0.contains("<0.") }, "\(lines)")
    }
  }

  // The conditional answers to fifteen targets take seconds, the 64 trials do not.
  @Test func `SIGINT while the engine answers keeps what is done`() throws {
    let outcome = try LuodiProcess.run([
      "run", "jiangmen-2023/register-alone", "--scenarios", LuodiProcess.scenarios, "--trials",
      "64", "--engine", "conditional", "--precision", "0.001pp", "--format", "json", "--lang", "en",
    ]) { process in
      try LuodiProcess.waitUntilInterruptible(process)
      process.interrupt()
    }
    #expect(outcome.exitCode == 130 && outcome.signal == nil, "\(outcome.talk)")
    #expect(outcome.talk.hasPrefix("Interrupted"), "\(outcome.talk)")
    let forecast = try outcome.json()
    #expect(forecast["completion"] as? String == "interrupted")
    let targets = try #require(forecast["targets"] as? [[String: Any]])
    #expect(
      targets.contains {
        ($0["answer"] as? [String: Any])?["method"] as? String == "simulation"
      })
  }
}
