// Arrivals, followers, quotas and landing against exact answers.
import Distributions
import Forecasting
import Foundation
import InvestmentPipeline
import RandomStreams
import TestSupport
import Testing

extension SizeDistribution {
  static let small = SizeDistribution(median: Money(tenThousandYuan: 20_000), logDeviation: 0.5)
  static let heavy = SizeDistribution(
    median: Money(tenThousandYuan: 20_000), logDeviation: 0.8,
    tail: SizeDistribution.Tail(
      from: Money(tenThousandYuan: 100_000), share: 0.1, exponent: 2.5,
      greatest: Money(tenThousandYuan: 2_000_000)))
}

extension ArrivalStream {
  static func fixture(
    _ district: District.ID = "north", _ channel: Channel.ID = "team",
    rates: [Double] = Array(repeating: 4, count: 12), dispersion: Double = 0,
    stage: Stage = .negotiating, chains: [IndustryChain.ID: Double] = ["battery": 3, "tourism": 1],
    sizes: SizeDistribution = .small
  ) -> ArrivalStream {
    ArrivalStream(
      districtID: district, channelID: channel, monthlyRates: rates, dispersion: dispersion,
      stage: stage, chainWeights: chains, sizes: sizes)
  }
}

struct ArrivalTests {
  /// Signed arrivals through `month` on average, of a stream whose months have these rates.
  static func mean(_ scenario: Scenario, _ stream: ArrivalStream, through month: Int) -> Double {
    let curves = ConversionCurves(
      rates: scenario.conversionRates, pace: scenario.pace, planYear: scenario.planYear)
    return scenario.planYear.openMonths.reduce(0) { sum, first in
      guard first <= month else { return sum }
      let share =
        first == scenario.planYear.openMonths.lowerBound ? scenario.planYear.firstMonthShare : 1
      let curve = curves.arrivalCurve(
        district: stream.districtID, stage: stream.stage, month: first)!
      return sum + stream.monthlyRates[first - 1] * share * curve[month - 1]
    }
  }

  static func scenario(
    _ streams: [ArrivalStream], asOf day: String = "2023-02-10",
    dependence: Dependence = .independent, targets: [Target] = []
  ) -> Scenario {
    var scenario = Scenario.fixture(
      [.fixture("known", worth: 10_000, signedOn: "2023-01-05").at(.signed)], asOf: day,
      dependence: dependence, targets: targets)
    scenario.arrivals = streams
    return scenario
  }

