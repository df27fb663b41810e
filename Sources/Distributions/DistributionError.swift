/// The error thrown for a parameter outside the range that its distribution admits.
public struct DistributionError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The parameter's name as the initialiser spells it, such as "logStandardDeviation".
  public let parameter: String
  /// The rejected value.
  public let value: Double
  /// The requirement on the value, such as "positive and finite".
  public let requirement: String

  /// Creates an error.
  public init(parameter: String, value: Double, requirement: String) {
    self.parameter = parameter
    self.value = value
    self.requirement = requirement
  }

  /// The parameter, its value and the requirement, in English.
  public var description: String { "\(parameter) is \(value) but must be \(requirement)" }
}

/// Throws unless `condition` holds of the parameter's value.
func require(
  _ condition: Bool, _ parameter: String, _ value: Double, _ requirement: String
) throws(DistributionError) {
  guard condition else {
    throw DistributionError(parameter: parameter, value: value, requirement: requirement)
  }
}

/// Throws unless `value` is a finite number.
func requireFinite(_ parameter: String, _ value: Double) throws(DistributionError) {
  try require(value.isFinite, parameter, value, "finite")
}

/// Throws unless `value` is positive and finite.
func requirePositive(_ parameter: String, _ value: Double) throws(DistributionError) {
  try require(value > 0 && value.isFinite, parameter, value, "positive and finite")
}
