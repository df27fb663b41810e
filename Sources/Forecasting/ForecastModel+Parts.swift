import InvestmentPipeline
import RandomStreams
import TileEngine

extension ForecastModel {
  /// Plays any part of a run on the calling thread; parts merge into the run.
  ///
  /// - Precondition: `trials` is not empty and begins at a multiple of 64.
  package func accumulate(
    trials: Range<Int>, seed: Seed, points: FactorPoints = .sobol, level: InstructionSet = .best
  ) -> ForecastAccumulator {
    precondition(!trials.isEmpty && trials.lowerBound.isMultiple(of: Tile.leastWidth))
    var accumulator = ForecastAccumulator(self, seed: seed, points: points)
    let tile = TrialPlayer(
      self, seed: seed, points: points, width: Tile.greatestWidth, level: level,
      worlds: rates.map { _ in WorldModels(self, seed: seed) })
    var first = trials.lowerBound
    while first < trials.upperBound {
      // As wide as the place allows.
      let width = min(Tile.greatestWidth, first == 0 ? .max : 1 << first.trailingZeroBitCount)
      let last = min(first + width, trials.upperBound)
      tile.play(first..<last, into: &accumulator)
      first = last
    }
    return accumulator
  }

  /// What an accumulator of this model keeps of `metric`; nil for one that is not kept.
  package func values(of metric: Metric, in accumulator: ForecastAccumulator) -> MetricAccumulator?
  {
    table.index(of: metric).map { accumulator.metrics[$0] }
  }

  /// What an accumulator of this model keeps of a target; nil when there is none of this id.
  package func result(of target: Target.ID, in accumulator: ForecastAccumulator)
    -> TargetAccumulator?
  {
    scenario.targets.firstIndex { $0.id == target }.map { accumulator.targets[$0] }
  }
}
