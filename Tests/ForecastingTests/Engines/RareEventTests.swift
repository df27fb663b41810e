// Events of one in a thousand and beyond, with the factors shifted to where they happen.
import ExactDistributions
import Forecasting
import Foundation
import InvestmentPipeline
import RandomStreams
import TestSupport
import Testing

@Suite(.heavyNumerics) struct RareEventTests {
  static func model(_ target: Target) throws -> CompiledScenario {
    try CompiledScenario(
      ConditionalTests.many(240, dependence: .threeFactors, targets: [target]))
  }

  // Seeds 1 and 2. About one in a thousand, and its complement: shifted and plain averages, and
  // plain trials, within 4.5 pooled standard errors; false alarm 3·10⁻⁵. Power: 5 % of the
  // probability between the two averages.
  @Test func `shifted factors, plain factors and trials agree on one in a thousand`() throws {
    let model = try Self.model(.investment("rare", 10_300_000))
    let plan = ConditionalPlan(
      seed: Seed(1), greatestVectorCount: ConditionalTests.vectors * 4, precision: 0)
    let shifted = try #require(model.conditionalProbability(of: "rare", plan))
    var unshifted = plan
    unshifted.shiftsFactors = false
    let plain = try #require(model.conditionalProbability(of: "rare", unshifted))
    #expect(shifted.isShifted && !plain.isShifted)
    #expect((2e-4...5e-3).contains(shifted.value), "\(shifted)")
    let error =
      (shifted.standardError * shifted.standardError + plain.standardError * plain.standardError)
      .squareRoot()
    #expect(abs(shifted.value - plain.value) < greatestZ * error, "\(shifted), \(plain)")
    #expect(shifted.standardError < 0.5 * plain.standardError, "\(shifted), \(plain)")
    #expect(shifted.standardError < 0.05 * shifted.value)

    let trials = manyTrials
    let sample = model.accumulate(TrialPlan(trials: trials, seed: Seed(2)))
    let hits = try #require(model.result(of: "rare", in: sample)).hits
    #expect(
      z(hits: hits, of: trials, probability: shifted.value).magnitude < greatestZ,
      "\(hits) of \(trials), \(shifted)")
  }

  // Seed 1. A target that is almost sure is a miss that is rare.
  @Test func `a rare miss is found where it happens`() throws {
    let model = try Self.model(.investment("sure", 1_050_000))
    var plan = ConditionalPlan(
      seed: Seed(1), greatestVectorCount: ConditionalTests.vectors, precision: 0)
    let shifted = try #require(model.conditionalProbability(of: "sure", plan))
    plan.shiftsFactors = false
    let plain = try #require(model.conditionalProbability(of: "sure", plan))
    #expect(shifted.isShifted && shifted.value > 0.98)
    let error =
      (shifted.standardError * shifted.standardError + plain.standardError * plain.standardError)
      .squareRoot()
    #expect(abs(shifted.value - plain.value) < greatestZ * error, "\(shifted), \(plain)")
  }

  // The mixture's weights: at most 1/0.1, and their sum does not depend on the order.
  @Test func `sums of weights merge exactly`() {
    let values = (0..<100).map { batch -> [Double] in
      (0..<WeightedSums.replicateCount).map { lane -> Double in
        let number = (batch * 7 + lane * 13) % 101
        return Double(number) / 10.1
      }
    }
    var whole = WeightedSums()
    for value in values { whole.add(value) }
    var parts = (0..<3).map { _ in WeightedSums() }
    for (index, value) in values.reversed().enumerated() { parts[index % 3].add(value) }
    var merged = parts[2]
    merged.merge(parts[0])
    merged.merge(parts[1])
    #expect(merged == whole && whole.count == 100)
    let mean = values.flatMap { $0 }.reduce(0, +) / 6_400
    #expect(abs(whole.mean - mean) < 1e-12)
    #expect(whole.standardError > 0)
  }
}
