import InvestmentPipeline
import Registers
import ScenarioFiles
import Testing

/// Scenarios made of one reading of the files.
@Suite struct DocumentTests {
  private static func document(_ fixture: CityFixture) throws -> ScenarioDocument {
    try withExtendedLifetime(fixture) { try fixture.folder.document("baseline") }
  }

  @Test func `moves set, multiply and add`() throws {
    let fixture = try CityFixture()
    let document = try Self.document(fixture)
    let before = try document.scenario()
    let after = try document.scenario(applying: [
      Move("conversion.city.negotiating.conversion_rate", .set, "0.3"),
      Move("conversion.city.*.dwell_months", .multiply, "2"),
      Move("conversion.districts.west.negotiating.conversion_rate", .add, "5%"),
      Move("investment_ceiling", .set, "80亿元"),
    ])
    let (east, west) = (after.conversionRates["east"]!, after.conversionRates["west"]!)
    #expect(abs(east.negotiating.conversionRate - 0.3) < 1e-12)
    #expect(abs(west.negotiating.conversionRate - 0.5) < 1e-12)
    #expect(east.identified.dwellTimeMonths == 5)
    #expect(after.investmentCeiling == .hundredMillionYuan(80))
    #expect(after.leads == before.leads && after.inputFiles == before.inputFiles)
    // The document itself is unchanged.
    #expect(try document.scenario() == before)
  }

  @Test func `the last keys are enough where they lead to one number`() throws {
    let fixture = try CityFixture()
    let document = try Self.document(fixture)
    let after = try document.scenario(applying: [
      Move("west.negotiating.conversion_rate", .set, "30%")
    ])
    #expect(abs(after.conversionRates["west"]!.negotiating.conversionRate - 0.3) < 1e-12)
    #expect(after.levers.last?.moves.first?.before == "45%")
    #expect(after.levers.last?.moves.first?.after == "30%")
    let problems = #expect(throws: Problems.self) {
      try document.scenario(applying: [Move("negotiating.conversion_rate", .set, "30%")])
    }
    let all = try #require(problems?.all)
    #expect(all.count == 1)
    expectProblem(
      in: all, at: "--set negotiating.conversion_rate=30%", value: "30%",
      says: "conversion.districts.west.negotiating.conversion_rate")
  }

  @Test func `a set number is an assumption that names the option`() throws {
    let fixture = try CityFixture()
    let after = try Self.document(fixture).scenario(applying: [Move("pace.3", .set, "0.7")])
    let assumption = try #require(after.assumptions.first { $0.path == "pace.3" })
    #expect(assumption.value == "0.7" && assumption.location == "--set pace.3=0.7")
    guard case .assumed(let reasoning) = assumption.provenance else {
      Issue.record("\(assumption.provenance)")
      return
    }
    #expect(reasoning.contains("命令行设定") && reasoning.contains("command line"))
  }

  @Test func `everything wrong with moves is reported in one pass`() throws {
    let fixture = try CityFixture()
    let document = try Self.document(fixture)
    let problems = #expect(throws: Problems.self) {
      try document.scenario(applying: [
        Move("conversion.city.negociating.dwell_months", .set, "1"),
        Move("investment_ceiling", .set, "80"), Move("pace.3", .set, "fast"),
        Move("reason", .set, "1"),
        Move("conversion.city.negotiating.conversion_rate", .set, "130%"),
      ])
    }
    let all = try #require(problems?.all)
    #expect(all.count == 5, "\(all)")
    expectProblem(
      in: all, at: "--set conversion.city.negociating.dwell_months=1",
      value: "1", says: "Did you mean “negotiating”")
    expectProblem(in: all, at: "--set investment_ceiling=80", value: "80", says: "another unit")
    expectProblem(in: all, at: "--set pace.3=fast", value: "fast", says: "not a number")
    expectProblem(in: all, at: "--set reason=1", value: "1", says: "not a number")
    expectProblem(
      in: all, at: "--set conversion.city.negotiating.conversion_rate=130%", value: "130%",
      says: "it is 1.3")
  }

  @Test func `moves of levers come before the levers, all others after them`() throws {
    let fixture = try CityFixture([
      "moved.yaml": """
      extends: baseline
      title: 调节
      reason: 一句话
      levers:
        quick:
          title: 快
          reason: 一句话
          assumed: 测算
          path: conversion.city.*.dwell_months
          times: 0.5
      """
    ])
    let document = try withExtendedLifetime(fixture) { try fixture.folder.document("moved") }
    let moves = [
      Move("conversion.city.contacted.dwell_months", .set, "4"),
      Move("levers.quick.times", .set, "2"),
    ]
    let east = try document.scenario(applying: moves).conversionRates["east"]!
    #expect(east.identified.dwellTimeMonths == 5 && east.contacted.dwellTimeMonths == 4)
    let steps = try document.steps(applying: moves)
    #expect(steps.map { $0.conversionRates["east"]!.identified.dwellTimeMonths } == [2.5, 5])
    #expect(steps.allSatisfy { $0.conversionRates["east"]!.contacted.dwellTimeMonths == 4 })
    #expect(steps.map(\.title.en) == ["调节", "快"])
  }

  @Test(arguments: [
    ("pace.3=0.5", "pace.3", "0.5"), (" a.b = 80亿元 ", "a.b", "80亿元"), ("a=b=c", "a", "b=c"),
  ]) func `an option is a key and a value`(_ text: String, _ path: String, _ amount: String) {
    #expect(Move(setting: text) == Move(path, .set, amount))
  }

  @Test(arguments: ["pace.3", "=1", "pace.3=", "a..b=1", ".a=1", ""])
  func `an option without key or value is refused`(_ text: String) {
    #expect(Move(setting: text) == nil)
  }

  @Test func `scenarios are made without reading files again`() throws {
    let fixture = try CityFixture()
    let cache = InputCache()
    let document = try fixture.folder.document("baseline", cache: cache)
    let first = try document.scenario()
    for name in ["register.csv", "city.yaml", "baseline.yaml"] { try fixture.remove(name) }
    for step in 1...8 {
      _ = try document.scenario(applying: [Move("pace.3", .set, "0.\(step)")])
    }
    #expect(try document.scenario() == first)
    #expect(cache.registerParseCount == 1)
  }

  @Test func `64 scenarios of one folder parse its register once`() throws {
    var files: [String: String] = [:]
    for number in 1...62 {
      files["sweep-\(number).yaml"] =
        "extends: baseline\ntitle: 试\nreason: 一句话\npace: {assumed: 试, 3: 0.\(number)}\n"
    }
    let fixture = try CityFixture(files)
    let checked = InputCache()
    let problems = withExtendedLifetime(fixture) { fixture.folder.check(cache: checked) }
    #expect(problems.isEmpty && checked.registerParseCount == 1)
    let loaded = InputCache()
    let ids = try withExtendedLifetime(fixture) { try fixture.folder.scenarioIDs() }
    #expect(ids.count == 64)
    for id in ids {
      _ = try fixture.folder.document(id, cache: loaded).scenario()
    }
    #expect(loaded.registerParseCount == 1)
    // Other exchange rates give other amounts: a register of their own.
    try fixture.write(
      Array("extends: baseline\ntitle: 汇\nreason: 一句话\nexchange_rates: {assumed: 试, 美元: 7}\n".utf8),
      as: "dollar.yaml")
    let dollar = try fixture.folder.document("dollar", cache: loaded).scenario()
    let baseline = try fixture.folder.document("baseline", cache: loaded).scenario()
    #expect(loaded.registerParseCount == 2 && dollar.leads != baseline.leads)
  }
}
