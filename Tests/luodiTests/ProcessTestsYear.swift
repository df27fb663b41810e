import Foundation
import TestSupport
import Testing

/// The whole year from the command line: parts of a run, `luodi quotas`, `luodi calibrate`.
@Suite struct ProcessTestsYear {
  private func luodi(_ arguments: String...) throws -> Outcome {
    try LuodiProcess.run(arguments, in: LuodiProcess.root)
  }

  @Test(arguments: [
    ("zh", ["新增线索签约", "签约、开工、到位资金", "市级统筹", "综合测评名次"]),
    (
      "en",
      [
        "Signed from new leads", "Signed, started, funds in place", "City pool",
        "Ranks in the scorecard",
      ]
    ),
  ])
  func `a run tells what each part brings`(language: String, words: [String]) throws {
    let outcome = try luodi(
      "run", "jiangmen-2023/baseline", "--trials", "256", "--lang", language)
    #expect(outcome.exitCode == 0 && outcome.talk == "")
    for word in words { #expect(outcome.text.contains(word), "\(word)") }
    let alone = try luodi(
      "run", "jiangmen-2023/register-alone", "--trials", "256", "--lang", language)
    for word in words { #expect(!alone.text.contains(word), "\(word)") }
  }

  @Test func `the JSON has the year, and nothing of it for the register alone`() throws {
    let json = try luodi("run", "jiangmen-2023/baseline", "--trials", "256", "--format", "json")
      .json()
    let year = try #require(json["year"] as? [String: Any])
    let arrivals = try #require(year["arrivals"] as? [String: Any])
    #expect(((arrivals["expected"] as? Double ?? 0) - 590.2).magnitude < 0.01)
    let ranks = try #require(year["ranks"] as? [[String: Any]])
    #expect(ranks.count == 7)
    for rank in ranks {
      let sum = (rank["probabilities"] as? [Double])?.reduce(0, +) ?? 0
      #expect((sum - 1).magnitude < 1e-12)
    }
    let items = try #require(year["item_ranks"] as? [[String: Any]])
    #expect(
      items.map { $0["item"] as? String } == [
        "signed", "started", "funds_in_place", "investment_per_mu",
      ])
    #expect(items.allSatisfy { ($0["ranks"] as? [Any])?.count == 7 })
    let alone = try luodi(
      "run", "jiangmen-2023/register-alone", "--trials", "256", "--format", "json"
    ).json()
    #expect(alone["year"] == nil)
  }

  @Test(.longRuns) func `uncertain rates split the variance`() throws {
    let outcome = try luodi(
      "run", "jiangmen-2023/uncertain-rates", "--trials", "10240", "--lang", "en")
    #expect(outcome.exitCode == 0)
    // However the lines are broken.
    let text = outcome.text.replacing("\n", with: " ")
    #expect(text.contains("10 parameter draws from history or drift, 1024 trials each"))
    #expect(text.contains("Standard deviation of the city's investment: "))
  }

  @Test(.longRuns, arguments: [("zh", "追加50亩"), ("en", "Effect of 50亩")])
  func `quotas tells what more is worth`(language: String, start: String) throws {
    let outcome = try luodi(
      "quotas", "jiangmen-2023/land-short", "--land", "50", "--trials", "512", "--lang", language)
    #expect(outcome.exitCode == 0 && outcome.talk == "")
    #expect(outcome.text.hasPrefix(start))
    let csv = try luodi(
      "quotas", "jiangmen-2023/land-short", "--trials", "512", "--format", "csv")
    let lines = csv.text.components(separatedBy: "\r\n").filter { !$0.isEmpty }
    // Land and energy, for the pool and seven districts.
    #expect(lines.count == 1 + 2 * 8)
    #expect(lines[0].contains("city-floor,city-floor_standard_error"))
    let alone = try luodi("quotas", "jiangmen-2023/register-alone", "--trials", "64")
    #expect(alone.exitCode == 3 && alone.talk.contains("quotas"))
    #expect(try luodi("quotas", "jiangmen-2023/baseline", "--land", "-5").exitCode == 64)
  }

  @Test(.longRuns, arguments: [("zh", "情景片段", "收缩权重"), ("en", "Scenario fragment", "Shrinkage")])
  func `calibrate prints rates and a fragment that a scenario takes`(
    language: String, title: String, column: String
  ) throws {
    let outcome = try luodi(
      "calibrate", "scenarios/jiangmen-2023/history-2022.csv", "--city",
      "scenarios/jiangmen-2023", "--lang", language)
    #expect(outcome.exitCode == 0 && outcome.talk == "")
    #expect(outcome.text.contains(title) && outcome.text.contains(column))
    let fragment = try #require(outcome.text.range(of: "conversion:\n"))
    let folder = try TemporaryFolder()
    try folder.copyCity("jiangmen-2023")
    try folder.write(
      "extends: baseline\ntitle: 拟合\nreason: 一句话\n" + outcome.text[fragment.lowerBound...],
      as: "jiangmen-2023/fitted.yaml")
    let run = try folder.run(
      "run", "jiangmen-2023/fitted", "--scenarios", ".", "--trials", "8192", "--format", "json")
    #expect(run.exitCode == 0, "\(run.talk)")
    #expect(((try run.json()["year"] as? [String: Any])?["rates"] as? [String: Any]) != nil)
  }

  @Test func `a history with faults is refused with their lines`() throws {
    let folder = try TemporaryFolder()
    try folder.write("区县,阶段,进入,晋级\n东区,洽谈,40,41\n东区,签约,4,1\n", as: "history.csv")
    let outcome = try withExtendedLifetime(folder) {
      try LuodiProcess.run(["calibrate", "history.csv"], in: folder.url)
    }
    #expect(outcome.exitCode == 3 && outcome.output.isEmpty)
    #expect(outcome.talk.contains("history.csv:2") && outcome.talk.contains("history.csv:3"))
  }
}
