// Loadings on the city's factor by chain and district, targets of which one is enough, fixed sizes.
import Forecasting
import InvestmentPipeline
import RandomStreams
import TestSupport
import Testing

@Suite struct DependenceTests {
  /// Trials that meet each target, joint ones last.
  static func hits(_ scenario: Scenario, trials: Int) throws -> [Int] {
    let forecast = try CompiledScenario(scenario).forecast(TrialPlan(trials: trials, seed: Seed(1)))
    return (forecast.targets.map(\.probability) + forecast.joint.map(\.probability)).map {
      Int(($0 * Double(trials)).rounded())
    }
  }

  @Test func `a chain's own loading on the city counts before its district's`() {
    let dependence = Dependence(
      cityLoading: 0.1, cityLoadingsByChain: ["battery": 0.3],
      cityLoadingsByDistrict: ["south": 0.2])
    #expect(dependence.cityLoading(district: "south", chain: "battery") == 0.3)
    #expect(dependence.cityLoading(district: "south", chain: "tourism") == 0.2)
    #expect(dependence.cityLoading(district: "north", chain: "tourism") == 0.1)
  }

  /// Loadings by chain that are all alike are the common loading, to the last bit.
  @Test func `loadings by chain and district give the trials of the same common loading`() throws {
    func hits(_ dependence: Dependence) throws -> [Int] {
      try Self.hits(
        .mixed(dependence: dependence, targets: [.investment("a", 500_000), .count("b", 9)]),
        trials: 4_096)
    }
    let common = try hits(Dependence(cityLoading: 0.5))
    let byChain = Dependence(cityLoadingsByChain: ["battery": 0.5, "tourism": 0.5])
    let byDistrict = Dependence(cityLoadingsByDistrict: ["north": 0.5, "south": 0.5])
    #expect(try hits(byChain) == common)
    #expect(try hits(byDistrict) == common)
    #expect(try hits(Dependence(cityLoadingsByChain: ["battery": 0.5])) != common)
  }

  // Seed 91: fixed sizes leave the count alone to chance, so the total is the count times the size.
  @Test func `arrivals of a log deviation of 0 all have the median's size`() throws {
    var scenario = Scenario.fixture([.fixture("a", worth: 10_000)])
    scenario.arrivals = [
      ArrivalStream(
        districtID: "north", channelID: "team", monthlyRates: .init(repeating: 2, count: 12),
        stage: .approved, chainWeights: ["battery": 1],
        sizes: SizeDistribution(median: Money(tenThousandYuan: 7_000), logDeviation: 0))
    ]
    let sample = try Sample(scenario, trials: 2_048, seed: 91)
    let amounts = try sample.values(.signedInvestment, over: .channel("team"))
    let counts = try sample.values(.allProjects, over: .channel("team"))
    // The lead's 10,000 are in all trials in which it is signed: the rest is 7,000 a project.
    let lead = try Sample(.fixture([.fixture("a", worth: 10_000)]), trials: 2_048, seed: 91)
    let own = try lead.values(.allProjects).mean
    #expect((amounts.mean - 7_000 * counts.mean - 3_000 * own).magnitude < 1e-6)
    #expect(counts.standardDeviation > 1)
  }

  /// P(A ∪ B) = P(A) + P(B) − P(A ∩ B), trial by trial.
  @Test func `at least one of two targets counts the trials that both do not`() throws {
    var scenario = Scenario.mixed(
      dependence: .threeFactors, targets: [.investment("a", 300_000), .count("b", 9)])
    scenario.jointTargets = [
      .fixture("both", "a", "b"), .fixture("one", "a", "b", require: .any),
    ]
    let hits = try Self.hits(scenario, trials: 20_000)
    #expect(hits[3] == hits[0] + hits[1] - hits[2])
    #expect(hits[2] < min(hits[0], hits[1]) && hits[3] > max(hits[0], hits[1]))
    let joint = try CompiledScenario(scenario).forecast(TrialPlan(trials: 640, seed: Seed(1))).joint
    #expect(joint.map(\.requirement) == [.all, .any])
  }
}
