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
  ///   - plan: its `precision` is not looked at.
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
              + "不是同一城市、同一年份、同样的区县，无法逐次对比。",
            en: "“\(scenario.id)” is not about the city, year and districts of “\(first.id)” "
              + "(\(first.city.id) \(first.planYear.year)): trials cannot be paired."),
          remedy: BilingualText(
            zh: "只对比同一城市同一年份的情景。", en: "Compare scenarios of one city and year.")))
    }
    return problems
  }
}

/// Simulates the scenarios of a comparison on common random numbers.
private struct ComparisonRun {
  let models: [CompiledScenario]
  let plan: TrialPlan
  let reference: ScenarioComparison.Reference
  let scopes: [Scope]
  /// What differences are taken of beside the targets: signed investment by scope, then landing.
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
    return comparison(consumers, isInterrupted: isInterrupted)
  }

  private func comparison(_ consumers: [DifferenceConsumer], isInterrupted: Bool)
    -> ScenarioComparison
  {
    let completion: Forecast.Completion = isInterrupted ? .interrupted : .complete
    var sums = consumers[0].differences
    for consumer in consumers.dropFirst() {
      for place in sums.indices {
        for index in sums[place].indices {
          sums[place][index].merge(consumer.differences[place][index])
        }
      }
    }
    let forecasts = models.indices.map { index in
      models[index].forecast(
        from: SumConsumer.merged(consumers.map(\.sums), scenario: index), completion: completion)
    }
    let first = forecasts[0]

    func difference(
      _ model: Int, _ index: Int, unit: Double, _ errors: (Double?, Double?), isShare: Bool
    ) -> ScenarioComparison.Difference? {
      guard model > 0 else { return nil }
      let sum = sums[model - 1][index]
      // Equal inputs give equal trials, however many are taken.
      let isSame =
        models[model].fingerprint.trials == models[counterpart(of: model)].fingerprint.trials
      let error = isSame ? 0 : isShare ? sum.standardErrorOfShares : sum.standardError
      return ScenarioComparison.Difference(
        sum.mean / unit, standardError: error.map { $0 / unit },
        independent: errors.0.flatMap { one in
          errors.1.map { (one * one + $0 * $0).squareRoot() }
        })
    }
    func chances(_ index: Int, _ answer: (Forecast, Int) -> (Double, Double))
      -> [ScenarioComparison.Chance?]
    {
      let found = models.indices.map { model in
        places[model][index].map { answer(forecasts[model], $0) }
      }
      return found.enumerated().map { model, own in
        own.map { own in
          let other = model > 0 ? found[counterpart(of: model)] : nil
          return ScenarioComparison.Chance(
            probability: own.0, standardError: own.1,
            difference: other.flatMap {
              difference(model, index, unit: 1, ($0.1, own.1), isShare: true)
            })
        }
      }
    }
    let targetCount = first.targets.count
    let jointCount = first.joint.count
    func means(_ index: Int) -> [ScenarioComparison.Mean] {
      let values = forecasts.map { $0.metric(metrics[index].measure, over: metrics[index].scope)! }
      return values.enumerated().map { model, metric in
        let other = values[max(0, counterpart(of: model))]
        let errors = (other.year.standardError, metric.year.standardError)
        return ScenarioComparison.Mean(
          value: metric.year.mean ?? 0, standardError: errors.1,
          difference: difference(
            model, targetCount + jointCount + index, unit: metrics[index].measure.baseUnits,
            errors, isShare: false))
      }
    }
    return ScenarioComparison(
      formatVersion: Forecast.currentFormatVersion, luodiVersion: luodiVersion, seed: first.seed,
      factorPoints: first.factorPoints, trials: first.trials, completion: completion,
      reference: reference, scenarios: forecasts.map(\.scenario),
      targets: first.targets.enumerated().map { index, target in
        ScenarioComparison.TargetComparison(
          id: target.id, title: target.title, scope: target.scope,
          throughMonth: target.throughMonth, comparison: target.comparison, value: target.value,
          unit: target.unit,
          chances: chances(index) { ($0.targets[$1].probability, $0.targets[$1].standardError) })
      },
      joint: first.joint.enumerated().map { index, joint in
        ScenarioComparison.JointComparison(
          id: joint.id, title: joint.title, targets: joint.targets,
          chances: chances(targetCount + index) { forecast, place in
            let joint = forecast.joint[place - forecast.targets.count]
            return (joint.probability, joint.standardError)
          })
      },
      investment: scopes.indices.map { index in
        ScenarioComparison.InvestmentComparison(
          scope: first.metric(.signedInvestment, over: scopes[index])!.scope, means: means(index))
      },
      landing: metrics.count == scopes.count
        ? nil
        : (scopes.count..<metrics.count).map { index in
          ScenarioComparison.LandingComparison(
            measure: metrics[index].measure.name, means: means(index))
        })
  }

  /// Adds up the trials of all scenarios, and the differences of their values trial by trial.
  private final class DifferenceConsumer: TrialConsumer {
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
          models[$0].rates != nil
        }
        return [DifferenceAccumulator](
          repeating: DifferenceAccumulator(
            groups: hasParameterDraws ? .parameterDraws : isReplicated ? .points : nil),
          count: comparison.places[0].count + comparison.metrics.count)
      }
      sums = SumConsumer(run)
    }

    func consume(_ trials: Range<Int>, _ simulators: [TrialSimulator]) {
      sums.consume(trials, simulators)
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
