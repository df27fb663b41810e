// The engine against the exact answers of six small scenarios, computed independently in Python.
import Forecasting
import Foundation
import InvestmentPipeline
import RandomStreams
import TestSupport
import Testing

struct OracleTests {
  static let names = [
    "independent", "one-factor", "three-factors", "student-t", "student-t-alone", "monthly",
  ]

  // Seed 2023, some 1,000 answers that hang together closely. By the union bound the whole table
  // raises a false alarm for less than 0.7 % of seeds. Power: a probability of one half that is
  // wrong by 4.5 standard errors and two more is caught for 97 % of seeds: 0.0073 in release,
  // 0.046 in debug; a mean that is wrong by 0.015 (0.09) of the standard deviation likewise.
  @Test(arguments: names)
  func `every exact answer is met within its standard error`(_ name: String) throws {
    let entry = try OracleTable.load().entry(name)
    let sample = try Sample(OracleTable.scenario(name), seed: 2023)
    let deviations = try sample.deviations(from: entry)
    #expect(deviations.count >= 100)
    for deviation in deviations {
      #expect(deviation.z.magnitude <= greatestZ, "\(deviation)")
    }
    let worst = try #require(deviations.max { $0.z.magnitude < $1.z.magnitude })
    print("\(name): \(deviations.count) answers, the farthest \(worst)")
  }

  // Seed 2023. The same comparison must fail for a model that is slightly wrong: the defects
  // below lie some 40 standard errors away in release, 6 and more in debug.
  @Test func `a wrong loading is found out`() throws {
    var scenario = try OracleTable.scenario("one-factor")
    #expect(scenario.dependence.cityLoading == 0.3)
    scenario.dependence.cityLoading = 0.25
    let worst = try worst(scenario, "one-factor")
    #expect(worst.z.magnitude > greatestZ, "\(worst)")
    print("wrong loading, found by \(worst)")
  }

  @Test func `a wrong distribution of the copula is found out`() throws {
    var scenario = try OracleTable.scenario("student-t-alone")
    scenario.dependence.studentDegreesOfFreedom = nil
    let worst = try worst(scenario, "student-t-alone")
    #expect(worst.z.magnitude > greatestZ, "\(worst)")
    print("Gaussian for Student-t, found by \(worst)")
  }

  private func worst(_ scenario: Scenario, _ name: String) throws -> Deviation {
    let deviations = try Sample(scenario, seed: 2023)
      .deviations(from: OracleTable.load().entry(name))
    return try #require(deviations.max { $0.z.magnitude < $1.z.magnitude })
  }

  @Test(arguments: names)
  func `curves are the oracle's`(_ name: String) throws {
    let scenario = try OracleTable.scenario(name)
    let curves = ConversionCurves(
      rates: scenario.conversionRates, pace: scenario.pace, shift: scenario.conversionShift,
      planYear: scenario.planYear)
    let expected = try OracleTable.load().entry(name).curves
    #expect(expected.count == 8)
    for row in expected {
      let curve = try #require(curves.curve(district: row.district, stage: row.stage))
      #expect(row.months == Array(scenario.planYear.openMonths))
      for (month, probability) in zip(row.months, row.probabilities) {
        #expect((curve[month - 1] - probability).magnitude <= 1e-13)
      }
      #expect(curve.prefix(row.months[0] - 1).allSatisfy { $0 == 0 })
    }
  }
}
