// Levers move the numbers of a scenario before they are read.
import InvestmentPipeline
import ScenarioFiles
import Testing

@Suite struct LeverTests {
  /// A scenario over the baseline with these levers.
  private static func scenario(_ levers: String) throws -> CityFixture {
    let indented = levers.split(separator: "\n", omittingEmptySubsequences: false)
      .map { "  " + $0 }.joined(separator: "\n")
    return try CityFixture([
      "moved.yaml": "extends: baseline\ntitle: 调节\nreason: 一句话\nlevers:\n" + indented + "\n"
    ])
  }

  private static let good = """
    rates:
      title: {zh: 转化, en: Rates}
      reason: 一句话
      assumed: 测算二
      path: [conversion.city.negotiating.conversion_rate, conversion.districts.*.negotiating.conversion_rate]
      add: 5%
      at_most: 60%
    quick:
      title: 快
      reason: 一句话
      assumed: 测算三
      path: conversion.city.*.dwell_months
      times: 0.5
      unit: {zh: 月, en: months}
      cost: {zh: 两名专员, en: two officers}
    quicker:
      title: 更快
      reason: 一句话
      assumed: 测算四
      path: conversion.city.identified.dwell_months
      add: -0.25
    ceiling:
      title: 上限
      reason: 一句话
      published: 测试日报 2023-03-02
      path: investment_ceiling
      set: 80亿元
    """

  @Test(arguments: [("0%", 0.9), ("5%", 0.95), ("0.05", 0.95)])
  func `a share takes a percentage however it is written`(_ add: String, _ rate: Double) throws {
    let fixture = try Self.scenario(
      """
      review:
        title: 评审
        reason: 一句话
        assumed: 测算
        path: conversion.city.approved.conversion_rate
        add: \(add)
        at_most: 96%
      """)
    let moved = try fixture.load("moved").conversionRates["east"]!.approved.conversionRate
    #expect(abs(moved - rate) < 1e-12)
  }

