import Distributions
import InvestmentPipeline
import RandomStreams

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// What projects need, in which order they are looked at, and what there is.
struct AdmissionPlan: Sendable {
  struct Resource: Sendable {
    /// What is left at the as-of date by district and in the pool: 0.01亩 or 吨标煤.
    var left: [Int64]
    var pool: Int64
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

  /// Land first; nil for a resource that limits nothing.
  let land: Resource?
  let energy: Resource?
  /// By measure, in the order of `MeritMeasure.allCases`.
  let criteria: [Criterion?]
  let ranksByScore: Bool
  let districtCount: Int
  /// Whether needs or refusals depend on merit, so that it is drawn for every project.
  let looksAtMerit: Bool

  /// Base units of land in one 亩.
  static let landUnits = 100.0

  init(
    land: Resource?, energy: Resource?, criteria: [Criterion?], ranksByScore: Bool,
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

  /// What is there at the as-of date.
  var ledger: QuotaLedger {
    let unlimited = [Int64](repeating: .max, count: districtCount)
    return QuotaLedger(
      left: [land?.left ?? unlimited, energy?.left ?? unlimited],
      pool: [land?.pool ?? 0, energy?.pool ?? 0])
  }

  /// What a project takes, by the words of its own block.
  func needs(
    _ words: (UInt32, UInt32, UInt32, UInt32), amount: Int64, landPerAmount: Double?, chain: Int
  )
    -> (land: Int64, energy: Int64)
  {
    var needs: (land: Int64, energy: Int64) = (0, 0)
    if let land, openUnit(words.2) < land.share {
      needs.land = Int64((Double(amount) * (landPerAmount ?? land.need[chain])).rounded())
    }
    if let energy, openUnit(words.3) < energy.share {
      needs.energy = Int64((Double(amount) * energy.need[chain]).rounded())
    }
    return needs
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

/// What is left of land and energy in a trial.
package struct QuotaLedger {
  private let districtCount: Int
  /// By resource (land, energy) and district; `.max` where nothing limits.
  private var left: [Int64]
  private var pool: [Int64]
  /// From the districts' own and the pool together, by resource and district.
  private var used: [Int64]

  package init(left: [[Int64]], pool: [Int64]) {
    districtCount = left[0].count
    self.left = left.flatMap(\.self)
    self.pool = pool
    used = self.left.map { _ in 0 }
  }

  /// Makes it equal to `other` without taking memory.
  mutating func reset(to other: QuotaLedger) {
    for index in left.indices {
      left[index] = other.left[index]
      used[index] = 0
    }
    for index in pool.indices { pool[index] = other.pool[index] }
  }

  /// Takes what a project needs if all of it is there; otherwise returns the first resource that
  /// is not.
  package mutating func take(_ needs: (Int64, Int64), district: Int) -> Int? {
    if isMissing(0, needs.0, district) { return 0 }
    if isMissing(1, needs.1, district) { return 1 }
    take(0, needs.0, district)
    take(1, needs.1, district)
    return nil
  }

  private func isMissing(_ resource: Int, _ need: Int64, _ district: Int) -> Bool {
    let own = left[resource * districtCount + district]
    return need > own && need - own > pool[resource]
  }

  private mutating func take(_ resource: Int, _ need: Int64, _ district: Int) {
    guard need > 0 else { return }
    let index = resource * districtCount + district
    used[index] += need
    let own = left[index]
    guard own < .max else { return }
    left[index] = max(0, own - need)
    if need > own { pool[resource] -= need - own }
  }

  func left(_ resource: Int, district: Int) -> Int64 { left[resource * districtCount + district] }
  func used(_ resource: Int, district: Int) -> Int64 { used[resource * districtCount + district] }
  func pool(_ resource: Int) -> Int64 { pool[resource] }
}
