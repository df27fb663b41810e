import Distributions
import InvestmentPipeline
import RandomStreams

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// What projects need, in which order they are looked at, and what there is.
final class AdmissionPlan: Sendable {
  struct Resource: Sendable {
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

/// What is left of land and energy in a trial, in memory of its own.
struct QuotaLedger {
  private let districtCount: Int
  /// By resource (land, energy) and district, `.max` where nothing limits; then the pools; then
  /// what was taken from both, by resource and district.
  private let amounts: UnsafeMutableBufferPointer<Int64>

  /// - Parameter left: by resource and district.
  init(left: [[Int64]], pool: [Int64]) {
    districtCount = left[0].count
    amounts = .allocate(capacity: 4 * districtCount + 2)
    amounts.initialize(repeating: 0)
    for (index, value) in (left.flatMap(\.self) + pool).enumerated() { amounts[index] = value }
  }

  func deallocate() { amounts.deallocate() }

  /// Makes it equal to `other`.
  func reset(to other: QuotaLedger) {
    for index in amounts.indices { amounts[index] = other.amounts[index] }
  }

  /// Takes what a project needs if all of it is there; otherwise returns the first resource that
  /// is not.
  func take(land: Int64, energy: Int64, district: Int) -> Int? {
    if isMissing(0, land, district) { return 0 }
    if isMissing(1, energy, district) { return 1 }
    take(0, land, district)
    take(1, energy, district)
    return nil
  }

  private func isMissing(_ resource: Int, _ need: Int64, _ district: Int) -> Bool {
    let own = left(resource, district: district)
    return need > own && need - own > pool(resource)
  }

  private func take(_ resource: Int, _ need: Int64, _ district: Int) {
    guard need > 0 else { return }
    let index = resource * districtCount + district
    amounts[2 * districtCount + 2 + index] += need
    let own = amounts[index]
    guard own < .max else { return }
    amounts[index] = max(0, own - need)
    if need > own { amounts[2 * districtCount + resource] -= need - own }
  }

  func left(_ resource: Int, district: Int) -> Int64 {
    amounts[resource * districtCount + district]
  }
  func pool(_ resource: Int) -> Int64 { amounts[2 * districtCount + resource] }
  func used(_ resource: Int, district: Int) -> Int64 {
    amounts[2 * districtCount + 2 + resource * districtCount + district]
  }
}
