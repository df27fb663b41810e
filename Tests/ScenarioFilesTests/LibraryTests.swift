import InvestmentPipeline
import ScenarioFiles
import Testing

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Scenarios are found by name, by folder and name, and by path.
@Suite final class LibraryTests {
  let root: String
  let library: ScenarioLibrary

  init() throws {
    root =
      FileManager.default.temporaryDirectory.path
      + "/luodi-library-\(UInt64.random(in: 0 ... .max))"
    library = ScenarioLibrary(root)
    for city in ["a-2023", "b-2023"] { try ScenarioTemplate.write(to: "\(root)/\(city)") }
    try FileManager.default.removeItem(atPath: "\(root)/b-2023/more-events.yaml")
    try FileManager.default.createDirectory(
      at: URL(fileURLWithPath: "\(root)/empty"), withIntermediateDirectories: false)
  }

  deinit { try? FileManager.default.removeItem(atPath: root) }

  private func problem(_ name: String) -> Problem? {
    do throws(Problems) {
      _ = try library.find(name)
      return nil
    } catch {
      return error.all.first
    }
  }

  @Test func folders() throws {
    #expect(try library.folders().map(\.name) == ["a-2023", "b-2023"])
    #expect(try ScenarioLibrary("\(root)/a-2023/").folders().map(\.name) == ["a-2023"])
  }

  @Test func names() throws {
    #expect(try library.find("more-events").name == "a-2023/more-events")
    #expect(try library.find("b-2023/baseline").name == "b-2023/baseline")
    #expect(try library.find("\(root)/b-2023/baseline.yaml").name == "b-2023/baseline")
    #expect(try library.find("\(root)/b-2023/baseline").folder.path == "\(root)/b-2023")
    #expect(try library.find("b-2023/baseline.yaml").folder.path == "\(root)/b-2023")
    #expect(try ScenarioLibrary("\(root)/b-2023").find("baseline").load().leads.count == 60)
  }

  @Test func namesThatAreNot() throws {
    let ambiguous = try #require(problem("baseline"))
    #expect(ambiguous.reason.en.contains("a-2023/baseline, b-2023/baseline"))
    #expect(ambiguous.value == "baseline")
    let near = try #require(problem("more-event"))
    #expect(near.remedy.en.contains("Did you mean “more-events”"))
    #expect(near.reason.zh.contains("没有名为“more-event”的情景"))
    #expect(problem("c-2023/baseline")?.remedy.en.contains("a-2023/baseline") == true)
    #expect(problem("a-2023/city.yaml")?.reason.en.contains("no scenario") == true)
    #expect(problem("a-2023/none.yaml")?.reason.en.contains("no scenario file") == true)
    #expect(throws: Problems.self) { try ScenarioLibrary("/nowhere").find("x") }
  }
}
