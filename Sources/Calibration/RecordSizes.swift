import Distributions
public import InvestmentPipeline

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// The size distribution of the projects of dated records, and that of each chain.
///
/// A chain's mean of the logarithm and its share of large projects are credibility estimates
/// (Bühlmann & Straub 1970): the chain's own mean counts the more, the more projects it has and the
/// more chains differ. All chains have the same log deviation, that within chains, and the same
/// exponent and greatest size.
public struct RecordSizes: Sendable, Codable, Equatable {
  /// The projects of one chain.
  public struct Chain: Sendable, Codable, Equatable {
    /// The chain.
    public var chain: IndustryChain.ID
    /// The number of its projects with an investment.
    public var count: Int
    /// Their distribution.
    public var sizes: SizeDistribution
  }

  /// The least number of projects.
  public static let leastCount = 30
  /// The threshold of the tail, if enough projects reach it.
  private static let threshold = Money.hundredMillionYuan(10)

  /// The number of projects with an investment.
  public let count: Int
  /// Whether they are the signed projects alone, rather than all leads that came.
  public let isOfSignedProjects: Bool
  /// The distribution of all projects.
  public let all: SizeDistribution
  /// In the order of their ids; empty where chains do not differ beyond chance.
  public let chains: [Chain]

  /// Fits the sizes of the projects signed within the window, or of all leads that came where too
  /// few were signed.
  ///
  /// - Returns: nil with fewer than `leastCount` investments.
  public init?(_ spells: StageSpells) {
    let signed = spells.signings.compactMap { signing in
      signing.investment.map { (signing.chainID, Double($0.tenThousandYuan)) }
    }
    let came = spells.entries.compactMap { entry in
      entry.investment.map { (entry.chainID, Double($0.tenThousandYuan)) }
    }
    isOfSignedProjects = signed.count >= Self.leastCount
    let projects = (isOfSignedProjects ? signed : came).filter { $0.1 > 0 }
    guard projects.count >= Self.leastCount else { return nil }
    count = projects.count
    let sizes = projects.map(\.1)
    guard let all = Self.distribution(sizes) else { return nil }
    self.all = all
    var groups: [IndustryChain.ID: [Double]] = [:]
    for (chain, size) in projects {
      if let chain { groups[chain, default: []].append(size) }
    }
    chains = Self.chains(groups.sorted { $0.key < $1.key }, all)
  }

  /// A spliced distribution with the tail from 10亿元 or from the tenth largest project; a log-normal
  /// one where neither can be fitted; nil for a deviation beyond `logDeviationRange`.
  private static func distribution(_ sizes: [Double]) -> SizeDistribution? {
    let tenth = sizes.sorted(by: >)[SizeDistributionFit.leastTailCount - 1]
    for start in [Double(threshold.tenThousandYuan), tenth] {
      guard let fit = try? SizeDistributionFit(sizes, threshold: start),
        let greatest = sizes.max(), greatest > start
      else { continue }
      return SizeDistribution(
        median: money(fit.bodyMedian.value), logDeviation: fit.logStandardDeviation.value,
        tail: SizeDistribution.Tail(
          from: money(start), share: fit.tailShare.value, exponent: fit.tailExponent.value,
          greatest: money(greatest)))
    }
    let logs = sizes.map { log($0) }
    let mean = logs.reduce(0, +) / Double(logs.count)
    let square = logs.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    let deviation = (square / Double(logs.count - 1)).squareRoot()
    guard SizeDistribution.logDeviationRange.contains(deviation) else { return nil }
    return SizeDistribution(median: money(exp(mean)), logDeviation: deviation)
  }

  private static func chains(
    _ groups: [(key: IndustryChain.ID, value: [Double])], _ all: SizeDistribution
  ) -> [Chain] {
    let limit = all.tail.map { Double($0.from.tenThousandYuan) } ?? .infinity
    let logs = groups.map { $0.value.filter { $0 < limit }.map { log($0) } }
    let logMeans = credibilityMeans(logs)
    let shares = credibilityMeans(groups.map { $0.value.map { $0 < limit ? 0.0 : 1.0 } })
    guard Set(logMeans).count > 1 || Set(shares).count > 1 else { return [] }
    let body = Set(logMeans).count > 1 ? bodies(logs, logMeans, limit: log(limit)) : nil
    return groups.indices.map { index in
      var sizes = all
      if let body {
        sizes.median = money(exp(body.means[index]))
        sizes.logDeviation = body.deviation
      }
      sizes.tail?.share = min(0.999, max(0.001, shares[index]))
      return Chain(chain: groups[index].key, count: groups[index].value.count, sizes: sizes)
    }
  }

