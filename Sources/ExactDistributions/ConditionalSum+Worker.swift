import Distributions
import LinearAlgebra

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

extension ConditionalSum {
  /// The places one thread works in.
  struct Worker {
    private var chances: [Double]
    var real: [Double]
    var imaginary: [Double]
    private var atomReal: [Double]
    private var atomImaginary: [Double]
    private var workspace: RowTable.Workspace?
    private var scores: [Double]
    private var places = CountTail.Places()

    init(_ sum: ConditionalSum) {
      chances = [Double](repeating: 0, count: sum.counts?.groups.count ?? sum.sum.parts.count)
      real = [Double](repeating: 0, count: sum.plan.arguments.count)
      imaginary = real
      atomReal = real
      atomImaginary = real
      workspace = sum.table?.makeWorkspace()
      scores = []
    }

    /// By question and vector: of the event, or of its miss.
    mutating func probabilities(
      _ sum: ConditionalSum, _ batch: FactorVectors.Batch, isMiss: Bool = false
    ) -> [[Double]] {
      var result = [[Double]](
        repeating: [Double](repeating: 0, count: FactorVectors.batchCount),
        count: sum.questions.count)
      guard sum.table != nil else {
        for lane in 0..<FactorVectors.batchCount {
          for (index, value) in direct(sum, batch, lane: lane, isMiss: isMiss).enumerated() {
            result[index][lane] = value
          }
        }
        return result
      }
      fillFromTable(sum, batch, into: &result)
      if isMiss { for index in result.indices { result[index] = result[index].map { 1 - $0 } } }
      return result
    }

    private mutating func fillFromTable(
      _ sum: ConditionalSum, _ batch: FactorVectors.Batch, into result: inout [[Double]]
    ) {
      guard let table = sum.table, workspace != nil else { return }
      table.fill(&workspace!, scores: batch.scores)
      let count = sum.plan.arguments.count
      for lane in 0..<FactorVectors.batchCount {
        let sums = workspace!.sums.row(lane)
        let first = sums.startIndex
        if sum.method == .cumulants {
          let distribution = ShiftedLogNormal(
            mean: sums[first], variance: sums[first + 1], thirdMoment: sums[first + 2])
          for index in sum.questions.indices {
            result[index][lane] = sum.answer(index, distribution)
          }
          continue
        }
        for index in 0..<count {
          let scale = exp(sums[first + index])
          real[index] = scale * cos(sums[first + count + index])
          imaginary[index] = scale * sin(sums[first + count + index])
        }
        for index in sum.questions.indices {
          result[index][lane] = sum.answer(index, real: real, imaginary: imaginary, mass: 1)
        }
      }
    }

    /// By question, for one vector, lead by lead.
    mutating func direct(
      _ sum: ConditionalSum, _ batch: FactorVectors.Batch, lane: Int, isMiss: Bool = false
    ) -> [Double] {
      if scores.count != batch.scores.rowCount {
        scores = [Double](repeating: 0, count: batch.scores.rowCount)
      }
      for row in scores.indices { scores[row] = batch.scores[row, lane] }
      if let counts = sum.counts {
        counts.fillProbabilities(
          scores: scores, weights: sum.factors.idiosyncraticWeight,
          thresholdScale: batch.thresholdScales[lane], into: &chances)
        return sum.questions.map {
          counts.probability(
            atLeast: $0.least - sum.sum.offset, chances, isMiss: isMiss, &places)
        }
      }
      sum.sum.fillProbabilities(
        scores: scores, weights: sum.factors.idiosyncraticWeight,
        thresholdScale: batch.thresholdScales[lane], into: &chances)
      if sum.method == .cumulants {
        let found = sum.sum.cumulants(chances, moments: sum.moments)
        let distribution = ShiftedLogNormal(mean: found.0, variance: found.1, thirdMoment: found.2)
        return sum.questions.indices.map {
          let value = sum.answer($0, distribution)
          return isMiss ? 1 - value : value
        }
      }
      let rest = takeProducts(sum, chances)
      let nothing = sum.needsNothing ? sum.sum.probabilityOfNothing(chances) : 0
      return sum.questions.indices.map { index in
        var value = sum.answer(index, real: real, imaginary: imaginary, mass: 1 - rest)
        if let tree = sum.tree {
          value += tree.probability(
            atLeast: sum.questions[index].least - sum.sum.offset, chances, probabilityOfRest: rest)
        }
        if sum.questions[index].nothingMisses { value -= nothing }
        value = min(1, max(0, value))
        return isMiss ? 1 - value : value
      }
    }

    /// The transform of the part without atoms of their own, and the mass of the rest.
    @discardableResult
    mutating func takeProducts(_ sum: ConditionalSum, _ chances: [Double]) -> Double {
      let count = real.count
      let keepsAtoms = sum.tree != nil
      for index in 0..<count {
        (real[index], imaginary[index]) = (1, 0)
        (atomReal[index], atomImaginary[index]) = (1, 0)
      }
      for (place, part) in sum.sum.parts.enumerated() {
        let distribution = Int(part.distribution)
        sum.multiply(&real, &imaginary, chances[place], distribution: distribution)
        if keepsAtoms, sum.sum.distributions[distribution].isAtom {
          sum.multiply(&atomReal, &atomImaginary, chances[place], distribution: distribution)
        }
      }
      guard keepsAtoms else { return 0 }
      let rest = sum.sum.probabilityOfAtomsAlone(chances)
      for index in 0..<count {
        real[index] -= rest * atomReal[index]
        imaginary[index] -= rest * atomImaginary[index]
      }
      return rest
    }
  }

  /// Multiplies by 1 + p(φ − 1) at every argument.
  @inline(__always)
  private func multiply(
    _ real: inout [Double], _ imaginary: inout [Double], _ p: Double, distribution: Int
  ) {
    let count = real.count
    let first = distribution * count
    unsafe real.withUnsafeMutableBufferPointer { real in
      unsafe imaginary.withUnsafeMutableBufferPointer { imaginary in
        unsafe realTransforms.withUnsafeBufferPointer { transforms in
          unsafe imaginaryTransforms.withUnsafeBufferPointer { imaginaryTransforms in
            for index in 0..<count {
              let a = unsafe 1 + p * transforms[first + index]
              let b = unsafe p * imaginaryTransforms[first + index]
              let c = unsafe real[index]
              let d = unsafe imaginary[index]
              unsafe real[index] = a * c - b * d
              unsafe imaginary[index] = a * d + b * c
            }
          }
        }
      }
    }
  }

  private func answer(_ index: Int, real: [Double], imaginary: [Double], mass: Double) -> Double {
    if !sum.isSigned, questions[index].least <= sum.offset { return mass }
    return min(
      1, max(0, plan.probability(index, real: real, imaginary: imaginary, mass: mass)))
  }

  private func answer(_ index: Int, _ distribution: ShiftedLogNormal) -> Double {
    if !sum.isSigned, questions[index].least <= sum.offset { return 1 }
    return distribution.probability(atLeast: Double(questions[index].least - sum.offset) - 0.5)
  }
}
