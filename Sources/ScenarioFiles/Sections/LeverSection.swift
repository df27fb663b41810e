import InvestmentPipeline
import Registers

/// Applies `levers`: named moves of the scenario's numbers, one after the other, on the merged
/// tree, so that all sections read the moved numbers.
struct LeverSection {
  static let keys = [
    "title", "reason", "path", "times", "add", "set", "at_least", "at_most", "unit", "cost",
  ]

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
    guard let (operation, operand) = operation(of: id, field, fields) else { return nil }
    let bounds = [(fields["at_least"], true), (fields["at_most"], false)].compactMap {
      field, isLower in field.map { (field: $0, isLower: isLower) }
    }
    for field in [operand] + bounds.map(\.field) { field.fact() }
    guard let paths = fields.required("path"), let texts = paths.texts(),
      let amount = operand.numberText
    else { return nil }
    var lever = Lever(
      id: id, title: title, reason: reason, moves: [], unit: fields["unit"]?.bilingual(),
      cost: fields["cost"]?.bilingual())
    let limits = bounds.compactMap { bound in
      bound.field.numberText.map {
        (field: bound.field, bound: TreeMove.Bound(text: $0, isLower: bound.isLower))
      }
    }
    for text in texts {
      let move = TreeMove(move: Move(text, operation, amount), bounds: limits.map(\.bound))
      let (changes, faults) = move.apply(to: &root, acceptsLastKeys: false) { node in
        node.location = operand.node.location
        node.provenance = operand.node.provenance
      }
      lever.moves += changes
      for fault in faults {
        let subject =
          switch fault.subject {
          case .path: paths
          case .amount: operand
          case .bound(let index): limits[index].field
          }
        reading.findings.add(
          at: subject.node.location, path: subject.path, value: fault.value ?? subject.node.text,
          fault.reason, fault.remedy)
      }
    }
    return lever
  }

  /// The one operation that the lever states, and the field of its amount.
  private func operation(
    of id: String, _ field: Field, _ fields: Fields
  ) -> (Move.Operation, Field)? {
    let stated = Move.Operation.allCases.compactMap { operation in
      fields[operation.rawValue].map { (operation, $0) }
    }
    if stated.count == 1 { return stated[0] }
    field.report(
      both(
        "调节项“\(id)”要写 times、add、set 之一，现在有 \(stated.count) 个。",
        "The lever “\(id)” must have one of times, add and set, not \(stated.count)."),
      both(
        "times: 0.8 是乘，add: 5% 是加，set: 2 是改成。",
        "times: 0.8 multiplies, add: 5% adds, set: 2 replaces."))
    return nil
  }
}
