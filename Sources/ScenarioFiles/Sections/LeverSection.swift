import InvestmentPipeline
import Registers

/// Applies `levers`: named moves of the scenario's numbers, one after the other, on the merged
/// tree, so that whatever is read afterwards has been moved already.
struct LeverSection {
  static let keys = [
    "title", "reason", "path", "times", "add", "set", "at_least", "at_most", "unit", "cost",
  ]
  private static let operations = ["times", "add", "set"]

  let reading: Reading

  /// The tree with the first `count` levers applied, all of them for nil, and what they did.
  func apply(to root: SourceNode, count: Int?) -> (SourceNode, [Lever]) {
    guard let node = root["levers"],
      let all = Field(node, path: "levers", reading: reading).mapping(nil)?.all
    else { return (root, []) }
    var root = root
    var levers: [Lever] = []
    for (id, field) in all.prefix(count ?? .max) {
      guard let lever = apply(id, field, to: &root) else { continue }
      levers.append(lever)
    }
    return (root, levers)
  }

  private func apply(_ id: String, _ field: Field, to root: inout SourceNode) -> Lever? {
    guard let fields = field.mapping(Self.keys) else { return nil }
    let title = fields.required("title")?.bilingual() ?? both(id, id)
    let reason = fields.required("reason")?.bilingual() ?? both(id, id)
    let stated = Self.operations.filter { fields[$0] != nil }
    guard stated.count == 1, let name = stated.first, let operand = fields[name] else {
      field.report(
        both(
          "调节项“\(id)”要写 times、add、set 之一，现在有 \(stated.count) 个。",
          "The lever “\(id)” wants one of times, add and set, not \(stated.count)."),
        both(
          "times: 0.8 是乘，add: 5% 是加，set: 2 是改成。",
          "times: 0.8 multiplies, add: 5% adds, set: 2 replaces."))
      return nil
    }
    for key in [name, "at_least", "at_most"] { fields[key]?.fact() }
    let bounds = (fields["at_least"], fields["at_most"])
    guard let paths = fields.required("path"), let texts = paths.texts(),
      let operandText = operand.numberText
    else { return nil }
    var lever = Lever(
      id: id, title: title, reason: reason, moves: [], unit: fields["unit"]?.bilingual(),
      cost: fields["cost"]?.bilingual())
    for text in texts {
      let found = Self.places(text.split(separator: ".").map(String.init), in: root)
      if found.isEmpty { reportNothing(text, paths, in: root) }
      for keys in found {
        let path = keys.joined(separator: ".")
        guard let node = Self.node(keys, in: root), let before = node.text?.trimmingBlanks else {
          continue
        }
        guard
          let after = moved(
            before, name, operandText, bounds, path: path, field: operand)
        else { continue }
        lever.moves.append(Lever.Move(path: path, before: before, after: after))
        Self.replace(keys[...], in: &root) { node in
          node.content = .text(after)
          node.place = operand.node.place
          node.provenance = operand.node.provenance
        }
      }
    }
    return lever
  }

  // MARK: Values

  /// Keys under which numbers are shares, written as such or as percentages.
  private static let shares = [
    "conversion_rate", "share", "in_district", "relative_size", "first", "weights", "chains",
    "weight",
  ]

  /// A number and what follows it: `45%`, `2.5`, `680亿元`.
  private struct Quantity {
    var number: Double
    var unit: String

    init?(_ text: String) {
      let text = text.halfWidth.trimmingBlanks
      let digits = text.prefix { "0123456789.,+-".contains($0) }
      guard let number = DecimalNumber(digits) else { return nil }
      self.number = number.double
      unit = String(text.dropFirst(digits.count)).trimmingBlanks
    }

    /// Without an exponent; at most eight digits after the point.
    var text: String? {
      let scaled = (number.magnitude * 1e8).rounded()
      guard scaled < 9e18 else { return nil }
      let (whole, fraction) = Int64(scaled).quotientAndRemainder(dividingBy: 100_000_000)
      var digits = String(fraction)
      digits = String(repeating: "0", count: 8 - digits.count) + digits
      while digits.hasSuffix("0") { digits.removeLast() }
      return (number < 0 && scaled > 0 ? "-" : "") + "\(whole)"
        + (digits.isEmpty ? "" : ".\(digits)") + unit
    }
  }

