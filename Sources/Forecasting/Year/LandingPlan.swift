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
  /// P(lag ≥ k) for k = 1 … 16.
  private let tails: SIMD16<Double>
  /// By 64ths of u, the months that any such u reaches.
  private let guide: SIMD64<UInt8>

  /// - Parameter survival: P(lag ≥ months).
  init(_ survival: (Int) -> Double) {
    var tails = SIMD16<Double>()
    for month in tails.indices { tails[month] = survival(month + 1) }
    self.tails = tails
    var guide = SIMD64<UInt8>()
    for part in guide.indices {
      guide[part] = UInt8((0..<16).count { Double(part + 1) / 64 <= tails[$0] })
    }
    self.guide = guide
  }

  /// The number of months k with `u` below P(lag ≥ k).
  @inline(__always)
  func months(_ u: Double) -> Int {
    withUnsafeBytes(of: self) { bytes in
      let tails = bytes.baseAddress!.assumingMemoryBound(to: Double.self)
      let guide = bytes.baseAddress! + MemoryLayout<SIMD16<Double>>.size
      var months = Int(guide.load(fromByteOffset: Int(u * 64), as: UInt8.self))
      while months < 16, u < tails[months] { months += 1 }
      return months
    }
  }
}
