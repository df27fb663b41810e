import InvestmentPipeline
import RandomStreams

/// Everything kept of a set of trials: a value that merges exactly and in any order.
///
/// Trials may be split over threads, processes and machines in any way; the merged
/// accumulator, and so the forecast, is the same to the last bit. Memory does not grow with
/// the number of trials beyond the bins that values reach.
public struct ForecastAccumulator: Sendable, Equatable, Codable {
  public let scenarioID: Scenario.ID
  public let seed: Seed
  public private(set) var trials = TrialRanges()
  /// In the order of the model's metric table.
  package private(set) var metrics: [MetricAccumulator]
  package private(set) var targets: [TargetAccumulator]
  /// Trials in which all targets of a joint target were met.
  package private(set) var jointHits: [Int]

  init(_ model: ForecastModel, seed: Seed) {
    scenarioID = model.scenario.id
    self.seed = seed
    metrics = [MetricAccumulator](repeating: MetricAccumulator(), count: model.table.metricCount)
    targets = [TargetAccumulator](repeating: TargetAccumulator(), count: model.targets.count)
    jointHits = [Int](repeating: 0, count: model.jointTargets.count)
  }

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
      targets.count == other.targets.count, jointHits.count == other.jointHits.count
    else { throw .differentForecasts }
    guard !trials.overlaps(other.trials) else { throw .overlappingTrials }
    for range in other.trials.ranges { trials.insert(range) }
    for index in metrics.indices { metrics[index].merge(other.metrics[index]) }
    for index in targets.indices { targets[index].merge(other.targets[index]) }
    for index in jointHits.indices { jointHits[index] += other.jointHits[index] }
  }

  /// Adds the first `laneCount` trials of a block that starts at `firstTrial`.
  mutating func add(
    _ block: borrowing TrialBlock, of model: ForecastModel, firstTrial: Int, laneCount: Int
  ) {
    trials.insert(firstTrial..<(firstTrial + laneCount))
    metrics.withUnsafeMutableBufferPointer { metrics in
      block.forEachMetric(laneCount: laneCount) { metrics[$0].add($1) }
    }
    addTargets(block, of: model, laneCount: laneCount)
  }

  /// One bit a trial: met or not; joint targets are the bits in common.
  private mutating func addTargets(
    _ block: borrowing TrialBlock, of model: ForecastModel, laneCount: Int
  ) {
    var hits = [UInt64](repeating: 0, count: model.targets.count)
    for (index, target) in model.targets.enumerated() {
      for lane in 0..<laneCount {
        let shortfall = block.shortfall(of: target, lane: lane)
        if let shortfall {
          targets[index].addMiss(shortfall: shortfall)
        } else {
          targets[index].addHit()
          hits[index] |= 1 << UInt64(lane)
        }
      }
    }
    let played = laneCount == 64 ? UInt64.max : (1 << UInt64(laneCount)) - 1
    for (index, members) in model.jointTargets.enumerated() {
      jointHits[index] += members.reduce(played) { $0 & hits[$1] }.nonzeroBitCount
    }
  }
}

extension TrialBlock {
  /// By how much a trial misses the target, in base units; nil when it meets it.
  ///
  /// A share is compared exactly, before it is rounded to millionths. The share of nothing
  /// misses by the whole of the target.
  func shortfall(of target: ForecastModel.CompiledTarget, lane: Int) -> Int64? {
    guard
      let value = value(
        scope: target.scope, month: target.month, measure: target.measure, lane: lane)
    else { return target.value }
    if let share = shareParts(of: target, lane: lane) {
      let left = share.part.multipliedFullWidth(by: 1_000_000)
      let right = share.whole.multipliedFullWidth(by: target.value)
      return (target.isStrict ? left > right : left >= right) ? nil : max(0, target.value - value)
    }
    return (target.isStrict ? value > target.value : value >= target.value)
      ? nil : target.value - value
  }
}
