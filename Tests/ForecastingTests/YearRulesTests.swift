// Rules of docs/model.md that a replicator of the year could take otherwise.
import Forecasting
import Foundation
import InvestmentPipeline
import RandomStreams
import TestSupport
import Testing

struct YearRulesTests {
  private func forecast(_ scenario: Scenario) throws -> Forecast {
    try CompiledScenario(scenario).forecast(TrialPlan(trials: 512, seed: Seed(41)))
  }

  private static let arrivals = ArrivalTests.scenario([
    .fixture(), .fixture("south", "agents", stage: .approved),
  ])

  @Test func `adjustments apply to arrivals, by their stage of entry`() throws {
    let plain = try #require(forecast(Self.arrivals).year?.arrivals?.signed)
    func adjusted(_ filter: LeadFilter, shift: Double = 0, factor: Double = 1) throws
      -> PartForecast
    {
      var scenario = Self.arrivals
      scenario.adjustments = [
        Adjustment(id: "a", filter: filter, scoreShift: shift, investmentFactor: factor)
      ]
      return try #require(forecast(scenario).year?.arrivals?.signed)
    }
    let tripled = try adjusted(LeadFilter(), factor: 3)
    #expect(tripled.projects == plain.projects)
    #expect((tripled.investment.mean / plain.investment.mean - 3).magnitude < 1e-4)
    for stage in [Stage.negotiating, .approved] {
      #expect(
        try adjusted(LeadFilter(stage: stage), shift: 0.3).projects.mean > plain.projects.mean)
    }
    #expect(try adjusted(LeadFilter(stage: .contacted), shift: 0.3) == plain)
  }

  @Test func `the uncertainty of estimates leaves arrivals alone`() throws {
    var scenario = Self.arrivals
    scenario.estimateUncertainty = [.negotiating: 0.5, .approved: 0.3]
    #expect(try bytes(forecast(scenario).metrics) == bytes(forecast(Self.arrivals).metrics))
  }

  @Test func `of land and energy that both lack, land is named; a floor comes first`() throws {
    var scenario = QuotaTests.scenario(.fixture(land: (0, 0, 0), energy: (0, 0, 0)))
    func deferred() throws -> [String: Double] {
      let deferred = try #require(forecast(scenario).year?.quotas?.deferred)
      return Dictionary(uniqueKeysWithValues: deferred.map { ($0.reason, $0.projects.mean) })
    }
    let reasons = try deferred()
    #expect(try #require(reasons["land"]) > 1 && reasons["energy"] == 0)
    scenario.quotas!.merit = Merit(
      criteria: [
        .taxPerMu: Merit.Criterion(medians: [nil: 1], logDeviation: 0, weight: 1, floor: 2)
      ],
      ranksByScore: true)
    let floored = try deferred()
    #expect(floored["merit"] == reasons["land"] && floored["land"] == 0 && floored["energy"] == 0)
  }

  @Test func `known projects beyond a quota stay signed and leave nothing`() throws {
    var scenario = QuotaTests.scenario(.fixture(land: (40, 25, 30)))
    // A hundred 亩 of the seventy that north and the pool have.
    scenario.leads =
      [
        .fixture("known", worth: 1_000_000, signedOn: "2023-01-20").at(.signed)
      ] + scenario.leads
    let forecast = try forecast(scenario)
    let land = try #require(forecast.year?.quotas?.resources.first)
    #expect(land.pool == 0 && land.districts.map(\.left) == [0, 25])
    #expect(land.districts[0].used.mean == 0)
    let north = try #require(forecast.metric(.signedInvestment, over: .district("north")))
    #expect(north.year.minimum == 100 && north.year.maximum == 100)
  }
}
