import ExactDistributions
public import Forecasting
public import InvestmentPipeline
import LinearAlgebra
import RandomStreams

extension ScenarioComparison {
  /// Compares scenarios on common random numbers, trial by trial.
  ///
  /// - Parameters:
  ///   - scenarios: at least one.
  ///   - reference: what each but the first is compared with.
  ///   - plan: its `precision` has no effect.
  ///   - onProgress: called with the trials done, on the calling thread; return false to stop
  ///     with the trials done so far.
  /// - Throws: `Problems` of any scenario, and for scenarios of different cities or years, and
  ///   ids that occur twice.
  /// - Cost: a run of each scenario that keeps its targets and the investment of the districts.
  ///
  /// Uncertain rates are drawn as in a run of each scenario, from the same normals for all of them,
  /// so that the uncertainty that scenarios share in their histories cancels.
  public init(
    of scenarios: [Scenario], _ plan: TrialPlan = TrialPlan(),
    against reference: Reference = .first, onProgress: (Int) -> Bool = { _ in true }
  ) throws(Problems) {
    let problems = Self.problems(scenarios)
    guard problems.isEmpty else { throw Problems(problems) }
    var models: [CompiledScenario] = []
    for scenario in scenarios {
      models.append(
        try CompiledScenario(
          scenario,
          metrics: Self.comparedScopes(scenario.city).map { Metric(.signedInvestment, over: $0) }
            + (scenario.landing == nil ? [] : Self.landingMetrics)))
    }
    self = ComparisonRun(models, plan, reference).simulate(onProgress: onProgress)
  }

  /// Of the city, where all scenarios have landing.
  static let landingMetrics = [Metric(.startedInvestment), Metric(.fundsInPlace)]

  static func comparedScopes(_ city: City) -> [Scope] {
    [.city] + city.districts.map { .district($0.id) }
  }

  private static func problems(_ scenarios: [Scenario]) -> [Problem] {
    guard let first = scenarios.first else { return [] }
    var problems: [Problem] = []
    var seen: Set<Scenario.ID> = [first.id]
    for scenario in scenarios.dropFirst() {
      if !seen.insert(scenario.id).inserted {
        problems.append(
          Problem(
            path: "id", value: scenario.id,
            reason: BilingualText(
              zh: "情景“\(scenario.id)”写了两次。", en: "The scenario “\(scenario.id)” is there twice."),
            remedy: BilingualText(zh: "只留一个。", en: "Keep one of them.")))
      }
      guard
        scenario.city.id != first.city.id || scenario.planYear.year != first.planYear.year
          || comparedScopes(scenario.city) != comparedScopes(first.city)
      else { continue }
      problems.append(
        Problem(
          path: "city", value: "\(scenario.city.id) \(scenario.planYear.year)",
          reason: BilingualText(
            zh: "“\(scenario.id)”与“\(first.id)”（\(first.city.id) \(first.planYear.year)）"
              + "不是同一城市、同一年份、同样的县（市、区），无法逐次对比。",
            en: "“\(scenario.id)” is not about the city, year and districts of “\(first.id)” "
              + "(\(first.city.id) \(first.planYear.year)): trials cannot be paired."),
          remedy: BilingualText(
            zh: "只对比同一城市同一年份的情景。", en: "Compare scenarios of one city and year.")))
    }
    return problems
  }
}

/// Simulates the scenarios of a comparison on common random numbers.
struct ComparisonRun {
  let models: [CompiledScenario]
  let plan: TrialPlan
  let reference: ScenarioComparison.Reference
  let scopes: [Scope]
  /// The metrics compared beside the targets: signed investment by scope, then landing.
  let metrics: [Metric]
  /// By model and target of the first one, joint ones last: its own place of that target.
  let places: [[Int?]]

