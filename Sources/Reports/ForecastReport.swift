import Forecasting
import InvestmentPipeline

/// A forecast as the blocks of a report: first the sentence, then the distribution, the
/// city's targets, the districts, and what else was asked.
public struct ForecastReport {
  let forecast: Forecast
  let language: Language

  public init(_ forecast: Forecast, language: Language) {
    self.forecast = forecast
    self.language = language
  }

  /// What fits a terminal.
  var summaryBlocks: [ReportBlock] {
    var blocks: [ReportBlock] = [.headline(headline)]
    if let shortfallSentence { blocks.append(.paragraph(shortfallSentence)) }
    if forecast.completion == .interrupted {
      blocks.append(.paragraph(Catalogue.interrupted(language, "\(forecast.trials)")))
    } else if forecast.completion == .precisionReached {
      blocks.append(.paragraph(Catalogue.precisionReached(language, "\(forecast.trials)")))
    }
    blocks.append(.paragraph(about))
    blocks += histogram
    let cityTargets = forecast.targets.filter { $0.scope.kind == .city }
    let otherTargets = forecast.targets.filter { $0.scope.kind != .city }
    if !cityTargets.isEmpty { blocks += targets(cityTargets, title: .targetsTitle) }
    if !otherTargets.isEmpty { blocks += targets(otherTargets, title: .districtsTitle) }
    if let note = districtSumNote { blocks.append(.paragraph(note)) }
    if !forecast.joint.isEmpty { blocks += joint }
    blocks += answers
    blocks += scopes(.district, title: .scopesTitle, column: .district)
    blocks += wholeYear
    if !forecast.targets.isEmpty { blocks += intervals }
    blocks.append(.paragraph(notes))
    return blocks
  }

  /// What fits a page: the summary, the months, the chains and the channels.
  var fullBlocks: [ReportBlock] {
    var blocks = summaryBlocks
    let notes = blocks.removeLast()
    blocks += months
    blocks += scopes(.chain, title: .chainsTitle, column: .chain)
    blocks += scopes(.channel, title: .channelsTitle, column: .channel)
    return blocks + [notes]
  }

  // MARK: The sentence

  /// Such as 年底前超过2000亿元的把握为62.4%（±0.2个百分点）…
  var headline: String {
    let totals = cityTotals
    guard !totals.isEmpty else {
      let median = forecast.metric(.signedInvestment)?.year.quantile(0.5)
      return Catalogue.headlineNoTargets(
        language, median.map { money($0.value, error: $0.standardError) } ?? "–")
    }
    let chances = totals.map { target in
      let words: Catalogue =
        target.comparison == .moreThan ? .headlineMoreThan : .headlineAtLeast
      return words(
        language, Catalogue.unitMoney(language, NumberText.plain(target.value)),
        percent(target.probability, target.standardError), NumberText.points(target.standardError))
    }
    return Catalogue.headlineStart(language)
      + chances.joined(separator: Catalogue.headlineJoin(language))
      + Catalogue.headlineEnd(language)
  }

  /// By how much the city's first total is missed in the trials that miss it.
  var shortfallSentence: String? {
    guard let first = cityTotals.first, let shortfall = first.expectedShortfall,
      let error = first.expectedShortfallStandardError
    else { return nil }
    let words: Catalogue =
      first.comparison == .moreThan ? .headlineShortfallMoreThan : .headlineShortfallAtLeast
    return words(
      language, Catalogue.unitMoney(language, NumberText.plain(first.value)),
      money(shortfall, error: error))
  }

  /// The targets on the city's investment of the year.
  var cityTotals: [TargetForecast] {
    forecast.targets.filter(\.isCityTotal)
  }

  var about: String {
    let scenario = forecast.scenario
    return [
      Catalogue.about(
        language, scenario.cityName[language], "\(scenario.year)", scenario.title[language],
        scenario.reason[language]),
      Catalogue.reproduce(
        language, scenario.asOf.description, "\(scenario.openLeads)",
        "\(scenario.signedProjects)", "\(forecast.trials)", "\(forecast.seed.rawValue)",
        forecast.luodiVersion),
      Catalogue.provenance(
        language, "\(scenario.publishedNumbers)", "\(scenario.assumedNumbers)"),
    ].joined(separator: "\n")
  }

