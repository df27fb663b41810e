import Foundation
import TestSupport
import Testing

/// `luodi calibrate` and `luodi backtest` on dated records.
@Suite(.serialized) struct ProcessTestsRecords {
  /// Leads of two districts over four years, at a steady pace: every third advances, in about a month.
  static let records: String = {
    var lines = ["编号,区县,阶段,日期"]
    let stages = ["线索", "对接", "洽谈", "过会", "签约"]
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = TimeZone(identifier: "UTC")!
    let first = calendar.date(from: DateComponents(year: 2019, month: 1, day: 1))!
    func text(_ day: Int) -> String {
      let date = calendar.date(byAdding: .day, value: day, to: first)!
      let parts = calendar.dateComponents([.year, .month, .day], from: date)
      func two(_ number: Int?) -> String { number! < 10 ? "0\(number!)" : "\(number!)" }
      return "\(parts.year!)-\(two(parts.month))-\(two(parts.day))"
    }
    var state: UInt64 = 5
    func random(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int((state >> 33) % UInt64(bound))
    }
    for number in 0..<900 {
      var day = random(1_461)
      let district = number % 3 == 0 ? "东城区" : "西城区"
      for (index, stage) in stages.enumerated() where day < 1_461 {
        lines.append("L\(number),\(district),\(stage),\(text(day))")
        if index == 4 { break }
        day += 5 + random(50)
        if random(10) < 4, day < 1_461 {
          lines.append("L\(number),\(district),流失,\(text(day))")
          break
        }
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }()

  @Test(arguments: [("zh", "停留时长的分布", "情景片段"), ("en", "Dwell times", "Scenario fragment")])
  func `calibrate reads records and writes a fragment that a scenario takes`(
    language: String, title: String, fragment: String
  ) throws {
    let folder = try TemporaryFolder()
    defer { withExtendedLifetime(folder) {} }
    try folder.write(Self.records, as: "records.csv")
    #expect(try folder.run("init", "city").exitCode == 0)
    let outcome = try folder.run(
      "calibrate", "records.csv", "--city", "city", "--as-of", "2022-12-31", "--output", "fit",
      "--charts", "charts", "--lang", language)
    #expect(outcome.exitCode == 0, "\(outcome.talk)")
    #expect(outcome.text.contains(title) && outcome.text.contains(fragment))
    #expect(outcome.talk.contains("fit/calibration.yaml"))
    for chart in [
      "dwell-times", "conversion-by-month", "advances-by-period", "arrivals-by-period",
    ] {
      let text = try folder.read("charts/\(chart).vl.json")
      #expect(text.contains("records.csv") && text.contains("\"observed\""))
    }
    let json = try folder.run(
      "calibrate", "records.csv", "--as-of", "2022-12-31", "--format", "json")
    let again = try folder.run(
      "calibrate", "records.csv", "--as-of", "2022-12-31", "--format", "json")
    #expect(json.text == again.text)
    let drift = try #require(try json.json()["drift"] as? [String: Any])
    let city = try #require(drift["city_deviations"] as? [String: [String: Double]])
    #expect(city.count == 4)
    for deviation in city.values {
      #expect(
        deviation["lower"]! < deviation["value"]! && deviation["value"]! < deviation["upper"]!)
    }
    // The fragment names the file of counts beside it.
    try folder.write(try folder.read("fit/history.csv"), as: "city/history.csv")
    try folder.write(
      "extends: baseline\ntitle: 拟合\nreason: 一句话\n" + folder.read("fit/calibration.yaml"),
      as: "city/fitted.yaml")
    let run = try folder.run(
      "run", "city/fitted", "--scenarios", ".", "--trials", "8192", "--format", "json")
    #expect(run.exitCode == 0, "\(run.talk)")
    #expect(run.talk.contains("8"))
  }

  // Leads that come in winter advance, those of summer are lost: the fragment has months, and a provenance with
  // commas and colons of the file's name.
  @Test func `a fragment with months and an awkward file name is YAML`() throws {
    let folder = try TemporaryFolder()
    defer { withExtendedLifetime(folder) {} }
    #expect(try folder.run("init", "city").exitCode == 0)
    var lines = ["编号,区县,线索,对接,洽谈,过会,签约,流失"]
    for year in 2019...2022 {
      for month in 1...12 {
        for number in 0..<12 {
          let isWinter = month < 4 || month > 9
          let isLost = isWinter ? number % 6 == 0 : number % 6 != 0
          let two = (month < 10 ? "0" : "") + "\(month)"
          func day(_ day: Int) -> String { "\(year)-\(two)-\(day < 10 ? "0" : "")\(day)" }
          let district = number % 2 == 0 ? "东城区" : "西城区"
          let stages = [1, 4 + number % 3, 9 + number % 4, 15 + number % 3].map(day)
          lines.append(
            "L\(year)\(two)\(number),\(district),\(stages[0]),"
              + (isLost
                ? ",,,,\(day(3 + number))" : "\(stages[1]),\(stages[2]),\(stages[3]),\(day(22)),"))
        }
      }
    }
    let name = "记录: 2022 #1, 'a' {b}.csv"
    try folder.write(lines.joined(separator: "\n") + "\n", as: name)
    let outcome = try folder.run(
      "calibrate", name, "--city", "city", "--as-of", "2022-12-31", "--output", "fit")
    #expect(outcome.exitCode == 0, "\(outcome.talk)")
    let fragment = try folder.read("fit/calibration.yaml")
    #expect(fragment.contains("conversion_shift: {assumed: \""))
    try folder.write(try folder.read("fit/history.csv"), as: "city/history.csv")
    try folder.write(
      "extends: baseline\ntitle: 拟合\nreason: 一句话\n" + fragment, as: "city/fitted.yaml")
    let show = try folder.run("show", "city/fitted", "--scenarios", ".", "--lang", "en")
    #expect(show.exitCode == 0, "\(show.talk)")
    let explain = try folder.run("explain", "city/fitted", "--scenarios", ".", "--lang", "en")
    #expect(explain.text.contains("记录: 2022 #1, 'a' {b}.csv"), "\(explain.talk)")
  }

  // With chain, channel and investment the fragment has arrivals, whose sizes differ by chain.
  @Test func `arrivals of records come with sizes by chain`() throws {
    let folder = try TemporaryFolder()
    defer { withExtendedLifetime(folder) {} }
    #expect(try folder.run("init", "city").exitCode == 0)
    var lines = ["编号,区县,产业链,渠道,投资额（亿元）,阶段,日期"]
    for line in Self.records.split(separator: "\n").dropFirst() {
      let cells = line.split(separator: ",", omittingEmptySubsequences: false)
      let number = Int(cells[0].dropFirst())!
      let isLarge = number % 4 == 0
      let size = Double(1 + number * 7 % 40) / 8 * (isLarge ? 4 : 1)
      lines.append(
        "\(cells[0]),\(cells[1]),\(isLarge ? "新材料" : "食品"),产业链专班,\(size),\(cells[2]),\(cells[3])")
    }
    try folder.write(lines.joined(separator: "\n") + "\n", as: "records.csv")
    let outcome = try folder.run(
      "calibrate", "records.csv", "--city", "city", "--as-of", "2022-12-31", "--output", "fit",
      "--lang", "en")
    #expect(outcome.exitCode == 0, "\(outcome.talk)")
    #expect(outcome.text.contains("Investment of projects"))
    try folder.write(try folder.read("fit/history.csv"), as: "city/history.csv")
    try folder.write(
      "extends: baseline\ntitle: 拟合\nreason: 一句话\n" + folder.read("fit/calibration.yaml"),
      as: "city/fitted.yaml")
    let show = try folder.run("show", "city/fitted", "--scenarios", ".", "--lang", "en")
    #expect(show.exitCode == 0, "\(show.talk) \(outcome.text)")
    #expect(show.text.contains("Investment of new leads"))
    let json = try folder.run(
      "calibrate", "records.csv", "--city", "city", "--as-of", "2022-12-31", "--format", "json"
    ).json()
    let sizes = try #require(json["sizes"] as? [String: Any])
    let chains = try #require(sizes["chains"] as? [[String: Any]])
    #expect(chains.count == 2 && sizes["is_of_signed_projects"] as? Bool == true)
    // Amounts are forecast as numbers are.
    let backtest = [
      "backtest", "records.csv", "--as-of", "2022-12-31", "--draws", "12", "--step", "6",
      "--horizon", "3", "--quantity", "investment",
    ]
    let table = try LuodiProcess.run(backtest + ["--lang", "en"], in: folder.url)
    #expect(table.exitCode == 0 && table.text.contains("investment signed (亿元)"), "\(table.talk)")
    let summary = try #require(
      try LuodiProcess.run(backtest + ["--format", "json"], in: folder.url).json()["summary"]
        as? [String: Any])
    #expect(summary["quantity"] as? String == "investment")
    let city = try #require((summary["groups"] as? [[String: Any]])?.first)
    let model = try #require((city["methods"] as? [[String: Any]])?.first)
    #expect(model["logarithmic"] == nil)
    // The mean of the forecasts is close to what was signed, in 亿元 rather than in projects.
    let (bias, mean) = (
      try #require(model["bias"] as? Double), try #require(city["mean_outcome"] as? Double)
    )
    #expect(mean > 20 && abs(bias) < mean / 2)
  }

