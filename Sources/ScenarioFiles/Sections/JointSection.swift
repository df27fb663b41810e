import InvestmentPipeline
import Registers

/// Reads `joint`: joint targets, by id or by pattern.
package enum JointSection {
  /// `scenario` with its joint targets. A pattern that matches nothing is kept as it stands,
  /// for `Scenario.problems()` to report.
  static func adding(_ field: Field?, to scenario: Scenario) -> Scenario {
    var scenario = scenario
    let ids = scenario.targets.map(\.id)
    scenario.jointTargets = (field?.mapping(nil)?.all ?? []).compactMap {
      id, entry -> JointTarget? in
      guard let fields = entry.mapping(["title", "targets", "require"]) else { return nil }
      let title = fields.required("title")?.bilingual() ?? both(id, id)
      guard let patterns = fields.required("targets")?.texts() else { return nil }
      var chosen: [String] = []
      for pattern in patterns {
        let fitting = pattern.contains("*") ? ids.filter { matches(pattern, $0) } : [pattern]
        for id in fitting.isEmpty ? [pattern] : fitting where !chosen.contains(id) {
          chosen.append(id)
        }
      }
      let written = fields["require"]?.text()
      let requirement = written.map { JointTarget.Requirement(rawValue: $0) }
      if let written, let field = fields["require"], requirement == .some(nil) {
        field.report(
          both("require 不能写“\(written)”。", "“\(written)” cannot be required."),
          both("写 all（全部完成）或 any（至少完成一项）。", "Write all, or any for at least one."))
      }
      return JointTarget(
        id: id, title: title, targetIDs: chosen, requirement: (requirement ?? .all) ?? .all)
    }
    return scenario
  }

  /// Whether `text` has the form of `pattern`, in which `*` stands for any run of characters.
  package static func matches(_ pattern: String, _ text: String) -> Bool {
    let pieces = pattern.split(separator: "*", omittingEmptySubsequences: false).map(Array.init)
    guard pieces.count > 1 else { return pattern == text }
    var rest = Array(text)[...]
    guard rest.starts(with: pieces[0]) else { return false }
    rest = rest.dropFirst(pieces[0].count)
    for piece in pieces[1..<(pieces.count - 1)] {
      // The leftmost fit leaves most room for the pieces that follow.
      guard
        let start = rest.indices.first(where: { rest[$0...].starts(with: piece) })
          ?? (piece.isEmpty ? rest.startIndex : nil)
      else { return false }
      rest = rest[start...].dropFirst(piece.count)
    }
    let last = pieces[pieces.count - 1]
    return rest.count >= last.count && rest.suffix(last.count).elementsEqual(last)
  }
}
