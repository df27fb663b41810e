public import InvestmentPipeline

/// The signed investment that a forecast expects of the months ahead, beside the pace of the months that have passed
/// and the same months of last year.
public struct RunRate: Sendable, Equatable {
  /// A calendar month with an amount.
  public struct Month: Sendable, Equatable {
    /// The month, 1 … 12.
    public var month: Int
    /// 亿元.
    public var amount: Double
  }

  /// The number of whole months of the plan year that have passed.
  public var passedMonths: Int
  /// Signed in a month on average so far, 亿元; nil if no whole month has passed, or nothing was signed.
  public var soFar: Double?
  /// The best of the months that have passed; nil with `soFar`.
  public var best: Month?
  /// Signed in a month on average in the same months of last year as those ahead, 亿元; nil if not stated.
  public var lastYear: Double?
  /// Expected in a month on average from now on, 亿元.
  public var ahead: Double
  /// The month ahead of which most is expected.
  public var greatest: Month
  /// What is expected of the months ahead minus what they would bring at the pace so far or that of last year, in
  /// standard deviations of the forecast: the smaller of the two differences; 0 if their signs differ.
  public var deviations: Double
  /// The district that contributes most to the difference from the pace so far, or most to the months ahead where
  /// only last year is known.
  public var district: ScopeReference?
  /// What is expected of that district in the months ahead, 亿元.
  public var districtAhead: Double
}

extension Forecast {
  /// The months ahead beside those that have passed and those of last year.
  ///
  /// - Parameter lastYear: signed investment by month, 1 … 12; `Scenario.lastYearInvestment`.
  /// - Returns: nil where the forecast does not hold the months, or neither rate is known.
  public func runRate(lastYear: [Int: Money] = [:]) -> RunRate? {
    // Of a year in which none has passed, the first open month is January.
    let passed =
      PlanYear(year: scenario.year, asOf: scenario.asOf).openMonths.lowerBound - 1
    guard passed < 12, let city = metric(.signedInvestment, over: .city),
      city.throughMonth.count == 12, let deviation = city.year.standardDeviation, deviation > 0
    else { return nil }
    let months = Self.amounts(city)
    let known = months[..<passed].reduce(0, +)
    func ahead(_ amounts: [Double]) -> Double { amounts[passed...].reduce(0, +) }
    func difference(_ amounts: [Double]) -> Double {
      passed > 0
        ? ahead(amounts) - amounts[..<passed].reduce(0, +) * Double(12 - passed) / Double(passed)
        : ahead(amounts)
    }
    func greatest(_ range: Range<Int>) -> RunRate.Month {
      let index = range.max { months[$0] < months[$1] }!
      return RunRate.Month(month: index + 1, amount: months[index])
    }
    let isPaced = passed > 0 && known > 0
    let past =
      lastYear.isEmpty
      ? nil
      : (passed + 1...12).reduce(0.0) { $0 + (lastYear[$1] ?? .zero).inHundredMillionYuan }
    let total = ahead(months)
    let differences = [isPaced ? difference(months) : nil, past.map { total - $0 }]
      .compactMap(\.self)
    guard let first = differences.first, let last = differences.last else { return nil }
    let least = first * last > 0 ? (abs(first) < abs(last) ? first : last) : 0
    let district = metrics.filter {
      $0.scope.kind == .district && $0.measure == city.measure && $0.throughMonth.count == 12
    }.max {
      difference(Self.amounts($0)) * first < difference(Self.amounts($1)) * first
    }
    return RunRate(
      passedMonths: passed, soFar: isPaced ? known / Double(passed) : nil,
      best: isPaced ? greatest(0..<passed) : nil, lastYear: past.map { $0 / Double(12 - passed) },
      ahead: total / Double(12 - passed), greatest: greatest(passed..<12),
      deviations: least / deviation, district: district?.scope,
      districtAhead: district.map { ahead(Self.amounts($0)) } ?? 0)
  }

  /// By month: the mean.
  static func amounts(_ metric: MetricForecast) -> [Double] {
    let sums = [0] + metric.throughMonth.map { $0.mean ?? 0 }
    return (1...12).map { sums[$0] - sums[$0 - 1] }
  }
}
