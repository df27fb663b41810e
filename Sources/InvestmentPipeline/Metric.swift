/// What is counted.
public enum Measure: Hashable, Sendable, Codable {
  /// The investment of signed projects (引进项目投资额), in 万元.
  case signedInvestment
  /// The number of signed projects of at least this investment; `.zero` counts all.
  case projectCount(atLeast: Money)
  /// Manufacturing's share of the signed investment; undefined while nothing is signed.
  case manufacturingShare
  /// The investment of projects that have started (动工), in 万元; of a scenario with landing.
  case startedInvestment
  /// The number of projects that have started.
  case startedCount
  /// Money that has come (到位资金), in 万元.
  case fundsInPlace
  /// The share of the projects signed before the plan year that have started.
  case carriedOverStarted

  /// Whether only a scenario with landing has it.
  public var needsLanding: Bool {
    switch self {
    case .signedInvestment, .projectCount, .manufacturingShare: false
    case .startedInvestment, .startedCount, .fundsInPlace, .carriedOverStarted: true
    }
  }
}

/// Over what it is counted.
public enum Scope: Hashable, Sendable, Codable {
  case city
  case district(District.ID)
  case chain(IndustryChain.ID)
  case channel(Channel.ID)
}

/// A measure over a scope, from 1 January of the plan year through the end of a month.
public struct Metric: Hashable, Sendable, Codable {
  public var measure: Measure
  public var scope: Scope
  /// 1 … 12; 12 is the whole plan year.
  public var throughMonth: Int

  public init(_ measure: Measure, over scope: Scope = .city, throughMonth: Int = 12) {
    self.measure = measure
    self.scope = scope
    self.throughMonth = throughMonth
  }
}

/// A value of a metric, in the unit of its measure.
public enum MetricValue: Hashable, Sendable, Codable {
  case investment(Money)
  case count(Int)
  /// In [0, 1], to a millionth.
  case share(Double)

  /// Whether a metric of this measure can have this kind of value.
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
