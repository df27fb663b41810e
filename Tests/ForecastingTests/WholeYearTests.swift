import Forecasting
import Foundation
import InvestmentPipeline
import RandomStreams
import TestSupport
import Testing
import TileEngine

/// Everything at once.
struct WholeYearTests {
  static func scenario(_ dependence: Dependence) -> Scenario {
    var scenario = QuotaTests.scenario(QuotaTests.cases[3], targets: DrawContractTests.targets)
    scenario.dependence = dependence
    scenario.arrivals[0].dispersion = 0.4
    scenario.followers = FollowerTests.followers(
      0.8, share: 0.7, delay: 2, size: 0.5, deviation: 0.4)
    scenario.landing = LandingTests.landing
    scenario.scorecard = Scorecard(
      weights: [.signed: 1, .started: 1, .fundsInPlace: 2, .investmentPerMu: 0.5],
      isRelativeToTarget: false)
    return scenario
  }

  @Test(arguments: DrawContractTests.dependences)
  func `threads, parts and instruction sets give the same bytes`(_ dependence: Dependence) throws {
    let model = try CompiledScenario(Self.scenario(dependence))
    let one = model.forecast(TrialPlan(trials: 450, seed: Seed(5), threads: 1))
    let expected = try bytes(one)
    #expect(
      try bytes(model.forecast(TrialPlan(trials: 450, seed: Seed(5), threads: 3))) == expected)
    for level in InstructionSet.available {
      let plan = TrialPlan(trials: 450, seed: Seed(5), level: level)
      #expect(try bytes(model.forecast(plan)) == expected)
    }
    var joined = model.accumulate(trials: 256..<450, seed: Seed(5))
    try joined.merge(model.accumulate(trials: 0..<256, seed: Seed(5)))
    #expect(try bytes(model.forecast(from: joined)) == expected)
  }

  @Test func `the order of leads and streams changes nothing`() throws {
    let base = Self.scenario(.threeFactors)
    var turned = base
    turned.leads.reverse()
    turned.arrivals.reverse()
    let plan = TrialPlan(trials: 450, seed: Seed(6))
    let (one, two) = (
      try CompiledScenario(base).forecast(plan), try CompiledScenario(turned).forecast(plan)
    )
    #expect(try bytes(one) == bytes(two))
  }

  @Test func `without quotas another lead takes nothing away`() throws {
    var base = Self.scenario(.threeFactors)
    base.quotas = nil
    base.scorecard = nil
    var more = base
    more.leads.insert(.fixture("extra", "south", "battery", worth: 150_000), at: 3)
    let (before, after) = (try CompiledScenario(base), try CompiledScenario(more))
    var grew = 0
    for block in 0..<4 {
      let trials = (64 * block)..<(64 * block + 64)
      for (one, two) in zip(
        before.projectOutcomes(trials: trials, seed: Seed(104)),
        after.projectOutcomes(trials: trials, seed: Seed(104)))
      {
        let keys = Set(two.map(\.key))
        #expect(one.allSatisfy { keys.contains($0.key) })
        if two.count > one.count + 1 { grew += 1 }
      }
    }
    // It brings followers, too.
    #expect(grew > 0)
  }

  @Test func `ten times the money is ten times the answer`() throws {
    func scenario(_ factor: Int64) -> Scenario {
      func money(_ amount: Money) -> Money {
        Money(tenThousandYuan: amount.tenThousandYuan * factor)
      }
      var scenario = Self.scenario(.threeFactors)
      for index in scenario.leads.indices {
        if case .point(let amount) = scenario.leads[index].investment {
          scenario.leads[index].investment = .point(money(amount))
        }
      }
      for index in scenario.arrivals.indices {
        scenario.arrivals[index].sizes.median = money(scenario.arrivals[index].sizes.median)
        if let tail = scenario.arrivals[index].sizes.tail {
          scenario.arrivals[index].sizes.tail = SizeDistribution.Tail(
            from: money(tail.from), share: tail.share, exponent: tail.exponent,
            greatest: money(tail.greatest))
        }
      }
      scenario.followers!.anchorSize = money(scenario.followers!.anchorSize)
      // Land and energy for the same projects.
      scenario.quotas!.energy!.needPerHundredMillionYuan = [
        nil: 2 / Double(factor), "battery": 4 / Double(factor),
      ]
      scenario.quotas!.merit!.criteria[.investmentPerMu]!.medians = [nil: 10_000 * Double(factor)]
      scenario.targets = [
        .investment("city", 600_000 * factor), .count("large", 4, size: 50_000 * factor),
      ]
      return scenario
    }
    let (one, ten) = (
      try Sample(scenario(1), trials: 960, seed: 105),
      try Sample(scenario(10), trials: 960, seed: 105)
    )
    for id in ["city", "large"] {
      // Rounding may move a total across a target, or a need across what is left.
      let difference = try one.probability(id).hits - ten.probability(id).hits
      #expect(difference.magnitude <= 4)
    }
    for measure in [Measure.signedInvestment, .startedInvestment, .fundsInPlace] {
      #expect((try ten.values(measure).mean / one.values(measure).mean - 10).magnitude < 0.02)
    }
  }

  @Test func `other engines say why they cannot`() throws {
    let model = try CompiledScenario(Self.scenario(.independent))
    for engine in [Engine.exact, .conditional] {
      #expect(throws: Problems.self) { try model.check(engine) }
    }
    let forecast = model.forecast(TrialPlan(trials: 64))
    let answered = try model.answered(forecast, by: .auto)
    #expect(answered.targets.allSatisfy { $0.answer?.method == .simulation })
    #expect(answered.targets.map(\.probability) == forecast.targets.map(\.probability))
  }
}
