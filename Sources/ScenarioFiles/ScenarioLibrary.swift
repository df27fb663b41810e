public import InvestmentPipeline
public import Registers

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A scenario that has been found, but not read.
public struct ScenarioReference: Hashable, Sendable {
  /// The city's folder.
  public var folder: ScenarioFolder
  /// The scenario within the folder.
  public var scenarioID: String

  /// Creates a reference to a scenario.
  public init(folder: ScenarioFolder, scenarioID: String) {
    self.folder = folder
    self.scenarioID = scenarioID
  }

  /// `jiangmen-2023/baseline`.
  public var name: String { "\(folder.name)/\(scenarioID)" }

  /// See `ScenarioFolder.document(_:cache:)`.
  public func document(cache: InputCache = InputCache()) throws(Problems) -> ScenarioDocument {
    try folder.document(scenarioID, cache: cache)
  }

  /// See `ScenarioFolder.load(_:)`.
  public func load() throws(Problems) -> Scenario { try folder.load(scenarioID) }
}

/// The city folders under a root, which may itself be a city folder.
public struct ScenarioLibrary: Hashable, Sendable {
  /// The folder that contains the cities' folders.
  public let root: String

  /// The library in the folder `root`, which need not exist.
  public init(_ root: String) { self.root = ScenarioFolder(root).path }

  /// The folders that hold a YAML file, by name; the root alone when it holds a city.
  ///
  /// Throws when the root cannot be read.
  public func folders() throws(Problems) -> [ScenarioFolder] {
    guard let names = try? FileManager.default.contentsOfDirectory(atPath: root) else {
      throw Problems([
        Problem(
          path: root, value: root,
          reason: both("打不开情景目录 \(root)。", "The directory of scenarios \(root) cannot be opened."),
          remedy: both(
            "检查路径；或新建一个：luodi init my-city", "Check the path, or begin one with: luodi init my-city"
          ),
          location: root)
      ])
    }
    if names.contains("city.yaml") { return [ScenarioFolder(root)] }
    return names.filter { !$0.hasPrefix(".") }.sorted().map { ScenarioFolder("\(root)/\($0)") }
      .filter { folder in
        let inside = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return inside.contains { $0.hasSuffix(".yaml") }
      }
  }

  /// The scenario that `name` stands for: `baseline` where only one folder has it,
  /// `jiangmen-2023/baseline`, or the path of its file, with or without `.yaml`.
  ///
  /// Throws with the nearest name when there is none, and with the candidates when there are
  /// several. Reads no scenario.
  public func find(_ name: String) throws(Problems) -> ScenarioReference {
    if name.hasSuffix(".yaml") { return try findFile(name) }
    if let slash = name.lastIndex(of: "/") {
      let folder = ScenarioFolder(String(name[..<slash]))
      if FileManager.default.fileExists(atPath: "\(folder.path)/city.yaml") {
        return ScenarioReference(
          folder: folder, scenarioID: String(name[name.index(after: slash)...]))
      }
    }
    var all: [ScenarioReference] = []
    for folder in try folders() {
      for id in (try? folder.scenarioIDs()) ?? [] {
        all.append(ScenarioReference(folder: folder, scenarioID: id))
      }
    }
    let matches = all.filter { $0.name == name || $0.scenarioID == name }
    if matches.count == 1 { return matches[0] }
    if matches.isEmpty {
      let isQualified = name.contains("/")
      let candidates = isQualified ? all.map(\.name) : all.map(\.scenarioID)
      throw Problems([
        .unknown(name, both("情景", "scenario"), among: candidates, at: root)
      ])
    }
    let candidates = matches.map(\.name)
    throw Problems([
      Problem(
        path: root, value: name,
        reason: both(
          "有 \(candidates.count) 个情景叫“\(name)”：\(candidates.joined(separator: "、"))。",
          "There are \(candidates.count) scenarios “\(name)”: \(candidates.joined(separator: ", "))."
        ),
        remedy: both(
          "写全名，如 \(candidates[0])。", "Write the full name, such as \(candidates[0])."))
    ])
  }

  private func findFile(_ name: String) throws(Problems) -> ScenarioReference {
    for path in [name, "\(root)/\(name)"] where FileManager.default.fileExists(atPath: path) {
      let url = URL(fileURLWithPath: path)
      let file = url.lastPathComponent
      guard file != "city.yaml" else {
        throw Problems([
          Problem(
            path: path, value: name,
            reason: both(
              "city.yaml 是城市文件，不是情景。", "city.yaml describes the city and is no scenario."),
            remedy: both("给出情景文件，如 baseline.yaml。", "Name a scenario, such as baseline.yaml."),
            location: path)
        ])
      }
      let parts = path.split(separator: "/", omittingEmptySubsequences: false).dropLast()
      let folder = parts.isEmpty ? "." : parts.joined(separator: "/")
      return ScenarioReference(
        folder: ScenarioFolder(folder.isEmpty ? "/" : folder), scenarioID: String(file.dropLast(5)))
    }
    throw Problems([
      Problem(
        path: name, value: name,
        reason: both("找不到情景文件 \(name)。", "There is no scenario file \(name)."),
        remedy: both(
          "检查路径；它相对当前目录或 \(root)。",
          "Check the path, which counts from here or from \(root)."), location: name)
    ])
  }
}
