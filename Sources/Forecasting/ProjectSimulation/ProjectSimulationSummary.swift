public import InvestmentPipeline
import LinearAlgebra

/// What a forecast says of a year beyond its metrics: arrivals, followers, quotas, landing, ranks.
///
/// Amounts are in 亿元, land in 亩, energy in 吨标煤 a year. Nil is a part that the scenario does
/// not have.
public struct ProjectSimulationSummary: Sendable, Codable, Equatable {
  public var arrivals: ArrivalForecast?
  public var followers: PartForecast?
  public var quotas: QuotaForecast?
  public var landing: [LandingForecast]?
  public var ranks: [RankForecast]?
  /// The ranks by each item that has a weight.
  public var itemRanks: [ItemRanks]?
  public var rates: RateUncertaintyForecast?
}

/// A mean over trials with its Monte Carlo standard error.
public struct MeanEstimate: Sendable, Codable, Equatable {
  public var mean: Double
  /// Nil for fewer than two trials or parameter draws.
  @NullIfUndefined public var standardError: Double?
  /// Of the values over trials; nil for fewer than two.
  @NullIfUndefined public var standardDeviation: Double?
}

/// What a part of the year brings.
public struct PartForecast: Sendable, Codable, Equatable {
  public var projects: MeanEstimate
  public var investment: MeanEstimate
}

public struct ArrivalForecast: Sendable, Codable, Equatable {
  /// Leads that come by one channel.
  public struct Channel: Sendable, Codable, Equatable {
    public var scope: ScopeReference
    /// Expected, exactly.
    public var expected: Double
    /// Of their number, the gamma variable included, exactly.
    public var standardDeviation: Double
  }

  /// Leads that come within the open months, signed or not: the exact mean, and the standard
  /// deviation of their number.
  public var expected: Double
  public var standardDeviation: Double
  public var channels: [Channel]
  /// Those that are signed and admitted within the year.
  public var signed: PartForecast
}

public struct QuotaForecast: Sendable, Codable, Equatable {
  /// Projects signed but for one thing, which wait for the next year.
  public struct Deferred: Sendable, Codable, Equatable {
    /// `land`, `energy` or `merit`.
    public var reason: String
    public var projects: MeanEstimate
    public var investment: MeanEstimate
  }

  /// What a district has and takes of a resource.
  public struct District: Sendable, Codable, Equatable {
    public var scope: ScopeReference
    /// Its own, at the as-of date.
    public var left: Double
    /// From its own and from the pool.
    public var used: MeanEstimate
    /// The probability that a project is deferred for want of it.
    public var shortProbability: Double
    public var shortStandardError: Double
  }

  public struct Resource: Sendable, Codable, Equatable {
    /// `land` or `energy`.
    public var resource: String
    /// `亩` or `吨标煤`.
    public var unit: String
    public var pool: Double
    public var poolUsed: MeanEstimate
    public var districts: [District]
  }

  public var deferred: [Deferred]
  public var resources: [Resource]
  /// Deferred investment by district, for whatever reason.
  public var deferredByDistrict: [DistrictMean]

  public struct DistrictMean: Sendable, Codable, Equatable {
    public var scope: ScopeReference
    public var investment: MeanEstimate
  }
}

/// How long a district takes from a lead to a building site, exactly.
public struct LandingForecast: Sendable, Codable, Equatable {
  public var scope: ScopeReference
  /// Mean months from being identified to the start, of leads that come so far.
  public var meanMonths: Double
  /// The months asked about, and the share of such leads that need no more.
  public var withinMonths: Int?
  public var withinShare: Double?
}

/// The probability of each rank of a district.
public struct RankForecast: Sendable, Codable, Equatable {
  public var scope: ScopeReference
  /// First rank first; they add up to 1.
  public var probabilities: [Double]
  public var standardErrors: [Double]
}

/// The ranks of the districts by one item of the scorecard.
public struct ItemRanks: Sendable, Codable, Equatable {
  public var item: Scorecard.Item
  public var ranks: [RankForecast]
}

