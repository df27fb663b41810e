import InvestmentPipeline
import Registers

/// Applies one move to the merged tree of a scenario.
struct TreeMove {
  /// A limit of the moved number.
  struct Bound {
    var text: String
    var isLower: Bool
  }

  let move: Move
  var bounds: [Bound] = []

  /// Keys under which numbers are shares, written as such or as percentages.
  private static let shares = [
    "conversion_rate", "share", "in_district", "relative_size", "first", "weights", "chains",
    "weight",
  ]

  /// Changes every number that the move's path leads to, as far as that is possible.
  ///
  /// - Parameter revise: gives the changed value its location and provenance.
  /// - Returns: what was changed, and why other numbers were not.
  func apply(
    to root: inout SourceNode, acceptsLastKeys: Bool, revise: (inout SourceNode) -> Void
  ) -> (changes: [Lever.Move], faults: [MoveFault]) {
    var changes: [Lever.Move] = []
    var faults: [MoveFault] = []
    let paths: [[String]]
    do throws(MoveFault) {
      paths = try numbers(in: root, acceptsLastKeys: acceptsLastKeys)
    } catch {
      return ([], [error])
    }
    for keys in paths {
      let path = keys.joined(separator: ".")
      guard let before = Self.node(keys, in: root)?.text?.trimmingBlanks else { continue }
      do throws(MoveFault) {
        let after = try moved(before, path: path)
        changes.append(Lever.Move(path: path, before: before, after: after))
        Self.replace(keys[...], in: &root) { node in
          node.content = .text(after)
          revise(&node)
        }
      } catch {
        faults.append(error)
      }
    }
    return (changes, faults)
  }

  // MARK: Values

  /// The new value of the number `before`.
  private func moved(_ before: String, path: String) throws(MoveFault) -> String {
    guard var value = Quantity(before) else {
      throw MoveFault(
        subject: .amount,
        reason: both("“\(path)”是“\(before)”，不是数，不能调节。", "“\(path)” is “\(before)”, not a number."),
        remedy: both("键要指向一个数。", "Choose a key that leads to a number."))
    }
    guard var amount = Quantity(move.amount) else {
      throw MoveFault(
        subject: .amount,
        reason: both("“\(move.amount)”不是数。", "“\(move.amount)” is not a number."),
        remedy: both(
          "“\(path)”现在是“\(before)”，请按同样写法。", "“\(path)” is “\(before)”; write the value like that.")
      )
    }
    // A share is one whether written 0.55 or 55%.
    let isShare = Self.shares.contains { path.split(separator: ".").contains(Substring($0)) }
    if isShare, move.operation != .multiply { amount = amount.share(as: value) }
    guard move.operation == .multiply ? amount.unit.isEmpty : amount.unit == value.unit else {
      throw MoveFault(
        subject: .amount,
        reason: both(
          "“\(path)”是“\(before)”，与“\(move.amount)”单位不同。",
          "“\(path)” is “\(before)”; “\(move.amount)” has another unit."),
        remedy: move.operation == .multiply
          ? both("times 写不带单位的倍数，如 0.8。", "times takes a plain factor such as 0.8.")
          : both(
            "照原来的单位写，如“\(before)”。", "Use the unit of the present value, as in “\(before)”."))
    }
    switch move.operation {
    case .multiply: value.number *= amount.number
    case .add: value.number += amount.number
    case .set: value.number = amount.number
    }
    try checkBounds(of: value, before: before, path: path, isShare: isShare)
    guard let text = value.text else {
      throw MoveFault(
        subject: .amount, reason: both("“\(path)”调节后太大。", "“\(path)” becomes too large."),
        remedy: both("写小一些的数。", "Give a smaller number."))
    }
    return text
  }

  private func checkBounds(
    of value: Quantity, before: String, path: String, isShare: Bool
  ) throws(MoveFault) {
    for (index, bound) in bounds.enumerated() {
      guard var limit = Quantity(bound.text) else { continue }
      if isShare { limit = limit.share(as: value) }
      let isWithin =
        bound.isLower ? value.number >= limit.number : value.number <= limit.number
      if limit.unit == value.unit, isWithin { continue }
      throw MoveFault(
        subject: .bound(index),
        reason: both(
          "“\(path)”从“\(before)”调到“\(value.text ?? "")”，超出了界限“\(bound.text)”。",
          "“\(path)” goes from “\(before)” to “\(value.text ?? "")”, beyond the bound “\(bound.text)”."
        ),
        remedy: both("少调一些，或改界限。", "Move it less, or change the bound."))
    }
  }

