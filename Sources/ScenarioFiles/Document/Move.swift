import InvestmentPipeline
import Registers

/// A change of one number of a scenario, or of all that a pattern of keys leads to.
public struct Move: Hashable, Sendable {
  /// What a move does with the number. The raw values are the keys of `levers`.
  public enum Operation: String, Hashable, Sendable, CaseIterable {
    /// Multiplies the number by a factor without a unit.
    case multiply = "times"
    /// Adds an amount in the number's unit.
    case add
    /// Replaces the number.
    case set
  }

  /// Keys from the top of the merged scenario, joined by dots; `*` stands for any one key.
  ///
  /// The last keys are enough where they lead to one number only:
  /// `north.negotiating.conversion_rate`.
  public var path: String
  /// The operation on the number.
  public var operation: Operation
  /// The amount with its unit, written as in a scenario file: `30%`, `680亿元`, `2.5`.
  public var amount: String

  /// - Parameters:
  ///   - path: keys joined by dots; `*` stands for any one key.
  ///   - operation: what is done with the number.
  ///   - amount: with its unit, written as in a scenario file.
  public init(_ path: String, _ operation: Operation, _ amount: String) {
    self.path = path
    self.operation = operation
    self.amount = amount
  }

  /// The move that `key=value` on the command line stands for; nil where key or value is missing.
  public init?(setting text: String) {
    guard let sign = text.firstIndex(of: "=") else { return nil }
    let path = text[..<sign].trimmingBlanks
    let amount = text[text.index(after: sign)...].trimmingBlanks
    let keys = path.split(separator: ".", omittingEmptySubsequences: false)
    guard !amount.isEmpty, !keys.contains(where: \.isEmpty) else { return nil }
    self.init(path, .set, amount)
  }

  /// As it is written on the command line: `--set pace.3=0.5`.
  var location: String {
    switch operation {
    case .set: "--set \(path)=\(amount)"
    case .multiply, .add: "\(path) \(operation.rawValue) \(amount)"
    }
  }
}

/// The reason for which a move cannot be applied.
struct MoveFault: Error {
  enum Subject {
    case path
    case amount
    /// The bound of that place in the list of bounds.
    case bound(Int)
  }

  var subject: Subject
  /// The invalid text, if it is not the amount or a bound.
  var value: String?
  var reason: BilingualText
  var remedy: BilingualText
}
