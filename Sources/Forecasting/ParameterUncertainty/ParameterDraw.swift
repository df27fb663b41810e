import Calibration
public import InvestmentPipeline
package import RandomStreams
import Synchronization
import TileEngine

/// Blocks of trials that share one draw of the uncertain conversion rates.
enum ParameterDraw {
  /// Trials of a draw: as many as the widest tile.
  static let trialCount = Tile.greatestWidth
  /// Below this number of draws the parameters' share of the error is itself poorly known.
  static let leastCount = 64

  /// The number of the draw that a trial belongs to.
  static func number(ofTrial trial: Int) -> Int { trial / trialCount }
}

/// The scenario with the rates of each parameter draw, compiled when asked for and kept while it
/// may be needed again.
final class ParameterDrawScenarios: Sendable {
  private let base: CompiledScenario
  private let seed: Seed
  private let kept = Mutex<[Int: CompiledScenario]>([:])

  init(_ base: CompiledScenario, seed: Seed) {
    self.base = base
    self.seed = seed
  }

  func scenario(ofDraw draw: Int) -> CompiledScenario {
    if let scenario = kept.withLock({ $0[draw] }) { return scenario }
    let scenario = base.scenario(ofDraw: draw, seed: seed)
    kept.withLock {
      // Threads are rarely more than a draw or two apart.
      for other in $0.keys where other < draw - 8 { $0[other] = nil }
      $0[draw] = scenario
    }
    return scenario
  }
}

extension CompiledScenario {
  /// What is said of a forecast with too few parameter draws: their number, the least one, and the trials that it
  /// takes. Nil for enough of them, and where no parameter is uncertain.
  public func fewParameterDraws(trials: Int) -> (draws: Int, least: Int, trials: Int)? {
    let draws = (trials + ParameterDraw.trialCount - 1) / ParameterDraw.trialCount
    guard hasParameterDraws, draws < ParameterDraw.leastCount else { return nil }
    return (draws, ParameterDraw.leastCount, ParameterDraw.leastCount * ParameterDraw.trialCount)
  }

  /// The same scenario with the rates of a parameter draw.
  package func scenario(ofDraw draw: Int, seed: Seed) -> CompiledScenario {
    guard hasParameterDraws else { return self }
    var scenario = scenario
    if let rates {
      scenario.conversionRates = rates.rates(scenario.conversionRates, seed: seed, draw: draw)
    }
    do {
      return try CompiledScenario(
        scenario, like: self, drift: DriftDraw(scenario, seed: seed, draw: draw))
    } catch {
      preconditionFailure("rates strictly between 0 and 1 are as good as those stated: \(error)")
    }
  }
}

/// Parameter uncertainty and process variance of a forecast with uncertain conversion rates.
public struct RateUncertaintyForecast: Sendable, Codable, Equatable {
  /// A target's probability over the parameter draws.
  public struct Target: Sendable, Codable, Equatable {
    /// The target's identifier.
    public var id: String
    /// The target's title.
    public var title: BilingualText
    /// The mean of its probability over the parameter draws.
    public var probability: Double
    /// Standard deviation of the probability over parameter draws, without what the finite number
    /// of trials of a draw adds.
    public var standardDeviation: Double
    /// The 10 % and 90 % quantiles over parameter draws, shrunk in the same measure.
    public var lower: Double
    /// The 90 % quantile, as `lower`.
    public var upper: Double
  }

  /// The number of whole parameter draws.
  public var parameterDraws: Int
  /// The number of trials of each.
  public var trialsPerDraw: Int
  /// Standard deviations of the city's signed investment in the year, 亿元: between the means of
  /// parameter draws (parameter uncertainty, which better rates would remove), and within a draw
  /// (process variance). Their squares add up to the variance.
  public var standardDeviationBetweenDraws: Double
  /// The process variance as a standard deviation, as `standardDeviationBetweenDraws`.
  public var standardDeviationWithinDraws: Double
  /// The share of the variance that lies between parameter draws; nil where nothing varies.
  @NullIfUndefined public var betweenShare: Double?
  /// The standard error of `betweenShare`.
  @NullIfUndefined public var betweenShareStandardError: Double?
  /// The targets, in the order of the scenario.
  public var targets: [Target]
}

extension ForecastSummary {
  /// Nil where rates are taken as known, and for fewer than eight whole parameter draws.
  var rateUncertainty: RateUncertaintyForecast? {
    guard model.hasParameterDraws, let total = model.table.index(of: Metric(.signedInvestment))
    else {
      return nil
    }
    // A last draw with fewer trials is left out.
    func full(_ groups: [(sum: Int128, count: Int)]) -> [Double] {
      groups.filter { $0.count == ParameterDraw.trialCount }.map {
        Double($0.sum) / Double(ParameterDraw.trialCount)
      }
    }
    let means = full(accumulator.metrics[total].groups)
    guard means.count >= 8 else { return nil }
    let trials = Double(ParameterDraw.trialCount)
    let deviation = accumulator.metrics[total].standardDeviation
    let variance = deviation * deviation
    let spread = Self.variance(means)
    // E[spread] = between + within/n; the whole is between + within.
    let between = max(0, (spread - variance / trials) / (1 - 1 / trials))
    return RateUncertaintyForecast(
      parameterDraws: means.count, trialsPerDraw: ParameterDraw.trialCount,
      standardDeviationBetweenDraws: between.squareRoot() / 10_000,
      standardDeviationWithinDraws: max(0, variance - between).squareRoot() / 10_000,
      betweenShare: variance > 0 ? min(1, between / variance) : nil,
      // A variance over W normal values is known to √(2/(W − 1)) of itself.
      betweenShareStandardError: spread / variance
        * (2 / Double(means.count - 1)).squareRoot(),
      targets: model.scenario.targets.indices.map { index in
        let chances = full(accumulator.targets[index].groups)
        let mean = chances.reduce(0, +) / Double(chances.count)
        let spread = Self.variance(chances)
        let noise = chances.reduce(0) { $0 + $1 * (1 - $1) } / Double(chances.count) / (trials - 1)
        let own = max(0, spread - noise)
        let shrink = spread > 0 ? (own / spread).squareRoot() : 0
        let sorted = chances.sorted()
        func quantile(_ p: Double) -> Double {
          let at = p * Double(sorted.count - 1)
          let low = Int(at)
          let high = min(low + 1, sorted.count - 1)
          let value = sorted[low] + (at - Double(low)) * (sorted[high] - sorted[low])
          return min(1, max(0, mean + shrink * (value - mean)))
        }
        return RateUncertaintyForecast.Target(
          id: model.scenario.targets[index].id, title: model.scenario.targets[index].title,
          probability: mean,
          standardDeviation: own.squareRoot(), lower: quantile(0.1), upper: quantile(0.9))
      })
  }

  private static func variance(_ values: [Double]) -> Double {
    let mean = values.reduce(0, +) / Double(values.count)
    return values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count - 1)
  }
}
