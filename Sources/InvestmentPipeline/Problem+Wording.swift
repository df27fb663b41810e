extension Problem {
  /// A reference to an unknown name, with a suggestion if a known name is close.
  package static func unknown(
    _ value: String, _ kind: BilingualText, among candidates: [String], at path: String
  ) -> Problem {
    var seen: Set<String> = []
    let distinct = candidates.filter { seen.insert($0).inserted }
    let listed = distinct.prefix(12)
    let more = distinct.count > listed.count
    let choices = BilingualText(
      zh: distinct.isEmpty
        ? "目前没有任何定义。" : "可填写：\(listed.joined(separator: "、"))\(more ? "等" : "")。",
      en: distinct.isEmpty
        ? "None is defined." : "Available: \(listed.joined(separator: ", "))\(more ? ", …" : "").")
    let near = nearestName(to: value, among: distinct)
    return Problem(
      path: path, value: value,
      reason: BilingualText(
        zh: "没有名为“\(value)”的\(kind.zh)。", en: "There is no \(kind.en) “\(value)”."),
      remedy: BilingualText(
        zh: (near.map { "是不是“\($0)”？" } ?? "") + choices.zh,
        en: (near.map { "Did you mean “\($0)”? " } ?? "") + choices.en))
  }

  /// A number outside its range.
  static func outside(
    _ value: Double, _ meaning: BilingualText, range: BilingualText, at path: String
  ) -> Problem {
    Problem(
      path: path, value: "\(value)",
      reason: BilingualText(
        zh: "\(meaning.zh)应\(range.zh)，填写值为 \(value)。",
        en: "The \(meaning.en) must \(range.en); it is \(value)."),
      remedy: BilingualText(
        zh: "改为该范围内的数值。", en: "Give a number in that range."))
  }

  /// Nil when `value` lies in `DwellTime.variationRange`.
  static func unlessVariation(_ value: Double, _ meaning: BilingualText, at path: String)
    -> Problem?
  {
    DwellTime.variationRange.contains(value)
      ? nil
      : .outside(
        value, meaning, range: BilingualText(zh: "在 0.25 到 8 之间", en: "lie in [0.25, 8]"), at: path)
  }

  /// Nil when `value` lies in [0, 1].
  static func unlessShare(_ value: Double, _ meaning: BilingualText, at path: String) -> Problem? {
    if value >= 0, value <= 1 { return nil }
    return Problem(
      path: path, value: "\(value)",
      reason: BilingualText(
        zh: "\(meaning.zh)应在 0 到 1（0% 到 100%）之间，填写值为 \(value)。",
        en: "The \(meaning.en) must lie in [0, 1] (0% … 100%); it is \(value)."),
      remedy: BilingualText(
        zh: "填写 45% 或 0.45 等形式的数值；45 应写成 45%。",
        en: "Write 45% or 0.45; the number 45 needs a percent sign."))
  }
}

/// The problems of malformed and repeated ids.
func idProblems(_ ids: [String], _ kind: BilingualText, path: (String) -> String) -> [Problem] {
  var seen: Set<String> = []
  return ids.flatMap { id -> [Problem] in
    var found: [Problem] = []
    if !isWellFormedID(id) {
      found.append(
        Problem(
          path: path(id), value: id,
          reason: BilingualText(
            zh: "\(kind.zh)的 id 只能用小写字母、数字和连字符，且不以连字符开头。",
            en:
              "The id of a \(kind.en) may contain only lower-case letters, digits and hyphens, and must not begin with a hyphen."
          ),
          remedy: BilingualText(
            zh: "改为 xinhui 一类的写法；中文名称填写在 name 或 title 中。",
            en: "Write an id such as xinhui; put names under name or title.")))
    }
    if !seen.insert(id).inserted {
      found.append(
        Problem(
          path: path(id), value: id,
          reason: BilingualText(
            zh: "\(kind.zh) id“\(id)”重复。", en: "The \(kind.en) id “\(id)” is used twice."),
          remedy: BilingualText(zh: "修改其中一个。", en: "Rename one of them.")))
    }
    return found
  }
}

/// Whether `id` matches `[a-z0-9][a-z0-9-]*`.
package func isWellFormedID(_ id: String) -> Bool {
  !id.isEmpty && id.utf8.first != UInt8(ascii: "-")
    && id.utf8.allSatisfy { byte in
      (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
        || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || byte == UInt8(ascii: "-")
    }
}
