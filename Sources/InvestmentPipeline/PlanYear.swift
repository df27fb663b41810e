/// The plan year and the as-of date.
///
/// The **horizon** is 31 December of `year`. The **as-of date** is the last day whose results
/// are known; leads are as they stood at its end.
public struct PlanYear: Hashable, Sendable, Codable {
  /// The calendar year, 1901 … 9999.
  public var year: Int
  /// The as-of date, from 31 December of the previous year (no result known) to 30 December of the
  /// plan year.
  public var asOf: CalendarDate

  /// Creates a plan year; `Scenario.problems()` checks the dates.
  public init(year: Int, asOf: CalendarDate) {
    self.year = year
    self.asOf = asOf
  }

  /// The months that have not ended at the as-of date: a range within 1 … 12 that ends with 12. The
  /// current month is open.
  public var openMonths: ClosedRange<Int> {
    guard asOf.year == year else { return 1...12 }
    return min(12, asOf == asOf.lastOfMonth ? asOf.month + 1 : asOf.month)...12
  }

  /// The remaining share of the first open month, in (0, 1].
  public var firstMonthShare: Double {
    guard asOf.year == year, asOf.month == openMonths.lowerBound else { return 1 }
    let dayCount = CalendarDate.dayCount(ofMonth: asOf.month, year: asOf.year)
    return Double(dayCount - asOf.day) / Double(dayCount)
  }

  /// The time from the middle of a day to the end of the as-of date, in months of the given pace: each
  /// day counts as its share of its month times the month's pace. 0 for later days.
  ///
  /// - Parameter pace: by calendar month 1 … 12 of any year; 1 where absent.
  /// - Cost: proportional to the number of months.
  public func age(since day: CalendarDate, pace: [Int: Double] = [:]) -> Double {
    guard day <= asOf else { return 0 }
    func share(_ date: CalendarDate, days: Double) -> Double {
      days / Double(CalendarDate.dayCount(ofMonth: date.month, year: date.year))
        * (pace[date.month] ?? 1)
    }
    // From the beginning of its month to each of the two ends, and the months between.
    var age = share(asOf, days: Double(asOf.day)) - share(day, days: Double(day.day) - 0.5)
    for passed in 0..<(asOf.monthNumber - day.monthNumber) {
      age += pace[(day.month - 1 + passed) % 12 + 1] ?? 1
    }
    return max(0, age)
  }

  /// The share of the year's days that have passed at the as-of date, in [0, 1).
  public var elapsedShare: Double {
    guard asOf.year == year else { return 0 }
    return Double(asOf.dayOfYear) / (CalendarDate.isLeap(year) ? 366 : 365)
  }
}
