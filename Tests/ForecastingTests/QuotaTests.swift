// Admission to land and energy against a plain allocation, and what more of it can do.
import Forecasting
import Foundation
import InvestmentPipeline
import RandomStreams
import TestSupport
import Testing
import TileEngine

extension Quotas {
  /// 1亩 and 2吨标煤 for each 亿元; batteries take twice the energy.
  static func fixture(
    land: (Double, Double, pool: Double)? = nil, energy: (Double, Double, pool: Double)? = nil,
    share: Double = 1, merit: Merit? = nil
  ) -> Quotas {
    func quota(_ amounts: (Double, Double, pool: Double)?, _ needs: [IndustryChain.ID?: Double])
      -> Quota?
    {
      amounts.map {
        Quota(
          districts: ["north": $0.0, "south": $0.1], pool: $0.pool, share: share,
          needPerHundredMillionYuan: needs)
      }
    }
    return Quotas(
      land: quota(land, [nil: 1]), energy: quota(energy, [nil: 2, "battery": 4]), merit: merit)
  }
}

struct QuotaTests {
  static func scenario(_ quotas: Quotas?, targets: [Target] = []) -> Scenario {
    var scenario = Scenario.mixed(dependence: .threeFactors, targets: targets)
    scenario.arrivals = [
      .fixture(stage: .approved, sizes: .heavy), .fixture("south", "agents", stage: .approved),
    ]
    scenario.quotas = quotas
    return scenario
  }

  static let merit = Merit(
    criteria: [
      .taxPerMu: Merit.Criterion(
        medians: [nil: 20, "battery": 30], logDeviation: 0.5, weight: 1, floor: 12),
      .investmentPerMu: Merit.Criterion(medians: [nil: 10_000], logDeviation: 0.4, weight: 0.5),
    ], ranksByScore: true)

  static let cases: [Quotas] = [
    .fixture(land: (40, 25, 0)), .fixture(land: (20, 10, 20)),
    .fixture(land: (60, 60, 10), energy: (150, 80, 30), share: 0.7),
    .fixture(land: (20, 10, 20), energy: (150, 80, 30), merit: merit),
  ]

  // The slow way: for each project in the order of month, rank and key, look whether everything
  // it needs is left, in floating point and without the ledger.
  @Test(arguments: cases.indices)
  func `projects are admitted as by hand`(_ number: Int) throws {
    let quotas = Self.cases[number]
    let model = try CompiledScenario(Self.scenario(quotas))
    var refused = [0, 0, 0]
    for outcomes in model.projectOutcomes(trials: 0..<64, seed: Seed(91)) {
      let order = outcomes.indices.sorted {
        let (one, two) = (outcomes[$0], outcomes[$1])
        if one.month != two.month { return one.month < two.month }
        return one.rank != two.rank ? one.rank < two.rank : one.key.rawValue < two.key.rawValue
      }
      var own: [[Double]] = []
      var pool: [Double] = []
      for (quota, units) in [(quotas.land, 100.0), (quotas.energy, 1.0)] {
        own.append(
          ["north", "south"].map { (quota?.districts[$0] ?? 1e12) * units })
        pool.append((quota?.pool ?? 0) * units)
      }
      for outcome in order.map({ outcomes[$0] }) {
        let needs = [Double(outcome.land), Double(outcome.energy)]
        var reason: Int? = outcome.isBelowFloor ? 2 : nil
        for resource in [0, 1] where reason == nil {
          if needs[resource] > own[resource][outcome.district] + pool[resource] {
            reason = resource
          }
        }
        #expect(outcome.refusal?.rawValue == reason)
        if let reason {
          refused[reason] += 1
          continue
        }
        for resource in [0, 1] {
          let fromOwn = min(needs[resource], own[resource][outcome.district])
          own[resource][outcome.district] -= fromOwn
          pool[resource] -= needs[resource] - fromOwn
        }
        #expect((own + [pool]).joined().allSatisfy { $0 >= 0 })
      }
    }
    #expect(refused[0] > 0)
    #expect((refused[1] > 0) == (number >= 2))
    #expect((refused[2] > 0) == (number == 3))
  }

