// Results that are known at the as-of date, adjustments, the ceiling, and sums over scopes.
import Forecasting
import Foundation
import InvestmentPipeline
import RandomStreams
import TestSupport
import Testing

struct KnownResultTests {
  /// Five results of the year, and what must not count.
  static let results: [Lead] = [
    .fixture("a", "north", "battery", "team", at: .signed, worth: 10_000, signedOn: "2023-01-01"),
    .fixture(
      "b", "north", "tourism", "agents", at: .started, worth: 99_999, signedOn: "2023-01-31"),
    .fixture(
      "c", "south", "battery", "team", at: .producing, worth: 100_000, signedOn: "2023-02-01"),
    .fixture(
      "d", "south", "tourism", "agents", at: .signed, worth: 500_001, signedOn: "2023-04-30"),
    .fixture(
      "e", "south", "tourism", "team", at: .signed, worth: 9_999, manufacturing: true,
      signedOn: "2023-05-01"),
    .fixture("before", at: .signed, worth: 77, signedOn: "2022-12-31"),
    .fixture("lost", at: .lost, worth: 770),
    .fixture("lost-later", at: .lost, worth: 7_700, signedOn: "2023-01-05"),
  ]

  private func constant(
    _ sample: Sample, _ measure: Measure = .signedInvestment, over scope: Scope = .city,
    through month: Int = 12
  ) throws -> Int64 {
    let values = try sample.values(measure, over: scope, through: month)
    #expect(values.count == 70)
    #expect(values.minimum == values.maximum)
    return values.minimum
  }

  private func sample(_ leads: [Lead], asOf day: String = "2023-05-15", targets: [Target] = [])
    throws
    -> Sample
  {
    try Sample(.fixture(leads, asOf: day, targets: targets), trials: 70)
  }

  @Test func `results count in the month of their day, in this year only`() throws {
    let sample = try sample(Self.results)
    let expected: [Int64] = [109_999, 209_999, 209_999, 710_000, 719_999]
    for month in 1...12 {
      #expect(try constant(sample, through: month) == expected[min(month, 5) - 1])
    }
    #expect(sample.model.forecast(from: sample.accumulator).scenario.signedProjects == 5)
    #expect(sample.model.forecast(from: sample.accumulator).scenario.openLeads == 0)
  }

  @Test func `every scope sums its own`() throws {
    let sample = try sample(Self.results)
    for (scope, amount, count) in [
      (Scope.city, 719_999, 5), (.district("north"), 109_999, 2), (.district("south"), 610_000, 3),
      (.chain("battery"), 110_000, 2), (.chain("tourism"), 609_999, 3),
      (.channel("team"), 119_999, 3), (.channel("agents"), 600_000, 2),
    ] as [(Scope, Int64, Int64)] {
      #expect(try constant(sample, over: scope) == amount)
      #expect(try constant(sample, .allProjects, over: scope) == count)
    }
  }

  @Test func `sizes hold their lower end`() throws {
    let sizes: [(Int64, Int64)] = [
      (0, 5), (9_999, 5), (10_000, 4), (10_001, 3), (99_999, 3), (100_000, 2), (500_000, 1),
      (500_001, 1), (500_002, 0),
    ]
    let sample = try sample(
      Self.results, targets: sizes.map { Target.count("size-\($0.0)", 1, size: $0.0) })
    for (size, count) in sizes {
      let measure = Measure.projectCount(atLeast: Money(tenThousandYuan: size))
      #expect(try constant(sample, measure) == count)
    }
  }

  @Test func `the manufacturing share is by amount, in millionths, and goes by the lead`() throws {
    let sample = try sample(Self.results)
    // (10,000 + 100,000 + 9,999) of 719,999.
    #expect(try constant(sample, .manufacturingShare) == 166_666)
    #expect(try constant(sample, .manufacturingShare, through: 1) == 90_910)
    #expect(try constant(sample, .manufacturingShare, over: .district("north")) == 90_910)
  }

  @Test func `the share of nothing has no value`() throws {
    let one = Lead.fixture("one", probability: 0.5)
    let sample = try Sample(
      .fixture([one], targets: [.share("some", 0), .share("half", 0.5, .moreThan)]), trials: 1_000,
      seed: 31)
    let shares = try sample.values(.manufacturingShare)
    let signed = try sample.values(.allProjects).mean * 1_000
    #expect(Double(shares.count) == signed.rounded())
    #expect(shares.minimum == 1_000_000)
    // The share of nothing misses even "at least nothing".
    #expect(try sample.probability("some").hits == shares.count)
    #expect(try sample.probability("half").hits == shares.count)
    let never = try Sample(
      .fixture([Lead.fixture("one", probability: 0)], targets: [.share("some", 0.25)]), trials: 65)
    let forecast = never.model.forecast(from: never.accumulator)
    #expect(forecast.target("some")?.probability == 0)
    #expect(forecast.target("some")?.median == nil)
    #expect(forecast.target("some")?.intervals == [])
    #expect(forecast.target("some")?.expectedShortfall == 0.25)
    #expect(forecast.metric(.manufacturingShare)?.year.trials == 0)
    #expect(forecast.metric(.manufacturingShare)?.year.mean == nil)
    #expect(try JSONDecoder().decode(Forecast.self, from: bytes(forecast)) == forecast)
  }

  // MARK: Leads on top

