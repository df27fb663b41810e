import Foundation
import Testing

/// The files that outputs are written to before they are renamed.
struct ProcessTestsTemporaryFiles {
  static let left = ".luodi-0123456789abcdef.tmp"

  @Test func `a name of 250 letters is written`() throws {
    let folder = try TemporaryFolder()
    let name = String(repeating: "a", count: 250)
    let outcome = try LuodiProcess.run(ProcessTestsOutput.arguments + ["-o", name], in: folder.url)
    #expect(outcome.exitCode == 0, "\(outcome.talk)")
    #expect(folder.names == [name])
  }

  @Test func `what a killed process left over is removed, and nothing else`() throws {
    let folder = try TemporaryFolder()
    let others = [".luodi-0123456789ABCDEF.tmp", ".luodi-0123.tmp", "luodi-0123456789abcdef.tmp"]
    for name in others + [Self.left] { try folder.write("", as: name) }
    // A link and a folder of the pattern stay, and what the link leads to.
    try folder.write("kept", as: "victim")
    try FileManager.default.createSymbolicLink(
      atPath: folder.url.appending(path: ".luodi-1123456789abcdef.tmp").path,
      withDestinationPath: "victim")
    try FileManager.default.createDirectory(
      at: folder.url.appending(path: ".luodi-2123456789abcdef.tmp"),
      withIntermediateDirectories: false)
    let outcome = try LuodiProcess.run(
      ProcessTestsOutput.arguments + ["-o", "out.json"], in: folder.url)
    #expect(outcome.exitCode == 0, "\(outcome.talk)")
    #expect(!folder.names.contains(Self.left))
    #expect(Set(others).isSubset(of: folder.names))
    #expect(folder.names.contains(".luodi-1123456789abcdef.tmp"))
    #expect(folder.names.contains(".luodi-2123456789abcdef.tmp"))
    #expect(try folder.read("victim") == "kept")
  }

  @Test func `one that another process is writing stays`() throws {
    let folder = try TemporaryFolder()
    try folder.write("", as: Self.left)
    let path = folder.url.appending(path: Self.left).path
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    defer { close(descriptor) }
    #expect(flock(descriptor, LOCK_EX) == 0)
    let outcome = try LuodiProcess.run(
      ProcessTestsOutput.arguments + ["-o", "out.json"], in: folder.url)
    #expect(outcome.exitCode == 0, "\(outcome.talk)")
    #expect(folder.names == [Self.left, "out.json"])
  }

  @Test func `a file or link of the process's number is no hindrance`() throws {
    let folder = try TemporaryFolder()
    try folder.write("kept", as: "victim")
    // The shell's number is that of the program which takes its place.
    let outcome = try LuodiProcess.shell(
      "ln -s victim out.json.$$.tmp; exec \"$0\" run '\(ProcessTestsRun.small)' --trials 100 "
        + "-o out.json", in: folder.url)
    #expect(outcome.exitCode == 0, "\(outcome.talk)")
    #expect(try folder.read("victim") == "kept")
    #expect(folder.names.contains("out.json"))
  }
}
