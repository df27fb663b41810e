import InvestmentPipeline

/// The head of a column of a register or of a planner's table: its name, and what its brackets say.
struct ColumnHead {
  /// Half-width, lower case, without blanks, asterisks and brackets, and without a unit at its end.
  var name: String
  /// The text of the last brackets, without `单位:`.
  var bracket: String?
  var unit: MoneyText.Unit?
  var unitText: String?
  /// 内资 or 外资, where the head tells them apart.
  var currencyHint: String?

  init(_ written: String) {
    let text = written.halfWidth.lowercased().filter { !$0.isWhitespace && $0 != "*" }
    var name = ""
    var inside: [String] = []
    var depth = 0
    for character in text {
      switch character {
      case "(", "[", "【", "〔", "<", "《":
        if depth == 0 { inside.append("") }
        depth += 1
      case ")", "]", "】", "〕", ">", "》": depth = max(0, depth - 1)
      default:
        if depth == 0 { name.append(character) } else { inside[inside.count - 1].append(character) }
      }
    }
    for part in inside.flatMap({ $0.split(whereSeparator: { "-—,，、/:：;".contains($0) }) }) {
      if part == "内资" || part == "外资" { currencyHint = String(part) }
      if unit == nil, let found = MoneyText.unit(String(part)) {
        unit = found
        unitText = String(part)
      }
    }
    if unit == nil {
      for suffix in ["万美元", "亿美元", "亿元", "万元"]
      where name.hasSuffix(suffix) && name.count > suffix.count {
        unit = MoneyText.unit(suffix)
        unitText = suffix
        name.removeLast(suffix.count)
        if let last = name.last, "_-:：/".contains(last) { name.removeLast() }
        break
      }
    }
    self.name = name
    bracket = inside.last.map { $0.hasPrefix("单位:") ? String($0.dropFirst(3)) : $0 }
  }

  /// Whether the column of a register is for people only.
  var isNote: Bool {
    name.isEmpty || name.hasPrefix("#") || name.hasPrefix("note") || name.hasPrefix("备注")
  }
}
