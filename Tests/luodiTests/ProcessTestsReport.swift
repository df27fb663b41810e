import Foundation
import TestSupport
import Testing

/// `luodi report`.
struct ProcessTestsReport {
  static func report(
    _ folder: URL, _ more: [String], language: String = "en", scenario: String = "baseline",
    scenarios: String = LuodiProcess.scenarios
  ) throws -> Outcome {
    try LuodiProcess.run(
      [
        "report", scenario, "--scenarios", scenarios, "--output", "out", "--trials", "640",
        "--lang", language,
      ] + more, environment: ["LUODI_PYTHON": "/nowhere/python"], in: folder)
  }

  @Test(arguments: [
    (
      "zh",
      [
        "结论", "目标", "县（市、区）", "主要影响因素", "新增线索、要素保障与落地", "情景对比", "数据来源与假设", "方法与复现",
      ], "zh-Hans"
    ),
    (
      "en",
      [
        "Conclusion", "Targets", "Districts", "Key drivers", "New leads, quotas and landing",
        "Comparison of scenarios", "Data sources and assumptions", "Method and reproduction",
      ], "en"
    ),
  ])
  func `a report has its parts in order, and refers to nothing outside`(
    language: String, titles: [String], code: String
  ) throws {
    let temporary = try TemporaryFolder()
    defer { withExtendedLifetime(temporary) {} }
    let outcome = try Self.report(
      temporary.url, ["--compare", "land-short", "--compare", "all-out"], language: language)
    #expect(outcome.exitCode == 0, "\(outcome.talk)")
    let page = try temporary.read("out/report.html")
    #expect(page.contains("<html lang=\"\(code)\">"))
    var rest = page[...]
    for title in titles {
      let place = try #require(rest.range(of: "<h2>\(title)</h2>"), "\(title)")
      rest = rest[place.upperBound...]
    }
    for pattern in ["<script", "src=", "@import", "url(", "href=\"http", "<link"] {
      #expect(!page.contains(pattern), "\(pattern)")
    }
    // The first sentence is that of the run, in the page, in Markdown and for programs.
    let markdown = try temporary.read("out/report.md")
    let run = try LuodiProcess.run([
      "run", "baseline", "--scenarios", LuodiProcess.scenarios, "--trials", "640", "--lang",
      language,
    ])
    let sentence = try #require(run.lines.first).prefix(12)
    #expect(page.contains("<p class=\"headline\">\(sentence)"))
    #expect(markdown.contains("**\(sentence)"))
    let forecast = try #require(
      try JSONSerialization.jsonObject(with: Data(temporary.read("out/forecast.json").utf8))
        as? [String: Any])
    #expect(forecast["trials"] as? Int == 640)
    // Each table of a chart stands in the page, though there is no picture.
    #expect(page.components(separatedBy: "<details open>").count > 6)
    let release = try temporary.read("out/press-release.txt")
    #expect(release.hasPrefix("截至2023年2月28日，江门市当年已签约项目46个，投资额241.82亿元"))
    for size in ["1亿元以上", "5亿元以上", "10亿元以上"] { #expect(release.contains(size)) }
    #expect(temporary.names == ["out"])
    let workbook = try Data(contentsOf: temporary.url.appending(path: "out/report.xlsx"))
    #expect(workbook.starts(with: [0x50, 0x4B]))
  }

  @Test(.longRuns) func `two runs give the same files, byte for byte`() throws {
    let one = try TemporaryFolder()
    let two = try TemporaryFolder()
    for folder in [one, two] { #expect(try Self.report(folder.url, []).exitCode == 0) }
    for name in ["report.html", "report.md", "report.xlsx", "press-release.txt", "forecast.json"] {
      #expect(
        try Data(contentsOf: one.url.appending(path: "out/\(name)"))
          == Data(contentsOf: two.url.appending(path: "out/\(name)")), "\(name)")
    }
  }

  @Test func `names that are markup stay text`() throws {
    let temporary = try TemporaryFolder()
    #expect(try temporary.run("init", "city").exitCode == 0)
    let hostile = "<script>alert(1)</script>\"><img src=x onerror=alert(2)>{{title}}"
    let lines = try temporary.read("city/register.csv").split(
      separator: "\n", omittingEmptySubsequences: false)
    let header = try #require(lines.firstIndex { !$0.hasPrefix("#") })
    let column = try #require(
      lines[header].split(separator: ",").firstIndex {
        ["name", "项目名称"].contains($0.trimmingCharacters(in: .whitespaces))
      })
    let renamed = lines.enumerated().map { index, line -> String in
      var fields = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      guard index > header, fields.count > column else { return String(line) }
      fields[column] = "\"" + hostile.replacing("\"", with: "\"\"") + "\""
      return fields.joined(separator: ",")
    }
    try temporary.write(renamed.joined(separator: "\n"), as: "city/register.csv")
    let outcome = try Self.report(
      temporary.url, [], scenario: "city/baseline", scenarios: temporary.url.path)
    #expect(outcome.exitCode == 0, "\(outcome.talk)")
    let page = try temporary.read("out/report.html")
    #expect(page.contains("&lt;script&gt;alert(1)"))
    #expect(!page.contains("<script") && !page.contains("<img"))
    #expect(page.contains("{{title}}"))
    #expect(!(try temporary.read("out/report.md")).contains("<script>"))
  }

  @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: ProcessTestsCharts.python)))
  func `pictures stand in the page, their ids apart`() throws {
    let temporary = try TemporaryFolder()
    defer { withExtendedLifetime(temporary) {} }
    let outcome = try LuodiProcess.run(
      [
        "report", "baseline", "--scenarios", LuodiProcess.scenarios, "--output", "out", "--trials",
        "640", "--lang", "zh",
      ], environment: ["LUODI_PYTHON": ProcessTestsCharts.python], in: temporary.url)
    #expect(outcome.exitCode == 0, "\(outcome.talk)")
    let page = try temporary.read("out/report.html")
    #expect(page.components(separatedBy: "<svg").count == 7)
    #expect(page.components(separatedBy: "role=\"img\" aria-label=").count >= 7)
    let ids = page.matches(of: /\sid="([^"]+)"/).map { String($0.output.1) }
    #expect(Set(ids).count == ids.count)
    #expect(!page.contains("href=\"http") && !page.contains("url(http"))
    #expect(try temporary.read("out/report.md").contains("](charts/histogram.png)"))
  }
}
