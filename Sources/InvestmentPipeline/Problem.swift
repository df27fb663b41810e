/// Something wrong with the data: where, what, why and what to do about it.
public struct Problem: Error, Hashable, Sendable {
  /// The place in the scenario, such as `conversion.districts.xinhui.identified.conversion_rate`
  /// or `leads[JM-0017].investment`; the files' reader finds file and line by it.
  public var path: String
  /// The offending value as written, if there is one.
  public var value: String?
  public var reason: BilingualText
  public var remedy: BilingualText
  /// `baseline.yaml:12:5` or `register.csv:17, column 阶段`, once known.
  public var location: String?
  /// The cell, row or file of a register that the problem is in; nil where it is in no register.
  public var cell: CellPlace?

  public init(
    path: String, value: String? = nil, reason: BilingualText, remedy: BilingualText,
    location: String? = nil, cell: CellPlace? = nil
  ) {
    self.path = path
    self.value = value
    self.reason = reason
    self.remedy = remedy
    self.location = location
    self.cell = cell
  }
}

/// All problems found in one pass; never empty when thrown.
public struct Problems: Error, Hashable, Sendable {
  public var all: [Problem]

  public init(_ all: [Problem]) { self.all = all }
}
