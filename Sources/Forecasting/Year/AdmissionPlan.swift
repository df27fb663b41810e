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
  /// At the as-of date.
  let ledger: QuotaLedger

  /// Base units of land in one 亩.
  static let landUnits = 100.0

  /// A project at the gate.
  struct Applicant {
    /// In the pool of the trial's projects.
    var project: Int
    var district: Int
    /// Who has less comes first.
    var rank: Double
    var key: UInt64
    var land: Int64
    var energy: Int64
    var isBelowFloor: Bool
  }

  func applicant(
    _ project: Int, seed: Seed, trial: UInt32, key: EntityKey, amount: Int64, district: Int,
    chain: Int
  ) -> Applicant {
    let words = DrawStream.block(seed: seed, counter: trial, purpose: .project, key: key)
    var result = Applicant(
      project: project, district: district, rank: openUnit(words.0), key: key.rawValue, land: 0,
      energy: 0, isBelowFloor: false)
    var landPerAmount = land?.need[chain] ?? 0
    if criteria.contains(where: { $0 != nil }) {
      let words = DrawStream.block(seed: seed, counter: trial, purpose: .merit, key: key)
      var score = 0.0
      for (index, word) in [words.0, words.1, words.2, words.3].enumerated() {
        guard let criterion = criteria[index] else { continue }
        let value =
          criterion.logMedians[chain]
          + criterion.logDeviation * standardNormalQuantile(openUnit(word))
        score += criterion.weight * value
        if value < criterion.logFloor { result.isBelowFloor = true }
        if MeritMeasure.allCases[index] == .investmentPerMu {
          landPerAmount = Self.landUnits / exp(value)
        }
      }
      if ranksByScore { result.rank = -score }
    }
    if let land, openUnit(words.2) < land.share {
      result.land = Int64((Double(amount) * landPerAmount).rounded())
    }
    if let energy, openUnit(words.3) < energy.share {
      result.energy = Int64((Double(amount) * energy.need[chain]).rounded())
    }
    return result
  }
}

/// What is left of land and energy in a trial.
package struct QuotaLedger {
  /// By resource (land, energy) and district; `.max` where nothing limits.
  private(set) var left: [[Int64]]
  private(set) var pool: [Int64]
  /// Of the pool and the districts together, by resource and district.
  private(set) var used: [[Int64]]

  package init(left: [[Int64]], pool: [Int64]) {
    self.left = left
    self.pool = pool
    used = left.map { $0.map { _ in 0 } }
  }

  /// Takes what a project needs if all of it is there; otherwise returns the first resource that
  /// is not.
  package mutating func take(_ needs: (Int64, Int64), district: Int) -> Int? {
    for (resource, need) in [needs.0, needs.1].enumerated() where need > 0 {
      let own = left[resource][district]
      if need > own, need - own > pool[resource] { return resource }
    }
    for (resource, need) in [needs.0, needs.1].enumerated() where need > 0 {
      used[resource][district] += need
      let own = left[resource][district]
      guard own < .max else { continue }
      left[resource][district] = max(0, own - need)
      if need > own { pool[resource] -= need - own }
    }
    return nil
  }

  func poolUsed(_ resource: Int, of whole: Int64) -> Int64 { whole - pool[resource] }
}
