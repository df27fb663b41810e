import InvestmentPipeline

/// A resource with a quota.
enum QuotaResource: Int, Sendable, CaseIterable {
  /// In 0.01亩.
  case land
  /// In 吨标煤 a year.
  case energy
}

/// The reason for which a signed project is not admitted this year.
package enum Refusal: Int, Sendable, CaseIterable {
  case land, energy, merit

  init(_ resource: QuotaResource) { self = resource == .land ? .land : .energy }
}

/// A number that the project simulation keeps of every trial, beside the metrics of the table.
enum ProjectMeasure {
  /// Projects from arrivals, and their investment in 万元.
  case arrivals, arrivalInvestment
  /// Projects of followers, and their investment in 万元.
  case followers, followerInvestment
  /// Projects deferred for a reason, and their investment in 万元.
  case deferred(Refusal)
  case deferredInvestment(Refusal)
  /// Taken from the city's pool, in units of the resource.
  case poolUse(QuotaResource)
  /// Deferred investment of a district for any reason, 万元.
  case districtDeferredInvestment(Int)
  /// Taken from the district's own quota and the pool together.
  case districtUse(QuotaResource, district: Int)
  /// 1 when a project of the district was deferred for lack of the resource, else 0.
  case isShort(QuotaResource, district: Int)
  /// Yield of the land that new projects of a district take, 0.01万元 a year.
  case tax(district: Int)
  case valueAdded(district: Int)
}

/// Which measures are kept, and the index of each.
struct ProjectMeasureLayout: Sendable {
  let districtCount: Int
  let hasArrivals: Bool
  let hasFollowers: Bool
  let hasQuotas: Bool
  /// Whether the scorecard ranks by the yield of land.
  let hasYields: Bool

  /// Measures of arrivals and followers; then those of the city's quotas; then by district.
  private static let partCount = 4
  private static let cityCount =
    partCount + 2 * Refusal.allCases.count + QuotaResource.allCases.count
  private static let districtSpan = 1 + 2 * QuotaResource.allCases.count

  var count: Int {
    if hasQuotas {
      return Self.cityCount + (Self.districtSpan + (hasYields ? 2 : 0)) * districtCount
    }
    return hasArrivals || hasFollowers ? Self.partCount : 0
  }

  @inline(__always)
  func index(of measure: ProjectMeasure) -> Int {
    switch measure {
    case .arrivals: 0
    case .arrivalInvestment: 1
    case .followers: 2
    case .followerInvestment: 3
    case .deferred(let reason): Self.partCount + 2 * reason.rawValue
    case .deferredInvestment(let reason): Self.partCount + 2 * reason.rawValue + 1
    case .poolUse(let resource):
      Self.partCount + 2 * Refusal.allCases.count + resource.rawValue
    case .districtDeferredInvestment(let district): index(district, 0)
    case .districtUse(let resource, let district): index(district, 1 + resource.rawValue)
    case .isShort(let resource, let district): index(district, 3 + resource.rawValue)
    case .tax(let district): index(districtCount, 2 * district)
    case .valueAdded(let district): index(districtCount, 2 * district + 1)
    }
  }

  private func index(_ district: Int, _ item: Int) -> Int {
    Self.cityCount + district * Self.districtSpan + item
  }
}
