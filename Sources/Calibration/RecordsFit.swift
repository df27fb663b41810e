public import InvestmentPipeline
public import LinearAlgebra

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Rates, dwell times, seasons, drift and arrivals estimated from leads with dated stages.
public struct RecordsFit: Sendable {
  /// The estimates of one calendar month.
  public struct Season: Sendable, Codable, Equatable {
    /// The month, 1 … 12.
    public var month: Int
    /// Spells that ended in it.
    public var ended: Int
    /// The shift of the conversion rates on the probit scale, shrunk towards 0; mean 0 over the leads
    /// that left.
    public var conversionShift: Double
    /// The standard error of the shift before it is shrunk; nil without a spell.
    public var shiftStandardError: Double?
    /// Leads that left over those expected, shrunk towards 1.
    public var pace: Double
  }

  /// Variation from period to period beyond that of counts.
  public struct Drift: Sendable, Codable, Equatable {
    /// The length of a period in months.
    public var periodMonths: Int
    /// The number of whole periods.
    public var periods: Int
    /// By stage: the standard deviation of the city's log odds of advancing between periods.
    public var cityDeviations: [Stage: Double]
    /// By stage: the standard deviation of a district's own log odds between periods.
    public var districtDeviations: [Stage: Double]
    /// The standard deviation of the logarithm of the city's speed between periods.
    public var paceDeviation: Double

    /// Creates drift of whole periods.
    package init(
      periodMonths: Int, periods: Int, cityDeviations: [Stage: Double],
      districtDeviations: [Stage: Double], paceDeviation: Double
    ) {
      self.periodMonths = periodMonths
      self.periods = periods
      self.cityDeviations = cityDeviations
      self.districtDeviations = districtDeviations
      self.paceDeviation = paceDeviation
    }

    /// The loading on a common factor of the city that makes the probabilities of one period vary as much.
    ///
    /// With loading a, Φ⁻¹ of the conditional probability has the standard deviation a/√(1 − a²); a deviation κ of
    /// the log odds is one of 16√3/(15π)·κ on the probit scale (Camilli 1994,
    /// doi:10.3102/10769986019003293). Drift and such a loading describe the same variation: one of them is enough.
    public func cityLoading(_ stage: Stage) -> Double? {
      cityDeviations[stage].map { deviation in
        let probit = 16 * 3.0.squareRoot() / (15 * Double.pi) * deviation
        return probit / (1 + probit * probit).squareRoot()
      }
    }
  }

  /// Leads that came to one district through one channel.
  public struct ArrivalEntry: Sendable, Codable, Equatable {
    /// The district.
    public var district: District.ID
    /// The channel; nil if not recorded.
    public var channel: Channel.ID?
    /// The stage at which most of them came.
    public var stage: Stage
    /// The number in the window.
    public var count: Int
    /// Leads a month.
    public var perMonth: Double
  }

  /// What the records show: spells, entries, signings.
  public let spells: StageSpells
  /// Rates and mean dwell times.
  public let rates: ConversionRateFit
  /// By stage with spells.
  public let dwellTimes: [Stage: DwellTimeFit]
  /// Months 1 … 12.
  public let seasons: [Season]
  /// Nil with fewer than four whole periods.
  public let drift: Drift?
  /// By district and channel, in the order of the districts.
  public let arrivals: [ArrivalEntry]
  /// The coefficient of variation of the number of arrivals of a district and a channel between periods
  /// beyond a Poisson number's.
  public let arrivalDispersion: Double
  /// The sizes of projects; nil with too few investments.
  public let sizes: RecordSizes?
  /// The length in months of the periods whose variation is drift.
  public let periodMonths: Int
  /// The districts, in the order asked for.
  public let districts: [District.ID]

