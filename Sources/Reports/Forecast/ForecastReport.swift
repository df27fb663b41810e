public import Forecasting
public import InvestmentPipeline
import Planning
import RandomStreams

/// A forecast as a report: the headline, the distribution, the city's targets, the districts, and
/// what else the scenario has.
public struct ForecastReport {
  let forecast: Forecast
  let language: Language
  let model: CompiledScenario?

  /// A report on `forecast` in `language`.
  ///
  /// - Parameter model: the model of the forecast, whose leads and last year the pace of the months ahead is compared
  ///   with.
  public init(_ forecast: Forecast, of model: CompiledScenario? = nil, language: Language) {
    self.forecast = forecast
    self.model = model
    self.language = language
  }

  /// The blocks of the report on a terminal.
  var summaryBlocks: [ReportBlock] {
    var blocks: [ReportBlock] = [.headline(headline)]
    if let shortfallSentence { blocks.append(.paragraph(shortfallSentence)) }
    if forecast.completion == .interrupted {
      blocks.append(.paragraph(SharedWords.interrupted(trials: "\(forecast.trials)")[language]))
    } else if forecast.completion == .precisionReached {
      blocks.append(
        .paragraph(ForecastWords.precisionReached(trials: "\(forecast.trials)")[language]))
    }
    blocks.append(.paragraph(about))
    blocks += histogram
    let cityTargets = forecast.targets.filter { $0.scope.kind == .city }
    let otherTargets = forecast.targets.filter { $0.scope.kind != .city }
    if !cityTargets.isEmpty { blocks += targets(cityTargets, title: ForecastWords.cityTargets) }
    if !otherTargets.isEmpty {
      blocks += targets(otherTargets, title: ForecastWords.districtTargets)
    }
    if let note = districtSumNote { blocks.append(.paragraph(note)) }
    if let note = runRateNote { blocks.append(.paragraph(note)) }
    blocks += blend
    if !forecast.joint.isEmpty { blocks += joint }
    blocks += answers
    blocks += scopes(.district, title: ForecastWords.districts, column: SharedWords.district)
    blocks += projectSimulation
    if !forecast.targets.isEmpty { blocks += intervals }
    blocks.append(.paragraph(notes))
    return blocks
  }

  /// The blocks of the report on a page: the summary, the months, the chains and the channels.
  var fullBlocks: [ReportBlock] {
    var blocks = summaryBlocks
    let notes = blocks.removeLast()
    blocks += months
    blocks += scopes(.chain, title: ForecastWords.chains, column: SharedWords.chain)
    blocks += scopes(.channel, title: ForecastWords.channels, column: SharedWords.channel)
    return blocks + [notes]
  }

  // MARK: Headline

  /// The probabilities of the city's totals as one sentence, in whole per cent: the assumptions do
  /// not support more digits. The tables hold the simulated values with their standard errors.
  var headline: String {
    let totals = cityTotals
    guard !totals.isEmpty else {
      let median = forecast.metric(.signedInvestment)?.year.quantile(0.5)
      return ForecastWords.headlineNoTargets(
        median: median.map { money($0.value, error: $0.standardError) } ?? "–")[language]
    }
    let chances = totals.map { target in
      let amount = SharedWords.money(amount: NumberText.plain(target.value))[language]
      let probability = Self.rounded(target.probability)[language]
      let text =
        target.comparison == .moreThan
        ? ForecastWords.headlineMoreThan(amount: amount, probability: probability)
        : ForecastWords.headlineAtLeast(amount: amount, probability: probability)
      return text[language]
    }
    return ForecastWords.headlineStart[language]
      + chances.joined(separator: ForecastWords.headlineJoin[language])
      + ForecastWords.headlineEnd[language]
  }

  /// A probability in whole per cent; never 0 % or 100 %.
  static func rounded(_ probability: Double) -> BilingualText {
    if probability < 0.005 { return ForecastWords.belowOnePercent }
    if probability >= 0.995 { return ForecastWords.aboveNinetyNinePercent }
    return ForecastWords.aboutPercent(percent: NumberText.fixed(probability * 100, decimals: 0))
  }

  /// The average shortfall of the city's first total over the trials that miss it.
  var shortfallSentence: String? {
    guard let first = cityTotals.first, let shortfall = first.expectedShortfall,
      let error = first.expectedShortfallStandardError
    else { return nil }
    let amount = SharedWords.money(amount: NumberText.plain(first.value))[language]
    let mean = money(shortfall, error: error)
    let text =
      first.comparison == .moreThan
      ? ForecastWords.shortfallMoreThan(amount: amount, shortfall: mean)
      : ForecastWords.shortfallAtLeast(amount: amount, shortfall: mean)
    return text[language]
  }

  /// The targets on the city's investment of the year.
  var cityTotals: [TargetForecast] {
    forecast.targets.filter(\.isCityTotal)
  }

  var about: String {
    let scenario = forecast.scenario
    return [
      SharedWords.about(
        city: scenario.cityName[language], year: "\(scenario.year)",
        scenario: scenario.title[language], reason: scenario.reason[language])[language],
      ForecastWords.inputs(
        asOf: scenario.asOf.description, openLeads: "\(scenario.openLeads)",
        signedProjects: "\(scenario.signedProjects)", trials: "\(forecast.trials)",
        seed: "\(forecast.seed.rawValue)", version: forecast.luodiVersion)[language],
      ForecastWords.provenance(
        published: "\(scenario.publishedNumbers)", assumed: "\(scenario.assumedNumbers)")[language],
    ].joined(separator: "\n")
  }

