import Dispatch
public import InvestmentPipeline
public import Registers
import Synchronization

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The identifier, title and reason of a scenario.
public struct ScenarioListing: Hashable, Sendable, Identifiable {
  /// The scenario's identifier: its file's name without `.yaml`.
  public var id: String
  /// The title stated in the file.
  public var title: BilingualText
  /// The reason stated in the file.
  public var reason: BilingualText

  /// Creates an entry.
  public init(id: String, title: BilingualText, reason: BilingualText) {
    self.id = id
    self.title = title
    self.reason = reason
  }
}

/// A folder that holds one city and one plan year: `city.yaml`, registers, and a YAML file for
/// each named scenario.
///
/// docs/data.md describes the files. Nothing outside the folder is read.
public struct ScenarioFolder: Hashable, Sendable {
  /// As given, without a trailing slash.
  public let path: String

  /// The folder at `path`, which need not exist.
  public init(_ path: String) {
    var path = path
    while path.count > 1, path.hasSuffix("/") { path.removeLast() }
    self.path = path
  }

  /// The last part of the path, such as `jiangmen-2023`.
  public var name: String { URL(fileURLWithPath: path).lastPathComponent }

  /// The names of its scenarios, in alphabetical order: YAML files but `city.yaml`.
  ///
  /// Throws when the folder cannot be read.
  public func scenarioIDs() throws(Problems) -> [String] {
    try fileNames().filter { $0.hasSuffix(".yaml") && $0 != "city.yaml" }
      .map { String($0.dropLast(5)) }
  }

  /// Titles and reasons of the scenarios, `baseline` first and then by name, without reading
  /// registers. Scenarios that cannot be read are left out; `check()` says why.
  public func scenarios() throws(Problems) -> [ScenarioListing] {
    let findings = Findings()
    let files = FolderFiles(root: path, findings: findings)
    let summaries = try scenarioIDs().compactMap { id -> ScenarioListing? in
      guard let file = files.text("\(id).yaml"),
        let root = YAMLDocument.read(file.text, file: "\(id).yaml", findings: findings)
      else { return nil }
      let reading = Reading(findings: findings)
      guard let title = root["title"], let reason = root["reason"],
        let title = Field(title, path: "title", reading: reading).bilingual(),
        let reason = Field(reason, path: "reason", reading: reading).bilingual()
      else { return nil }
      return ScenarioListing(id: id, title: title, reason: reason)
    }
    let baseline = summaries.filter { $0.id == "baseline" }
    return baseline + summaries.filter { $0.id != "baseline" }
  }

  /// The latest as-of date that a scenario of the folder states itself; nil without any. Scenarios
  /// that cannot be read are left out.
  func latestAsOf() -> CalendarDate? {
    let findings = Findings()
    let files = FolderFiles(root: path, findings: findings)
    return ((try? scenarioIDs()) ?? []).compactMap { id in
      files.text("\(id).yaml")
        .flatMap { YAMLDocument.read($0.text, file: "\(id).yaml", findings: findings) }
        .flatMap { $0["as_of"]?.text }.flatMap { CalendarDate(iso8601: $0) }
    }.max()
  }

  /// The merged files of the scenario of that name, with their problems.
  ///
  /// - Parameter cache: shares files and registers with other scenarios.
  /// - Throws: `Problems` if the folder has no scenario of that name.
  public func document(
    _ scenarioID: String, cache: InputCache = InputCache()
  ) throws(Problems) -> ScenarioDocument {
    let ids = try scenarioIDs()
    guard ids.contains(scenarioID) else {
      throw Problems([
        .unknown(scenarioID, both("情景", "scenario"), among: ids, at: "\(path)/\(scenarioID).yaml")
      ])
    }
    let findings = Findings()
    if !isWellFormedID(scenarioID) {
      findings.add(
        Problem(
          path: "\(scenarioID).yaml", value: scenarioID,
          reason: both(
            "情景的文件名只能用小写字母、数字和连字符。",
            "A scenario's file name has lower-case letters, digits and hyphens."),
          remedy: both(
            "改名为 no-giant.yaml 这样；中文名写在 title 里。",
            "Rename it like no-giant.yaml; its name in words is the title."),
          location: "\(scenarioID).yaml"))
    }
    let files = FolderFiles(root: path, findings: findings, cache: cache)
    let chain = ExtendsChain.read(
      scenarioID, files: files, scenarioIDs: ids, findings: findings)
    return ScenarioDocument(
      id: scenarioID, root: path, cache: cache, tree: chain?.merged,
      inputFiles: chain?.inputFiles ?? [], problems: findings.problems)
  }

