/// Breaks text into lines by display width.
package enum LineBreaking {
  /// `text` in lines of at most `width` columns, but for a word that is longer.
  ///
  /// Lines break at blanks and after Chinese characters. No line begins with a closing mark or
  /// ends with an opening one, and a number stays with its unit. Line breaks of `text` are kept.
  package static func lines(of text: String, width: Int) -> [String] {
    text.split(separator: "\n", omittingEmptySubsequences: false).flatMap { line in
      broken(Array(line), width: width)
    }
  }

  private static func broken(_ text: [Character], width: Int) -> [String] {
    var lines: [String] = []
    var line: [Character] = []
    var used = 0
    for (index, character) in text.enumerated() {
      line.append(character)
      used += DisplayWidth.of(String(character))
      guard used > width, character != " " else { continue }
      // Take over to the next line what follows the last place that allows a break.
      let start = index - line.count + 1
      guard let cut = (start + 1...index).last(where: { mayBreak(text, before: $0) }) else {
        continue
      }
      lines.append(trimmed(line.prefix(cut - start)))
      line = Array(line.dropFirst(cut - start))
      used = DisplayWidth.of(String(line))
    }
    return lines + [trimmed(line[...])]
  }

  private static func mayBreak(_ text: [Character], before index: Int) -> Bool {
    let (before, after) = (text[index - 1], text[index])
    if after == " " || closing.contains(after) || opening.contains(before) { return false }
    if after == "元" { return false }
    return before == " " || DisplayWidth.of(String(before)) == 2
  }

  private static let closing: Set<Character> = [
    "，", "。", "；", "：", "、", "！", "？", "）", "》", "】", "”", "’", "…", ",", ".", ";", ":", "!", "?",
    ")", "%",
  ]
  private static let opening: Set<Character> = ["（", "《", "【", "“", "‘", "("]

  private static func trimmed(_ line: ArraySlice<Character>) -> String {
    var line = line
    while line.last == " " { line.removeLast() }
    return String(line)
  }
}
