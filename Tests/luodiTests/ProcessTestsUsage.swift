import Foundation
import Testing

/// What the program says to commands it does not understand: exit 64, or 3 for names of data.
@Suite struct ProcessTestsUsage {
  @Test(arguments: [("zh", "您是不是要用“run”？"), ("en", "Did you mean “run”?")])
  func `an unknown command`(language: String, words: String) throws {
    let outcome = try LuodiProcess.run(["rum", "baseline", "--lang", language])
    #expect(outcome.exitCode == 64 && outcome.output.isEmpty)
    #expect(outcome.talk.contains("rum") && outcome.talk.contains(words), "\(outcome.talk)")
  }

  @Test(arguments: [("zh", "是不是“baseline”？"), ("en", "Did you mean “baseline”?")])
  func `an unknown scenario`(language: String, words: String) throws {
    for command in ["run", "show", "explain"] {
      let outcome = try LuodiProcess.run([
        command, "basline", "--scenarios", LuodiProcess.scenarios, "--lang", language,
      ])
      #expect(outcome.exitCode == 3 && outcome.output.isEmpty)
      #expect(outcome.talk.contains("basline") && outcome.talk.contains(words), "\(outcome.talk)")
    }
  }

  @Test(arguments: languages)
  func `a name that several cities have`(language: String) throws {
    let outcome = try LuodiProcess.run([
      "run", "baseline", "--scenarios", LuodiProcess.references, "--lang", language,
    ])
    #expect(outcome.exitCode == 3)
    #expect(
      outcome.talk.contains("monthly/baseline") && outcome.talk.contains("student-t/baseline"))
  }

  @Test(arguments: languages)
  func `no scenarios at all`(language: String) throws {
    let folder = try TemporaryFolder()
    for command in [["list"], ["run", "baseline"]] {
      let outcome = try LuodiProcess.run(command + ["--lang", language], in: folder.url)
      #expect(outcome.exitCode == 3 && outcome.output.isEmpty)
      #expect(outcome.talk.contains("luodi init"))
    }
    let empty = try LuodiProcess.run(
      ["list", "--scenarios", ".", "--lang", language], in: folder.url)
    #expect(empty.exitCode == 1 && empty.talk.contains("luodi init"))
  }

  /// Arguments after `run small`, and a word of what is said about them.
  static let refused: [([String], String)] = [
    (["--trils", "5"], "--trials"), (["--threds", "2"], "--threads"),
    (["--format", "jsn"], "'json'"), (["--lang", "fr"], "'zh'"), (["--trials", "0"], "from 1"),
    (["--trials", "-5"], "from 1"), (["--trials", "4000000001"], "4000000000"),
    (["--trials", "1e6"], "1e6"), (["--trials", "99999999999999999999"], "999999"),
    (["--threads", "0"], "1 or more"), (["--threads", "-1"], "1 or more"),
    (["--threads", "x"], "'x'"),
    (["--precision", "abc"], "0.1pp"), (["--precision", "0pp"], "'0pp'"),
    (["--precision", "-1pp"], "'-1pp'"), (["--precision", "nanpp"], "'nanpp'"),
    (["--precision", "0.1"], "0.1pp"), (["--seed", "-1"], "'-1'"), (["--seed", "1.5"], "'1.5'"),
    (["--seed", "18446744073709551616"], "18446744073709551616"), (["--seed"], "--seed"),
    (["another"], "another"),
  ]

  @Test(arguments: refused)
  func `values that make no sense`(arguments: [String], words: String) throws {
    let outcome = try LuodiProcess.run(["run", ProcessTestsRun.small] + arguments)
    #expect(outcome.exitCode == 64, "\(outcome.talk)")
    #expect(outcome.output.isEmpty)
    #expect(outcome.talk.contains(words), "\(outcome.talk)")
  }

  @Test(arguments: [["run"], ["show"], ["explain"], ["check"], ["init"]])
  func `what is missing is named`(command: [String]) throws {
    let outcome = try LuodiProcess.run(command)
    #expect(outcome.exitCode == 64)
    #expect(outcome.talk.contains("Missing expected argument"))
  }

  @Test func `help and version`() throws {
    for arguments in [[], ["--help"], ["help"], ["help", "run"], ["run", "--help"]] {
      let outcome = try LuodiProcess.run(arguments)
      #expect(outcome.exitCode == 0 && outcome.talk == "")
      #expect(outcome.text.contains("USAGE") && outcome.text.contains("情景") || arguments.isEmpty)
    }
    for command in ["run", "compare", "quotas"] {
      let help = try LuodiProcess.run([command, "--help"]).text
      let words = help.split { $0.isWhitespace }.joined(separator: " ")
      #expect(words.contains("(values: table, json, ndjson, csv, markdown; default: table)"))
      #expect(!words.contains("table, json, csv"), "\(command) lists its formats twice")
    }
    let version = try LuodiProcess.run(["--version"])
    #expect(version.text.split(separator: ".").count == 3)
  }

  @Test func `the least and the greatest that make sense`() throws {
    for arguments in [
      ["--trials", "1"], ["--trials", "65", "--threads", "1024"],
      ["--trials", "1", "--seed", "18446744073709551615"], ["--trials", "1", "--seed", "0"],
    ] {
      for format in ["table", "json", "csv", "markdown"] {
        let outcome = try LuodiProcess.run(
          ["run", ProcessTestsRun.small, "--format", format] + arguments)
        #expect(outcome.exitCode == 0 && outcome.talk == "", "\(arguments)")
        #expect(!outcome.text.contains("nan") && !outcome.text.contains("inf"), "\(arguments)")
      }
    }
  }
}
