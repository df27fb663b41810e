import Foundation
import Testing

/// Control characters and markup in names, arguments and files: nothing of them reaches a terminal, a
/// page or a workbook as it is.
struct ProcessTestsControlCharacters {
  static let escape = "\u{1B}]0;x\u{7}"

  static func isClean(_ data: Data) -> Bool {
    String(decoding: data, as: UTF8.self).unicodeScalars.allSatisfy {
      $0 == "\n" || $0 == "\r" || ($0.value >= 0x20 && !(0x7F...0x9F).contains($0.value))
    }
  }

  @Test(arguments: [
    ["run", "x\(escape)"], ["x\(escape)"], ["run", "x\(escape).yaml"], ["check", "x\(escape)"],
    ["run", "baseline", "--trials", "\(escape)"], ["run", "baseline", "--\(escape)"],
    ["calibrate", "x\(escape).csv"], ["sizes", "x\(escape).csv"],
    ["list", "--scenarios", "x\(escape)"],
    ["import", "x\(escape).xlsx", "--city", "."], ["show", "\u{9B}31m"], ["explain", "\u{202E}x"],
    ["run", ProcessTestsRun.small, "--trials", "100", "-o", "no/\(escape)"],
    ["run", ProcessTestsRun.small, "--trials", "100", "-o", "x\(escape)"],
    ["init", "x\(escape)"],
  ])
  func `arguments are written out`(arguments: [String]) throws {
    let folder = try TemporaryFolder()
    let outcome = try LuodiProcess.run(arguments, in: folder.url)
    #expect(Self.isClean(outcome.errorOutput), "\(outcome.talk.debugDescription)")
    if arguments[0] != "init" { #expect(outcome.output.isEmpty) }
  }

  /// Refused at reading, or written out: never as they are.
  @Test(arguments: ["\u{1B}[31m", "\u{8}", "\u{FFFE}", "\u{9B}2J", "\u{202E}"])
  func `names in files never come out as they are`(word: String) throws {
    let city = try SmallCity()
    // YAML takes them escaped; a register as they are.
    let escaped = word.unicodeScalars.map { scalar in
      let digits = String(scalar.value, radix: 16)
      return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    }.joined()
    try city.replace("{zh: 基准, en: Baseline}", with: "\"\(escaped)基准\"", in: "baseline.yaml")
    try city.replace("示例企业004", with: "\(word)示例企业004", in: "register.csv")
    for format in ["table", "markdown", "json"] {
      let outcome = try city.run(
        "run", "./baseline", "--trials", "100", "--format", format, "--lang", "zh")
      #expect(Self.isClean(outcome.errorOutput))
      if format != "json" { #expect(Self.isClean(outcome.output)) }
    }
    let report = try city.run("report", "./baseline", "--trials", "640", "--output", "out")
    #expect(Self.isClean(report.errorOutput), "\(report.talk)")
    if report.exitCode == 0 {
      for name in ["report.html", "report.md", "press-release.txt"] {
        #expect(try Self.isClean(Data(city.folder.read("out/\(name)").utf8)), "\(name)")
      }
    } else {
      #expect(report.talk.contains("baseline.yaml") || report.talk.contains("register.csv"))
    }
  }

  @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: ProcessTestsCharts.python)))
  func `names that look like markup keep their charts`() throws {
    let city = try SmallCity()
    try city.replace(
      "{zh: 基准, en: Baseline}",
      with: "'javascript: href=\"http url(http <script'", in: "baseline.yaml")
    let outcome = try LuodiProcess.run(
      ["report", "./baseline", "--trials", "640", "--output", "out", "--lang", "en"],
      environment: ["LUODI_PYTHON": ProcessTestsCharts.python], in: city.folder.url)
    #expect(outcome.exitCode == 0, "\(outcome.talk)")
    let page = try city.folder.read("out/report.html")
    let charts = try FileManager.default.contentsOfDirectory(
      atPath: city.folder.url.appending(path: "out/charts").path
    ).filter { $0.hasSuffix(".svg") }
    #expect(charts.count >= 5)
    #expect(page.components(separatedBy: "<svg").count == charts.count + 1)
    #expect(!page.contains("<script"))
  }

  @Test func `the page forbids everything but its own styles`() throws {
    let folder = try TemporaryFolder()
    let outcome = try ProcessTestsReport.report(folder.url, [])
    #expect(outcome.exitCode == 0)
    #expect(
      try folder.read("out/report.html").contains(
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
          + "style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'\">"))
  }

  @Test func `a title of 20,000 letters is printed`() throws {
    let city = try SmallCity()
    let baseline = try city.folder.read("baseline.yaml")
    for text in [String(repeating: "x", count: 20_000), String(repeating: "\u{1100}", count: 60)] {
      try city.folder.write(
        baseline.replacing("{zh: 基准, en: Baseline}", with: "'\(text)'"), as: "long.yaml")
      for command in ["run", "show", "explain"] {
        let outcome = try LuodiProcess.run(
          [command, "./long", "--lang", "en"] + (command == "run" ? ["--trials", "100"] : []),
          in: city.folder.url)
        #expect(
          outcome.exitCode == 0 || outcome.exitCode == 3, "\(command) \(outcome.talk.prefix(300))")
      }
    }
  }
}
