// Targets: boundaries, months, joint targets, shortfalls, progress, and what a forecast says.
import Forecasting
import Foundation
import InvestmentPipeline
import RandomStreams
import TestSupport
import Testing

struct TargetTests {
  static let certain: [District.ID: ConversionRates] = ["north": .certain, "south": .certain]

  /// 15,000 and 5,000 万元 that are signed in January in every trial.
  static let sure = [
    Lead.fixture("b", "north", "battery", worth: 15_000),
    Lead.fixture("t", "south", "tourism", worth: 5_000),
  ]

  private func forecast(
    _ leads: [Lead] = sure, asOf day: String = "2022-12-31", targets: [Target],
    joint: [JointTarget] = []
  ) throws -> Forecast {
    let scenario = Scenario.fixture(
      leads, asOf: day, rates: Self.certain, targets: targets, joint: joint)
    return try CompiledScenario(scenario).forecast(TrialPlan(trials: 70, seed: Seed(1)))
  }

  // MARK: Boundaries

  @Test func `a value at the boundary meets at-least and misses more-than`() throws {
    let forecast = try forecast(targets: [
      .investment("amount", 20_000), .investment("amount-strict", 20_000, .moreThan),
      .investment("amount-over", 20_001), .investment("amount-under", 19_999, .moreThan),
      .count("count", 2), .count("count-strict", 2, .moreThan), .count("count-under", 1, .moreThan),
      .share("share", 0.75), .share("share-strict", 0.75, .moreThan),
      .share("share-over", 0.750_001), .share("share-under", 0.749_999, .moreThan),
    ])
    for (id, probability) in [
      ("amount", 1), ("amount-strict", 0), ("amount-over", 0), ("amount-under", 1), ("count", 1),
      ("count-strict", 0), ("count-under", 1), ("share", 1), ("share-strict", 0),
      ("share-over", 0), ("share-under", 1),
    ] as [(String, Double)] {
      #expect(forecast.target(id)?.probability == probability, "\(id)")
    }
    // A strict target that is just missed falls short by nothing.
    #expect(forecast.target("amount-strict")?.expectedShortfall == 0)
    #expect(forecast.target("amount-over")?.expectedShortfall == 0.000_1)
    #expect(forecast.target("amount")?.expectedShortfall == nil)
    #expect(forecast.target("count-strict")?.expectedShortfall == 0)
    let short = try #require(forecast.target("share-over")?.expectedShortfall)
    #expect((short - 0.000_001).magnitude < 1e-15)
  }

  @Test func `shares are compared before they are rounded to millionths`() throws {
    // 10,000/30,000 is above 0.333333 and below 0.333334, and 333,333 millionths when rounded.
    let leads = [
      Lead.fixture("b", "north", "battery", worth: 10_000),
      Lead.fixture("t", "south", "tourism", worth: 20_000),
    ]
    let forecast = try forecast(
      leads,
      targets: [
        .share("below", 0.333_333, .moreThan), .share("above", 0.333_334),
      ])
    #expect(forecast.target("below")?.probability == 1)
    #expect(forecast.target("above")?.probability == 0)
    // 20,000/30,000 rounds up to 666,667 but is below it.
    let swapped = try self.forecast(
      leads.map { lead in
        var lead = lead
        lead.isManufacturing.toggle()
        return lead
      }, targets: [.share("two-thirds", 0.666_667), .share("under", 0.666_666)])
    #expect(swapped.target("two-thirds")?.probability == 0)
    #expect(swapped.target("two-thirds")?.expectedShortfall == 0)
    #expect(swapped.target("under")?.probability == 1)
  }

  @Test func `a share of sums beyond any city is still compared`() throws {
    // Ten thousand capped amounts of 10⁹ 万元: part · 10⁶ exceeds 64 bits.
    let leads = (0..<10_000).map { Lead.fixture("l-\($0)", "north", worth: 100_000_000) }
    var scenario = Scenario.fixture(
      leads, rates: Self.certain,
      adjustments: [Adjustment(id: "huge", filter: LeadFilter(), investmentFactor: 100)],
      targets: [.share("all", 1), .share("more", 1, .moreThan)])
    scenario.leads[0].isManufacturing = true
    let forecast = try CompiledScenario(scenario).forecast(TrialPlan(trials: 64))
    #expect(forecast.target("all")?.probability == 1)
    #expect(forecast.target("more")?.probability == 0)
  }

  @Test func `targets of nothing are met by nothing`() throws {
    let forecast = try forecast(
      [.fixture("one", probability: 0)],
      targets: [
        .investment("amount", 0), .investment("some", 0, .moreThan), .count("count", 0),
      ])
    #expect(forecast.target("amount")?.probability == 1)
    #expect(forecast.target("count")?.probability == 1)
    #expect(forecast.target("some")?.probability == 0)
  }

  // MARK: Months

