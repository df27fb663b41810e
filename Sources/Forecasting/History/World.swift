import InvestmentPipeline
import LinearAlgebra
import RandomStreams
import Synchronization
import TileEngine

/// Trials that share one draw of the conversion rates.
enum World {
  /// Trials of a world: as many as the widest tile.
  static let trialCount = Tile.greatestWidth

  static func number(ofTrial trial: Int) -> Int { trial / trialCount }
}

/// The models of worlds, made as they are asked for and kept while they may be needed again.
final class WorldModels: Sendable {
  private let base: ForecastModel
  private let seed: Seed
  private let kept = Mutex<[Int: ForecastModel]>([:])

  init(_ base: ForecastModel, seed: Seed) {
    self.base = base
    self.seed = seed
  }

  func model(ofWorld world: Int) -> ForecastModel {
    if let model = kept.withLock({ $0[world] }) { return model }
    let model = base.model(ofWorld: world, seed: seed)
    kept.withLock {
      // Threads are rarely more than a world or two apart.
      for other in $0.keys where other < world - 8 { $0[other] = nil }
      $0[world] = model
    }
    return model
  }
}

extension ForecastModel {
  /// The same scenario with the rates of a world.
  func model(ofWorld world: Int, seed: Seed) -> ForecastModel {
    guard let rates else { return self }
    var scenario = scenario
    scenario.conversionRates = rates.rates(scenario.conversionRates, seed: seed, world: world)
    do {
      return try ForecastModel(scenario, like: self)
    } catch {
      preconditionFailure("rates strictly between 0 and 1 are as good as those stated: \(error)")
    }
  }
}

/// What the rates leave open, set apart from chance.
public struct RateUncertaintyForecast: Sendable, Codable, Equatable {
  /// A target's probability from world to world.
  public struct Target: Sendable, Codable, Equatable {
    public var id: String
    public var title: BilingualText
    public var probability: Double
    /// Standard deviation of the probability over worlds, without what the finite number of trials
    /// of a world adds.
    public var standardDeviation: Double
    /// The 10 % and 90 % quantiles over worlds, shrunk in the same measure.
    public var lower: Double
    public var upper: Double
  }

  public var worlds: Int
  public var trialsPerWorld: Int
  /// Standard deviations of the city's signed investment in the year, 亿元: from world to world,
  /// which better rates would remove, and within a world, which is chance. Their squares add up to
  /// the variance.
  public var standardDeviationBetweenWorlds: Double
  public var standardDeviationWithinWorlds: Double
  /// The share of the variance that lies between worlds, with its standard error.
  /// Nil where nothing varies.
  @NullIfUndefined public var betweenShare: Double?
  @NullIfUndefined public var betweenShareStandardError: Double?
  public var targets: [Target]
}

extension ForecastModel {
  /// Nil where rates are taken as known, or worlds are too few to tell.
  func rateUncertainty(_ accumulator: ForecastAccumulator) -> RateUncertaintyForecast? {
    guard rates != nil, let total = table.index(of: Metric(.signedInvestment)) else { return nil }
    // A last world that is not full says less; it is left out.
    func full(_ groups: [(sum: Int128, count: Int)]) -> [Double] {
      groups.filter { $0.count == World.trialCount }.map {
        Double($0.sum) / Double(World.trialCount)
      }
    }
    let means = full(accumulator.metrics[total].groups)
    guard means.count >= 8 else { return nil }
    let trials = Double(World.trialCount)
    let deviation = accumulator.metrics[total].standardDeviation
    let variance = deviation * deviation
    let spread = Self.variance(means)
    // E[spread] = between + within/n; the whole is between + within.
    let between = max(0, (spread - variance / trials) / (1 - 1 / trials))
    return RateUncertaintyForecast(
      worlds: means.count, trialsPerWorld: World.trialCount,
      standardDeviationBetweenWorlds: between.squareRoot() / 10_000,
      standardDeviationWithinWorlds: max(0, variance - between).squareRoot() / 10_000,
      betweenShare: variance > 0 ? min(1, between / variance) : nil,
      // A variance over W normal values is known to √(2/(W − 1)) of itself.
      betweenShareStandardError: spread / variance
        * (2 / Double(means.count - 1)).squareRoot(),
      targets: scenario.targets.indices.map { index in
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
          id: scenario.targets[index].id, title: scenario.targets[index].title, probability: mean,
          standardDeviation: own.squareRoot(), lower: quantile(0.1), upper: quantile(0.9))
      })
  }

  private static func variance(_ values: [Double]) -> Double {
    let mean = values.reduce(0, +) / Double(values.count)
    return values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count - 1)
  }
}
