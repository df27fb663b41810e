import Foundation
import TestSupport
import Testing

/// One trial and two: what is undefined is null, empty or a dash, never a number that is none.
@Suite struct ProcessTestsFewTrials {
  static let commands = [
    ["run", "baseline"], ["run", "uncertain-rates"], ["compare", "baseline", "land-short"],
    ["compare", "baseline", "faster-review", "--waterfall"], ["quotas", "land-short"],
  ]

  private static func text(_ arguments: [String]) throws -> String {
    let outcome = try LuodiProcess.run(
      arguments + ["--scenarios", LuodiProcess.scenarios, "--lang", "en"])
    #expect(outcome.exitCode == 0, "\(arguments) \(outcome.talk)")
    return outcome.text
  }

  private static func hasNoNumber(_ text: String) -> Bool {
    text.lowercased().split { !$0.isLetter }.contains { ["nan", "inf", "infinity"].contains($0) }
  }

  @Test(.longRuns, arguments: commands, ["1", "2"])
  func `no form says NaN or infinity`(_ command: [String], trials: String) throws {
    for format in ["json", "ndjson", "csv", "table", "markdown"] {
      let text = try Self.text(command + ["--trials", trials, "--format", format])
      #expect(!Self.hasNoNumber(text), "\(command) \(format)")
      if format.hasSuffix("json") {
        for line in text.split(separator: "\n") {
          _ = try JSONSerialization.jsonObject(with: Data(line.utf8))
        }
        if trials == "1" { #expect(text.contains("\"standard_error\":null")) }
      }
    }
  }

  @Test func `a table shows a dash, and CSV nothing`() throws {
    let table = try Self.text(["compare", "baseline", "land-short", "--trials", "1"])
    #expect(table.contains("±–"))
    let rows = csvRows(
      try Self.text(["compare", "baseline", "land-short", "--trials", "1", "--format", "csv"]))
    let error = try #require(rows[0].firstIndex(of: "difference_standard_error"))
    let kind = try #require(rows[0].firstIndex { $0.hasSuffix("kind") })
    let means = rows.filter { $0[kind] == "mean" }
    #expect(!means.isEmpty && means.allSatisfy { $0[error] == "" })
    #expect(try Self.text(["quotas", "land-short", "--trials", "1"]).contains("±–"))
  }

  @Test func `a report of one trial is written whole`() throws {
    let folder = try TemporaryFolder()
    let outcome = try folder.run(
      "report", "baseline", "--compare", "land-short", "--trials", "1", "--output", "out",
      "--scenarios", LuodiProcess.scenarios, "--lang", "en")
    #expect(outcome.exitCode == 0, "\(outcome.talk)")
    for name in ["report.md", "report.html", "press-release.txt", "forecast.json"] {
      let text = try folder.read("out/" + name)
      #expect(!Self.hasNoNumber(text), "\(name)")
    }
    let bench = try Self.text(["bench", "register-alone", "--trials", "64", "--format", "json"])
    #expect(!Self.hasNoNumber(bench))
  }

  // One project, and two that are alike.
  @Test(arguments: ["12亿元\n", "12亿元\n12亿元\n", "12亿元\n13亿元\n"])
  func `sizes of few projects leave out what they cannot tell`(_ amounts: String) throws {
    let folder = try TemporaryFolder()
    try folder.write("投资额\n" + amounts, as: "projects.csv")
    for format in ["json", "table"] {
      let outcome = try folder.run("sizes", "projects.csv", "--lang", "en", "--format", format)
      #expect(outcome.signal == nil && [0, 3].contains(outcome.exitCode), "\(outcome.talk)")
      #expect(!Self.hasNoNumber(outcome.text), "\(outcome.text)")
    }
  }
}
