public import InvestmentPipeline
public import LinearAlgebra

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

extension RecordsFit {
  /// Variation from period to period beyond that of counts: standard deviations with 90 % intervals.
  public struct Drift: Sendable, Codable, Equatable {
    /// The length of a period in months.
    public var periodMonths: Int
    /// The number of whole periods.
    public var periods: Int
    /// By stage: the standard deviation of the city's log odds of advancing between periods.
    public var cityDeviations: [Stage: Estimate]
    /// By stage: the standard deviation of a district's own log odds between periods; empty with one district.
    public var districtDeviations: [Stage: Estimate]
    /// The standard deviation of the logarithm of the city's speed between periods.
    public var paceDeviation: Estimate
    /// The mean of the speed of a period over that of the dwell times fitted, which is less: slow periods hold more of
    /// the time that leads spend.
    public var meanSpeed: Double

    /// The loading on a common factor that makes the probabilities of one period vary as much as a standard
    /// deviation of their log odds.
    ///
    /// With loading a, Φ⁻¹ of the conditional probability has the standard deviation a/√(1 − a²); a deviation κ of
    /// the log odds is one of 16√3/(15π)·κ on the probit scale (Camilli 1994,
    /// doi:10.3102/10769986019003293). Drift and such a loading describe the same variation: one of them is enough.
    public static func loading(_ deviation: Double) -> Double {
      let probit = 16 * 3.0.squareRoot() / (15 * Double.pi) * deviation
      return probit / (1 + probit * probit).squareRoot()
    }
  }

  /// The variation of the chains' own log odds of advancing, which a scenario states as a loading of chains.
  public struct ChainDrift: Sendable, Codable, Equatable {
    /// By stage: the standard deviation of a chain's own log odds between periods, with a 90 % interval.
    public var deviations: [Stage: Estimate]
    /// The loading of chains of the same variation: mean square over the stages, weighted by spells.
    public var loading: Double
  }

  /// How much the chains vary of their own from period to period, aside from what the city varies and from a lasting
  /// difference between a chain and the others.
  ///
  /// - Returns: nil with fewer than four whole periods or two chains.
  /// - Throws: `LinearAlgebraError` only for counts beyond those that records can have.
  /// - Cost: cubic in the number of periods times the number of chains; a second for 300.
  public func chainDrift() throws(LinearAlgebraError) -> ChainDrift? {
    let calendar = Periods(from: spells.start, to: spells.asOf, months: periodMonths)
    let chains = Set(spells.spells.compactMap(\.chainID))
    guard calendar.count >= 4, chains.count > 1 else { return nil }
    let expectation = SpellExpectation(rates, dwellTimes, districts)
    var deviations: [Stage: Estimate] = [:]
    var squares = 0.0
    var weight = 0.0
    for stage in Stage.beforeSigning {
      let cells = PeriodCells(spells, stage, expectation, seasons, calendar) { $0.chainID }
      guard let city = try cells.city(), let own = try cells.own(beside: city, lasting: true) else {
        continue
      }
      deviations[stage] = own
      let loading = Drift.loading(own.value)
      squares += cells.trials * loading * loading
      weight += cells.trials
    }
    return weight > 0
      ? ChainDrift(deviations: deviations, loading: (squares / weight).squareRoot()) : nil
  }

  /// Time that passes at the speeds of the calendar months and of the periods; nil with fewer than four periods.
  static func clock(
    _ spells: StageSpells, _ expectation: SpellExpectation, _ periodMonths: Int
  ) throws(LinearAlgebraError) -> OperationalClock? {
    let calendar = Periods(from: spells.start, to: spells.asOf, months: periodMonths)
    guard calendar.count >= 4 else { return nil }
    let seasons = seasons(spells, expectation)
    let times = try periodTimes(spells, expectation, seasons, calendar)
    return OperationalClock(from: spells.start, to: spells.asOf) { day in
      let speed = calendar.index(of: day).map { exp(-times.means[$0]) } ?? 1
      return seasons[day.month - 1].pace * speed
    }
  }

