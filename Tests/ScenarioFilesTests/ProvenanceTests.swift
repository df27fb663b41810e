import InvestmentPipeline
import ScenarioFiles
import Testing

/// Every number says where it comes from, also after one scenario is laid over another.
@Suite struct ProvenanceTests {
  @Test func everyNumberIsListedInOrder() throws {
    let scenario = try CityFixture().load("baseline")
    #expect(
      scenario.assumptions.map(\.path) == [
        "city.facts.signed_last_year", "city.facts.counts.projects", "city.facts.counts.since",
        "registers.main",
        "exchange_rates.美元",
        "conversion.city.identified.conversion_rate", "conversion.city.identified.dwell_months",
        "conversion.city.contacted.conversion_rate", "conversion.city.contacted.dwell_months",
        "conversion.city.negotiating.conversion_rate", "conversion.city.negotiating.dwell_months",
        "conversion.city.approved.conversion_rate", "conversion.city.approved.dwell_months",
        "conversion.districts.west.negotiating.conversion_rate", "pace.3",
        "estimate_uncertainty.identified", "dependence.loadings.city",
        "dependence.loadings.district", "dependence.loadings.chain",
        "dependence.district_loadings.east", "dependence.correlations.a.value",
        "dependence.student_degrees_of_freedom", "adjustments.push.score_shift",
        "investment_ceiling", "targets.city-floor.more_than", "targets.city-count.at_least_size",
        "targets.city-count.at_least", "targets.share.at_least",
      ])
    let floor = scenario.assumptions.first { $0.path == "targets.city-floor.more_than" }
    #expect(floor?.provenance == .published(source: "测试日报 2023-02-28"))
    #expect(floor?.value == "20亿元")
    #expect(floor?.location == "baseline.yaml:37:16")
  }

  /// The city's sizes and weights are read for each district and channel.
  @Test func aNumberThatManyShareIsListedOnce() throws {
    let fixture = try CityFixture([
      "arrivals.yaml": """
      extends: baseline
      title: 新增
      reason: 一句话
      arrivals:
        assumed: 估计
        stage: 线索
        chains: {battery: 3, tourism: 1}
        sizes: {median: 2亿元, log_deviation: 0.8}
        districts:
          east: {chains: {battery: 1}}
        channels:
          team: {dispersion: 0.2, per_month: {east: 4, west: 1.5}}
      """
    ])
    let paths = try fixture.load("arrivals").assumptions.map(\.path)
    #expect(
      paths.filter { $0.hasPrefix("arrivals.") } == [
        "arrivals.chains.battery", "arrivals.chains.tourism", "arrivals.sizes.median",
        "arrivals.sizes.log_deviation", "arrivals.districts.east.chains.battery",
        "arrivals.channels.team.dispersion", "arrivals.channels.team.per_month.east",
        "arrivals.channels.team.per_month.west",
      ])
  }

  @Test func aRegisterCountsItsAmounts() throws {
    let scenario = try CityFixture().load("baseline")
    let register = scenario.assumptions.first { $0.path == "registers.main" }
    #expect(register?.count == 8)
    #expect(register?.provenance == .assumed(reasoning: "生成"))
  }

  @Test func theOverlaysWordCoversWhatItBrings() throws {
    let scenario = try CityFixture().load("upper")
    let floor = scenario.assumptions.first { $0.path == "targets.city-floor.more_than" }
    #expect(floor?.provenance == .published(source: "测试日报 2023-03-01"))
    #expect(floor?.location == "upper.yaml:5:27")
    let count = scenario.assumptions.first { $0.path == "targets.city-count.at_least" }
    #expect(count?.provenance == .published(source: "测试日报 2023-02-28"))
  }

  @Test func aRestatedNumberDoesNotBorrowTheSourceBeneath() throws {
    try Fault(
      "upper.yaml", ", published: 测试日报 2023-03-01", "", at: "upper.yaml:5:27",
      value: "30亿元", says: "no provenance"
    ).check()
  }

  @Test func aWordAroundItInTheOverlayWillDo() throws {
    let fixture = try CityFixture(
      replacing: ", published: 测试日报 2023-03-01}", by: "}\n  assumed: 上调一半",
      in: "upper.yaml")
    let scenario = try fixture.load("upper")
    let floor = scenario.assumptions.first { $0.path == "targets.city-floor.more_than" }
    #expect(floor?.provenance == .assumed(reasoning: "上调一半"))
  }

  static let faults = [
    Fault(
      "baseline.yaml", "dependence:\n  assumed: 经验", "dependence:", at: "baseline.yaml:21:20",
      value: "0.1", says: "no provenance"),
    Fault(
      "baseline.yaml", "register.csv, assumed: 生成", "register.csv", at: "baseline.yaml:7:9",
      says: "register register.csv has no provenance"),
    Fault(
      "baseline.yaml", "assumed: 上限}", "assumed: 上限, published: 报}", at: "baseline.yaml:32:48",
      says: "Both published and assumed"),
    Fault(
      "baseline.yaml", "assumed: 测算", "assumed:", at: "baseline.yaml:10:11", says: "assumed wants"),
    Fault(
      "city.yaml", "published: 测试日报 2023-01-01", "published: [a]", at: "city.yaml:12:14",
      says: "published wants"),
    Fault(
      "upper.yaml", "pace: null", "pace: {assumed: 想改出处}", at: "upper.yaml:6:8",
      says: "no number that it speaks for"),
    Fault(
      "city.yaml", "  published: 测试日报 2023-01-01\n", "", at: "city.yaml:12:21", value: "1830亿元",
      says: "no provenance"),
  ]

  @Test(arguments: faults) func faultyWords(_ fault: Fault) throws { try fault.check() }
}
