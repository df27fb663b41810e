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
  /// By chain; nil for chains without followers.
  let sizes: [Size?]
  let generationLimit: Int
  /// Places by district and chain; −1 for chains without followers.
  let segments: [Int32]
  let chainCount: Int
  /// Districts in the order of their ids, from which the district of a follower is drawn.
  let districtOrder: [Int]
  /// Anchors signed before the as-of date.
  let records: [ProjectSimulationPlan.Record]

  enum Size: Sendable {
    /// The anchor's amount times a log-normal ratio.
    case relative(median: Double, logDeviation: Double)
    case independent(InvestmentDistribution)

    init(_ size: FollowerSize) throws(DistributionError) {
      switch size {
      case .relative(let median, let logDeviation):
        self = .relative(median: median, logDeviation: logDeviation)
      case .independent(let sizes): self = .independent(try InvestmentDistribution(sizes))
      }
    }

    /// In whole 万元, at least 1.
    func quantile(_ u: Double, anchor: Int64) -> Int64 {
      switch self {
      case .relative(let median, let logDeviation):
        let ratio = median * (logDeviation > 0 ? exp(logDeviation * standardNormalQuantile(u)) : 1)
        return Int64(
          min(max(1, (Double(anchor) * ratio).rounded()), InvestmentDistribution.greatestAmount))
      case .independent(let distribution): return max(1, distribution.quantile(u, times: 1))
      }
    }
  }

  struct Follower {
    var key: EntityKey
    var segment: Int32
    /// Months after the anchor's.
    var delay: Int
    var amount: Int64
  }

  init(
    anchorSize: Int64, means: [Double], inDistrictShare: Double, delay: GeometricLag,
    sizes: [Size?], generationLimit: Int, segments: [Int32], chainCount: Int,
    districtOrder: [Int], records: [ProjectSimulationPlan.Record]
  ) {
    self.anchorSize = anchorSize
    self.means = means
    self.inDistrictShare = inDistrictShare
    self.delay = delay
    self.sizes = sizes
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
    guard let size = sizes[chain] else { return }
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
      body(
        Follower(
          key: anchor.child(number), segment: segments[target * chainCount + chain], delay: delay,
          amount: size.quantile(openUnit(words.2), anchor: amount)))
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
