import InvestmentPipeline
import RandomStreams

extension ForecastModel {
  /// Plays any part of a run on the calling thread; parts merge into the run.
  ///
  /// - Precondition: `trials` is not empty and begins at a multiple of 64.
  package func accumulate(trials: Range<Int>, seed: Seed) -> ForecastAccumulator {
    precondition(!trials.isEmpty && trials.lowerBound.isMultiple(of: TrialBlock.trialCount))
    var block = TrialBlock(self, seed: seed)
    var accumulator = ForecastAccumulator(self, seed: seed)
    for first in stride(from: trials.lowerBound, to: trials.upperBound, by: TrialBlock.trialCount) {
      block.play(firstTrial: first)
      accumulator.add(
        block, of: self, firstTrial: first,
        laneCount: min(TrialBlock.trialCount, trials.upperBound - first))
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
