// Fits to spells that are drawn from a known process: censored by the as-of date, truncated by the window.
import Calibration
import Distributions
import InvestmentPipeline
import RandomStreams
import TestSupport
import Testing

struct DwellTimeFitTests {
  /// A steady stream of leads at one stage, seen from day 0 to `window`; those that left before are not seen.
  static func spells(
    _ advance: PhaseType, lost: PhaseType, rate: Double, leads: Int, seed: UInt64,
    window: Double = 1_000
  ) -> [StageSpell] {
    let first = CalendarDate(iso8601: "2020-01-01")!
    func day(_ time: Double) -> CalendarDate { first.advanced(by: Int(time.rounded(.down)))! }
    return (0..<leads).compactMap { number in
      var draws = DrawStream(
        seed: Seed(seed), trial: UInt32(number), purpose: .conversion, key: EntityKey(id: "lead"))
      let start = -400 + (window + 400) * draws.nextOpenUnit()
      let isAdvance = draws.nextOpenUnit() < rate
      let wait = (isAdvance ? advance : lost).draw(using: &draws) * 30.436_875
      let end = start + wait
      guard end >= 0 else { return nil }
      let isOpen = end >= window
      return StageSpell(
        stage: .approved, districtID: "north", start: day(start),
        end: day(isOpen ? window - 1 : end),
        outcome: isOpen ? .open : isAdvance ? .advanced : .lost,
        daysBefore: max(0, -Int(start.rounded(.down))))
    }
  }

  // Seeds 301 to 306, 3,000 leads: the mean is known to about 2 % of c.
  @Test(.heavyNumerics, arguments: [(0.35, 301), (0.57, 302), (1, 303), (1.8, 304)])
  func `shape and mean are found in spite of censoring and truncation`(c: Double, seed: Int) throws
  {
    let truth = try PhaseType(mean: 4, coefficientOfVariation: c)
    let fit = DwellTimeFit(
      Self.spells(truth, lost: truth, rate: 0.4, leads: 3_000, seed: UInt64(seed)),
      districts: ["north"])
    #expect((fit.dwellTime.meanMonths / 4 - 1).magnitude < 0.1 * max(c, 0.5))
    #expect((fit.dwellTime.variation / c - 1).magnitude < 0.08)
    #expect(fit.variation.lower * 0.97 <= c && fit.variation.upper * 1.03 >= c)
    #expect(fit.lostDwellTime == nil)
    #expect((c == 1) == (fit.dwellTime.variation == 1))
  }

  // Seed 305. Lost leads leave after a third of the time: the share that advances among those that have left
  // would be too low.
  @Test(.heavyNumerics) func `separate waits of lost leads are found`() throws {
    let fit = DwellTimeFit(
      Self.spells(
        try PhaseType(mean: 6, coefficientOfVariation: 0.6),
        lost: try PhaseType(mean: 2, coefficientOfVariation: 1.2), rate: 0.5, leads: 4_000,
        seed: 305, window: 400), districts: ["north"])
    #expect((fit.dwellTime.meanMonths / 6 - 1).magnitude < 0.08)
    let lost = try #require(fit.lostDwellTime)
    #expect((lost.meanMonths / 2 - 1).magnitude < 0.12)
    #expect((fit.dwellTime.variation / 0.6 - 1).magnitude < 0.12)
    #expect((lost.variation / 1.2 - 1).magnitude < 0.15)
  }

  @Test func `months at risk count open leads`() throws {
    // The mean wait of those that left would be 1.0; two of three leads are still there.
    let first = CalendarDate(iso8601: "2023-01-01")!
    func spell(_ days: Int, _ outcome: StageSpell.Outcome) -> StageSpell {
      StageSpell(
        stage: .approved, districtID: "north", start: first, end: first.advanced(by: days)!,
        outcome: outcome, daysBefore: 0)
    }
    let spells =
      Array(repeating: spell(30, .advanced), count: 10)
      + Array(repeating: spell(60, .open), count: 20)
    let fit = DwellTimeFit(spells, districts: ["north"])
    // 10 exits in 10·30 + 20·60 days, some half a day each more or less.
    #expect((fit.dwellTime.meanMonths / (1_510 / 10 / 30.436_875) - 1).magnitude < 0.01)
  }

  // Seed 307. Estimates from records of a whole pipeline: rates within four of their own errors.
  @Test(.heavyNumerics) func `rates of a pipeline are found`() throws {
    var records: [LeadRecord] = []
    let rates = ConversionRates((0.55, 1.5), (0.6, 1.5), (0.55, 2), (0.85, 1))
    let first = CalendarDate(iso8601: "2019-01-01")!
    for number in 0..<3_000 {
      var draws = DrawStream(
        seed: Seed(307), trial: UInt32(number), purpose: .conversion, key: EntityKey(id: "lead"))
      var time = 1_825 * draws.nextOpenUnit()
      var events: [StageEvent] = []
      func add(_ stage: Stage) {
        events.append(StageEvent(stage, first.advanced(by: Int(time.rounded(.down)))!))
      }
      add(.identified)
      for (index, stage) in Stage.beforeSigning.enumerated() {
        let rate = rates[stage]!
        time +=
          try PhaseType(mean: rate.dwellTimeMonths).draw(using: &draws) * 30.436_875
        let isAdvance = draws.nextOpenUnit() < rate.conversionRate
        add(isAdvance ? index < 3 ? Stage.beforeSigning[index + 1] : .signed : .lost)
        if !isAdvance { break }
      }
      records.append(
        LeadRecord(id: "\(number)", districtID: number % 3 == 0 ? "a" : "b", events: events))
    }
    let fit = try RecordsFit(
      StageSpells(records, asOf: CalendarDate(iso8601: "2023-12-31")!), districts: ["a", "b"])
    for entry in fit.rates.entries {
      let truth = rates[entry.stage]!
      let error = (entry.conversionRate.upper - entry.conversionRate.lower) / 3.29
      #expect((entry.conversionRate.value - truth.conversionRate).magnitude < 4 * error)
      let dwell = try #require(entry.dwellMonths)
      let dwellError = (dwell.upper - dwell.lower) / 3.29
      #expect((dwell.value - truth.dwellTimeMonths).magnitude < 4 * dwellError)
    }
    #expect(fit.seasons.allSatisfy { ($0.pace - 1).magnitude < 0.15 })
    let drift = try #require(fit.drift)
    #expect(drift.periods == 20 && drift.cityDeviations[.identified]!.value < 0.2)
    #expect(fit.arrivals.map(\.count).reduce(0, +) == 3_000)
  }
}
