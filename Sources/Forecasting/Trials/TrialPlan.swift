public import RandomStreams
public import TileEngine

/// The number of trials of a run, and its stopping rule.
public struct TrialPlan: Sendable, Equatable {
  /// At most this many, 1 … 2³² − 64.
  public var trials: Int
  /// Seed of all random numbers.
  public var seed: Seed
  /// Trials are simulated on this many threads; nil for one on each processor. It has no
  /// influence on the result.
  public var threads: Int?
  /// Stop once the standard error of every target's probability, joint ones included, is at
  /// or below this; nil takes all trials.
  public var precision: Double?
  /// Where the common factors' normals come from.
  public var points: FactorPoints
  /// Instruction set of the simulation. It has no influence on the result.
  public var level: InstructionSet

  /// A plan; each parameter is described at its property.
  public init(
    trials: Int = 100_000, seed: Seed = Seed(2023), threads: Int? = nil,
    precision: Double? = nil, points: FactorPoints = .sobol, level: InstructionSet = .best
  ) {
    self.trials = trials
    self.seed = seed
    self.threads = threads
    self.precision = precision
    self.points = points
    self.level = level
  }

  /// The greatest number of trials that a plan may ask for.
  static let greatestTrialCount = Int(UInt32.max) - Tile.leastWidth + 1
}

/// The state of a run between two rounds of trials.
public struct TrialProgress {
  /// Trials simulated so far.
  public let trialsDone: Int
  /// Trials of the plan.
  public let trialsPlanned: Int
  /// The greatest standard error of a target's probability so far; nil without targets.
  public let greatestStandardError: Double?
  private let makeForecast: () -> Forecast

  init(
    trialsDone: Int, trialsPlanned: Int, greatestStandardError: Double?,
    makeForecast: @escaping () -> Forecast
  ) {
    self.trialsDone = trialsDone
    self.trialsPlanned = trialsPlanned
    self.greatestStandardError = greatestStandardError
    self.makeForecast = makeForecast
  }

  /// The forecast from the trials so far: all targets, and through December the metrics that
  /// targets are set on and the city's investment. Other metrics have no values before the end
  /// of the run.
  ///
  /// Call it before `onProgress` returns, while no trial is being simulated.
  /// - Cost: some 0.1 ms for each metric with a target; none unless called.
  public func partialForecast() -> Forecast { makeForecast() }
}
