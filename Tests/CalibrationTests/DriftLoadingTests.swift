import Calibration
import Distributions
import Foundation
import InvestmentPipeline
import Testing

@Suite struct DriftLoadingTests {
  // Over 2,000 equally likely values of D and F: the probability of a period has the same mean and nearly the same
  // variance whether the log odds vary, or the factor has the equivalent loading.
  @Test(arguments: [0.1, 0.35, 0.8], [0.3, 0.5, 0.85])
  func `a loading describes the variation of drift`(_ deviation: Double, _ rate: Double) throws {
    let drift = RecordsFit.Drift(
      periodMonths: 3, periods: 20, cityDeviations: [.approved: deviation],
      districtDeviations: [:], paceDeviation: 0)
    let loading = try #require(drift.cityLoading(.approved))
    #expect(drift.cityLoading(.identified) == nil)
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
}
