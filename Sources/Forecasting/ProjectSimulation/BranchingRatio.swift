import Distributions
import InvestmentPipeline

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

extension Followers {
  /// The factor by which the number of anchors grows from one generation to the next in the long
  /// run, where followers of an anchor of this mean number ν bring their own.
  ///
  /// The log size of a line of followers is a random walk of steps N(ln m, s²), m being
  /// `relativeSize` and s `relativeLogDeviation`, which ends below the anchor size. The chance that
  /// it lives through n steps falls like inf_θ E[exp(θ·step)]ⁿ = exp(−n·(ln m)²/2s²), so the factor
  /// is ν·exp(−(ln m)²/2s²); with s = 0 it is ν for m = 1, and 0 for m < 1, as every line then
  /// ends.
  package func branchingRatio(mean: Double) -> Double {
    guard relativeSize < 1 else { return mean }
    guard relativeLogDeviation > 0 else { return 0 }
    let steps = log(relativeSize) / relativeLogDeviation
    return mean * exp(-steps * steps / 2)
  }

  /// A bound on the followers of a project of the greatest size within a year, all generations:
  /// Σ ν^(k+1)·P(the size is an anchor's after k steps), k < 12, since each takes a month or more.
  package func greatestExpectedCount(mean: Double) -> Double {
    let room = log(
      Double(Scenario.greatestInvestment.tenThousandYuan)
        / Double(max(1, anchorSize.tenThousandYuan)))
    return (0..<min(12, generationLimit ?? 12)).reduce(0) { sum, generation in
      let steps = Double(generation)
      let distance = room + steps * log(relativeSize)
      let spread = relativeLogDeviation * steps.squareRoot()
      let chance = spread > 0 ? standardNormalCDF(distance / spread) : distance >= 0 ? 1 : 0
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
      let ratio = followers.branchingRatio(mean: mean)
      let remedy = BilingualText(
        zh: "调小这个数、相对规模或其离散度；或写 generations: 1，只算链主直接带来的一代。",
        en:
          "Lower the number, the relative size or its deviation, or give generations: 1 to count only what anchors bring themselves."
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
      let count = followers.greatestExpectedCount(mean: mean)
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
