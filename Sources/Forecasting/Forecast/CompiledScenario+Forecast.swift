import InvestmentPipeline
import RandomStreams

/// The version of Luodi.
public let luodiVersion = "0.1.0"

extension CompiledScenario {
  /// Takes trials and sums them up; see `accumulate` for the parameters and the cost.
  public func forecast(
    _ plan: TrialPlan = TrialPlan(), onProgress: ((TrialProgress) -> Bool)? = nil
  ) -> Forecast {
    var interrupted = false
    let accumulator =
      if let onProgress {
        accumulate(plan) { progress in
          let goOn = onProgress(progress)
          interrupted = !goOn && progress.trialsDone < plan.trials
          return goOn
        }
      } else { accumulate(plan) }
    let completion: Forecast.Completion =
      if interrupted { .interrupted } else if accumulator.trials.count < plan.trials {
        .precisionReached
      } else { .complete }
    return forecast(from: accumulator, completion: completion, threads: plan.threads)
  }

  /// Sums up trials taken before, here or elsewhere.
  ///
  /// - Parameter threads: nil for one on each processor; without influence on the result.
  /// - Precondition: `accumulator` is of this model, or of one that differs from it in nothing that
  ///   decides results.
  public func forecast(
    from accumulator: ForecastAccumulator, completion: Forecast.Completion = .complete,
    threads: Int? = nil
  ) -> Forecast {
    precondition(
      accumulator.fingerprint == LazyFingerprint(of: fingerprintOnDemand),
      "the accumulator is of another model")
    return ForecastSummary(self, accumulator, completion, threads: threads).forecast
  }

  func reference(_ scope: Scope) -> ScopeReference {
    let city = scenario.city
    switch scope {
    case .city:
      return ScopeReference(kind: .city, id: city.id, name: city.name)
    case .district(let id):
      return ScopeReference(
        kind: .district, id: id, name: city.districts.first { $0.id == id }!.name)
    case .chain(let id):
      return ScopeReference(kind: .chain, id: id, name: city.chains.first { $0.id == id }!.name)
    case .channel(let id):
      return ScopeReference(
        kind: .channel, id: id, name: city.channels.first { $0.id == id }!.name)
    }
  }
}
