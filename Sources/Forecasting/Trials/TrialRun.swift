package import LinearAlgebra
import RandomStreams
import TileEngine

/// A consumer of simulated trials: the state of one thread.
package protocol TrialConsumer: AnyObject, SendableMetatype {
  /// Sums up one tile of a scenario, before the next scenario is simulated in the same memory.
  ///
  /// - Parameters:
  ///   - trials: those of the tile.
  ///   - scenario: its number.
  ///   - simulator: has just simulated `trials`.
  func sum(_ trials: Range<Int>, ofScenario scenario: Int, _ simulator: TrialSimulator)
  /// Takes one tile of all scenarios: what simulators keep of watched metrics and targets, trial by trial.
  func compare(_ trials: Range<Int>, _ simulators: [TrialSimulator])
}

extension TrialConsumer {
  package func compare(_ trials: Range<Int>, _ simulators: [TrialSimulator]) {}
}

/// A run of trials: one or several scenarios simulated on common random numbers, tile by tile, on
/// the threads of the plan; each tile goes to the consumer of its thread.
///
/// Every question about trials goes through it: forecasts, comparisons, values of single trials,
/// the projects of a trial. Conversion rates that are uncertain are drawn in all of them alike.
package struct TrialRun {
  package let scenarios: [CompiledScenario]
  package let plan: TrialPlan
  package let pool: WorkerPool
  /// Trials of a tile. It has no influence on the result.
  package let tileWidth: Int
  private let watched: [[Int]]
  private let keepsProjects: Bool
  private let parameterDraws: [ParameterDrawScenarios?]

  /// - Parameters:
  ///   - scenarios: at least one.
  ///   - plan: how the trials are taken; a consumer may look at other numbers of trials.
  ///   - trialCount: trials that the run is about to take, by which tiles are sized; nil for the
  ///     plan's.
  ///   - watched: by scenario, metrics of its table whose values of single trials consumers read.
  ///   - keepsProjects: whether consumers read the projects of single trials.
  package init(
    _ scenarios: [CompiledScenario], _ plan: TrialPlan, trialCount: Int? = nil,
    watching watched: [[Int]]? = nil, keepsProjects: Bool = false
  ) {
    precondition((1...TrialPlan.greatestTrialCount).contains(plan.trials))
    self.scenarios = scenarios
    self.keepsProjects = keepsProjects
    self.plan = plan
    self.watched = watched ?? scenarios.map { _ in [] }
    let pool = WorkerPool(threadCount: plan.threads)
    self.pool = pool
    tileWidth = scenarios.map {
      $0.tileWidth(trialCount ?? plan.trials, threads: pool.threadCount)
    }.min()!
    parameterDraws = scenarios.map { scenario in
      scenario.hasParameterDraws ? ParameterDrawScenarios(scenario, seed: plan.seed) : nil
    }
  }

  /// Simulates `trials` in rounds.
  ///
  /// - Parameters:
  ///   - trials: begin at a multiple of 64.
  ///   - roundLength: trials of the next round, by the trials done.
  ///   - makeConsumer: called once for each thread.
  ///   - afterRound: called on the calling thread, while no trial is being simulated, with the
  ///     trials of the round; returns whether to go on.
  /// - Returns: the consumers, one for each thread.
  @discardableResult
  package func simulate<Consumer: TrialConsumer>(
    _ trials: Range<Int>, roundLength: (_ done: Int) -> Int, into makeConsumer: () -> Consumer,
    afterRound: (_ round: Range<Int>, [Consumer]) throws -> Bool
  ) rethrows -> [Consumer] {
    precondition(!trials.isEmpty && trials.lowerBound.isMultiple(of: Tile.leastWidth))
    let threads = (0..<pool.threadCount).map { _ in Thread(self, makeConsumer()) }
    let consumers = threads.map(\.consumer)
    var first = trials.lowerBound
    while first < trials.upperBound {
      let last = min(trials.upperBound, first + roundLength(first - trials.lowerBound))
      let work = work(tiles(of: first..<last))
      pool.forEach(work.count) { worker, index in
        for tile in work[index] { threads[worker].simulate(tile) }
      }
      let round = first..<last
      first = last
      guard try afterRound(round, consumers) else { break }
    }
    return consumers
  }

  /// Simulates `trials`, which begin at a multiple of 64, in one round.
  package func simulate<Consumer: TrialConsumer>(
    _ trials: Range<Int>, into makeConsumer: () -> Consumer
  )
    -> [Consumer]
  {
    simulate(
      trials, roundLength: { _ in trials.count }, into: makeConsumer,
      afterRound: { _, _ in true })
  }

  fileprivate func makeSimulators() -> [TrialSimulator] {
    let memory = scenarios.contains { $0.year != nil } ? ProjectMemory(width: tileWidth) : nil
    return scenarios.indices.map {
      TrialSimulator(
        scenarios[$0], plan, width: tileWidth, parameterDraws: parameterDraws[$0],
        memory: memory, watching: watched[$0], keepsProjects: keepsProjects)
    }
  }

  /// Tiles begin at a multiple of their width. Those that do not fill all threads once more are as narrow as
  /// gives each thread one.
  private func tiles(of trials: Range<Int>) -> [Range<Int>] {
    var tiles: [Range<Int>] = []
    var first = trials.lowerBound
    var width = tileWidth
    let rest = trials.count % (width * pool.threadCount)
    while first < trials.upperBound {
      if first == trials.upperBound - rest {
        while width > Tile.leastWidth, width / 2 * pool.threadCount >= rest { width /= 2 }
      }
      let aligned = first == 0 ? width : min(width, 1 << first.trailingZeroBitCount)
      let last = min(first + aligned, trials.upperBound)
      tiles.append(first..<last)
      first = last
    }
    return tiles
  }

  /// Tiles that one thread simulates, one after the other: those of a parameter draw, whose scenario is compiled
  /// once, or single ones.
  private func work(_ tiles: [Range<Int>]) -> [ArraySlice<Range<Int>>] {
    guard parameterDraws.contains(where: { $0 != nil }) else {
      return tiles.indices.map { tiles[$0...$0] }
    }
    var work: [ArraySlice<Range<Int>>] = []
    var first = 0
    while first < tiles.count {
      let draw = ParameterDraw.number(ofTrial: tiles[first].lowerBound)
      let last =
        tiles[first...].firstIndex { ParameterDraw.number(ofTrial: $0.lowerBound) != draw }
        ?? tiles.count
      work.append(tiles[first..<last])
      first = last
    }
    return work
  }

  /// The state of one thread. Only the thread that holds its number touches it in a round.
  private final class Thread<Consumer: TrialConsumer>: @unchecked Sendable {
    private let run: TrialRun
    /// Made by the thread itself, so that all threads touch their memory for the first time at once.
    private lazy var simulators = run.makeSimulators()
    let consumer: Consumer

    init(_ run: TrialRun, _ consumer: Consumer) {
      self.run = run
      self.consumer = consumer
    }

    func simulate(_ trials: Range<Int>) {
      for (scenario, simulator) in simulators.enumerated() {
        simulator.simulate(trials)
        consumer.sum(trials, ofScenario: scenario, simulator)
      }
      consumer.compare(trials, simulators)
    }
  }
}

extension CompiledScenario {
  /// As wide as gives every thread four tiles, and as the months' cells fit a cache.
  fileprivate func tileWidth(_ trials: Int, threads: Int) -> Int {
    var width = Tile.greatestWidth
    while width > Tile.leastWidth, trials < width * threads { width /= 2 }
    // Tiles of projects that are simulated one by one take as long with 256 and 1,024 trials, the latter with more memory.
    guard year == nil else { return min(width, 512) }
    while width > 256, program.cellCount * program.slotCount * width > 1 << 17 { width /= 2 }
    return width
  }
}
