public import Calibration
import Forecasting
public import InvestmentPipeline

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// What dated records give: rates, dwell times, seasons, drift and arrivals, as tables and as a fragment of a
/// scenario.
public struct RecordsReport: Sendable, Encodable {
  /// The fit of one stage's dwell time.
  public struct Dwell: Sendable, Encodable {
    /// The stage.
    public var stage: Stage
    /// Spells that ended, and those still open at the as-of date.
    public var ended: Int
    /// Spells still open at the as-of date.
    public var open: Int
    /// Of leads that advance; of lost leads as well unless they wait differently.
    public var dwellTime: DwellTime
    /// Of lost leads; nil where they do not wait differently beyond chance.
    public var lostDwellTime: DwellTime?
    /// The coefficient of variation that fits best, with its 90 % interval.
    public var variation: ConversionRateFit.Estimate
    /// How much the log likelihood exceeds that of exponential dwell times.
    public var logLikelihoodGain: Double
  }

  /// The version of the JSON format.
  public var formatVersion = 1
  /// The version of the program.
  public var luodiVersion = Forecasting.luodiVersion
  /// The records with their fingerprint.
  public var inputFile: InputFile
  /// The first day of observation.
  public var from: CalendarDate
  /// The last day of observation.
  public var asOf: CalendarDate
  /// Leads with an event up to the as-of date, and signings in the window.
  public var leads: Int
  /// Signings in the window.
  public var signings: Int
  /// Stages passed by jumps.
  public var jumps: Int
  /// Moves to an earlier stage, and leads that came again.
  public var returns: Int
  /// The city's rates by stage.
  public var city: [ConversionRateFit.City]
  /// The districts' rates by stage.
  public var districts: [ConversionRateFit.Entry]
  /// By stage.
  public var dwellTimes: [Dwell]
  /// Months 1 … 12.
  public var seasons: [RecordsFit.Season]
  /// Nil with fewer than four whole periods.
  public var drift: RecordsFit.Drift?
  /// By district and channel.
  public var arrivals: [RecordsFit.ArrivalEntry]
  /// How much the chains vary of their own; nil with fewer than four whole periods or two chains.
  public var chainDrift: RecordsFit.ChainDrift?
  /// The coefficient of variation of a district's arrivals between periods beyond a Poisson number's; nil with fewer
  /// than four whole periods.
  public var arrivalDispersion: RecordsFit.Estimate?
  /// Nil with too few investments.
  public var sizes: RecordSizes?

  let fit: RecordsFit

  private enum CodingKeys: String, CodingKey {
    case formatVersion, luodiVersion, inputFile, from, asOf, leads, signings, jumps, returns, city,
      districts, dwellTimes, seasons, drift, chainDrift, arrivals, arrivalDispersion, sizes
  }

  /// A report on a fit to the records of a file.
  ///
  /// - Throws: `LinearAlgebraError` as `RecordsFit.chainDrift`.
  public init(_ fit: RecordsFit, inputFile: InputFile) throws {
    self.fit = fit
    self.inputFile = inputFile
    from = fit.spells.start
    asOf = fit.spells.asOf
    leads = fit.spells.leadCount
    signings = fit.spells.signings.count
    jumps = fit.spells.jumpCount
    returns = fit.spells.returnCount
    city = fit.rates.city
    districts = fit.rates.entries
    dwellTimes = Stage.beforeSigning.compactMap { stage in
      guard let dwell = fit.dwellTimes[stage] else { return nil }
      let spells = fit.spells.spells.filter { $0.stage == stage }
      return Dwell(
        stage: stage, ended: spells.count { $0.outcome != .open },
        open: spells.count { $0.outcome == .open }, dwellTime: dwell.dwellTime,
        lostDwellTime: dwell.lostDwellTime, variation: dwell.variation,
        logLikelihoodGain: dwell.gain)
    }
    seasons = fit.seasons
    drift = fit.drift
    chainDrift = try fit.chainDrift()
    arrivals = fit.arrivals
    arrivalDispersion = fit.arrivalDispersion
    sizes = fit.sizes
  }

