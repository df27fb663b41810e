package import Distributions
package import InvestmentPipeline
import RandomStreams

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// The distribution of a lead's investment once it is signed.
package enum InvestmentDistribution: Sendable {
  case fixed(Int64)
  case logNormal(LogNormal)
  case threePoint(PERT)
  /// Of projects of which nothing is known yet.
  case spliced(SplicedLogNormalPareto)

  /// Draws are capped here, at 100,000亿元, so that no sum of squares can overflow.
  static let greatestAmount = 1e9

  /// - Parameters:
  ///   - uncertainty: log standard deviation σ of a point estimate.
  ///   - factor: multiplies every figure of the estimate.
  /// - Throws: `DistributionError` for figures that `Scenario.problems()` refuses.
  init(_ estimate: InvestmentEstimate, uncertainty: Double, factor: Double)
    throws(DistributionError)
  {
    func amount(_ money: Money) -> Double { Double(money.tenThousandYuan) * factor }
    switch estimate {
    case .point(let money) where uncertainty == 0:
      self = .fixed(Int64(min(amount(money), Self.greatestAmount).rounded()))
    case .point(let money):
      self = .logNormal(try LogNormal(mean: amount(money), logStandardDeviation: uncertainty))
    case .range(let low, let high):
      self = .logNormal(
        try LogNormal(tenthPercentile: amount(low), ninetiethPercentile: amount(high)))
    case .threePoint(let low, let mode, let high):
      self = .threePoint(try PERT(low: amount(low), mode: amount(mode), high: amount(high)))
    }
  }

  /// The distribution of arrivals and followers.
  ///
  /// - Throws: `DistributionError` for figures that `Scenario.problems()` refuses.
  package init(_ sizes: SizeDistribution) throws(DistributionError) {
    let median = Double(sizes.median.tenThousandYuan)
    if let tail = sizes.tail {
      self = .spliced(
        try SplicedLogNormalPareto(
          logMean: log(median), logStandardDeviation: sizes.logDeviation,
          threshold: Double(tail.from.tenThousandYuan), tailProbability: tail.share,
          tailExponent: tail.exponent, tailMaximum: Double(tail.greatest.tenThousandYuan)))
    } else if sizes.logDeviation == 0 {
      self = .fixed(sizes.median.tenThousandYuan)
    } else {
      self = .logNormal(
        try LogNormal(logMean: log(median), logStandardDeviation: sizes.logDeviation))
    }
  }

  /// The mean in 万元, draws beyond `greatestAmount` included, and the share of it that a tail contributes.
  package var mean: (amount: Double, tailShare: Double) {
    switch self {
    case .fixed(let amount): (Double(amount), 0)
    case .logNormal(let distribution): (distribution.mean, 0)
    case .threePoint(let distribution): (distribution.mean, 0)
    case .spliced(let distribution): (distribution.mean, distribution.tailShareOfMean)
    }
  }

  /// The amount at a uniform `u`, times a factor, in whole 万元.
  func quantile(_ u: Double, times factor: Double) -> Int64 {
    switch self {
    case .fixed(let amount): Self.whole(Double(amount) * factor)
    case .logNormal(let distribution): Self.whole(distribution.quantile(u) * factor)
    case .threePoint(let distribution): Self.whole(distribution.quantile(u) * factor)
    case .spliced(let distribution): Self.whole(distribution.quantile(u) * factor)
    }
  }

  /// The probability that an amount, in whole 万元, reaches a positive one.
  func probability(atLeast amount: Int64) -> Double {
    let least = Double(amount) - 0.5
    return switch self {
    case .fixed(let own): own >= amount ? 1 : 0
    case .logNormal(let distribution): distribution.survival(least)
    case .threePoint(let distribution): distribution.survival(least)
    case .spliced(let distribution): distribution.survival(least)
    }
  }

  /// An amount in whole 万元.
  func draw(using stream: inout DrawStream) -> Int64 {
    switch self {
    case .fixed(let amount): amount
    case .logNormal(let distribution): Self.whole(distribution.draw(using: &stream))
    case .threePoint(let distribution): Self.whole(distribution.draw(using: &stream))
    case .spliced(let distribution): Self.whole(distribution.draw(using: &stream))
    }
  }

  private static func whole(_ amount: Double) -> Int64 {
    Int64(min(amount, greatestAmount).rounded())
  }
}
