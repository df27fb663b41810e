import Foundation
import Testing

/// Ctrl-C: what is done so far is handed over; a second one ends at once.
@Suite struct ProcessTestsInterrupt {
  /// More trials than any machine takes while a test waits.
  static let endless = ["run", ProcessTestsRun.small, "--trials", "4000000000", "--format"]

  @Test(arguments: [("table", "zh"), ("markdown", "en"), ("csv", "en")])
  func `SIGINT hands over the trials done so far, marked`(format: String, language: String) throws {
    let outcome = try LuodiProcess.run(Self.endless + [format, "--lang", language]) { process in
      try LuodiProcess.waitUntilInterruptible(process)
      process.interrupt()
    }
    let words = language == "zh" ? "运行被中断" : "Interrupted"
    #expect(outcome.exitCode == 130 && outcome.signal == nil)
    #expect(outcome.talk.hasPrefix(words), "\(outcome.talk)")
    if format == "csv" {
      let rows = csvRows(outcome.text)
      #expect(rows.count > 1 && rows.dropFirst().allSatisfy { $0.last == "interrupted" })
    } else {
      #expect(outcome.text.contains(words))
    }
  }

  @Test func `an interrupted run is whole in its file, and the beginning of a longer one`() throws {
    let folder = try TemporaryFolder()
    let outcome = try LuodiProcess.run(
      Self.endless + ["json", "--output", "out.json"], in: folder.url
    ) { process in
      try LuodiProcess.waitUntilInterruptible(process)
      process.interrupt()
    }
    #expect(outcome.exitCode == 130)
    #expect(folder.names == ["out.json"])
    let data = try Data(contentsOf: folder.url.appending(path: "out.json"))
    let interrupted = try #require(
      try JSONSerialization.jsonObject(with: data) as? [String: Any])
    #expect(interrupted["completion"] as? String == "interrupted")
    let trials = try #require(interrupted["trials"] as? Int)
    let whole = try LuodiProcess.run([
      "run", ProcessTestsRun.small, "--format", "json", "--trials", "\(trials)",
    ]).json()
    for key in ["targets", "joint", "metrics"] {
      #expect((interrupted[key] as? NSArray) == (whole[key] as? NSArray), "\(key)")
    }
  }

  @Test func `a second SIGINT ends at once`() throws {
    // Nobody reads the result of the first one, so that the program hangs in writing it.
    let process = LuodiProcess.prepare([
      "run", "jiangmen-2023/baseline", "--scenarios", LuodiProcess.scenarios, "--trials",
      "4000000000", "--format", "json",
    ])
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = FileHandle.nullDevice
    try process.run()
    try LuodiProcess.waitUntilInterruptible(process)
    process.interrupt()
    // With its first byte the program writes the result, which is more than a pipe holds.
    #expect(try pipe.fileHandleForReading.read(upToCount: 1)?.count == 1)
    process.interrupt()
    process.waitUntilExit()
    #expect(process.terminationReason == .exit && process.terminationStatus == 130)
  }
}
