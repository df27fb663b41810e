import InvestmentPipeline
import LinearAlgebra

/// The statistics of the trials of a scenario: what an accumulator says in terms of its targets,
/// metrics and parts.
struct ForecastSummary {
  let model: CompiledScenario
  let accumulator: ForecastAccumulator
  let completion: Forecast.Completion
  private let pool: WorkerPool

  /// - Parameters:
  ///   - accumulator: of this model.
  ///   - threads: nil for one on each processor.
  init(
    _ model: CompiledScenario, _ accumulator: ForecastAccumulator,
    _ completion: Forecast.Completion = .complete, threads: Int? = nil
  ) {
    self.model = model
    self.accumulator = accumulator
    self.completion = completion
    pool = WorkerPool(threadCount: threads)
  }

  var forecast: Forecast {
    var forecast = Forecast(
      formatVersion: Forecast.currentFormatVersion, luodiVersion: luodiVersion,
      modelFingerprint: "", scenario: scenarioSummary,
      inputFiles: model.scenario.inputFiles, seed: accumulator.seed,
      factorPoints: accumulator.points,
      trials: accumulator.trials.count, completion: completion,
      targets: model.targets.indices.map { target($0) },
      joint: model.jointTargets.indices.map { joint($0) },
      metrics: pool.map(model.table.scopes.count) { scope in
        model.table.measures.indices.compactMap { metric(scope: scope, measure: $0) }
      }.flatMap { $0 }, year: projectSimulation)
    forecast.identify(by: model.fingerprintOnDemand)
    return forecast
  }

  private var scenarioSummary: ScenarioSummary {
    func count(_ isCounted: (Provenance) -> Bool) -> Int {
      model.scenario.assumptions.filter { isCounted($0.provenance) }.reduce(0) { $0 + $1.count }
    }
    return ScenarioSummary(
      id: model.scenario.id, title: model.scenario.title, reason: model.scenario.reason,
      cityID: model.scenario.city.id,
      cityName: model.scenario.city.name, year: model.scenario.planYear.year,
      asOf: model.scenario.planYear.asOf,
      openLeads: model.leads.count, signedProjects: model.knownResults.count,
      publishedNumbers: count { if case .published = $0 { true } else { false } },
      assumedNumbers: count { if case .assumed = $0 { true } else { false } })
  }

  private func target(_ index: Int) -> TargetForecast {
    let target = model.scenario.targets[index]
    let measure = target.metric.measure
    let result = accumulator.targets[index]
    let values = accumulator.metrics[model.targets[index].metricIndex]
    let distribution = summarise(values, measure)
    let shortfall = result.expectedShortfall
    let value = Double(target.value.inBaseUnits) / measure.baseUnits
    return TargetForecast(
      id: target.id, title: target.title,
      metric: MetricForecast.id(measure, over: target.metric.scope),
      scope: model.reference(target.metric.scope), throughMonth: target.metric.throughMonth,
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
    let scope = Int32(model.table.scopes.firstIndex(of: target.metric.scope)!)
    let results = model.knownResults.filter { result in
      result.month < target.metric.throughMonth
        && (scope == 0
          || [result.segment.district, result.segment.chain, result.segment.channel].contains(scope))
    }
    let total = results.reduce(0) { $0 + $1.amount }
    let achieved: Double? =
      switch measure {
      case .signedInvestment: Double(total) / measure.baseUnits
      case .projectCount(let size):
        Double(results.count { $0.amount >= size.tenThousandYuan })
      case .manufacturingShare:
        total > 0
          ? Double(results.reduce(0) { $0 + ($1.segment.isManufacturing ? $1.amount : 0) })
            / Double(total) : nil
      case .startedInvestment, .startedCount, .fundsInPlace, .carriedOverStarted:
        startedSoFar(measure, scope: Int(scope))
      }
    let isShare = measure.unit == .share
    let year = model.scenario.planYear.year
    let periodDays = (1...target.metric.throughMonth).reduce(0) {
      $0 + CalendarDate.dayCount(ofMonth: $1, year: year)
    }
    let yearDays = CalendarDate.isLeap(year) ? 366.0 : 365.0
    return ProRataProgress(
      achieved: achieved,
      achievedShare: isShare || value == 0 ? nil : achieved.map { $0 / value },
      elapsedShare: min(1, model.scenario.planYear.elapsedShare * yearDays / Double(periodDays)))
  }

  /// Of the projects known to have started at the as-of date.
  private func startedSoFar(_ measure: Measure, scope: Int) -> Double? {
    guard let year = model.year, let landing = year.landing else { return nil }
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

  private func joint(_ index: Int) -> JointForecast {
    let joint = model.scenario.jointTargets[index]
    let probability = accumulator.jointProbabilities[index]
    return JointForecast(
      id: joint.id, title: joint.title, targets: joint.targetIDs,
      requirement: joint.requirement,
      probability: probability.value, standardError: probability.standardError)
  }

  private func metric(scope: Int, measure: Int) -> MetricForecast? {
    let indices = (0..<MetricTable.monthCount).map { month in
      model.table.index(scope: scope, month: month, measure: measure)
    }
    // A partial forecast has no values of most metrics.
    let kept = indices.map {
      model.schedule.isKept[$0] && (completion != .partial || accumulator.metrics[$0].count > 0)
    }
    guard kept.last! else { return nil }
    let kind = model.table.measures[measure]
    let months = indices.map { accumulator.metrics[$0] }
    var size: Double?
    if case .projectCount(let atLeast) = kind { size = atLeast.inHundredMillionYuan }
    let byMonth = months.map { summarise($0, kind) }
    return MetricForecast(
      id: MetricForecast.id(kind, over: model.table.scopes[scope]),
      scope: model.reference(model.table.scopes[scope]), measure: kind.name, atLeastSize: size,
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
}
