public import InvestmentPipeline

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// The scores of a backtest by horizon, for the city and for its districts together.
public struct BacktestSummary: Sendable, Codable {
  /// Scores of one method.
  public struct MethodScores: Sendable, Codable {
    /// The method.
    public var method: Backtest.Method
    /// Forecasts scored.
    public var count: Int
    /// Mean of forecast minus outcome.
    public var bias: Double
    /// Mean continuous ranked probability score, in projects or 亿元.
    public var crps: Double
    /// The same of the part above the number of the same length before.
    public var thresholdWeightedCrps: Double
    /// Mean Brier score of reaching the number of the same length before.
    public var brier: Double
    /// Mean logarithmic score; nil of amounts, for which it would hang on the width of classes.
    public var logarithmic: Double?
    /// Coverage of the central 50, 80 and 90 % intervals.
    public var coverage: [ShareEstimate]
  }

  /// A group of forecasts.
  public struct Group: Sendable, Codable {
    /// Months ahead.
    public var horizon: Int
    /// Whether these are the districts' forecasts rather than the city's.
    public var isByDistrict: Bool
    /// Origins, and forecasts that do not overlap: as many as are independent.
    public var origins: Int
    /// The number of forecasts that do not overlap.
    public var effectiveOrigins: Double
    /// The mean of the outcomes.
    public var meanOutcome: Double
    /// By method, over the forecasts that every method has made.
    public var methods: [MethodScores]
    /// The shares of the model's probability integral transforms in ten equal classes.
    public var transforms: [Double]
    /// Reliability of the model's probability of reaching the number of the same length before: by class of
    /// probability its mean, the share that happened, and their number.
    public var reliability: [Reliability]
    /// 1 minus the model's CRPS over the best baseline's; nil with too few origins for a verdict.
    public var skill: Double?
    /// The same of the blend.
    public var blendSkill: Double?
    /// The weight of the model in the blend that scores best, and how far outcomes lay from those of the same length before,
    /// as a share (root mean square): what a scenario's `blend` states. Of the city with a verdict only.
    public var blend: RunRateBlend?
  }

  /// A class of forecast probabilities.
  public struct Reliability: Sendable, Codable {
    /// The mean probability forecast.
    public var forecast: Double
    /// The share of events that happened.
    public var happened: Double
    /// The number of forecasts.
    public var count: Int
  }

  /// Forecasts that do not overlap, from which a verdict is given.
  public static let leastEffectiveOrigins = 5.0
  /// The baselines.
  static let baselines: [Backtest.Method] = [.pipeline, .lastPeriod, .sameLength, .lastYear]

  /// What was forecast.
  public var quantity: Backtest.Quantity
  /// By horizon, the city before the districts.
  public var groups: [Group] = []
  /// The first and the last origin.
  public var firstOrigin: CalendarDate?
  /// The last origin.
  public var lastOrigin: CalendarDate?

  /// The scores of a backtest.
  ///
  /// - Cost: O(n log n) in the size of all samples.
  public init(_ backtest: Backtest) {
    quantity = backtest.plan.quantity
    firstOrigin = backtest.cases.map(\.origin).min()
    lastOrigin = backtest.cases.map(\.origin).max()
    for horizon in backtest.plan.horizons {
      for isByDistrict in [false, true] {
        let cases = backtest.cases.filter {
          $0.horizon == horizon && ($0.districtID != nil) == isByDistrict
            && $0.forecasts.count == Backtest.Method.allCases.count
        }
        guard !cases.isEmpty else { continue }
        groups.append(
          Self.group(
            cases, horizon: horizon, isByDistrict: isByDistrict, step: backtest.plan.step,
            backtest.plan.quantity))
      }
    }
  }

