import InvestmentPipeline
import Registers

/// A scenario merged with those that it extends.
struct ExtendsChain {
  var merged: SourceNode
  /// The scenario's own file first, the file that extends none last.
  var inputFiles: [InputFile]

  /// Nil if a file cannot be read or the chain is circular, which is then reported.
  static func read(
    _ id: String, files: FolderFiles, scenarioIDs: [String], findings: Findings
  ) -> ExtendsChain? {
    var layers: [(id: String, node: SourceNode)] = []
    var inputFiles: [InputFile] = []
    var next: (id: String, location: SourceLocation?)? = (id, nil)
    while let (current, location) = next {
      let name = "\(current).yaml"
      if let location, layers.contains(where: { $0.id == current }) {
        let circle = (layers.map(\.id) + [current]).joined(separator: " → ")
        findings.add(
          at: location, path: "extends", value: current,
          both("情景互相扩展，绕成了圈：\(circle)。", "The scenarios extend each other in a circle: \(circle)."),
          both("让其中一个不再写 extends。", "Take extends out of one of them."))
        return nil
      }
      if let location, !scenarioIDs.contains(current) {
        var problem = Problem.unknown(
          current, both("情景", "scenario"), among: scenarioIDs, at: "extends")
        problem.location = "\(location)"
        findings.add(problem)
        return nil
      }
      guard let file = files.text(name, referredAt: location),
        let root = YAMLDocument.read(file.text, file: name, findings: findings)
      else { return nil }
      let node = ProvenanceWords.handDown(root, findings: findings)
      checkOwnTitle(node, findings)
      layers.append((current, node))
      inputFiles.append(file.input)
      next = nil
      if let base = node["extends"] {
        if let text = base.text {
          next = (text.trimmingBlanks, base.location)
        } else {
          findings.add(
            at: base.location, path: "extends",
            both("extends 后面要写一个情景名。", "extends wants the name of a scenario."),
            both("写 extends: baseline 这样；不扩展就删掉。", "Write extends: baseline, or delete the line."))
        }
      }
    }
    var merged = withoutExtends(layers[layers.count - 1].node)
    for layer in layers.dropLast().reversed() {
      merged = Overlay.lay(withoutExtends(layer.node), over: merged, findings: findings)
    }
    return ExtendsChain(merged: Overlay.withoutNulls(merged), inputFiles: inputFiles)
  }

  /// A scenario that showed the title of the one it extends would be taken for it.
  private static func checkOwnTitle(_ node: SourceNode, _ findings: Findings) {
    for key in ["title", "reason"] where node[key]?.isNull ?? true {
      findings.add(
        at: node.location, path: key,
        both("情景缺少自己的“\(key)”。", "The scenario has no “\(key)” of its own."),
        both(
          "每个情景文件都写 title 和 reason，扩展别的情景时也写。",
          "Every scenario states title and reason, also one that extends another."))
    }
  }

  private static func withoutExtends(_ node: SourceNode) -> SourceNode {
    var node = node
    node.content = .mapping((node.entries ?? []).filter { $0.key != "extends" })
    return node
  }
}
