public import InvestmentPipeline
import Registers

/// The files of a scenario, read once and merged: a tree of values that keep their locations,
/// units and provenance, and the parsed registers.
///
/// Scenarios with other numbers are made of it without reading files again.
public struct ScenarioDocument: Sendable {
  /// Finds the problems of a scenario as a value; `Scenario.problems()` is the domain's own check,
  /// and `CompiledScenario.problems(in:)` adds that of the engine.
  public typealias Check = (Scenario) -> [Problem]

  /// The scenario's name, such as `baseline`.
  public let id: String
  let root: String
  let cache: InputCache
  /// The scenario with those it extends; nil where it cannot be read.
  let tree: SourceNode?
  /// The scenario's own file first.
  let inputFiles: [InputFile]
  /// Problems of the YAML files' form.
  let problems: [Problem]

  /// The scenario with `moves` applied, fit for a forecast.
  ///
  /// Moves of `levers` are made before the levers are applied, all other moves after them, each
  /// kind in the order given. A moved number has the provenance of an assumption, and names the
  /// move as its location. Cost: about 1 µs a lead, in an optimised build, and the scenario's check.
  ///
  /// - Parameter check: finds the problems of the scenario as a value.
  /// - Throws: all problems of files and moves in one pass, each with its location and a remedy.
  public func scenario(
    applying moves: [Move] = [], check: Check = { $0.problems() }
  ) throws(Problems) -> Scenario {
    let (scenario, problems) = read(applying: moves, check: check)
    guard let scenario, problems.isEmpty else { throw Problems(problems) }
    return scenario
  }

  /// The steps to the scenario: without its levers, then with one more lever each time, in their
  /// order; `moves` apply to every step. The last is `scenario(applying: moves)`; all have ids of
  /// their own, and from the second on the title and reason of the lever that is new.
  ///
  /// - Throws: as `scenario(applying:)`, and where the scenario has no levers.
  public func steps(
    applying moves: [Move] = [], check: Check = { $0.problems() }
  ) throws(Problems) -> [Scenario] {
    _ = try scenario(applying: moves, check: check)
    let leverCount = tree?["levers"]?.entries?.count ?? 0
    guard leverCount > 0 else {
      throw Problems([
        Problem(
          path: "levers", value: id,
          reason: both("情景“\(id)”没有调节项。", "The scenario “\(id)” has no levers."),
          remedy: both(
            "在 levers 里写上调节项，写法见 docs/data.md。",
            "State them under levers; docs/data.md shows how."),
          location: "\(id).yaml")
      ])
    }
    var steps: [Scenario] = []
    for count in 0...leverCount {
      let (step, problems) = read(applying: moves, leverCount: count, check: check)
      guard var step, problems.isEmpty else { throw Problems(problems) }
      step.id = "\(id)@\(count)"
      if count > 0, step.levers.count >= count {
        step.title = step.levers[count - 1].title
        step.reason = step.levers[count - 1].reason
      }
      steps.append(step)
    }
    return steps
  }

  /// The scenario as far as it can be read, and everything wrong with it.
  func read(
    applying moves: [Move] = [], leverCount: Int? = nil, check: Check
  ) -> (scenario: Scenario?, problems: [Problem]) {
    guard var root = tree else { return (nil, problems) }
    let findings = Findings()
    problems.forEach(findings.add)
    let reading = Reading(findings: findings)
    let isOfLever: (Move) -> Bool = { $0.path.hasPrefix("levers.") }
    let early = Self.apply(moves.filter(isOfLever), to: &root, findings)
    let (levered, levers) = LeverSection(reading: reading).apply(to: root, count: leverCount)
    root = levered
    let late = Self.apply(moves.filter { !isOfLever($0) }, to: &root, findings)
    let files = FolderFiles(root: self.root, findings: findings, cache: cache)
    guard
      let (read, locations) = ScenarioFile(files: files, reading: reading, cache: cache).read(
        root, id: id, chain: inputFiles)
    else { return (nil, findings.problems) }
    var scenario = read
    scenario.levers = levers + early + late
    scenario.assumptions = reading.assumptionsInOrder(of: root)
    let all = findings.problems + Self.located(check(scenario), reading, locations)
    return (scenario, all.withoutRepetitions { "\($0.location ?? $0.path) \($0.reason.en)" })
  }

  /// Applies moves that are not of a file; returns what each of them did.
  private static func apply(
    _ moves: [Move], to root: inout SourceNode, _ findings: Findings
  ) -> [Lever] {
    moves.map { move in
      let (changes, faults) = TreeMove(move: move).apply(to: &root, acceptsLastKeys: true) { node in
        node.location = SourceLocation(move.location)
        node.provenance = .assumed(reasoning: "命令行设定 set on the command line")
      }
      for fault in faults {
        findings.add(
          Problem(
            path: move.path, value: move.amount, reason: fault.reason,
            remedy: fault.remedy, location: move.location))
      }
      return Lever(
        id: move.location, title: both("命令行设定", "Set on the command line"),
        reason: both(move.location, move.location), moves: changes)
    }
  }

  /// The scenario's own problems with the locations that the files give them, but for those that
  /// only repeat what reading has reported.
  private static func located(
    _ problems: [Problem], _ reading: Reading, _ locations: LeadLocations
  ) -> [Problem] {
    problems.compactMap { problem in
      guard !reading.findings.paths.contains(problem.path) else { return nil }
      // A register that could not be read has been reported; that it is empty follows.
      if problem.path == "leads", !reading.findings.problems.isEmpty { return nil }
      var problem = problem
      let path = problem.path == "leads" ? "registers" : problem.path
      if let location = locations.find(path) ?? reading.location(of: path) {
        problem.location = location.location
        problem.cell = location.cell
        problem.value = location.written ?? problem.value
      }
      return problem
    }
  }
}
