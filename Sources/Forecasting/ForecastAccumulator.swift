import InvestmentPipeline
import RandomStreams
import TileEngine

/// Everything kept of a set of trials: a value that merges exactly and in any order.
///
/// Trials may be split over threads, processes and machines in any way; the merged
/// accumulator, and so the forecast, is the same to the last bit. Memory does not grow with
/// the number of trials beyond the bins that values reach.
public struct ForecastAccumulator: Sendable, Equatable, Codable {
  public let scenarioID: Scenario.ID
  public let seed: Seed
  /// Where the factors' normals come from.
  public let points: FactorPoints
  public private(set) var trials = TrialRanges()
  /// In the order of the model's metric table.
  package private(set) var metrics: [MetricAccumulator]
  package private(set) var targets: [TargetAccumulator]
  /// Of joint targets: hit where all their targets are met.
  private var joint: [TargetAccumulator]

  init(_ model: ForecastModel, seed: Seed, points: FactorPoints) {
    scenarioID = model.scenario.id
    self.seed = seed
    self.points = points
    // Without factors no trial depends on another.
    let isReplicated = points == .sobol && !model.factors.isIndependent
    let target = TargetAccumulator(isReplicated: isReplicated)
    metrics = model.schedule.isKept.map { MetricAccumulator(isReplicated: isReplicated && $0) }
    targets = [TargetAccumulator](repeating: target, count: model.targets.count)
    joint = [TargetAccumulator](repeating: target, count: model.jointTargets.count)
  }

  /// Trials in which all targets of a joint target were met.
  package var jointHits: [Int] { joint.map(\.hits) }
  /// Of all targets, the joint ones last.
  var outcomes: [TargetAccumulator] { targets + joint }
  package var jointProbabilities: [Probability] { joint.map(\.probability) }

  /// Why two accumulators cannot be merged.
  public enum MergeError: Error, Equatable, Sendable {
    /// They are of different scenarios, seeds or models.
    case differentForecasts
    /// They hold some of the same trials.
    case overlappingTrials
  }

  /// Adds the trials of `other`: commutative and associative, exactly.
  public mutating func merge(_ other: ForecastAccumulator) throws(MergeError) {
    guard scenarioID == other.scenarioID, seed == other.seed, metrics.count == other.metrics.count,
      targets.count == other.targets.count, joint.count == other.joint.count, points == other.points
    else { throw .differentForecasts }
    guard !trials.overlaps(other.trials) else { throw .overlappingTrials }
    for range in other.trials.ranges { trials.insert(range) }
    for index in metrics.indices { metrics[index].merge(other.metrics[index]) }
    for index in targets.indices { targets[index].merge(other.targets[index]) }
    for index in joint.indices { joint[index].merge(other.joint[index]) }
  }

  /// Notes that `trials` are being added.
  mutating func begin(_ trials: Range<Int>) { self.trials.insert(trials) }

  /// Adds a metric's values in a tile of trials; negative where there is none.
  mutating func add(
    _ values: UnsafeBufferPointer<Int64>, toMetric index: Int, isConstant: Bool, using tile: Tile
  ) {
    if isConstant {
      metrics[index].add(values[0], times: values.count)
    } else {
      metrics[index].add(values, using: tile)
    }
  }

  /// Adds one trial of a tile to a target; nil for a hit.
  mutating func add(shortfall: Int64?, toTarget index: Int, lane: Int) {
    targets[index].add(shortfall: shortfall, replicate: lane % Replicates.count)
  }

  mutating func addJoint(_ index: Int, laneCount: Int, isHit: (Int) -> Bool) {
    for lane in 0..<laneCount {
      joint[index].add(shortfall: isHit(lane) ? nil : 0, replicate: lane % Replicates.count)
    }
  }
}