  @Test func `a target through a month knows nothing of later ones`() throws {
    var scenario = Scenario.mixed(
      targets: (1...12).map {
        .investment("through-\($0)", 150_000, through: $0)
      })
    scenario.dependence = .threeFactors
    let sample = try Sample(scenario, trials: 640, seed: 41)
    var before = 0
    for month in 1...12 {
      let probability = try sample.probability("through-\(month)")
      let values = try sample.values(through: month)
      let reached = values.occupiedBins.filter { $0.values.lowerBound >= 150_000 }
        .reduce(0) { $0 + Int($1.count) }
      // The bin that holds 150,000 may count on either side.
      #expect((reached - probability.hits).magnitude <= 2)
      #expect(probability.hits >= before)
      before = probability.hits
    }
    #expect(try sample.probability("through-1").hits == 0)
    #expect(before > 0)
    let forecast = sample.model.forecast(from: sample.accumulator)
    let target = try #require(forecast.target("through-7"))
    let month = try #require(forecast.metric(.signedInvestment)?.throughMonth[6])
    #expect(target.median == month.quantile(0.5)?.value)
    #expect(target.throughMonth == 7)
    #expect(target.intervals.map(\.level) == [0.5, 0.8, 0.9])
    #expect(target.intervals[2].lower == month.quantile(0.05)?.value)
    #expect(target.intervals[2].upper == month.quantile(0.95)?.value)
  }

  // MARK: Joint targets

  // Seed 42. Two independent leads of probability 0.5 and 0.3: joint targets against products,
  // false alarm 2·10⁻⁵; power: a probability that is off by 0.007 (0.046 in debug).
  @Test func `joint targets count the trials that meet them all`() throws {
    let leads = [
      Lead.fixture("n", "north", probability: 0.5), .fixture("s", "south", probability: 0.3),
    ]
    let scenario = Scenario.fixture(
      leads,
      targets: [
        .count("north", 1, over: .district("north")), .count("south", 1, over: .district("south")),
        .count("two", 2), .count("never", 3),
      ],
      joint: [
        .fixture("both", "north", "south"), .fixture("again", "two", "north", "south"),
        .fixture("single", "north"), .fixture("impossible", "north", "never"),
      ])
    let sample = try Sample(scenario, seed: 42)
    let trials = sample.accumulator.trials.count
    let hits = sample.accumulator.jointHits
    #expect(z(hits: hits[0], of: trials, probability: 0.15).magnitude < greatestZ)
    #expect(hits[0] == (try sample.probability("two").hits))
    #expect(hits[1] == hits[0])
    #expect(hits[2] == (try sample.probability("north").hits))
    #expect(hits[3] == 0)
    #expect(z(hits: hits[2], of: trials, probability: 0.5).magnitude < greatestZ)
    let forecast = sample.model.forecast(from: sample.accumulator)
    #expect(forecast.joint("both")?.probability == Double(hits[0]) / Double(trials))
    #expect(forecast.joint("both")?.targets == ["north", "south"])
    #expect(forecast.joint("impossible")?.probability == 0)
    #expect(try #require(forecast.joint("impossible")).standardError > 0)
  }

  // MARK: Shortfall

