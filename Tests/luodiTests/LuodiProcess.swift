import Foundation
import Testing

/// What a run of the program left behind.
struct Outcome {
  var output: Data
  var errorOutput: Data
  var exitCode: Int32
  /// The signal that ended it, if one did.
  var signal: Int32?

  /// Standard output as text.
  var text: String { String(decoding: output, as: UTF8.self) }
  /// Standard error as text.
  var talk: String { String(decoding: errorOutput, as: UTF8.self) }
  var lines: [Substring] { text.split(separator: "\n", omittingEmptySubsequences: false) }

  /// Standard output as a JSON object.
  func json() throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: output) as? [String: Any], "\(talk)")
  }
}

/// The program as a process of its own, started in a temporary folder.
enum LuodiProcess {
  /// The binary that was built with these tests: it stands beside the test bundle.
  static let binary: URL = {
    let test = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
    let bundles = Bundle.allBundles.map(\.bundleURL) + [Bundle.main.bundleURL]
    let folders =
      [test.deletingLastPathComponent()] + bundles.map { $0.deletingLastPathComponent() }
    let candidates = (folders + bundles).map { $0.appending(path: "luodi") }
    guard
      let binary = candidates.first(where: {
        FileManager.default.isExecutableFile(atPath: $0.path)
      })
    else { fatalError("luodi is not beside the tests: \(candidates.map(\.path))") }
    return binary
  }()

  static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
  static let scenarios = root.appending(path: "scenarios").path
  static let references = root.appending(path: "Tests/Reference/scenarios").path

  /// The environment of the tests without what luodi looks at, and with `changes`.
  static func environment(_ changes: [String: String] = [:]) -> [String: String] {
    var environment = ProcessInfo.processInfo.environment
    for name in ["LC_ALL", "LC_MESSAGES", "LANG", "NO_COLOR", "TERM"] { environment[name] = nil }
    return environment.merging(changes) { $1 }
  }

  /// A process that is ready to start, its standard input empty.
  static func prepare(
    _ arguments: [String], environment changes: [String: String] = [:], in folder: URL? = nil,
    program: URL? = nil
  ) -> Process {
    let process = Process()
    process.executableURL = program ?? binary
    process.arguments = arguments
    process.environment = environment(changes)
    process.currentDirectoryURL = folder ?? FileManager.default.temporaryDirectory
    process.standardInput = FileHandle.nullDevice
    return process
  }

  /// Runs luodi to its end. Both pipes are read while it runs, so that neither can fill up.
  ///
  /// - Parameters:
  ///   - output: where standard output goes instead of a pipe.
  ///   - whileRunning: called once it has started, on the calling thread.
  static func run(
    _ arguments: [String], environment changes: [String: String] = [:], in folder: URL? = nil,
    program: URL? = nil, output: FileHandle? = nil,
    whileRunning: (Process) throws -> Void = { _ in }
  ) throws -> Outcome {
    let process = prepare(arguments, environment: changes, in: folder, program: program)
    let outputPipe = Pipe()
    let errorPipe = Pipe()
    if let output { process.standardOutput = output } else { process.standardOutput = outputPipe }
    process.standardError = errorPipe
    try process.run()
    let readers = DispatchGroup()
    let outputText = Reader(outputPipe, in: readers, isUsed: output == nil)
    let errorText = Reader(errorPipe, in: readers)
    try whileRunning(process)
    process.waitUntilExit()
    readers.wait()
    let bySignal = process.terminationReason == .uncaughtSignal
    return Outcome(
      output: outputText.data, errorOutput: errorText.data, exitCode: process.terminationStatus,
      signal: bySignal ? process.terminationStatus : nil)
  }

  /// Runs a line of the shell in which `"$0"` is luodi.
  static func shell(_ line: String, in folder: URL? = nil) throws -> Outcome {
    try run(["-c", line, binary.path], in: folder, program: URL(filePath: "/bin/sh"))
  }

  /// Waits until the program has taken SIGINT into its own hands, which it does before the
  /// first trial.
  static func waitUntilInterruptible(_ process: Process) throws {
    while process.isRunning {
      let status =
        (try? String(contentsOfFile: "/proc/\(process.processIdentifier)/status", encoding: .utf8))
        ?? ""
      let caught = status.split(separator: "\n").first { $0.hasPrefix("SigCgt:") }
      let mask = caught.flatMap {
        UInt64($0.dropFirst(7).trimmingCharacters(in: .whitespaces), radix: 16)
      }
      if let mask, mask >> UInt64(SIGINT - 1) & 1 == 1 { return }
      Thread.sleep(forTimeInterval: 0.005)
    }
    Issue.record("luodi does not listen to SIGINT")
  }

  /// All that comes through a pipe, read on a thread of its own.
  private final class Reader: @unchecked Sendable {
    private(set) var data = Data()

    init(_ pipe: Pipe, in group: DispatchGroup, isUsed: Bool = true) {
      guard isUsed else { return }
      group.enter()
      Thread.detachNewThread {
        self.data = pipe.fileHandleForReading.readDataToEndOfFile()
        group.leave()
      }
    }
  }
}

/// A folder of its own for a test, removed with the last reference to it.
final class TemporaryFolder: Sendable {
  let url: URL

  init() throws {
    url = FileManager.default.temporaryDirectory
      .appending(path: "luodi-process-\(UInt64.random(in: 0 ... .max))")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit {
    try? FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: url.path)
    try? FileManager.default.removeItem(at: url)
  }

  /// The names of what is in it, hidden files too.
  var names: [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: url.path)) ?? []).sorted()
  }

  func read(_ name: String) throws -> String {
    try String(contentsOf: url.appending(path: name), encoding: .utf8)
  }

  func write(_ text: String, as name: String) throws {
    try Data(text.utf8).write(to: url.appending(path: name))
  }

  /// Copies a city of the examples, such as `jiangmen-2023`, to a folder of the same name.
  func copyCity(_ name: String) throws {
    try FileManager.default.copyItem(
      at: LuodiProcess.root.appending(path: "scenarios").appending(path: name),
      to: url.appending(path: name))
  }

  /// Runs luodi with this folder as the current one.
  func run(_ arguments: String..., environment: [String: String] = [:]) throws -> Outcome {
    try withExtendedLifetime(self) {
      try LuodiProcess.run(arguments, environment: environment, in: url)
    }
  }
}

/// The languages of the program.
let languages = ["zh", "en"]