  // Seed 71. Independent arrivals that sign are Poisson: mean, variance and the whole distribution of the
  // count; the amount is compound Poisson. |z| below 4.5 each, false alarm 7·10⁻⁶; power: a rate
  // that is off by 0.2 % (1.3 % in debug).
  @Test func `signed arrivals are compound Poisson`() throws {
    let stream = ArrivalStream.fixture(
      rates: [9, 4, 3, 5, 6, 2, 0, 1, 8, 3, 2, 1], sizes: .heavy)
    let scenario = Self.scenario([stream], targets: [.count("nine", 9)])
    let sample = try Sample(scenario, seed: 71)
    for month in [5, 8, 12] {
      let mean = Self.mean(scenario, stream, through: month)
      let counts = try sample.values(.allProjects, through: month)
      #expect(
        ((counts.mean - 1 - mean) / (mean / Double(counts.count)).squareRoot()).magnitude
          < greatestZ)
      let variance = counts.standardDeviation * counts.standardDeviation
      // Var(s²) of a Poisson count is about (2μ² + μ)/n.
      let error = ((2 * mean * mean + mean) / Double(counts.count)).squareRoot()
      #expect(((variance - mean) / error).magnitude < greatestZ)
      let distribution = try SplicedLogNormalPareto(
        logMean: log(20_000), logStandardDeviation: 0.8, threshold: 100_000,
        tailProbability: 0.1, tailExponent: 2.5, tailMaximum: 2_000_000)
      let second = distribution.variance + distribution.mean * distribution.mean
      let amounts = try sample.values(through: month)
      let deviation = (mean * second / Double(amounts.count)).squareRoot()
      #expect(
        ((amounts.mean - 10_000 - mean * distribution.mean) / deviation).magnitude < greatestZ)
      #expect((amounts.standardDeviation / (mean * second).squareRoot() - 1).magnitude < 0.1)
    }
    // One is known: eight more.
    let distribution = try Poisson(mean: Self.mean(scenario, stream, through: 12))
    let hits = try sample.probability("nine")
    #expect(
      z(hits: hits.hits, of: hits.trials, probability: distribution.survival(7)).magnitude
        < greatestZ)
    // Chains by their weights, districts and channels as stated.
    let battery = try sample.values(.allProjects, over: .chain("battery"))
    let expected = 1 + 0.75 * distribution.mean
    #expect(
      ((battery.mean - expected) / (0.75 * distribution.mean / Double(battery.count)).squareRoot())
        .magnitude < greatestZ)
    #expect(try sample.values(.allProjects, over: .district("south")).maximum == 0)
    #expect(try sample.values(.allProjects, over: .channel("agents")).maximum == 0)
  }

  // Seed 72. A gamma factor of coefficient 0.7 makes the count negative binomial.
  @Test func `a gamma factor makes the count negative binomial`() throws {
    let stream = ArrivalStream.fixture("south", "agents", dispersion: 0.7)
    let scenario = Self.scenario(
      [stream], targets: [.count("three", 3), .count("ten", 10), .count("twenty", 20)])
    let sample = try Sample(scenario, seed: 72)
    let mean = Self.mean(scenario, stream, through: 12)
    let shape = 1 / 0.49
    let p = shape / (shape + mean)
    func mass(_ n: Int) -> Double {
      let count = Double(n)
      let choices: Double = lgamma(count + shape) - lgamma(shape) - lgamma(count + 1)
      return exp(choices + shape * log(p) + count * log(1 - p))
    }
    for (id, least) in [("three", 2), ("ten", 9), ("twenty", 19)] {
      let chance = 1 - (0..<least).reduce(0) { $0 + mass($1) }
      let hits = try sample.probability(id)
      #expect(z(hits: hits.hits, of: hits.trials, probability: chance).magnitude < greatestZ)
    }
  }

  // Seed 73. Marginal probabilities do not depend on loadings or the copula; spread does: arrivals
  // and leads share the factors. |z| below 4.5 by the replicates' own error.
  @Test(arguments: MetamorphicTests.dependences)
  func `arrivals share the factors and keep their mean`(_ dependence: Dependence) throws {
    let streams = [
      ArrivalStream.fixture(), .fixture("south", "agents", stage: .approved),
    ]
    let scenario = Self.scenario(streams, dependence: dependence)
    let counts = try Sample(scenario, seed: 73).values(.allProjects)
    let mean = streams.reduce(1.0) { $0 + Self.mean(scenario, $1, through: 12) }
    #expect(((counts.mean - mean) / counts.standardErrorOfMean).magnitude < greatestZ)
    #expect(counts.standardDeviation * counts.standardDeviation > 1.3 * mean)
  }

  // Seed 74. Against one quadrature: the variance under a single city factor.
  @Test func `the variance under one factor is that of mixed Poisson`() throws {
    let loading = 0.4
    let stream = ArrivalStream.fixture(stage: .approved)
    let scenario = Self.scenario([stream], dependence: Dependence(cityLoading: loading))
    let counts = try Sample(scenario, seed: 74).values(.allProjects)
    let curves = ConversionCurves(
      rates: scenario.conversionRates, pace: [:], planYear: scenario.planYear)
    let weight = (1 - loading * loading).squareRoot()
    func conditionalMean(_ factor: Double) -> Double {
      scenario.planYear.openMonths.reduce(0) { sum, month in
        let share = month == 2 ? scenario.planYear.firstMonthShare : 1
        let g = curves.arrivalCurve(district: "north", stage: .approved, month: month)![11]
        return sum + 4 * share
          * standardNormalCDF((standardNormalQuantile(g) - loading * factor) / weight)
      }
    }
    var first = 0.0
    var second = 0.0
    for step in -800...800 {
      let factor = Double(step) / 100
      let density = exp(-factor * factor / 2) / (2 * Double.pi).squareRoot() / 100
      let mean = conditionalMean(factor)
      first += density * mean
      second += density * mean * mean
    }
    let variance = first + second - first * first
    #expect(((counts.mean - 1 - first) / counts.standardErrorOfMean).magnitude < greatestZ)
    let found = counts.standardDeviation * counts.standardDeviation
    // Sobol factors leave the Poisson part: 3·√(2/n) relative covers a kurtosis of 9 in debug.
    #expect((found / variance - 1).magnitude < 4.5 * (4 / Double(counts.count)).squareRoot())
  }

  @Test func `a stream more leaves the others and the leads as they were`() throws {
    var base = Scenario.mixed(dependence: .threeFactors)
    base.arrivals = [.fixture()]
    var more = base
    more.arrivals.append(.fixture("south", "agents"))
    more.leads.append(.fixture("more", "south"))
    let (before, after) = (try CompiledScenario(base), try CompiledScenario(more))
    let trials = 128..<192
    for (one, two) in zip(
      before.projectOutcomes(trials: trials, seed: Seed(75)),
      after.projectOutcomes(trials: trials, seed: Seed(75)))
    {
      let kept = Set(two.map { [$0.key.rawValue, UInt64($0.amount), UInt64($0.month)] })
      for outcome in one {
        #expect(
          kept.contains([outcome.key.rawValue, UInt64(outcome.amount), UInt64(outcome.month)]))
      }
    }
  }

  @Test func `arrivals at no rate are no arrivals`() throws {
    let base = Scenario.mixed(dependence: .threeFactors, targets: DrawContractTests.targets)
    var none = base
    none.arrivals = [.fixture(rates: Array(repeating: 0, count: 12))]
    let (one, two) = (
      try CompiledScenario(base).forecast(TrialPlan(trials: 640, seed: Seed(76))),
      try CompiledScenario(none).forecast(TrialPlan(trials: 640, seed: Seed(76)))
    )
    #expect(try bytes(one.metrics) == bytes(two.metrics))
    #expect(try bytes(one.targets) == bytes(two.targets))
  }
}

