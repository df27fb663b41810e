import Forecasting
import InvestmentPipeline

/// The statistics of the trials of a comparison.
struct ComparisonSummary {
  private let run: ComparisonRun
  private let forecasts: [Forecast]
  /// By scenario but the first, then by target, joint target and watched metric.
  private let differences: [[DifferenceAccumulator]]
  private let completion: Forecast.Completion

  init(
    _ run: ComparisonRun, _ consumers: [ComparisonRun.DifferenceConsumer],
    completion: Forecast.Completion
  ) {
    self.run = run
    self.completion = completion
    var sums = consumers[0].differences
    for consumer in consumers.dropFirst() {
      for place in sums.indices {
        for index in sums[place].indices {
          sums[place][index].merge(consumer.differences[place][index])
        }
      }
    }
    differences = sums
    forecasts = run.models.indices.map { index in
      run.models[index].forecast(
        from: SumConsumer.merged(consumers.map(\.sums), scenario: index), completion: completion)
    }
  }

  private var first: Forecast { forecasts[0] }

  var comparison: ScenarioComparison {
    ScenarioComparison(
      formatVersion: Forecast.currentFormatVersion, luodiVersion: luodiVersion, seed: first.seed,
      factorPoints: first.factorPoints, trials: first.trials, completion: completion,
      reference: run.reference, scenarios: forecasts.map(\.scenario),
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
          chances: chances(first.targets.count + index) { forecast, place in
            let joint = forecast.joint[place - forecast.targets.count]
            return (joint.probability, joint.standardError)
          })
      },
      investment: run.scopes.indices.map { index in
        ScenarioComparison.InvestmentComparison(
          scope: first.metric(.signedInvestment, over: run.scopes[index])!.scope,
          means: means(index))
      },
      landing: run.metrics.count == run.scopes.count
        ? nil
        : (run.scopes.count..<run.metrics.count).map { index in
          ScenarioComparison.LandingComparison(
            measure: run.metrics[index].measure.name, means: means(index))
        })
  }

  /// - Parameter errors: standard errors of the counterpart's value and of the scenario's own.
  private func difference(
    _ model: Int, _ index: Int, unit: Double, _ errors: (Double?, Double?), isShare: Bool
  ) -> ScenarioComparison.Difference? {
    guard model > 0 else { return nil }
    let sum = differences[model - 1][index]
    // Equal inputs give equal trials, however many are taken.
    let isSame =
      run.models[model].fingerprint.trials
      == run.models[run.counterpart(of: model)].fingerprint.trials
    let error = isSame ? 0 : isShare ? sum.standardErrorOfShares : sum.standardError
    return ScenarioComparison.Difference(
      sum.mean / unit, standardError: error.map { $0 / unit },
      independent: errors.0.flatMap { one in
        errors.1.map { (one * one + $0 * $0).squareRoot() }
      })
  }

  /// By scenario the probability of a target of the first one, with its standard error.
  private func chances(_ index: Int, _ answer: (Forecast, Int) -> (Double, Double))
    -> [ScenarioComparison.Chance?]
  {
    let found = run.models.indices.map { model in
      run.places[model][index].map { answer(forecasts[model], $0) }
    }
    return found.enumerated().map { model, own in
      own.map { own in
        let other = model > 0 ? found[run.counterpart(of: model)] : nil
        return ScenarioComparison.Chance(
          probability: own.0, standardError: own.1,
          difference: other.flatMap {
            difference(model, index, unit: 1, ($0.1, own.1), isShare: true)
          })
      }
    }
  }

  /// By scenario the mean of a watched metric.
  private func means(_ index: Int) -> [ScenarioComparison.Mean] {
    let watched = run.metrics[index]
    let values = forecasts.map { $0.metric(watched.measure, over: watched.scope)! }
    return values.enumerated().map { model, metric in
      let other = values[max(0, run.counterpart(of: model))]
      let errors = (other.year.standardError, metric.year.standardError)
      return ScenarioComparison.Mean(
        value: metric.year.mean ?? 0, standardError: errors.1,
        difference: difference(
          model, run.places[0].count + index, unit: watched.measure.baseUnits, errors,
          isShare: false))
    }
  }
}
