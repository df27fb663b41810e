import Foundation
import Reports
import Testing

/// `list`, `show`, `explain`, `check`, `init`, and the language they speak.
@Suite struct ProcessTestsInspection {
  static let commands = [["list"], ["show", "baseline"], ["explain", "no-giant"]]

  @Test(arguments: commands, languages)
  func `looking at the example, within 110 columns`(command: [String], language: String) throws {
    let outcome = try LuodiProcess.run(
      command + ["--scenarios", LuodiProcess.scenarios + "/jiangmen-2023", "--lang", language])
    #expect(outcome.exitCode == 0 && outcome.talk == "")
    #expect(!outcome.output.contains(0x1B))
    for line in outcome.lines {
      #expect(DisplayWidth.of(line) <= 110, "\(DisplayWidth.of(line)) columns: \(line)")
    }
    for table in tables(in: outcome.text) {
      let width = DisplayWidth.of(table[1])
      #expect(table.allSatisfy { DisplayWidth.of($0) <= width })
    }
    if command[0] == "show" { for table in tables(in: outcome.text) { expectAligned(table) } }
  }

  @Test func `list names every scenario with what it stands for`() throws {
    let outcome = try LuodiProcess.run(["list", "--scenarios", LuodiProcess.scenarios])
    for name in [
      "jiangmen-2022/back-cast", "jiangmen-2023/baseline", "jiangmen-2023/no-giant",
      "jiangmen-2023/stretch-push",
    ] {
      #expect(outcome.lines.contains { $0.hasPrefix(name + " ") }, "\(name)")
    }
  }

  @Test func `explain counts what run counts`() throws {
    let city = try SmallCity()
    let summary =
      try city.run("run", "more-events.yaml", "--trials", "64", "--format", "json")
      .json()["scenario"] as? [String: Any]
    let published = try #require(summary?["published_numbers"] as? Int)
    let assumed = try #require(summary?["assumed_numbers"] as? Int)
    let outcome = try city.run("explain", "more-events.yaml")
    #expect(outcome.text.hasPrefix("\(published) published figures, \(assumed) assumptions."))
    #expect(outcome.text.contains("more-events.yaml:"))
    #expect(outcome.text.contains("adjustments.events.score_shift"))
    // Nothing is published in an invented city.
    #expect(published == 0 && outcome.text.contains("None."))
  }

  @Test(arguments: [("zh", "未发现问题：city\n"), ("en", "No problems found: city\n")])
  func `init, check, run, and init again`(language: String, words: String) throws {
    let folder = try TemporaryFolder()
    let made = try folder.run("init", "city", "--lang", language)
    #expect(made.exitCode == 0 && made.talk == "")
    #expect(made.text.contains("luodi run city/baseline"))
    #expect(folder.names == ["city"])
    let checked = try folder.run("check", "city", "--lang", language)
    #expect(checked.exitCode == 0 && checked.text == words)
    let run = try folder.run("run", "city/baseline", "--trials", "200", "--lang", language)
    #expect(run.exitCode == 0 && run.talk == "", "\(run.talk)")
    for table in tables(in: run.text) { expectAligned(table) }
    for line in run.lines { #expect(DisplayWidth.of(line) <= 110, "\(line)") }
    try folder.write("mine", as: "city/city.yaml")
    let again = try folder.run("init", "city", "--lang", language)
    #expect(again.exitCode == 3 && again.output.isEmpty)
    #expect(again.talk.contains(language == "zh" ? "不会覆盖" : "not overwritten"))
    #expect(try folder.read("city/city.yaml") == "mine")
  }

  @Test func `init where nothing can be made`() throws {
    let folder = try TemporaryFolder()
    try folder.write("", as: "file")
    for place in ["file", "file/city", "/proc/luodi/city"] {
      let outcome = try folder.run("init", place)
      #expect(outcome.exitCode == 3, "\(place)")
      #expect(outcome.talk.contains(place) && outcome.talk.contains("remedy:"))
      #expect(folder.names == ["file"])
    }
  }

  /// `--lang`, then LC_ALL, LC_MESSAGES, LANG, else English.
  @Test(
    arguments: [
      ([:], nil, "en"), (["LANG": "zh_CN.UTF-8"], nil, "zh"), (["LANG": "de_DE.UTF-8"], nil, "en"),
      (["LANG": "zh_CN.UTF-8", "LC_MESSAGES": "en_GB.UTF-8"], nil, "en"),
      (["LANG": "en_GB.UTF-8", "LC_MESSAGES": "zh_TW.UTF-8"], nil, "zh"),
      (["LC_MESSAGES": "zh_CN.UTF-8", "LC_ALL": "C"], nil, "en"),
      (["LC_MESSAGES": "en_GB.UTF-8", "LC_ALL": "zh_CN"], nil, "zh"),
      (["LC_ALL": "", "LANG": "zh_CN.UTF-8"], nil, "zh"), (["LC_ALL": "zh_CN.UTF-8"], "en", "en"),
      (["LC_ALL": "en_GB.UTF-8"], "zh", "zh"),
    ] as [([String: String], String?, String)])
  func `the language`(environment: [String: String], option: String?, expected: String) throws {
    let options = option.map { [["--lang", $0], ["--lang=\($0)"]] } ?? [[]]
    for option in options {
      let list = try LuodiProcess.run(
        ["list", "--scenarios", LuodiProcess.scenarios] + option, environment: environment)
      #expect(list.text.hasPrefix(expected == "zh" ? "情景" : "Scenario"))
      let failure = try LuodiProcess.run(
        ["show", "nothing", "--scenarios", LuodiProcess.scenarios] + option,
        environment: environment)
      #expect(failure.talk.hasPrefix(expected == "zh" ? "发现1个问题" : "Problems found: 1"))
    }
  }
}
