import Foundation
import Testing

/// `--output` and standard output, also where they cannot be written.
@Suite struct ProcessTestsOutput {
  static let arguments = ["run", ProcessTestsRun.small, "--trials", "200", "--format", "json"]

  @Test(arguments: [("zh", "已写入 out.json\n"), ("en", "Written to out.json\n")])
  func `a result goes to a file and nothing else is left`(language: String, words: String) throws {
    let folder = try TemporaryFolder()
    let printed = try LuodiProcess.run(Self.arguments)
    for _ in 1...2 {
      let outcome = try LuodiProcess.run(
        Self.arguments + ["--output", "out.json", "--lang", language], in: folder.url)
      #expect(outcome.exitCode == 0)
      #expect(outcome.output.isEmpty)
      #expect(outcome.talk == words)
      #expect(folder.names == ["out.json"])
      #expect(try folder.read("out.json") == printed.text)
    }
  }

  @Test func `a file behind a link is replaced, with its permissions`() throws {
    let folder = try TemporaryFolder()
    try folder.write("old", as: "real.json")
    let real = folder.url.appending(path: "real.json").path
    try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: real)
    try FileManager.default.createSymbolicLink(
      atPath: folder.url.appending(path: "link.json").path, withDestinationPath: "real.json")
    let outcome = try LuodiProcess.run(Self.arguments + ["-o", "link.json"], in: folder.url)
    #expect(outcome.exitCode == 0)
    #expect(folder.names == ["link.json", "real.json"])
    let attributes = try FileManager.default.attributesOfItem(atPath: real)
    #expect(attributes[.type] as? FileAttributeType == .typeRegular)
    #expect(attributes[.posixPermissions] as? Int == 0o640)
    #expect(try folder.read("real.json").hasPrefix("{"))
  }

  /// Places that cannot be written, by what they are.
  static let hopeless = [
    ("file/out.json", "路径的一部分不是文件夹", "Not a directory"),
    ("nowhere/out.json", "文件夹不存在", "No such file or directory"),
    ("/proc/luodi/out.json", "文件夹不存在", "No such file or directory"),
    (".", "该路径是文件夹", "Is a directory"),
    ("/dev/full", "磁盘已满", "No space left on device"),
  ]

  @Test(arguments: hopeless, languages)
  func `a place that cannot be written is named with the reason`(
    place: (path: String, chinese: String, english: String), language: String
  ) throws {
    let folder = try TemporaryFolder()
    try folder.write("old", as: "file")
    let outcome = try LuodiProcess.run(
      Self.arguments + ["--output", place.path, "--lang", language], in: folder.url)
    #expect(outcome.exitCode == 1)
    #expect(outcome.output.isEmpty)
    let beginning =
      language == "zh"
      ? "无法写入 \(place.path)：\(place.chinese)。" : "cannot write \(place.path): \(place.english)."
    #expect(outcome.talk.hasPrefix(beginning), "\(outcome.talk)")
    #expect(
      outcome.talk.hasSuffix(language == "zh" ? "检查权限和磁盘空间。\n" : "permissions and disk space.\n"))
    #expect(folder.names == ["file"])
    #expect(try folder.read("file") == "old")
  }

  @Test func `a place that cannot be written is refused before the trials`() throws {
    let folder = try TemporaryFolder()
    let outcome = try LuodiProcess.run(
      ["run", ProcessTestsRun.small, "--trials", "4000000000", "--output", "nowhere/out.json"],
      in: folder.url)
    #expect(outcome.exitCode == 1)
  }

  @Test(.enabled(if: geteuid() != 0, "root may write everywhere"), arguments: languages)
  func `a folder without permission`(language: String) throws {
    let folder = try TemporaryFolder()
    try folder.write("old", as: "out.json")
    try FileManager.default.setAttributes([.posixPermissions: 0o555], ofItemAtPath: folder.url.path)
    let outcome = try LuodiProcess.run(
      Self.arguments + ["--output", "out.json", "--lang", language], in: folder.url)
    #expect(outcome.exitCode == 1)
    #expect(outcome.talk.contains(language == "zh" ? "没有权限" : "Permission denied"))
    #expect(folder.names == ["out.json"])
    #expect(try folder.read("out.json") == "old")
  }

  @Test(arguments: languages)
  func `a disk that fills up leaves the old file whole and no other`(language: String) throws {
    let folder = try TemporaryFolder()
    try folder.write("old", as: "out.json")
    // A limit of 8 blocks stands in for the full disk: JSON is longer.
    let outcome = try LuodiProcess.shell(
      "trap '' XFSZ; ulimit -f 8; exec \"$0\" run '\(ProcessTestsRun.small)' --trials 200 "
        + "--format json --output out.json --lang \(language)", in: folder.url)
    #expect(outcome.exitCode == 1)
    #expect(
      outcome.talk.hasPrefix(
        language == "zh" ? "无法写入 out.json：超过允许的文件大小。" : "cannot write out.json: File too large."),
      "\(outcome.talk)")
    #expect(folder.names == ["out.json"])
    #expect(try folder.read("out.json") == "old")
  }

  @Test(arguments: ["run", "show", "explain"], languages)
  func `standard output that is full`(command: String, language: String) throws {
    let full = try #require(FileHandle(forWritingAtPath: "/dev/full"))
    let outcome = try LuodiProcess.run(
      [command, ProcessTestsRun.small, "--lang", language]
        + (command == "run" ? ["--trials", "100"] : []), output: full)
    #expect(outcome.exitCode == 1)
    #expect(
      outcome.talk.hasPrefix(
        language == "zh"
          ? "无法写入标准输出：磁盘已满。" : "cannot write to standard output: No space left on device."),
      "\(outcome.talk)")
  }

  @Test func `standard streams that are closed`() throws {
    let run = "\"$0\" run '\(ProcessTestsRun.small)' --trials 100"
    let withoutInput = try LuodiProcess.shell("\(run) <&-")
    #expect(withoutInput.exitCode == 0 && withoutInput.talk == "")
    let withoutOutput = try LuodiProcess.shell("\(run) >&-")
    #expect(withoutOutput.exitCode == 1)
    let withoutError = try LuodiProcess.shell("\(run) 2>&-")
    #expect(withoutError.exitCode == 0 && withoutError.text == withoutInput.text)
  }

  @Test func `a reader that leaves early ends the program in silence`() throws {
    let outcome = try LuodiProcess.shell(
      "\"$0\" run '\(ProcessTestsRun.small)' --trials 100 --format json | head -c 10")
    #expect(outcome.output.count == 10)
    #expect(outcome.talk == "")
  }
}
