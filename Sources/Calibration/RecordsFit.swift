public import InvestmentPipeline
public import LinearAlgebra

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Rates, dwell times, seasons, drift and arrivals estimated from leads with dated stages.
public struct RecordsFit: Sendable {
  /// An estimate with its 90 % interval.
  public typealias Estimate = ConversionRateFit.Estimate

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
  /// By stage with spells, in operational time where there is drift.
  public let dwellTimes: [Stage: DwellTimeFit]
  /// Months 1 … 12.
  public let seasons: [Season]
  /// Nil with fewer than four whole periods.
  public let drift: Drift?
  /// By district and channel, in the order of the districts.
  public let arrivals: [ArrivalEntry]
  /// The coefficient of variation of the number of arrivals of a district between periods beyond a Poisson
  /// number's; nil with fewer than four whole periods.
  public let arrivalDispersion: Estimate?
  /// The sizes of projects; nil with too few investments.
  public let sizes: RecordSizes?
  /// The length in months of the periods whose variation is drift.
  public let periodMonths: Int
  /// The districts, in the order asked for.
  public let districts: [District.ID]
  /// The time in which dwell times are measured; nil for that of the calendar, with fewer than four whole periods.
  package let clock: OperationalClock?

  /// - Parameters:
  ///   - spells: of all districts.
  ///   - districts: those to estimate.
  ///   - periodMonths: the length of the periods whose variation is drift, 1 … 12.
  /// - Throws: `LinearAlgebraError` only for counts beyond those that records can have.
  /// - Cost: about a quarter of a second for a thousand leads: dwell times are fitted twice.
  public init(_ spells: StageSpells, districts: [District.ID], periodMonths: Int = 3)
    throws(LinearAlgebraError)
  {
    self.spells = spells
    self.districts = districts
    self.periodMonths = periodMonths
    // In days of the calendar first, which tell the speeds of months and periods; then in operational time.
    var parts = try Self.parts(spells, spells.spells, districts)
    clock = try Self.clock(spells, parts.expectation, periodMonths)
    if let clock { parts = try Self.parts(spells, clock.converted(spells.spells), districts) }
    (dwellTimes, rates) = (parts.dwellTimes, parts.rates)
    seasons = Self.seasons(spells, parts.expectation)
    drift = try Self.drift(spells, parts.expectation, seasons, districts, periodMonths)
    arrivals = Self.arrivals(spells, districts)
    sizes = RecordSizes(spells)
    arrivalDispersion = try Self.dispersion(spells, districts, periodMonths)
  }

  private static func parts(
    _ spells: StageSpells, _ timed: [StageSpell], _ districts: [District.ID]
  ) throws(LinearAlgebraError) -> (
    dwellTimes: [Stage: DwellTimeFit], rates: ConversionRateFit, expectation: SpellExpectation
  ) {
    var dwellTimes: [Stage: DwellTimeFit] = [:]
    for stage in Stage.beforeSigning {
      let own = timed.filter { $0.stage == stage }
      if !own.isEmpty { dwellTimes[stage] = DwellTimeFit(own, districts: districts) }
    }
    let rates = try ConversionRateFit(
      spells.history, districts: districts, dwellTimes: dwellTimes)
    return (dwellTimes, rates, SpellExpectation(rates, dwellTimes, districts))
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

  /// The pace by calendar month, for a scenario: with drift, so that the mean speed of periods is that of the records.
  public var pace: [Int: Double] {
    let speed = drift?.meanSpeed ?? 1
    return Dictionary(uniqueKeysWithValues: seasons.map { ($0.month, min(100, $0.pace * speed)) })
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
  ) throws(LinearAlgebraError) -> Estimate? {
    let calendar = Periods(from: spells.start, to: spells.asOf, months: periodMonths)
    guard calendar.count >= 4 else { return nil }
    var observations: [PooledFit.Observation] = []
    for district in districts {
      let days = spells.entries.filter { $0.districtID == district }.map(\.day)
      let counts = calendar.counts(days)
      let mean = Double(counts.reduce(0, +)) / Double(counts.count)
      guard mean > 0 else { continue }
      // The likelihood of a Poisson number is that of as many exponential times.
      observations += counts.map { .exponential(count: Double($0), sum: mean) }
    }
    return observations.isEmpty ? nil : try PooledFit(observations).spreadEstimate
  }
}
