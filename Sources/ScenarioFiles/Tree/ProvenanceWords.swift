import InvestmentPipeline
import Registers

/// Passes the provenance `published` and `assumed` of mappings down to their values, within one
/// file, and removes these keys.
///
/// This is done before files are merged: a number restated in an extending file has that file's
/// provenance or none, never the source of the number that it replaces.
enum ProvenanceWords {
  static let keys = ["published", "assumed"]

  static func handDown(
    _ node: SourceNode, from outer: Provenance? = nil, findings: Findings
  ) -> SourceNode {
    var node = node
    node.provenance = outer
    switch node.content {
    case .null, .text: break
    case .list(let items):
      node.content = .list(items.map { handDown($0, from: outer, findings: findings) })
    case .mapping(let entries):
      let word = word(of: entries, findings: findings) ?? outer
      node.provenance = word
      let others = entries.filter { !keys.contains($0.key) }
      if others.isEmpty, let lonely = entries.first {
        findings.add(
          at: lonely.keyPlace, path: lonely.key,
          both("这里只有出处，没有它说明的数。", "A word on the origin, but no number that it speaks for."),
          both(
            "把数和出处写在一起；只想改出处，也要把数重写一遍。",
            "Put the numbers beside it; to change an origin alone, restate its numbers too."))
      }
      node.content = .mapping(
        others.map { entry in
          var entry = entry
          entry.value = handDown(entry.value, from: word, findings: findings)
          return entry
        })
    }
    return node
  }

  private static func word(of entries: [SourceEntry], findings: Findings) -> Provenance? {
    let words = entries.filter { keys.contains($0.key) }
    guard let first = words.first else { return nil }
    if words.count > 1 {
      findings.add(
        at: words[1].keyPlace, path: words[1].key,
        both("同一处既写了 published 又写了 assumed。", "Both published and assumed are given here."),
        both("只留一个：公布的数写 published，其余写 assumed。", "Keep one: published for figures with a source."))
    }
    guard let text = first.value.text?.trimmingBlanks, !text.isEmpty else {
      findings.add(
        at: first.value.location, path: first.key, value: first.value.text,
        both("\(first.key) 后面要写一句文字。", "\(first.key) wants a text."),
        first.key == "published"
          ? both("写来源，如：江门日报 2023-02-28。", "Name the source and its date.")
          : both("写这样假设的道理。", "Write the reasoning."))
      // Taken as given, so that the numbers beneath are not reported as well.
      return .assumed(reasoning: "")
    }
    return first.key == "published" ? .published(source: text) : .assumed(reasoning: text)
  }
}
