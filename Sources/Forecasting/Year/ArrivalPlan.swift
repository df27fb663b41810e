import Distributions
import InvestmentPipeline
import RandomStreams

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Arrivals that will be signed, without playing those that will not.
///
/// Given the factors, an arrival of district d, chain c and month m is signed when
/// a·F + w·ε ≤ t. A bound t̄ on the thresholds of a loading row gives q̄ = Φ((t̄ − a·F)/w), the
/// chance of being a **candidate**. Candidates of a stream are Poisson with mean
/// λ·γ·Σ_c w_c·q̄_c; each has a score below the bound, and is signed if its own thresholds say so.
struct ArrivalPlan: Sendable {
  /// A loading row of the tile program with the highest threshold of any of its arrivals.
  struct Row: Sendable {
    var number: Int
    var bound: Double
  }

  struct Chain: Sendable {
    var weight: Double
    /// Of `rows`.
    var row: Int
    var place: Int32
    /// First of its thresholds: slots of arrival × slots of signing.
    var thresholds: Int
    /// Of adjustments.
    var investmentFactor: Double
  }

  struct Stream: Sendable {
    var key: EntityKey
    /// Expected arrivals over the open months.
    var mean: Double
    var dispersion: Gamma?
    /// Chances of the months of arrival, summed up.
    var monthTotals: [Double]
    var chains: [Chain]
    var sizes: InvestmentLaw
  }

  let rows: [Row]
  let streams: [Stream]
  let thresholds: [Double]
  let slotCount: Int

  /// A signed arrival.
  struct Signed {
    var key: EntityKey
    var place: Int32
    var slot: Int
    var amount: Int64
  }

  /// The signed arrivals of a trial.
  ///
  /// - Parameters:
  ///   - scores: a·F of each row, `stride` apart.
  ///   - candidates: q̄ of each row, `stride` apart.
  ///   - weights: of the rows' own chance.
  ///   - scale: of thresholds, for the Student-t copula.
  func draw(
    seed: Seed, trial: UInt32, scores: UnsafePointer<Double>, candidates: UnsafePointer<Double>,
    stride: Int, weights: [Double], scale: Double, ceiling: Int64, _ body: (Signed) -> Void
  ) {
    for stream in streams {
      var total = 0.0
      for chain in stream.chains { total += chain.weight * candidates[chain.row * stride] }
      var mean = stream.mean * total
      if let dispersion = stream.dispersion {
        var draws = DrawStream(
          seed: seed, trial: trial, purpose: .arrivalDispersion, key: stream.key)
        mean *= dispersion.draw(using: &draws)
      }
      let words = DrawStream.block(
        seed: seed, counter: trial, purpose: .arrivalCount, key: stream.key)
      let count = poissonQuantile(mean, at: openUnit(UInt64(words.0) << 32 | UInt64(words.1)))
      // A stream has 2¹⁶ blocks: far more than the counters of a cell could take.
      for number in 0..<min(count, 65_535) {
        let words = DrawStream.block(
          seed: seed, counter: trial, purpose: .arrival, key: stream.key,
          blockIndex: UInt16(number))
        var rest = openUnit(words.0) * total
        var index = 0
        while index < stream.chains.count - 1 {
          rest -= stream.chains[index].weight * candidates[stream.chains[index].row * stride]
          if rest < 0 { break }
          index += 1
        }
        let chain = stream.chains[index]
        let month = openUnit(words.1)
        var arrival = 0
        while arrival < slotCount - 1, month > stream.monthTotals[arrival] { arrival += 1 }
        let own = openUnit(words.2) * candidates[chain.row * stride]
        let score = scores[chain.row * stride] + weights[chain.row] * standardNormalQuantile(own)
        let first = chain.thresholds + arrival * slotCount
        guard score <= thresholds[first + slotCount - 1] * scale else { continue }
        var slot = arrival
        while score > thresholds[first + slot] * scale { slot += 1 }
        let amount = stream.sizes.quantile(openUnit(words.3), times: chain.investmentFactor)
        guard amount <= ceiling else { continue }
        body(
          Signed(key: stream.key.child(number), place: chain.place, slot: slot, amount: amount))
      }
    }
  }
}

/// The Poisson quantile: the least n with P(N ≤ n) ≥ `u`.
func poissonQuantile(_ mean: Double, at u: Double) -> Int {
  guard mean > 0 else { return 0 }
  if mean > 60 { return ((try? Poisson(mean: min(mean, 1e6))).map { Int($0.quantile(u)) }) ?? 0 }
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
