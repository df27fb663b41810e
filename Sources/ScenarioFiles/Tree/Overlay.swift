import InvestmentPipeline
import Registers

/// Merges a scenario into the one it extends: mappings merge key by key, other values replace, and
/// `null` removes a key.
///
/// Keys keep the order of the scenario beneath; new ones follow. The words on provenance have
/// been handed down before (`ProvenanceWords`), so that every value brings its own.
enum Overlay {
  static func lay(
    _ upper: SourceNode, over lower: SourceNode, path: String = "", findings: Findings
  ) -> SourceNode {
    guard case .mapping(let additions) = upper.content, case .mapping(var entries) = lower.content
    else { return upper }
    for addition in additions {
      let inner = path.isEmpty ? addition.key : "\(path).\(addition.key)"
      let index = entries.firstIndex { $0.key == addition.key }
      switch (addition.value.content, index) {
      case (.null(explicit: true), let index?):
        entries.remove(at: index)
      case (.null(explicit: true), nil):
        let near = nearestName(to: addition.key, among: entries.map(\.key))
        findings.add(
          at: addition.keyPlace, path: inner, value: "null",
          both(
            "被扩展的情景里没有“\(addition.key)”，没什么可去掉的。", "There is no “\(addition.key)” to take away."),
          both(
            (near.map { "是不是“\($0)”？" } ?? "") + "改正键名，或删掉这一行。",
            (near.map { "Did you mean “\($0)”? " } ?? "") + "Correct the key, or delete the line."))
      case (.null(explicit: false), _):
        findings.add(
          at: addition.keyPlace, path: inner,
          both("“\(addition.key)”后面是空的。", "There is nothing behind “\(addition.key)”."),
          both(
            "写上内容；要去掉它就写 null；不改就删掉这一行。",
            "State a value, write null to remove the key, or delete the line."))
      case (_, let index?):
        entries[index].value = lay(
          addition.value, over: entries[index].value, path: inner, findings: findings)
        entries[index].keyPlace = addition.keyPlace
      case (_, nil):
        entries.append(addition)
      }
    }
    var merged = upper
    merged.content = .mapping(entries)
    return merged
  }

  /// The mapping without keys whose value is empty.
  static func withoutNulls(_ node: SourceNode) -> SourceNode {
    var node = node
    if case .mapping(let entries) = node.content {
      node.content = .mapping(
        entries.filter { !$0.value.isNull }.map { entry in
          var entry = entry
          entry.value = withoutNulls(entry.value)
          return entry
        })
    }
    return node
  }
}
