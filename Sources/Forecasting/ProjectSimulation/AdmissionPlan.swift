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
  /// Whether projects of low merit are refused.
  let hasFloors: Bool

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
    hasFloors = criteria.contains { ($0?.logFloor ?? -.infinity) > -.infinity }
    looksAtMerit = hasFloors || criteria[perMu] != nil
  }

  func quota(of resource: QuotaResource) -> Quota? { resource == .land ? land : energy }

  /// The number of words w whose (w + ½)/2³² is below the chance that a project needs any of a resource.
  func wordLimit(of resource: QuotaResource) -> UInt64 {
    UInt64(max(0, ((quota(of: resource)?.share ?? 0) * 0x1p32 - 0.5).rounded(.up)))
  }

  /// The nearest whole number of 0 ≤ x, even of two, by the rounding of a sum; at most 2⁵¹, which is more than
  /// any quota. Without a branch, as whether a project needs any is as good as random.
  @inline(__always)
  static func nearest(_ x: Double) -> Int64 {
    let sum = (x < 0x1p51 ? x : 0x1p51) + 0x1p52
    return Int64(bitPattern: sum.bitPattern) &- 0x4330_0000_0000_0000
  }

  /// A project's measures.
  struct Merits {
    /// Σ weight · ln measure.
    var score = 0.0
    var isBelowFloor = false
    /// Of the measure of investment per 亩, if there is one.
    var landPerAmount: Double?
  }

  /// - Parameter index: of the project among those whose measures are drawn in `state`.
  @inline(__always)
  func merits(_ index: Int, _ state: borrowing StripState, chain: Int) -> Merits {
    var merits = Merits()
    for place in 0..<4 {
      guard let criterion = criteria[place] else { continue }
      let value =
        criterion.logMedians[chain]
        + criterion.logDeviation * state.meritNormals[place &* state.meritStride &+ index]
      merits.score += criterion.weight * value
      if value < criterion.logFloor { merits.isBelowFloor = true }
      if place == 2 { merits.landPerAmount = Self.landUnits / exp(value) }
    }
    return merits
  }

  /// What the land of a project yields a year, 0.01万元: of tax, then of value added.
  ///
  /// - Parameter index: of the project among those whose measures are drawn in `state`.
  func yields(
    _ index: Int, _ state: borrowing StripState, chain: Int, land: Int64
  ) -> (tax: Int64, valueAdded: Int64) {
    func yield(_ place: Int) -> Int64 {
      guard let criterion = criteria[place] else { return 0 }
      let value =
        criterion.logMedians[chain]
        + criterion.logDeviation * state.meritNormals[place * state.meritStride + index]
      return Self.nearest(exp(value) * Double(land))
    }
    return (yield(1), yield(0))
  }
}
