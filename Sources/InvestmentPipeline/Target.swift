/// How a metric must stand to a target's value.
public enum Comparison: String, Sendable, Codable {
  /// 达到
  case atLeast = "at_least"
  /// 超过
  case moreThan = "more_than"
}

/// A metric that is to reach a value.
public struct Target: Hashable, Sendable, Codable, Identifiable {
  public var id: String
  public var title: BilingualText
  public var metric: Metric
  public var comparison: Comparison
  public var value: MetricValue

  public init(
    id: String, title: BilingualText, metric: Metric, comparison: Comparison, value: MetricValue
  ) {
    self.id = id
    self.title = title
    self.metric = metric
    self.comparison = comparison
    self.value = value
  }
}

/// Several targets of which all, or at least one, are to be met in the same year.
public struct JointTarget: Hashable, Sendable, Codable, Identifiable {
  /// How many of the targets must be met.
  public enum Requirement: String, Hashable, Sendable, Codable, CaseIterable { case all, any }

  public var id: String
  public var title: BilingualText
  public var targetIDs: [Target.ID]
  public var requirement: Requirement

  public init(
    id: String, title: BilingualText, targetIDs: [Target.ID], requirement: Requirement = .all
  ) {
    self.id = id
    self.title = title
    self.targetIDs = targetIDs
    self.requirement = requirement
  }
}
