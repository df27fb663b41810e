/// A quantity that a forecast counts or sums up.
public enum Measure: Hashable, Sendable, Codable {
  /// The investment of signed projects (引进项目投资额), in 万元.
  case signedInvestment
  /// The number of signed projects of at least this investment; `.zero` counts all.
  case projectCount(atLeast: Money)
  /// Manufacturing's share of the signed investment; undefined while nothing is signed.
  case manufacturingShare
  /// The investment of projects that have started (开工), in 万元; needs landing.
  case startedInvestment
  /// The number of projects that have started; needs landing.
  case startedCount
  /// Funds in place (到位资金), in 万元; needs landing.
  case fundsInPlace
  /// The share, in [0, 1], of projects signed before the plan year that have started; needs landing.
  case carriedOverStarted

  /// Whether the measure exists only in a scenario with landing.
  public var needsLanding: Bool {
    switch self {
    case .signedInvestment, .projectCount, .manufacturingShare: false
    case .startedInvestment, .startedCount, .fundsInPlace, .carriedOverStarted: true
    }
  }
}

/// The part of the city over which a measure is taken.
public enum Scope: Hashable, Sendable, Codable {
  /// The whole city.
  case city
  /// One district.
  case district(District.ID)
  /// One industry chain.
  case chain(IndustryChain.ID)
  /// One channel.
  case channel(Channel.ID)
}

/// A measure over a scope, from 1 January of the plan year through the end of a month.
public struct Metric: Hashable, Sendable, Codable {
  /// The quantity.
  public var measure: Measure
  /// The part of the city.
  public var scope: Scope
  /// The last month included, 1 … 12; 12 is the whole plan year.
  public var throughMonth: Int

  /// Creates a metric, by default of the city and the whole plan year.
  public init(_ measure: Measure, over scope: Scope = .city, throughMonth: Int = 12) {
    self.measure = measure
    self.scope = scope
    self.throughMonth = throughMonth
  }
}

/// A value of a metric, in the unit of its measure.
public enum MetricValue: Hashable, Sendable, Codable {
  /// An amount of money, 0 or more.
  case investment(Money)
  /// A number of projects, 0 or more.
  case count(Int)
  /// A share in [0, 1], with a resolution of 10⁻⁶.
  case share(Double)

  /// Whether values of `measure` are of this kind.
  public func fits(_ measure: Measure) -> Bool {
    switch (self, measure) {
    case (.investment, .signedInvestment), (.investment, .startedInvestment),
      (.investment, .fundsInPlace), (.count, .projectCount), (.count, .startedCount),
      (.share, .manufacturingShare), (.share, .carriedOverStarted):
      true
    default: false
    }
  }
}
