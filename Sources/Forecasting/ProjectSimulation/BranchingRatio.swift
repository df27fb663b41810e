import Distributions
package import InvestmentPipeline

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

extension Followers {
  /// The factor by which the number of anchors of a chain grows from one generation to the next in
  /// the long run, where followers bring their own.
  ///
  /// Where sizes are independent of the anchor's, it is ν times the probability p that a follower is
  /// large enough. Relative sizes: the log size of a line of followers is a random walk of steps
  /// N(ln m, s²), m being the median ratio and s its log deviation, which ends below the anchor size.
  /// The chance that it lives through n steps falls like inf_θ E[exp(θ·step)]ⁿ = exp(−n·(ln m)²/2s²),
  /// so the factor is ν·exp(−(ln m)²/2s²); with s = 0 it is ν for m = 1, and 0 for m < 1, as every
  /// line then ends.
  package func branchingRatio(_ chain: IndustryChain.ID) -> Double {
    let mean = meanPerAnchor[chain] ?? 0
    switch sizes[chain] {
    case nil: return 0
    case .independent?: return mean * anchorProbability(chain)
    case .relative(let median, let logDeviation)?:
      guard median < 1 else { return mean }
      guard logDeviation > 0 else { return 0 }
      let steps = log(median) / logDeviation
      return mean * exp(-steps * steps / 2)
    }
  }

  /// The probability p that a follower whose size is independent of its anchor's is an anchor.
  private func anchorProbability(_ chain: IndustryChain.ID) -> Double {
    guard case .independent(let sizes)? = sizes[chain],
      let distribution = try? InvestmentDistribution(sizes)
    else { return 0 }
    return distribution.probability(atLeast: anchorSize.tenThousandYuan)
  }

  /// A bound on the followers of a project of the greatest size within a year, all generations:
  /// Σ ν^(k+1)·P(the size is an anchor's after k steps), k < 12, since each takes a month or more.
  package func greatestExpectedCount(_ chain: IndustryChain.ID) -> Double {
    let mean = meanPerAnchor[chain] ?? 0
    let room = log(
      Double(Scenario.greatestInvestment.tenThousandYuan)
        / Double(max(1, anchorSize.tenThousandYuan)))
    return (0..<min(12, generationLimit ?? 12)).reduce(0) { sum, generation in
      let steps = Double(generation)
      let chance: Double
      switch sizes[chain] {
      case .relative(let median, let logDeviation)?:
        let distance = room + steps * log(median)
        let spread = logDeviation * steps.squareRoot()
        chance = spread > 0 ? standardNormalCDF(distance / spread) : distance >= 0 ? 1 : 0
      default: chance = pow(anchorProbability(chain), steps)
      }
      return sum + pow(mean, steps + 1) * chance
    }
  }
}

extension Scenario {
  /// Followers of one project, all generations, that a trial can hold.
  package static let greatestFollowerCount = 1_000.0

  /// The problem of followers without end, or of more than a trial can hold.
  var branchingProblems: [Problem] {
    guard let followers else { return [] }
    return followers.meanPerAnchor.sorted { $0.key < $1.key }.compactMap { chain, mean in
      let path = "followers.chains.\(chain)"
      let ratio = followers.branchingRatio(chain)
      let remedy = BilingualText(
        zh: "调小这个数、带动项目的规模或其离散度；或写 generations: 1，只算链主直接带来的一代。",
        en:
          "Lower the number, the followers' size or its deviation, or give generations: 1 to count only what anchors bring themselves."
      )
      if followers.generationLimit == nil, ratio >= 1 {
        let shown = (ratio * 1000).rounded() / 1000
        return Problem(
          path: path, value: "\(mean)",
          reason: BilingualText(
            zh: "裂变比 \(shown) 不小于 1（每个链主平均又带来这么多链主）：带来的项目又带来项目，没有尽头。",
            en:
              "The branching ratio (further anchors for each anchor) is \(shown), not below 1: followers that bring followers would never end."
          ), remedy: remedy)
      }
      let count = followers.greatestExpectedCount(chain)
      guard count > Scenario.greatestFollowerCount else { return nil }
      return Problem(
        path: path, value: "\(mean)",
        reason: BilingualText(
          zh:
            "一个 10000亿元 的项目一年内可能带来 \(Int(min(count, 1e9))) 个项目，最多 \(Int(Scenario.greatestFollowerCount)) 个。",
          en:
            "A project of 10000亿元 may bring \(Int(min(count, 1e9))) others within the year, of at most \(Int(Scenario.greatestFollowerCount))."
        ), remedy: remedy)
    }
  }
}
