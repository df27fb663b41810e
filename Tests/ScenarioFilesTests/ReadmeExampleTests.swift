import Forecasting
import Foundation
import RandomStreams
import ScenarioFiles
import TestSupport
import Testing

/// The library example of both READMEs: the text that stands there is compiled and run here.
struct ReadmeExampleTests {
  private static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  @Test(.longRuns) func `the example runs`() throws {
    var lines: [String] = []
    func print(_ items: Any...) { lines.append(items.map { "\($0)" }.joined(separator: " ")) }
    // Example.
    let scenario = try ScenarioFolder("scenarios/jiangmen-2023").load("baseline")
    let forecast = try CompiledScenario(scenario)
      .forecast(TrialPlan(trials: 100_000, seed: Seed(2023)))
    for target in forecast.targets {
      print(target.id, target.probability, "±", target.standardError)
    }
    // End of example.
    #expect(lines.count == scenario.targets.count)
    #expect(lines.first?.hasPrefix(scenario.targets[0].id + " ") == true)
  }

  @Test(arguments: ["README.md", "README.zh-CN.md"])
  func `the example of each README is the one above, and imports declared products`(
    _ file: String
  ) throws {
    func text(_ path: String) throws -> String {
      try String(contentsOf: Self.root.appending(path: path), encoding: .utf8)
    }
    let blocks = try text(file).components(separatedBy: "```swift\n").dropFirst()
    #expect(blocks.count == 1)
    let code = try #require(blocks.first?.components(separatedBy: "```").first)
    let lines = code.split(separator: "\n")
    let compiled = try text("Tests/ScenarioFilesTests/ReadmeExampleTests.swift")
      .components(separatedBy: "// Example.\n")[1].components(
        separatedBy: "    // End of example.")[0]
    #expect(
      lines.filter { !$0.hasPrefix("import ") }.map(String.init)
        == compiled.split(separator: "\n").map { String($0.dropFirst(4)) })

    let manifest = try text("Package.swift")
    let products = try #require(
      manifest.components(separatedBy: "products: [").last?.components(separatedBy: "dependencies:")
        .first)
    let imports = lines.filter { $0.hasPrefix("import ") }.map { $0.dropFirst("import ".count) }
    #expect(imports.count == 3)
    for module in imports {
      #expect(products.contains("\"\(module)\""), "\(module) is in no product")
    }
  }
}
