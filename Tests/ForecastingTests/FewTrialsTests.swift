// What one trial, or one draw of the rates, leaves undefined: nil, and null in JSON.
import Forecasting
import Foundation
import InvestmentPipeline
import Planning
import RandomStreams
import TestSupport
import Testing

struct FewTrialsTests {
  private static func scenarios() -> [Scenario] {
    let targets: [Target] = [.investment("city", 250_000), .share("made", 0.6)]
    var whole = WholeYearTests.scenario(.threeFactors)
    whole.targets = targets
    whole.quotas = .fixture(land: (20, 10, 20))
    var other = whole
    other.id = "other"
    other.conversionRates["north"] = .slow
    return [whole, other]
  }

  /// The texts of all numbers in JSON are numbers; JSONEncoder throws for others.
  private func keys(_ value: some Encodable, named name: String) throws -> [Any] {
    var found: [Any] = []
    func look(_ value: Any) {
      if let list = value as? [Any] { list.forEach(look) }
      guard let object = value as? [String: Any] else { return }
      for (key, inner) in object {
        if key == name { found.append(inner) }
        look(inner)
      }
    }
    look(try JSONSerialization.jsonObject(with: bytes(value)))
    return found
  }

  @Test(arguments: [1, 2])
  func `every form can be written down`(_ trials: Int) throws {
    let scenarios = Self.scenarios()
    let plan = TrialPlan(trials: trials, seed: Seed(5))
    let forecast = try CompiledScenario(scenarios[0]).forecast(plan)
    let comparison = try ScenarioComparison(of: scenarios, plan)
    let values = try QuotaValues(of: scenarios[0], land: 10, energy: 10, plan)
    #expect(try JSONDecoder().decode(Forecast.self, from: bytes(forecast)) == forecast)
    #expect(
      try JSONDecoder().decode(ScenarioComparison.self, from: bytes(comparison)) == comparison)
    #expect(try JSONDecoder().decode(QuotaValues.self, from: bytes(values)) == values)
    let difference = try #require(comparison.investment[0].means[1].difference)
    #expect((difference.standardError == nil) == (trials == 1))
    #expect(!difference.isDistinguishable || trials > 1)
    let total = try #require(forecast.metric(.signedInvestment)?.year)
    #expect((total.standardError == nil) == (trials == 1))
    #expect((total.standardDeviation == nil) == (trials == 1))
    #expect((forecast.year?.quotas?.resources[0].poolUsed.standardError == nil) == (trials == 1))
    // An undefined number is null, not left out.
    for value in try [
      keys(comparison, named: "independentStandardError"), keys(forecast, named: "standardError"),
      keys(values, named: "standardError"),
    ] {
      #expect(value.contains { $0 is NSNull } || trials > 1)
      #expect(value.count > 4)
    }
  }

  @Test func `a single miss has a shortfall without an error`() throws {
    let never = Scenario.fixture([.fixture("only", probability: 0)], targets: [.investment("t", 9)])
    let target = try #require(
      try CompiledScenario(never).forecast(TrialPlan(trials: 1, seed: Seed(1))).target("t"))
    #expect(target.expectedShortfall == 0.0009 && target.expectedShortfallStandardError == nil)
    #expect(target.standardError > 0.4)
  }

  // Trials of one parameter draw share their rates: they say nothing of the rates of others.
  @Test func `errors count parameter draws, and a single one has none`() throws {
    let scenario = WorldTests.scenario(WorldTests.counts, targets: [.count("most", 106)])
    let model = try CompiledScenario(scenario, metrics: [Metric(.allProjects)])
    let lone = model.forecast(TrialPlan(trials: 1_500, seed: Seed(6)))
    let total = try #require(lone.metric(.allProjects)?.year)
    #expect(total.standardError == nil)
    #expect(total.quantiles.allSatisfy { $0.standardError == nil })
    #expect(lone.targets[0].standardError > 0.3)
    let four = model.forecast(TrialPlan(trials: 4_096, seed: Seed(6)))
    let year = try #require(four.metric(.allProjects)?.year)
    let independent = try #require(year.standardDeviation) / 64
    #expect(try #require(year.standardError) > 3 * independent)
    let independentChance = (0.25 / 4_096).squareRoot()
    #expect(four.targets[0].standardError > 2 * independentChance)
  }

  @Test func `a split of no variance has no share`() throws {
    var scenario = WorldTests.scenario(WorldTests.counts, leads: 0)
    scenario.leads = [.fixture("known", worth: 10_000, signedOn: "2023-01-05").at(.signed)]
    scenario.planYear = PlanYear(year: 2023, asOf: CalendarDate(iso8601: "2023-02-10")!)
    let forecast = try CompiledScenario(scenario).forecast(TrialPlan(trials: 8_192, seed: Seed(7)))
    let rates = try #require(forecast.year?.rates)
    #expect(rates.betweenShare == nil && rates.betweenShareStandardError == nil)
    #expect(try JSONDecoder().decode(Forecast.self, from: bytes(forecast)) == forecast)
  }
}
