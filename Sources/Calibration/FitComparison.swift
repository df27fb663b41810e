public import InvestmentPipeline

/// What dated records show beside what their fit says: how long leads stay, how many advance by calendar
/// month, and how many advance and come in each period.
public struct FitComparison: Sendable, Codable, Equatable {
  /// The share of leads still at a stage some time after they came to it.
  public struct Survival: Sendable, Codable, Equatable {
    /// The stage.
    public var stage: Stage
    /// Whole days since the lead came, of operational time where there is drift.
    public var days: Int
    /// The estimate of Kaplan & Meier (1958, doi:10.1080/01621459.1958.10501452), left-truncated
    /// spells included.
    public var observed: Double
    /// The fitted share, over the districts in the proportion of their spells.
    public var fitted: Double
  }

  /// Leads that left a stage in one calendar month.
  public struct Month: Sendable, Codable, Equatable {
    /// The month, 1 … 12.
    public var month: Int
    /// Leads that left a stage.
    public var ended: Int
    /// Those of them that advanced.
    public var advanced: Int
    /// The expected number of those, by the fitted rates and shifts.
    public var expected: Double
  }

  /// A number in one period.
  public struct Period: Sendable, Codable, Equatable {
    /// The first day.
    public var start: CalendarDate
    /// The observed number.
    public var count: Int
    /// The fitted number without drift.
    public var expected: Double
    /// The standard deviation that it has by chance alone.
    public var deviation: Double
  }

  /// By stage and time.
  public private(set) var survival: [Survival] = []
  /// Months 1 … 12 in which leads left.
  public let months: [Month]
  /// Leads that advanced, of all stages, in whole periods; the expected number is of those that left.
  public let advances: [Period]
  /// Leads that came, in whole periods.
  public let arrivals: [Period]

  /// Compares the records of a fit with it.
  ///
  /// - Cost: proportional to the number of spells times the days of the longest.
  public init(_ fit: RecordsFit) {
    let spells = fit.spells
    let expectation = SpellExpectation(fit.rates, fit.dwellTimes, fit.districts)
    func probability(_ spell: StageSpell) -> Double {
      expectation.advanceProbability(
        spell, shift: fit.seasons[spell.end.month - 1].conversionShift)
    }
    let ended = spells.spells.filter {
      $0.outcome != .open && expectation.numbers[$0.districtID] != nil
    }
    months = (1...12).compactMap { month in
      let own = ended.filter { $0.end.month == month }
      return own.isEmpty
        ? nil
        : Month(
          month: month, ended: own.count, advanced: own.count { $0.outcome == .advanced },
          expected: own.reduce(0) { $0 + probability($1) })
    }
    let calendar = Periods(from: spells.start, to: spells.asOf, months: fit.periodMonths)
    let came = calendar.counts(
      spells.entries.filter { expectation.numbers[$0.districtID] != nil }.map(\.day))
    let mean = Double(came.reduce(0, +)) / Double(max(1, came.count))
    arrivals = came.indices.map {
      Period(
        start: calendar.starts[$0], count: came[$0], expected: mean, deviation: mean.squareRoot())
    }
    var advances = came.indices.map {
      (start: calendar.starts[$0], count: 0, expected: 0.0, variance: 0.0)
    }
    for spell in ended {
      guard let period = calendar.index(of: spell.end) else { continue }
      let p = probability(spell)
      advances[period].count += spell.outcome == .advanced ? 1 : 0
      advances[period].expected += p
      advances[period].variance += p * (1 - p)
    }
    self.advances = advances.map {
      Period(
        start: $0.start, count: $0.count, expected: $0.expected,
        deviation: $0.variance.squareRoot())
    }
    let timed = fit.clock?.converted(spells.spells) ?? spells.spells
    for stage in Stage.beforeSigning {
      survival += Self.survival(
        stage,
        timed.filter { $0.stage == stage && expectation.numbers[$0.districtID] != nil },
        expectation)
    }
  }

  /// The least number of leads at risk for an estimate, and the greatest number of times by stage.
  private static let (leastAtRisk, timeCount) = (5, 60)

  private static func survival(
    _ stage: Stage, _ spells: [StageSpell], _ expectation: SpellExpectation
  ) -> [Survival] {
    guard let longest = spells.map(\.days).max() else { return [] }
    // By day: leads that left, that are no longer observed after it, and that are observed from it on.
    var (left, last, first) = ([Int](repeating: 0, count: longest + 1), [Int](), [Int]())
    (last, first) = (left, left)
    for spell in spells {
      if spell.outcome != .open { left[spell.days] += 1 }
      last[spell.days] += 1
      first[min(spell.daysBefore, spell.days)] += 1
    }
    let weights = Dictionary(grouping: spells, by: \.districtID).mapValues(\.count)
      .sorted { $0.key < $1.key }
    let step = max(1, longest / timeCount)
    var found: [Survival] = []
    var (atRisk, observed) = (0, 1.0)
    for day in 0...longest {
      atRisk += first[day]
      guard atRisk >= leastAtRisk else {
        // Before enough have come; otherwise after most have left.
        guard found.isEmpty else { break }
        atRisk -= last[day]
        continue
      }
      observed *= 1 - Double(left[day]) / Double(atRisk)
      atRisk -= last[day]
      // What is left of them later is a line along the axis.
      if observed < 0.01 { break }
      guard day % step == 0 else { continue }
      // A spell of n days lasted less than n + ½.
      let fitted = weights.reduce(0.0) {
        $0 + Double($1.value)
          * (expectation.survival(stage, $1.key, days: Double(day) + 0.5) ?? 0)
      }
      found.append(
        Survival(
          stage: stage, days: day, observed: observed, fitted: fitted / Double(spells.count)))
    }
    return found
  }
}
