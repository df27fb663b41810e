import InvestmentPipeline
import RandomStreams

/// When signed projects start, and how funds follow.
final class LandingPlan: Sendable {
  /// By district.
  let lags: [GeometricLag]
  let fastTrackShare: Double
  let fastLag: GeometricLag
  let carriedOverLag: GeometricLag
  /// Share in place k months after the start, k = 0 … 11.
  let funds: [Double]
  /// Signed before the plan year and not started; then those of the plan year that have not.
  let carriedOver: [YearPlan.Record]
  let unstarted: [YearPlan.Record]
  /// Signed in the plan year and started: in the month of signing, for want of a better one.
  let started: [YearPlan.Record]

  init(
    lags: [GeometricLag], fastTrackShare: Double, fastLag: GeometricLag,
    carriedOverLag: GeometricLag, funds: [Double], carriedOver: [YearPlan.Record],
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

  /// Whole months from signing to the start.
  func lag(_ u: Double, district: Int) -> Int {
    u < fastTrackShare
      ? fastLag.months(u / fastTrackShare)
      : lags[district].months((u - fastTrackShare) / (1 - fastTrackShare))
  }

  /// Whole months from the first open month on, of a project that has not started by then.
  func remainingLag(_ u: Double, of record: YearPlan.Record) -> Int {
    let share = record.fastTrackShare
    return u < share
      ? fastLag.months(u / share)
      : lags[record.district].months((u - share) / (1 - share))
  }
}
