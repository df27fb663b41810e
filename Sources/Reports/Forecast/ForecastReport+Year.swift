import Forecasting
import InvestmentPipeline

/// The project simulation (arrivals, quotas, landing, ranks) as tables.
extension ForecastReport {
  /// Empty for a scenario of the register alone.
  var projectSimulation: [ReportBlock] {
    guard let year = forecast.year else { return [] }
    return parts(year) + landing(year) + quotas(year) + ranks(year) + rates(year)
  }

  /// Mean ± its standard error.
  private func mean(_ estimate: MeanEstimate) -> String {
    NumberText.value(estimate.mean, error: estimate.standardError, most: 3) + " ±"
      + NumberText.error(estimate.standardError)
  }

  // MARK: Parts

  private func parts(_ year: ProjectSimulationSummary) -> [ReportBlock] {
    var rows: [[String]] = []
    if let arrivals = year.arrivals {
      rows.append([
        ProjectSimulationWords.arrivals[language], mean(arrivals.signed.projects),
        mean(arrivals.signed.investment),
      ])
    }
    if let followers = year.followers {
      rows.append([
        ProjectSimulationWords.followers[language], mean(followers.projects),
        mean(followers.investment),
      ])
    }
    for deferred in year.quotas?.deferred ?? [] {
      rows.append([
        Self.reason(deferred.reason)[language], mean(deferred.projects), mean(deferred.investment),
      ])
    }
    guard !rows.isEmpty else { return [] }
    var blocks: [ReportBlock] = [
      .heading(ProjectSimulationWords.sources[language]),
      .table(
        Table(
          columns: [
            (ProjectSimulationWords.source[language], .leading),
            (SharedWords.projectCount[language], .trailing),
            (SharedWords.investment[language], .trailing),
          ], rows: rows)),
    ]
    if let arrivals = year.arrivals {
      blocks.append(
        .paragraph(
          ProjectSimulationWords.arrivalsNote(
            expected: NumberText.fixed(arrivals.expected, decimals: 0),
            deviation: NumberText.fixed(arrivals.standardDeviation, decimals: 0),
            channels: arrivals.channels.map {
              "\($0.scope.name[language]) \(NumberText.fixed($0.expected, decimals: 0))"
            }.joined(separator: language == .chinese ? "、" : ", "))[language]))
    }
    return blocks
  }

  private static func reason(_ reason: String) -> BilingualText {
    switch reason {
    case "land": ProjectSimulationWords.deferredByLand
    case "energy": ProjectSimulationWords.deferredByEnergy
    default: ProjectSimulationWords.refused
    }
  }

  // MARK: Landing

  private func landing(_ year: ProjectSimulationSummary) -> [ReportBlock] {
    guard let landing = year.landing else { return [] }
    func cells(_ measure: Measure, _ scope: Scope) -> String {
      guard let summary = forecast.metric(measure, over: scope)?.year, let mean = summary.mean
      else { return "–" }
      return NumberText.value(mean, error: summary.standardError)
    }
    func share(_ measure: Measure, _ scope: Scope) -> String {
      guard let part = forecast.metric(measure, over: scope)?.year.mean,
        let whole = forecast.metric(.signedInvestment, over: scope)?.year.mean, whole > 0
      else { return "–" }
      return NumberText.fixed(part / whole * 100, decimals: 0) + "%"
    }
    let scopes =
      [(forecast.scenario.cityName[language], Scope.city)]
      + landing.map { ($0.scope.name[language], Scope.district($0.scope.id)) }
    let within = landing.first?.withinMonths
    let table = Table(
      columns: [
        (SharedWords.scope[language], .leading),
        (ProjectSimulationWords.signed[language], .trailing),
        (ProjectSimulationWords.started[language], .trailing),
        (ProjectSimulationWords.fundsInPlace[language], .trailing),
        (ProjectSimulationWords.fundsShare[language], .trailing),
        (ProjectSimulationWords.startedProjects[language], .trailing),
        (ProjectSimulationWords.monthsToStart[language], .trailing),
      ]
        + (within.map {
          [(ProjectSimulationWords.startedWithin(months: "\($0)")[language], .trailing)]
        } ?? []),
      rows: scopes.map { name, scope in
        let time = landing.first { .district($0.scope.id) == scope }
        return [
          name, cells(.signedInvestment, scope), cells(.startedInvestment, scope),
          cells(.fundsInPlace, scope), share(.fundsInPlace, scope), cells(.startedCount, scope),
          time.map { NumberText.fixed($0.meanMonths, decimals: 1) } ?? "–",
        ]
          + (within == nil
            ? []
            : [
              time?.withinShare.map { NumberText.fixed($0 * 100, decimals: 0) + "%" } ?? "–"
            ])
      })
    return [
      .heading(ProjectSimulationWords.landing[language]), .table(table),
      .paragraph(ProjectSimulationWords.landingNote[language]),
    ]
  }

