import Distributions
import InvestmentPipeline

extension ForecastSummary {
  /// Nil for a scenario of the register alone.
  var projectSimulation: ProjectSimulationSummary? {
    guard let year = model.year else {
      return rateUncertainty.map { ProjectSimulationSummary(rates: $0) }
    }
    let values = accumulator.yearMeasures
    let measures = year.measures
    func estimate(_ measure: ProjectMeasure, unit: Double = 1) -> MeanEstimate {
      let index = measures.index(of: measure)
      return MeanEstimate(
        mean: values[index].mean / unit, standardError: values[index].standardErrorOfMean / unit,
        standardDeviation: values[index].standardDeviation / unit)
    }
    func part(_ count: ProjectMeasure, _ investment: ProjectMeasure) -> PartForecast {
      PartForecast(projects: estimate(count), investment: estimate(investment, unit: 10_000))
    }
    let isKept = accumulator.trials.count > 0 && values.allSatisfy { $0.count > 0 }
    guard isKept else { return nil }
    return ProjectSimulationSummary(
      arrivals: year.arrivals.map { _ in
        arrivalForecast(
          signed: part(.arrivals, .arrivalInvestment))
      },
      followers: year.followers.map { _ in
        part(.followers, .followerInvestment)
      },
      quotas: year.admission.map { admission in
        QuotaForecast(
          deferred: Refusal.allCases.filter { reason in
            switch reason {
            case .land: admission.land != nil
            case .energy: admission.energy != nil
            case .merit: admission.criteria.contains { ($0?.logFloor ?? -.infinity) > -.infinity }
            }
          }.map { reason in
            QuotaForecast.Deferred(
              reason: "\(reason)", projects: estimate(.deferred(reason)),
              investment: estimate(.deferredInvestment(reason), unit: 10_000))
          },
          resources: QuotaResource.allCases.compactMap { resource in
            admission.quota(of: resource).map { quota(resource, $0, values, estimate) }
          },
          deferredByDistrict: model.scenario.city.districts.indices.map { district in
            QuotaForecast.DistrictMean(
              scope: model.reference(model.table.scopes[1 + district]),
              investment: estimate(.districtDeferredInvestment(district), unit: 10_000))
          })
      },
      landing: model.scenario.landing.map { landing in
        model.scenario.city.districts.indices.map { timeToStart(landing, district: $0) }
      },
      ranks: year.scorecard.map { _ in ranks(ranking: 0) },
      itemRanks: year.scorecard.map { scorecard in
        Scorecard.Item.allCases.enumerated().compactMap { index, item in
          scorecard.weights[index] > 0
            ? ItemRanks(item: item, ranks: ranks(ranking: 1 + index)) : nil
        }
      }, rates: rateUncertainty)
  }

  private func arrivalForecast(signed: PartForecast) -> ArrivalForecast {
    let open = model.scenario.planYear.openMonths
    var means: [Channel.ID: Double] = [:]
    var variances: [Channel.ID: Double] = [:]
    for stream in model.scenario.arrivals {
      let mean = open.reduce(0.0) { sum, month in
        let share = month == open.lowerBound ? model.scenario.planYear.firstMonthShare : 1
        return sum + stream.monthlyRates[month - 1] * share
      }
      means[stream.channelID, default: 0] += mean
      let dispersion = mean * stream.dispersion
      variances[stream.channelID, default: 0] += mean + dispersion * dispersion
    }
    let channels = model.scenario.city.channels.filter { means[$0.id] != nil }
    // In an order that does not depend on the city's file.
    func sum(_ values: [Channel.ID: Double]) -> Double {
      values.sorted { $0.key < $1.key }.reduce(0) { $0 + $1.value }
    }
    return ArrivalForecast(
      expected: sum(means), standardDeviation: sum(variances).squareRoot(),
      channels: channels.map {
        ArrivalForecast.Channel(
          scope: model.reference(.channel($0.id)), expected: means[$0.id]!,
          standardDeviation: variances[$0.id]!.squareRoot())
      }, signed: signed)
  }

  private func quota(
    _ resource: QuotaResource, _ quota: AdmissionPlan.Quota, _ values: [MetricAccumulator],
    _ estimate: (ProjectMeasure, Double) -> MeanEstimate
  ) -> QuotaForecast.Resource {
    let unit = resource == .land ? AdmissionPlan.landUnits : 1
    let measures = model.year!.measures
    return QuotaForecast.Resource(
      resource: "\(resource)", unit: resource == .land ? "亩" : "吨标煤",
      pool: Double(quota.pool) / unit, poolUsed: estimate(.poolUse(resource), unit),
      districts: model.scenario.city.districts.indices.map { district in
        let short = values[measures.index(of: .isShort(resource, district: district))]
        return QuotaForecast.District(
          scope: model.reference(model.table.scopes[1 + district]),
          left: Double(quota.left[district]) / unit,
          used: estimate(.districtUse(resource, district: district), unit),
          shortProbability: short.mean,
          shortStandardError: Probability(
            hits: Int((short.mean * Double(short.count)).rounded()), trials: short.count,
            replicatedStandardError: short.standardErrorOfMean.isFinite
              ? short.standardErrorOfMean : nil, isByParameterDraw: short.isByParameterDraw
          ).standardError)
      })
  }

  private func timeToStart(_ landing: Landing, district: Int) -> LandingForecast {
    let id = model.scenario.city.districts[district].id
    let rates = model.scenario.conversionRates[id]!
    let lag = StartLag(landing, district: id)
    // A lead that is signed has waited at each stage as those that advance do.
    let waits = Stage.beforeSigning.map { phaseType(rates[$0]!.dwellTime) }
    let canBeSigned = Stage.beforeSigning.allSatisfy { rates[$0]!.conversionRate > 0 }
    let mean = waits.reduce(lag.mean) { $0 + $1.mean }
    let share = landing.withinMonths.map {
      canBeSigned ? lag.probability(ofStartAfter: waits, by: Double($0)) : 0
    }
    return LandingForecast(
      scope: model.reference(model.table.scopes[1 + district]), meanMonths: mean,
      withinMonths: landing.withinMonths, withinShare: share)
  }

  private func ranks(ranking: Int) -> [RankForecast] {
    let districts = model.scenario.city.districts.indices
    return districts.map { district in
      let chances = districts.map {
        Probability(
          hits: accumulator.rankCounts[
            (ranking * districts.count + district) * districts.count + $0],
          trials: accumulator.trials.count)
      }
      return RankForecast(
        scope: model.reference(model.table.scopes[1 + district]),
        probabilities: chances.map(\.value),
        standardErrors: chances.map(\.standardError))
    }
  }
}
