import InvestmentPipeline

/// The signed investment that a forecast expects of the months ahead, beside the pace of the months that have passed.
public struct RunRate: Sendable, Equatable {
  /// A calendar month with an amount.
  public struct Month: Sendable, Equatable {
    /// The month, 1 … 12.
    public var month: Int
    /// 亿元.
    public var amount: Double
  }

  /// The number of whole months of the plan year that have passed, at least one.
  public var passedMonths: Int
  /// Signed in a month on average so far, 亿元.
  public var soFar: Double
  /// The best of the months that have passed.
  public var best: Month
  /// Expected in a month on average from now on, 亿元.
  public var ahead: Double
  /// The month ahead of which most is expected.
  public var greatest: Month
  /// What is expected of the months ahead minus as many months at the pace so far, in standard deviations of the
  /// forecast.
  public var deviations: Double
  /// The district that contributes most to this difference.
  public var district: ScopeReference?
}

extension Forecast {
  /// Nil where the forecast does not hold the months, or nothing has been signed in a whole month of the year.
  public var runRate: RunRate? {
    // Of a year in which none has passed, the first open month is January.
    let passed =
      PlanYear(year: scenario.year, asOf: scenario.asOf).openMonths.lowerBound - 1
    guard passed > 0,
      let city = metric(.signedInvestment, over: .city), city.throughMonth.count == 12,
      let deviation = city.year.standardDeviation, deviation > 0
    else { return nil }
    let months = Self.amounts(city)
    let known = months[..<passed].reduce(0, +)
    guard known > 0 else { return nil }
    func difference(_ amounts: [Double]) -> Double {
      amounts[passed...].reduce(0, +)
        - amounts[..<passed].reduce(0, +) * Double(12 - passed) / Double(passed)
    }
    func greatest(_ range: Range<Int>) -> RunRate.Month {
      let index = range.max { months[$0] < months[$1] }!
      return RunRate.Month(month: index + 1, amount: months[index])
    }
    let total = difference(months)
    let districts = metrics.filter {
      $0.scope.kind == .district && $0.measure == city.measure && $0.throughMonth.count == 12
    }
    return RunRate(
      passedMonths: passed, soFar: known / Double(passed), best: greatest(0..<passed),
      ahead: months[passed...].reduce(0, +) / Double(12 - passed),
      greatest: greatest(passed..<12), deviations: total / deviation,
      district: districts.max {
        difference(Self.amounts($0)) * total < difference(Self.amounts($1)) * total
      }?.scope)
  }

  /// By month: the mean.
  private static func amounts(_ metric: MetricForecast) -> [Double] {
    let sums = [0] + metric.throughMonth.map { $0.mean ?? 0 }
    return (1...12).map { sums[$0] - sums[$0 - 1] }
  }
}
