import ExactDistributions
public import InvestmentPipeline
public import RandomStreams
import TileEngine

/// Everything kept of a set of trials: a value that merges exactly and in any order.
///
/// Trials may be split over threads, processes and machines in any way; the merged
/// accumulator, and so the forecast, is the same to the last bit. Memory does not grow with
/// the number of trials beyond the bins that values reach.
public struct ForecastAccumulator: Sendable, Equatable, Codable {
  /// The scenario of the trials.
  public let scenarioID: Scenario.ID
  /// What decides the results, `ModelFingerprint.kept`: the same in every process.
  let fingerprint: LazyFingerprint
  /// The seed of their draws.
  public let seed: Seed
  /// Where the factors' normals come from.
  public let points: FactorPoints
  /// The trials that are summed up.
  public private(set) var trials = TrialRanges()
  /// In the order of the model's metric table.
  package private(set) var metrics: [MetricAccumulator]
  package private(set) var targets: [TargetAccumulator]
  /// By measure of the year.
  private(set) var yearMeasures: [MetricAccumulator]
  /// Trials by ranking of the scorecard, district and rank.
  private(set) var rankCounts: [Int]
  /// Of joint targets: hit where all their targets are met.
  private var joint: [TargetAccumulator]

  init(_ model: CompiledScenario, seed: Seed, points: FactorPoints) {
    scenarioID = model.scenario.id
    fingerprint = LazyFingerprint(of: model.fingerprintOnDemand)
    self.seed = seed
    self.points = points
    // Without factors no trial depends on another.
    let groups: Replicates.Kind? =
      if model.hasParameterDraws { .parameterDraws } else {
        points == .sobol && !model.factors.isIndependent ? .points : nil
      }
    let target = TargetAccumulator(groups: groups)
    metrics = model.schedule.isKept.map { MetricAccumulator(groups: $0 ? groups : nil) }
    targets = [TargetAccumulator](repeating: target, count: model.targets.count)
    joint = [TargetAccumulator](repeating: target, count: model.jointTargets.count)
    yearMeasures = [MetricAccumulator](
      repeating: MetricAccumulator(groups: groups, keepsDistribution: false),
      count: model.year?.measures.count ?? 0)
    let districts = model.year?.scorecard == nil ? 0 : model.scenario.city.districts.count
    rankCounts = [Int](
      repeating: 0, count: ScorecardPlan.rankingCount * districts * districts)
  }

  /// Trials in which all targets of a joint target were met.
  package var jointHits: [Int] { joint.map(\.hits) }
  /// Of all targets, the joint ones last.
  var outcomes: [TargetAccumulator] { targets + joint }
  package var jointProbabilities: [Probability] { joint.map(\.probability) }

  /// Why two accumulators cannot be merged.
  public enum MergeError: Error, Equatable, Sendable {
    /// They are of scenarios that differ in anything that decides results, whatever their names; of
    /// different seeds, metrics, targets or versions.
    case differentForecasts
    /// They hold some of the same trials.
    case overlappingTrials
  }

  /// Adds the trials of `other`: commutative and associative, exactly.
  public mutating func merge(_ other: ForecastAccumulator) throws(MergeError) {
    try merge(other, metrics: nil)
  }

  /// This accumulator without the values of metrics that are not among `kept`, if any are named.
  func keeping(_ kept: Set<Int>?) -> ForecastAccumulator {
    guard let kept else { return self }
    var result = self
    result.metrics = metrics.indices.map { kept.contains($0) ? metrics[$0] : MetricAccumulator() }
    return result
  }

  /// Adds the trials of `other`, of the metrics only those named.
  mutating func merge(_ other: ForecastAccumulator, metrics kept: Set<Int>?) throws(MergeError) {
    guard scenarioID == other.scenarioID, fingerprint == other.fingerprint, seed == other.seed,
      points == other.points
    else { throw .differentForecasts }
    guard !trials.overlaps(other.trials) else { throw .overlappingTrials }
    for range in other.trials.ranges { trials.insert(range) }
    for index in metrics.indices where kept?.contains(index) ?? true {
      metrics[index].merge(other.metrics[index])
    }
    for index in targets.indices { targets[index].merge(other.targets[index]) }
    for index in joint.indices { joint[index].merge(other.joint[index]) }
    for index in yearMeasures.indices { yearMeasures[index].merge(other.yearMeasures[index]) }
    for index in rankCounts.indices { rankCounts[index] += other.rankCounts[index] }
  }

  /// Notes that `trials` are being added.
  mutating func begin(_ trials: Range<Int>) { self.trials.insert(trials) }

  /// Adds a metric's values in a tile of trials; negative where there is none.
  mutating func add(
    _ values: UnsafeBufferPointer<Int64>, toMetric index: Int, isConstant: Bool, using tile: Tile
  ) {
    if isConstant {
      unsafe metrics[index].add(values[0], times: values.count, firstTrial: tile.firstTrial)
    } else {
      unsafe metrics[index].add(values, using: tile)
    }
  }

  /// Adds the values of a measure of the year in a tile of trials.
  mutating func add(
    _ values: UnsafeBufferPointer<Int64>, toYearMeasure index: Int, using tile: Tile
  ) {
    unsafe yearMeasures[index].add(values, using: tile)
  }

  /// Adds the ranks of a trial.
  mutating func addRanks(_ add: (inout [Int]) -> Void) { add(&rankCounts) }

  /// Adds a tile's shortfalls of a target, negative for a hit; joint targets come last.
  mutating func add(
    shortfalls: UnsafeBufferPointer<Int64>, toTarget index: Int, using tile: Tile
  ) {
    if index < targets.count {
      unsafe targets[index].add(shortfalls: shortfalls, firstTrial: tile.firstTrial)
    } else {
      unsafe joint[index - targets.count].add(shortfalls: shortfalls, firstTrial: tile.firstTrial)
    }
  }
}
