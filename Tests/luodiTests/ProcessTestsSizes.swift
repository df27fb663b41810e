import Foundation
import Testing

/// `luodi sizes`, as a planner calls it.
@Suite struct ProcessTestsSizes {
  /// 300 sizes along a log-normal body and a Pareto tail, in 万元 and with what lists have.
  private static let list: String = {
    var lines = ["# 测试用，虚构", "序号,项目名称,投资额（万元）,备注"]
    for index in 0..<300 {
      let u = (Double(index) + 0.5) / 300
      // Tukey's lambda distribution stands in for the normal one.
      let p = 0.96 * u / 0.87
      let size =
        u < 0.87
        ? 2.4 * exp(0.8 * 4.91 * (pow(p, 0.14) - pow(1 - p, 0.14)))
        : 10 * pow((1 - u) / 0.13, -1 / 1.8)
      lines.append("\(index + 1),项目\(index + 1),\(Int(size * 10_000)),")
    }
    lines.append("301,没有金额,,待定")
    return lines.joined(separator: "\n") + "\n"
  }()

  private func sizes(_ text: String, _ arguments: String...) throws -> Outcome {
    let folder = try TemporaryFolder()
    try folder.write(text, as: "projects.csv")
    return try withExtendedLifetime(folder) {
      try LuodiProcess.run(["sizes", "projects.csv"] + arguments, in: folder.url)
    }
  }

  @Test(arguments: [
    ("zh", "尾部（帕累托）指数", "无金额的1行"), ("en", "Tail (Pareto): exponent", "1 rows without an amount"),
  ])
  func `a list is fitted, and what it cannot tell is said`(
    language: String, parameter: String, left: String
  ) throws {
    let outcome = try sizes(Self.list, "--least", "1亿元", "--lang", language)
    #expect(outcome.exitCode == 0 && outcome.talk == "")
    #expect(outcome.text.contains(parameter) && outcome.text.contains(left))
    #expect(outcome.text.contains(language == "zh" ? "无数据支持" : "no data supports them"))
  }

  // The fragment is one that a scenario takes unchanged, wide bodies included.
  @Test func `a fragment can be used in a scenario`() throws {
    let folder = try TemporaryFolder()
    defer { withExtendedLifetime(folder) {} }
    try folder.copyCity("jiangmen-2023")
    // Sizes over nine orders of magnitude: a log deviation of some 4.
    let wide = (0..<400).map { index -> String in
      let u = (Double(index) + 0.5) / 400
      return "\(index),\(max(1, Int(20_000 * exp(4.1 * 4.91 * (pow(u, 0.14) - pow(1 - u, 0.14))))))"
    }
    let lists = [Self.list, "编号,投资额（万元）\n" + wide.joined(separator: "\n") + "\n"]
    for (number, list) in lists.enumerated() {
      try folder.write(list, as: "projects.csv")
      let arguments = ["sizes", "projects.csv", "--greatest", "250亿元"]
      let outcome = try LuodiProcess.run(arguments + ["--lang", "zh"], in: folder.url)
      #expect(outcome.exitCode == 0, "\(outcome.talk)")
      let fragment = try #require(outcome.text.range(of: "arrivals:\n"))
      try folder.write(
        "extends: baseline\ntitle: 拟合\nreason: 一句话\n" + outcome.text[fragment.lowerBound...],
        as: "jiangmen-2023/sizes-\(number).yaml")
      let show = try folder.run(
        "show", "jiangmen-2023/sizes-\(number)", "--scenarios", ".", "--lang", "en")
      #expect(show.exitCode == 0 && show.text.contains("Tail in mean"), "\(show.talk)")
      // The mean that the scenario takes is the one that the fit states.
      let json = try LuodiProcess.run(arguments + ["--format", "json"], in: folder.url).json()
      let means = try #require(json["means"] as? [[String: Any]])
      #expect(means.count == 2 && means[0]["greatest"] as? Double == 250)
      let mean = try #require((means[0]["mean"] as? [String: Any])?["value"] as? Double)
      let lower = try #require((means[0]["mean"] as? [String: Any])?["lower"] as? Double)
      #expect(lower < mean && mean < 250)
      if number == 1 {
        let deviation = try #require(json["log_standard_deviation"] as? [String: Any])
        #expect(try #require(deviation["value"] as? Double) > 3)
        #expect(outcome.text.contains("来自尾部的"))
      }
    }
  }

  @Test func `what programs read holds every number of the report`() throws {
    let json = try sizes(Self.list, "--format", "json", "--threshold", "8亿元").json()
    #expect(json["threshold"] as? Double == 8)
    #expect(json["projects"] as? Int == 300)
    #expect(json["without_amount"] as? Int == 1)
    let exponent = try #require(json["tail_exponent"] as? [String: Any])
    #expect((1.2...2.6).contains(try #require(exponent["value"] as? Double)))
    #expect((json["input_file"] as? [String: Any])?["name"] as? String == "projects.csv")
    let again = try sizes(Self.list, "--format", "json", "--threshold", "8亿元")
    #expect(try again.json()["one_in"] as? NSArray == json["one_in"] as? NSArray)
  }

  @Test func `every line that cannot be read is named`() throws {
    let bad = Self.list.replacing("7,项目7,", with: "7,项目7,约").replacing(
      "9,项目9,", with: "9,项目9,-")
    let outcome = try sizes(bad, "--lang", "en")
    #expect(outcome.exitCode == 3 && outcome.output.isEmpty)
    #expect(outcome.talk.contains("projects.csv:9, column “投资额（万元）”"), "\(outcome.talk)")
    #expect(outcome.talk.contains("projects.csv:11, column"))
  }

  @Test func `what cannot be fitted is refused with a remedy`() throws {
    let few = try sizes(Self.list, "--threshold", "5000亿元", "--lang", "en")
    let reason = "Only 0 projects of 5000亿元 or more; fitting the tail takes at least 10"
    #expect(few.exitCode == 3 && few.talk.contains(reason))
    #expect(few.talk.contains("--threshold"))
    #expect(try sizes(Self.list, "--greatest", "10亿元").exitCode == 64)
    let noColumn = try sizes("编号,名称\n1,甲\n", "--lang", "zh")
    #expect(noColumn.exitCode == 3 && noColumn.talk.contains("缺少“投资额”一列"))
    let foreign = try sizes("投资额\n3亿美元\n", "--lang", "en")
    #expect(foreign.exitCode == 3 && foreign.talk.contains("exchange rate"))
    #expect(try sizes(Self.list, "--threshold", "1亿元", "--least", "2亿元").exitCode == 64)
    #expect(try sizes(Self.list, "--threshold", "10").exitCode == 64)
    let missing = try LuodiProcess.run(["sizes", "nowhere.csv"])
    #expect(missing.exitCode == 3 && missing.talk.contains("nowhere.csv"))
  }
}
