// The order in which the city's file lists its parts changes nothing but the order of the answer.
import Forecasting
import Foundation
import InvestmentPipeline
import RandomStreams
import TestSupport
import Testing

struct CityOrderTests {
  /// Three districts, chains and channels in a year with all of its parts.
  static func scenario(_ dependence: Dependence) -> Scenario {
    var scenario = WholeYearTests.scenario(dependence)
    scenario.city.districts.append(District(id: "east", name: .same("D east")))
    scenario.city.chains.append(
      IndustryChain(id: "solar", name: .same("Solar"), isManufacturing: true))
    scenario.city.channels.append(Channel(id: "events", name: .same("C events")))
    scenario.conversionRates["east"] = .brisk
    scenario.landing?.startLagMonths["east"] = 2
    for number in 0..<12 {
      let chain = number % 3 == 0 ? "battery" : "solar"
      scenario.leads.append(
        .fixture(
          "east-\(number)", "east", chain, "events", at: Stage.beforeSigning[number % 4],
          worth: Int64(30_000 + 9_000 * number)))
    }
    scenario.arrivals.append(
      .fixture(
        "east", "events", dispersion: 0.5, chains: ["battery": 2, "tourism": 1, "solar": 3]))
    scenario.arrivals[0].chainWeights["solar"] = 2
    if !dependence.correlations.isEmpty {
      scenario.dependence.correlations.append(
        FactorCorrelation(.chain("battery"), .chain("solar"), 0.5))
    }
    scenario.history = ConversionHistory([
      .approved: [
        "north": StageCounts(entered: 40, advanced: 30, months: 60),
        "south": StageCounts(entered: 15, advanced: 9, months: 30),
        "east": StageCounts(entered: 6, advanced: 5, months: 9),
      ]
    ])
    return scenario
  }

  /// The forecast with the parts of the city by their ids.
  private static func byID(_ forecast: Forecast) -> Forecast {
    var forecast = forecast
    // It tells orders of the parts apart, since the answer has that order.
    forecast.modelFingerprint = ""
    forecast.metrics.sort { $0.id < $1.id }
    func sort<Part>(_ parts: inout [Part], _ scope: (Part) -> ScopeReference) {
      parts.sort { scope($0).id < scope($1).id }
    }
    forecast.year.map { _ in
      sort(&forecast.year!.arrivals!.channels, \.scope)
      sort(&forecast.year!.quotas!.deferredByDistrict, \.scope)
      sort(&forecast.year!.landing!, \.scope)
      sort(&forecast.year!.ranks!, \.scope)
      for index in forecast.year!.quotas!.resources.indices {
        sort(&forecast.year!.quotas!.resources[index].districts, \.scope)
      }
      for index in forecast.year!.itemRanks!.indices {
        sort(&forecast.year!.itemRanks![index].ranks, \.scope)
      }
    }
    return forecast
  }

  @Test(
    .heavyNumerics, arguments: DrawContractTests.dependences, ["districts", "chains", "channels"])
  func `the order of the city's parts changes no trial`(_ dependence: Dependence, part: String)
    throws
  {
    let base = Self.scenario(dependence)
    var turned = base
    switch part {
    case "districts": turned.city.districts.reverse()
    case "chains": turned.city.chains.reverse()
    default: turned.city.channels.reverse()
    }
    let plan = TrialPlan(trials: 450, seed: Seed(21))
    let one = Self.byID(try CompiledScenario(base).forecast(plan))
    let two = Self.byID(try CompiledScenario(turned).forecast(plan))
    #expect(one.year?.followers?.projects.mean ?? 0 > 0)
    #expect(try bytes(one) == bytes(two))
  }

  // Nobody has signed anything: all tie, and the rank of each is that of its id.
  @Test func `districts that tie are ranked by their ids`() throws {
    var scenario = Scenario.fixture([.fixture("lost").at(.lost), .fixture("one", probability: 0)])
    scenario.scorecard = Scorecard(weights: [.signed: 1], isRelativeToTarget: false)
    scenario.city.districts.reverse()
    let forecast = try CompiledScenario(scenario).forecast(TrialPlan(trials: 64, seed: Seed(22)))
    let ranks = try #require(forecast.year?.ranks)
    #expect(ranks.map(\.scope.id) == ["south", "north"])
    #expect(ranks[1].probabilities[0] > 0.9 && ranks[0].probabilities[1] > 0.9)
  }
}
