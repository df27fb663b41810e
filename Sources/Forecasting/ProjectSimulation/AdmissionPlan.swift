import Distributions
import InvestmentPipeline
import RandomStreams

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// What projects need of land and energy, the order in which they are admitted, and the quotas.
final class AdmissionPlan: Sendable {
  /// The quota of one resource.
  struct Quota: Sendable {
    /// What is left at the as-of date by district and in the pool: 0.01亩 or 吨标煤.
    var left: [Int64]
    var pool: Int64
    /// By district, what the projects signed in the plan year had taken by then.
    var taken: [Int64]
    /// Chance that a project needs any.
    var share: Double
    /// Base units for each 万元, by chain.
    var need: [Double]
  }

  struct Criterion: Sendable {
    var logMedians: [Double]
    var logDeviation: Double
    var weight: Double
    var logFloor: Double
  }

  /// Nil for a resource that limits nothing.
  let land: Quota?
  let energy: Quota?
  /// By measure, in the order of `MeritMeasure.allCases`.
  let criteria: [Criterion?]
  let ranksByScore: Bool
  let districtCount: Int
  /// Whether needs or refusals depend on merit, so that it is drawn for every project.
  let looksAtMerit: Bool

  /// Base units of land in one 亩.
  static let landUnits = 100.0

  init(
    land: Quota?, energy: Quota?, criteria: [Criterion?], ranksByScore: Bool,
    districtCount: Int
  ) {
    self.land = land
    self.energy = energy
    self.criteria = criteria
    self.ranksByScore = ranksByScore
    self.districtCount = districtCount
    let perMu = MeritMeasure.allCases.firstIndex(of: .investmentPerMu)!
    looksAtMerit = criteria.enumerated().contains { index, criterion in
      guard let criterion else { return false }
      return index == perMu || criterion.logFloor > -.infinity
    }
  }

  func quota(of resource: QuotaResource) -> Quota? { resource == .land ? land : energy }

  /// What a project takes, by the words of its own block.
  func needs(
    _ words: (UInt32, UInt32, UInt32, UInt32), amount: Int64, landPerAmount: Double?, chain: Int
  )
    -> (land: Int64, energy: Int64)
  {
    var needs: (land: Int64, energy: Int64) = (0, 0)
    if let land, openUnit(words.2) < land.share {
      needs.land = nearest(Double(amount) * (landPerAmount ?? land.need[chain]))
    }
    if let energy, openUnit(words.3) < energy.share {
      needs.energy = nearest(Double(amount) * energy.need[chain])
    }
    return needs
  }

  /// The nearest whole number, even of two; below 2⁵¹ by the sum's own rounding, as processors
  /// without an instruction for it call a function.
  @inline(__always)
  private func nearest(_ x: Double) -> Int64 {
    x < 0x1p51 ? Int64(x + 0x1.8p52 - 0x1.8p52) : Int64(x.rounded(.toNearestOrEven))
  }

  /// A project's measures.
  struct Merits {
    /// Σ weight · ln measure.
    var score = 0.0
    var isBelowFloor = false
    /// Of the measure of investment per 亩, if there is one.
    var landPerAmount: Double?
  }

  func merits(seed: Seed, trial: UInt32, key: EntityKey, chain: Int) -> Merits {
    let words = DrawStream.block(seed: seed, counter: trial, purpose: .merit, key: key)
    var merits = Merits()
    func look(_ index: Int, _ word: UInt32) {
      guard let criterion = criteria[index] else { return }
      let value =
        criterion.logMedians[chain]
        + criterion.logDeviation * standardNormalQuantile(openUnit(word))
      merits.score += criterion.weight * value
      if value < criterion.logFloor { merits.isBelowFloor = true }
      if index == 2 { merits.landPerAmount = Self.landUnits / exp(value) }
    }
    look(0, words.0)
    look(1, words.1)
    look(2, words.2)
    look(3, words.3)
    return merits
  }
}

extension AdmissionPlan {
  /// What the land of a project yields a year, 0.01万元: of tax, then of value added.
  func yields(
    seed: Seed, trial: UInt32, key: EntityKey, chain: Int, land: Int64
  ) -> (tax: Int64, valueAdded: Int64) {
    let words = DrawStream.block(seed: seed, counter: trial, purpose: .merit, key: key)
    func yield(_ index: Int, _ word: UInt32) -> Int64 {
      guard let criterion = criteria[index] else { return 0 }
      return nearest(
        exp(
          criterion.logMedians[chain]
            + criterion.logDeviation * standardNormalQuantile(openUnit(word))) * Double(land))
    }
    return (yield(1, words.1), yield(0, words.0))
  }
}