  @Test(arguments: ["zh", "en"])
  func `backtest scores forecasts of the past`(language: String) throws {
    let folder = try TemporaryFolder()
    defer { withExtendedLifetime(folder) {} }
    try folder.write(Self.records, as: "records.csv")
    let arguments = [
      "backtest", "records.csv", "--as-of", "2022-12-31", "--draws", "4", "--step", "6",
      "--horizon", "3", "--lang", language,
    ]
    let outcome = try LuodiProcess.run(arguments + ["--charts", "charts"], in: folder.url)
    #expect(outcome.exitCode == 0, "\(outcome.talk)")
    for chart in ["pit", "pit-districts", "reliability", "reliability-districts"] {
      #expect(try folder.read("charts/\(chart).vl.json").contains("\"horizon\""))
    }
    #expect(outcome.text.contains(language == "zh" ? "上年同月" : "Same months last year"))
    let json = try LuodiProcess.run(arguments + ["--format", "json"], in: folder.url).json()
    let groups = try #require(
      (json["summary"] as? [String: Any])?["groups"] as? [[String: Any]])
    #expect(groups.count == 2)
    let methods = try #require(groups[0]["methods"] as? [[String: Any]])
    #expect(methods.count == 6)
    #expect(groups[0]["origins"] as? Int == 4)
    // The same bytes again, and the same as of the records alone that were known.
    #expect(try LuodiProcess.run(arguments, in: folder.url).text == outcome.text)
  }

  // What the backtest prints stands in a scenario unchanged, and the run shows both forecasts and their mixture.
  @Test(arguments: ["zh", "en"]) func `a run blends as the backtest says`(language: String) throws {
    let folder = try TemporaryFolder()
    defer { withExtendedLifetime(folder) {} }
    try folder.write(Self.records, as: "records.csv")
    #expect(try folder.run("init", "city").exitCode == 0)
    let outcome = try folder.run(
      "backtest", "records.csv", "--as-of", "2022-12-31", "--draws", "1", "--step", "3",
      "--horizon", "3", "--lang", language)
    let start = try #require(outcome.text.range(of: "blend: {"))
    let end = try #require(outcome.text[start.lowerBound...].firstIndex(of: "}"))
    let line = outcome.text[start.lowerBound...end].split(whereSeparator: \.isNewline)
      .map { $0.trimmingCharacters(in: .whitespaces) }.joined(separator: " ")
    func write(_ more: String) throws {
      try folder.write(
        "extends: baseline\ntitle: 组合\nreason: 一句话\n\(line)\n\(more)", as: "city/blend.yaml")
    }
    try write("")
    let refused = try folder.run(
      "run", "city/blend", "--scenarios", ".", "--trials", "1024", "--lang", language)
    #expect(refused.exitCode == 3 && refused.talk.contains("last_year"), "\(refused.talk)")
    try write("last_year: {signed_investment: 70亿元, assumed: 虚构}\n")
    let run = try folder.run(
      "run", "city/blend", "--scenarios", ".", "--trials", "1024", "--lang", language)
    let title = language == "zh" ? "组合预测" : "Blend of the model"
    #expect(run.exitCode == 0 && run.text.contains(title), "\(run.talk)")
  }

  @Test func `records that are too short give no verdict, and bad ones their lines`() throws {
    let folder = try TemporaryFolder()
    defer { withExtendedLifetime(folder) {} }
    try folder.write("id,district,stage,date\nA,east,identified,2023-01-01\n", as: "short.csv")
    let short = try folder.run("backtest", "short.csv", "--lang", "en")
    #expect(short.exitCode == 0 && short.text.contains("too short"), "\(short.talk)")
    try folder.write("id,district,stage,date\nA,east,identified,soon\n", as: "bad.csv")
    for command in ["backtest", "calibrate"] {
      let bad = try folder.run(command, "bad.csv", "--lang", "en")
      #expect(bad.exitCode == 3 && bad.talk.contains("bad.csv:2, column “date”"), "\(bad.talk)")
    }
    #expect(try folder.run("backtest", "short.csv", "--horizon", "13").exitCode == 64)
    let amounts = try folder.run(
      "backtest", "short.csv", "--quantity", "investment", "--lang", "en")
    #expect(amounts.exitCode == 3 && amounts.talk.contains("need 30 leads with an investment"))
    try folder.write("district,stage,entered,advanced\neast,approved,9,4\n", as: "counts.csv")
    #expect(try folder.run("calibrate", "counts.csv", "--charts", "charts").exitCode == 64)
    #expect(
      try folder.run("calibrate", "short.csv", "--from", "2023-02-01", "--as-of", "2023-01-01")
        .exitCode == 64)
  }
}
