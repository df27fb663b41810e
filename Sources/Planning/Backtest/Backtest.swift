import Calibration
import Distributions
import Forecasting
public import InvestmentPipeline
import RandomStreams

/// Forecasts of the past from what was known then, scored against what happened.
///
/// At the end of each month the rates, dwell times, seasons, drift and arrivals are estimated from the records
/// up to that day alone; the number of leads signed within the following months, or their investment, is forecast
/// for the city and each district, and scored, beside simple forecasts of the same quantity.
public struct Backtest: Sendable {
  /// What is forecast of the leads that are signed.
  public enum Quantity: String, Sendable, Codable, CaseIterable {
    /// Their number.
    case projects
    /// Their investment in 亿元.
    case investment
  }

  /// What is forecast, and how.
  public struct Plan: Sendable {
    /// Months ahead, each 1 … 12.
    public var horizons: [Int]
    /// Months of records before the first origin, 12 or more.
    public var leastMonths: Int
    /// Months between origins.
    public var step: Int
    /// Parameter draws of a forecast, and trials of each (a multiple of 64).
    public var draws: Int
    /// Trials of each draw.
    public var trialsPerDraw: Int
    /// The length of the periods whose variation is drift, in months.
    public var periodMonths: Int
    /// The seed.
    public var seed: UInt64
    /// What is forecast.
    public var quantity: Quantity

    /// Creates a plan.
    public init(
      horizons: [Int] = [3, 6, 12], leastMonths: Int = 24, step: Int = 1, draws: Int = 100,
      trialsPerDraw: Int = 64, periodMonths: Int = 3, seed: UInt64 = 2023,
      quantity: Quantity = .projects
    ) {
      self.horizons = horizons
      self.leastMonths = leastMonths
      self.step = step
      self.draws = draws
      self.trialsPerDraw = trialsPerDraw
      self.periodMonths = periodMonths
      self.seed = seed
      self.quantity = quantity
    }
  }

  /// Who forecasts.
  public enum Method: String, Sendable, Codable, CaseIterable {
    /// The model, from calibrated rates.
    case model
    /// The model mixed with `sameLength` in the proportion that scored best so far.
    case blend
    /// Open leads times their rates to signing, whenever it comes.
    case pipeline
    /// The last quarter, scaled to the length.
    case lastPeriod = "last_period"
    /// The same length of time before the origin.
    case sameLength = "same_length"
    /// The same months of the year before.
    case lastYear = "last_year"
  }

  /// One forecast and what happened.
  public struct Case: Sendable {
    /// The last day known.
    public var origin: CalendarDate
    /// Months ahead.
    public var horizon: Int
    /// The district; nil for the city.
    public var districtID: District.ID?
    /// What was signed: a number, or 亿元.
    public var outcome: Double
    /// By method: a sample of the forecast.
    public var forecasts: [Method: SampleScores]
    /// By method: its mean or the number itself.
    public var means: [Method: Double]
  }

  /// All forecasts, by horizon, origin, and city before districts.
  public private(set) var cases: [Case] = []
  /// The districts.
  public let districts: [District.ID]
  /// The plan.
  public let plan: Plan
  /// The origins.
  public let origins: [CalendarDate]

  /// - Parameters:
  ///   - records: all of them; what came after an origin is not used for its forecast.
  ///   - start: the first day on which all leads were recorded; nil for the first event's.
  ///   - asOf: the last day of the records.
  ///   - isContinued: is told the number of origins done and in all; return false to stop.
  /// - Throws: `Problems` where a calibrated scenario is refused, `LinearAlgebraError` as `RecordsFit`.
  /// - Cost: for each origin a calibration, and for each horizon the forecast's draws.
  public init(
    _ records: [LeadRecord], districts: [District.ID], from start: CalendarDate? = nil,
    asOf: CalendarDate, plan: Plan = Plan(), isContinued: (Int, Int) -> Bool = { _, _ in true }
  ) throws {
    self.districts = districts
    self.plan = plan
    let whole = StageSpells(records, from: start, asOf: asOf)
    origins = Self.origins(whole, plan)
    let outcomes = Outcomes(whole, districts: districts, plan.quantity)
    var found: [[Case]] = plan.horizons.map { _ in [] }
    for (number, origin) in origins.enumerated() {
      guard isContinued(number, origins.count) else { break }
      let known = StageSpells(records, from: start, asOf: origin)
      let fit = try RecordsFit(known, districts: districts, periodMonths: plan.periodMonths)
      for (index, horizon) in plan.horizons.enumerated() {
        guard outcomes.isKnown(from: origin, months: horizon),
          let forecast = try HorizonForecast(fit, horizon: horizon, plan: plan)
        else { continue }
        found[index] += forecast.cases(outcomes, earlier: found[index])
      }
    }
    cases = found.flatMap { $0 }
  }

  /// The ends of months with enough records before them.
  private static func origins(_ spells: StageSpells, _ plan: Plan) -> [CalendarDate] {
    let first = spells.start.firstOfMonth
    var origins: [CalendarDate] = []
    var months = plan.leastMonths - 1
    while let day = first.advanced(byMonths: months)?.lastOfMonth, day < spells.asOf {
      origins.append(day)
      months += plan.step
    }
    return origins
  }
}

/// The numbers or amounts that were signed, by calendar month and district.
struct Outcomes {
  /// By district, then the city: sums by month, counted from the first.
  private var sums: [[Double]]
  private let firstMonth: Int
  let districts: [District.ID]

  init(_ spells: StageSpells, districts: [District.ID], _ quantity: Backtest.Quantity) {
    self.districts = districts
    firstMonth = spells.start.monthNumber
    let isWhole = spells.asOf == spells.asOf.lastOfMonth
    let monthCount = spells.asOf.monthNumber - firstMonth + (isWhole ? 1 : 0)
    sums = .init(repeating: .init(repeating: 0, count: monthCount), count: districts.count + 1)
    let unknown = quantity == .investment ? spells.meanInvestment?.inHundredMillionYuan ?? 0 : 1
    for signing in spells.signings {
      let month = signing.day.monthNumber - firstMonth
      guard sums[0].indices.contains(month) else { continue }
      let value =
        quantity == .investment ? signing.investment?.inHundredMillionYuan ?? unknown : 1
      if let district = districts.firstIndex(of: signing.districtID) {
        sums[district][month] += value
      }
      sums[districts.count][month] += value
    }
  }

  func isKnown(from origin: CalendarDate, months: Int) -> Bool {
    sum(districts.count, from: origin, offset: 0, months: months) != nil
  }

  /// What was signed in `months` months that begin `offset` months after the origin's; nil where they are not
  /// recorded.
  ///
  /// - Parameter index: of a district; their count for the city.
  func sum(_ index: Int, from origin: CalendarDate, offset: Int, months: Int) -> Double? {
    let first = origin.monthNumber - firstMonth + 1 + offset
    guard first >= 0, first + months <= sums[index].count else { return nil }
    return sums[index][first..<(first + months)].reduce(0, +)
  }
}

extension StageSpells {
  /// The investments of the projects that were signed within the window, in 亿元, where recorded.
  var signedInvestments: [Double] { signings.compactMap { $0.investment?.inHundredMillionYuan } }

  /// Their mean, which stands for investments that are not recorded; nil of none.
  var meanInvestment: Money? {
    let known = signedInvestments
    let mean = known.reduce(0, +) / Double(max(1, known.count))
    return mean > 0 ? Money(tenThousandYuan: max(1, Int64((mean * 10_000).rounded()))) : nil
  }
}
