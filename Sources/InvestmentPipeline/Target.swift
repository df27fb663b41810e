/// The comparison of a metric with a target's value. The raw value is the key in scenario files.
public enum Comparison: String, Sendable, Codable {
  /// 达到
  case atLeast = "at_least"
  /// 超过
  case moreThan = "more_than"
}

/// A value that a metric is to reach.
public struct Target: Hashable, Sendable, Codable, Identifiable {
  /// The identifier: lower-case letters, digits and hyphens.
  public var id: String
  /// The title shown in reports.
  public var title: BilingualText
  /// The metric.
  public var metric: Metric
  /// Whether the value must be reached or exceeded.
  public var comparison: Comparison
  /// The value, of the kind of the metric's measure.
  public var value: MetricValue

  /// Creates a target; `Scenario.problems()` checks it.
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

/// A set of targets of which all, or at least one, are to be met in the same year.
public struct JointTarget: Hashable, Sendable, Codable, Identifiable {
  /// Whether all targets or at least one must be met.
  public enum Requirement: String, Hashable, Sendable, Codable, CaseIterable { case all, any }

  /// The identifier: lower-case letters, digits and hyphens.
  public var id: String
  /// The title shown in reports.
  public var title: BilingualText
  /// The ids of the targets; not empty.
  public var targetIDs: [Target.ID]
  /// Whether all or at least one must be met.
  public var requirement: Requirement

  /// Creates a joint target; `Scenario.problems()` checks it.
  public init(
    id: String, title: BilingualText, targetIDs: [Target.ID], requirement: Requirement = .all
  ) {
    self.id = id
    self.title = title
    self.targetIDs = targetIDs
    self.requirement = requirement
  }
}
