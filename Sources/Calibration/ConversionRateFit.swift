import Distributions
public import InvestmentPipeline
public import LinearAlgebra
package import RandomStreams

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Conversion rates and dwell times estimated from a history of counts, by district and stage,
/// with their posterior distributions.
///
/// Stages and the two quantities are fitted separately; within each, districts are partially
/// pooled (`PooledFit`).
public struct ConversionRateFit: Sendable {
  /// An estimate with its 90 % interval.
  public struct Estimate: Sendable, Codable, Equatable {
    /// The point estimate.
    public var value: Double
    /// The lower end of the interval.
    public var lower: Double
    /// The upper end of the interval.
    public var upper: Double
  }

  /// The estimates for one stage of one district.
  public struct Entry: Sendable, Codable, Equatable {
    /// The stage.
    public var stage: Stage
    /// The district.
    public var district: District.ID
    /// The number of leads that left the stage.
    public var entered: Int
    /// The number of these that reached the next stage.
    public var advanced: Int
    /// The conversion rate, in (0, 1).
    public var conversionRate: Estimate
    /// Shrinkage weight of the conversion rate towards the city's: 0 for the district's own rate
    /// alone, 1 for the city's alone.
    public var shrinkage: Double
    /// Nil without months in the history.
    public var dwellMonths: Estimate?
    /// Shrinkage weight of the dwell time.
    public var dwellShrinkage: Double?
  }

  /// The city's own rates, by stage.
  public struct City: Sendable, Codable, Equatable {
    /// The stage.
    public var stage: Stage
    /// The conversion rate, in (0, 1).
    public var conversionRate: Estimate
    /// The mean dwell time in months; nil without months in the history.
    public var dwellMonths: Estimate?
  }

  /// A stage with its fits.
  struct Part: Sendable {
    var stage: Stage
    var rates: PooledFit
    var dwells: PooledFit?
    /// Of the covariances, lower triangular.
    var rateFactor: Matrix
    var dwellFactor: Matrix?
  }

  let districts: [District.ID]
  let parts: [Part]
  /// The estimates, by stage, then by district.
  public let entries: [Entry]
  /// The city's estimates, by stage.
  public let city: [City]

  /// - Parameter districts: in the order of `entries`; those without counts take the city's
  ///   rates.
  /// - Throws: `LinearAlgebraError` only for counts that `ConversionHistory.problems` refuses.
  public init(_ history: ConversionHistory, districts: [District.ID]) throws(LinearAlgebraError) {
    try self.init(history, districts: districts, dwellTimes: [:])
  }

  /// - Parameter dwellTimes: by stage, fits to single spells, whose observations take the place of the
  ///   counts'.
  init(
    _ history: ConversionHistory, districts: [District.ID], dwellTimes: [Stage: DwellTimeFit]
  ) throws(LinearAlgebraError) {
    // The many small factorisations wait for one another on OpenBLAS's own threads.
    useOneThreadPerCall()
    self.districts = districts
    var parts: [Part] = []
    var entries: [Entry] = []
    var city: [City] = []
    for stage in Stage.beforeSigning {
      guard let counts = history.counts[stage] else { continue }
      let (rates, dwells) = try Self.fits(counts, districts, dwellTimes[stage])
      parts.append(
        Part(
          stage: stage, rates: rates, dwells: dwells,
          rateFactor: try rates.covariance.choleskyFactor(),
          dwellFactor: try dwells.map { dwells throws(LinearAlgebraError) in
            try dwells.covariance.choleskyFactor()
          }))
      city.append(
        City(
          stage: stage,
          conversionRate: Self.estimate(rates.center, rates.centerStandardDeviation, Self.logistic),
          dwellMonths: dwells.map {
            Self.estimate($0.center, $0.centerStandardDeviation) { exp($0) }
          }))
      for (index, district) in districts.enumerated() {
        entries.append(
          Entry(
            stage: stage, district: district, entered: counts[district]?.entered ?? 0,
            advanced: counts[district]?.advanced ?? 0,
            conversionRate: Self.estimate(
              rates.means[index], rates.standardDeviations[index], Self.logistic),
            shrinkage: rates.shrinkage[index],
            dwellMonths: dwells.map {
              Self.estimate($0.means[index], $0.standardDeviations[index]) { exp($0) }
            }, dwellShrinkage: dwells?.shrinkage[index]))
      }
    }
    self.parts = parts
    self.entries = entries
    self.city = city
  }

  /// Rates and dwell times of one stage; the latter nil without months.
  private static func fits(
    _ counts: [District.ID: StageCounts], _ districts: [District.ID], _ spells: DwellTimeFit?
  ) throws(LinearAlgebraError) -> (rates: PooledFit, dwells: PooledFit?) {
    if let spells {
      return (
        try PooledFit(
          spells.counts.map { .binomial(trials: $0.left, successes: $0.advanced) }),
        try PooledFit(spells.observations)
      )
    }
    let rates = try PooledFit(
      districts.map { district in
        let own = counts[district] ?? StageCounts(entered: 0, advanced: 0)
        return .binomial(trials: Double(own.entered), successes: Double(own.advanced))
      })
    guard counts.values.contains(where: { ($0.months ?? 0) > 0 }) else { return (rates, nil) }
    return (
      rates,
      try PooledFit(
        districts.map { district in
          guard let own = counts[district], let months = own.months, months > 0 else {
            return .exponential(count: 0, sum: 0)
          }
          return .exponential(count: Double(own.entered), sum: months)
        })
    )
  }

  private static func estimate(
    _ mean: Double, _ deviation: Double, _ transform: (Double) -> Double
  ) -> Estimate {
    // The 95 % quantile of the standard normal distribution.
    let reach = 1.644_853_626_951_472_7 * deviation
    return Estimate(
      value: transform(mean), lower: transform(mean - reach), upper: transform(mean + reach))
  }

  static func logistic(_ x: Double) -> Double { 1 / (1 + exp(-x)) }

  /// The rates of one parameter draw: those stated, moved by a draw from the posterior deviations.
  package func rates(
    _ stated: [District.ID: ConversionRates], seed: Seed, draw: Int
  ) -> [District.ID: ConversionRates] {
    var result = stated
    for part in parts {
      let rates = deviations(part.rateFactor, seed, draw, "rate.\(part.stage.rawValue)")
      let dwells = part.dwellFactor.map {
        deviations($0, seed, draw, "dwell.\(part.stage.rawValue)")
      }
      for (index, district) in districts.enumerated() {
        guard var rate = result[district]?[part.stage] else { continue }
        if rate.conversionRate > 0, rate.conversionRate < 1 {
          let odds = log(rate.conversionRate / (1 - rate.conversionRate))
          rate.conversionRate = Self.logistic(odds + rates[index])
        }
        if let dwells {
          rate.dwellTime.meanMonths *= exp(dwells[index])
          rate.lostDwellTime?.meanMonths *= exp(dwells[index])
        }
        result[district]![part.stage] = rate
      }
    }
    return result
  }

  private func deviations(_ factor: Matrix, _ seed: Seed, _ draw: Int, _ id: String) -> [Double] {
    var stream = DrawStream(
      seed: seed, trial: UInt32(draw), purpose: .conversionRates, key: EntityKey(id: id))
    let normals = (0..<factor.rowCount).map { _ in
      standardNormalQuantile(stream.nextOpenUnit())
    }
    return (0..<factor.rowCount).map { row in
      (0...row).reduce(0) { $0 + factor[row, $1] * normals[$1] }
    }
  }
}
