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
  let slotCount: Int
  /// Φ⁻¹ less a rounding margin at the lower ends of equal bins of [0, 1).
  private let leastQuantiles: [Double]
  private static let binCount = 4096

  /// A signed arrival.
  struct Signed {
    var key: EntityKey
    var segment: Int32
    var slot: Int
    var amount: Int64
  }

  init(
    rows: [Int], groups: [Group], streams: [Stream], thresholds: [Double], slotCount: Int
  ) {
    self.rows = rows
    self.groups = groups
    self.streams = streams
    self.thresholds = thresholds
    self.slotCount = slotCount
    leastQuantiles =
      [-.infinity]
      + (1..<Self.binCount).map {
        standardNormalQuantile(Double($0) / Double(Self.binCount)) - 1e-9
      }
  }

  /// One trial, and the memory with what its arrivals depend on.
  @safe struct Context {
    var seed: Seed
    var trial: UInt32
    /// The block of each stream's count.
    var words: UnsafePointer<UInt32>
    /// a·F of each row, `stride` apart.
    var scores: UnsafePointer<Double>
    /// q̄ of each group, `stride` apart.
    var candidates: UnsafePointer<Double>
    var stride: Int
    /// Of the idiosyncratic part of the scores, by row.
    var weights: UnsafePointer<Double>
    /// Of thresholds, for the Student-t copula; else 1.
    var scale: Double
    /// Amounts above it are not signed.
    var ceiling: Int64
  }

  /// Calls `body` with the signed arrivals of a trial.
  @inline(__always)
  func draw(_ context: Context, _ body: (Signed) -> Void) {
    unsafe streams.withUnsafeBufferPointer { streams in
      for index in streams.indices {
        let stream = unsafe streams.baseAddress! + index
        let share = unsafe context.candidates[stream.pointee.group * context.stride]
        let words = unsafe context.words + 4 * index
        let count = unsafe countQuantile(
          mean: stream.pointee.mean * share, shape: stream.pointee.shape,
          at: openUnit(UInt64(words[0]) << 32 | UInt64(words[1])))
        // A stream has 2¹⁶ blocks: far more than the counters of a cell could take.
        for number in 0..<min(count, 65_535) {
          unsafe draw(number, of: stream, share: share, context, body)
        }
      }
    }
  }

  /// One candidate.
  @inline(__always)
  private func draw(
    _ number: Int, of stream: UnsafePointer<Stream>, share: Double, _ context: Context,
    _ body: (Signed) -> Void
  ) {
    let words = unsafe DrawStream.block(
      seed: context.seed, counter: context.trial, purpose: .arrival, key: stream.pointee.key,
      blockIndex: UInt16(number))
    let chain = unsafe stream.pointee.chains[
      Self.index(of: openUnit(words.0), in: stream.pointee.chainTotals)]
    let arrival = unsafe Self.index(of: openUnit(words.1), in: stream.pointee.monthTotals)
    let first = chain.thresholds + arrival * slotCount
    let p = openUnit(words.2) * share
    // Most candidates are not signed, which the lower end of their quantile's bin tells of most.
    let bin = Int(p * Double(Self.binCount))
    let (common, weight) = unsafe (
      context.scores[chain.row * context.stride], context.weights[chain.row]
    )
    let last = thresholds[first + slotCount - 1] * context.scale
    guard common + weight * leastQuantiles[bin] <= last else { return }
    let score = common + weight * standardNormalQuantile(p)
    guard score <= last else { return }
    var slot = arrival
    while score > thresholds[first + slot] * context.scale { slot += 1 }
    let amount = unsafe stream.pointee.sizes[chain.sizes].quantile(
      openUnit(words.3), times: chain.investmentFactor)
    guard amount <= context.ceiling else { return }
    unsafe body(
      Signed(
        key: stream.pointee.key.child(number), segment: chain.segment, slot: slot, amount: amount))
  }

  /// The first index whose cumulative probability reaches `u`.
  private static func index(of u: Double, in totals: [Double]) -> Int {
    unsafe totals.withUnsafeBufferPointer { totals in
      var index = 0
      while index < totals.count - 1, unsafe u > totals[index] { index += 1 }
      return index
    }
  }
}

/// The quantile of a negative binomial count: Poisson with a gamma mean of this shape; the Poisson
/// quantile at an infinite one. By adding up probabilities, in a time that grows with the mean.
func countQuantile(mean: Double, shape: Double, at u: Double) -> Int {
  guard shape < .infinity else { return poissonQuantile(mean, at: u) }
  guard mean > 0 else { return 0 }
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
