import InvestmentPipeline
import RandomStreams

/// When signed projects start, and how funds follow.
struct LandingPlan: Sendable {
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

  /// Whole months from signing to the start.
  func lag(_ u: Double, district: Int) -> Int {
    u < fastTrackShare
      ? fastLag.months(u / fastTrackShare)
      : lags[district].months((u - fastTrackShare) / (1 - fastTrackShare))
  }

  /// Whole months from the first open month on, of a project that has waited `waited` months.
  func remainingLag(_ u: Double, district: Int, waited: Int) -> Int {
    // Geometric lags have no memory; which of the two it is, has.
    let fast = fastTrackShare * fastLag.survival(waited)
    let slow = (1 - fastTrackShare) * lags[district].survival(waited)
    guard fast + slow > 0 else { return 0 }
    let share = fast / (fast + slow)
    return u < share
      ? fastLag.months(u / share) : lags[district].months((u - share) / (1 - share))
  }
}