  init(
    _ models: [CompiledScenario], _ plan: TrialPlan, _ reference: ScenarioComparison.Reference
  ) {
    self.reference = reference
    self.models = models
    self.plan = plan
    scopes = ScenarioComparison.comparedScopes(models[0].scenario.city)
    metrics =
      scopes.map { Metric(.signedInvestment, over: $0) }
      + (models.allSatisfy { $0.scenario.landing != nil } ? ScenarioComparison.landingMetrics : [])
    let first = models[0].scenario
    places = models.map { model in
      let scenario = model.scenario
      let single = first.targets.map { target in
        scenario.targets.firstIndex {
          $0.id == target.id && $0.metric == target.metric && $0.value == target.value
            && $0.comparison == target.comparison
        }
      }
      let joint = first.jointTargets.map { joint -> Int? in
        let isSame = joint.targetIDs.allSatisfy { id in
          first.targets.firstIndex { $0.id == id }.flatMap { single[$0] } != nil
        }
        guard isSame else { return nil }
        return scenario.jointTargets.firstIndex {
          $0.id == joint.id && $0.targetIDs == joint.targetIDs
            && $0.requirement == joint.requirement
        }.map { $0 + scenario.targets.count }
      }
      return single + joint
    }
  }

  /// The model that `model` is compared with.
  func counterpart(of model: Int) -> Int { reference == .first ? 0 : model - 1 }

  func simulate(onProgress: (Int) -> Bool) -> ScenarioComparison {
    let run = TrialRun(
      models, plan, watching: models.map { model in metrics.map { model.table.index(of: $0)! } })
    var isInterrupted = false
    let consumers = run.simulate(
      0..<plan.trials, roundLength: { _ in 16 * run.pool.threadCount * run.tileWidth },
      into: { DifferenceConsumer(self, run) },
      afterRound: { round, _ in
        isInterrupted = !onProgress(round.upperBound) && round.upperBound < plan.trials
        return !isInterrupted
      })
    return ComparisonSummary(
      self, consumers, completion: isInterrupted ? .interrupted : .complete
    ).comparison
  }

  /// Adds up the trials of all scenarios, and the differences of their values trial by trial.
  final class DifferenceConsumer: TrialConsumer {
    let sums: SumConsumer
    private let comparison: ComparisonRun
    /// By scenario but the first, then by target, joint target and watched metric.
    private(set) var differences: [[DifferenceAccumulator]]

    init(_ comparison: ComparisonRun, _ run: TrialRun) {
      self.comparison = comparison
      let models = comparison.models
      let isReplicated =
        run.plan.points == .sobol && models.contains { !$0.factors.isIndependent }
      differences = models.indices.dropFirst().map { model in
        let hasParameterDraws = [model, comparison.counterpart(of: model)].contains {
          models[$0].hasParameterDraws
        }
        return [DifferenceAccumulator](
          repeating: DifferenceAccumulator(
            groups: hasParameterDraws ? .parameterDraws : isReplicated ? .points : nil),
          count: comparison.places[0].count + comparison.metrics.count)
      }
      sums = SumConsumer(run)
    }

    func sum(_ trials: Range<Int>, ofScenario scenario: Int, _ simulator: TrialSimulator) {
      sums.sum(trials, ofScenario: scenario, simulator)
    }

    func compare(_ trials: Range<Int>, _ simulators: [TrialSimulator]) {
      for model in simulators.indices.dropFirst() {
        let counterpart = comparison.counterpart(of: model)
        for (index, place) in comparison.places[model].enumerated() {
          guard let place, let other = comparison.places[counterpart][index] else { continue }
          let (before, after) = unsafe (
            simulators[counterpart].shortfalls(ofTarget: other),
            simulators[model].shortfalls(ofTarget: place)
          )
          for lane in 0..<trials.count {
            let change = unsafe (after[lane] < 0 ? 1 : 0) - (before[lane] < 0 ? 1 : 0)
            differences[model - 1][index].add(
              Int64(change), trial: trials.lowerBound + lane)
          }
        }
        for metric in comparison.metrics.indices {
          let (before, after) = unsafe (
            simulators[counterpart].values(ofWatched: metric),
            simulators[model].values(ofWatched: metric)
          )
          for lane in 0..<trials.count {
            unsafe differences[model - 1][comparison.places[0].count + metric].add(
              after[lane] - before[lane], trial: trials.lowerBound + lane)
          }
        }
      }
    }
  }
}
