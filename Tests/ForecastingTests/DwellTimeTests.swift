// Dwell times with a shape: curves against survival functions where one stage is left, and against
// leads that are followed one by one.
import Distributions
import Forecasting
import Foundation
import InvestmentPipeline
import RandomStreams
import TestSupport
import Testing

struct DwellTimeTests {
  static let variations = [0.25, 0.5, 0.8, 1, 1.7, 4]

  private func curves(
    _ approved: StageRate, pace: [Int: Double] = [:], shift: [Int: Double] = [:]
  ) -> ConversionCurves {
    var rates = ConversionRates.brisk
    rates.approved = approved
    return ConversionCurves(
      rates: ["north": rates], pace: pace, shift: shift,
      planYear: PlanYear(year: 2023, asOf: CalendarDate(iso8601: "2022-12-31")!))
  }

  private func expectClose(
    _ curve: [Double]?, _ location: SourceLocation = #_sourceLocation,
    _ expected: (Double) -> Double
  ) throws {
    let curve = try #require(curve)
    for (index, value) in curve.enumerated() {
      let expected = expected(Double(index + 1))
      #expect(
        (value - expected).magnitude <= 1e-11, "month \(index + 1)", sourceLocation: location)
    }
  }

  @Test(arguments: variations) func `the time spent at the stage counts`(_ c: Double) throws {
    let dwell = try PhaseType(mean: 2, coefficientOfVariation: c)
    let curves = curves(
      StageRate(conversionRate: 0.7, dwellTime: DwellTime(meanMonths: 2, variation: c)))
    for age in [0, 0.3, 1.5, 4] {
      try expectClose(curves.curve(district: "north", stage: .approved, age: age)) {
        0.7 * (1 - dwell.survival(age + $0) / dwell.survival(age))
      }
    }
    // Unknown: the density of what remains is S(x)/mean.
    try expectClose(curves.curve(district: "north", stage: .approved)) {
      0.7 * dwell.integratedSurvival(from: 0, to: $0) / 2
    }
    try expectClose(curves.arrivalCurve(district: "north", stage: .approved, month: 1)) {
      // Of a lead that comes at a uniform time of January, at its age at the end of the month.
      0.7 * (1 - dwell.integratedSurvival(from: $0 - 1, to: $0))
    }
  }

  @Test(arguments: variations) func `lost leads may wait differently`(_ c: Double) throws {
    let advance = try PhaseType(mean: 2, coefficientOfVariation: c)
    let lost = try PhaseType(mean: 0.75, coefficientOfVariation: 1.25)
    let curves = curves(
      StageRate(
        conversionRate: 0.4, dwellTime: DwellTime(meanMonths: 2, variation: c),
        lostDwellTime: DwellTime(meanMonths: 0.75, variation: 1.25)))
    for age in [0, 0.3, 3] {
      let present = 0.4 * advance.survival(age) + 0.6 * lost.survival(age)
      try expectClose(curves.curve(district: "north", stage: .approved, age: age)) {
        0.4 * (advance.survival(age) - advance.survival(age + $0)) / present
      }
    }
    try expectClose(curves.curve(district: "north", stage: .approved)) {
      0.4 * advance.integratedSurvival(from: 0, to: $0) / (0.4 * 2 + 0.6 * 0.75)
    }
  }

  @Test func `equal waits of lost leads change nothing`() throws {
    let dwell = DwellTime(meanMonths: 2, variation: 0.6)
    let one = curves(StageRate(conversionRate: 0.4, dwellTime: dwell))
    var other = dwell
    other.variation += 1e-13
    let two = curves(StageRate(conversionRate: 0.4, dwellTime: dwell, lostDwellTime: other))
    for age in [nil, 0, 2.5] {
      for stage in Stage.beforeSigning {
        let first = try #require(one.curve(district: "north", stage: stage, age: age))
        let second = try #require(two.curve(district: "north", stage: stage, age: age))
        for (first, second) in zip(first, second) {
          #expect((first - second).magnitude < 1e-11)
        }
      }
    }
  }

  // Exact: integrals of survival against sums of midpoints.
  @Test(arguments: variations) func `integrals of survival`(_ c: Double) throws {
    let dwell = try PhaseType(mean: 2, coefficientOfVariation: c)
    for (lower, upper) in [(0.0, 1.0), (2, 5), (0.5, 0.5 + 1e-6), (0, 1e-7)] {
      let width = (upper - lower) / 4000
      let sum = (0..<4000).reduce(0.0) {
        $0 + width * dwell.survival(lower + width * (Double($1) + 0.5))
      }
      let integral = dwell.integratedSurvival(from: lower, to: upper)
      #expect((integral - sum).magnitude <= 1e-6 * sum)
    }
    #expect((dwell.integratedSurvival(from: 0, to: 1e4) - 2).magnitude < 1e-9)
  }

  /// A lead that is followed from its entry at a stage: the month of signing, 1 … 12, or nil.
  ///
  /// - Parameter clock: time since the beginning of the year, in months.
  private func signing(
    _ rates: ConversionRates, from stage: Int, at start: Double, pace: (Int) -> Double,
    shift: (Int) -> Double, _ draws: inout DrawStream
  ) throws -> Int? {
    var clock = start
    for stage in Stage.beforeSigning[stage...] {
      let rate = rates[stage]!
      // Separate waits are chosen on entry, others end in the month that decides.
      func advances(_ month: Int) -> Bool {
        draws.nextOpenUnit()
          < normalCDF(normalQuantile(rate.conversionRate) + shift(min(11, month)))
      }
      var dwell = rate.dwellTime
      var isAdvance: Bool?
      if let lost = rate.lostDwellTime {
        isAdvance = advances(Int(clock))
        if isAdvance == false { dwell = lost }
      }
      var left = try PhaseType(mean: dwell.meanMonths, coefficientOfVariation: dwell.variation)
        .draw(using: &draws)
      while true {
        let month = Int(clock)
        guard month < 12 else { return nil }
        let available = (Double(month + 1) - clock) * pace(month)
        if available > left {
          clock += left / pace(month)
          break
        }
        left -= available
        clock = Double(month + 1)
      }
      guard isAdvance ?? advances(Int(clock)) else { return nil }
    }
    return Int(clock) + 1
  }

  // Seed 211. Leads that enter a stage at a uniform time of March; false alarm 7·10⁻⁶ each.
  @Test(.heavyNumerics) func `curves are those of leads that are followed one by one`() throws {
    var rates = ConversionRates.brisk
    rates.identified.dwellTime.variation = 0.4
    rates.contacted.lostDwellTime = DwellTime(meanMonths: 0.8, variation: 2)
    rates.negotiating.dwellTime.variation = 1.8
    rates.approved.dwellTime = DwellTime(meanMonths: 1.25, variation: 0.7)
    let pace = [3: 0.5, 5: 0, 6: 2.5, 12: 1.5]
    let shift = [4: 0.6, 6: -0.8, 12: 0.9]
    let curves = ConversionCurves(
      rates: ["north": rates], pace: pace, shift: shift,
      planYear: PlanYear(year: 2023, asOf: CalendarDate(iso8601: "2022-12-31")!))
    let leads = 100_000 * trialFactor
    for stage in Stage.beforeSigning.indices {
      var signed = [Int](repeating: 0, count: 13)
      for number in 0..<leads {
        var draws = DrawStream(
          seed: Seed(211), trial: UInt32(number), purpose: .conversion,
          key: EntityKey(id: "lead at \(stage)"))
        let month = try signing(
          rates, from: stage, at: 2 + draws.nextOpenUnit(), pace: { pace[$0 + 1] ?? 1 },
          shift: { shift[$0 + 1] ?? 0 }, &draws)
        if let month { signed[month] += 1 }
      }
      let curve = try #require(
        curves.arrivalCurve(district: "north", stage: Stage.beforeSigning[stage], month: 3))
      var sum = 0
      for month in 1...12 {
        sum += signed[month]
        #expect(
          z(hits: sum, of: leads, probability: curve[month - 1]).magnitude < greatestZ,
          "\(Stage.beforeSigning[stage]), month \(month)")
      }
    }
  }

  // Seed 212. A steady stream of leads, found at one time: the equilibrium distribution.
  @Test(.heavyNumerics) func `a lead found at a random time waits as in equilibrium`() throws {
    let rate = StageRate(
      conversionRate: 0.45, dwellTime: DwellTime(meanMonths: 2, variation: 0.5),
      lostDwellTime: DwellTime(meanMonths: 4, variation: 1.5))
    let curves = curves(rate)
    let curve = try #require(curves.curve(district: "north", stage: .approved))
    let waits = try [rate.dwellTime, rate.lostDwellTime!].map {
      try PhaseType(mean: $0.meanMonths, coefficientOfVariation: $0.variation)
    }
    var (found, signed) = (0, [Int](repeating: 0, count: 13))
    for number in 0..<(400_000 * trialFactor) {
      var draws = DrawStream(
        seed: Seed(212), trial: UInt32(number), purpose: .conversion, key: EntityKey(id: "steady"))
      // Hundred months of arrivals before the as-of date: no wait is longer in this test's sense.
      let arrival = -100 * draws.nextOpenUnit()
      let isAdvance = draws.nextOpenUnit() < rate.conversionRate
      let end = arrival + waits[isAdvance ? 0 : 1].draw(using: &draws)
      guard end > 0 else { continue }
      found += 1
      if isAdvance, end < 12 { signed[Int(end) + 1] += 1 }
    }
    var sum = 0
    for month in 1...12 {
      sum += signed[month]
      #expect(z(hits: sum, of: found, probability: curve[month - 1]).magnitude < greatestZ)
    }
  }
}
