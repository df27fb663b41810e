/// An error in the data: its location, the value, the reason and the remedy, in both languages.
public struct Problem: Error, Hashable, Sendable {
  /// The path in the scenario, such as `conversion.districts.xinhui.identified.conversion_rate` or
  /// `leads[JM-0017].investment`, from which the reader of the files finds file and line.
  public var path: String
  /// The invalid value as written; nil if none was given.
  public var value: String?
  /// The reason for which the value is invalid, a sentence.
  public var reason: BilingualText
  /// The correction, a sentence.
  public var remedy: BilingualText
  /// The location in the files, such as `baseline.yaml:12:5` or `register.csv:17, column 阶段`; nil
  /// until it is known.
  public var location: String?
  /// The cell, row or file of a register that the problem is in; nil where it is in no register.
  public var cell: CellReference?

  /// Creates a problem.
  public init(
    path: String, value: String? = nil, reason: BilingualText, remedy: BilingualText,
    location: String? = nil, cell: CellReference? = nil
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
  /// The problems, in the order of their detection.
  public var all: [Problem]

  /// Creates an error from its problems.
  public init(_ all: [Problem]) { self.all = all }
}
