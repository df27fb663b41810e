import Distributions
import InvestmentPipeline
import RandomStreams

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Arrivals that will be signed, without simulating those that will not.
///
/// Given the factors, an arrival of a stream, of chain c and month m, is signed when
/// a_c·F + w_c·ε ≤ t. With t̄_c the highest threshold of any month, B = max_c (t̄_c − a_c·F)/w_c
/// bounds ε for all streams of a district that enter at one stage, and q̄ = Φ(B) is the chance of
/// being a **candidate**. The candidates of a stream are Poisson with mean λ·γ·q̄, which the gamma
/// variable γ makes negative binomial; each has an ε below B, and is signed if its own thresholds
/// say so.
final class ArrivalPlan: Sendable {
  /// Streams of one district that enter at one stage.
  struct Group: Sendable {
    var chains: [Bound]

    mutating func bound(_ row: Int, by threshold: Double) {
      if let index = chains.firstIndex(where: { $0.row == row }) {
        chains[index].threshold = max(chains[index].threshold, threshold)
      } else {
        chains.append(Bound(row: row, threshold: threshold))
      }
    }
  }

  struct Bound: Sendable {
    /// Of `rows`.
    var row: Int
    /// The highest threshold of any of the group's arrivals.
    var threshold: Double
  }

  struct Chain: Sendable {
    /// Of `rows`.
    var row: Int
    var segment: Int32
    /// First of its thresholds: slots of arrival × slots of signing.
    var thresholds: Int
    /// Of adjustments.
    var investmentFactor: Double
    /// Of the stream's sizes.
    var sizes: Int
  }

  struct Stream: Sendable {
    var key: EntityKey
    var group: Int
    /// Expected arrivals over the open months.
    var mean: Double
    /// Of the gamma variable: 1/cv²; infinite for none.
    var shape: Double
    /// Chances of the months of arrival, summed up; and of the chains.
    var monthTotals: [Double]
    var chainTotals: [Double]
    var chains: [Chain]
    /// The distribution of most chains, then those of single ones.
    var sizes: [InvestmentDistribution]
  }

  /// Loading rows of the tile program.
  let rows: [Int]
  let groups: [Group]
  let streams: [Stream]
  let thresholds: [Double]
  /// What decides the thresholds, in their order.
  let curveKeys: [CurveKey]
  let slotCount: Int

  /// Arrivals of equal values have equal thresholds.
  struct CurveKey: Hashable {
    var district: District.ID
    var stage: Stage
    var shift: Double
  }

  init(
    rows: [Int], groups: [Group], streams: [Stream], thresholds: [Double], curveKeys: [CurveKey],
    slotCount: Int
  ) {
    self.rows = rows
    self.groups = groups
    self.streams = streams
    self.thresholds = thresholds
    self.curveKeys = curveKeys
    self.slotCount = slotCount
  }
}

/// The quantile of a negative binomial count: Poisson with a gamma mean of this shape; the Poisson
/// quantile at an infinite one. By adding up probabilities, in a time that grows with the mean.
func countQuantile(mean: Double, shape: Double, at u: Double) -> Int {
  guard shape < .infinity else { return poissonQuantile(mean, at: u) }
  guard mean > 0 else { return 0 }
  // P(N = 0) ≥ exp(−mean), which is above its series up to an odd power: most counts are 0.
  if mean < 1, u < 1 - mean * (1 - mean * (0.5 - mean * (1.0 / 6))) - 1e-9 { return 0 }
  let odds = mean / (shape + mean)
  var count = 0
  var mass = exp(-shape * log1p(mean / shape))
  var rest = u - mass
  while rest > 0, mass > 1e-18 || Double(count) < mean {
    count += 1
    mass *= odds * (shape + Double(count) - 1) / Double(count)
    rest -= mass
  }
  return count
}

/// The Poisson quantile: the least n with P(N ≤ n) ≥ `u`.
func poissonQuantile(_ mean: Double, at u: Double) -> Int {
  guard mean > 0 else { return 0 }
  if mean > 500 { return ((try? Poisson(mean: min(mean, 1e6))).map { Int($0.quantile(u)) }) ?? 0 }
  if mean < 1, u < 1 - mean * (1 - mean * (0.5 - mean * (1.0 / 6))) - 1e-9 { return 0 }
  var count = 0
  var mass = exp(-mean)
  var rest = u - mass
  while rest > 0, mass > 1e-18 || Double(count) < mean {
    count += 1
    mass *= mean / Double(count)
    rest -= mass
  }
  return count
}
