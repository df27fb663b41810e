import Foundation
import TestSupport
import Testing

/// Commands of the program as it, its reports and its documentation print them: each is run.
struct PrintedCommandTests {
  static let subcommands = [
    "import", "run", "report", "compare", "quotas", "sizes", "calibrate", "list", "show", "explain",
    "check", "init", "bench",
  ]

  /// The commands in `text`: from `luodi` and a subcommand to the end of the line, or of the code
  /// span or cell that it stands in.
  static func commands(in text: String) -> [String] {
    let words = subcommands.joined(separator: "|")
    let pattern = try! Regex<Substring>("(?:\\.build/release/)?luodi (?:\(words))\\b[^\\n`|<”」]*")
    return text.matches(of: pattern).map { String($0.output).trimmingCharacters(in: .whitespaces) }
  }

  /// Runs `command` by a shell that finds this build's luodi, with few trials unless it states them.
  static func run(_ command: String, in folder: URL) throws -> Outcome {
    let takesTrials = ["run", "report", "compare", "quotas"].contains {
      command.contains("luodi \($0)")
    }
    let few = takesTrials && !command.contains("--trials") ? " --trials 64" : ""
    let line = command.replacing(".build/release/luodi", with: "luodi") + few
    return try LuodiProcess.run(
      ["-c", "PATH=\"$0:$PATH\"; \(line)", LuodiProcess.binary.deletingLastPathComponent().path],
      environment: ["LUODI_PYTHON": "/nowhere/python"], in: folder,
      program: URL(filePath: "/bin/sh"))
  }

