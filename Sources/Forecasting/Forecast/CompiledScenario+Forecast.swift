import InvestmentPipeline
import RandomStreams

/// The version of Luodi.
public let luodiVersion = "0.1.0"

extension CompiledScenario {
  /// Takes trials and sums them up; see `accumulate` for the parameters and the cost.
  public func forecast(
    _ plan: TrialPlan = TrialPlan(), onProgress: (TrialProgress) -> Bool = { _ in true }
  ) -> Forecast {
    var interrupted = false
    let accumulator = accumulate(plan) { progress in
      let goOn = onProgress(progress)
      interrupted = !goOn && progress.trialsDone < plan.trials
      return goOn
    }
    let completion: Forecast.Completion =
      if interrupted { .interrupted } else if accumulator.trials.count < plan.trials {
        .precisionReached
      } else { .complete }
    return forecast(from: accumulator, completion: completion)
  }

  /// Sums up trials taken before, here or elsewhere.
  ///
  /// - Precondition: `accumulator` is of this model, or of one that differs from it in nothing that
  ///   decides results.
  public func forecast(
    from accumulator: ForecastAccumulator, completion: Forecast.Completion = .complete
  ) -> Forecast {
    precondition(accumulator.fingerprint == fingerprint.kept, "the accumulator is of another model")
    return Forecast(
      formatVersion: Forecast.currentFormatVersion, luodiVersion: luodiVersion, scenario: summary,
      inputFiles: scenario.inputFiles, seed: accumulator.seed, factorPoints: accumulator.points,
      trials: accumulator.trials.count, completion: completion,
      targets: targets.indices.map { target($0, accumulator) },
      joint: jointTargets.indices.map { joint($0, accumulator) },
      metrics: table.scopes.indices.flatMap { scope in
        table.measures.indices.compactMap {
          metric(scope: scope, measure: $0, accumulator, isPartial: completion == .partial)
        }
      }, year: wholeYear(accumulator))
  }

  private var summary: ScenarioSummary {
    func count(_ isCounted: (Provenance) -> Bool) -> Int {
      scenario.assumptions.filter { isCounted($0.provenance) }.reduce(0) { $0 + $1.count }
    }
    return ScenarioSummary(
      id: scenario.id, title: scenario.title, reason: scenario.reason, cityID: scenario.city.id,
      cityName: scenario.city.name, year: scenario.planYear.year, asOf: scenario.planYear.asOf,
      openLeads: leads.count, signedProjects: knownResults.count,
      publishedNumbers: count { if case .published = $0 { true } else { false } },
      assumedNumbers: count { if case .assumed = $0 { true } else { false } })
  }

  private func target(_ index: Int, _ accumulator: ForecastAccumulator) -> TargetForecast {
    let target = scenario.targets[index]
    let measure = target.metric.measure
    let result = accumulator.targets[index]
    let values = accumulator.metrics[targets[index].metricIndex]
    let distribution = summarise(values, measure)
    let shortfall = result.expectedShortfall
    let value = Double(target.value.inBaseUnits) / measure.baseUnits
    return TargetForecast(
      id: target.id, title: target.title,
      metric: MetricForecast.id(measure, over: target.metric.scope),
      scope: reference(target.metric.scope), throughMonth: target.metric.throughMonth,
      comparison: target.comparison, value: value, unit: measure.unit,
      probability: result.probability.value, standardError: result.probability.standardError,
      varianceRatio: result.probability.varianceRatio,
      median: distribution.quantile(0.5)?.value,
      medianStandardError: distribution.quantile(0.5)?.standardError,
      intervals: [(0.5, 0.25, 0.75), (0.8, 0.1, 0.9), (0.9, 0.05, 0.95)].compactMap { interval in
        guard let lower = distribution.quantile(interval.1),
          let upper = distribution.quantile(interval.2)
        else { return nil }
        return PredictionInterval(
          level: interval.0, lower: lower.value, upper: upper.value,
          lowerStandardError: lower.standardError, upperStandardError: upper.standardError)
      },
      expectedShortfall: shortfall.map { $0.value / measure.baseUnits },
      expectedShortfallStandardError: shortfall.map { $0.standardError / measure.baseUnits },
      progress: progress(of: target, value: value))
  }

