import Foundation
import Testing

/// A city with one thing spoiled: exit 3 with place, value, reason and remedy, in both
/// languages, and no result.
@Suite struct ProcessTestsBadInput {
  struct Spoiled: CustomTestStringConvertible, Sendable {
    var what: String
    var file: String
    var old: String
    var new: String
    /// The place as said in Chinese and English.
    var zhPlace: String
    var enPlace: String
    var value: String?
    /// Words of the reason and of the remedy.
    var zh: (reason: String, remedy: String)
    var en: (reason: String, remedy: String)

    init(
      _ what: String, _ file: String, _ old: String, _ new: String, at line: String,
      column: String? = nil, value: String?, zh: (String, String), en: (String, String)
    ) {
      (self.what, self.file, self.old, self.new, self.value) = (what, file, old, new, value)
      zhPlace = "\(file):\(line)" + (column.map { "，“\($0)”一列" } ?? "")
      enPlace = "\(file):\(line)" + (column.map { ", column “\($0)”" } ?? "")
      (self.zh, self.en) = (zh, en)
    }

    var testDescription: String { what }
  }

  private static let correlation =
    "electronics-materials: {between: [chain:electronics, chain:materials], value: 0.3}"
  private static let impossible = """
    a: {between: [chain:electronics, chain:materials], value: 0.9}
        b: {between: [chain:electronics, chain:food], value: 0.9}
        c: {between: [chain:food, chain:materials], value: -0.9}
    """

  static let spoiled = [
    Spoiled(
      "wrong column", "register.csv", "产业链,招商渠道", "产业连,招商渠道", at: "2", column: "产业连",
      value: "产业连", zh: ("不认识的列", "是不是“产业链”？"), en: ("Unknown column", "Did you mean “产业链”?")),
    Spoiled(
      "unknown district", "register.csv", "EX-004,示例企业004,西城区", "EX-004,示例企业004,西成区", at: "6",
      column: "区县", value: "西成区", zh: ("没有名为“西成区”的县（市、区）", "是不是“西城区”？"),
      en: ("There is no district “西成区”", "Did you mean “西城区”?")),
    Spoiled(
      "negative rate", "baseline.yaml", "identified: {conversion_rate: 45%",
      "identified: {conversion_rate: -45%", at: "14:35", value: "-45%", zh: ("在 0 到 1", "写 45%"),
      en: ("must lie in [0, 1]", "Write 45%")),
    Spoiled(
      "rate above 1", "baseline.yaml", "identified: {conversion_rate: 45%",
      "identified: {conversion_rate: 45", at: "14:35", value: "45", zh: ("在 0 到 1", "45 应写成 45%"),
      en: ("must lie in [0, 1]", "needs a percent sign")),
    Spoiled(
      "unit missing in the register", "register.csv", ",8.5亿元,", ",8.5,", at: "6", column: "投资额",
      value: "8.5", zh: ("没有单位", "写成 8.5亿元"), en: ("has no unit", "Write 8.5亿元")),
    Spoiled(
      "unit missing in a target", "baseline.yaml", "at_least: 75亿元", "at_least: 75", at: "39:15",
      value: "75", zh: ("没有单位", "写成 75亿元"), en: ("has no unit", "Write 75亿元")),
    Spoiled(
      "signed past the horizon", "register.csv", "2026-01-09", "2027-01-09", at: "3",
      column: "签约日期", value: "2027-01-09", zh: ("晚于预测期末 2026-12-31", "核对年份"),
      en: ("past the horizon 2026-12-31", "Check the year")),
    Spoiled(
      "as of past the horizon", "baseline.yaml", "as_of: 2026-02-28", "as_of: 2027-02-28",
      at: "6:8", value: "2027-02-28", zh: ("统计截止日不在计划年度内", "2026-12-30"),
      en: ("leaves no time to forecast", "2026-12-30")),
    Spoiled(
      "loadings", "baseline.yaml", "{city: 0.15, district: 0.1, chain: 0.15}",
      "{city: 0.8, district: 0.1, chain: 0.7}", at: "31:13", value: "1.14",
      zh: ("必须小于 1", "调小因子载荷"),
      en: ("must be below 1", "Lower the loadings")),
    Spoiled(
      "correlations", "baseline.yaml", correlation, impossible, at: "33:5",
      value: "chain:materials",
      zh: ("不是正定的", "调小相关系数"), en: ("not positive definite", "Make the correlations smaller")),
  ]

