import Distributions
import InvestmentPipeline
import RandomStreams

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// When signed projects start, and how funds follow.
struct LandingPlan: Sendable {
  /// A geometric law of months.
  struct Lag: Sendable {
    /// ln of the chance that another month passes.
    let logWait: Double

    init(mean: Double) { logWait = Forecasting.logWait(mean: mean) }
  }

  /// By district.
  let lags: [Lag]
  let fastTrackShare: Double
  let fastLag: Lag
  let carriedOverLag: Lag
  /// Share in place k months after the start, k = 0 … 11.
  let funds: [Double]
  /// Signed before the plan year and not started; then those of the plan year that have not.
  let carriedOver: [YearPlan.Record]
  let unstarted: [YearPlan.Record]
  /// Signed in the plan year and started: in the month of signing, for want of a better one.
  let started: [YearPlan.Record]

  /// Whole months from signing to the start.
  func lag(_ u: Double, district: Int) -> Int {
    if u < fastTrackShare { return geometric(u / fastTrackShare, logWait: fastLag.logWait) }
    return geometric(
      max((u - fastTrackShare) / (1 - fastTrackShare), 0x1p-33), logWait: lags[district].logWait)
  }

  /// Whole months from the first open month on, of a project that has waited `waited` months.
  func remainingLag(_ u: Double, district: Int, waited: Int) -> Int {
    // Geometric lags have no memory; which of the two it is, has.
    func survival(_ lag: Lag) -> Double {
      lag.logWait > -.infinity ? exp(lag.logWait * Double(waited)) : 0
    }
    let fast = fastTrackShare * survival(fastLag)
    let slow = (1 - fastTrackShare) * survival(lags[district])
    guard fast + slow > 0 else { return 0 }
    let share = fast / (fast + slow)
    if u < share { return geometric(u / share, logWait: fastLag.logWait) }
    return geometric(max((u - share) / (1 - share), 0x1p-33), logWait: lags[district].logWait)
  }

  static func uniform(seed: Seed, trial: UInt32, key: EntityKey) -> Double {
    openUnit(DrawStream.block(seed: seed, counter: trial, purpose: .project, key: key).1)
  }
}