  // MARK: Quotas

  private func quotas(_ year: ProjectSimulationSummary) -> [ReportBlock] {
    guard let quotas = year.quotas else { return [] }
    var blocks: [ReportBlock] = []
    for resource in quotas.resources {
      let isLand = resource.resource == "land"
      let title = isLand ? ProjectSimulationWords.land : ProjectSimulationWords.energy
      func amount(_ value: Double) -> String { NumberText.fixed(value, decimals: 0) }
      var rows = resource.districts.map { district in
        [
          district.scope.name[language], amount(district.left), amount(district.used.mean),
          percent(district.shortProbability, district.shortStandardError) + " ±"
            + NumberText.points(district.shortStandardError),
        ]
      }
      rows.append([
        SharedWords.cityPool[language], amount(resource.pool), amount(resource.poolUsed.mean), "–",
      ])
      blocks += [
        .heading(title[language]),
        .table(
          Table(
            columns: [
              (SharedWords.district[language], .leading),
              (ProjectSimulationWords.remaining[language], .trailing),
              (ProjectSimulationWords.used[language], .trailing),
              (ProjectSimulationWords.deferralProbability[language], .trailing),
            ], rows: rows)),
      ]
    }
    if !blocks.isEmpty { blocks.append(.paragraph(ProjectSimulationWords.quotaNote[language])) }
    return blocks
  }

  // MARK: Ranks

  private func ranks(_ year: ProjectSimulationSummary) -> [ReportBlock] {
    guard let ranks = year.ranks, let count = ranks.first?.probabilities.count else { return [] }
    let table = Table(
      columns: [(SharedWords.district[language], .leading)]
        + (1...count).map { (ProjectSimulationWords.rank(number: "\($0)")[language], .trailing) },
      rows: ranks.map { rank in
        [rank.scope.name[language]]
          + zip(rank.probabilities, rank.standardErrors).map { percent($0, $1) }
      })
    let items = year.itemRanks ?? []
    let first = Table(
      columns: [(SharedWords.district[language], .leading)]
        + items.map { ($0.item.name[language], .trailing) },
      rows: ranks.indices.map { district in
        [ranks[district].scope.name[language]]
          + items.map {
            percent($0.ranks[district].probabilities[0], $0.ranks[district].standardErrors[0])
          }
      })
    return [
      .heading(ProjectSimulationWords.ranks[language]), .table(table),
      .heading(ProjectSimulationWords.firstPlaces[language]), .table(first),
      .paragraph(ProjectSimulationWords.ranksNote[language]),
    ]
  }

  // MARK: Rates

  private func rates(_ year: ProjectSimulationSummary) -> [ReportBlock] {
    guard let rates = year.rates else { return [] }
    let table = Table(
      columns: [
        (SharedWords.target[language], .leading), (SharedWords.probability[language], .trailing),
        (ProjectSimulationWords.parameterDeviation[language], .trailing),
        (ProjectSimulationWords.parameterInterval[language], .trailing),
      ],
      rows: rates.targets.map { target in
        [
          target.title[language],
          percent(
            target.probability,
            forecast.target(target.id)?.standardError ?? target.standardDeviation),
          NumberText.fixed(target.standardDeviation * 100, decimals: 1),
          NumberText.fixed(target.lower * 100, decimals: 0) + "–"
            + NumberText.fixed(target.upper * 100, decimals: 0) + "%",
        ]
      })
    return [
      .heading(ProjectSimulationWords.rates[language]),
      .paragraph(
        ProjectSimulationWords.ratesNote(
          draws: "\(rates.parameterDraws)", trials: "\(rates.trialsPerDraw)",
          parameterDeviation: NumberText.fixed(rates.standardDeviationBetweenDraws, decimals: 0),
          processDeviation: NumberText.fixed(rates.standardDeviationWithinDraws, decimals: 0),
          share: rates.betweenShare.map { NumberText.fixed($0 * 100, decimals: 0) + "%" } ?? "–",
          shareError: rates.betweenShareStandardError.map {
            NumberText.fixed($0 * 100, decimals: 0)
          } ?? "–")[language]
          + drawsShareNote(rates)),
      .table(table),
    ]
  }

  /// What the number of parameter draws contributes to the standard error of the city's mean, where it is most of it:
  /// σ²/draws beside the variance within draws over all trials.
  private func drawsShareNote(_ rates: RateUncertaintyForecast) -> String {
    let between =
      rates.standardDeviationBetweenDraws * rates.standardDeviationBetweenDraws
      / Double(rates.parameterDraws)
    let within =
      rates.standardDeviationWithinDraws * rates.standardDeviationWithinDraws
      / Double(rates.parameterDraws * rates.trialsPerDraw)
    let share = between / (between + within)
    guard share > 0.5 else { return "" }
    return ProjectSimulationWords.drawsDecide(
      percent: NumberText.fixed(min(99, share * 100), decimals: 0))[language]
  }
}
