import Reports
import Testing

struct LineBreakingTests {
  @Test func `short text stays as it is`() {
    #expect(LineBreaking.lines(of: "", width: 10) == [""])
    #expect(LineBreaking.lines(of: "a  b", width: 10) == ["a  b"])
    #expect(LineBreaking.lines(of: "a\nb", width: 10) == ["a", "b"])
  }

  @Test func `lines break at blanks`() {
    #expect(LineBreaking.lines(of: "one two three", width: 8) == ["one two", "three"])
    #expect(LineBreaking.lines(of: "one two three", width: 7) == ["one two", "three"])
    #expect(LineBreaking.lines(of: "unbreakable word", width: 4) == ["unbreakable", "word"])
  }

  @Test func `Chinese text breaks between characters but keeps marks and numbers whole`() {
    #expect(LineBreaking.lines(of: "全市引进投资", width: 8) == ["全市引进", "投资"])
    #expect(LineBreaking.lines(of: "全市引进，投资", width: 8) == ["全市引", "进，投资"])
    #expect(LineBreaking.lines(of: "目标（投资）", width: 6) == ["目标", "（投", "资）"])
    #expect(LineBreaking.lines(of: "合计2440亿元", width: 9) == ["合计", "2440亿元"])
  }

  @Test(arguments: 4...40)
  func `nothing is lost and no line is too long`(width: Int) {
    let text = "注意：7个县（市、区）合计2440亿元，比“争取”（2390亿元）高；all districts on target, well beyond."
    let lines = LineBreaking.lines(of: text, width: width)
    #expect(lines.joined().filter { $0 != " " } == text.filter { $0 != " " })
    if width >= 20 { #expect(lines.allSatisfy { DisplayWidth.of($0) <= width }) }
  }
}
