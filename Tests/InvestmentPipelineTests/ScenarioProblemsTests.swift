import InvestmentPipeline
import Testing

/// A scenario made in code, and each way in which it can be wrong.
@Suite struct ScenarioProblemsTests {
  static let rate = StageRate(conversionRate: 0.5, dwellTimeMonths: 2)
  static let rates = ConversionRates(
    identified: rate, contacted: rate, negotiating: rate, approved: rate)

  static func lead(_ id: String) -> Lead {
    Lead(
      id: id, name: "甲", districtID: "east", chainID: "battery", channelID: "team",
      stage: .identified, investment: .point(.hundredMillionYuan(3)), isManufacturing: true)
  }

  static let good = Scenario(
    id: "good", title: BilingualText(zh: "好", en: "good"),
    reason: BilingualText(zh: "好", en: "good"),
    city: City(
      id: "city", name: BilingualText(zh: "市", en: "City"),
      districts: [
        District(id: "east", name: BilingualText(zh: "东区", en: "East")),
        District(id: "west", name: BilingualText(zh: "西区", en: "West")),
      ],
      chains: [
        IndustryChain(
          id: "battery", name: BilingualText(zh: "电池", en: "Batteries"), isManufacturing: true)
      ],
      channels: [Channel(id: "team", name: BilingualText(zh: "专班", en: "Team"))]),
    planYear: PlanYear(year: 2023, asOf: CalendarDate(year: 2023, month: 2, day: 28)!),
    leads: [lead("A1")], conversionRates: ["east": rates, "west": rates],
    dependence: Dependence(cityLoading: 0.1, districtLoading: 0.1, chainLoading: 0.1),
    targets: [
      Target(
        id: "floor", title: BilingualText(zh: "底线", en: "floor"), metric: Metric(.signedInvestment),
        comparison: .atLeast, value: .investment(.hundredMillionYuan(1)))
    ],
    jointTargets: [
      JointTarget(id: "all", title: BilingualText(zh: "全", en: "all"), targetIDs: ["floor"])
    ])

  struct Case: CustomTestStringConvertible, Sendable {
    var path: String
    var spoil: @Sendable (inout Scenario) -> Void

    init(_ path: String, _ spoil: @escaping @Sendable (inout Scenario) -> Void) {
      self.path = path
      self.spoil = spoil
    }

    var testDescription: String { path }
  }

