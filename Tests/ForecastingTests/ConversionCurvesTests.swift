// Conversion curves against a walk through the stages, closed forms and the oracle's table.
import Forecasting
import Foundation
import InvestmentPipeline
import TestSupport
import Testing

struct ConversionCurvesTests {
  private func curves(
    _ rates: ConversionRates, asOf day: String = "2022-12-31", pace: [Int: Double] = [:],
    shift: [Int: Double] = [:]
  ) -> ConversionCurves {
    ConversionCurves(
      rates: ["north": rates], pace: pace, shift: shift,
      planYear: PlanYear(year: 2023, asOf: CalendarDate(iso8601: day)!))
  }

  private func expectClose(
    _ curve: [Double]?, _ expected: [Double], tolerance: Double = 1e-13,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    guard let curve, curve.count == expected.count else {
      Issue.record("no curve of \(expected.count) months", sourceLocation: sourceLocation)
      return
    }
    for (value, expected) in zip(curve, expected) {
      #expect((value - expected).magnitude <= tolerance, sourceLocation: sourceLocation)
    }
  }

  /// The share of each month that is ahead on the day, stated by hand.
  static let days: [(asOf: String, ahead: [Double])] = [
    ("2022-12-31", [Double](repeating: 1, count: 12)),
    ("2023-01-01", [30.0 / 31] + [Double](repeating: 1, count: 11)),
    ("2023-02-27", [0, 1.0 / 28] + [Double](repeating: 1, count: 10)),
    ("2023-02-28", [0, 0] + [Double](repeating: 1, count: 10)),
    ("2023-03-10", [0, 0, 21.0 / 31] + [Double](repeating: 1, count: 9)),
    ("2023-06-30", [Double](repeating: 0, count: 6) + [Double](repeating: 1, count: 6)),
    ("2023-11-30", [Double](repeating: 0, count: 11) + [1]),
    ("2023-12-30", [Double](repeating: 0, count: 11) + [1.0 / 31]),
  ]

  @Test(arguments: days)
  func `curves are those of a walk through the stages`(asOf: String, ahead: [Double]) {
    let pace = [1: 0.4, 2: 0, 5: 1.7, 7: 0, 12: 3]
    let shift = [2: 0.5, 3: -0.75, 6: 1.5, 12: -2]
    for rates in [ConversionRates.brisk, .slow] {
      for (pace, shift) in [([:], [:]), (pace, [:]), (pace, shift)] {
        let curves = curves(rates, asOf: asOf, pace: pace, shift: shift)
        let exposure = ahead.enumerated().map { $1 * (pace[$0 + 1] ?? 1) }
        for stage in Stage.beforeSigning {
          expectClose(
            curves.curve(district: "north", stage: stage),
            stageWalk(
              rates, from: stage, exposure: exposure, shift: (1...12).map { shift[$0] ?? 0 }))
        }
      }
    }
  }