  @Test func `numbers are multiplied, added to and replaced, one lever after the other`() throws {
    let fixture = try Self.scenario(Self.good)
    let (before, after) = (try fixture.load("baseline"), try fixture.load("moved"))
    let (east, west) = (after.conversionRates["east"]!, after.conversionRates["west"]!)
    #expect(abs(east.negotiating.conversionRate - 0.6) < 1e-12)
    #expect(abs(west.negotiating.conversionRate - 0.5) < 1e-12)
    #expect(east.identified.dwellTimeMonths == 1)
    #expect(east.contacted.dwellTimeMonths == 1.25)
    #expect(east.approved.conversionRate == before.conversionRates["east"]!.approved.conversionRate)
    #expect(after.investmentCeiling == .hundredMillionYuan(80))
    #expect(after.levers.map(\.id) == ["rates", "quick", "quicker", "ceiling"])
    #expect(
      after.levers[2].moves == [
        Lever.Move(path: "conversion.city.identified.dwell_months", before: "1.25", after: "1")
      ])
    #expect(after.levers[3].moves.map(\.path) == ["investment_ceiling.value"])
    #expect(after.levers[1].cost?.en == "two officers" && after.levers[1].unit?.zh == "月")
    #expect(before.levers.isEmpty)
  }

  @Test func `a moved number has the word and the place of its lever`() throws {
    let scenario = try Self.scenario(Self.good).load("moved")
    let ceiling = try #require(scenario.assumptions.first { $0.path == "investment_ceiling" })
    #expect(ceiling.provenance == .published(source: "测试日报 2023-03-02"))
    #expect(ceiling.location?.hasPrefix("moved.yaml:") == true)
    let untouched = try #require(
      scenario.assumptions.first { $0.path == "conversion.city.approved.conversion_rate" })
    #expect(untouched.provenance == .assumed(reasoning: "测算"))
    // What moves it is a number with a provenance of its own.
    #expect(scenario.assumptions.contains { $0.path == "levers.quick.times" && $0.value == "0.5" })
  }

  @Test func `levers are inherited and can be taken away`() throws {
    let fixture = try Self.scenario(Self.good)
    try fixture.write(
      Array(
        "extends: moved\ntitle: 又\nreason: 一句话\nlevers: {quick: null, ceiling: null}\n".utf8),
      as: "again.yaml")
    let again = try fixture.load("again")
    #expect(again.levers.map(\.id) == ["rates", "quicker"])
    #expect(again.conversionRates["east"]!.identified.dwellTimeMonths == 2.25)
    #expect(again.investmentCeiling == .hundredMillionYuan(50))
  }

  @Test func `the steps end with the scenario and add a lever at a time`() throws {
    let fixture = try Self.scenario(Self.good)
    let steps = try withExtendedLifetime(fixture) { try fixture.folder.document("moved").steps() }
    #expect(steps.map(\.id) == ["moved@0", "moved@1", "moved@2", "moved@3", "moved@4"])
    #expect(steps.map(\.levers.count) == [0, 1, 2, 3, 4])
    #expect(steps[1].title.en == "Rates" && steps[0].title.en == "调节")
    let baseline = try fixture.load("baseline")
    #expect(steps[0].conversionRates == baseline.conversionRates)
    #expect(steps[1].conversionRates != baseline.conversionRates)
    #expect(try steps[4].conversionRates == fixture.load("moved").conversionRates)
    #expect(throws: Problems.self) {
      try withExtendedLifetime(fixture) { try fixture.folder.document("baseline").steps() }
    }
  }

  /// What is wrong with a lever, and what the message says.
  static let faults = [
    ("path: conversion.city.negociating.dwell_months\ntimes: 0.5", "Did you mean “negotiating”"),
    ("path: title\ntimes: 0.5", "not a number"),
    ("path: as_of\nadd: 1", "not a number"),
    ("path: investment_ceiling\nadd: 5", "another unit"),
    ("path: investment_ceiling\ntimes: 5%", "plain factor"),
    ("path: pace.3\ntimes: 0.5\nat_least: 0.3", "beyond the bound “0.3”"),
    ("path: pace.3\ntimes: 3\nat_most: 1", "beyond the bound “1”"),
    ("path: pace.3", "not 0"),
    ("path: pace.3\ntimes: 2\nadd: 1", "not 2"),
    ("path: pace.3\ntimes: fast", "fast"),
    ("times: 2", "“path” is missing"),
    ("path: pace.3\ntime: 2", "Did you mean “times”"),
    ("path: conversion.city.negotiating.conversion_rate\ntimes: 3", "165%"),
    ("path: targets.*.more_than\ntimes: 1000000000000", "becomes too large"),
    ("path: levers.bad.times\ntimes: 2", "is not the path of a number"),
  ]

  @Test(arguments: faults)
  func `what is wrong with a lever is named`(_ fault: (text: String, says: String)) throws {
    let indented = fault.text.split(separator: "\n").map { "  " + $0 }.joined(separator: "\n")
    let fixture = try Self.scenario(
      "bad:\n  title: 坏\n  reason: 一句话\n  assumed: 测算\n" + indented)
    let problems = #expect(throws: Problems.self) { try fixture.load("moved") }
    let words = (problems?.all ?? []).map {
      "\($0.value ?? "") \($0.reason.en) \($0.remedy.en) \($0.reason.zh)"
    }
    #expect(words.contains { $0.contains(fault.says) }, "\(words)")
    #expect(problems?.all.allSatisfy { $0.location?.hasPrefix("moved.yaml:") == true } == true)
  }

  @Test func `a lever without a word on its origin is refused`() throws {
    let fixture = try Self.scenario(
      "bare:\n  title: 无\n  reason: 一句话\n  path: pace.3\n  times: 2")
    let problems = #expect(throws: Problems.self) { try fixture.load("moved") }
    #expect(problems?.all.contains { $0.path == "levers.bare.times" } == true)
  }
}
