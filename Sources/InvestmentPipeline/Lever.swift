/// A named change of one or several assumptions: a measure of the city, or an external event.
///
/// Levers are applied while a scenario's files are read; this value records the changes.
public struct Lever: Hashable, Sendable, Codable, Identifiable {
  /// A changed assumption, with its value as written before and after.
  public struct Move: Hashable, Sendable, Codable {
    /// The path of the assumption, such as `conversion.city.approved.dwell_months`.
    public var path: String
    /// The value before the change.
    public var before: String
    /// The value after the change.
    public var after: String

    /// Creates a record of a change.
    public init(path: String, before: String, after: String) {
      self.path = path
      self.before = before
      self.after = after
    }
  }

  /// The identifier: lower-case letters, digits and hyphens.
  public var id: String
  /// The title shown in reports.
  public var title: BilingualText
  /// The reasoning for the size of the change.
  public var reason: BilingualText
  /// The changed assumptions, in the order of the file.
  public var moves: [Move]
  /// The unit of the values, for reports; nil if none is stated.
  public var unit: BilingualText?
  /// A description of the cost; nil if unknown.
  public var cost: BilingualText?

  /// Creates a lever.
  public init(
    id: String, title: BilingualText, reason: BilingualText, moves: [Move],
    unit: BilingualText? = nil, cost: BilingualText? = nil
  ) {
    self.id = id
    self.title = title
    self.reason = reason
    self.moves = moves
    self.unit = unit
    self.cost = cost
  }
}
