import Dispatch
import RandomStreams
import Synchronization

/// How many trials to take, and when to stop.
public struct TrialPlan: Sendable, Equatable {
  /// At most this many, 1 … 2³² − 64.
  public var trials: Int
  public var seed: Seed
  /// Trials run side by side on this many threads; nil for as many as the machine has cores.
  /// It has no influence on the result.
  public var threads: Int?
  /// Stop once the standard error of every target's probability, joint ones included, is at
  /// or below this; nil takes all trials.
  public var precision: Double?

  public init(
    trials: Int = 100_000, seed: Seed = Seed(2023), threads: Int? = nil, precision: Double? = nil
  ) {
    self.trials = trials
    self.seed = seed
    self.threads = threads
    self.precision = precision
  }

  static let greatestTrialCount = Int(UInt32.max) - TrialBlock.trialCount + 1
}

/// How far a run has come.
public struct TrialProgress: Sendable, Equatable {
  public let trialsDone: Int
  public let trialsPlanned: Int
  /// The greatest standard error of a target's probability so far; nil without targets.
  public let greatestStandardError: Double?
}

extension ForecastModel {
  /// Takes trials in rounds of blocks, each block on whichever thread is free.
  ///
  /// - Parameter onProgress: called after each round on the calling thread; return false to
  ///   stop early, with the trials done so far.
  /// - Returns: trials 0 ..< n, whatever the number of threads; all of them unless stopped by
  ///   precision or by `onProgress`.
  /// - Precondition: 1 ≤ trials ≤ 2³² − 64, threads ≥ 1.
  /// - Cost: about 24 ns a lead and trial on one core of an AMD EPYC, metrics included, where one
  ///   lead in eight is signed (`make bench`).
  public func accumulate(
    _ plan: TrialPlan, onProgress: (TrialProgress) -> Bool = { _ in true }
  ) -> ForecastAccumulator {
    precondition((1...TrialPlan.greatestTrialCount).contains(plan.trials))
    let threads = max(1, plan.threads ?? Self.coreCount)
    let workers = (0..<threads).map { _ in Worker(self, seed: plan.seed) }
    let blockCount = (plan.trials + TrialBlock.trialCount - 1) / TrialBlock.trialCount
    var blocksDone = 0
    while blocksDone < blockCount {
      let round = blocksDone..<min(blocksDone + blocksPerRound, blockCount)
      play(round, on: workers, trialCount: plan.trials)
      blocksDone = round.upperBound
      let error = greatestStandardError(workers)
      let progress = TrialProgress(
        trialsDone: min(blocksDone * TrialBlock.trialCount, plan.trials),
        trialsPlanned: plan.trials, greatestStandardError: error)
      if !onProgress(progress) { break }
      if let precision = plan.precision, let error, error <= precision { break }
    }
    return workers.dropFirst().reduce(into: workers[0].accumulator) { sum, worker in
      do {
        try sum.merge(worker.accumulator)
      } catch {
        preconditionFailure("workers of one run take different trials: \(error)")
      }
    }
  }

  /// Blocks between two looks at progress: about a tenth of a second's work. A function of
  /// the scenario alone, so that a stop by precision falls on the same trial everywhere.
  private var blocksPerRound: Int {
    min(256, max(1, (1 << 24) / TrialBlock.trialCount / max(1, leads.count)))
  }

  private func play(_ blocks: Range<Int>, on workers: [Worker], trialCount: Int) {
    let next = Atomic<Int>(blocks.lowerBound)
    DispatchQueue.concurrentPerform(iterations: min(workers.count, blocks.count)) { index in
      while true {
        let block = next.wrappingAdd(1, ordering: .relaxed).oldValue
        guard block < blocks.upperBound else { return }
        workers[index].play(block, trialCount: trialCount)
      }
    }
  }

  private func greatestStandardError(_ workers: [Worker]) -> Double? {
    let trials = workers.reduce(0) { $0 + $1.accumulator.trials.count }
    let hits =
      targets.indices.map { target in
        workers.reduce(0) { $0 + $1.accumulator.targets[target].hits }
      }
      + jointTargets.indices.map { joint in
        workers.reduce(0) { $0 + $1.accumulator.jointHits[joint] }
      }
    return hits.map { Probability(hits: $0, trials: trials).standardError }.max()
  }

  /// The state of one thread. Only the thread that holds its index touches it in a round.
  private final class Worker: @unchecked Sendable {
    let model: ForecastModel
    var block: TrialBlock
    var accumulator: ForecastAccumulator

    init(_ model: ForecastModel, seed: Seed) {
      self.model = model
      block = TrialBlock(model, seed: seed)
      accumulator = ForecastAccumulator(model, seed: seed)
    }

    func play(_ index: Int, trialCount: Int) {
      let firstTrial = index * TrialBlock.trialCount
      block.play(firstTrial: firstTrial)
      accumulator.add(
        block, of: model, firstTrial: firstTrial,
        laneCount: min(TrialBlock.trialCount, trialCount - firstTrial))
    }
  }
}