  static let cases: [Case] = [
    Case("leads") { $0.leads = [] },
    Case("leads[A1].id") { $0.leads.append(lead("A1")) },
    Case("leads[].id") { $0.leads[0].id = "" },
    Case("leads[A1].district") { $0.leads[0].districtID = "eest" },
    Case("leads[A1].chain") { $0.leads[0].chainID = "x" },
    Case("leads[A1].channel") { $0.leads[0].channelID = "x" },
    Case("leads[A1].investment") { $0.leads[0].investment = .point(.zero) },
    Case("leads[A1].investment") { $0.leads[0].investment = .point(.hundredMillionYuan(10_001)) },
    Case("leads[A1].investment_low") {
      $0.leads[0].investment = .range(low: .hundredMillionYuan(2), high: .hundredMillionYuan(2))
    },
    Case("leads[A1].investment_low") {
      $0.leads[0].investment = .range(
        low: Money(tenThousandYuan: 1), high: .hundredMillionYuan(10_000))
    },
    Case("leads[A1].investment_low") {
      $0.leads[0].investment = .threePoint(
        low: .hundredMillionYuan(1), mode: .hundredMillionYuan(4), high: .hundredMillionYuan(3))
    },
    Case("leads[A1].investment_high") {
      $0.leads[0].investment = .range(
        low: .hundredMillionYuan(2), high: .hundredMillionYuan(20_000))
    },
    Case("leads[A1].signed_on") { $0.leads[0].stage = .started },
    Case("leads[A1].signed_on") {
      $0.leads[0].signedOn = CalendarDate(year: 2023, month: 1, day: 1)
    },
    Case("leads[A1].signed_on") {
      $0.leads[0].stage = .signed
      $0.leads[0].signedOn = CalendarDate(year: 2023, month: 3, day: 1)
    },
    Case("leads[A1].investment") {
      $0.leads[0].stage = .signed
      $0.leads[0].signedOn = CalendarDate(year: 2023, month: 1, day: 1)
      $0.leads[0].investment = .range(low: .hundredMillionYuan(1), high: .hundredMillionYuan(2))
    },
    Case("leads[A1].score_shift") { $0.leads[0].scoreShift = .nan },
    Case("leads[A1].score_shift") { $0.leads[0].scoreShift = -5.01 },
    Case("leads[A1].probability") { $0.leads[0].signingProbability = .nan },
    Case("leads[A1].probability") { $0.leads[0].signingProbability = 1.01 },
    Case("year") { $0.planYear.year = 0 },
    Case("as_of") { $0.planYear.asOf = CalendarDate(year: 2023, month: 12, day: 31)! },
    Case("as_of") { $0.planYear.asOf = CalendarDate(year: 2022, month: 12, day: 30)! },
    Case("city.districts") { $0.city.districts = [] },
    Case("city.chains") { $0.city.chains = [] },
    Case("city.channels") { $0.city.channels = [] },
    Case("city.id") { $0.city.id = "-x" },
    Case("city.districts.east") { $0.city.districts.append($0.city.districts[0]) },
    Case("city.districts.west.name") { $0.city.districts[1].wards = ["东区"] },
    Case("city.districts.west.name") { $0.city.districts[1].name.zh = "" },
    Case("conversion.districts.west") { $0.conversionRates["west"] = nil },
    Case("conversion.districts.nowhere") { $0.conversionRates["nowhere"] = rates },
    Case("conversion.districts.east.contacted.conversion_rate") {
      $0.conversionRates["east"]!.contacted.conversionRate = -0.1
    },
    Case("conversion.districts.east.contacted.conversion_rate") {
      $0.conversionRates["east"]!.contacted.conversionRate = .nan
    },
    Case("conversion.districts.east.approved.dwell_months") {
      $0.conversionRates["east"]!.approved.dwellTimeMonths = 0
    },
    Case("conversion.districts.east.approved.dwell_months") {
      $0.conversionRates["east"]!.approved.dwellTimeMonths = .infinity
    },
    Case("conversion.districts.east.approved.dwell_variation") {
      $0.conversionRates["east"]!.approved.dwellTime.variation = 0.2
    },
    Case("conversion.districts.east.approved.dwell_variation") {
      $0.conversionRates["east"]!.approved.dwellTime.variation = .nan
    },
    Case("conversion.districts.east.approved.lost_dwell_months") {
      $0.conversionRates["east"]!.approved.lostDwellTime = DwellTime(meanMonths: 0)
    },
    Case("conversion.districts.east.approved.lost_dwell_variation") {
      $0.conversionRates["east"]!.approved.lostDwellTime = DwellTime(meanMonths: 1, variation: 8.1)
    },
    Case("drift.period_months") { $0.drift = Drift(periodMonths: 0) },
    Case("drift.city.approved") { $0.drift = Drift(cityDeviations: [.approved: 3.1]) },
    Case("drift.city.signed") { $0.drift = Drift(cityDeviations: [.signed: 0.1]) },
    Case("drift.districts.approved") { $0.drift = Drift(districtDeviations: [.approved: -1]) },
    Case("drift.pace") { $0.drift = Drift(paceDeviation: .nan) },
    Case("blend.model_share") {
      $0.lastYearInvestment = [12: .zero]
      $0.blend = RunRateBlend(modelShare: 1.1, runRateDeviation: 0.3)
    },
    Case("blend.run_rate_deviation") {
      $0.lastYearInvestment = [12: .zero]
      $0.blend = RunRateBlend(modelShare: 1, runRateDeviation: 0)
    },
    Case("blend") { $0.blend = RunRateBlend(modelShare: 0.5, runRateDeviation: 0.3) },
    Case("conversion_shift.0") { $0.conversionShift[0] = 0 },
    Case("conversion_shift.3") { $0.conversionShift[3] = 3.1 },
    Case("leads[A1].stage_since") {
      $0.leads[0].stageSince = CalendarDate(year: 2023, month: 3, day: 1)
    },
    Case("pace.13") { $0.pace[13] = 1 },
    Case("pace.3") { $0.pace[3] = -1 },
    Case("estimate_uncertainty.identified") { $0.estimateUncertainty[.identified] = 5.1 },
    Case("estimate_uncertainty.signed") { $0.estimateUncertainty[.signed] = 0.1 },
    Case("dependence.loadings.city") { $0.dependence.cityLoading = 1 },
    Case("dependence.loadings.district") { $0.dependence.districtLoading = .nan },
    Case("dependence.loadings.chain") { $0.dependence.chainLoading = -1 },
    Case("dependence.city_loadings.chains.x") { $0.dependence.cityLoadingsByChain["x"] = 0 },
    Case("dependence.city_loadings.districts.east") {
      $0.dependence.cityLoadingsByDistrict["east"] = 1
    },
    Case("dependence.district_loadings.x") { $0.dependence.districtLoadings["x"] = 0 },
    Case("dependence.chain_loadings.battery") { $0.dependence.chainLoadings["battery"] = 2 },
    Case("dependence.correlations[city, chain:x].between") {
      $0.dependence.correlations = [FactorCorrelation(.city, .chain("x"), 0)]
    },
    Case("dependence.correlations[city, city].between") {
      $0.dependence.correlations = [FactorCorrelation(.city, .city, 0)]
    },
    Case("dependence.correlations[city, district:east].value") {
      $0.dependence.correlations = [FactorCorrelation(.city, .district("east"), 1.1)]
    },
    Case("dependence.correlations[district:east, city].between") {
      $0.dependence.correlations = [
        FactorCorrelation(.city, .district("east"), 0.1),
        FactorCorrelation(.district("east"), .city, 0.1),
      ]
    },
    Case("dependence.student_degrees_of_freedom") {
      $0.dependence.studentDegreesOfFreedom = 0
    },
    Case("adjustments.a.where.district") {
      $0.adjustments = [Adjustment(id: "a", filter: LeadFilter(districtID: "x"))]
    },
    Case("adjustments.a.score_shift") {
      $0.adjustments = [Adjustment(id: "a", filter: LeadFilter(), scoreShift: 6)]
    },
    Case("adjustments.a.investment_factor") {
      $0.adjustments = [Adjustment(id: "a", filter: LeadFilter(), investmentFactor: 0)]
    },
    Case("adjustments.a.investment_factor") {
      $0.adjustments = [Adjustment(id: "a", filter: LeadFilter(), investmentFactor: 1e23)]
    },
    Case("investment_ceiling") { $0.investmentCeiling = .zero },
    Case("targets.floor") { $0.targets.append($0.targets[0]) },
    Case("targets.floor.value") { $0.targets[0].value = .count(3) },
    Case("targets.floor.value") { $0.targets[0].value = .investment(Money(tenThousandYuan: -1)) },
    Case("targets.floor.district") { $0.targets[0].metric.scope = .district("x") },
    Case("targets.floor.through_month") { $0.targets[0].metric.throughMonth = 0 },
    Case("targets.floor.value") {
      $0.targets[0].metric.measure = .manufacturingShare
      $0.targets[0].value = .share(.nan)
    },
    Case("joint.all.targets") { $0.jointTargets[0].targetIDs = ["flor"] },
    Case("joint.all.targets") { $0.jointTargets[0].targetIDs = [] },
  ]