  /// The scenario of that name, without problems of its own; the engine's checks are not made.
  ///
  /// Throws all problems of the files it rests on, each with its place and a remedy.
  /// Cost: about 15 µs a lead, in an optimised build.
  public func load(_ scenarioID: String) throws(Problems) -> Scenario {
    try document(scenarioID).scenario()
  }

  /// All problems of all scenarios of the folder, in one pass; empty when all can be forecast.
  ///
  /// A problem that several scenarios share by `extends` is named once. Registers are parsed once.
  ///
  /// - Parameters:
  ///   - cache: shares files and registers with other reading.
  ///   - check: finds the problems of a scenario as a value; called from several threads.
  public func check(
    cache: InputCache = InputCache(),
    _ check: @escaping @Sendable (Scenario) -> [Problem] = { $0.problems() }
  ) -> [Problem] {
    do {
      let names = try fileNames()
      var problems: [Problem] = []
      for name in names where name.hasSuffix(".yml") {
        problems.append(
          Problem(
            path: name, value: name,
            reason: both("\(name) 的扩展名是 .yml，不会被读取。", "\(name) ends with .yml and is not read."),
            remedy: both("改名为 .yaml。", "Rename it to .yaml."), location: name))
      }
      let ids = try scenarioIDs()
      if ids.isEmpty {
        problems.append(
          Problem(
            path: path, value: path,
            reason: both("文件夹 \(path) 里没有情景文件。", "The folder \(path) holds no scenario."),
            remedy: both(
              "放入 baseline.yaml；或新建一个样板：luodi init my-city",
              "Put a baseline.yaml into it, or start with: luodi init my-city"), location: path))
      }
      problems += scenarioProblems(ids, cache, check)
      return problems.withoutRepetitions { "\($0.location ?? $0.path) \($0.reason.en)" }
    } catch {
      return error.all
    }
  }

  /// The problems of the scenarios, in their order; on all cores.
  private func scenarioProblems(
    _ ids: [String], _ cache: InputCache, _ check: @escaping @Sendable (Scenario) -> [Problem]
  ) -> [Problem] {
    let found = Mutex([[Problem]](repeating: [], count: ids.count))
    DispatchQueue.concurrentPerform(iterations: ids.count) { index in
      let problems: [Problem]
      do throws(Problems) {
        problems = try document(ids[index], cache: cache).read(check: check).problems
      } catch {
        problems = error.all
      }
      found.withLock { $0[index] = problems }
    }
    return found.withLock { $0.flatMap { $0 } }
  }

  private func fileNames() throws(Problems) -> [String] {
    do {
      return try FileManager.default.contentsOfDirectory(atPath: path).filter {
        !$0.hasPrefix(".")
      }.sorted()
    } catch {
      throw Problems([
        Problem(
          path: path, value: path,
          reason: both("打不开文件夹 \(path)。", "The folder \(path) cannot be opened."),
          remedy: both(
            "检查路径和读取权限；它要是文件夹。", "Check the path, that it is a folder, and that you may read it."),
          location: path)
      ])
    }
  }
}

extension Reading {
  /// The place of a path, or of the nearest mapping around it.
  func location(of path: String) -> ValueLocation? {
    if let location = locations[path] { return location }
    var outer = Substring(path)
    while let dot = outer.lastIndex(of: ".") {
      outer = outer[..<dot]
      if let location = locations[String(outer)] {
        return ValueLocation(location: location.location)
      }
    }
    return locations[""].map { ValueLocation(location: $0.location) }
  }

  /// The assumptions: facts of the city first, then in the order of the merged file.
  func assumptionsInOrder(of merged: SourceNode) -> [Assumption] {
    var order: [String: Int] = [:]
    func walk(_ node: SourceNode, _ path: String) {
      order[path] = order.count
      for entry in node.entries ?? [] {
        walk(entry.value, path.isEmpty ? entry.key : "\(path).\(entry.key)")
      }
    }
    walk(merged, "")
    let facts = assumptions.filter { $0.path.hasPrefix("city.") }
    let others = assumptions.filter { !$0.path.hasPrefix("city.") }
    return facts
      + others.enumerated().sorted {
        (order[$0.element.path] ?? .max, $0.offset) < (order[$1.element.path] ?? .max, $1.offset)
      }.map(\.element)
  }
}

extension Array {
  /// The elements, but for those whose key has been met before.
  func withoutRepetitions(by key: (Element) -> String) -> [Element] {
    var seen: Set<String> = []
    return filter { seen.insert(key($0)).inserted }
  }
}