  @Test(arguments: spoiled, languages)
  func `a spoiled city`(_ spoiled: Spoiled, language: String) throws {
    let city = try SmallCity()
    try city.replace(spoiled.old, with: spoiled.new, in: spoiled.file)
    let before = city.folder.names
    let isChinese = language == "zh"
    for command in [
      ["run", "baseline.yaml", "--output", "out.json", "--format", "json"],
      ["check", "."], ["show", "baseline.yaml"],
    ] {
      let outcome = try LuodiProcess.run(command + ["--lang", language], in: city.folder.url)
      let talk = outcome.talk
      #expect(outcome.exitCode == 3 && outcome.output.isEmpty, "\(command[0])")
      #expect(talk.contains("\n  \(isChinese ? spoiled.zhPlace : spoiled.enPlace)"), "\(talk)")
      if let value = spoiled.value {
        #expect(talk.contains((isChinese ? "    值：" : "    value: ") + value), "\(talk)")
      }
      let words = isChinese ? spoiled.zh : spoiled.en
      #expect(line(isChinese ? "原因：" : "reason: ", of: talk, has: words.reason), "\(talk)")
      #expect(line(isChinese ? "处理办法：" : "remedy: ", of: talk, has: words.remedy), "\(talk)")
      #expect(city.folder.names == before)
    }
  }

  private func line(_ title: String, of talk: String, has words: String) -> Bool {
    talk.split(separator: "\n").contains { $0.hasPrefix("    \(title)") && $0.contains(words) }
  }

  @Test(arguments: [
    ("zh", "项目库中没有项目", "至少填写一个项目"), ("en", "The register holds no lead", "at least one lead"),
  ])
  func `an empty register`(language: String, reason: String, remedy: String) throws {
    let city = try SmallCity()
    let header = try city.folder.read("register.csv").split(separator: "\n").prefix(2)
    try city.folder.write(header.joined(separator: "\n") + "\n", as: "register.csv")
    let outcome = try city.run("run", "baseline.yaml", "--lang", language)
    #expect(outcome.exitCode == 3 && outcome.output.isEmpty)
    for words in ["baseline.yaml:9:3", reason, remedy] {
      #expect(outcome.talk.contains(words), "\(outcome.talk)")
    }
  }

  @Test(arguments: [("zh", "绕成了圈", "不再写 extends"), ("en", "in a circle", "Take extends out")])
  func `scenarios that extend each other`(language: String, reason: String, remedy: String) throws {
    let city = try SmallCity()
    try city.replace("extends: baseline", with: "extends: third", in: "more-events.yaml")
    try city.folder.write(
      "extends: more-events\ntitle: 三\nreason: 三\n", as: "third.yaml")
    let outcome = try city.run("run", "third.yaml", "--lang", language)
    #expect(outcome.exitCode == 3 && outcome.output.isEmpty)
    for words in ["more-events.yaml:2:10", "third → more-events → third", reason, remedy] {
      #expect(outcome.talk.contains(words), "\(outcome.talk)")
    }
  }

  @Test(arguments: ["register.csv", "baseline.yaml", "city.yaml"], languages)
  func `files that are no text`(name: String, language: String) throws {
    let city = try SmallCity()
    // A picture, and what an old Excel makes of Chinese.
    for bytes in [[0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], [0xCF, 0xEE, 0xC4, 0xBF]] {
      try Data(bytes.map { UInt8($0) }).write(to: city.folder.url.appending(path: name))
      let outcome = try city.run("run", "baseline.yaml", "--lang", language)
      #expect(outcome.exitCode == 3 && outcome.output.isEmpty)
      let words = language == "zh" ? "不是 UTF-8 文本" : "not UTF-8 text"
      #expect(
        outcome.talk.contains("\(name):1:1") && outcome.talk.contains(words), "\(outcome.talk)")
      #expect(outcome.talk.contains("iconv"))
    }
  }

  @Test(arguments: languages)
  func `check names all problems in one pass`(language: String) throws {
    let city = try SmallCity()
    for fault in Self.spoiled where !["wrong column", "rate above 1"].contains(fault.what) {
      try city.replace(fault.old, with: fault.new, in: fault.file)
    }
    try city.replace("score_shift: 0.3", with: "score_shft: 0.3", in: "more-events.yaml")
    let outcome = try city.run("check", ".", "--lang", language)
    #expect(outcome.exitCode == 3 && outcome.output.isEmpty)
    let places = outcome.talk.split(separator: "\n").filter {
      $0.hasPrefix("  ") && !$0.hasPrefix("   ")
    }
    for place in [
      "register.csv:6", "register.csv:3", "baseline.yaml:14:35", "baseline.yaml:41:15",
      "baseline.yaml:6:8", "more-events.yaml:",
    ] {
      #expect(places.contains { $0.hasPrefix("  \(place)") }, "\(place): \(places)")
    }
    let first = try #require(outcome.talk.split(separator: "\n").first)
    #expect(first.contains("\(places.count)"), "\(first)")
    #expect(Set(places).count == places.count, "named twice: \(places)")
  }
}