  @Test func `needs and shares are as stated`() throws {
    let model = try CompiledScenario(
      Self.scenario(.fixture(land: (1e6, 1e6, 0), energy: (1e6, 1e6, 0), share: 0.7)))
    var needing = 0
    var all = 0
    for outcomes in model.projectOutcomes(trials: 0..<64, seed: Seed(92)) {
      for outcome in outcomes {
        all += 1
        if outcome.land > 0 {
          needing += 1
          // 0.01亩 for each 100万元.
          #expect((outcome.land - outcome.amount / 100).magnitude <= 1)
        }
        let perUnit: Int64 = outcome.chain == 0 ? 4 : 2
        #expect(
          outcome.energy == 0 || (outcome.energy - outcome.amount * perUnit / 10_000).magnitude <= 1
        )
        #expect(outcome.refusal == nil)
      }
    }
    #expect(z(hits: needing, of: all, probability: 0.7).magnitude < greatestZ)
  }

  @Test func `what was signed before has taken its part`() throws {
    var scenario = Scenario.fixture(
      [
        .fixture("past", worth: 300_000, signedOn: "2023-01-05").at(.signed),
        .fixture("next", worth: 500_000),
      ], asOf: "2023-01-31", rates: ["north": .certain, "south": .certain])
    for (quota, hits) in [(79.0, 1), (81, 2)] {
      scenario.quotas = .fixture(land: (quota, 0, 0))
      let counts = try Sample(scenario, trials: 64).values(.allProjects)
      #expect(counts.minimum == hits && counts.maximum == hits)
    }
  }

  // North: 100亿元 known that took 200亩, and 10亿元 on 10亩; south: 10亿元 on 10亩.
  @Test func `investment for each mu counts the land of the whole year`() throws {
    var scenario = Scenario.fixture(
      [
        .fixture("past", worth: 1_000_000, signedOn: "2023-01-05").at(.signed),
        .fixture("next", "north", "tourism", worth: 100_000),
        .fixture("south", "south", "tourism", worth: 100_000),
      ], asOf: "2023-01-31", rates: ["north": .certain, "south": .certain])
    scenario.quotas = Quotas(
      land: Quota(
        districts: ["north": 500, "south": 500],
        needPerHundredMillionYuan: ["battery": 2, "tourism": 1]))
    scenario.scorecard = Scorecard(weights: [.investmentPerMu: 1], isRelativeToTarget: false)
    let year = try CompiledScenario(scenario).forecast(TrialPlan(trials: 64)).year
    #expect(year?.ranks?.map(\.probabilities) == [[0, 1], [1, 0]])
  }

  // North: tourism, 8万元 an 亩; south: batteries, 20. Both log-normal with 0.5.
  @Test(arguments: [Scorecard.Item.taxPerMu, .valueAddedPerMu])
  func `the chance of the first rank in tax is that of two log-normals`(_ item: Scorecard.Item)
    throws
  {
    var scenario = Scenario.fixture(
      [
        .fixture("one", "north", "tourism", worth: 100_000),
        .fixture("two", "south", "battery", worth: 300_000),
      ], rates: ["north": .certain, "south": .certain])
    scenario.quotas = .fixture(
      land: (1e6, 1e6, 0),
      merit: Merit(
        criteria: [
          item.merit!: Merit.Criterion(
            medians: ["battery": 20, "tourism": 8], logDeviation: 0.5, weight: 1)
        ], ranksByScore: true))
    scenario.scorecard = Scorecard(weights: [item: 1], isRelativeToTarget: false)
    let trials = 64_000
    let ranks = try #require(
      try CompiledScenario(scenario).forecast(TrialPlan(trials: trials, seed: Seed(97))).year?.ranks
    )
    let hits = Int((ranks[1].probabilities[0] * Double(trials)).rounded())
    #expect(
      z(
        hits: hits, of: trials,
        // Φ(ln 2.5 / (0.5·√2)).
        probability: 0.5 * erfc(-log(2.5))
      ).magnitude < greatestZ)
    scenario.quotas?.merit = nil
    #expect(scenario.problems().map(\.path) == ["scorecard.weights.\(item.rawValue)"])
  }

  // One pool, one resource, no followers: what is used never falls when there is more, trial by
  // trial, though the signed investment may (first come is not best).
  @Test func `more land never lowers the land used`() throws {
    var before: [[Int64]]?
    var fell = 0
    for pool in stride(from: 5.0, through: 80, by: 2.5) {
      let model = try CompiledScenario(
        Self.scenario(.fixture(land: (0, 0, pool), merit: Self.randomLand)))
      let outcomes = model.projectOutcomes(trials: 0..<64, seed: Seed(93))
      let used = outcomes.map { $0.filter { $0.refusal == nil }.reduce(0) { $0 + $1.land } }
      let signed = outcomes.map { $0.filter { $0.refusal == nil }.reduce(0) { $0 + $1.amount } }
      if let before {
        for trial in 0..<64 {
          #expect(used[trial] >= before[0][trial])
          if signed[trial] < before[1][trial] { fell += 1 }
        }
      }
      before = [used, signed]
    }
    #expect(fell > 0)
  }

  /// Land that is not in proportion to investment.
  private static let randomLand = Merit(
    criteria: [
      .investmentPerMu: Merit.Criterion(medians: [nil: 10_000], logDeviation: 0.8, weight: 1)
    ], ranksByScore: false)

  @Test func `quotas that never bind are no quotas`() throws {
    let targets = DrawContractTests.targets
    let plan = TrialPlan(trials: 640, seed: Seed(94))
    let none = try CompiledScenario(Self.scenario(nil, targets: targets)).forecast(plan)
    let wide = try CompiledScenario(
      Self.scenario(.fixture(land: (1e9, 1e9, 0)), targets: targets)
    ).forecast(plan)
    #expect(try bytes(none.metrics) == bytes(wide.metrics))
    #expect(try bytes(none.targets) == bytes(wide.targets))
  }
}
