import Distributions
import Forecasting
import Foundation
import InvestmentPipeline
import RandomStreams
import TestSupport
import Testing
import TileEngine

struct LandingTests {
  static let landing = Landing(
    startLagMonths: ["north": 3, "south": 1], fastTrackShare: 0.25, fastTrackLagMonths: 0.5,
    carriedOverLagMonths: 2, firstFunds: 0.1, fundingMonths: 9)

  /// P(start ≤ k months after that of signing), exponential lag, signing at a uniform time of the
  /// last `share` of its month: 1 minus the mean of exp(−x/μ) over [k, k + share].
  static func started(_ mean: Double, _ months: Int, share: Double = 1) -> Double {
    let k = Double(months)
    return months < 0 ? 0 : 1 - mean / share * (exp(-k / mean) - exp(-(k + share) / mean))
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
  @Test func `starts and funds follow their distributions`() throws {
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
    // From the middle of 10 January to the end of March.
    let age = 21.5 / 31 + 2
    let fast = 0.25 * exp(-age / 0.5)
    let slow = 0.75 * exp(-age / 3)
    func here(_ months: Double) -> Double {
      1 - (fast * exp(-months / 0.5) + slow * exp(-months / 3)) / (fast + slow)
    }
    for month in [3, 4, 6, 12] {
      let months = Double(month - 3)
      let (p, q) = (1 - exp(-months / 2), here(months))
      Self.expect(
        try sample.values(.startedInvestment, through: month),
        30_000 + 100_000 * p + 40_000 * q,
        variance: 5e9 * p * (1 - p) + 1.6e9 * q * (1 - q))
      Self.expect(
        try sample.values(.carriedOverStarted, through: month), 1e6 * p,
        variance: 0.5e12 * p * (1 - p))
    }
    let june = try sample.probability("june")
    let both = (1 - exp(-3.0 / 2)) * (1 - exp(-3.0 / 2))
    #expect(z(hits: june.hits, of: june.trials, probability: both).magnitude < greatestZ)
    let begun = sample.model.forecast(from: sample.accumulator).target("two")
    #expect(begun?.progress.achieved == 1)
    // The signed investment of this year is what it was.
    #expect(try sample.values().minimum == 70_000)
    #expect(try sample.values().maximum == 70_000)
  }

  // Seed 107. One day of March is ahead: little starts in it, whenever it was signed.
  @Test func `a part of a month gives its part of the chance to start`() throws {
    // Signed at once, also where a day is ahead.
    var rates = ConversionRates.certain
    rates.approved.dwellTimeMonths = 0.0001
    var scenario = Scenario.fixture(
      [
        .fixture("last", worth: 50_000, signedOn: "2022-06-30").at(.signed),
        .fixture("here", worth: 40_000, signedOn: "2023-03-20").at(.signed),
        .fixture("one", worth: 90_000),
      ], asOf: "2023-03-30", rates: ["north": rates, "south": rates])
    scenario.landing = Self.landing
    scenario.landing?.fastTrackShare = 0
    let sample = try Sample(scenario, seed: 107)
    let day = 1.0 / 31
    for month in [3, 4, 9] {
      let months = day + Double(month - 3)
      let (last, here) = (1 - exp(-months / 2), 1 - exp(-months / 3))
      let one = Self.started(3, month - 3, share: day)
      Self.expect(
        try sample.values(.startedInvestment, through: month),
        50_000 * last + 40_000 * here + 90_000 * one,
        variance: 2.5e9 * last * (1 - last) + 1.6e9 * here * (1 - here) + 8.1e9 * one * (1 - one))
    }
  }

  // Seed 108. Lags of a shape.
  @Test func `lags have the variation that is stated`() throws {
    var scenario = Scenario.fixture(
      [.fixture("one", worth: 90_000)], rates: ["north": .certain, "south": .certain])
    scenario.landing = Self.landing
    scenario.landing?.fastTrackShare = 0
    scenario.landing?.lagVariation = 0.5
    let sample = try Sample(scenario, seed: 108)
    let lag = try Gamma(shape: 4, scale: 0.75)
    for month in [1, 2, 4, 8] {
      // Over the day of signing, by midpoints.
      let p = (0..<1000).reduce(0.0) {
        $0 + lag.cdf(Double(month) - (Double($1) + 0.5) / 1000) / 1000
      }
      Self.expect(
        try sample.values(.startedInvestment, through: month), 90_000 * p,
        variance: 8.1e9 * p * (1 - p))
    }
  }

  // Seed 109. The same trials with a larger share on the fast track: nothing starts later.
  @Test func `a larger fast track delays no start in any trial`() throws {
    var scenario = Scenario.mixed()
    scenario.landing = Self.landing
    var values: [[Double]] = []
    for share in [0, 0.2, 0.21, 0.9] {
      scenario.landing?.fastTrackShare = share
      let model = try CompiledScenario(scenario)
      let columns = model.trialColumns
      let kept = columns.indices.filter {
        ["started_investment", "started_count", "funds_in_place"].contains(columns[$0].measure)
      }
      #expect(kept.count == 6)
      var found: [Double] = []
      model.trialValues(TrialPlan(trials: 3000, seed: Seed(109))) { block in
        for first in stride(from: 0, to: block.count, by: columns.count) {
          found += kept.map { block[first + $0] }
        }
        return true
      }
      values.append(found)
    }
    for (less, more) in zip(values, values.dropFirst()) {
      #expect(zip(less, more).allSatisfy { $0 <= $1 })
      #expect(less != more)
    }
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