  var notes: String {
    ([Catalogue.unitNote, .errorNote, .intervalNote].map { $0(language) }
      + [factorNote].compactMap(\.self))
      .joined(separator: "\n")
  }

  /// What Sobol factors gain.
  private var factorNote: String? {
    guard let mean = forecast.metric(.signedInvestment)?.year.varianceRatio,
      let first = forecast.targets.first, let chance = first.varianceRatio
    else { return nil }
    func times(_ ratio: Double) -> String {
      ratio < 10 ? "\((ratio * 10).rounded() / 10)" : "\(Int(ratio.rounded()))"
    }
    return Catalogue.factorNote(language, times(mean), first.title[language], times(chance))
  }

  // MARK: The distribution

  private var histogram: [ReportBlock] {
    guard let metric = forecast.metric(.signedInvestment), !metric.histogram.counts.isEmpty
    else { return [] }
    let bins = metric.histogram
    let total = Double(bins.counts.reduce(bins.below + bins.above, +))
    let width = NumberText.plain(bins.lower + bins.binWidth * Double(bins.counts.count)).count
    var marks = forecast.targets.filter { $0.metric == metric.id && $0.throughMonth == 12 }
      .sorted { $0.value < $1.value }[...]
    var rows: [HistogramRow] = []
    func placeMarks(below edge: Double) {
      while let mark = marks.first, mark.value < edge {
        rows.append(
          .mark(Catalogue.histogramTarget(language, mark.title[language], requirement(mark))))
        marks = marks.dropFirst()
      }
    }
    for (index, count) in bins.counts.enumerated() {
      let lower = bins.lower + bins.binWidth * Double(index)
      placeMarks(below: lower + bins.binWidth / 2)
      let label = NumberText.plain(lower)
      rows.append(
        .bin(
          label: String(repeating: " ", count: max(0, width - label.count)) + label,
          share: Double(count) / total,
          percent: NumberText.fixed(Double(count) / total * 100, decimals: 1) + "%"))
    }
    placeMarks(below: .infinity)
    var blocks: [ReportBlock] = [
      .heading(Catalogue.histogramTitle(language, metric.scope.name[language])), .histogram(rows),
    ]
    if bins.below + bins.above > 0 {
      func share(_ count: Int) -> String {
        NumberText.fixed(Double(count) / total * 100, decimals: 1) + "%"
      }
      blocks.append(.paragraph(Catalogue.outside(language, share(bins.below), share(bins.above))))
    }
    return blocks
  }

  // MARK: Targets

  func targets(_ targets: [TargetForecast], title: Catalogue) -> [ReportBlock] {
    let table = Table(
      columns: [
        (Catalogue.target(language), .leading), (Catalogue.requirement(language), .trailing),
        (Catalogue.chance(language), .trailing), (Catalogue.median(language), .trailing),
        (Catalogue.shortfall(language), .trailing), (Catalogue.achieved(language), .trailing),
        (Catalogue.elapsed(language), .trailing),
      ],
      rows: targets.map { target in
        [
          target.title[language], requirement(target), chance(target),
          target.median.map {
            value($0, error: target.medianStandardError, unit: target.unit)
          } ?? "–",
          shortfall(target), achieved(target),
          NumberText.fixed(target.progress.elapsedShare * 100, decimals: 0) + "%",
        ]
      })
    return [.heading(title(language)), .table(table)]
  }

  var intervals: [ReportBlock] {
    let table = Table(
      columns: [
        (Catalogue.target(language), .leading), (Catalogue.requirement(language), .trailing),
        (Catalogue.interval50(language), .trailing), (Catalogue.interval80(language), .trailing),
        (Catalogue.interval90(language), .trailing),
      ],
      rows: forecast.targets.map { target in
        [target.title[language], requirement(target)]
          + [0.5, 0.8, 0.9].map { level in
            target.intervals.first { $0.level == level }.map {
              interval(
                $0.lower, $0.upper, unit: target.unit,
                errors: ($0.lowerStandardError, $0.upperStandardError))
            } ?? "–"
          }
      })
    return [.heading(Catalogue.intervalsTitle(language)), .table(table)]
  }

