import InvestmentPipeline
import Registers
import ScenarioFiles
import Testing

/// Good files become the scenario that they describe.
@Suite struct LoadTests {
  let fixture: CityFixture
  let scenario: Scenario

  init() throws {
    fixture = try CityFixture()
    scenario = try fixture.load("baseline")
  }

  @Test func nothingIsWrong() { #expect(fixture.check().isEmpty) }

  @Test func namesLeadToIDs() {
    #expect(scenario.leads.map(\.id) == ["A1", "A2", "A3", "A4", "A5"])
    #expect(scenario.leads.map(\.districtID) == ["east", "east", "west", "west", "west"])
    #expect(
      scenario.leads.map(\.chainID) == ["battery", "battery", "tourism", "tourism", "tourism"])
    #expect(scenario.leads.allSatisfy { $0.channelID == "team" })
    #expect(
      scenario.leads.map(\.stage) == [.identified, .negotiating, .signed, .contacted, .lost])
    #expect(scenario.adjustments[0].filter == LeadFilter(districtID: "east", stage: .negotiating))
  }

  @Test func amountsAreExact() {
    func money(_ amount: Int64) -> Money { Money(tenThousandYuan: amount) }
    #expect(scenario.leads[0].investment == .point(money(30_000)))
    #expect(scenario.leads[1].investment == .range(low: money(20_000), high: money(50_000)))
    #expect(scenario.leads[2].investment == .point(money(100_950)))
    #expect(
      scenario.leads[3].investment
        == .threePoint(low: money(3_000), mode: money(4_000), high: money(10_000)))
    #expect(scenario.leads[1].signingProbability == 0.4)
    #expect(scenario.leads[2].signedOn == CalendarDate(year: 2023, month: 2, day: 10))
    #expect(scenario.investmentCeiling == .hundredMillionYuan(50))
  }

  @Test func manufacturingFollowsTheChain() {
    #expect(scenario.leads.map(\.isManufacturing) == [true, true, false, false, false])
  }

  @Test func districtsTakeTheCitysRatesButForTheirOwn() throws {
    let west = try #require(scenario.conversionRates["west"])
    #expect(west.negotiating == StageRate(conversionRate: 0.45, dwellTimeMonths: 2))
    #expect(scenario.conversionRates["east"]?.negotiating.conversionRate == 0.55)
    #expect(west.approved.conversionRate == 0.9)
  }

  @Test func shapesOfDwellTimesAreInherited() throws {
    let folder = try CityFixture([
      "baseline.yaml": CityFixture.baseline
        .replacing("dwell_months: 2}", with: "dwell_months: 2, dwell_variation: 0.5}")
        .replacing("dwell_months: 1}", with: "dwell_months: 1, lost_dwell_months: 3}")
        .replacing("west: {negotiating: {", with: "west: {negotiating: {lost_dwell_variation: 2, ")
        .replacing("pace: {", with: "conversion_shift: {assumed: 季节, 12: -0.5}\npace: {"),
      "register.csv": CityFixture.register
        .replacing("签约日期,备注", with: "签约日期,备注,进入本阶段日期")
        .replacing("线索,3,,,,,", with: "线索,3,,,,,,2022/11/5")
        .replacing("\"有,逗号\"", with: "\"有,逗号\",").replacing("2023/2/10,", with: "2023/2/10,,")
        .replacing("行\"", with: "行\",").replacing("8000万元,,,,,", with: "8000万元,,,,,,"),
    ])
    let scenario = try folder.load("baseline")
    let shaped = DwellTime(meanMonths: 2, variation: 0.5)
    #expect(
      scenario.conversionRates["east"]?.negotiating
        == StageRate(conversionRate: 0.55, dwellTime: shaped))
    #expect(
      scenario.conversionRates["west"]?.negotiating
        == StageRate(
          conversionRate: 0.45, dwellTime: shaped,
          lostDwellTime: DwellTime(meanMonths: 2, variation: 2)))
    #expect(
      scenario.conversionRates["west"]?.approved.lostDwellTime == DwellTime(meanMonths: 3))
    #expect(scenario.conversionShift == [12: -0.5])
    #expect(
      scenario.leads.map(\.stageSince)
        == [CalendarDate(year: 2022, month: 11, day: 5), nil, nil, nil, nil])
  }

  @Test func sectionsAreRead() {
    #expect(scenario.pace == [3: 0.5])
    #expect(scenario.estimateUncertainty == [.identified: 0.8])
    #expect(
      scenario.dependence
        == Dependence(
          cityLoading: 0.1, districtLoading: 0.2, chainLoading: 0.3,
          districtLoadings: ["east": 0.25],
          correlations: [FactorCorrelation(.chain("battery"), .chain("tourism"), 0.3)],
          studentDegreesOfFreedom: 8))
    #expect(scenario.adjustments[0].scoreShift == 0.3)
    #expect(scenario.reason == BilingualText(zh: "一句话", en: "一句话"))
  }

  @Test func targetsKeepTheirOrder() {
    #expect(scenario.targets.map(\.id) == ["city-floor", "city-count", "share"])
    #expect(scenario.targets[0].comparison == .moreThan)
    #expect(scenario.targets[0].value == .investment(.hundredMillionYuan(20)))
    #expect(
      scenario.targets[1].metric
        == Metric(.projectCount(atLeast: .hundredMillionYuan(1)), throughMonth: 6))
    #expect(scenario.targets[2].metric.scope == .district("east"))
    #expect(scenario.targets[2].value == .share(0.6))
    #expect(scenario.jointTargets[0].targetIDs == ["city-floor", "city-count"])
  }

  @Test func scenariosAreListedWithoutTheirRegister() throws {
    try fixture.remove("register.csv")
    let summaries = try fixture.scenarios()
    #expect(summaries.map(\.id) == ["baseline", "upper"])
    #expect(summaries[0].title == BilingualText(zh: "基准", en: "Baseline"))
  }

  @Test func byteOrderMarksAndWindowsLineEndsAreAllowed() throws {
    let windows = { (text: String) in "\u{FEFF}" + text.replacing("\n", with: "\r\n") }
    let other = try CityFixture([
      "city.yaml": windows(CityFixture.city), "baseline.yaml": windows(CityFixture.baseline),
      "register.csv": windows(CityFixture.register),
    ])
    #expect(other.check().isEmpty)
    let read = try other.load("baseline")
    #expect(read.leads.count == 5)
    #expect(read.inputFiles.map(\.sha256) != scenario.inputFiles.map(\.sha256))
  }

  @Test func fingerprintsAreTheFiles() throws {
    let upper = try fixture.load("upper")
    #expect(
      upper.inputFiles.map(\.name)
        == ["city.yaml", "register.csv", "upper.yaml", "baseline.yaml"])
    #expect(upper.inputFiles.allSatisfy { $0.sha256.utf8.count == 64 })
    // sha256sum of the empty text, as published in FIPS 180 examples.
    #expect(
      sha256([])
        == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
  }
}
