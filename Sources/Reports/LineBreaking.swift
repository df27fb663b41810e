/// Breaks text into lines by display width.
package enum LineBreaking {
  /// `text` in lines of at most `width` columns, except where a word is longer.
  ///
  /// Lines break at blanks and after Chinese characters. No line begins with a closing mark or
  /// ends with an opening one, and a number stays with its unit. Line breaks of `text` are kept.
  /// Cost: linear in the length of `text`.
  package static func lines(of text: String, width: Int) -> [String] {
    text.split(separator: "\n", omittingEmptySubsequences: false).flatMap { line in
      broken(Array(line), width: width)
    }
  }

  /// Visits each character once: `cut` is the last position that allows a break.
  private static func broken(_ text: [Character], width: Int) -> [String] {
    var lines: [String] = []
    var start = 0
    var cut: Int?
    var used = 0
    var usedAfterCut = 0
    var widthBefore = 0
    for (index, character) in text.enumerated() {
      if index > start, mayBreak(text[index - 1], widthBefore, character) {
        cut = index
        usedAfterCut = 0
      }
      widthBefore = DisplayWidth.of(character)
      used += widthBefore
      usedAfterCut += widthBefore
      if used > width, character != " ", let end = cut {
        lines.append(trimmed(text[start..<end]))
        (start, cut, used) = (end, nil, usedAfterCut)
      }
    }
    return lines + [trimmed(text[start...])]
  }

  private static func mayBreak(_ before: Character, _ widthBefore: Int, _ after: Character) -> Bool
  {
    if after == " " || closing.contains(after) || opening.contains(before) { return false }
    if after == "元" { return false }
    return before == " " || widthBefore == 2
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
