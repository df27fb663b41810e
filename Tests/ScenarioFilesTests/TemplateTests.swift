import InvestmentPipeline
import ScenarioFiles
import Testing

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The files from which a planner begins.
@Suite struct TemplateTests {
  private func temporary() -> String {
    FileManager.default.temporaryDirectory.path
      + "/luodi-template-\(UInt64.random(in: 0 ... .max))"
  }

  @Test func itIsASmallCityWithoutProblems() throws {
    let path = temporary()
    defer { try? FileManager.default.removeItem(atPath: path) }
    #expect(try ScenarioTemplate.write(to: path).count == 4)
    let folder = ScenarioFolder(path)
    #expect(folder.check().isEmpty)
    let scenario = try folder.load("more-events")
    #expect(scenario.city.districts.count == 3)
    #expect(scenario.city.chains.count == 4)
    #expect(scenario.city.channels.count == 3)
    #expect(scenario.leads.count == 60)
    #expect(scenario.leads.count { $0.stage == .signed } == 5)
    #expect(scenario.leads.allSatisfy { $0.name.hasPrefix("示例企业") })
    #expect(Set(scenario.leads.map(\.stage)).count == 6)
  }

  @Test func everyFileSaysThatItIsInvented() {
    for file in ScenarioTemplate.files {
      let text = String(decoding: file.bytes, as: UTF8.self)
      #expect(text.contains("虚构") && text.contains("invented"), "\(file.name)")
    }
  }

  @Test func nothingIsOverwritten() throws {
    let path = temporary()
    defer { try? FileManager.default.removeItem(atPath: path) }
    try FileManager.default.createDirectory(
      at: URL(fileURLWithPath: path), withIntermediateDirectories: false)
    try Data("mine".utf8).write(to: URL(fileURLWithPath: "\(path)/city.yaml"))
    do throws(Problems) {
      try ScenarioTemplate.write(to: path)
      Issue.record("it was overwritten")
    } catch {
      #expect(error.all.map(\.value) == ["\(path)/city.yaml"])
      #expect(error.all[0].reason.en.contains("not overwritten"))
      #expect(error.all[0].reason.zh.contains("不会覆盖"))
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: path) == ["city.yaml"])
  }

  @Test func anEmptyDirectoryIsFilled() throws {
    let path = temporary()
    defer { try? FileManager.default.removeItem(atPath: path) }
    try FileManager.default.createDirectory(
      at: URL(fileURLWithPath: path), withIntermediateDirectories: false)
    try ScenarioTemplate.write(to: path)
    #expect(try FileManager.default.contentsOfDirectory(atPath: path).count == 4)
  }

  @Test func aFileInTheWayOrAPathThatCannotBe() throws {
    let path = temporary()
    defer { try? FileManager.default.removeItem(atPath: path) }
    try Data("mine".utf8).write(to: URL(fileURLWithPath: path))
    for target in [path, "\(path)/below"] {
      do throws(Problems) {
        try ScenarioTemplate.write(to: target)
        Issue.record("written to \(target)")
      } catch {
        #expect(error.all.count == 1)
        #expect(error.all[0].reason.zh != error.all[0].reason.en)
        #expect(error.all[0].location == target)
      }
    }
  }
}
