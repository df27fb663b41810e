import InvestmentPipeline
import RandomStreams

/// When signed projects start, and how funds follow.
final class LandingPlan: Sendable {
  /// By district.
  let lags: [GeometricLag]
  let fastTrackShare: Double
  let fastLag: GeometricLag
  let carriedOverLag: LagTable
  /// Share in place k months after the start, k = 0 … 11.
  let funds: [Double]
  /// Signed before the plan year and not started; then those of the plan year that have not.
  let carriedOver: [YearPlan.Record]
  let unstarted: [YearPlan.Record]
  /// Signed in the plan year and started: in the month of signing, for want of a better one.
  let started: [YearPlan.Record]

  init(
    lags: [GeometricLag], fastTrackShare: Double, fastLag: GeometricLag,
    carriedOverLag: LagTable, funds: [Double], carriedOver: [YearPlan.Record],
    unstarted: [YearPlan.Record], started: [YearPlan.Record], firstMonth: Int
  ) {
    self.lags = lags
    self.fastTrackShare = fastTrackShare
    self.fastLag = fastLag
    self.carriedOverLag = carriedOverLag
    self.funds = funds
    self.carriedOver = carriedOver
    self.unstarted = unstarted.map { record in
      var record = record
      let fast = fastTrackShare * fastLag.survival(firstMonth - record.month)
      let slow = (1 - fastTrackShare) * lags[record.district].survival(firstMonth - record.month)
      // Geometric lags have no memory, but which of the two it is, has.
      record.fastTrackShare = fast + slow > 0 ? fast / (fast + slow) : 1
      return record
    }
    self.started = started
  }

  /// Whole months from the first open month on, of a project that has not started by then.
  func remainingLag(_ u: Double, of record: YearPlan.Record) -> Int {
    let share = record.fastTrackShare
    return u < share
      ? fastLag.months(u / share)
      : lags[record.district].months((u - share) / (1 - share))
  }

  /// From signing to the start, by district, the fast track among it.
  var lagTables: [LagTable] {
    lags.map { slow in
      LagTable {
        self.fastTrackShare * self.fastLag.survival($0)
          + (1 - self.fastTrackShare) * slow.survival($0)
      }
    }
  }
}

/// A law of whole months by inversion, up to 16: what is longer lies beyond every horizon.
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
    var months = Int(truncatingIfNeeded: numbers[limit &+ Int(word >> 24)])
    while months < limit, UInt64(word) < numbers[months] { months &+= 1 }
    return months
  }
}
