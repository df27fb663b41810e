// Scenarios in a few lines: an invented city of two districts, two chains and two channels.
import Forecasting
import Foundation
import InvestmentPipeline
import RandomStreams
import Testing

/// `make test-long` takes this many times the trials.
package let trialFactor =
  ProcessInfo.processInfo.environment["LUODI_TRIALS_FACTOR"].flatMap { Int($0) } ?? 1

#if DEBUG
  /// Trials of a statistical test: a debug build takes 0.4 ms for one.
  package let manyTrials = 5_000 * trialFactor
#else
  package let manyTrials = 200_000 * trialFactor
#endif

/// The greatest |z| a statistical test lets pass. A single right statistic exceeds it with
/// probability 6.8·10⁻⁶.
package let greatestZ = 4.5

extension BilingualText {
  package static func same(_ text: String) -> BilingualText { BilingualText(zh: text, en: text) }
}

extension City {
  /// Districts north and south; chains battery (manufacturing) and tourism; channels team and
  /// agents.
  package static let twinRivers = City(
    id: "twin-rivers", name: .same("Twin Rivers"),
    districts: ["north", "south"].map { District(id: $0, name: .same("D " + $0)) },
    chains: [
      IndustryChain(id: "battery", name: .same("Batteries"), isManufacturing: true),
      IndustryChain(id: "tourism", name: .same("Tourism"), isManufacturing: false),
    ],
    channels: ["team", "agents"].map { Channel(id: $0, name: .same("C " + $0)) })
}

extension ConversionRates {
  package init(_ rates: (conversion: Double, dwell: Double)...) {
    let all = rates.map { StageRate(conversionRate: $0.conversion, dwellTimeMonths: $0.dwell) }
    self.init(identified: all[0], contacted: all[1], negotiating: all[2], approved: all[3])
  }

  package static let brisk = ConversionRates((0.6, 2.5), (0.55, 2), (0.65, 2), (0.9, 1.25))
  package static let slow = ConversionRates((0.5, 2.5), (0.45, 3), (0.65, 3.5), (0.8, 2))
  /// A lead at `approved` is signed in the first open month, but for one in 10⁴³.
  package static let certain = ConversionRates((1, 0.01), (1, 0.01), (1, 0.01), (1, 0.01))
}

extension Lead {
  /// A lead with a point estimate in 万元.
  package static func fixture(
    _ id: String, _ district: District.ID = "north", _ chain: IndustryChain.ID = "battery",
    _ channel: Channel.ID = "team", at stage: Stage = .approved, worth amount: Int64 = 10_000,
    shift: Double = 0, probability: Double? = nil, manufacturing: Bool? = nil,
    signedOn day: String? = nil
  ) -> Lead {
    Lead(
      id: id, name: id, districtID: district, chainID: chain, channelID: channel, stage: stage,
      investment: .point(Money(tenThousandYuan: amount)),
      isManufacturing: manufacturing ?? (chain == "battery"), scoreShift: shift,
      signingProbability: probability, signedOn: day.flatMap { CalendarDate(iso8601: $0) })
  }

  package func worth(_ estimate: InvestmentEstimate) -> Lead {
    var lead = self
    lead.investment = estimate
    return lead
  }
}

extension Scenario {
  /// The brisk north and the slow south in 2023, from its beginning unless `asOf` says else.
  package static func fixture(
    _ leads: [Lead], asOf day: String = "2022-12-31",
    rates: [District.ID: ConversionRates] = ["north": .brisk, "south": .slow],
    pace: [Int: Double] = [:], uncertainty: [Stage: Double] = [:],
    dependence: Dependence = .independent, adjustments: [Adjustment] = [],
    ceiling: Money? = nil, targets: [Target] = [], joint: [JointTarget] = []
  ) -> Scenario {
    Scenario(
      id: "fixture", title: .same("Fixture"), reason: .same("A test"), city: .twinRivers,
      planYear: PlanYear(year: 2023, asOf: CalendarDate(iso8601: day)!), leads: leads,
      conversionRates: rates, pace: pace, estimateUncertainty: uncertainty,
      dependence: dependence, adjustments: adjustments, investmentCeiling: ceiling,
      targets: targets, jointTargets: joint)
  }

  /// Twenty-four leads of all stages, districts, chains and channels; amounts unlike each other.
  package static func mixed(dependence: Dependence = .independent, targets: [Target] = [])
    -> Scenario
  {
    fixture(
      Lead.mixed, asOf: "2023-02-10",
      uncertainty: [.identified: 0.6, .contacted: 0.4, .negotiating: 0.25],
      dependence: dependence, targets: targets)
  }
}

