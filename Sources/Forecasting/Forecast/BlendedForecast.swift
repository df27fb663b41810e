import Distributions
public import InvestmentPipeline

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// The year's signed investment of the city by the model, by the run-rate, and by the mixture of both distributions in
/// the proportion that scored best in the past (a linear opinion pool, Stone 1961, doi:10.1214/aoms/1177704873).
public struct BlendedForecast: Sendable, Equatable {
  /// One of the three distributions.
  public struct Part: Sendable, Equatable {
    /// Its weight in the blend; 1 for the blend itself.
    public var weight: Double
    /// 亿元.
    public var mean: Double
    /// The central 80 % interval, 亿元.
    public var interval: ClosedRange<Double>
    /// The probabilities of the targets.
    public var probabilities: [Double]
  }

  /// The city's targets of signed investment by the end of the year.
  public var targets: [TargetForecast]
  /// The model's own forecast.
  public var model: Part
  /// What was signed so far, and as much from now on as in the same length of time before, with a log-normal error.
  public var runRate: Part
  /// Both.
  public var blend: Part
}

extension Forecast {
  /// The model's forecast mixed with the run-rate.
  ///
  /// - Parameters:
  ///   - blend: the weights, and the error of the run-rate.
  ///   - lastYear: signed investment by month, 1 … 12; needed for the months that this year does not have.
  /// - Returns: nil where the forecast does not hold the months, or the same length of time before is not known.
  /// - Cost: some hundred evaluations of each distribution.
  public func blended(_ blend: RunRateBlend, lastYear: [Int: Money]) -> BlendedForecast? {
    let passed =
      PlanYear(year: scenario.year, asOf: scenario.asOf).openMonths.lowerBound - 1
    let length = 12 - passed
    guard length > 0, passed >= length || !lastYear.isEmpty,
      let city = metric(.signedInvestment, over: .city), city.throughMonth.count == 12,
      let model = PiecewiseLinear(city.year), let mean = city.year.mean
    else { return nil }
    let months = Self.amounts(city)
    // The last `length` months: of this year, then of the one before.
    let own = months[max(0, passed - length)..<passed].reduce(0, +)
    let before = (0..<max(0, length - passed)).reduce(0.0) {
      $0 + (lastYear[12 - $1] ?? .zero).inHundredMillionYuan
    }
    guard own + before > 0 else { return nil }
    let runRate = ShiftedLogNormal(
      shift: months[..<passed].reduce(0, +), mean: own + before, variation: blend.runRateDeviation)
    let share = blend.modelShare
    func quantile(_ probability: Double) -> Double {
      var low = min(model.least, runRate.quantile(1e-4))
      var high = max(model.greatest, runRate.quantile(1 - 1e-4))
      for _ in 0..<60 {
        let middle = (low + high) / 2
        let below = share * model.below(middle) + (1 - share) * runRate.below(middle)
        if below < probability { low = middle } else { high = middle }
      }
      return (low + high) / 2
    }
    let targets = targets.filter { $0.metric == city.id && $0.throughMonth == 12 }
    let probabilities = targets.map { 1 - runRate.below($0.value) }
    let whole = runRate.shift + runRate.mean
    return BlendedForecast(
      targets: targets,
      model: .init(
        weight: share, mean: mean, interval: model.quantile(0.1)...model.quantile(0.9),
        probabilities: targets.map(\.probability)),
      runRate: .init(
        weight: 1 - share, mean: whole, interval: runRate.quantile(0.1)...runRate.quantile(0.9),
        probabilities: probabilities),
      blend: .init(
        weight: 1, mean: share * mean + (1 - share) * whole,
        interval: quantile(0.1)...quantile(0.9),
        probabilities: zip(targets, probabilities).map {
          share * $0.probability + (1 - share) * $1
        }))
  }
}

/// What is known, and a log-normal amount of a mean and a coefficient of variation.
private struct ShiftedLogNormal {
  let shift: Double
  let mean: Double
  private let variance: Double

  init(shift: Double, mean: Double, variation: Double) {
    (self.shift, self.mean) = (shift, mean)
    variance = log1p(variation * variation)
  }

  func below(_ value: Double) -> Double {
    value > shift
      ? standardNormalCDF((log((value - shift) / mean) + variance / 2) / variance.squareRoot()) : 0
  }

  func quantile(_ probability: Double) -> Double {
    shift + mean
      * exp(variance.squareRoot() * standardNormalQuantile(probability) - variance / 2)
  }
}

/// A distribution by its quantiles, on lines between them.
private struct PiecewiseLinear {
  private let points: [(probability: Double, value: Double)]
  var least: Double { points[0].value }
  var greatest: Double { points[points.count - 1].value }

  init?(_ summary: DistributionSummary) {
    guard let minimum = summary.minimum, let maximum = summary.maximum else { return nil }
    points =
      [(0, minimum)] + summary.quantiles.map { ($0.probability, $0.value) } + [(1, maximum)]
  }

  func below(_ value: Double) -> Double {
    if value <= least { return 0 }
    guard let upper = points.firstIndex(where: { $0.value >= value }) else { return 1 }
    let (a, b) = (points[upper - 1], points[upper])
    return a.probability + (b.probability - a.probability) * (value - a.value) / (b.value - a.value)
  }

  /// At one of the quantiles.
  func quantile(_ probability: Double) -> Double {
    points.first { $0.probability >= probability }!.value
  }
}
