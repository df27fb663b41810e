import Foundation
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
    ("zh", "与“基准（冲刺前）”相比", "误差缩小倍数"),
    ("en", "Against “Baseline before the push”", "Error smaller by"),
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
    // 15 targets, 4 joint targets and 8 parts of the city, twice.
    #expect(lines.count == 1 + 2 * 27)
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
}
