import Dispatch
import RandomStreams
import Synchronization
import TileEngine

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
  /// Where the common factors' normals come from.
  public var points: FactorPoints
  /// How tiles are computed. It has no influence on the result.
  public var level: InstructionSet

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

  static let greatestTrialCount = Int(UInt32.max) - Tile.leastWidth + 1
}

/// How far a run has come.
public struct TrialProgress {
  public let trialsDone: Int
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

  /// What the trials so far say of the targets, and of the year of the city's investment and
  /// of whatever else the targets are about; other metrics wait for the end of the run.
  ///
  /// Call it before `onProgress` returns, while no trial is taken.
  /// - Cost: some 0.1 ms for each metric that a target is about; none unless called.
  public func partialForecast() -> Forecast { makeForecast() }
}

extension ForecastModel {
  /// Forecasts of the trials taken so far, as they come; the last one is `forecast(plan)`.
  ///
  /// A reader who falls behind gets the newest. The run goes on on a thread of its own and ends
  /// when the reader stops reading. See `TrialProgress.partialForecast()` for what the forecasts
  /// before the last one hold.
  public func forecasts(_ plan: TrialPlan = TrialPlan()) -> AsyncStream<Forecast> {
    AsyncStream(bufferingPolicy: .bufferingNewest(1)) { continuation in
      let isCancelled = CancellationFlag()
      continuation.onTermination = { _ in isCancelled.value.store(true, ordering: .relaxed) }
      DispatchQueue.global().async {
        let last = forecast(plan) { progress in
          if progress.trialsDone < progress.trialsPlanned {
            continuation.yield(progress.partialForecast())
          }
          return !isCancelled.value.load(ordering: .relaxed)
        }
        continuation.yield(last)
        continuation.finish()
      }
    }
  }

  private final class CancellationFlag: Sendable {
    let value = Atomic<Bool>(false)
  }

  /// Takes trials in rounds of tiles, each tile on whichever thread is free.
  ///
  /// - Parameter onProgress: called after each round on the calling thread; return false to
  ///   stop early, with the trials done so far.
  /// - Returns: trials 0 ..< n, whatever the number of threads; all of them unless stopped by
  ///   precision or by `onProgress`.
  /// - Precondition: 1 ≤ trials ≤ 2³² − 64, threads ≥ 1.
  /// - Cost: docs/hot-loop.md.
  public func accumulate(
    _ plan: TrialPlan, onProgress: (TrialProgress) -> Bool = { _ in true }
  ) -> ForecastAccumulator {
    precondition((1...TrialPlan.greatestTrialCount).contains(plan.trials))
    let threads = max(1, plan.threads ?? Self.coreCount)
    let width = tileWidth(plan.trials, threads: threads)
    let worlds = rates.map { _ in WorldModels(self, seed: plan.seed) }
    let workers = (0..<threads).map { _ in Worker(self, plan, width: width, worlds: worlds) }
    var done = 0
    while done < plan.trials {
      let count = trialsPerRound(after: done, plan, width: width * threads)
      let round = done..<min(done + count, plan.trials)
      play(round, on: workers, width: width)
      done = round.upperBound
      let error = greatestStandardError(workers)
      let progress = TrialProgress(
        trialsDone: done, trialsPlanned: plan.trials, greatestStandardError: error
      ) { partialForecast(workers.map(\.accumulator)) }
      if !onProgress(progress) { break }
      if let precision = plan.precision, let error, error <= precision { break }
    }
    return Self.merged(workers.map(\.accumulator))
  }

  /// What `parts` say of the targets and of what they are about.
  private func partialForecast(_ parts: [ForecastAccumulator]) -> Forecast {
    let year = MetricTable.monthCount - 1
    let shown = Set(
      targets.map { [$0.scope, $0.measure] } + [[0, 0]]
    ).map { table.index(scope: $0[0], month: year, measure: $0[1]) }
    let metrics = Set(shown + targets.map(\.metricIndex))
    return forecast(from: Self.merged(parts, metrics: metrics), completion: .partial)
  }

