import InvestmentPipeline
import ScenarioFiles
import Testing

/// One scenario laid over another.
@Suite struct OverlayTests {
  private func upper(_ text: String) -> String {
    "extends: baseline\ntitle: 上调\nreason: 一句话\n" + text
  }

  @Test func mappingsMergeAndTheRestStays() throws {
    let fixture = try CityFixture([
      "upper.yaml": upper("conversion: {assumed: 慢, city: {approved: {dwell_months: 3}}}")
    ])
    let scenario = try fixture.load("upper")
    #expect(
      scenario.conversionRates["east"]?.approved
        == StageRate(conversionRate: 0.9, dwellTimeMonths: 3))
    #expect(scenario.title.zh == "上调")
    #expect(scenario.id == "upper")
    #expect(scenario.targets.count == 3)
  }

  @Test func nullTakesAway() throws {
    let fixture = try CityFixture([
      "upper.yaml": upper("joint: null\ntargets: {city-floor: ~}\ninvestment_ceiling: null")
    ])
    let scenario = try fixture.load("upper")
    #expect(scenario.targets.map(\.id) == ["city-count", "share"])
    #expect(scenario.jointTargets.isEmpty)
    #expect(scenario.investmentCeiling == nil)
  }

  @Test func newKeysFollow() throws {
    let fixture = try CityFixture([
      "upper.yaml": upper(
        "targets:\n  west: {title: 西, measure: project_count, district: 西区, at_least: 1, assumed: 试}"
      )
    ])
    let scenario = try fixture.load("upper")
    #expect(scenario.targets.map(\.id) == ["city-floor", "city-count", "share", "west"])
  }

  @Test func scalarsReplaceMappingsAndListsReplaceLists() throws {
    let fixture = try CityFixture([
      "upper.yaml": upper(
        "assumed: 试\ninvestment_ceiling: 40亿元\njoint: {city-both: {targets: [share]}}")
    ])
    // A word at the top speaks for the whole file.
    let scenario = try fixture.load("upper")
    #expect(scenario.investmentCeiling == .hundredMillionYuan(40))
    #expect(scenario.jointTargets[0].targetIDs == ["share"])
  }

  @Test func chainsMayBeLong() throws {
    var files = ["upper.yaml": upper("pace: {assumed: 试, 4: 0.1}")]
    for step in 1...20 {
      let base = step == 1 ? "upper" : "step-\(step - 1)"
      files["step-\(step).yaml"] =
        "extends: \(base)\ntitle: 第\(step)步\nreason: 试\npace: {assumed: 试, 4: 0.\(step)}"
    }
    let fixture = try CityFixture(files)
    let scenario = try fixture.load("step-20")
    #expect(scenario.pace == [3: 0.5, 4: 0.20])
    #expect(scenario.inputFiles.count == 24)
  }

  static let faults = [
    Fault(
      "upper.yaml", "extends: baseline", "extends: baselin", at: "upper.yaml:1:10",
      value: "baselin", says: "Did you mean “baseline”"),
    Fault(
      "upper.yaml", "extends: baseline", "extends: [baseline]", at: "upper.yaml:1:10",
      says: "name of a scenario"),
    Fault(
      "upper.yaml", "extends: baseline", "extends: ../x", at: "upper.yaml:1:10", value: "../x",
      says: "no scenario"),
    Fault(
      "upper.yaml", "pace: null", "pase: null", at: "upper.yaml:6:1",
      says: "Did you mean “pace”"),
    Fault("upper.yaml", "pace: null", "pace:", at: "upper.yaml:6:1", says: "nothing behind"),
    Fault("upper.yaml", "title: 上调\n", "", at: "upper.yaml:1:1", says: "“title” of its own"),
    Fault(
      "upper.yaml", "more_than: 30亿元", "at_least: 30亿元", at: "baseline.yaml:37:16",
      says: "one of more_than and at_least"),
  ]

  @Test(arguments: faults) func faultyOverlays(_ fault: Fault) throws { try fault.check() }

  @Test func aCircleIsPrinted() throws {
    let fixture = try CityFixture([
      "a.yaml": "extends: b\ntitle: a\nreason: a", "b.yaml": "extends: a\ntitle: b\nreason: b",
    ])
    expectProblem(
      in: fixture.check(), at: "b.yaml:1:10", value: "a", says: "a → b → a")
  }

  @Test func aProblemOfTheBaseIsNamedOnce() throws {
    let fixture = try CityFixture(replacing: "45%, dwell", by: "450%, dwell", in: "baseline.yaml")
    let problems = fixture.check()
    #expect(problems.count == 1)
    expectProblem(in: problems, at: "baseline.yaml:12:35", value: "450%", says: "[0, 1]")
  }
}
