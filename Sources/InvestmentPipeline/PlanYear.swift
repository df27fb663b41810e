/// The plan year and how much of it lies ahead.
///
/// The **horizon** is 31 December of `year`. The **as-of date** is the last day whose results
/// are known; leads are as they stood at its end.
public struct PlanYear: Hashable, Sendable, Codable {
  public var year: Int
  /// From 31 December of the year before (nothing known yet) to 30 December of the plan year.
  public var asOf: CalendarDate

  public init(year: Int, asOf: CalendarDate) {
    self.year = year
    self.asOf = asOf
  }

  /// The months that are not over at the as-of date: a range within 1 … 12, ending with 12.
  ///
  /// A month that is only partly over is open.
  public var openMonths: ClosedRange<Int> {
    guard asOf.year == year else { return 1...12 }
    let monthIsOver =
      asOf.day == CalendarDate.dayCount(ofMonth: asOf.month, year: asOf.year)
    return min(12, monthIsOver ? asOf.month + 1 : asOf.month)...12
  }

  /// The share of the first open month that is still ahead, in (0, 1].
  public var firstMonthShare: Double {
    guard asOf.year == year, asOf.month == openMonths.lowerBound else { return 1 }
    let dayCount = CalendarDate.dayCount(ofMonth: asOf.month, year: asOf.year)
    return Double(dayCount - asOf.day) / Double(dayCount)
  }

  /// The share of the year that is over at the as-of date, by days, in [0, 1).
  public var elapsedShare: Double {
    guard asOf.year == year else { return 0 }
    return Double(asOf.dayOfYear) / (CalendarDate.isLeap(year) ? 366 : 365)
  }
}
