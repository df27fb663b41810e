import Forecasting
import InvestmentPipeline
import Registers

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A scenario's name and what it stands for.
public struct ScenarioListing: Hashable, Sendable, Identifiable {
  public var id: String
  public var title: BilingualText
  public var reason: BilingualText

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
    return summaries.filter { $0.id == "baseline" } + summaries.filter { $0.id != "baseline" }
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

  /// The scenario of that name, fit for a forecast.
  ///
  /// Throws all problems of the files it rests on, each with its place and a remedy.
  /// Cost: about 15 µs a lead, in an optimised build.
  public func load(_ scenarioID: String) throws(Problems) -> Scenario {
    let (scenario, problems) = try read(scenarioID)
    guard let scenario, problems.isEmpty else { throw Problems(problems) }
    return scenario
  }

  /// The steps to the scenario of that name: without its levers, then with one more lever each
  /// time, in their order. The last is `load(scenarioID)`; all have ids of their own, and from the
  /// second on the title and reason of the lever that is new.
  ///
  /// Throws as `load`, and where the scenario has no levers.
  public func steps(to scenarioID: String) throws(Problems) -> [Scenario] {
    let last = try load(scenarioID)
    guard !last.levers.isEmpty else {
      throw Problems([
        Problem(
          path: "levers", value: scenarioID,
          reason: both("情景“\(scenarioID)”没有调节项。", "The scenario “\(scenarioID)” has no levers."),
          remedy: both(
            "在 levers 里写上调节项，写法见 docs/data.md。", "State them under levers; docs/data.md shows how."),
          location: "\(scenarioID).yaml")
      ])
    }
    var steps: [Scenario] = []
    for count in 0...last.levers.count {
      let (scenario, problems) = try read(scenarioID, leverCount: count)
      guard var scenario, problems.isEmpty else { throw Problems(problems) }
      scenario.id = "\(scenarioID)@\(count)"
      if let lever = scenario.levers.last {
        scenario.title = lever.title
        scenario.reason = lever.reason
      }
      steps.append(scenario)
    }
    return steps
  }

  /// All problems of all scenarios of the folder, in one pass; empty when all can be forecast.
  ///
  /// A problem that several scenarios share by `extends` is named once.
  public func check() -> [Problem] {
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
              "Put a baseline.yaml into it, or begin with: luodi init my-city"), location: path))
      }
      for id in ids { problems += try read(id).problems }
      return problems.withoutRepetitions { "\($0.location ?? $0.path) \($0.reason.en)" }
    } catch {
      return error.all
    }
  }

  // MARK: Reading

  private func read(_ id: String, leverCount: Int? = nil) throws(Problems) -> (
    scenario: Scenario?, problems: [Problem]
  ) {
    let ids = try scenarioIDs()
    guard ids.contains(id) else {
      throw Problems([
        .unknown(id, both("情景", "scenario"), among: ids, at: "\(path)/\(id).yaml")
      ])
    }
    let findings = Findings()
    if !isWellFormedID(id) {
      findings.add(
        Problem(
          path: "\(id).yaml", value: id,
          reason: both(
            "情景的文件名只能用小写字母、数字和连字符。",
            "A scenario's file name has lower-case letters, digits and hyphens."),
          remedy: both(
            "改名为 no-giant.yaml 这样；中文名写在 title 里。",
            "Rename it like no-giant.yaml; its name in words is the title."),
          location: "\(id).yaml"))
    }
    let files = FolderFiles(root: path, findings: findings)
    guard
      let chain = ExtendsChain.read(id, files: files, scenarioIDs: ids, findings: findings)
    else { return (nil, findings.problems) }
    let reading = Reading(findings: findings)
    let (root, levers) = LeverSection(reading: reading).apply(to: chain.merged, count: leverCount)
    guard
      let (scenario, places) = ScenarioFile(files: files, reading: reading).read(
        root, id: id, chain: chain.inputFiles)
    else { return (nil, findings.problems) }
    let problems =
      findings.problems + located(ForecastModel.problems(in: scenario), reading, places)
    var complete = scenario
    complete.levers = levers
    complete.assumptions = reading.assumptionsInOrder(of: root)
    return (complete, problems.withoutRepetitions { "\($0.location ?? $0.path) \($0.reason.en)" })
  }

  /// The scenario's own problems with the places that the files give them, but for those
  /// that only repeat what reading has reported.
  private func located(
    _ problems: [Problem], _ reading: Reading, _ places: LeadPlaces
  ) -> [Problem] {
    problems.compactMap { problem in
      guard !reading.findings.paths.contains(problem.path) else { return nil }
      // A register that could not be read has been reported; that it is empty follows.
      if problem.path == "leads", !reading.findings.problems.isEmpty { return nil }
      var problem = problem
      let path = problem.path == "leads" ? "registers" : problem.path
      if let place = places.find(path) ?? reading.place(of: path) {
        problem.location = place.location
        problem.value = place.written ?? problem.value
      }
      return problem
    }
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
  func place(of path: String) -> (location: String, written: String?)? {
    if let place = places[path] { return place }
    var outer = Substring(path)
    while let dot = outer.lastIndex(of: ".") {
      outer = outer[..<dot]
      if let place = places[String(outer)] { return (place.location, nil) }
    }
    return places[""].map { ($0.location, nil) }
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
