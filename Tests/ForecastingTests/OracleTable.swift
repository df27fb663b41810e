// The exact answers of Tests/Reference/exact_scenarios.json and the distance of a sample to them.
import Forecasting
import Foundation
import InvestmentPipeline
import ScenarioFiles
import TestSupport

/// The table that exact_scenarios.py makes, and the scenarios it is about.
struct OracleTable: Decodable {
  var format: Int
  var scenarios: [Entry]

  struct Entry: Decodable {
    var name: String
    var answers: [Answer]
    var joint: [JointAnswer]
    var curves: [Curve]
  }

  struct Answer: Decodable {
    var measure: String
    var scope: String
    var throughMonth: Int
    /// 亿元.
    var atLeastSize: Double?
    var target: String?
    var statistic: String
    var probability: Double?
    var value: Double
    var standardErrorOneTrial: Double?
    var absError: Double
  }

  struct JointAnswer: Decodable {
    var joint: String
    var value: Double
  }

  struct Curve: Decodable {
    var district: String
    var stage: Stage
    var months: [Int]
    var probabilities: [Double]
  }

  static let folder = URL(fileURLWithPath: "\(#filePath)").deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("Reference")

  static func load() throws -> OracleTable {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try decoder.decode(
      OracleTable.self,
      from: Data(contentsOf: folder.appendingPathComponent("exact_scenarios.json")))
  }

  func entry(_ name: String) throws -> Entry {
    guard let entry = scenarios.first(where: { $0.name == name }) else { throw Missing(name: name) }
    return entry
  }

  /// The scenario of this name, from its files.
  static func scenario(_ name: String) throws -> Scenario {
    try ScenarioFolder(folder.appendingPathComponent("scenarios/\(name)").path).load("baseline")
  }

  struct Missing: Error { var name: String }
}

/// How far one number of a sample lies from its exact value, in standard errors.
struct Deviation: CustomStringConvertible {
  var label: String
  /// 0 when a quantile is as near as its rank can tell.
  var z: Double

  var description: String { "\(label): z = \((z * 100).rounded() / 100)" }
}

extension Sample {
  /// One deviation for each answer that the sample is large enough for: shortfalls want 50 misses.
  func deviations(from entry: OracleTable.Entry) throws -> [Deviation] {
    let trials = accumulator.trials.count
    let found = try entry.answers.compactMap { answer in
      try deviation(from: answer).map { Deviation(label: answer.label(of: entry.name), z: $0) }
    }
    return try found
      + entry.joint.map { answer in
        let place = model.scenario.jointTargets.firstIndex { $0.id == answer.joint }
        guard let place else { throw OracleTable.Missing(name: answer.joint) }
        return Deviation(
          label: "\(entry.name) \(answer.joint)",
          z: z(hits: accumulator.jointHits[place], of: trials, probability: answer.value))
      }
  }

  private func deviation(from answer: OracleTable.Answer) throws -> Double? {
    let metric = try answer.metric()
    guard let values = model.values(of: metric, in: accumulator) else {
      throw OracleTable.Missing(name: "\(metric)")
    }
    let unit = answer.measure == "signed_investment" ? 10_000.0 : 1
    // A shortfall that is always the same has no error but the table's rounding.
    let error = answer.standardErrorOneTrial.map {
      max($0 / Double(values.count).squareRoot(), answer.absError)
    }
    switch answer.statistic {
    case "mean":
      return (values.mean / unit - answer.value) / error!
    case "standard_deviation":
      return (values.standardDeviation / unit - answer.value) / error!
    case "quantile":
      return rankDeviation(values, of: answer.value * unit, at: answer.probability!)
    default:
      guard let target = answer.target, let result = model.result(of: target, in: accumulator)
      else { throw OracleTable.Missing(name: answer.target ?? answer.statistic) }
      if answer.statistic.hasPrefix("probability") {
        return z(hits: result.hits, of: values.count, probability: answer.value)
      }
      guard result.misses >= 50, let shortfall = result.expectedShortfall else { return nil }
      return (shortfall.value / unit - answer.value) / error!
    }
  }

  /// The exact quantile `value` must have at least p of the trials at or below it and at most p
  /// below it. This needs no density and holds for atoms; bins cost it up to 0.1 % of the value.
  private func rankDeviation(_ values: MetricAccumulator, of value: Double, at p: Double) -> Double
  {
    var below = 0
    var above = 0
    for bin in values.occupiedBins {
      if Double(bin.values.upperBound) < value - 1 { below += Int(bin.count) }
      if Double(bin.values.lowerBound) > value + 1 { above += Int(bin.count) }
    }
    let n = Double(values.count)
    let error = (p * (1 - p) / n).squareRoot()
    return max(0, Double(below) / n - p, Double(above) / n - (1 - p)) / error
  }
}

extension OracleTable.Answer {
  func metric() throws -> Metric {
    let measure: Measure
    switch self.measure {
    case "signed_investment": measure = .signedInvestment
    case "project_count":
      measure = .projectCount(
        atLeast: Money(tenThousandYuan: Int64(((atLeastSize ?? 0) * 10_000).rounded())))
    case "manufacturing_share": measure = .manufacturingShare
    default: throw OracleTable.Missing(name: self.measure)
    }
    let parts = scope.split(separator: ":").map(String.init)
    let scope: Scope
    switch parts[0] {
    case "city": scope = .city
    case "district": scope = .district(parts[1])
    case "chain": scope = .chain(parts[1])
    case "channel": scope = .channel(parts[1])
    default: throw OracleTable.Missing(name: self.scope)
    }
    return Metric(measure, over: scope, throughMonth: throughMonth)
  }

  func label(of scenario: String) -> String {
    let size = atLeastSize.map { " ≥\($0)亿元" } ?? ""
    let at = probability.map { " at \($0)" } ?? ""
    return "\(scenario) \(scope) \(measure)\(size) through \(throughMonth) \(target ?? "") "
      + statistic + at
  }
}