  static func merged(_ parts: [ForecastAccumulator], metrics: Set<Int>? = nil)
    -> ForecastAccumulator
  {
    parts.dropFirst().reduce(into: parts[0].keeping(metrics)) { sum, part in
      do {
        try sum.merge(part, metrics: metrics)
      } catch {
        preconditionFailure("workers of one run take different trials: \(error)")
      }
    }
  }

  /// As wide as gives every thread four tiles, and as the months' cells fit a cache. It has no
  /// influence on the result.
  func tileWidth(_ trials: Int, threads: Int) -> Int {
    var width = Tile.greatestWidth
    while width > Tile.leastWidth, trials < width * threads { width /= 2 }
    // Projects that are looked at one by one are added up in a place of their own: see `Tile.flushStaged`.
    guard year == nil else { return width }
    while width > 256, program.cellCount * program.slotCount * width > 1 << 17 { width /= 2 }
    return width
  }

  /// Trials between two looks at progress, up to about a second's work.
  ///
  /// Some tiles at first, then three times as many as are done: a look costs some tenths of a
  /// millisecond, in which threads wait for each other.
  /// Where a precision is asked for, two of the widest tiles (16 worlds of uncertain rates) and then as many as are done: a
  /// function of the scenario and the plan alone, so that the stop falls on the same trial
  /// everywhere.
  ///
  /// - Parameter width: trials that fill all threads once.
  private func trialsPerRound(after done: Int, _ plan: TrialPlan, width: Int) -> Int {
    // The spread of fewer worlds than 16 says too little of the error to stop by it.
    let pair = (rates == nil ? 2 : 16) * Tile.greatestWidth
    // A trial costs something without leads, too.
    let most = max(1, min(1 << 17, (1 << 29) / max(1, leads.count)) / pair) * pair
    guard plan.precision == nil else { return max(pair, min(most, done)) }
    return (min(most, 3 * done) + width) / width * width
  }

  private func play(_ trials: Range<Int>, on workers: [Worker], width: Int) {
    Self.eachTile(of: trials, width: width, workers: workers.count) { index, tile in
      workers[index].play(tile)
    }
  }

  /// Hands the tiles of `trials` to workers 0 ..< `workers`, each to whichever is free.
  static func eachTile(
    of trials: Range<Int>, width: Int, workers: Int, _ body: @Sendable (Int, Range<Int>) -> Void
  ) {
    let tileCount = (trials.count + width - 1) / width
    let next = Atomic<Int>(0)
    DispatchQueue.concurrentPerform(iterations: min(workers, tileCount)) { index in
      while true {
        let number = next.wrappingAdd(1, ordering: .relaxed).oldValue
        guard number < tileCount else { return }
        let first = trials.lowerBound + number * width
        body(index, first..<min(first + width, trials.upperBound))
      }
    }
  }

  private func greatestStandardError(_ workers: [Worker]) -> Double? {
    guard !targets.isEmpty else { return nil }
    var sums = workers[0].accumulator.outcomes
    for worker in workers.dropFirst() {
      for (index, outcome) in worker.accumulator.outcomes.enumerated() {
        sums[index].merge(outcome)
      }
    }
    return sums.map { $0.probability.standardError }.max()
  }

  /// The state of one thread. Only the thread that holds its index touches it in a round.
  private final class Worker: @unchecked Sendable {
    let tile: TrialPlayer
    var accumulator: ForecastAccumulator

    init(_ model: ForecastModel, _ plan: TrialPlan, width: Int, worlds: WorldModels?) {
      tile = TrialPlayer(
        model, seed: plan.seed, points: plan.points, width: width, level: plan.level,
        worlds: worlds)
      accumulator = ForecastAccumulator(model, seed: plan.seed, points: plan.points)
    }

    func play(_ trials: Range<Int>) { tile.play(trials, into: &accumulator) }
  }
}