  // MARK: Paths

  /// The keys of every number that the path leads to.
  private func numbers(
    in root: SourceNode, acceptsLastKeys: Bool
  ) throws(MoveFault) -> [[String]] {
    let path = move.path.split(separator: ".").map(String.init)
    let found = Self.numbers(at: path, in: root, isOfLever: acceptsLastKeys)
    if !found.isEmpty { return found }
    if acceptsLastKeys {
      let candidates = Self.numbers(endingWith: path, in: root)
      if candidates.count == 1 || !candidates.isEmpty && path.contains("*") { return candidates }
      if candidates.count > 1 {
        let names = candidates.prefix(6).map { $0.joined(separator: ".") }
        throw MoveFault(
          subject: .path, value: move.path,
          reason: both(
            "“\(move.path)”可以指 \(candidates.count) 个数。",
            "“\(move.path)” is ambiguous between \(candidates.count) numbers."),
          remedy: both(
            "写全键，如 \(names.joined(separator: "、"))。",
            "Write the key in full, such as \(names.joined(separator: ", "))."))
      }
    }
    throw missing(path, in: root)
  }

  /// The keys of the numbers at `path`; without those of `levers`, unless they are asked for.
  private static func numbers(
    at path: [String], in root: SourceNode, isOfLever: Bool
  ) -> [[String]] {
    var found: [(keys: [String], node: SourceNode)] = [([], root)]
    for key in path {
      found = found.flatMap { keys, node in
        (node.entries ?? []).filter { key == "*" || $0.key == key }.map {
          (keys + [$0.key], $0.value)
        }
      }
    }
    return found.compactMap { numberKeys($0.keys, $0.node) }.filter {
      $0.first != "levers" || isOfLever && path.first == "levers"
    }
  }

  /// The keys of the numbers outside `levers` whose last keys are `path`.
  private static func numbers(endingWith path: [String], in root: SourceNode) -> [[String]] {
    var found: [[String]] = []
    func walk(_ node: SourceNode, _ keys: [String]) {
      if keys.count > path.count,
        zip(keys.suffix(path.count), path).allSatisfy({ $1 == "*" || $0 == $1 }),
        let number = numberKeys(keys, node), let text = (node["value"] ?? node).text,
        Quantity(text) != nil
      {
        found.append(number)
      }
      for entry in node.entries ?? [] where !(keys.isEmpty && entry.key == "levers") {
        walk(entry.value, keys + [entry.key])
      }
    }
    walk(root, [])
    return found
  }

  /// A number is written short, or as `{value: …}`.
  private static func numberKeys(_ keys: [String], _ node: SourceNode) -> [String]? {
    if node.text != nil { return keys }
    return node["value"]?.text == nil ? nil : keys + ["value"]
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

  /// Names the key nearest to the first that does not exist.
  private func missing(_ path: [String], in root: SourceNode) -> MoveFault {
    var nodes = [root]
    var near: String?
    for key in path {
      let next = nodes.flatMap { node in
        (node.entries ?? []).filter { key == "*" || $0.key == key }.map(\.value)
      }
      if next.isEmpty {
        near = nearestName(to: key, among: nodes.flatMap { ($0.entries ?? []).map(\.key) })
        break
      }
      nodes = next
    }
    return MoveFault(
      subject: .path, value: move.path,
      reason: both(
        "“\(move.path)”不指向情景里的任何数。", "“\(move.path)” is not the path of a number in the scenario."),
      remedy: both(
        (near.map { "是不是“\($0)”？" } ?? "") + "explain 命令列出所有数的路径；* 代表任意一个键。",
        (near.map { "Did you mean “\($0)”? " } ?? "")
          + "The command explain lists the paths of all numbers; * stands for any one key."))
  }
}
