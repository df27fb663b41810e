import Foundation
import Testing

/// Limits of the system and signals: documented exit codes, and nothing left over.
struct ProcessTestsSystemLimits {
  @Test(arguments: [
    ("--output out.json", "out.json"), ("--trial-values out.npy --format csv", "out.npy"),
  ])
  func `a limit on the size of files is a write error`(options: String, file: String) throws {
    let folder = try TemporaryFolder()
    let outcome = try LuodiProcess.shell(
      "ulimit -f 8; exec \"$0\" run '\(ProcessTestsRun.small)' --trials 2000 --format json "
        + "\(options) --lang en", in: folder.url)
    #expect(outcome.exitCode == 1 && outcome.signal == nil)
    #expect(outcome.talk.contains("cannot write \(file): File too large"), "\(outcome.talk)")
    #expect(folder.names == [])
  }

  @Test func `a report under a limit on the size of files names the file`() throws {
    let folder = try TemporaryFolder()
    let outcome = try LuodiProcess.shell(
      "ulimit -f 8; LUODI_PYTHON=/nowhere/python exec \"$0\" report '\(ProcessTestsRun.small)' "
        + "--trials 200 --output out --lang en", in: folder.url)
    #expect(outcome.exitCode == 1 && outcome.signal == nil)
    #expect(outcome.talk.contains("cannot write out/"), "\(outcome.talk)")
    #expect(try Self.temporaries(folder.url) == [])
  }

  @Test(arguments: [6, 12, 16, 20])
  func `a limit on open files is refused with a message`(count: Int) throws {
    let folder = try TemporaryFolder()
    let outcome = try LuodiProcess.shell(
      "ulimit -n \(count); exec \"$0\" report '\(ProcessTestsRun.small)' --trials 200 "
        + "--output out --lang en", in: folder.url)
    #expect(outcome.exitCode == 1 && outcome.signal == nil)
    #expect(outcome.talk.contains("ulimit -n"), "\(outcome.talk)")
  }

  @Test func `a limit on memory is refused with a message`() throws {
    let outcome = try LuodiProcess.shell(
      "ulimit -v 500000; exec \"$0\" run '\(ProcessTestsRun.small)' --trials 200 --lang en")
    #expect(outcome.exitCode == 1 && outcome.signal == nil)
    #expect(outcome.talk.contains("ulimit -v 500000"), "\(outcome.talk)")
  }

  @Test func `a reader that leaves early is told by the exit code alone`() throws {
    let outcome = try LuodiProcess.shell(
      "{ \"$0\" run '\(ProcessTestsRun.small)' --trials 100 --format json; echo $? >&2; } | head -c 10"
    )
    #expect(outcome.output.count == 10)
    #expect(outcome.talk == "141\n")
  }

  @Test func `an output does not take the number of a closed standard stream`() throws {
    let folder = try TemporaryFolder()
    let outcome = try LuodiProcess.shell(
      "exec \"$0\" run '\(ProcessTestsRun.small)' --trials 100 --format json --output out.json "
        + "<&- >&- 2>&-", in: folder.url)
    #expect(outcome.exitCode == 0)
    #expect(try folder.read("out.json").hasPrefix("{\""))
    #expect(folder.names == ["out.json"])
  }

  @Test func `help goes to standard output, also where it cannot`() throws {
    #expect(try LuodiProcess.run(["--help"]).text.contains("143"))
    let full = try #require(FileHandle(forWritingAtPath: "/dev/full"))
    #expect(try LuodiProcess.run(["--help"], output: full).exitCode == 1)
  }

  static func temporaries(_ folder: URL) throws -> [String] {
    (FileManager.default.enumerator(atPath: folder.path)?.compactMap { $0 as? String } ?? [])
      .filter { $0.hasSuffix(".tmp") }
  }

  // MARK: Signals

  static let signals: [(Int32, Int32)] = [(SIGINT, 130), (SIGTERM, 143), (SIGHUP, 129)]

  @Test(arguments: signals)
  func `a signal hands over what is done`(signal: Int32, code: Int32) throws {
    let folder = try TemporaryFolder()
    let outcome = try LuodiProcess.run(
      ProcessTestsInterrupt.endless + ["json", "--output", "out.json", "--lang", "en"],
      in: folder.url
    ) { process in
      try LuodiProcess.waitUntilInterruptible(process)
      kill(process.processIdentifier, signal)
    }
    #expect(outcome.exitCode == code && outcome.signal == nil)
    #expect(outcome.talk.contains("Interrupted"), "\(outcome.talk)")
    #expect(folder.names == ["out.json"])
    #expect(try folder.read("out.json").contains("\"completion\":\"interrupted\""))
  }

  @Test func `what nohup ignores stays ignored`() throws {
    let outcome = try LuodiProcess.run(
      [
        "-c", "trap '' HUP; exec \"$0\" \"$@\"", LuodiProcess.binary.path,
      ] + ProcessTestsInterrupt.endless + ["json"], program: URL(filePath: "/bin/sh")
    ) { process in
      try LuodiProcess.waitUntilInterruptible(process)
      kill(process.processIdentifier, SIGHUP)
      Thread.sleep(forTimeInterval: 0.2)
      kill(process.processIdentifier, SIGTERM)
    }
    #expect(outcome.exitCode == 143)
  }
}