  var notes: String {
    ([ForecastWords.unitNote, ForecastWords.errorNote, ForecastWords.intervalNote].map {
      $0[language]
    }
      + [factorNote].compactMap(\.self))
      .joined(separator: "\n")
  }

  /// The gain in precision by Sobol sequences.
  private var factorNote: String? {
    guard let mean = forecast.metric(.signedInvestment)?.year.varianceRatio,
      let first = forecast.targets.first, let chance = first.varianceRatio
    else { return nil }
    func times(_ ratio: Double) -> String {
      ratio < 10 ? "\((ratio * 10).rounded() / 10)" : "\(Int(ratio.rounded()))"
    }
    return ForecastWords.factorNote(
      meanRatio: times(mean), target: first.title[language], probabilityRatio: times(chance))[
        language]
  }

  // MARK: Distribution

  private var histogram: [ReportBlock] {
    guard let metric = forecast.metric(.signedInvestment), !metric.histogram.counts.isEmpty
    else { return [] }
    let bins = metric.histogram
    let total = Double(bins.counts.reduce(bins.below + bins.above, +))
    let width = NumberText.plain(bins.lower + bins.binWidth * Double(bins.counts.count)).count
    var marks = forecast.targets.filter { $0.metric == metric.id && $0.throughMonth == 12 }
      .sorted { $0.value < $1.value }[...]
    var rows: [HistogramRow] = []
    func addMarks(below edge: Double) {
      while let mark = marks.first, mark.value < edge {
        rows.append(
          .mark(
            ForecastWords.histogramTarget(
              title: mark.title[language], requirement: requirement(mark))[language]))
        marks = marks.dropFirst()
      }
    }
    for (index, count) in bins.counts.enumerated() {
      let lower = bins.lower + bins.binWidth * Double(index)
      addMarks(below: lower + bins.binWidth / 2)
      let label = NumberText.plain(lower)
      rows.append(
        .bin(
          label: String(repeating: " ", count: max(0, width - label.count)) + label,
          share: Double(count) / total,
          percent: NumberText.fixed(Double(count) / total * 100, decimals: 1) + "%"))
    }
    addMarks(below: .infinity)
    var blocks: [ReportBlock] = [
      .heading(ForecastWords.histogramTitle(scope: metric.scope.name[language])[language]),
      .histogram(rows),
    ]
    if bins.below + bins.above > 0 {
      func share(_ count: Int) -> String {
        NumberText.fixed(Double(count) / total * 100, decimals: 1) + "%"
      }
      blocks.append(
        .paragraph(
          ForecastWords.outside(below: share(bins.below), above: share(bins.above))[language]))
    }
    return blocks
  }

  // MARK: Targets

  func targets(_ targets: [TargetForecast], title: BilingualText) -> [ReportBlock] {
    let table = Table(
      columns: [
        (SharedWords.target[language], .leading), (SharedWords.requirement[language], .trailing),
        (SharedWords.probability[language], .trailing), (SharedWords.median[language], .trailing),
        (ForecastWords.shortfall[language], .trailing),
        (ForecastWords.achieved[language], .trailing),
        (ForecastWords.elapsed[language], .trailing),
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
    return [.heading(title[language]), .table(table)]
  }

  var intervals: [ReportBlock] {
    let table = Table(
      columns: [
        (SharedWords.target[language], .leading), (SharedWords.requirement[language], .trailing),
        (ForecastWords.interval50[language], .trailing),
        (SharedWords.interval80[language], .trailing),
        (SharedWords.interval90[language], .trailing),
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
    return [.heading(ForecastWords.intervals[language]), .table(table)]
  }

  var joint: [ReportBlock] {
    let table = Table(
      columns: [
        (SharedWords.target[language], .leading), (SharedWords.probability[language], .trailing),
        (ForecastWords.jointTargets[language], .trailing),
      ],
      rows: forecast.joint.map { joint in
        [
          joint.title[language],
          percent(joint.probability, joint.standardError) + " ±"
            + NumberText.points(joint.standardError),
          joint.requirement == .all
            ? "\(joint.targets.count)"
            : ForecastWords.atLeastOne(count: "\(joint.targets.count)")[language],
        ]
      })
    return [.heading(ForecastWords.joint[language]), .table(table)]
  }

  /// The sum of the districts' targets against the city's highest.
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
      ? ForecastWords.districtSum(
        districts: values[0], sum: values[1], target: values[2], amount: values[3],
        excess: NumberText.plain(excess))[language]
      : ForecastWords.districtSumBelow(
        districts: values[0], sum: values[1], target: values[2], amount: values[3])[language]
  }

  // MARK: Districts, chains, channels, months

  func scopes(_ kind: ScopeReference.Kind, title: BilingualText, column: BilingualText)
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
        (column[language], .leading), (SharedWords.mean[language], .trailing),
        (SharedWords.median[language], .trailing), (SharedWords.interval80[language], .trailing),
        (ForecastWords.projects[language], .trailing),
        (ForecastWords.projectsOver10[language], .trailing),
        (ForecastWords.manufacturing[language], .trailing),
      ], rows: rows)
    return [.heading(title[language]), .table(table)]
  }

  private var months: [ReportBlock] {
    forecast.metric(.signedInvestment) == nil
      ? [] : [.heading(ForecastWords.months[language]), .table(monthsTable)]
  }

  var monthsTable: Table {
    let metric = forecast.metric(.signedInvestment)!
    let rows = metric.throughMonth.enumerated().map { month, summary in
      ["\(month + 1)"] + distribution(summary)
    }
    return Table(
      columns: [
        (SharedWords.throughMonth[language], .trailing), (SharedWords.mean[language], .trailing),
        (SharedWords.median[language], .trailing), (SharedWords.interval80[language], .trailing),
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