extension Lead {
  package static let mixed: [Lead] = (0..<24).map { number -> Lead in
    let district = number % 2 == 0 ? "north" : "south"
    let chain = number % 3 == 0 ? "tourism" : "battery"
    let channel = number % 5 == 0 ? "agents" : "team"
    let amount = 4_000 + (7_919 * number) % 90_000
    return .fixture(
      "mix-\(number)", district, chain, channel, at: Stage.beforeSigning[number % 4],
      worth: Int64(amount))
  }
}

extension Dependence {
  /// Every kind of loading, with correlations.
  package static let threeFactors = Dependence(
    cityLoading: 0.35, districtLoading: 0.3, chainLoading: 0.4,
    districtLoadings: ["south": 0.2],
    correlations: [
      FactorCorrelation(.district("north"), .district("south"), -0.4),
      FactorCorrelation(.city, .chain("battery"), 0.3),
    ])

  package func student(_ degreesOfFreedom: Double) -> Dependence {
    var dependence = self
    dependence.studentDegreesOfFreedom = degreesOfFreedom
    return dependence
  }
}

extension Target {
  package static func investment(
    _ id: String, _ amount: Int64, _ comparison: Comparison = .atLeast, over scope: Scope = .city,
    through month: Int = 12
  ) -> Target {
    Target(
      id: id, title: .same(id),
      metric: Metric(.signedInvestment, over: scope, throughMonth: month),
      comparison: comparison, value: .investment(Money(tenThousandYuan: amount)))
  }

  package static func count(
    _ id: String, _ count: Int, _ comparison: Comparison = .atLeast, size: Int64 = 0,
    over scope: Scope = .city, through month: Int = 12
  ) -> Target {
    Target(
      id: id, title: .same(id),
      metric: Metric(
        .projectCount(atLeast: Money(tenThousandYuan: size)), over: scope, throughMonth: month),
      comparison: comparison, value: .count(count))
  }

  package static func share(
    _ id: String, _ share: Double, _ comparison: Comparison = .atLeast, over scope: Scope = .city,
    through month: Int = 12
  ) -> Target {
    Target(
      id: id, title: .same(id),
      metric: Metric(.manufacturingShare, over: scope, throughMonth: month),
      comparison: comparison, value: .share(share))
  }
}

extension JointTarget {
  package static func fixture(
    _ id: String, _ targets: Target.ID..., require requirement: Requirement = .all
  ) -> JointTarget {
    JointTarget(id: id, title: .same(id), targetIDs: targets, requirement: requirement)
  }
}

extension Measure {
  package static let allProjects = Measure.projectCount(atLeast: .zero)
}

/// A model with the trials taken of it.
package struct Sample {
  package let model: CompiledScenario
  package let accumulator: ForecastAccumulator

  package init(
    _ scenario: Scenario, trials: Int = manyTrials, seed: UInt64 = 1, threads: Int? = nil
  ) throws {
    model = try CompiledScenario(scenario)
    accumulator = model.accumulate(TrialPlan(trials: trials, seed: Seed(seed), threads: threads))
  }

  package func values(
    _ measure: Measure = .signedInvestment, over scope: Scope = .city, through month: Int = 12
  )
    throws -> MetricAccumulator
  {
    try #require(
      model.values(of: Metric(measure, over: scope, throughMonth: month), in: accumulator))
  }

  package func probability(_ target: Target.ID) throws -> Probability {
    try #require(model.result(of: target, in: accumulator)).probability
  }
}

/// Bytes that are equal when, and only when, the values are.
package func bytes(_ value: some Encodable) throws -> Data {
  let encoder = JSONEncoder()
  encoder.outputFormatting = .sortedKeys
  return try encoder.encode(value)
}

/// How far `hits` of `trials` lies from the probability, in standard errors. The arcsine with
/// Anscombe's correction (doi:10.1093/biomet/35.3-4.246) keeps the scale near 0 and 1.
package func z(hits: Int, of trials: Int, probability: Double) -> Double {
  let n = Double(trials)
  func transformed(_ count: Double) -> Double {
    asin(min(1, ((count + 0.375) / (n + 0.75)).squareRoot()))
  }
  return 2 * (n + 0.5).squareRoot() * (transformed(Double(hits)) - transformed(n * probability))
}