extension Lead {
  func at(_ stage: Stage) -> Lead {
    var lead = self
    lead.stage = stage
    return lead
  }
}

struct FollowerTests {
  static func scenario(
    _ followers: Followers, anchors: [Lead] = [.fixture("anchor", worth: 500_000)],
    asOf day: String = "2022-12-31"
  ) -> Scenario {
    var scenario = Scenario.fixture(
      anchors, asOf: day, rates: ["north": .certain, "south": .certain])
    scenario.followers = followers
    return scenario
  }

  static func followers(
    _ mean: Double, share: Double = 1, delay: Double = 1, size: Double = 1, deviation: Double = 0,
    limit: Int? = nil
  ) -> Followers {
    Followers(
      anchorSize: Money(tenThousandYuan: 100_000), meanPerAnchor: ["battery": mean],
      inDistrictShare: share, meanDelayMonths: delay,
      sizes: ["battery": .relative(median: size, logDeviation: deviation)], channelID: "agents",
      generationLimit: limit)
  }

  // Seed 81. Every follower an anchor, one month a generation: the total progeny has mean
  // E(k) = 1 + ν·E(k − 1) and variance V(k) = ν·(V(k − 1) + E(k − 1)²); far off ν/(1 − ν)
  // descendants. False alarm 7·10⁻⁶ each.
  @Test(arguments: [0.3, 0.8])
  func `every follower an anchor is a branching process`(_ mean: Double) throws {
    let sample = try Sample(Self.scenario(Self.followers(mean)), seed: 81)
    var expected = 0.0
    var variance = 0.0
    for month in 1...12 {
      variance = mean * (variance + expected * expected)
      expected = 1 + mean * expected
      let counts = try sample.values(.allProjects, through: month)
      let error = (variance / Double(counts.count)).squareRoot()
      #expect((counts.mean - expected).magnitude <= greatestZ * error + 1e-9)
      if month == 12 {
        let found = counts.standardDeviation * counts.standardDeviation
        #expect((found / variance - 1).magnitude < 60 / Double(counts.count).squareRoot())
      }
    }
    if mean == 0.3 { #expect((expected - 1 - mean / (1 - mean)).magnitude < 1e-6) }
    #expect(try sample.values(.allProjects, over: .channel("agents")).mean > 0)
  }

  // Seed 82. Geometric delays of mean 3: M(k) = 1 + ν·Σ_d P(D = d)·M(k − d). A share of 0.6
  // stays: descendants of the south come by way of one that went.
  @Test func `delays and districts are as stated`() throws {
    let (mean, share) = (0.7, 0.6)
    let sample = try Sample(
      Self.scenario(Self.followers(mean, share: share, delay: 3)), seed: 82)
    // By months left: projects in the anchor's district and in the other one.
    var own = [0.0]
    var other = [0.0]
    for left in 1...12 {
      var stay = 1.0
      var go = 0.0
      for delay in 1..<max(2, left) where delay < left {
        let chance = mean * pow(2.0 / 3, Double(delay - 1)) / 3
        stay += chance * (share * own[left - delay] + (1 - share) * other[left - delay])
        go += chance * (share * other[left - delay] + (1 - share) * own[left - delay])
      }
      own.append(stay)
      other.append(go)
    }
    for (scope, values) in [(Scope.district("north"), own), (.district("south"), other)] {
      for month in [1, 2, 4, 12] {
        let counts = try sample.values(.allProjects, over: scope, through: month)
        #expect(
          (counts.mean - values[month]).magnitude
            <= greatestZ * max(counts.standardErrorOfMean, 1e-12) + 1e-9)
      }
    }
  }

