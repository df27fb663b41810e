import InvestmentPipeline
import ScenarioFiles
import Testing

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
#if canImport(Glibc)
  import Glibc
#endif

/// Files that are missing, are no text, lead elsewhere, or mean harm.
@Suite struct FileFaultTests {
  static let files = [
    Fault(
      "baseline.yaml", "register.csv", "registr.csv", at: "baseline.yaml:7:16",
      value: "registr.csv", says: "Did you mean register.csv"),
    Fault(
      "baseline.yaml", "register.csv", "../../etc/passwd.csv", at: "baseline.yaml:7:16",
      value: "../../etc/passwd.csv", says: "out of the folder"),
    Fault(
      "baseline.yaml", "register.csv", "/etc/passwd.csv", at: "baseline.yaml:7:16",
      says: "out of the folder"),
    Fault(
      "baseline.yaml", "register.csv", "/etc/passwd", at: "baseline.yaml:7:16",
      says: "is a CSV file"),
    Fault(
      "baseline.yaml", "register.csv", "a/../../x.csv", at: "baseline.yaml:7:16",
      says: "out of the folder"),
    Fault(
      "baseline.yaml", "  main: {file: register.csv, assumed: 生成}",
      "  assumed: 生成\n  a: {file: register.csv}\n  b: {file: register.csv}",
      at: "baseline.yaml:9:13", says: "named twice"),
  ]

  @Test(arguments: files) func faultyNames(_ fault: Fault) throws { try fault.check() }

  @Test func missingCity() throws {
    let fixture = try CityFixture()
    try fixture.remove("city.yaml")
    expectProblem(
      in: fixture.check(), at: "baseline.yaml:3:7", value: "city.yaml", says: "no file city.yaml")
  }

  @Test func emptyFiles() throws {
    let fixture = try CityFixture([
      "upper.yaml": "", "city.yaml": "# nothing\n", "register.csv": "",
    ])
    let problems = fixture.check()
    expectProblem(in: problems, at: "upper.yaml:1:1", says: "empty")
    expectProblem(in: problems, at: "city.yaml:1:1", says: "empty")
    let other = try CityFixture(["register.csv": "# nothing\n"])
    expectProblem(in: other.check(), at: "register.csv:1", says: "no header")
    let list = try CityFixture(["upper.yaml": "- a\n- b"])
    expectProblem(in: list.check(), at: "upper.yaml:1:1", says: "keys and values")
  }

  @Test func bytesThatAreNoText() throws {
    let fixture = try CityFixture()
    // 新会 in GBK.
    try fixture.write(Array("id,name\nA1,".utf8) + [0xD0, 0xC2, 0xBB, 0xE1], as: "register.csv")
    expectProblem(in: fixture.check(), at: "register.csv:2:4", says: "byte 11")
    try fixture.write(Array("title: 甲\n二".utf8) + [0], as: "upper.yaml")
    expectProblem(in: fixture.check(), at: "upper.yaml:2:2", says: "is NUL")
    try fixture.write([0xFF, 0xFE, 0x41, 0], as: "register.csv")
    expectProblem(in: fixture.check(), at: "register.csv:1:1", says: "UTF-8")
    try fixture.write([0x50, 0x4B, 3, 4, 9], as: "register.csv")
    expectProblem(in: fixture.check(), at: "register.csv:1:1", says: "UTF-8")
  }

  @Test func controlCharacters() throws {
    let fixture = try CityFixture(["upper.yaml": "title: a\nreason: \u{1}"])
    expectProblem(in: fixture.check(), at: "upper.yaml:2:9", says: "control character U+0001")
  }

  @Test func aFolderInPlaceOfAFile() throws {
    let fixture = try CityFixture()
    try fixture.remove("register.csv")
    try FileManager.default.createDirectory(
      at: URL(fileURLWithPath: "\(fixture.folder.path)/register.csv"),
      withIntermediateDirectories: false)
    expectProblem(in: fixture.check(), at: "baseline.yaml:7:16", says: "not a file")
  }

  @Test func aLinkOutOfTheFolder() throws {
    let fixture = try CityFixture()
    try fixture.remove("register.csv")
    try FileManager.default.createSymbolicLink(
      atPath: "\(fixture.folder.path)/register.csv", withDestinationPath: "/etc/hostname")
    expectProblem(in: fixture.check(), at: "baseline.yaml:7:16", says: "a link that leads out")
  }

  #if canImport(Glibc)
    @Test(.enabled(if: geteuid() != 0)) func aFileThatMayNotBeRead() throws {
      let fixture = try CityFixture()
      chmod("\(fixture.folder.path)/register.csv", 0)
      expectProblem(in: fixture.check(), at: "baseline.yaml:7:16", says: "cannot be read")
    }

    @Test func aFileTooLarge() throws {
      let fixture = try CityFixture()
      truncate("\(fixture.folder.path)/register.csv", 300_000_000)
      expectProblem(in: fixture.check(), at: "baseline.yaml:7:16", says: "too large")
      truncate("\(fixture.folder.path)/upper.yaml", 11_000_000)
      expectProblem(in: fixture.check(), at: "upper.yaml", says: "too large")
    }
  #endif

  @Test func bombs() throws {
    var laughs = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n"
    for level in 1...9 {
      let aliases = Array(repeating: "*a\(level - 1)", count: 9).joined(separator: ", ")
      laughs += "a\(level): &a\(level) [\(aliases)]\n"
    }
    let fixture = try CityFixture(["upper.yaml": laughs])
    expectProblem(in: fixture.check(), at: "upper.yaml:1:1", says: "Too many YAML aliases")
    for text in [
      String(repeating: "[", count: 100_000), String(repeating: "{a: ", count: 900),
      String(repeating: "- ", count: 5_000) + "x",
      "a: " + String(repeating: "[", count: 60) + String(repeating: "]", count: 60),
      "a: [" + String(repeating: "x, ", count: 250_000) + "]",
    ] {
      let fixture = try CityFixture(["upper.yaml": text])
      let problems = fixture.check()
      #expect(!problems.isEmpty && problems.allSatisfy { $0.location?.hasPrefix("upper") == true })
    }
  }

  @Test func foldersWithoutScenarios() throws {
    let fixture = try CityFixture(["old.yml": "title: x"])
    expectProblem(in: fixture.check(), at: "old.yml", says: "ends with .yml")
    try fixture.remove("baseline.yaml")
    try fixture.remove("upper.yaml")
    expectProblem(in: fixture.check(), at: fixture.folder.path, says: "holds no scenario")
    let nowhere = ScenarioFolder("/nowhere/at/all/")
    expectProblem(in: nowhere.check(), at: "/nowhere/at/all", says: "cannot be opened")
  }

  @Test func badFileNames() throws {
    let fixture = try CityFixture(["上调.yaml": CityFixture.upper])
    expectProblem(in: fixture.check(), at: "上调.yaml", value: "上调", says: "lower-case")
  }
}