  static func drift(
    _ spells: StageSpells, _ expectation: SpellExpectation, _ seasons: [Season],
    _ districts: [District.ID], _ periodMonths: Int
  ) throws(LinearAlgebraError) -> Drift? {
    let calendar = Periods(from: spells.start, to: spells.asOf, months: periodMonths)
    guard calendar.count >= 4 else { return nil }
    var cityDeviations: [Stage: Estimate] = [:]
    var districtDeviations: [Stage: Estimate] = [:]
    for stage in Stage.beforeSigning {
      let cells = PeriodCells(spells, stage, expectation, seasons, calendar) { $0.districtID }
      guard let city = try cells.city() else { continue }
      cityDeviations[stage] = city.spreadEstimate
      districtDeviations[stage] =
        districts.count > 1 ? try cells.own(beside: city, lasting: false) : nil
    }
    let times = try periodTimes(spells, expectation, seasons, calendar)
    return Drift(
      periodMonths: periodMonths, periods: calendar.count, cityDeviations: cityDeviations,
      districtDeviations: districtDeviations, paceDeviation: times.spreadEstimate,
      meanSpeed: exp(-times.center + times.spread * times.spread / 2))
  }

  /// By period: the logarithm of the time that leads take over that expected, seasons aside.
  private static func periodTimes(
    _ spells: StageSpells, _ expectation: SpellExpectation, _ seasons: [Season],
    _ calendar: Periods
  ) throws(LinearAlgebraError) -> PooledFit {
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
    return try PooledFit(zip(ended, expected).map { .exponential(count: $0, sum: $1) })
  }
}

/// Ended spells of a stage by period and group: how many advanced, and how many were expected to.
private struct PeriodCells {
  private struct Cell {
    var trials = 0.0
    var successes = 0.0
    var expected = 0.0

    static func += (left: inout Cell, right: Cell) {
      left.trials += right.trials
      left.successes += right.successes
      left.expected += right.expected
    }

    /// - Parameter shift: what is added to the log odds expected.
    func observation(_ shift: Double) -> PooledFit.Observation {
      let p = min(0.999, max(0.001, expected / max(1, trials)))
      return .offsetBinomial(
        trials: trials, successes: successes, offset: log(p / (1 - p)) + shift)
    }
  }

  /// By period, then by group.
  private var cells: [[Cell]]

  /// - Parameter group: of a spell; nil leaves it out.
  init(
    _ spells: StageSpells, _ stage: Stage, _ expectation: SpellExpectation,
    _ seasons: [RecordsFit.Season], _ calendar: Periods, by group: (StageSpell) -> String?
  ) {
    let ended = spells.spells.filter {
      $0.stage == stage && $0.outcome != .open && expectation.numbers[$0.districtID] != nil
    }
    let groups = Set(ended.compactMap(group)).sorted()
    let numbers = Dictionary(uniqueKeysWithValues: groups.enumerated().map { ($1, $0) })
    cells = .init(repeating: .init(repeating: Cell(), count: groups.count), count: calendar.count)
    for spell in ended {
      guard let period = calendar.index(of: spell.end),
        let number = group(spell).map({ numbers[$0]! })
      else { continue }
      cells[period][number] += Cell(
        trials: 1, successes: spell.outcome == .advanced ? 1 : 0,
        expected: expectation.advanceProbability(
          spell, shift: seasons[spell.end.month - 1].conversionShift))
    }
  }

  /// The number of spells.
  var trials: Double { cells.joined().reduce(0) { $0 + $1.trials } }

  private static func sum(_ cells: some Sequence<Cell>) -> Cell {
    cells.reduce(into: Cell()) { $0 += $1 }
  }

  /// The periods of the whole city; nil without a spell.
  func city() throws(LinearAlgebraError) -> PooledFit? {
    guard trials > 0 else { return nil }
    return try PooledFit(cells.map { Self.sum($0).observation(0) })
  }

  /// What the groups vary of their own; nil with fewer than two of them.
  ///
  /// - Parameter lasting: whether a group may differ from the others in all periods alike.
  func own(beside city: PooledFit, lasting: Bool) throws(LinearAlgebraError)
    -> RecordsFit.Estimate?
  {
    let groups = cells.first?.indices ?? 0..<0
    guard groups.count > 1 else { return nil }
    var shifts = [Double](repeating: 0, count: groups.count)
    if lasting {
      let whole = try PooledFit(
        groups.map { group in Self.sum(cells.map { $0[group] }).observation(0) })
      shifts = whole.means.map { $0 - whole.center }
    }
    var observations: [PooledFit.Observation] = []
    for (period, row) in cells.enumerated() {
      for group in groups where row[group].trials > 0 {
        observations.append(row[group].observation(city.means[period] + shifts[group]))
      }
    }
    return try PooledFit(observations).spreadEstimate
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
