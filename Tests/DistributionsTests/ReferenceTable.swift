import Distributions
import Foundation

/// The rows of Tests/Reference/distributions.csv, made by the script beside it.
struct ReferenceTable: Sendable {
  struct Row: Sendable {
    let distribution: String
    let parameters: [String: Double]
    let quantity: String
    let argument: Double
    let value: Double
  }

  let rows: [Row]

  init(filePath: StaticString = #filePath) throws {
    let url = URL(fileURLWithPath: "\(filePath)").deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("Reference/distributions.csv")
    let text = try String(contentsOf: url, encoding: .utf8)
    rows = try text.split(separator: "\n").dropFirst().map { line in
      let fields = line.split(separator: ",", omittingEmptySubsequences: false)
      guard fields.count == 5, let argument = Double(fields[3]), let value = Double(fields[4])
      else { throw Malformed(line: String(line)) }
      var parameters: [String: Double] = [:]
      for pair in fields[1].split(separator: " ") {
        let parts = pair.split(separator: "=")
        guard parts.count == 2, let number = Double(parts[1]) else {
          throw Malformed(line: String(line))
        }
        parameters[String(parts[0])] = number
      }
      return Row(
        distribution: String(fields[0]), parameters: parameters, quantity: String(fields[2]),
        argument: argument, value: value)
    }
  }

  struct Malformed: Error { let line: String }
}

extension ReferenceTable.Row {
  /// The distribution this row is about.
  func makeLaw() throws -> any Distribution {
    func parameter(_ name: String) throws -> Double {
      guard let value = parameters[name] else {
        throw ReferenceTable.Malformed(line: "\(distribution) without \(name)")
      }
      return value
    }
    switch distribution {
    case "normal": return Normal.standard
    case "logNormal":
      return try LogNormal(
        logMean: parameter("logMean"),
        logStandardDeviation: parameter("logStandardDeviation"))
    case "gamma": return try Gamma(shape: parameter("shape"), scale: 1)
    case "beta": return try Beta(alpha: parameter("alpha"), beta: parameter("beta"))
    case "studentT": return try StudentT(degreesOfFreedom: parameter("degreesOfFreedom"))
    case "pareto":
      return try Pareto(minimum: parameter("minimum"), exponent: parameter("exponent"))
    case "spliced":
      return try SplicedLogNormalPareto(
        logMean: parameter("logMean"),
        logStandardDeviation: parameter("logStandardDeviation"),
        threshold: parameter("threshold"), tailProbability: parameter("tailProbability"),
        tailExponent: parameter("tailExponent"), tailMaximum: parameter("tailMaximum"))
    case "poisson": return try Poisson(mean: parameter("mean"))
    default: throw ReferenceTable.Malformed(line: distribution)
    }
  }

  /// What this package computes for the row.
  func computed(by distribution: any Distribution) throws -> Double {
    switch quantity {
    case "cdf": return distribution.cdf(argument)
    case "survival": return distribution.survival(argument)
    case "quantile": return distribution.quantile(argument)
    case "upperQuantile": return distribution.upperQuantile(argument)
    case "mean": return distribution.mean
    case "variance": return distribution.variance
    case "density":
      if let distribution = distribution as? any ContinuousDistribution {
        return distribution.density(argument)
      }
      if let distribution = distribution as? any DiscreteDistribution {
        return distribution.probability(Int(argument))
      }
      throw ReferenceTable.Malformed(line: quantity)
    default: throw ReferenceTable.Malformed(line: quantity)
    }
  }
}
