// Which accumulators may be merged, and that merging is commutative and associative.
import Forecasting
import Foundation
import InvestmentPipeline
import RandomStreams
import TestSupport
import Testing

struct MergeTests {
  private static func whole() -> Scenario {
    var scenario = WholeYearTests.scenario(.threeFactors)
    scenario.quotas = .fixture(land: (20, 10, 20))
    scenario.targets = [.investment("city", 250_000), .count("ten", 10)]
    scenario.jointTargets = [.fixture("both", "city", "ten")]
    return scenario
  }

  private static func uncertain() -> Scenario {
    var scenario = whole()
    scenario.history = ConversionHistory([
      .approved: ["north": WorldTests.counts],
      .negotiating: ["south": StageCounts(entered: 12, advanced: 7, months: 40)],
    ])
    return scenario
  }

  // Seeds 1 to 6 of the splits. Ranges of any multiples of 64, merged two by two in any order.
  @Test(.heavyNumerics, arguments: ["replicates", "parameter draws", "independent"])
  func `any split of the trials, merged in any order, is the run`(_ kind: String) throws {
    let scenario =
      switch kind {
      case "parameter draws": Self.uncertain()
      case "replicates": Self.whole()
      default: Scenario.mixed(targets: [.share("made", 0.6, through: 6)])
      }
    let model = try CompiledScenario(scenario)
    let trials = 2_500
    let whole = model.accumulate(TrialPlan(trials: trials, seed: Seed(8)))
    let expected = try bytes(whole)
    for seed in 1...UInt64(6) {
      var generator = DrawStream(
        seed: Seed(seed), trial: 0, purpose: .factor, key: EntityKey(id: "splits"))
      var parts: [ForecastAccumulator] = []
      var first = 0
      while first < trials {
        let last = min(trials, first + 64 * Int.random(in: 1...20, using: &generator))
        parts.append(model.accumulate(trials: first..<last, seed: Seed(8)))
        first = last
      }
      while parts.count > 1 {
        parts.shuffle(using: &generator)
        let part = parts.removeLast()
        let place = Int.random(in: 0..<parts.count, using: &generator)
        var other = part
        try other.merge(parts[place])
        try parts[place].merge(part)
        #expect(parts[place] == other, "commutative")
      }
      #expect(parts[0] == whole)
      #expect(try bytes(parts[0]) == expected)
    }
  }

  @Test func `the same scenario compiled twice has one digest`() throws {
    for scenario in [Self.whole(), Self.uncertain()] {
      let model = try CompiledScenario(scenario)
      // Another order of leads, other words: the same results.
      var reworded = scenario
      reworded.title = .same("Other words")
      reworded.leads = scenario.leads.reversed()
      let other = try CompiledScenario(reworded)
      #expect(model.fingerprint == other.fingerprint)
      var sum = model.accumulate(trials: 0..<64, seed: Seed(9))
      try sum.merge(other.accumulate(trials: 64..<128, seed: Seed(9)))
      #expect(sum == model.accumulate(trials: 0..<128, seed: Seed(9)))
    }
  }

