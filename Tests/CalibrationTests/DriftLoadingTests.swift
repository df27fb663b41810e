import Calibration
import Distributions
import Foundation
import InvestmentPipeline
import RandomStreams
import Testing

@Suite struct DriftLoadingTests {
  // Over 2,000 equally likely values of D and F: the probability of a period has the same mean and nearly the same
  // variance whether the log odds vary, or the factor has the equivalent loading.
  @Test(arguments: [0.1, 0.35, 0.8], [0.3, 0.5, 0.85])
  func `a loading describes the variation of drift`(_ deviation: Double, _ rate: Double) throws {
    let loading = RecordsFit.Drift.loading(deviation)
    let normal = (0..<2_000).map { standardNormalQuantile((Double($0) + 0.5) / 2_000) }
    func moments(_ values: [Double]) -> (mean: Double, deviation: Double) {
      let mean = values.reduce(0, +) / Double(values.count)
      let square = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)
      return (mean, square.squareRoot())
    }
    let odds = log(rate / (1 - rate))
    let drifting = moments(normal.map { 1 / (1 + exp(-odds - deviation * $0)) })
    let threshold = standardNormalQuantile(drifting.mean)
    let loaded = moments(
      normal.map {
        standardNormalCDF((threshold - loading * $0) / (1 - loading * loading).squareRoot())
      })
    #expect(abs(loaded.mean - drifting.mean) < 1e-4)
    #expect(abs(loaded.deviation / drifting.deviation - 1) < 0.09)
  }

  // Seed 311. Four chains whose rates differ lastingly by up to 1.6 on the log odds, 3,600 leads in 12 quarters: only what
  // varies between the quarters is drift of the chains.
  @Test(arguments: [0, 0.6]) func `chains vary of their own`(_ deviation: Double)
    throws
  {
    let first = CalendarDate(iso8601: "2020-01-01")!
    let lasting = [-0.8, -0.3, 0.3, 0.8]
    func draws(_ number: Int, _ purpose: Purpose) -> DrawStream {
      DrawStream(
        seed: Seed(311), trial: UInt32(number), purpose: purpose, key: EntityKey(id: "chain"))
    }
    let own = (0..<48).map { number in
      var stream = draws(number, .factor)
      return deviation * standardNormalQuantile(stream.nextOpenUnit())
    }
    let records = (0..<3_600).map { number -> LeadRecord in
      let (quarter, chain) = (number / 300, number % 4)
      var stream = draws(number, .conversion)
      let begin = first.advanced(byMonths: 3 * quarter)!
      let odds = lasting[chain] + own[quarter * 4 + chain]
      let isAdvance = stream.nextOpenUnit() < 1 / (1 + exp(-odds))
      let start = Int(60 * stream.nextOpenUnit())
      return LeadRecord(
        id: "\(number)", districtID: "a", chainID: "chain-\(chain)",
        events: [
          StageEvent(.approved, begin.advanced(by: start)!),
          StageEvent(
            isAdvance ? .signed : .lost,
            begin.advanced(by: start + 1 + Int(25 * stream.nextOpenUnit()))!),
        ])
    }
    let fit = try RecordsFit(
      StageSpells(records, from: first, asOf: CalendarDate(iso8601: "2022-12-31")!),
      districts: ["a"])
    let chains = try #require(try fit.chainDrift())
    let found = try #require(chains.deviations[.approved])
    #expect(found.lower < found.value && found.value < found.upper)
    #expect(abs(chains.loading - RecordsFit.Drift.loading(found.value)) < 1e-12)
    let drift = try #require(fit.drift)
    let city = try #require(drift.cityDeviations[.approved])
    // The mean of what four chains vary is the city's.
    #expect(drift.districtDeviations.isEmpty)
    #expect(city.lower < max(0.1, deviation / 2) && city.upper > deviation / 2)
    if deviation == 0 {
      #expect(found.lower < 0.05 && found.upper < 0.3)
    } else {
      #expect(found.lower > 0.35 && found.lower < deviation && found.upper > deviation)
    }
  }
}
