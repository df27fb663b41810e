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

struct LandingTests {
  static let landing = Landing(
    startLagMonths: ["north": 3, "south": 1], fastTrackShare: 0.25, fastTrackLagMonths: 0.5,
    carriedOverLagMonths: 2, firstFunds: 0.1, fundingMonths: 9)

  /// P(lag ≤ k).
  static func started(_ mean: Double, _ months: Int) -> Double {
    months < 0 ? 0 : 1 - pow(mean / (1 + mean), Double(months + 1))
  }

  /// Starts are drawn independently of the factors' points: the plain error holds, of the exact
  /// deviation, since a rare miss may be in no trial.
  static func expect(
    _ values: MetricAccumulator, _ mean: Double, variance: Double,
    _ place: SourceLocation = #_sourceLocation
  ) {
    let error = (variance / Double(values.count)).squareRoot()
    // Where the mean number of rare trials is below one, one more of them is no surprise.
    let whole = Double(values.maximum - values.minimum)
    #expect(
      (values.mean - mean).magnitude
        <= greatestZ * error + 0.51 + 4 * max(whole, mean) / Double(values.count),
      sourceLocation: place)
  }

  // Seed 101. A lead that is signed in January for sure: the chance to have started, and the
  // funds, month by month. False alarm 7·10⁻⁶ each.
  @Test func `starts and funds follow their laws`() throws {
    var scenario = Scenario.fixture(
      [.fixture("one", worth: 90_000), .fixture("two", "south", worth: 70_000)],
      rates: ["north": .certain, "south": .certain])
    scenario.landing = Self.landing
    let sample = try Sample(scenario, seed: 101)
    for month in [1, 2, 3, 6, 12] {
      var cityFunds = 0.0
      var cityVariance = 0.0
      for (district, lag, amount) in [("north", 3.0, 90_000.0), ("south", 1, 70_000)] {
        func chance(_ months: Int) -> Double {
          0.25 * Self.started(0.5, months) + 0.75 * Self.started(lag, months)
        }
        let scope = Scope.district(district)
        let p = chance(month - 1)
        Self.expect(
          try sample.values(.startedInvestment, over: scope, through: month), amount * p,
          variance: amount * amount * p * (1 - p))
        var funds = 0.0
        var square = 0.0
        for start in 0..<month {
          let placed = amount * min(1, 0.1 + 0.9 * Double(month - 1 - start) / 9)
          funds += placed * (chance(start) - chance(start - 1))
          square += placed * placed * (chance(start) - chance(start - 1))
        }
        let variance = square - funds * funds
        Self.expect(
          try sample.values(.fundsInPlace, over: scope, through: month), funds, variance: variance)
        cityFunds += funds
        cityVariance += variance
      }
      Self.expect(
        try sample.values(.fundsInPlace, through: month), cityFunds, variance: cityVariance)
    }
    #expect(try sample.values(.startedCount).maximum == 2)
    #expect(model(sample, .startedInvestment, over: .chain("battery")) == nil)
  }

  private func model(_ sample: Sample, _ measure: Measure, over scope: Scope) -> Double? {
    sample.model.forecast(from: sample.accumulator).metric(measure, over: scope)?.year.mean
  }

  // Seed 102. Projects of last year, of this year before the as-of date, started and not.
  @Test func `projects signed before start from the as-of date on`() throws {
    var scenario = Scenario.fixture(
      [
        .fixture("last", worth: 50_000, signedOn: "2022-06-30").at(.signed),
        .fixture("last-2", "south", worth: 50_000, signedOn: "2022-11-30").at(.signed),
        .fixture("built", worth: 20_000, signedOn: "2022-03-30").at(.started),
        .fixture("here", worth: 40_000, signedOn: "2023-01-10").at(.signed),
        .fixture("begun", worth: 30_000, signedOn: "2023-02-10").at(.started),
      ], asOf: "2023-03-31",
      targets: [
        .share("june", 1, through: 6), .count("two", 2, through: 6),
      ])
    scenario.landing = Self.landing
    scenario.targets[0].metric.measure = .carriedOverStarted
    scenario.targets[1].metric.measure = .startedCount
    let sample = try Sample(scenario, seed: 102)
    // The fast track is 0.25·(1/3)³ of 0.25/27 + 0.75·(3/4)³.
    let fast = 0.25 * pow(1.0 / 3, 3)
    let slow = 0.75 * pow(0.75, 3)
    func here(_ months: Int) -> Double {
      (fast * Self.started(0.5, months) + slow * Self.started(3, months)) / (fast + slow)
    }
    for month in [3, 4, 6, 12] {
      let (p, q) = (Self.started(2, month - 4), here(month - 4))
      Self.expect(
        try sample.values(.startedInvestment, through: month),
        30_000 + 100_000 * p + 40_000 * q,
        variance: 5e9 * p * (1 - p) + 1.6e9 * q * (1 - q))
      Self.expect(
        try sample.values(.carriedOverStarted, through: month), 1e6 * p,
        variance: 0.5e12 * p * (1 - p))
    }
    let june = try sample.probability("june")
    let both = Self.started(2, 2) * Self.started(2, 2)
    #expect(z(hits: june.hits, of: june.trials, probability: both).magnitude < greatestZ)
    let begun = sample.model.forecast(from: sample.accumulator).target("two")
    #expect(begun?.progress.achieved == 1)
    // The signed investment of this year is what it was.
    #expect(try sample.values().minimum == 70_000)
    #expect(try sample.values().maximum == 70_000)
  }

  @Test func `a target of landing needs landing`() throws {
    var scenario = Scenario.fixture([.fixture("one")], targets: [.count("begun", 1)])
    scenario.targets[0].metric.measure = .startedCount
    #expect(scenario.problems().map(\.path) == ["targets.begun.measure"])
  }

  @Test func `signed amounts do not change when landing is looked at`() throws {
    let base = Scenario.mixed(dependence: .threeFactors, targets: DrawContractTests.targets)
    var landed = base
    landed.landing = Self.landing
    landed.scorecard = Scorecard(weights: [.signed: 1, .started: 2], isRelativeToTarget: false)
    let plan = TrialPlan(trials: 640, seed: Seed(103))
    let (one, two) = (
      try CompiledScenario(base).forecast(plan), try CompiledScenario(landed).forecast(plan)
    )
    #expect(try bytes(one.targets) == bytes(two.targets))
    let signed = two.metrics.filter { metric in one.metrics.contains { $0.id == metric.id } }
    #expect(try bytes(one.metrics) == bytes(signed))
  }
}

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
          scenario.arrivals[index].sizes.tail = SizeLaw.Tail(
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