extension CompiledScenario {
  /// Nil for a scenario of the register alone.
  func wholeYear(_ accumulator: ForecastAccumulator) -> ProjectSimulationSummary? {
    guard let year else {
      return rateUncertainty(accumulator).map { ProjectSimulationSummary(rates: $0) }
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
          deferredByDistrict: scenario.city.districts.indices.map { district in
            QuotaForecast.DistrictMean(
              scope: reference(table.scopes[1 + district]),
              investment: estimate(.districtDeferredInvestment(district), unit: 10_000))
          })
      },
      landing: scenario.landing.map { landing in
        scenario.city.districts.indices.map { timeToStart(landing, district: $0) }
      },
      ranks: year.scorecard.map { _ in ranks(accumulator, ranking: 0) },
      itemRanks: year.scorecard.map { scorecard in
        Scorecard.Item.allCases.enumerated().compactMap { index, item in
          scorecard.weights[index] > 0
            ? ItemRanks(item: item, ranks: ranks(accumulator, ranking: 1 + index)) : nil
        }
      }, rates: rateUncertainty(accumulator))
  }

  private func arrivalForecast(signed: PartForecast) -> ArrivalForecast {
    let open = scenario.planYear.openMonths
    var means: [Channel.ID: Double] = [:]
    var variances: [Channel.ID: Double] = [:]
    for stream in scenario.arrivals {
      let mean = open.reduce(0.0) { sum, month in
        let share = month == open.lowerBound ? scenario.planYear.firstMonthShare : 1
        return sum + stream.monthlyRates[month - 1] * share
      }
      means[stream.channelID, default: 0] += mean
      let dispersion = mean * stream.dispersion
      variances[stream.channelID, default: 0] += mean + dispersion * dispersion
    }
    let channels = scenario.city.channels.filter { means[$0.id] != nil }
    // In an order that the city's file has no say in.
    func sum(_ values: [Channel.ID: Double]) -> Double {
      values.sorted { $0.key < $1.key }.reduce(0) { $0 + $1.value }
    }
    return ArrivalForecast(
      expected: sum(means), standardDeviation: sum(variances).squareRoot(),
      channels: channels.map {
        ArrivalForecast.Channel(
          scope: reference(.channel($0.id)), expected: means[$0.id]!,
          standardDeviation: variances[$0.id]!.squareRoot())
      }, signed: signed)
  }

  private func quota(
    _ resource: QuotaResource, _ quota: AdmissionPlan.Quota, _ values: [MetricAccumulator],
    _ estimate: (ProjectMeasure, Double) -> MeanEstimate
  ) -> QuotaForecast.Resource {
    let unit = resource == .land ? AdmissionPlan.landUnits : 1
    let measures = year!.measures
    return QuotaForecast.Resource(
      resource: "\(resource)", unit: resource == .land ? "亩" : "吨标煤",
      pool: Double(quota.pool) / unit, poolUsed: estimate(.poolUse(resource), unit),
      districts: scenario.city.districts.indices.map { district in
        let short = values[measures.index(of: .isShort(resource, district: district))]
        return QuotaForecast.District(
          scope: reference(table.scopes[1 + district]),
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
    let id = scenario.city.districts[district].id
    let rates = scenario.conversionRates[id]!
    let step = ConversionCurves.stageMatrix(rates, exposure: 1)
    let slow = GeometricLag(mean: landing.startLagMonths[id] ?? 0)
    let fast = GeometricLag(mean: landing.fastTrackLagMonths)
    /// P(lag ≤ months).
    func started(_ months: Int) -> Double {
      let share = landing.fastTrackShare
      return share * fast.probability(upTo: months) + (1 - share) * slow.probability(upTo: months)
    }
    var mean = landing.fastTrackShare * landing.fastTrackLagMonths
    mean += (1 - landing.fastTrackShare) * (landing.startLagMonths[id] ?? 0)
    for row in Stage.beforeSigning.indices { mean += 1 / (1 - step[row, row]) }
    var share: Double?
    if let within = landing.withinMonths {
      let ever = Stage.beforeSigning.reduce(1.0) { $0 * rates[$1]!.conversionRate }
      var product = step
      var before = 0.0
      var sum = 0.0
      for month in 1...within {
        sum += (product[0, 4] - before) * started(within - month)
        before = product[0, 4]
        product = multiplied(product, step)
      }
      share = ever > 0 ? sum / ever : 0
    }
    return LandingForecast(
      scope: reference(table.scopes[1 + district]), meanMonths: mean,
      withinMonths: landing.withinMonths, withinShare: share)
  }

  private func ranks(_ accumulator: ForecastAccumulator, ranking: Int) -> [RankForecast] {
    let districts = scenario.city.districts.indices
    return districts.map { district in
      let chances = districts.map {
        Probability(
          hits: accumulator.rankCounts[
            (ranking * districts.count + district) * districts.count + $0],
          trials: accumulator.trials.count)
      }
      return RankForecast(
        scope: reference(table.scopes[1 + district]), probabilities: chances.map(\.value),
        standardErrors: chances.map(\.standardError))
    }
  }
}
