import Distributions
import InvestmentPipeline
import RandomStreams

/// The compiled lags from signing to the start, and the schedule of funds.
final class LandingPlan: Sendable {
  /// Lags from signing to the start: two of each district (`number(ofDistrict:isFirstMonth:)`), then the
  /// remaining lags of projects that have waited.
  let lagTables: [LagTable]
  let carriedOverLag: LagTable
  /// Share in place k months after the start, k = 0 … 11.
  let funds: [Double]
  /// Signed before the plan year and not started; then those of the plan year that have not.
  let carriedOver: [ProjectSimulationPlan.Record]
  let unstarted: [ProjectSimulationPlan.Record]
  /// By project of `unstarted`: its number among `lagTables`.
  let remainingLags: [Int]
  /// Signed in the plan year and started: in the month of signing, the date of the start being unknown.
  let started: [ProjectSimulationPlan.Record]

  /// - Parameters:
  ///   - lags: by district.
  ///   - firstMonthShare: of the first open month, what is ahead of the as-of date.
  init(
    lags: [StartLag], carriedOverLag: StartLag, funds: [Double],
    carriedOver: [ProjectSimulationPlan.Record], unstarted: [ProjectSimulationPlan.Record],
    started: [ProjectSimulationPlan.Record], firstMonthShare: Double
  ) {
    self.carriedOverLag = LagTable(carriedOverLag, age: 0, firstMonthShare: firstMonthShare)
    self.funds = funds
    self.carriedOver = carriedOver
    self.unstarted = unstarted
    self.started = started
    var tables = lags.flatMap {
      [LagTable($0, signedWithin: 1), LagTable($0, signedWithin: firstMonthShare)]
    }
    var numbers: [Wait: Int] = [:]
    remainingLags = unstarted.map { record in
      let wait = Wait(district: record.district, age: record.age)
      if numbers[wait] == nil {
        numbers[wait] = tables.count
        tables.append(
          LagTable(lags[wait.district], age: wait.age, firstMonthShare: firstMonthShare))
      }
      return numbers[wait]!
    }
    lagTables = tables
  }

  private struct Wait: Hashable {
    var district: Int
    var age: Double
  }

  /// The index in `lagTables` for projects that are signed in the first open month or in a later one.
  @inline(__always)
  static func number(ofDistrict district: Int, isFirstMonth: Bool) -> Int {
    2 &* district &+ (isFirstMonth ? 1 : 0)
  }
}

/// The time from signing to the start: a mixture of the fast track and the usual lag.
///
/// Inverting the mixture by one uniform number means that a larger share of a faster track delays no
/// start.
struct StartLag: Sendable {
  /// Shares with their lags; nil for no lag.
  private let tracks: [(share: Double, lag: PhaseType?)]

  /// - Parameter landing: checked.
  init(_ landing: Landing, district: District.ID) {
    tracks = [
      (landing.fastTrackShare, Self.lag(landing.fastTrackLagMonths, landing.lagVariation)),
      (
        1 - landing.fastTrackShare,
        Self.lag(landing.startLagMonths[district] ?? 0, landing.lagVariation)
      ),
    ].filter { $0.0 > 0 }
  }

  /// An exponential lag.
  init(meanMonths: Double) {
    tracks = [(1, Self.lag(meanMonths, 1))]
  }

  private static func lag(_ mean: Double, _ variation: Double) -> PhaseType? {
    mean > 0 ? phaseType(DwellTime(meanMonths: mean, variation: variation)) : nil
  }

  /// The expectation in months.
  var mean: Double { tracks.reduce(0) { $0 + $1.share * ($1.lag?.mean ?? 0) } }

  /// P(lag > months).
  func survival(_ months: Double) -> Double {
    tracks.reduce(0) { $0 + $1.share * ($1.lag?.survival(months) ?? 0) }
  }

  /// The mean of P(lag > x) over x from `lower` to `lower` + `width`.
  func meanSurvival(from lower: Double, width: Double) -> Double {
    tracks.reduce(0) {
      $0 + $1.share * ($1.lag?.integratedSurvival(from: lower, to: lower + width) ?? 0) / width
    }
  }

  /// The probability that waits that follow one another, and then the lag, have ended by `time`.
  func probability(ofStartAfter waits: [PhaseType], by time: Double) -> Double {
    tracks.reduce(0) {
      $0 + $1.share * probabilityOfEnding(waits + ($1.lag.map { [$0] } ?? []), by: time)
    }
  }
}

/// A distribution of whole months by inversion, up to 16: what is longer lies beyond every horizon.
struct LagTable: Sendable {
  private static let limit = 16

  /// For k = 1 … 16 the number of words w with (w + ½)/2³² < P(lag ≥ k), or the greatest word where that is
  /// all of them; then, by the upper eight bits of a word, four in each number, the months that any such word
  /// reaches: few words lie so near a limit that they must be compared.
  let numbers: [UInt32]

  /// Months from that of signing to that of the start of a project that is signed at a uniform time of
  /// the last `share` of its month: k or more where the lag exceeds what is left of the month
  /// by k − 1 months.
  init(_ lag: StartLag, signedWithin share: Double) {
    self.init { lag.meanSurvival(from: Double($0 - 1), width: share) }
  }

  /// Months from the first open one to that of the start of a project that has waited for `age` months
  /// at the as-of date.
  ///
  /// - Parameter firstMonthShare: of the first open month, what is ahead of the as-of date.
  init(_ lag: StartLag, age: Double, firstMonthShare: Double) {
    let reached = lag.survival(age)
    self.init { months in
      reached > 0 ? lag.survival(age + firstMonthShare + Double(months - 1)) / reached : 0
    }
  }

  /// - Parameter survival: P(lag ≥ months).
  private init(_ survival: (Int) -> Double) {
    let limits = (1...Self.limit).map { month in
      UInt64(max(0, (survival(month) * 0x1p32 - 0.5).rounded(.up)))
    }
    let reached = (0..<256).map { part in limits.count { UInt64(part + 1) << 24 <= $0 } }
    numbers =
      limits.map { UInt32(clamping: $0) }
      + stride(from: 0, to: 256, by: 4).map { first in
        (0..<4).reduce(0) { $0 | UInt32(reached[first + $1]) << (8 * UInt32($1)) }
      }
  }

  static let numberCount = limit + 64

  /// The number of months k with (`word` + ½)/2³² below P(lag ≥ k).
  ///
  /// - Parameter numbers: of a table, in memory that the caller holds.
  @inline(__always)
  static func months(_ word: UInt32, _ numbers: UnsafePointer<UInt32>) -> Int {
    let part = Int(word >> 24)
    var months = unsafe Int(numbers[limit &+ part >> 2] >> (8 &* UInt32(part & 3)) & 0xFF)
    while months < limit, unsafe word < numbers[months] { months &+= 1 }
    return months
  }
}