  /// - Parameters:
  ///   - spells: of all districts.
  ///   - districts: those to estimate.
  ///   - periodMonths: the length of the periods whose variation is drift, 1 … 12.
  /// - Throws: `LinearAlgebraError` only for counts beyond those that records can have.
  /// - Cost: about a tenth of a second for a thousand leads.
  public init(_ spells: StageSpells, districts: [District.ID], periodMonths: Int = 3)
    throws(LinearAlgebraError)
  {
    self.spells = spells
    self.districts = districts
    self.periodMonths = periodMonths
    var dwellTimes: [Stage: DwellTimeFit] = [:]
    for stage in Stage.beforeSigning {
      let own = spells.spells.filter { $0.stage == stage }
      if !own.isEmpty { dwellTimes[stage] = DwellTimeFit(own, districts: districts) }
    }
    self.dwellTimes = dwellTimes
    rates = try ConversionRateFit(
      spells.history, districts: districts, dwellTimes: dwellTimes)
    let expectation = SpellExpectation(rates, dwellTimes, districts)
    let seasons = Self.seasons(spells, expectation)
    self.seasons = seasons
    drift = try Self.drift(spells, expectation, seasons, districts, periodMonths)
    arrivals = Self.arrivals(spells, districts)
    sizes = RecordSizes(spells)
    arrivalDispersion = try Self.dispersion(spells, districts, periodMonths)
  }

  /// The rates of a district: estimates with the shapes of the stages; nil where a stage has no spell.
  public func conversionRates(_ district: District.ID) -> ConversionRates? {
    func rate(_ stage: Stage) -> StageRate? {
      guard
        let entry = rates.entries.first(where: { $0.district == district && $0.stage == stage }),
        let dwell = dwellTimes[stage], let months = entry.dwellMonths?.value
      else { return nil }
      let scale = months / dwell.dwellTime.meanMonths
      return StageRate(
        conversionRate: entry.conversionRate.value,
        dwellTime: DwellTime(
          meanMonths: min(1200, max(0.01, months)), variation: dwell.dwellTime.variation),
        lostDwellTime: dwell.lostDwellTime.map {
          DwellTime(
            meanMonths: min(1200, max(0.01, $0.meanMonths * scale)), variation: $0.variation)
        })
    }
    guard let identified = rate(.identified), let contacted = rate(.contacted),
      let negotiating = rate(.negotiating), let approved = rate(.approved)
    else { return nil }
    return ConversionRates(
      identified: identified, contacted: contacted, negotiating: negotiating, approved: approved)
  }

  /// The pace by calendar month, for a scenario.
  public var pace: [Int: Double] {
    Dictionary(uniqueKeysWithValues: seasons.map { ($0.month, $0.pace) })
  }

  /// The shift of conversion by calendar month, for a scenario.
  public var conversionShift: [Int: Double] {
    Dictionary(uniqueKeysWithValues: seasons.map { ($0.month, $0.conversionShift) })
  }

  // MARK: Arrivals

  private static func arrivals(_ spells: StageSpells, _ districts: [District.ID])
    -> [ArrivalEntry]
  {
    let months =
      Double(spells.asOf.dayNumber - spells.start.dayNumber + 1) / StageSpells.daysPerMonth
    return districts.flatMap { district -> [ArrivalEntry] in
      let own = spells.entries.filter { $0.districtID == district }
      let channels = Set(own.map(\.channelID)).sorted { ($0 ?? "") < ($1 ?? "") }
      return channels.map { channel in
        let entries = own.filter { $0.channelID == channel }
        return ArrivalEntry(
          district: district, channel: channel, stage: entries.commonStage, count: entries.count,
          perMonth: Double(entries.count) / months)
      }
    }
  }

  /// Gamma variables of the periods, by partial pooling of Poisson numbers.
  private static func dispersion(
    _ spells: StageSpells, _ districts: [District.ID], _ periodMonths: Int
  ) throws(LinearAlgebraError) -> Double {
    let calendar = Periods(from: spells.start, to: spells.asOf, months: periodMonths)
    guard calendar.count >= 4 else { return 0 }
    var observations: [PooledFit.Observation] = []
    for district in districts {
      let days = spells.entries.filter { $0.districtID == district }.map(\.day)
      let counts = calendar.counts(days)
      let mean = Double(counts.reduce(0, +)) / Double(counts.count)
      guard mean > 0 else { continue }
      // The likelihood of a Poisson number is that of as many exponential times.
      observations += counts.map { .exponential(count: Double($0), sum: mean) }
    }
    return observations.isEmpty ? 0 : min(3, try PooledFit(observations).spread)
  }

  // MARK: Drift

