import InvestmentPipeline
import RandomStreams

/// A probability computed without trials of leads, and how far it may be off.
public struct ComputedProbability: Sendable, Equatable {
  /// In [0, 1].
  public var value: Double
  /// What the numbers themselves may be off, chance apart: aliasing, bounded, and the grid,
  /// estimated by halving it.
  public var numericalError: Double
}

/// Given values of the common factors, under which leads are independent.
package struct FactorValues: Sendable {
  /// Independent standard normals, in the order of the model's factors: F = L·z.
  package var normals: [Double]
  /// √(W/ν) of a Student-t copula; 1 for the Gaussian.
  package var thresholdScale: Double

  package init(normals: [Double], thresholdScale: Double = 1) {
    self.normals = normals
    self.thresholdScale = thresholdScale
  }
}

extension ForecastModel {
  /// Whether leads are independent as they are: no loadings, Gaussian copula.
  public var isIndependent: Bool { factors.isIndependent && factors.mixingLaw == nil }

  /// The number of factors that `FactorValues` holds.
  package var factorCount: Int { factors.factorKeys.count }

  func scores(_ normals: [Double]) -> [Double] {
    factors.idiosyncraticWeight.indices.map { row in
      zip(factors.scoreLoadings.row(row), normals).reduce(0) { $0 + $1.0 * $1.1 }
    }
  }

  func probabilities(_ sum: AdditiveSum, given values: FactorValues?) -> [Double] {
    precondition(values != nil || isIndependent, "factors need values")
    let rows = factors.idiosyncraticWeight.count
    return sum.probabilities(
      scores: values.map { scores($0.normals) } ?? [Double](repeating: 0, count: max(1, rows)),
      weights: factors.idiosyncraticWeight.isEmpty ? [1] : factors.idiosyncraticWeight,
      thresholdScale: values?.thresholdScale ?? 1)
  }

  /// The exact law of an investment or a count; nil for shares, which are no sums, and for
  /// metrics that are not kept.
  ///
  /// - Parameter values: of the factors; nil where leads are independent.
  /// - Cost: for 2,700 leads with 1,500 distinct laws about a second on one core.
  package func sumLaw(of metric: Metric, given values: FactorValues? = nil) -> SumLaw? {
    guard let index = table.index(of: metric), metric.measure != .manufacturingShare else {
      return nil
    }
    let sum = AdditiveSum(
      self, measure: metric.measure, scope: table.scopes.firstIndex(of: metric.scope)!,
      month: metric.throughMonth - 1)
    _ = index
    return SumLaw(sum, probabilities: probabilities(sum, given: values), reach: 0)
  }

  /// The exact probability of a target; nil when there is none of this id.
  package func exactProbability(of target: Target.ID, given values: FactorValues? = nil)
    -> ComputedProbability?
  {
    guard let index = scenario.targets.firstIndex(where: { $0.id == target }) else { return nil }
    let question = SumQuestion(targets[index], table: table)
    return exactProbabilities([question], given: values)[0]
  }

  /// Answers questions; those about one sum share its law.
  func exactProbabilities(_ questions: [SumQuestion], given values: FactorValues?)
    -> [ComputedProbability]
  {
    var answers = [ComputedProbability?](repeating: nil, count: questions.count)
    for (key, places) in questions.indicesByKey {
      let sum = AdditiveSum(self, key)
      let probabilities = probabilities(sum, given: values)
      let asked = places.map { questions[$0] }
      let found =
        sum.isSigned
        ? Self.shareProbabilities(sum, probabilities, asked)
        : Self.sumProbabilities(sum, probabilities, asked)
      for (place, answer) in zip(places, found) { answers[place] = answer }
    }
    return answers.map { $0! }
  }

  private static func sumProbabilities(
    _ sum: AdditiveSum, _ probabilities: [Double], _ questions: [SumQuestion]
  ) -> [ComputedProbability] {
    let reach = questions.reduce(0) { max($0, $1.least - sum.offset) }
    let law = SumLaw(sum, probabilities: probabilities, reach: reach)
    let coarse =
      law.isLattice
      ? law : SumLaw(sum, probabilities: probabilities, reach: reach, coarsening: 2)
    return questions.map { question in
      let value = law.probability(atLeast: question.least)
      let other = coarse.probability(atLeast: question.least)
      return ComputedProbability(
        value: value, numericalError: abs(value - other) + law.aliasingBound)
    }
  }

  private static func shareProbabilities(
    _ sum: AdditiveSum, _ probabilities: [Double], _ questions: [SumQuestion]
  ) -> [ComputedProbability] {
    let split = sum.splitBySign()
    func chances(_ side: AdditiveSum, sign: Double) -> [Double] {
      var result: [Double] = []
      for (index, part) in sum.parts.enumerated() {
        let own = sum.laws[Int(part.law)].sign
        if own == sign || (sign > 0 && own == 0) { result.append(probabilities[index]) }
      }
      if result.count < side.parts.count { result.append(1) }
      return result
    }
    let positive = chances(split.positive, sign: 1)
    let negative = chances(split.negative, sign: -1)
    let ends = (
      SumLaw.end(of: split.positive, probabilities: positive),
      SumLaw.end(of: split.negative, probabilities: negative)
    )
    let grid = SumLaw.Grid(
      end: max(ends.0.end, ends.1.end),
      standardDeviation: (ends.0.variance + ends.1.variance).squareRoot(),
      lawCount: sum.laws.count)
    let rounding = AdditiveSum.rounding((ends.0.variance + ends.1.variance).squareRoot())
    let nothing = sum.probabilityOfNothing(probabilities)
    let laws = [1, 2].map { coarsening in
      (
        SumLaw(
          split.positive, probabilities: positive, reach: 0, coarsening: coarsening, grid: grid),
        SumLaw(
          split.negative, probabilities: negative, reach: 0, coarsening: coarsening, grid: grid)
      )
    }
    return questions.map { question in
      let values = laws.map {
        SumLaw.probability(of: $0.0, atLeast: $0.1, isStrict: question.least > 0)
          - (question.nothingMisses ? nothing : 0)
      }
      return ComputedProbability(
        value: min(1, max(0, values[0])),
        numericalError: abs(values[0] - values[1]) + laws[0].0.aliasingBound
          + laws[0].1.aliasingBound + rounding)
    }
  }
}

extension [SumQuestion] {
  /// The places of the questions about each sum, in the order of their first.
  var indicesByKey: [(key: SumQuestion.Key, places: [Int])] {
    var order: [SumQuestion.Key] = []
    var places: [SumQuestion.Key: [Int]] = [:]
    for (index, question) in enumerated() {
      if places[question.key] == nil { order.append(question.key) }
      places[question.key, default: []].append(index)
    }
    return order.map { ($0, places[$0]!) }
  }
}