  var joint: [ReportBlock] {
    let table = Table(
      columns: [
        (Catalogue.target(language), .leading), (Catalogue.chance(language), .trailing),
        (Catalogue.jointTargets(language), .trailing),
      ],
      rows: forecast.joint.map { joint in
        [
          joint.title[language],
          percent(joint.probability, joint.standardError) + " ±"
            + NumberText.points(joint.standardError),
          joint.requirement == .all
            ? "\(joint.targets.count)"
            : Catalogue.atLeastOne(language, "\(joint.targets.count)"),
        ]
      })
    return [.heading(Catalogue.jointTitle(language)), .table(table)]
  }

  /// Districts whose targets add up to more, or no more, than the city's highest.
  var districtSumNote: String? {
    func isYearsTotal(_ target: TargetForecast) -> Bool {
      target.unit == .hundredMillionYuan && target.throughMonth == 12
    }
    let districts = forecast.targets.filter { $0.scope.kind == .district && isYearsTotal($0) }
    let cityTargets = forecast.targets.filter { $0.scope.kind == .city && isYearsTotal($0) }
    guard districts.count > 1, let highest = cityTargets.max(by: { $0.value < $1.value })
    else { return nil }
    let sum = districts.reduce(0) { $0 + $1.value }
    let excess = sum - highest.value
    let values = [
      "\(districts.count)", NumberText.plain(sum), highest.title[language],
      NumberText.plain(highest.value),
    ]
    return excess > 0
      ? Catalogue.districtSum(
        language, values[0], values[1], values[2], values[3], NumberText.plain(excess))
      : Catalogue.districtSumBelow(language, values[0], values[1], values[2], values[3])
  }

  // MARK: Parts of the city and months

  func scopes(_ kind: ScopeReference.Kind, title: Catalogue, column: Catalogue)
    -> [ReportBlock]
  {
    let ids = forecast.metrics.filter {
      $0.scope.kind == kind && $0.measure == Measure.signedInvestment.name
    }
    let sizes: [Money] = [.hundredMillionYuan(1), .hundredMillionYuan(10)]
    let rows = ids.map { investment in
      let scope = scope(investment.scope)
      return [investment.scope.name[language]] + distribution(investment.year)
        + sizes.map { size in
          forecast.metric(.projectCount(atLeast: size), over: scope)?.year.mean.map {
            NumberText.fixed($0, decimals: 1)
          } ?? "–"
        }
        + [
          forecast.metric(.manufacturingShare, over: scope)?.year.quantile(0.5).map {
            NumberText.fixed($0.value * 100, decimals: 0) + "%"
          } ?? "–"
        ]
    }
    let table = Table(
      columns: [
        (column(language), .leading), (Catalogue.mean(language), .trailing),
        (Catalogue.median(language), .trailing), (Catalogue.interval80(language), .trailing),
        (Catalogue.projects(language), .trailing), (Catalogue.projectsOver10(language), .trailing),
        (Catalogue.manufacturing(language), .trailing),
      ], rows: rows)
    return [.heading(title(language)), .table(table)]
  }

  private var months: [ReportBlock] {
    forecast.metric(.signedInvestment) == nil
      ? [] : [.heading(Catalogue.monthsTitle(language)), .table(monthsTable)]
  }

  var monthsTable: Table {
    let metric = forecast.metric(.signedInvestment)!
    let rows = metric.throughMonth.enumerated().map { month, summary in
      ["\(month + 1)"] + distribution(summary)
    }
    return Table(
      columns: [
        (Catalogue.month(language), .trailing), (Catalogue.mean(language), .trailing),
        (Catalogue.median(language), .trailing), (Catalogue.interval80(language), .trailing),
      ], rows: rows)
  }

  /// Mean, median and 80 % interval.
  private func distribution(_ summary: DistributionSummary) -> [String] {
    guard let mean = summary.mean, let median = summary.quantile(0.5),
      let lower = summary.quantile(0.1), let upper = summary.quantile(0.9)
    else { return ["–", "–", "–"] }
    return [
      NumberText.value(mean, error: summary.standardError),
      NumberText.value(median.value, error: median.standardError),
      interval(lower, upper),
    ]
  }
}