  private static func drift(
    _ spells: StageSpells, _ expectation: SpellExpectation, _ seasons: [Season],
    _ districts: [District.ID], _ periodMonths: Int
  ) throws(LinearAlgebraError) -> Drift? {
    let calendar = Periods(from: spells.start, to: spells.asOf, months: periodMonths)
    guard calendar.count >= 4 else { return nil }
    var cityDeviations: [Stage: Double] = [:]
    var districtDeviations: [Stage: Double] = [:]
    for stage in Stage.beforeSigning {
      // By period and district: trials, successes, expected successes.
      var cells = [[(n: Double, k: Double, expected: Double)]](
        repeating: .init(repeating: (0, 0, 0), count: districts.count), count: calendar.count)
      for spell in spells.spells where spell.stage == stage && spell.outcome != .open {
        guard let period = calendar.index(of: spell.end),
          let district = expectation.numbers[spell.districtID]
        else { continue }
        let p = expectation.advanceProbability(
          spell, shift: seasons[spell.end.month - 1].conversionShift)
        cells[period][district].n += 1
        cells[period][district].k += spell.outcome == .advanced ? 1 : 0
        cells[period][district].expected += p
      }
      func observation(_ cell: (n: Double, k: Double, expected: Double), _ shift: Double)
        -> PooledFit.Observation
      {
        let p = min(0.999, max(0.001, cell.expected / max(1, cell.n)))
        return .offsetBinomial(
          trials: cell.n, successes: cell.k, offset: log(p / (1 - p)) + shift)
      }
      let whole = cells.map { row in
        row.reduce((n: 0.0, k: 0.0, expected: 0.0)) {
          ($0.n + $1.n, $0.k + $1.k, $0.expected + $1.expected)
        }
      }
      guard whole.contains(where: { $0.n > 0 }) else { continue }
      let city = try PooledFit(whole.map { observation($0, 0) })
      cityDeviations[stage] = city.spread
      if districts.count > 1 {
        let own = cells.indices.flatMap { period in
          cells[period].filter { $0.n > 0 }.map { observation($0, city.means[period]) }
        }
        districtDeviations[stage] = try PooledFit(own).spread
      }
    }
    return Drift(
      periodMonths: periodMonths, periods: calendar.count, cityDeviations: cityDeviations,
      districtDeviations: districtDeviations,
      paceDeviation: try paceDeviation(spells, expectation, seasons, calendar))
  }

  /// The standard deviation of the logarithm of the speed between periods, seasons aside.
  private static func paceDeviation(
    _ spells: StageSpells, _ expectation: SpellExpectation, _ seasons: [Season],
    _ calendar: Periods
  ) throws(LinearAlgebraError) -> Double {
    var ended = [Double](repeating: 0, count: calendar.count)
    var expected = ended
    let months = Periods(from: spells.start, to: spells.asOf, months: 1).starts
    let parts = Set(calendar.starts + months.flatMap { [$0.firstOfMonth] } + [spells.start])
      .sorted()
    for spell in spells.spells {
      expectation.hazards(spell, within: spells, split: parts) { part, hazard, isEnd in
        guard part >= 0, let period = calendar.index(of: parts[part]) else { return }
        // What the calendar month makes of the speed is no drift.
        expected[period] += hazard * seasons[parts[part].month - 1].pace
        if isEnd { ended[period] += 1 }
      }
    }
    return try PooledFit(zip(ended, expected).map { .exponential(count: $0, sum: $1) }).spread
  }
}

/// Whole periods of some months that end at an as-of date.
struct Periods {
  /// The first day of each, and the day after the last.
  let starts: [CalendarDate]

  var count: Int { max(0, starts.count - 1) }

  init(from start: CalendarDate, to end: CalendarDate, months: Int) {
    guard let after = end.advanced(by: 1) else {
      starts = []
      return
    }
    var found = [after]
    while let date = after.advanced(byMonths: -found.count * months), date >= start {
      found.append(date)
    }
    starts = found.reversed()
  }

  /// The number of the period that holds a day.
  func index(of day: CalendarDate) -> Int? {
    guard let first = starts.first, let last = starts.last, day >= first, day < last else {
      return nil
    }
    return starts.lastIndex { $0 <= day }
  }

  func counts(_ days: [CalendarDate]) -> [Int] {
    var counts = [Int](repeating: 0, count: count)
    for day in days {
      if let index = index(of: day) { counts[index] += 1 }
    }
    return counts
  }
}
