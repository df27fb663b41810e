import Foundation
import Testing

/// The renderer of charts runs none of the working folder's code.
struct ProcessTestsRenderer {
  /// Plants modules and a Python that leave a trace when they run.
  static func plant(in folder: TemporaryFolder) throws {
    let trace = folder.url.appending(path: "ran").path
    for module in [
      "json", "base64", "os", "signal", "vl_convert", "sitecustomize", "usercustomize",
    ] {
      try folder.write("open('\(trace)', 'a').write('\(module)')\n", as: "\(module).py")
    }
    let programs = folder.url.appending(path: ".venv/bin")
    try FileManager.default.createDirectory(at: programs, withIntermediateDirectories: true)
    for path in [".venv/bin/python", "python", "python3", "fc-list"] {
      try folder.write("#!/bin/sh\necho \(path) >> '\(trace)'\nexit 1\n", as: path)
      try FileManager.default.setAttributes(
        [.posixPermissions: 0o755], ofItemAtPath: folder.url.appending(path: path).path)
    }
  }

  static let hostile = ["PYTHONPATH": ".", "PYTHONSTARTUP": "json.py", "PATH": ".:/usr/bin:/bin"]

  @Test(arguments: ["run", "report"], [nil, ProcessTestsCharts.python, "python", "./python"])
  func `nothing of the working folder runs`(command: String, python: String?) throws {
    let folder = try TemporaryFolder()
    try Self.plant(in: folder)
    var environment = Self.hostile
    environment["LUODI_PYTHON"] = python
    let outcome = try LuodiProcess.run(
      [
        command, ProcessTestsRun.small, "--trials", "100",
        command == "run" ? "--charts" : "--output", "out", "--lang", "en",
      ], environment: environment, in: folder.url)
    #expect(outcome.exitCode == 0, "\(outcome.talk)")
    #expect(!folder.names.contains("ran"), "\((try? folder.read("ran")) ?? "")")
    if let python, !python.hasPrefix("/") {
      #expect(outcome.talk.contains("absolute path"))
    }
  }

  @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: ProcessTestsCharts.python)))
  func `a virtual environment of the working folder does not hide the project's own`() throws {
    let folder = try TemporaryFolder()
    try Self.plant(in: folder)
    let outcome = try folder.run(
      "run", ProcessTestsRun.small, "--trials", "100", "--charts", "charts",
      environment: Self.hostile)
    #expect(outcome.exitCode == 0, "\(outcome.talk)")
    #expect(
      try folder.read("charts/histogram.svg").contains("<svg"),
      "the project's Python stands beside .build")
  }
}
