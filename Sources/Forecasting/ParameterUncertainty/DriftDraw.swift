import Distributions
import InvestmentPipeline
import RandomStreams

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// What one parameter draw makes of the drift: rates and speed by month.
struct DriftDraw {
  private let drift: Drift
  private let firstMonth: Int
  /// By period: D, and the factor of the speed.
  private var common: [(value: Double, speed: Double)] = []
  private let seed: Seed
  private let draw: Int

  init?(_ scenario: Scenario, seed: Seed, draw: Int) {
    guard let drift = scenario.drift else { return nil }
    self.drift = drift
    self.seed = seed
    self.draw = draw
    firstMonth = scenario.planYear.openMonths.lowerBound
    let deviation = drift.paceDeviation
    for period in 0...period(12) {
      let values = Self.normals(2, seed, draw, "city.\(period)")
      common.append((values[0], exp(deviation * values[1] - deviation * deviation / 2)))
    }
  }

  private static func normals(_ count: Int, _ seed: Seed, _ draw: Int, _ id: String) -> [Double] {
    var stream = DrawStream(
      seed: seed, trial: UInt32(draw), purpose: .drift, key: EntityKey(id: id))
    return (0..<count).map { _ in standardNormalQuantile(stream.nextOpenUnit()) }
  }

  /// The mean log odds μ with E[1/(1 + exp(−μ − s·Z))] = rate.
  private static func center(_ rate: Double, deviation: Double) -> Double {
    // The stretch of Zeger, Liang & Albert (1988, doi:10.2307/2531734) is near; Newton's method on
    // trapezoids in Z makes it exact.
    var center =
      log(rate / (1 - rate)) * (1 + 0.345_843 * deviation * deviation).squareRoot()
    for _ in 0..<3 {
      var (mean, slope) = (0.0, 0.0)
      for step in -20...20 {
        let z = Double(step) * 0.3
        let weight = 0.3 * exp(-z * z / 2) / (2 * Double.pi).squareRoot()
        let p = 1 / (1 + exp(-center - deviation * z))
        mean += weight * p
        slope += weight * p * (1 - p)
      }
      center += (rate - mean) / max(slope, 1e-12)
    }
    return center
  }

  private func period(_ month: Int) -> Int { (month - firstMonth) / drift.periodMonths }

  /// The factor of the speed in a month.
  func speed(_ month: Int) -> Double { common[period(month)].speed }

  /// The rates of a district by open month.
  func rates(_ stated: ConversionRates, district: District.ID) -> [ConversionRates] {
    let parts = Stage.beforeSigning.compactMap { stage -> (Stage, Double, Double, Double)? in
      let rate = stated[stage]!.conversionRate
      let city = drift.cityDeviations[stage] ?? 0
      let own = drift.districtDeviations[stage] ?? 0
      let variance = city * city + own * own
      guard variance > 0, rate > 0, rate < 1 else { return nil }
      return (stage, Self.center(rate, deviation: variance.squareRoot()), city, own)
    }
    let periods = common.indices.map { period in
      let values = Self.normals(
        Stage.beforeSigning.count, seed, draw, "district.\(district).\(period)")
      var rates = stated
      for (stage, center, city, own) in parts {
        let odds =
          center + city * common[period].value
          + own * values[Stage.beforeSigning.firstIndex(of: stage)!]
        rates[stage]!.conversionRate = 1 / (1 + exp(-odds))
      }
      return rates
    }
    return (firstMonth...12).map { periods[period($0)] }
  }
}