  /// What `before` becomes; nil when that is not possible, which is reported.
  private func moved(
    _ before: String, _ operation: String, _ operandText: String, _ bounds: (Field?, Field?),
    path: String, field: Field
  ) -> String? {
    guard var value = Quantity(before), var operand = Quantity(operandText) else {
      field.report(
        both(
          "“\(path)”是“\(before)”，不是数，不能调节。", "“\(path)” is “\(before)”, which is no number to move."
        ),
        both("path 要指向一个数。", "Let the path lead to a number."))
      return nil
    }
    // A share is one whether written 0.55 or 55%.
    let isShare = Self.shares.contains { path.split(separator: ".").contains(Substring($0)) }
    func convert(_ other: inout Quantity) {
      guard isShare else { return }
      if value.unit.isEmpty, other.unit == "%" {
        (other.number, other.unit) = (other.number / 100, "")
      } else if value.unit == "%", other.unit.isEmpty {
        (other.number, other.unit) = (other.number * 100, "%")
      }
    }
    if operation != "times" { convert(&operand) }
    guard operation == "times" ? operand.unit.isEmpty : operand.unit == value.unit else {
      field.report(
        both(
          "“\(path)”是“\(before)”，与“\(operandText)”单位不同。",
          "“\(path)” is “\(before)”; “\(operandText)” has another unit."),
        operation == "times"
          ? both("times 写不带单位的倍数，如 0.8。", "times is a plain factor such as 0.8.")
          : both("照原来的写法写单位，如 5%。", "Write it with the unit of the value, such as 5%."))
      return nil
    }
    switch operation {
    case "times": value.number *= operand.number
    case "add": value.number += operand.number
    default: value.number = operand.number
    }
    for (bound, isLower) in [(bounds.0, true), (bounds.1, false)] {
      guard let bound, let text = bound.numberText, var limit = Quantity(text) else { continue }
      convert(&limit)
      guard limit.unit == value.unit,
        isLower == (value.number >= limit.number)
          || value.number == limit.number
      else {
        bound.report(
          both(
            "“\(path)”从“\(before)”调到“\(value.text ?? "")”，超出了界限“\(text)”。",
            "“\(path)” goes from “\(before)” to “\(value.text ?? "")”, beyond the bound “\(text)”."),
          both("少调一些，或改界限。", "Move it less, or change the bound."))
        return nil
      }
    }
    guard let text = value.text else {
      field.report(
        both("“\(path)”调节后太大。", "“\(path)” grows too large."), both("少调一些。", "Move it less."))
      return nil
    }
    return text
  }

  // MARK: Paths

  /// The keys to every number that `path` leads to; `*` stands for any one key.
  private static func places(_ path: [String], in root: SourceNode) -> [[String]] {
    var found: [(keys: [String], node: SourceNode)] = [([], root)]
    for key in path {
      found = found.flatMap { keys, node in
        (node.entries ?? []).filter { key == "*" || $0.key == key }.map {
          (keys + [$0.key], $0.value)
        }
      }
    }
    return found.compactMap { keys, node in
      if node.text != nil { return keys }
      return node["value"]?.text == nil ? nil : keys + ["value"]
    }.filter { $0.first != "levers" }
  }

  private static func node(_ keys: [String], in root: SourceNode) -> SourceNode? {
    keys.reduce(root as SourceNode?) { $0?[$1] }
  }

  private static func replace(
    _ keys: ArraySlice<String>, in node: inout SourceNode, _ change: (inout SourceNode) -> Void
  ) {
    guard let key = keys.first else { return change(&node) }
    guard case .mapping(var entries) = node.content,
      let index = entries.firstIndex(where: { $0.key == key })
    else { return }
    replace(keys.dropFirst(), in: &entries[index].value, change)
    node.content = .mapping(entries)
  }

  /// Names the first key that is not there, with one that is like it.
  private func reportNothing(_ path: String, _ field: Field, in root: SourceNode) {
    var nodes = [root]
    var near: String?
    for key in path.split(separator: ".").map(String.init) {
      let next = nodes.flatMap { node in
        (node.entries ?? []).filter { key == "*" || $0.key == key }.map(\.value)
      }
      if next.isEmpty {
        near = nearestName(to: key, among: nodes.flatMap { ($0.entries ?? []).map(\.key) })
        break
      }
      nodes = next
    }
    reading.findings.add(
      at: field.node.place, path: field.path, value: path,
      both("“\(path)”不指向情景里的任何数。", "“\(path)” leads to no number of the scenario."),
      both(
        (near.map { "是不是“\($0)”？" } ?? "") + "explain 命令列出所有数的路径；* 代表任意一个键。",
        (near.map { "Did you mean “\($0)”? " } ?? "")
          + "The command explain lists the paths of all numbers; * stands for any one key."))
  }
}