  @Test func `known results are added to what the trials bring`() throws {
    let leads = Lead.mixed
    let alone = try Sample(.fixture(leads, asOf: "2023-05-15"), trials: 300, seed: 32)
    let with = try Sample(.fixture(leads + Self.results, asOf: "2023-05-15"), trials: 300, seed: 32)
    for (scope, amount, count) in [
      (Scope.city, 719_999.0, 5.0), (.district("south"), 610_000, 3),
      (.chain("tourism"), 609_999, 3),
    ] {
      let (before, after) = (try alone.values(over: scope), try with.values(over: scope))
      #expect((after.mean - before.mean - amount).magnitude < 1e-6)
      #expect((after.standardDeviation / before.standardDeviation - 1).magnitude < 1e-12)
      let (less, more) = (
        try alone.values(.allProjects, over: scope), try with.values(.allProjects, over: scope)
      )
      #expect((more.mean - less.mean - count).magnitude < 1e-12)
    }
  }

  @Test func `nothing is signed in a month that is over`() throws {
    let sample = try Sample(.fixture(Lead.mixed, asOf: "2023-06-30"), trials: 300, seed: 33)
    #expect(try sample.values(through: 6).maximum == 0)
    #expect(try sample.values(through: 7).maximum > 0)
  }

  @Test func `the city is its districts, its chains and its channels, trial by trial`() throws {
    let model = try CompiledScenario(.mixed(dependence: .threeFactors))
    for block in 0..<20 {
      // One trial at a time, so that the sums are that trial's values.
      let trial = model.accumulate(trials: (64 * block)..<(64 * block + 1), seed: Seed(34))
      for month in [3, 7, 12] {
        for measure in [Measure.signedInvestment, .allProjects] {
          func value(_ scope: Scope) throws -> Int64 {
            let metric = Metric(measure, over: scope, throughMonth: month)
            return try #require(model.values(of: metric, in: trial)).minimum
          }
          let city = try value(.city)
          #expect(try value(.district("north")) + value(.district("south")) == city)
          #expect(try value(.chain("battery")) + value(.chain("tourism")) == city)
          #expect(try value(.channel("team")) + value(.channel("agents")) == city)
        }
      }
    }
  }

  // MARK: Ceiling and adjustments

  @Test func `a project above the ceiling is not signed, one at it is`() throws {
    let leads = [
      Lead.fixture("at", worth: 20_000), .fixture("above", worth: 20_001),
      .fixture("known", at: .signed, worth: 90_000, signedOn: "2023-01-01"),
    ]
    let rates: [District.ID: ConversionRates] = ["north": .certain, "south": .slow]
    let sample = try Sample(
      .fixture(leads, asOf: "2023-01-31", rates: rates, ceiling: Money(tenThousandYuan: 20_000)),
      trials: 70)
    #expect(try constant(sample) == 110_000)
    #expect(try constant(sample, .allProjects) == 2)
  }

  // Seed 35. Under a ceiling at the median half of the signed log-normal amounts remain; 4.5
  // standard errors, false alarm 7·10⁻⁶; power: a share that is off by 0.007 (0.046 in debug).
  @Test func `the ceiling cuts the distribution of the amount`() throws {
    let median = Int64((1_000_000 * exp(-0.125)).rounded())
    let sample = try Sample(
      .fixture(
        [.fixture("one", worth: 1_000_000)], rates: ["north": .certain, "south": .slow],
        uncertainty: [.approved: 0.5], ceiling: Money(tenThousandYuan: median)),
      seed: 35)
    let signed = try sample.values(.allProjects)
    let hits = Int((signed.mean * Double(signed.count)).rounded())
    #expect(z(hits: hits, of: signed.count, probability: 0.5).magnitude < greatestZ)
    #expect(try sample.values().maximum <= median)
  }

  @Test func `adjustments shift the scores and scale the amounts of the leads they match`() throws {
    let leads = [
      Lead.fixture("nb", "north", "battery", worth: 1_000),
      .fixture("nt", "north", "tourism", worth: 10_000),
      .fixture("st", "south", "tourism", worth: 100_000),
    ]
    let certain: [District.ID: ConversionRates] = ["north": .certain, "south": .certain]
    let factors = [
      Adjustment(id: "north", filter: LeadFilter(districtID: "north"), investmentFactor: 1.5),
      Adjustment(id: "tourism", filter: LeadFilter(chainID: "tourism"), investmentFactor: 3),
      Adjustment(id: "none", filter: LeadFilter(channelID: "agents"), investmentFactor: 100),
      Adjustment(id: "stage", filter: LeadFilter(stage: .identified), investmentFactor: 100),
    ]
    let scaled = try Sample(
      .fixture(leads, rates: certain, adjustments: factors), trials: 70)
    #expect(try constant(scaled) == 1_500 + 45_000 + 300_000)
    // A shift by an adjustment is a shift by the lead's own score.
    func shifted(_ own: Double, _ adjustments: [Double]) throws -> [MetricAccumulator] {
      let leads = Lead.mixed.map { lead in
        var lead = lead
        if lead.districtID == "north" { lead.scoreShift = own }
        return lead
      }
      let sample = try Sample(
        .fixture(
          leads,
          adjustments: adjustments.enumerated().map {
            Adjustment(id: "a\($0)", filter: LeadFilter(districtID: "north"), scoreShift: $1)
          }), trials: 300, seed: 36)
      return try [sample.values(), sample.values(over: .district("south"))]
    }
    let base = try shifted(0, [])
    let own = try shifted(0.75, [])
    #expect(try shifted(0, [0.75]) == own)
    #expect(try shifted(0.25, [0.75, -0.25]) == own)
    #expect(own[0].mean > base[0].mean)
    #expect(own[1] == base[1])
  }
}