  /// A folder as a reader of the documentation has it: the scenarios, and tables of their own.
  static func workingFolder() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    let manager = FileManager.default
    try manager.createSymbolicLink(
      atPath: folder.url.appending(path: "scenarios").path,
      withDestinationPath: LuodiProcess.scenarios)
    return folder
  }

  @Test(arguments: languages, ["my-city", "my city's", "-city", "城市"])
  func `what init says to try runs`(language: String, name: String) throws {
    let folder = try TemporaryFolder()
    let outcome = try folder.run("init", "--lang", language, "--", name)
    #expect(outcome.exitCode == 0, "\(outcome.talk)")
    let commands = Self.commands(in: outcome.text)
    #expect(commands.count == 1)
    for command in commands {
      let outcome = try Self.run(command, in: folder.url)
      #expect(outcome.exitCode == 0, "\(command): \(outcome.talk)")
    }
  }

  @Test(arguments: languages)
  func `remedies without a scenario run`(language: String) throws {
    let folder = try TemporaryFolder()
    try FileManager.default.createDirectory(
      at: folder.url.appending(path: "empty"), withIntermediateDirectories: false)
    for arguments in [["list", "--scenarios", "empty"], ["run", "x"], ["check", "empty"]] {
      let outcome = try LuodiProcess.run(arguments + ["--lang", language], in: folder.url)
      let commands = Self.commands(in: outcome.talk)
      #expect(outcome.exitCode != 0 && !commands.isEmpty, "\(outcome.talk)")
      for command in Set(commands) {
        let fresh = try TemporaryFolder()
        let outcome = try Self.run(command, in: fresh.url)
        #expect(outcome.exitCode == 0, "\(command): \(outcome.talk)")
      }
    }
  }

  @Test(arguments: [
    ["a b/my 'city'/baseline", "--lang", "zh"],
    ["baseline", "--scenarios", "a b/my 'city'", "--lang", "en"],
  ])
  func `a report's own command makes the same report`(arguments: [String]) throws {
    let folder = try TemporaryFolder()
    try FileManager.default.createDirectory(
      at: folder.url.appending(path: "a b"), withIntermediateDirectories: false)
    #expect(try folder.run("init", "a b/my 'city'").exitCode == 0)
    let other = arguments[0].replacing("baseline", with: "more-events")
    let first = try LuodiProcess.run(
      ["report"] + arguments + ["--compare", other, "--trials", "640", "--output", "out"],
      environment: ["LUODI_PYTHON": "/nowhere/python"], in: folder.url)
    #expect(first.exitCode == 0, "\(first.talk)")
    let page = try folder.read("out/report.html").replacing("&#39;", with: "'")
      .replacing("&quot;", with: "\"").replacing("&amp;", with: "&")
    let commands = Self.commands(in: page).filter { $0.contains("luodi report") }
    #expect(commands.count == 1)
    let command = try #require(commands.first)
    let second = try Self.run(command, in: folder.url)
    #expect(second.exitCode == 0, "\(command): \(second.talk)")
    for name in ["report.html", "report.md", "report.xlsx", "press-release.txt", "forecast.json"] {
      #expect(
        try Data(contentsOf: folder.url.appending(path: "out/\(name)"))
          == Data(contentsOf: folder.url.appending(path: "report/\(name)")), "\(name)")
    }
    // All files of both scenarios are named with their fingerprints.
    for name in ["city.yaml", "register.csv", "baseline.yaml", "more-events.yaml"] {
      #expect(page.components(separatedBy: "<td>my 'city'/\(name)</td>").count == 2, "\(name)")
    }
  }

  @Test(arguments: ["table", "markdown"], languages)
  func `a forecast prints no command that does not run`(format: String, language: String) throws {
    let folder = try TemporaryFolder()
    #expect(try folder.run("init", "city").exitCode == 0)
    for arguments in [
      ["run", "city/baseline", "--trials", "100", "--format", format],
      ["quotas", "city/baseline", "--trials", "10", "--format", format],
      ["compare", "city/baseline", "city/more-events", "--trials", "64", "--format", format],
      ["show", "city/baseline"], ["explain", "city/baseline"], ["check", "city"], ["--help"],
    ] {
      let outcome = try LuodiProcess.run(
        arguments + (arguments.last == "--help" ? [] : ["--lang", language]), in: folder.url)
      // A city without land and energy has no quotas to value.
      #expect(outcome.exitCode == 0 || arguments[0] == "quotas", "\(outcome.talk)")
      for command in Self.commands(in: outcome.text + outcome.talk)
      where !command.contains("luodi help") {
        let outcome = try Self.run(command, in: folder.url)
        #expect(outcome.exitCode == 0, "\(command): \(outcome.talk)")
      }
    }
  }

  /// Pages whose commands a reader may paste, in order.
  static let pages = [
    "README.md", "README.zh-CN.md", "docs/data.md", "docs/engines.md", "docs/jiangmen-2023.md",
    "docs/limits.md", "docs/model.md", "docs/notebooks.md", "docs/reports.md",
  ]

  @Test(.longRuns, arguments: pages)
  func `commands of the documentation run`(page: String) throws {
    let folder = try Self.workingFolder()
    let tables = LuodiProcess.root.appending(path: "Tests/Fixtures/registers")
    let text = try String(contentsOf: LuodiProcess.root.appending(path: page), encoding: .utf8)
    // Lines of code that begin with one, and spans of code, which may be broken.
    let spans = text.replacing("\n   --", with: " --").split(separator: "\n").flatMap { line in
      line.hasPrefix("luodi ") || line.hasPrefix(".build/")
        ? [line]
        : line.split(separator: "`", omittingEmptySubsequences: false).enumerated()
          .filter { $0.offset % 2 == 1 }.map(\.element)
    }
    for command in spans.flatMap({ Self.commands(in: String($0)) }) {
      // A name alone, or with the places of arguments, is no command to paste.
      let words = command.split(separator: " ").dropFirst(2)
      guard !words.isEmpty,
        !words.contains(where: {
          $0.contains("…") || $0.contains("[")
            || ["FILE", "FOLDER", "DIR", "PATH", "HISTORY", "SCENARIO", "A", "B"].contains($0)
        }), !command.contains(try! Regex("luodi [a-z]+ (情景|文件|文件夹|历史文件|路径)"))
      else { continue }
      if command.contains("luodi import") {
        let name = try #require(words.first.map(String.init))
        try? FileManager.default.copyItem(
          at: tables.appending(path: "in-talks.xlsx"), to: folder.url.appending(path: name))
        // The reader's city and words are not there: what is printed must be understood.
        #expect(try Self.run(command, in: folder.url).exitCode != 64, "\(command)")
        continue
      }
      let outcome = try Self.run(command, in: folder.url)
      #expect(outcome.exitCode == 0, "\(command): \(outcome.talk)")
    }
  }
}