  // As told by another process on another day: the digest depends on nothing else.
  @Test func `the digest of values is pinned`() {
    #expect(
      ModelFingerprint.digest(of: ["b": [1, 2], "a": []])
        == ModelFingerprint.digest(of: ["a": [], "b": [1, 2]]))
    #expect(ModelFingerprint.digest(of: [1, 2]) != ModelFingerprint.digest(of: [2, 1]))
    #expect(
      ModelFingerprint.digest(of: Optional<Int>.none as Any) != ModelFingerprint.digest(of: 0))
    #expect(ModelFingerprint.digest(of: 0.0) == ModelFingerprint.digest(of: -0.0))
    #expect(
      ModelFingerprint.digest(of: Stage.approved) != ModelFingerprint.digest(of: Stage.signed))
    #expect(
      ModelFingerprint.digest(of: Dependence.threeFactors).rawValue == 12_213_388_164_286_380_488)
    #expect(ModelFingerprint.digest(of: Lead.mixed[3]).rawValue == 5_150_148_053_325_863_394)
  }

  @Test func `two scenarios of one name that differ in anything do not merge`() throws {
    let changes: [(String, (inout Scenario) -> Void)] = [
      ("rate", { $0.conversionRates["north"]!.approved.conversionRate = 0.91 }),
      ("dwell", { $0.conversionRates["south"]!.contacted.dwellTimeMonths = 3.01 }),
      ("pace", { $0.pace[3] = 0.9 }),
      ("amount", { $0.leads[4].investment = .point(Money(tenThousandYuan: 123)) }),
      (
        "estimate",
        {
          $0.leads[4] = $0.leads[4].worth(
            .range(low: Money(tenThousandYuan: 5_000), high: .hundredMillionYuan(1)))
        }
      ),
      ("lead", { $0.leads.removeLast() }),
      ("district", { $0.leads[1].districtID = "north" }),
      ("stage", { $0.leads[3].stage = .contacted }),
      ("shift", { $0.leads[2].scoreShift = 0.1 }),
      ("probability", { $0.leads[1].signingProbability = 0.2 }),
      ("as of", { $0.planYear = PlanYear(year: 2023, asOf: CalendarDate(iso8601: "2023-02-11")!) }),
      ("loading", { $0.dependence.cityLoading = 0.36 }),
      ("city loading", { $0.dependence.cityLoadingsByChain["battery"] = 0.1 }),
      ("correlation", { $0.dependence.correlations.removeLast() }),
      ("uncertainty", { $0.estimateUncertainty[.identified] = 0.61 }),
      ("arrivals", { $0.arrivals[0].monthlyRates[5] += 1 }),
      ("sizes", { $0.arrivals[0].sizes.logDeviation += 0.01 }),
      ("quota", { $0.quotas!.land!.pool += 1 }),
      (
        "adjustment",
        { $0.adjustments = [Adjustment(id: "a", filter: LeadFilter(), scoreShift: 0.1)] }
      ),
      ("history", { $0.history!.counts[.approved]!["north"]!.advanced -= 1 }),
      ("target", { $0.targets[0].value = .investment(Money(tenThousandYuan: 250_001)) }),
      ("comparison", { $0.targets[0].comparison = .moreThan }),
      ("joint", { $0.jointTargets = [] }),
      ("requirement", { $0.jointTargets[0].requirement = .any }),
    ]
    let base = Self.uncertain()
    let model = try CompiledScenario(base)
    let first = model.accumulate(trials: 0..<64, seed: Seed(10))
    for (name, change) in changes {
      var scenario = base
      change(&scenario)
      let other = try CompiledScenario(scenario)
      #expect(other.fingerprint.kept != model.fingerprint.kept, "\(name)")
      let isAsked = ["target", "comparison", "joint", "requirement"].contains(name)
      #expect((other.fingerprint.trials == model.fingerprint.trials) == isAsked, "\(name)")
    }
    var other = base
    other.conversionRates["north"]!.approved.conversionRate = 0.91
    var sum = first
    #expect(throws: ForecastAccumulator.MergeError.differentForecasts) {
      try sum.merge(CompiledScenario(other).accumulate(trials: 64..<128, seed: Seed(10)))
    }
    #expect(sum == first)
    // Fewer metrics are kept.
    #expect(throws: ForecastAccumulator.MergeError.differentForecasts) {
      try sum.merge(
        CompiledScenario(base, metrics: []).accumulate(trials: 64..<128, seed: Seed(10)))
    }
  }

  // `ModelFingerprint.digest(of: Lead)` is written out; every field but the name must count.
  @Test func `every field of a lead counts`() {
    let lead = Lead.fixture("one", "north", "battery", "team", at: .approved, worth: 5)
    var others = [lead]
    for change: (inout Lead) -> Void in [
      { $0.id = "two" }, { $0.districtID = "south" }, { $0.chainID = "tourism" },
      { $0.channelID = "agents" }, { $0.stage = .contacted }, { $0.isManufacturing = false },
      { $0.investment = .range(low: .zero, high: Money(tenThousandYuan: 5)) },
      { $0.scoreShift = 1 }, { $0.signingProbability = 0 },
      { $0.signedOn = CalendarDate(iso8601: "2023-01-05") },
      { $0.stageSince = CalendarDate(iso8601: "2023-01-05") },
    ] {
      var other = lead
      change(&other)
      others.append(other)
    }
    // The name is the one field that has no draw and no value.
    #expect(Mirror(reflecting: lead).children.count == others.count)
    #expect(Set(others.map { ModelFingerprint.digest(of: $0 as Lead) }).count == others.count)
  }
}