  // Seed 83. Followers of a third of the size are no anchors; anchors that were signed in earlier
  // months still bring some, those too small or of other chains none.
  @Test func `sizes and anchors on record`() throws {
    let leads: [Lead] = [
      .fixture("old", worth: 300_000, signedOn: "2022-11-03").at(.started),
      .fixture("new", worth: 150_000, signedOn: "2023-01-20").at(.signed),
      .fixture("small", worth: 90_000, signedOn: "2023-01-20").at(.signed),
      .fixture("other", "north", "tourism", worth: 900_000, signedOn: "2023-01-20").at(.signed),
    ]
    let scenario = Self.scenario(
      Self.followers(0.9, delay: 4, size: 0.3), anchors: leads, asOf: "2023-02-28")
    let sample = try Sample(scenario, seed: 83)
    // Of the old one, months 4 to 13 after it are ahead and open; of the new one 2 to 11.
    func ahead(_ first: Int, _ last: Int) -> Double {
      (first...last).reduce(0) { $0 + pow(0.75, Double($1 - 1)) * 0.25 }
    }
    let (old, new) = (0.9 * ahead(4, 13), 0.9 * ahead(2, 11))
    let counts = try sample.values(.allProjects)
    #expect(((counts.mean - 3 - old - new) / counts.standardErrorOfMean).magnitude < greatestZ)
    let amounts = try sample.values()
    let known = 1_140_000.0
    #expect(
      ((amounts.mean - known - old * 90_000 - new * 45_000) / amounts.standardErrorOfMean).magnitude
        < greatestZ)
  }

  @Test func `followers of nobody are no followers`() throws {
    let base = Scenario.mixed(dependence: .threeFactors, targets: DrawContractTests.targets)
    let plan = TrialPlan(trials: 640, seed: Seed(84))
    let expected = try CompiledScenario(base).forecast(plan)
    var none = base
    none.followers = Self.followers(0)
    var noAnchor = base
    noAnchor.followers = Self.followers(0.9)
    noAnchor.followers!.anchorSize = .hundredMillionYuan(10_000)
    for scenario in [none, noAnchor] {
      let found = try CompiledScenario(scenario).forecast(plan)
      #expect(try bytes(found.metrics) == bytes(expected.metrics))
      #expect(try bytes(found.targets) == bytes(expected.targets))
    }
  }

  @Test func `an endless cascade is refused`() throws {
    func problems(_ followers: Followers) -> [Problem] {
      CompiledScenario.problems(in: Self.scenario(followers))
    }
    #expect(problems(Self.followers(1)).map(\.path) == ["followers.chains.battery"])
    #expect(problems(Self.followers(2.5, limit: 1)).isEmpty)
    // Two followers of a third of the size, of which few are anchors: 2·exp(−(ln 3)²/2·0.5²) = 0.18.
    #expect(problems(Self.followers(2, size: 1.0 / 3, deviation: 0.5)).isEmpty)
    let many = problems(Self.followers(2, size: 0.8, deviation: 0.5))
    #expect(many.first?.reason.en.contains("branching ratio") == true)
    // Every line ends, but not before there are 5⁷ of them.
    let wide = problems(Self.followers(5, size: 0.6))
    #expect(wide.first?.reason.en.contains("others within the year") == true)
  }

  // Seed 85. Sizes halve: of an anchor of 500,000 its followers of 250,000 and theirs of 125,000 are
  // anchors too, those of 62,500 are none: ν + ν² + ν³ followers. False alarm 7·10⁻⁶.
  @Test func `more than one follower each where few are anchors`() throws {
    let mean = 1.5
    let sample = try Sample(Self.scenario(Self.followers(mean, size: 0.5)), seed: 85)
    let counts = try sample.values(.allProjects)
    let expected = 1 + mean + mean * mean + mean * mean * mean
    #expect(((counts.mean - expected) / counts.standardErrorOfMean).magnitude < greatestZ)
  }
}
