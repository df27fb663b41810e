import Distributions
import InvestmentPipeline
import RandomStreams

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Who follows an anchor, where to, when and how large.
final class FollowerPlan: Sendable {
  let anchorSize: Int64
  /// ν by chain.
  let means: [Double]
  let inDistrictShare: Double
  /// Months beyond the first.
  let delay: GeometricLag
  let relativeSize: Double
  let relativeLogDeviation: Double
  let generationLimit: Int
  /// Places by district and chain; −1 for chains without followers.
  let segments: [Int32]
  let chainCount: Int
  /// Districts in the order of their ids, from which the district of a follower is drawn.
  let districtOrder: [Int]
  /// Anchors signed before the as-of date.
  let records: [ProjectSimulationPlan.Record]

  struct Follower {
    var key: EntityKey
    var segment: Int32
    /// Months after the anchor's.
    var delay: Int
    var amount: Int64
  }

  init(
    anchorSize: Int64, means: [Double], inDistrictShare: Double, delay: GeometricLag,
    relativeSize: Double, relativeLogDeviation: Double, generationLimit: Int, segments: [Int32],
    chainCount: Int, districtOrder: [Int], records: [ProjectSimulationPlan.Record]
  ) {
    self.anchorSize = anchorSize
    self.means = means
    self.inDistrictShare = inDistrictShare
    self.delay = delay
    self.relativeSize = relativeSize
    self.relativeLogDeviation = relativeLogDeviation
    self.generationLimit = generationLimit
    self.segments = segments
    self.chainCount = chainCount
    self.districtOrder = districtOrder
    self.records = records
  }

  /// The followers of an anchor, those beyond the horizon among them.
  func draw(
    seed: Seed, trial: UInt32, anchor: EntityKey, amount: Int64, district: Int, chain: Int,
    _ body: (Follower) -> Void
  ) {
    let words = DrawStream.block(seed: seed, counter: trial, purpose: .follower, key: anchor)
    let count = poissonQuantile(
      means[chain], at: openUnit(UInt64(words.0) << 32 | UInt64(words.1)))
    for number in 0..<count {
      let words = DrawStream.block(
        seed: seed, counter: trial, purpose: .follower, key: anchor,
        blockIndex: UInt16(clamping: number + 1))
      var target = district
      let stays = openUnit(words.0)
      let otherCount = districtOrder.count - 1
      if stays >= inDistrictShare, otherCount > 0 {
        // What is left of the draw is uniform over the other districts.
        let rest = (stays - inDistrictShare) / (1 - inDistrictShare)
        let other = min(Int(rest * Double(otherCount)), otherCount - 1)
        let own = districtOrder.firstIndex(of: district)!
        target = districtOrder[other >= own ? other + 1 : other]
      }
      let delay = 1 + delay.months(openUnit(words.1))
      let ratio =
        relativeSize
        * (relativeLogDeviation > 0
          ? exp(
            relativeLogDeviation * standardNormalQuantile(openUnit(words.2))) : 1)
      body(
        Follower(
          key: anchor.child(number), segment: segments[target * chainCount + chain], delay: delay,
          amount: Int64(
            min(max(1, (Double(amount) * ratio).rounded()), InvestmentDistribution.greatestAmount)))
      )
    }
  }
}

/// A geometric distribution of whole months 0, 1, 2, …
struct GeometricLag: Sendable {
  /// The chance that another month passes: μ/(1 + μ) for a mean of μ months.
  let wait: Double

  init(mean: Double) { wait = mean / (1 + mean) }

  /// By inversion: the number of months k ≥ 1 with `u` ≤ P(lag ≥ k).
  func months(_ u: Double) -> Int { wait > 0 ? Int(min(log(u) / log(wait), 1e6)) : 0 }
}