  /// With sorted keys in snake case.
  public var json: String { MachineText.json(self) }

  /// The counts of the records by district and stage, as a history file.
  public var history: String {
    let counts = fit.spells.history.counts
    let rows = Stage.beforeSigning.flatMap { stage in
      fit.districts.compactMap { district -> [String]? in
        guard let own = counts[stage]?[district] else { return nil }
        return [
          district, stage.rawValue, "\(own.entered)", "\(own.advanced)",
          own.months.map { NumberText.fixed($0, decimals: 2) } ?? "",
        ]
      }
    }
    return MachineText.csv([["district", "stage", "entered", "advanced", "months"]] + rows)
  }

  /// Whether months differ by more than two hundredths.
  var isSeasonal: Bool {
    seasons.contains { abs($0.pace - 1) >= 0.02 || abs($0.conversionShift) >= 0.02 }
  }

  // MARK: Text

  /// What was used, tables by stage, seasons, drift and arrivals, then the fragment.
  public func text(_ language: Language, usesColour: Bool = false) -> String {
    let rates = CalibrationReport(city: city, districts: districts, inputFile: inputFile)
    var blocks: [ReportBlock] = [
      .headline(
        RecordsWords.headline(
          file: inputFile.name, leads: "\(leads)", from: "\(from)", asOf: "\(asOf)",
          signings: "\(signings)")[language]),
      .paragraph(
        RecordsWords.moves(jumps: "\(jumps)", returns: "\(returns)")[language] + "\n"
          + CalibrationWords.note[language]),
    ]
    blocks += rates.tables(language)
    blocks += [.heading(RecordsWords.dwell[language]), .table(dwellTable(language))]
    if isSeasonal {
      blocks += [.heading(RecordsWords.seasons[language]), .table(seasonTable(language))]
    } else {
      blocks.append(.paragraph(RecordsWords.noSeasons[language]))
    }
    blocks += driftBlocks(language)
    if !arrivals.isEmpty {
      blocks += [.heading(RecordsWords.arrivals[language]), .table(arrivalTable(language))]
    }
    blocks += sizeBlocks(language)
    if !arrivals.isEmpty, arrivalLines(source: "") == nil {
      blocks.append(.paragraph(RecordsWords.noArrivalFragment[language]))
    }
    blocks.append(.heading(CalibrationWords.fragment[language]))
    return TextRenderer(usesColour: usesColour).render(blocks) + "\n" + fragment
  }

  func fixed(_ value: Double, _ decimals: Int = 2) -> String {
    NumberText.fixed(value, decimals: decimals)
  }

  private func dwellTable(_ language: Language) -> Table {
    Table(
      columns: [
        (SharedWords.stage[language], .leading), (RecordsWords.ended[language], .trailing),
        (RecordsWords.open[language], .trailing), (ScenarioWords.meanMonths[language], .trailing),
        (RecordsWords.variation[language], .trailing),
        (RecordsWords.variationUsed[language], .trailing),
        (ScenarioWords.lostMonths[language], .trailing),
        (RecordsWords.gain[language], .trailing),
      ],
      rows: dwellTimes.map { dwell in
        [
          dwell.stage.name[language], "\(dwell.ended)", "\(dwell.open)",
          fixed(dwell.dwellTime.meanMonths),
          fixed(dwell.variation.value) + " (" + fixed(dwell.variation.lower) + "–"
            + fixed(dwell.variation.upper) + ")", fixed(dwell.dwellTime.variation),
          dwell.lostDwellTime.map { fixed($0.meanMonths) } ?? "–",
          fixed(dwell.logLikelihoodGain, 1),
        ]
      })
  }

  private func seasonTable(_ language: Language) -> Table {
    Table(
      columns: [
        (RecordsWords.month[language], .leading), (RecordsWords.ended[language], .trailing),
        (RecordsWords.pace[language], .trailing), (RecordsWords.shift[language], .trailing),
        (RecordsWords.shiftError[language], .trailing),
      ],
      rows: seasons.map {
        [
          "\($0.month)", "\($0.ended)", fixed($0.pace), fixed($0.conversionShift),
          $0.shiftStandardError.map { "±" + fixed($0) } ?? "–",
        ]
      })
  }