  // Seed 43. Three leads: the mean shortfall below 25 against the exact distribution of eight outcomes,
  // within 4.5 of its own standard errors, false alarm 7·10⁻⁶; power: off by 0.1 (0.6 in debug)
  // of 10.6 万元.
  @Test func `the expected shortfall is that of the trials that miss`() throws {
    let leads = [
      Lead.fixture("a", worth: 10, probability: 0.5), .fixture("b", worth: 13, probability: 0.4),
      .fixture("c", worth: 21, probability: 0.3),
    ]
    let distribution = ExactDistribution([(10, 0.5), (13, 0.4), (21, 0.3)])
    let sample = try Sample(.fixture(leads, targets: [.investment("t", 25)]), seed: 43)
    let result = try #require(sample.model.result(of: "t", in: sample.accumulator))
    let shortfall = try #require(result.expectedShortfall)
    let exact = distribution.expectedShortfall(below: 25)
    #expect(((shortfall.value - exact) / shortfall.standardError).magnitude < greatestZ)
    #expect(
      z(
        hits: result.hits, of: result.hits + result.misses,
        probability: distribution.probability(atLeast: 25)
      )
      .magnitude < greatestZ)
    // The standard error itself: the distribution of the shortfall has this deviation.
    let missed = distribution.probabilities[..<25].enumerated()
    let missing = missed.reduce(0) { $0 + $1.element }
    let square = missed.reduce(0) { sum, value in
      sum + pow(Double(25 - value.offset) - exact, 2) * value.element
    }
    let expected = (square / missing / Double(result.misses)).squareRoot()
    #expect((shortfall.standardError / expected - 1).magnitude < 0.1)
    let forecast = sample.model.forecast(from: sample.accumulator).target("t")
    #expect(forecast?.expectedShortfall == shortfall.value / 10_000)
    #expect(forecast?.expectedShortfallStandardError == shortfall.standardError / 10_000)
  }

  @Test func `a single miss has a shortfall without a standard error`() throws {
    let scenario = Scenario.fixture(
      [.fixture("one", probability: 0)], targets: [.count("one", 3)])
    let forecast = try CompiledScenario(scenario).forecast(TrialPlan(trials: 1))
    #expect(forecast.target("one")?.expectedShortfall == 3)
    #expect(forecast.target("one")?.expectedShortfallStandardError == nil)
    #expect(try JSONDecoder().decode(Forecast.self, from: bytes(forecast)) == forecast)
  }

  // MARK: Progress

  @Test func `progress is what is signed against the days that are over`() throws {
    let forecast = try forecast(
      KnownResultTests.results, asOf: "2023-05-15",
      targets: [
        .investment("year", 1_000_000), .investment("april", 710_000, through: 4),
        .investment("june", 1_000_000, through: 6),
        .count("over-10", 4, size: 100_000), .count("south", 6, over: .district("south")),
        .count("agents", 4, over: .channel("agents")),
        .share("share", 0.5), .share("share-none", 0.5, over: .chain("battery"), through: 12),
        .investment("nothing", 0),
      ])
    func progress(_ id: String) throws -> ProRataProgress {
      try #require(forecast.target(id)).progress
    }
    let year = try progress("year")
    #expect(year.achieved == 71.999_9)
    #expect(try #require(year.achievedShare) == 0.719_999)
    // 31 + 28 + 31 + 30 + 15 days.
    #expect((year.elapsedShare - 135.0 / 365).magnitude < 1e-15)
    #expect(try progress("april").achieved == 71)
    #expect(try progress("april").achievedShare == 1)
    #expect(try progress("april").elapsedShare == 1)
    #expect((try progress("june").elapsedShare - 135.0 / 181).magnitude < 1e-15)
    #expect(try progress("over-10").achieved == 2)
    #expect(try progress("over-10").achievedShare == 0.5)
    #expect(try progress("south").achievedShare == 0.5)
    #expect(try progress("agents").achievedShare == 0.5)
    #expect(try progress("share").achieved == 119_999.0 / 719_999)
    #expect(try progress("share").achievedShare == nil)
    #expect(try progress("share-none").achieved == 1)
    #expect(try progress("nothing").achievedShare == nil)
    let start = try self.forecast(targets: [.share("share", 0.5), .count("count", 2)])
    #expect(try #require(start.target("share")).progress.achieved == nil)
    let count = try #require(start.target("count")).progress
    #expect(count.achieved == 0)
    #expect(count.achievedShare == 0)
    #expect(count.elapsedShare == 0)
  }

  // MARK: The forecast as a whole

  @Test func `a forecast says what it is about`() throws {
    let forecast = try forecast(targets: [.investment("amount", 20_000)])
    #expect(forecast.trials == 70)
    #expect(forecast.completion == .complete)
    #expect(forecast.seed == Seed(1))
    #expect(forecast.scenario.openLeads == 2)
    #expect(forecast.scenario.year == 2023)
    let target = try #require(forecast.target("amount"))
    #expect(target.value == 2)
    #expect(target.unit == .hundredMillionYuan)
    #expect(target.metric == "city.signed_investment")
    let metric = try #require(forecast.metric(.signedInvestment, over: .district("north")))
    #expect(metric.id == "district:north.signed_investment")
    #expect(metric.year.mean == 1.5)
    #expect(metric.year.minimum == 1.5)
    #expect(metric.throughMonth.count == 12)
    #expect(metric.throughMonth[11] == metric.year)
    #expect(forecast.metric(.projectCount(atLeast: .hundredMillionYuan(1)))?.year.mean == 1)
    #expect(
      forecast.metric(.projectCount(atLeast: .hundredMillionYuan(1)))?.id == "city.projects_over_1")
    #expect(forecast.metric(.projectCount(atLeast: .hundredMillionYuan(7))) == nil)
    // City, two districts, two chains, two channels, by six measures.
    #expect(forecast.metrics.count == 42)
    #expect(Set(forecast.metrics.map(\.id)).count == 42)
    #expect(forecast.target("none") == nil)
    #expect(forecast.joint("none") == nil)
  }

  @Test func `a histogram shows every trial once`() throws {
    let sample = try Sample(.mixed(dependence: .threeFactors), trials: 1_000, seed: 44)
    for metric in sample.model.forecast(from: sample.accumulator).metrics {
      let histogram = metric.histogram
      #expect(
        histogram.counts.reduce(histogram.below + histogram.above, +) == metric.year.trials)
      #expect(histogram.counts.count <= 40)
      #expect(histogram.below <= metric.year.trials / 200)
      #expect(histogram.above <= metric.year.trials / 200)
      if metric.unit == .projects { #expect(histogram.binWidth >= 1) }
    }
  }
}
