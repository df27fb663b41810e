// What holds in every trial of the landing: districts add up, and a larger fast track delays none.
import Forecasting
import Foundation
import InvestmentPipeline
import RandomStreams
import TestSupport
import Testing

struct FundsAndStartsTests {
  /// The year's values by column and trial, in 万元 or projects.
  private func values(_ scenario: Scenario, trials: Int, seed: UInt64) throws
    -> [String: [Int64]]
  {
    let model = try CompiledScenario(scenario)
    let columns = model.trialColumns
    var values: [String: [Int64]] = [:]
    model.trialValues(TrialPlan(trials: trials, seed: Seed(seed))) { block in
      for (place, column) in columns.enumerated() {
        let units = column.unit == .hundredMillionYuan ? 10_000.0 : 1
        values["\(column.scope.id) \(column.measure)", default: []] += stride(
          from: place, to: block.count, by: columns.count
        )
        .map { block[$0].isNaN ? -1 : Int64((block[$0] * units).rounded()) }
      }
      return true
    }
    return values
  }

  // Seed 31. Signed, started and funds in place of the districts are the city's in each trial, and
  // of the chains and of the channels for what is counted over them.
  @Test func `districts, chains and channels add up to the city in every trial`() throws {
    var scenario = CityOrderTests.scenario(.threeFactors)
    scenario.history = nil
    let values = try values(scenario, trials: 1_024, seed: 31)
    let city = scenario.city
    func expectSum(_ measure: Measure, _ ids: [String]) {
      let whole = values["\(city.id) \(measure.name)"]!
      let parts = ids.map { values["\($0) \(measure.name)"]! }
      let off = whole.indices.count { trial in
        whole[trial] != parts.reduce(0) { $0 + $1[trial] }
      }
      #expect(off == 0, "\(measure.name)")
    }
    for measure in [
      Measure.signedInvestment, .allProjects, .startedInvestment, .startedCount, .fundsInPlace,
    ] {
      expectSum(measure, city.districts.map(\.id))
      if measure == .signedInvestment || measure == .allProjects {
        expectSum(measure, city.chains.map(\.id))
        expectSum(measure, city.channels.map(\.id))
      }
    }
  }

  /// Projects that wait since different months, one in each district of its own.
  static func waiting(share: Double) -> Scenario {
    var scenario = Scenario.fixture(
      [
        .fixture("since January", worth: 90_000, signedOn: "2023-01-10").at(.signed),
        .fixture("since March", "south", worth: 70_000, signedOn: "2023-03-20").at(.signed),
      ], asOf: "2023-03-31")
    scenario.landing = LandingTests.landing
    scenario.landing!.startLagMonths["south"] = 2
    scenario.landing!.fastTrackShare = share
    return scenario
  }

  // Seed 32. Funds at the end of the year fall with every month by which a start is later.
  @Test func `a larger share on the fast track delays no start`() throws {
    var before: [String: [Int64]]?
    for share in [0, 0.05, 0.25, 0.5, 0.75, 0.95, 1] {
      let funds = try values(Self.waiting(share: share), trials: 4_096, seed: 32)
      for district in ["north", "south"] {
        let id = "\(district) \(Measure.fundsInPlace.name)"
        let now = try #require(funds[id])
        guard let then = before?[id] else { continue }
        #expect(zip(then, now).count { $0 > $1 } == 0, "\(district), \(share)")
        #expect(zip(then, now).contains { $0 < $1 })
      }
      before = funds
    }
  }

  // Seed 33. Given that it has waited w months, a project starts within k more with the chance
  // 1 − S(w + k)/S(w), S the mixture of both tracks; days count from their middle.
  @Test(arguments: [0, 0.25, 0.7, 1])
  func `those that have waited start as the mixture says`(share: Double) throws {
    let sample = try Sample(Self.waiting(share: share), seed: 33)
    for (district, mean, waited, amount) in [
      ("north", 3.0, 21.5 / 31 + 2, 90_000.0), ("south", 2, 11.5 / 31, 70_000),
    ] {
      func survival(_ months: Double) -> Double {
        share * exp(-months / 0.5) + (1 - share) * exp(-months / mean)
      }
      for month in 4...12 {
        let p = 1 - survival(waited + Double(month - 3)) / survival(waited)
        LandingTests.expect(
          try sample.values(.startedInvestment, over: .district(district), through: month),
          amount * p, variance: amount * amount * p * (1 - p))
      }
    }
  }
}