  private static func group(
    _ cases: [Backtest.Case], horizon: Int, isByDistrict: Bool, step: Int,
    _ quantity: Backtest.Quantity
  ) -> Group {
    let origins = Set(cases.map(\.origin)).count
    let effective = max(1, Double(origins) * min(1, Double(step) / Double(horizon)))
    let perOrigin = Double(cases.count) / Double(origins)
    func threshold(_ item: Backtest.Case) -> Double { item.means[.sameLength] ?? 0 }
    let methods = Backtest.Method.allCases.map { method -> MethodScores in
      let scores = cases.map { (item: $0, score: $0.forecasts[method]!) }
      func mean(_ value: (Backtest.Case, SampleScores) -> Double) -> Double {
        scores.reduce(0) { $0 + value($1.item, $1.score) } / Double(scores.count)
      }
      return MethodScores(
        method: method, count: scores.count,
        bias: mean { item, _ in (item.means[method] ?? 0) - item.outcome },
        crps: mean { $1.crps() },
        thresholdWeightedCrps: mean { $1.crps(atLeast: threshold($0)) },
        brier: mean { $1.brier(atLeast: threshold($0)) },
        logarithmic: quantity == .projects ? mean { $1.logarithmic } : nil,
        coverage: [0.5, 0.8, 0.9].map { probability in
          ShareEstimate(
            count: scores.count { $0.score.interval(probability).contains($0.score.outcome) },
            trials: scores.count, effectiveTrials: effective * perOrigin)
        })
    }
    func crps(_ method: Backtest.Method) -> Double {
      methods.first { $0.method == method }!.crps
    }
    let best = baselines.map(crps).min()!
    let isKnown = effective >= leastEffectiveOrigins && best > 0
    let errors = cases.compactMap { item in
      item.means[.sameLength].flatMap { $0 > 0 ? item.outcome / $0 - 1 : nil }
    }
    let square = errors.reduce(0) { $0 + $1 * $1 } / Double(max(1, errors.count))
    let share = isKnown && !isByDistrict && square > 0 ? Backtest.bestShare(cases) : nil
    return Group(
      horizon: horizon, isByDistrict: isByDistrict, origins: origins, effectiveOrigins: effective,
      meanOutcome: cases.reduce(0) { $0 + $1.outcome } / Double(cases.count),
      methods: methods, transforms: transforms(cases), reliability: reliability(cases, threshold),
      skill: isKnown ? 1 - crps(.model) / best : nil,
      blendSkill: isKnown ? 1 - crps(.blend) / best : nil,
      blend: share.map {
        RunRateBlend(modelShare: $0, runRateDeviation: min(5, square.squareRoot()))
      })
  }

  /// The mass of each transform lies evenly between P(X < y) and P(X ≤ y) (Czado, Gneiting & Held 2009).
  private static func transforms(_ cases: [Backtest.Case]) -> [Double] {
    var shares = [Double](repeating: 0, count: 10)
    for item in cases {
      let score = item.forecasts[.model]!
      let (lower, upper) = (score.transform(0), score.transform(1))
      for number in shares.indices {
        let (start, end) = (Double(number) / 10, Double(number + 1) / 10)
        let share =
          upper > lower
          ? max(0, min(upper, end) - max(lower, start)) / (upper - lower)
          : lower >= start && (lower < end || number == 9) ? 1 : 0
        shares[number] += share / Double(cases.count)
      }
    }
    return shares
  }

  private static func reliability(
    _ cases: [Backtest.Case], _ threshold: (Backtest.Case) -> Double
  ) -> [Reliability] {
    var classes = [(sum: Double, happened: Int, count: Int)](repeating: (0, 0, 0), count: 5)
    for item in cases {
      let p = item.forecasts[.model]!.probability(atLeast: threshold(item))
      let number = min(4, Int(p * 5))
      classes[number].sum += p
      classes[number].count += 1
      if item.outcome >= threshold(item) { classes[number].happened += 1 }
    }
    return classes.filter { $0.count > 0 }.map {
      Reliability(
        forecast: $0.sum / Double($0.count), happened: Double($0.happened) / Double($0.count),
        count: $0.count)
    }
  }
}