  private func driftBlocks(_ language: Language) -> [ReportBlock] {
    guard let drift else { return [.paragraph(RecordsWords.noDrift[language])] }
    let table = Table(
      columns: [
        (SharedWords.stage[language], .leading), (RecordsWords.cityDrift[language], .trailing),
        (RecordsWords.districtDrift[language], .trailing),
        (RecordsWords.chainDrift[language], .trailing),
        (RecordsWords.asLoadings[language], .trailing),
      ],
      rows: Stage.beforeSigning.compactMap { stage in
        guard let city = drift.cityDeviations[stage] else { return nil }
        let all = [city, drift.districtDeviations[stage], chainDrift?.deviations[stage]]
        return [stage.name[language]] + all.map { $0.map(ranged) ?? "–" } + [
          all.map { $0.map { fixed(RecordsFit.Drift.loading($0.value)) } ?? "–" }
            .joined(separator: " / ")
        ]
      })
    let note = RecordsWords.driftNote(
      periods: "\(drift.periods)", months: "\(drift.periodMonths)",
      pace: ranged(drift.paceDeviation), arrivals: arrivalDispersion.map(ranged) ?? "–")
    return [
      .heading(RecordsWords.drift[language]), .table(table),
      .paragraph(note[language] + (drift.periods < 8 ? RecordsWords.fewPeriods[language] : "")),
    ]
  }

  /// An estimate with its interval.
  private func ranged(_ estimate: RecordsFit.Estimate) -> String {
    "\(fixed(estimate.value)) (\(fixed(estimate.lower))–\(fixed(estimate.upper)))"
  }

  private func arrivalTable(_ language: Language) -> Table {
    Table(
      columns: [
        (SharedWords.district[language], .leading), (SharedWords.channel[language], .leading),
        (SharedWords.stage[language], .leading), (RecordsWords.count[language], .trailing),
        (ScenarioWords.perMonth[language], .trailing),
      ],
      rows: arrivals.map {
        [
          $0.district, $0.channel ?? "–", $0.stage.name[language], "\($0.count)",
          fixed($0.perMonth),
        ]
      })
  }

  private func sizeBlocks(_ language: Language) -> [ReportBlock] {
    guard let sizes else { return [] }
    func row(_ name: String, _ count: Int, _ sizes: SizeDistribution) -> [String] {
      let summary = sizes.summary
      return [
        name, "\(count)", fixed(sizes.median.inHundredMillionYuan), fixed(sizes.logDeviation),
        sizes.tail.map { fixed($0.share * 100, 1) + "%" } ?? "–", fixed(summary.mean, 1),
        sizes.tail == nil ? "–" : fixed(summary.tailShareOfMean * 100, 0) + "%",
      ]
    }
    let table = Table(
      columns: [
        (SharedWords.chain[language], .leading), (RecordsWords.count[language], .trailing),
        (ScenarioWords.bodyMedian[language], .trailing),
        (ScenarioWords.logDeviation[language], .trailing),
        (ScenarioWords.tail[language], .trailing), (ScenarioWords.meanSize[language], .trailing),
        (ScenarioWords.tailShareOfMean[language], .trailing),
      ],
      rows: [row(ScenarioWords.all[language], sizes.count, sizes.all)]
        + sizes.chains.map { row($0.chain, $0.count, $0.sizes) })
    var note =
      (sizes.isOfSignedProjects ? RecordsWords.sizesOfSigned : RecordsWords.sizesOfLeads)[language]
    let distributions = [sizes.all] + sizes.chains.map(\.sizes)
    if let greatest = distributions.map(\.summary.tailShareOfMean).max(), greatest > 0.5 {
      note += "\n" + ScenarioWords.tailDecides(percent: fixed(greatest * 100, 0))[language]
    }
    return [.heading(RecordsWords.sizes[language]), .table(table), .paragraph(note)]
  }
}