  @Test func aGoodScenarioHasNone() {
    #expect(Self.good.problems().isEmpty)
  }

  @Test(arguments: cases) func eachFaultIsFoundAtItsPath(_ fault: Case) {
    var scenario = Self.good
    fault.spoil(&scenario)
    let problems = scenario.problems()
    #expect(problems.contains { $0.path == fault.path }, "\(problems.map(\.path))")
    for problem in problems {
      for text in [problem.reason, problem.remedy] {
        #expect(!text.zh.isEmpty && !text.en.isEmpty && text.zh != text.en)
      }
    }
  }

  @Test func theLastDayBeforeTheYearIsAllowed() {
    var scenario = Self.good
    scenario.planYear.asOf = CalendarDate(year: 2022, month: 12, day: 31)!
    #expect(scenario.problems().isEmpty)
  }

  @Test func lostLeadsAndEarlierSigningsAreKept() {
    var scenario = Self.good
    scenario.leads[0].stage = .signed
    scenario.leads[0].signedOn = CalendarDate(year: 2022, month: 5, day: 1)
    #expect(scenario.problems().isEmpty)
    scenario.leads[0].stage = .lost
    #expect(scenario.problems().isEmpty)
  }

  @Test func dateProblemsSayWhichLimitIsPassed() throws {
    var scenario = Self.good
    scenario.leads[0].stage = .signed
    scenario.leads[0].signedOn = CalendarDate(year: 2024, month: 1, day: 1)
    let problem = try #require(scenario.problems().first)
    #expect(problem.reason.en.contains("past the horizon 2023-12-31"))
    #expect(problem.reason.zh.contains("预测期末"))
  }
}
