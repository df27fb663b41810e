import Foundation
import Reports
import Testing

/// `luodi bench`, as a process: the form of what it says. What it measures is never judged here.
@Suite struct ProcessTestsBench {
  static let monthly = LuodiProcess.references + "/monthly/baseline.yaml"
  static let factors = LuodiProcess.references + "/three-factors/baseline.yaml"

  @Test func `JSON is complete and agrees with itself`() throws {
    let outcome = try LuodiProcess.run([
      "bench", Self.factors, "--trials", "2048", "--threads", "2", "--format", "json",
    ])
    #expect(outcome.exitCode == 0 && outcome.talk == "", "\(outcome.talk)")
    let json = try outcome.json()
    func number(_ key: String, in object: [String: Any]? = nil) throws -> Double {
      try #require((object ?? json)[key] as? Double, "\(key)")
    }
    #expect(json["format_version"] as? Int == 1)
    #expect(json["threads"] as? Int == 2)
    #expect(["portable", "avx2", "avx512"].contains(json["instruction_set"] as? String))
    #expect(json["least_trials"] as? Int == 512 && json["most_trials"] as? Int == 2048)
    let runs = try number("runs")
    #expect(runs >= 9 && runs.truncatingRemainder(dividingBy: 3) == 0)
    let scenario = try #require(json["scenario"] as? [String: Any])
    let leads = try number("open_leads", in: scenario)
    #expect(leads > 0)

    let rates = try #require(json["lead_draws_per_second"] as? [String: Any])
    let median = try number("median", in: rates)
    #expect(try number("least", in: rates) > 0)
    #expect(try number("least", in: rates) <= median)
    #expect(try median <= number("greatest", in: rates))

    let fixed = try number("fixed_seconds") + number("preparation_seconds")
    let estimates = try #require(json["estimates"] as? [[String: Any]])
    #expect(estimates.compactMap { $0["trials"] as? Int } == [10_000, 100_000, 1_000_000])
    for estimate in estimates {
      let seconds = try number("seconds", in: estimate)
      let line = try fixed + number("seconds_per_trial") * number("trials", in: estimate)
      #expect(abs(seconds - line) < 1e-9 * line && seconds > 0)
      #expect(estimate["is_extrapolated"] as? Bool == true)
    }
    for share in ["months_share", "untargeted_share"] {
      #expect(try (0...1).contains(number(share)), "\(share)")
    }
    #expect(try number("peak_mebibytes") > 1)
    if let foreign = json["foreign_share"] as? Double { #expect((0...1).contains(foreign)) }

    let precision = try #require(json["precision"] as? [String: Any])
    #expect(precision["trials"] as? Int == 2048)
    let error = try number("standard_error", in: precision)
    let expected = error * (2048.0 / 1_000_000).squareRoot()
    #expect(try abs(number("standard_error_of_million", in: precision) - expected) < 1e-12)
    // The same trials as those of a run.
    let run = try LuodiProcess.run(["run", Self.factors, "--trials", "2048", "--format", "json"])
    let targets = try #require(try run.json()["targets"] as? [[String: Any]])
    let target = try #require(
      targets.first { $0["id"] as? String == precision["target"] as? String })
    #expect(target["standard_error"] as? Double == error)
  }

  @Test(arguments: [
    ("zh", ["本机模拟100万次约需", "推算", "在谈线索", "指令集", "内存峰值", "标准误与模拟次数的平方根"]),
    (
      "en",
      [
        "One million trials would take", "extrapolated", "Open leads", "Instruction set",
        "Peak memory",
      ]
    ),
  ])
  func `the table speaks the language`(language: String, words: [String]) throws {
    let outcome = try LuodiProcess.run([
      "bench", Self.monthly, "--trials", "1000", "--lang", language,
    ])
    #expect(outcome.exitCode == 0 && outcome.talk == "", "\(outcome.talk)")
    for word in words { #expect(outcome.text.contains(word), "\(word): \(outcome.text)") }
    for word in ["10000", "100000", "1000000", "nan", "inf"] {
      #expect(outcome.text.contains(word) == word.hasSuffix("0"), "\(word): \(outcome.text)")
    }
    for line in outcome.lines { #expect(DisplayWidth.of(line) <= 110, "\(line)") }
  }

  @Test func `what was run is not called extrapolated`() throws {
    let json = try LuodiProcess.run([
      "bench", Self.factors, "--trials", "10000", "--format", "json",
    ]).json()
    let estimates = try #require(json["estimates"] as? [[String: Any]])
    #expect(estimates.compactMap { $0["is_extrapolated"] as? Bool } == [false, true, true])
  }

  @Test func `without a name it takes the baseline`() throws {
    let city = try SmallCity()
    let outcome = try city.run("bench", "--scenarios", ".", "--trials", "256", "--lang", "en")
    #expect(outcome.exitCode == 0 && outcome.text.contains("scenario"), "\(outcome.talk)")
  }

  @Test(
    arguments: [
      (["--trials", "63"], "from 64"), (["--trials", "4000000001"], "4000000000"),
      (["--trials", "many"], "many"), (["--threads", "0"], "1 or more"),
      (["--format", "csv"], "'json'"),
      (["--seed", "1"], "--seed"),
      (["another"], "another"),
    ] as [([String], String)])
  func `arguments that make no sense`(arguments: [String], words: String) throws {
    let outcome = try LuodiProcess.run(["bench", Self.monthly] + arguments)
    #expect(outcome.exitCode == 64 && outcome.output.isEmpty)
    #expect(outcome.talk.contains(words), "\(outcome.talk)")
  }

  @Test(arguments: [("zh", "没有名为“西成区”的县（市、区）"), ("en", "There is no district “西成区”")])
  func `spoiled data`(language: String, words: String) throws {
    let city = try SmallCity()
    try city.replace("EX-004,示例企业004,西城区", with: "EX-004,示例企业004,西成区", in: "register.csv")
    let outcome = try city.run("bench", "baseline.yaml", "--lang", language)
    #expect(outcome.exitCode == 3 && outcome.output.isEmpty)
    #expect(outcome.talk.contains("register.csv:6"), "\(outcome.talk)")
    #expect(outcome.talk.contains(words), "\(outcome.talk)")
    let unknown = try city.run("bench", "basline", "--scenarios", ".", "--lang", language)
    #expect(unknown.exitCode == 3 && unknown.talk.contains("baseline"), "\(unknown.talk)")
  }
}
