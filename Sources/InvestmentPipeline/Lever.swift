/// A named move of one assumption or several: what a city could do, or what could befall it.
///
/// Levers are applied while a scenario's files are read; here is what they did.
public struct Lever: Hashable, Sendable, Codable, Identifiable {
  /// An assumption that a lever moved, as written before and after.
  public struct Move: Hashable, Sendable, Codable {
    /// `conversion.city.approved.dwell_months`.
    public var path: String
    public var before: String
    public var after: String

    public init(path: String, before: String, after: String) {
      self.path = path
      self.before = before
      self.after = after
    }
  }

  public var id: String
  public var title: BilingualText
  /// Why it should move that much.
  public var reason: BilingualText
  public var moves: [Move]
  /// The unit of the values, for people.
  public var unit: BilingualText?
  /// What it costs, in words, if known.
  public var cost: BilingualText?

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
