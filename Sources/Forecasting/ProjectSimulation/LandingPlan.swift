import InvestmentPipeline
import RandomStreams

/// The compiled lags from signing to the start, and the schedule of funds.
final class LandingPlan: Sendable {
  /// Lags from signing to the start by district, both tracks mixed; then the remaining lags of
  /// projects that have waited.
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

  /// - Parameter lags: by district, off the fast track.
  init(
    lags: [GeometricLag], fastTrackShare: Double, fastLag: GeometricLag,
    carriedOverLag: LagTable, funds: [Double], carriedOver: [ProjectSimulationPlan.Record],
    unstarted: [ProjectSimulationPlan.Record], started: [ProjectSimulationPlan.Record],
    firstMonth: Int
  ) {
    self.carriedOverLag = carriedOverLag
    self.funds = funds
    self.carriedOver = carriedOver
    self.unstarted = unstarted
    self.started = started
    /// P(lag ≥ waited + k | lag ≥ waited) of both tracks together. Geometric lags have no memory,
    /// but which of the two it is, has. One draw decides over both, so that a larger share of a
    /// faster track delays no start.
    func table(_ district: Int, after waited: Int) -> LagTable {
      func survival(_ months: Int) -> Double {
        fastTrackShare * fastLag.survival(months)
          + (1 - fastTrackShare) * lags[district].survival(months)
      }
      let reached = survival(waited)
      return LagTable { reached > 0 ? survival(waited + $0) / reached : 0 }
    }
    var tables = lags.indices.map { table($0, after: 0) }
    var numbers: [[Int]: Int] = [:]
    remainingLags = unstarted.map { record in
      let wait = [record.district, firstMonth - record.month]
      if numbers[wait] == nil {
        numbers[wait] = tables.count
        tables.append(table(wait[0], after: wait[1]))
      }
      return numbers[wait]!
    }
    lagTables = tables
  }
}

/// A distribution of whole months by inversion, up to 16: what is longer lies beyond every horizon.
struct LagTable: Sendable {
  private static let limit = 16

  /// For k = 1 … 16 the number of words w with (w + ½)/2³² < P(lag ≥ k); then, by the upper eight
  /// bits of a word, the months that any such word reaches: few words lie so near a limit that
  /// they must be compared.
  let numbers: [UInt64]

  /// - Parameter survival: P(lag ≥ months).
  init(_ survival: (Int) -> Double) {
    let limits = (1...Self.limit).map { month in
      UInt64(max(0, (survival(month) * 0x1p32 - 0.5).rounded(.up)))
    }
    numbers =
      limits
      + (0..<256).map { part in
        UInt64(limits.count { UInt64(part + 1) << 24 <= $0 })
      }
  }

  static let numberCount = limit + 256

  /// The number of months k with (`word` + ½)/2³² below P(lag ≥ k).
  ///
  /// - Parameter numbers: of a table, in memory that the caller holds.
  @inline(__always)
  static func months(_ word: UInt32, _ numbers: UnsafePointer<UInt64>) -> Int {
    var months = unsafe Int(truncatingIfNeeded: numbers[limit &+ Int(word >> 24)])
    while months < limit, unsafe UInt64(word) < numbers[months] { months &+= 1 }
    return months
  }
}
