import RandomStreams
import TileEngine

/// Simulates the trials of one scenario, with the conversion rates of each trial's parameter draw
/// where they are uncertain: the state of one thread.
package final class TrialSimulator {
  private let scenario: CompiledScenario
  private let plan: TrialPlan
  private let width: Int
  private let parameterDraws: ParameterDrawScenarios?
  private let memory: ProjectMemory?
  private let watched: [Int]
  private var parameterDraw = -1
  private var tile: TileSimulator

  /// The signed projects of the trials simulated last, by trial of the tile; empty unless they
  /// are kept.
  private(set) var projects: [[ProjectOutcome]] = []
  private let keepsProjects: Bool

  /// - Parameters:
  ///   - width: trials of a tile at most.
  ///   - parameterDraws: nil for rates that are taken as known.
  ///   - memory: of the thread, shared by its simulators.
  ///   - watched: metrics of the table whose values are kept for `values(ofWatched:)`.
  ///   - keepsProjects: whether `projects` are kept.
  init(
    _ scenario: CompiledScenario, _ plan: TrialPlan, width: Int,
    parameterDraws: ParameterDrawScenarios?, memory: ProjectMemory?,
    watching watched: [Int], keepsProjects: Bool
  ) {
    self.keepsProjects = keepsProjects
    self.scenario = scenario
    self.plan = plan
    self.width = width
    self.parameterDraws = parameterDraws
    self.memory = memory
    self.watched = watched
    tile = TileSimulator(
      scenario, seed: plan.seed, points: plan.points, width: width, level: plan.level,
      memory: memory, watching: watched)
  }

  /// Simulates `trials` of one parameter draw, which begin at a multiple of their number.
  func simulate(_ trials: Range<Int>) {
    if let parameterDraws {
      let next = ParameterDraw.number(ofTrial: trials.lowerBound)
      if next != parameterDraw {
        parameterDraw = next
        tile = TileSimulator(
          parameterDraws.scenario(ofDraw: next), seed: plan.seed, points: plan.points, width: width,
          level: plan.level, memory: memory, watching: watched)
      }
    }
    guard keepsProjects else { return tile.simulate(trials) }
    projects = [[ProjectOutcome]](repeating: [], count: width)
    tile.simulate(trials) { [self] lane, project in projects[lane].append(project) }
  }

  /// Sums up the trials simulated last; needed before `values(ofWatched:)` and
  /// `shortfalls(ofTarget:)`.
  func report(_ trials: Range<Int>, to consumer: inout some MetricConsumer) {
    tile.report(trials, to: &consumer)
  }

  /// Values of a watched metric in the trials reported last, in base units; negative for an
  /// undefined ratio.
  package func values(ofWatched number: Int) -> UnsafeBufferPointer<Int64> {
    unsafe tile.values(ofWatched: number)
  }

  /// Shortfalls of a target in the trials reported last: negative where it is met; joint targets
  /// come last.
  package func shortfalls(ofTarget number: Int) -> UnsafeBufferPointer<Int64> {
    unsafe tile.shortfalls(ofTarget: number)
  }
}
