import Reports
import TestSupport
import Testing

/// Texts that names and titles may hold and nobody expects.
struct HostileTextTests {
  static let texts: [String] = [
    "", " ", "\n", "   \n   ", "元", "，，，，", "（（（（",
    String(repeating: "\u{1100}", count: 60),
    "a" + String(repeating: "\u{1100}", count: 60) + " b",
    String(repeating: "e" + String(repeating: "\u{0301}", count: 40), count: 30),
    String(repeating: "\u{0301}", count: 300), String(repeating: "🇨🇳", count: 61),
    String(repeating: "👨‍👩‍👧‍👦", count: 40), String(repeating: "🏴󠁧󠁢󠁥󠁮󠁧󠁿", count: 20),
    String(repeating: "\u{200B}", count: 500), "\r\n\r\n", "a\u{2028}b\u{85}c",
    "\u{FFFE}\u{10FFFF}",
    String(repeating: "x", count: 5000), String(repeating: "投", count: 5000),
    String(repeating: "投资 ", count: 2000), String(repeating: " ", count: 3000) + "x",
  ]

  @Test(.heavyNumerics, arguments: texts, [0, 1, 2, 7, 24, 110])
  func `any text is broken into lines, and nothing is lost`(text: String, width: Int) {
    let lines = LineBreaking.lines(of: text, width: width)
    #expect(lines.joined().filter { $0 != " " } == text.filter { $0 != " " && $0 != "\n" })
    #expect(lines == Self.definition(text, width))
  }

  @Test func `lines are those of the definition`() {
    let parts: [Character] = [
      "a", "b", "7", " ", "投", "资", "，", "（", "）", "元", "\u{1100}\u{1100}\u{1100}", "👨‍👩‍👧‍👦", "e\u{301}",
      "\n",
      "%",
    ]
    var state: UInt64 = 7
    func next(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int((state >> 33) % UInt64(bound))
    }
    for _ in 0..<2000 {
      let text = String((0..<next(60)).map { _ in parts[next(parts.count)] })
      let width = next(20)
      #expect(LineBreaking.lines(of: text, width: width) == Self.definition(text, width), "\(text)")
    }
  }

  /// With each character a look back over the whole line: quadratic, and plain.
  static func definition(_ text: String, _ width: Int) -> [String] {
    func mayBreak(_ before: Character, _ after: Character) -> Bool {
      if after == " " || after == "元" || "，。；：、！？）》】”’…,.;:!?)%".contains(after)
        || "（《【“‘(".contains(before)
      {
        return false
      }
      return before == " " || DisplayWidth.of(String(before)) == 2
    }
    func trimmed(_ line: [Character]) -> String {
      String(line.reversed().drop { $0 == " " }.reversed())
    }
    return text.split(separator: "\n", omittingEmptySubsequences: false).flatMap { part in
      var lines: [String] = []
      var line: [Character] = []
      for character in part {
        line.append(character)
        guard DisplayWidth.of(String(line)) > width, character != " " else { continue }
        let cuts = line.indices.dropFirst().filter { mayBreak(line[$0 - 1], line[$0]) }
        guard let cut = cuts.last else { continue }
        lines.append(trimmed(Array(line[..<cut])))
        line = Array(line[cut...])
      }
      return lines + [trimmed(line)]
    }
  }

  @Test(.heavyNumerics) func `a text of 500,000 letters is broken in one pass`() {
    // Looking back over the line for each letter would take hours.
    for letter in ["x", "，", "\u{1100}", " "] {
      let text = String(repeating: letter, count: 500_000)
      #expect(LineBreaking.lines(of: text, width: 110).count == 1)
    }
    #expect(
      LineBreaking.lines(of: String(repeating: "投", count: 500_000), width: 100).count == 10_000)
  }

  @Test func `widths of marks and joined letters`() {
    #expect(DisplayWidth.of("e\u{301}\u{489}") == 1)
    #expect(DisplayWidth.of("\u{1112}\u{1161}\u{11AB}") == 2)
    #expect(DisplayWidth.of("\u{200D}\u{2060}\u{FE0F}") == 0)
    #expect(DisplayWidth.of("中文 a") == 6)
  }

  // MARK: Control characters

  @Test(arguments: [
    ("a\u{1B}[2Jb", "a\\u{1B}[2Jb"), ("a\u{8}\u{7F}", "a\\u{8}\\u{7F}"), ("\u{9B}1m", "\\u{9B}1m"),
    ("\u{202E}abc\u{2066}", "\\u{202E}abc\\u{2066}"), ("\u{FFFE}\u{1FFFF}", "\\u{FFFE}\\u{1FFFF}"),
    ("a\rb\r\nc\n", "a\\u{D}b\r\nc\n"), ("\0\t", "\\u{0}\\u{9}"),
    ("投资 e\u{301} 👨‍👩‍👧‍👦", "投资 e\u{301} 👨‍👩‍👧‍👦"),
    ("\u{1B}[1mx\u{1B}[0m", "\\u{1B}[1mx\\u{1B}[0m"),
  ])
  func `control characters are written out`(text: String, shown: String) {
    #expect(visible(text) == shown)
  }

  @Test func `marks of headings stay where they are the program's own`() {
    let text = "\u{1B}[1mx\u{1B}[0m\u{1B}[31my"
    #expect(visible(text, keepingMarks: true) == "\u{1B}[1mx\u{1B}[0m\\u{1B}[31my")
    #expect(visible("a\tb", keeping: ["\t"]) == "a\tb")
  }

  // MARK: Pictures

  @Test func `words in a picture are no reason to refuse it`() throws {
    let svg = """
      <?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><defs>\
      <clipPath id="c"><rect x="0"/></clipPath></defs><g clip-path="url(#c)" \
      aria-label="javascript: &lt;script href=&quot;http url(http://x)"><text>javascript: \
      href="http id="c" &lt;script&gt; url(#c) &lt;!DOCTYPE</text></g></svg>
      """
    let picture = try #require(EmbeddedPicture(svg, id: "months"))
    #expect(picture.text.hasPrefix("<svg xmlns"))
    #expect(picture.text.contains("<clipPath id=\"months-c\">"))
    #expect(picture.text.contains("clip-path=\"url(#months-c)\""))
    #expect(picture.text.contains("javascript: href=\"http id=\"c\" &lt;script&gt; url(#c)"))
  }

  @Test(arguments: [
    "<script>alert(1)</script>", "<SCRIPT/>", "<foreignObject><p/></foreignObject>",
    "<image href=\"#a\"/>", "<a href=\"#x\"><text/></a>", "<style>*{}</style>",
    "<use href=\"#c\"/>",
    "<rect onload=\"alert(1)\"/>", "<rect ONCLICK=\"x\"/>", "<path href=\"http://x\"/>",
    "<path xlink:href=\"javascript:x\"/>", "<rect fill=\"url(http://x)\"/>",
    "<rect style=\"fill: url('http://x')\"/>", "<rect fill=\"URL(//x)\"/>",
    "<rect fill=\"url(#a) url(http://x)\"/>", "<!-- x -->", "<![CDATA[x]]>", "<?x?>",
    "<rect x='1'/>",
    "<rect x=\"1\"", "<rect x=\"<script>\"/>", "<", "<rect/ x=\"1\">", "<set/>", "<iframe/>",
  ])
  func `a picture with anything but drawing is refused`(part: String) {
    #expect(EmbeddedPicture("<svg>\(part)</svg>", id: "x") == nil)
  }
}