  /// What is signed so far, against the part of the target's period that is over.
  private func progress(of target: Target, value: Double) -> ProRataProgress {
    let measure = target.metric.measure
    let scope = Int32(table.scopes.firstIndex(of: target.metric.scope)!)
    let results = knownResults.filter { result in
      result.month < target.metric.throughMonth
        && (scope == 0
          || [result.place.district, result.place.chain, result.place.channel].contains(scope))
    }
    let total = results.reduce(0) { $0 + $1.amount }
    let achieved: Double? =
      switch measure {
      case .signedInvestment: Double(total) / measure.baseUnits
      case .projectCount(let size):
        Double(results.count { $0.amount >= size.tenThousandYuan })
      case .manufacturingShare:
        total > 0
          ? Double(results.reduce(0) { $0 + ($1.place.isManufacturing ? $1.amount : 0) })
            / Double(total) : nil
      case .startedInvestment, .startedCount, .fundsInPlace, .carriedOverStarted:
        startedSoFar(measure, scope: Int(scope))
      }
    let isShare = measure.unit == .share
    let year = scenario.planYear.year
    let periodDays = (1...target.metric.throughMonth).reduce(0) {
      $0 + CalendarDate.dayCount(ofMonth: $1, year: year)
    }
    let yearDays = CalendarDate.isLeap(year) ? 366.0 : 365.0
    return ProRataProgress(
      achieved: achieved,
      achievedShare: isShare || value == 0 ? nil : achieved.map { $0 / value },
      elapsedShare: min(1, scenario.planYear.elapsedShare * yearDays / Double(periodDays)))
  }

  /// Of the projects known to have started at the as-of date.
  private func startedSoFar(_ measure: Measure, scope: Int) -> Double? {
    guard let year, let landing = year.landing else { return nil }
    let started = landing.started.filter { scope == 0 || $0.district == scope - 1 }
    switch measure {
    case .startedInvestment:
      return Double(started.reduce(0) { $0 + $1.amount }) / measure.baseUnits
    case .startedCount: return Double(started.count)
    case .fundsInPlace:
      return started.reduce(0) {
        $0 + Double($1.amount) * landing.funds[max(0, year.firstMonth - 1 - $1.month)]
      } / measure.baseUnits
    default: return 0
    }
  }

  private func joint(_ index: Int, _ accumulator: ForecastAccumulator) -> JointForecast {
    let joint = scenario.jointTargets[index]
    let probability = accumulator.jointProbabilities[index]
    return JointForecast(
      id: joint.id, title: joint.title, targets: joint.targetIDs,
      requirement: joint.requirement,
      probability: probability.value, standardError: probability.standardError)
  }

  private func metric(
    scope: Int, measure: Int, _ accumulator: ForecastAccumulator, isPartial: Bool
  ) -> MetricForecast? {
    let indices = (0..<MetricTable.monthCount).map { month in
      table.index(scope: scope, month: month, measure: measure)
    }
    // A partial forecast has no values of most metrics.
    let kept = indices.map {
      schedule.isKept[$0] && (!isPartial || accumulator.metrics[$0].count > 0)
    }
    guard kept.last! else { return nil }
    let kind = table.measures[measure]
    let months = indices.map { accumulator.metrics[$0] }
    var size: Double?
    if case .projectCount(let atLeast) = kind { size = atLeast.inHundredMillionYuan }
    let byMonth = months.map { summarise($0, kind) }
    return MetricForecast(
      id: MetricForecast.id(kind, over: table.scopes[scope]),
      scope: reference(table.scopes[scope]), measure: kind.name, atLeastSize: size,
      unit: kind.unit, year: byMonth[MetricTable.monthCount - 1],
      histogram: HistogramSummary(
        months[MetricTable.monthCount - 1], unit: kind.baseUnits, isCount: kind.unit == .projects),
      throughMonth: kept.allSatisfy { $0 } ? byMonth : [])
  }

  private func summarise(_ values: MetricAccumulator, _ measure: Measure) -> DistributionSummary {
    let unit = measure.baseUnits
    guard values.count > 0 else {
      return DistributionSummary(
        trials: 0, standardError: nil, standardDeviation: nil, quantiles: [])
    }
    return DistributionSummary(
      trials: values.count, mean: values.mean / unit,
      standardError: values.standardErrorOfMean / unit, varianceRatio: values.varianceRatio,
      standardDeviation: values.standardDeviation / unit,
      minimum: Double(values.minimum) / unit, maximum: Double(values.maximum) / unit,
      quantiles: zip(
        DistributionSummary.probabilities,
        values.estimates(DistributionSummary.probabilities)
      ).map { probability, estimate in
        QuantileEstimate(
          probability: probability, value: estimate.value / unit,
          standardError: estimate.standardError / unit)
      })
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
