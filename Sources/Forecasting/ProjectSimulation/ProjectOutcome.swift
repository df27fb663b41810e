package import RandomStreams

/// The outcome of a signed project in one trial.
package struct ProjectOutcome {
  package var key: EntityKey
  package var origin: Int
  package var district: Int
  package var chain: Int
  package var amount: Int64
  /// Of signing, 0 … 11.
  package var month: Int
  package var generation: Int
  package var rank: Double
  package var land: Int64
  package var energy: Int64
  package var isBelowFloor: Bool
  /// Nil when admitted.
  package var refusal: Refusal?
  /// May lie beyond the horizon; nil when not admitted.
  package var startMonth: Int?
}

extension CompiledScenario {
  /// The signed projects of trials, refused ones among them, in the order in which they are
  /// simulated; empty for a scenario of the register alone.
  ///
  /// - Precondition: `trials` begins at a multiple of 64 and has at most 64.
  package func projectOutcomes(trials: Range<Int>, seed: Seed) -> [[ProjectOutcome]] {
    let run = TrialRun(
      [self], TrialPlan(seed: seed, threads: 1), trialCount: trials.count, keepsProjects: true)
    return run.simulate(trials, into: { OutcomeConsumer() })[0].outcomes
  }

  /// Keeps the projects of single trials.
  private final class OutcomeConsumer: TrialConsumer {
    private(set) var outcomes: [[ProjectOutcome]] = []

    func sum(_ trials: Range<Int>, ofScenario scenario: Int, _ simulator: TrialSimulator) {
      outcomes += simulator.projects.prefix(trials.count)
    }
  }
}
