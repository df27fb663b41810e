import Foundation
import TestSupport
import Testing

/// `luodi compare`, as a planner calls it.
@Suite struct ProcessTestsCompare {
  private func compare(_ arguments: String...) throws -> Outcome {
    try LuodiProcess.run(
      ["compare"] + arguments + ["--scenarios", LuodiProcess.scenarios, "--trials", "640"])
  }

  @Test func `it says of two scenarios what each run says`() throws {
    let both = try compare("baseline", "no-giant", "--format", "json").json()
    let targets = try #require(both["targets"] as? [[String: Any]])
    for (place, name) in ["baseline", "no-giant"].enumerated() {
      let run = try LuodiProcess.run([
        "run", name, "--scenarios", LuodiProcess.scenarios, "--trials", "640", "--format", "json",
      ]).json()
      let own = try #require(run["targets"] as? [[String: Any]])
      for (compared, alone) in zip(targets, own) {
        let chances = try #require(compared["chances"] as? [[String: Any]])
        #expect(chances[place]["probability"] as? Double == alone["probability"] as? Double)
      }
    }
    #expect(
      (both["scenarios"] as? [[String: Any]])?.map { $0["id"] as? String } == [
        "baseline", "no-giant",
      ])
  }

  @Test(arguments: [
    ("zh", "与“基准（冲刺前）”相比", "精度提高倍数"),
    ("en", "Compared with “Baseline before the push”", "Precision gain"),
  ])
  func `tables speak the planner's language`(language: String, start: String, column: String) throws
  {
    let outcome = try compare("baseline", "stretch-push", "no-giant", "--lang", language)
    #expect(outcome.exitCode == 0 && outcome.talk == "")
    #expect(outcome.text.hasPrefix(start))
    #expect(outcome.text.components(separatedBy: column).count > 2)
  }

  @Test func `every line of the table for programs has every column`() throws {
    let lines = try compare("baseline", "no-giant", "--format", "csv").text
      .components(separatedBy: "\r\n").filter { !$0.isEmpty }
    #expect(lines[0].hasPrefix("\u{FEFF}kind,id,title,scenario"))
    // 16 targets, 4 joint targets, 8 parts of the city, starts and funds, twice.
    #expect(lines.count == 1 + 2 * 30)
    #expect(lines.contains { $0.hasPrefix("mean,district:xinhui,") && $0.contains(",true,640,") })
    let markdown = try compare("baseline", "no-giant", "--format", "markdown").text
    #expect(markdown.contains("| City, signed investment: floor |"))
  }

  @Test func `what is wrong with any of them is said at once`() throws {
    let outcome = try compare("baselin", "no-gaint")
    #expect(outcome.exitCode == 3 && outcome.output.isEmpty)
    #expect(outcome.talk.contains("baselin") && outcome.talk.contains("no-gaint"))
    #expect(try compare("baseline").exitCode == 64)
    #expect(try compare("baseline", "baseline").exitCode == 3)
    #expect(try compare("jiangmen-2023/baseline", "jiangmen-2022/back-cast").exitCode == 3)
  }

  @Test(.longRuns) func `a waterfall leads lever by lever from one scenario to the other`() throws {
    let json = try compare("baseline", "faster-review", "--waterfall", "--format", "json").json()
    let whole = try #require(json["investment"] as? [[String: Any]])
    let steps = try #require((json["waterfall"] as? [[String: Any]])?.first)
    #expect(steps["reference"] as? String == "previous")
    let ids = (steps["scenarios"] as? [[String: Any]])?.map { $0["id"] as? String ?? "" }
    #expect(ids == ["baseline", "faster-review@1", "faster-review@2", "faster-review@3"])
    func differences(_ investment: Any?) throws -> [Double] {
      let city = try #require((investment as? [[String: Any]])?.first)
      return (try #require(city["means"] as? [[String: Any]])).compactMap {
        ($0["difference"] as? [String: Any])?["value"] as? Double
      }
    }
    let parts = try differences(steps["investment"])
    #expect(parts.count == 3)
    #expect(abs(parts.reduce(0, +) - (try differences(whole)[0])) < 1e-6)
    let table = try compare("baseline", "faster-review", "--waterfall", "--lang", "zh").text
    #expect(table.contains("评审常设") && table.contains("合计"))
    // What the second scenario states otherwise comes before its levers.
    let other = try compare("no-giant", "faster-review", "--waterfall", "--lang", "en").text
    #expect(other.contains("Other differences"))
    let csv = try compare("baseline", "faster-review", "--waterfall", "--format", "csv").text
    #expect(csv.contains("step_mean,city,"))
  }

  @Test func `a waterfall needs levers and two scenarios`() throws {
    let bare = try compare("baseline", "no-giant", "--waterfall", "--lang", "en")
    #expect(bare.exitCode == 3 && bare.talk.contains("has no levers"))
    #expect(try compare("baseline", "no-giant", "faster-review", "--waterfall").exitCode == 64)
  }

  @Test(arguments: [("zh", "3 → 2.4 月"), ("en", "3 → 2.4 months")])
  func `levers are shown with what they moved`(language: String, move: String) throws {
    let outcome = try LuodiProcess.run([
      "show", "faster-review", "--scenarios", LuodiProcess.scenarios, "--lang", language,
    ])
    #expect(outcome.text.contains(move))
  }
}