  /// Normal distributions of one deviation whose means below `limit`, and whose pooled variance within
  /// groups, are the stated means and that of the groups; nil where nothing varies within groups.
  private static func bodies(_ groups: [[Double]], _ truncatedMeans: [Double], limit: Double)
    -> (means: [Double], deviation: Double)?
  {
    let count = Double(groups.reduce(0) { $0 + $1.count })
    let variance =
      groups.reduce(0.0) { sum, group in
        let mean = group.isEmpty ? 0 : group.reduce(0, +) / Double(group.count)
        return sum + group.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      } / (count - Double(groups.count { !$0.isEmpty }))
    // A tail needs a body that varies.
    guard variance > 0 else { return nil }
    guard limit < .infinity else {
      return (
        truncatedMeans, min(variance.squareRoot(), SizeDistribution.logDeviationRange.upperBound)
      )
    }
    func means(_ deviation: Double) -> [Double] {
      truncatedMeans.map { bodyMean(ofTruncatedMean: $0, deviation: deviation, limit: limit) }
    }
    // The variance below the limit rises with the deviation.
    var (low, high) = (variance.squareRoot(), SizeDistribution.logDeviationRange.upperBound)
    for _ in 0..<60 where low < high {
      let middle = (low + high) / 2
      let pooled = zip(groups, means(middle)).reduce(0.0) {
        $0 + Double($1.0.count) * truncated($1.1, middle, limit).variance
      }
      if pooled < variance * count { low = middle } else { high = middle }
    }
    let deviation = min(low, high)
    return (means(deviation), deviation)
  }

  /// The mean μ of a normal distribution of this deviation whose mean below `limit` is `mean`.
  private static func bodyMean(ofTruncatedMean mean: Double, deviation: Double, limit: Double)
    -> Double
  {
    // The mean below the limit rises with μ.
    var (low, high) = (mean, limit + 30 * deviation)
    for _ in 0..<60 {
      let middle = (low + high) / 2
      if truncated(middle, deviation, limit).mean < mean { low = middle } else { high = middle }
    }
    return (low + high) / 2
  }

  /// The moments of a normal variable below `limit`.
  private static func truncated(_ mean: Double, _ deviation: Double, _ limit: Double)
    -> (mean: Double, variance: Double)
  {
    let z = (limit - mean) / deviation
    let ratio = standardNormalDensity(z) / max(standardNormalCDF(z), 1e-300)
    return (mean - deviation * ratio, deviation * deviation * (1 - z * ratio - ratio * ratio))
  }

  private static func money(_ amount: Double) -> Money {
    Money(tenThousandYuan: max(1, Int64(amount.rounded())))
  }

  /// Credibility estimates of the means of groups of observations (Bühlmann & Straub 1970):
  /// Z·own + (1 − Z)·of all, Z = n/(n + σ²/τ²), with the variance σ² within groups and the variance
  /// τ² between their means, by moments; all equal where τ² is not above 0. Groups without an
  /// observation have the mean of all.
  package static func credibilityMeans(_ groups: [[Double]]) -> [Double] {
    let counts = groups.map { Double($0.count) }
    let total = counts.reduce(0, +)
    let means = groups.map { $0.isEmpty ? 0 : $0.reduce(0, +) / Double($0.count) }
    let mean = zip(counts, means).reduce(0) { $0 + $1.0 * $1.1 } / max(1, total)
    let filled = counts.count { $0 > 0 }
    guard filled > 1, total > Double(filled) else { return groups.map { _ in mean } }
    let within =
      zip(groups, means).reduce(0) { sum, group in
        sum + group.0.reduce(0) { $0 + ($1 - group.1) * ($1 - group.1) }
      } / (total - Double(filled))
    let spread = zip(counts, means).reduce(0) { $0 + $1.0 * ($1.1 - mean) * ($1.1 - mean) }
    let between =
      (spread - Double(filled - 1) * within)
      / (total - counts.reduce(0) { $0 + $1 * $1 } / total)
    guard between > 0 else { return groups.map { _ in mean } }
    // The mean of all that fits them: weighted by credibility.
    let weights = counts.map { $0 / ($0 + within / between) }
    let centre = zip(weights, means).reduce(0) { $0 + $1.0 * $1.1 } / weights.reduce(0, +)
    return zip(weights, means).map { $0 * $1 + (1 - $0) * centre }
  }
}