  @Test func `a leap year's February has 29 days`() throws {
    let rates = ConversionRates.brisk
    let curves = ConversionCurves(
      rates: ["north": rates], pace: [:],
      planYear: PlanYear(
        year: 2024, asOf: try #require(CalendarDate(iso8601: "2024-02-28"))))
    let exposure = [0, 1.0 / 29] + [Double](repeating: 1, count: 10)
    expectClose(
      curves.curve(district: "north", stage: .approved),
      stageWalk(rates, from: .approved, exposure: exposure))
  }

  @Test func `one stage away the curve is an exponential`() {
    let curves = curves(.brisk, asOf: "2023-03-10")
    let expected = (1...12).map { month -> Double in
      month < 3 ? 0 : 0.9 * (1 - exp(-(21.0 / 31 + Double(month - 3)) / 1.25))
    }
    expectClose(curves.curve(district: "north", stage: .approved), expected)
  }

  @Test func `with equal dwell times the stages left are counted by a Poisson process`() {
    let rates = ConversionRates((0.6, 2.5), (0.55, 2.5), (0.65, 2.5), (0.9, 2.5))
    let curves = curves(rates)
    // P(at least `steps` events in `months` of rate 1/2.5) times the rates on the way.
    for (steps, stage, through) in [
      (4, Stage.identified, 0.6 * 0.55 * 0.65 * 0.9), (3, .contacted, 0.55 * 0.65 * 0.9),
      (2, .negotiating, 0.65 * 0.9), (1, .approved, 0.9),
    ] {
      func few(_ months: Double) -> Double {
        var term = exp(-months / 2.5)
        var sum = 0.0
        for left in 0..<steps {
          sum += term
          term *= months / 2.5 / Double(left + 1)
        }
        return sum
      }
      expectClose(
        curves.curve(district: "north", stage: stage),
        (1...12).map { through * (1 - few(Double($0))) })
      // Of those that enter the stage in March, by Simpson's rule over the day of entry.
      let steps = 200
      let entering = (1...12).map { month -> Double in
        guard month >= 3 else { return 0 }
        return (0...steps).reduce(0) { sum, step in
          let weight = step == 0 || step == steps ? 1 : step % 2 == 1 ? 4.0 : 2
          let ahead = Double(month - 3) + Double(step) / Double(steps)
          return sum + weight * through * (1 - few(ahead)) / Double(3 * steps)
        }
      }
      expectClose(
        curves.arrivalCurve(district: "north", stage: stage, month: 3), entering,
        tolerance: 1e-11)
    }
  }

  @Test(arguments: days)
  func `curves never fall, stay below the rates on the way and start at zero`(
    asOf: String, ahead: [Double]
  ) throws {
    let curves = curves(.brisk, asOf: asOf, pace: [4: 0, 6: 2.5])
    for (stage, bound) in zip(
      Stage.beforeSigning, [0.6 * 0.55 * 0.65 * 0.9, 0.55 * 0.65 * 0.9, 0.65 * 0.9, 0.9])
    {
      let curve = try #require(curves.curve(district: "north", stage: stage))
      for (month, value) in curve.enumerated() {
        #expect(value <= bound)
        #expect(value >= (month > 0 ? curve[month - 1] : 0))
        if ahead[month] == 0 { #expect(value == 0) }
      }
    }
  }

  @Test func `nothing moves in a month of no pace`() throws {
    let still = curves(.brisk, pace: [3: 0, 4: 0])
    let free = curves(.brisk)
    for stage in Stage.beforeSigning {
      let stopped = try #require(still.curve(district: "north", stage: stage))
      let moving = try #require(free.curve(district: "north", stage: stage))
      #expect(stopped[2] == stopped[1])
      #expect(stopped[3] == stopped[1])
      expectClose(Array(stopped[4...]), Array(moving[2..<10]))
    }
    let never = curves(.brisk, pace: Dictionary(uniqueKeysWithValues: (1...12).map { ($0, 0.0) }))
    #expect(
      never.curve(district: "north", stage: .approved) == [Double](repeating: 0, count: 12))
  }

  @Test func `rates of nothing and of everything`() {
    let none = curves(ConversionRates((0, 1), (0, 1), (0, 1), (0, 1)))
    #expect(none.curve(district: "north", stage: .approved) == [Double](repeating: 0, count: 12))
    // Dwell times of a hundred-thousandth of a month.
    let all = curves(.certain)
    expectClose(
      all.curve(district: "north", stage: .identified), [Double](repeating: 1, count: 12),
      tolerance: 1e-9)
  }

  @Test func `there is no curve of another district or of a later stage`() {
    let curves = curves(.brisk)
    #expect(curves.curve(district: "west", stage: .approved) == nil)
    for stage in [Stage.signed, .started, .producing, .lost] {
      #expect(curves.curve(district: "north", stage: stage) == nil)
    }
  }
}
