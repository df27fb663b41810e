import LinearAlgebra

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// P(target | factors) of questions about one sum, ready for many vectors of factors.
///
/// Given the factors leads are independent, so the transform of the sum is a product over leads,
/// and its law follows by Fourier inversion. Without a mixing variate the logarithms of the
/// products are tabulated by loading row; with one, or for few leads, the products are taken
/// lead by lead. From `cumulantLimit` leads on, three cumulants say as much.
struct ConditionalSum: Sendable {
  enum Method: Sendable { case fourier, cumulants }

  /// Below it a sum is never taken by its cumulants: at 3,000 leads they are off by 0.2
  /// percentage points, and by a tenth of a 1-in-1,000 tail.
  static let cumulantLimit = 100_000
  /// Below it products are taken lead by lead.
  static let tableLimit = 192
  static let greatestFrequencyCount = 2048
  /// What the terms left out may sum up to.
  static let negligible = 1e-7
  /// What is not worth twice as many frequencies.
  static let tolerable = 3e-6
  /// Tables that are off by more are not used.
  static let greatestTableError = 2e-6

  let sum: AdditiveSum
  private(set) var questions: [SumQuestion]
  let method: Method
  private(set) var plan: FourierPlan
  /// What numbers, chance apart, may be off: aliasing, truncation, table; by question.
  private(set) var numericalErrors: [Double] = []
  private let model: ForecastModel
  private let moments: [[Double]]
  /// φ − 1 by law and argument.
  private var realTransforms: [Double] = []
  private var imaginaryTransforms: [Double] = []
  private var table: RowTable?
  private let tree: AtomTree?
  private let needsNothing: Bool

  init(
    _ model: ForecastModel, key: SumQuestion.Key, questions: [SumQuestion],
    vectors: FactorVectors, method forced: Method? = nil, isTabulated: Bool? = nil
  ) {
    self.model = model
    self.questions = questions
    let sum = AdditiveSum(model, key)
    let moments = sum.moments
    self.sum = sum
    self.moments = moments
    method = forced ?? (sum.parts.count >= Self.cumulantLimit ? .cumulants : .fourier)
    let pilot = Pilot(model, sum, moments: moments, vectors: vectors)
    needsNothing =
      questions.contains { $0.nothingMisses } && pilot.greatestProbabilityOfNothing > 1e-12
    let hasAtoms = !sum.hasOnlyAtoms && pilot.greatestProbabilityOfAtomsAlone > 1e-9
    tree = hasAtoms || (sum.hasOnlyAtoms && sum.isSigned) ? AtomTree(sum) : nil
    let thresholds = questions.map { Double($0.least - sum.offset) }
    plan = FourierPlan(kind: .positive, period: 1, thresholds: [], count: 0)
    numericalErrors = questions.map { _ in 0 }
    let canTabulate = model.factors.mixingLaw == nil && tree == nil && !needsNothing
    let tabulates = canTabulate && (isTabulated ?? (sum.parts.count >= Self.tableLimit))
    if method == .fourier {
      choosePlan(pilot, thresholds: thresholds)
      if hasAtoms, tree == nil {
        // Too many fixed amounts to keep apart: their steps are rounded off.
        for index in questions.indices {
          numericalErrors[index] += pilot.greatestProbabilityOfAtomsAlone
        }
      }
    }
    if tabulates { makeTable() }
    guard tabulates || method == .cumulants else { return }
    let differences = differences(pilot)
    if method == .fourier, differences.contains(where: { $0 > Self.greatestTableError }) {
      // Factors 1 + p(φ − 1) near zero, as of a few fixed amounts, have no smooth logarithm.
      table = nil
    } else {
      for index in questions.indices { numericalErrors[index] += differences[index] }
    }
  }

  /// Drops all questions but one.
  mutating func keepOnly(_ index: Int) {
    questions = [questions[index]]
    plan.keepOnly(index)
    numericalErrors = [numericalErrors[index]]
  }

  // MARK: Where the transform is taken

  private mutating func choosePlan(_ pilot: Pilot, thresholds: [Double]) {
    let asked = zip(thresholds, thresholds.indices).filter { sum.isSigned || $0.0 > 0 }.map(\.0)
    let greatest = asked.max() ?? 1
    let least = asked.min() ?? 1
    let spread = max(pilot.standardDeviation, 1)
    let kind: FourierPlan.Kind
    var period: Double
    var limit = Self.greatestFrequencyCount
    if sum.isSigned {
      kind = .signed
      let farthest = thresholds.reduce(0) { max($0, ($1 - pilot.mean).magnitude) }
      period = 2 * (farthest + 20 * spread)
    } else {
      period = max(1.25 * greatest, pilot.mean + 10 * spread - least, 1)
      if let lattice = sum.latticeStep {
        let step = Double(lattice)
        let points = max(16, 2 * (period / step / 2).rounded(.up))
        kind = .lattice(step: step)
        period = points * step
        limit = min(limit, Int(points / 2) + 1)
      } else {
        kind = .positive
      }
    }
    let fastest = 7 / max(pilot.leastStandardDeviation, 0.5)
    var count = min(limit, max(16, Int(period * fastest / (2 * Double.pi)) + 2))
    while true {
      plan = FourierPlan(kind: kind, period: period, thresholds: thresholds, count: count)
      takeTransforms()
      let needed = neededCount(pilot)
      if needed.isEnough || needed.truncation < Self.tolerable || count == limit {
        if needed.isEnough {
          count = max(8, needed.count)
          plan = FourierPlan(kind: kind, period: period, thresholds: thresholds, count: count)
          takeTransforms()
        }
        for index in questions.indices {
          numericalErrors[index] =
            aliasing(pilot, threshold: thresholds[index]) + needed.truncation
        }
        return
      }
      count = min(limit, 2 * count)
    }
  }

  /// The number of arguments after which nothing is left to add for any vector of the pilot, and
  /// otherwise what the last quarter still adds.
  private func neededCount(_ pilot: Pilot) -> (
    count: Int, isEnough: Bool, truncation: Double
  ) {
    let whole = plan.arguments.count
    if plan.isComplete {
      // The finite series of a lattice is all there is.
      return (whole, false, 1e-10)
    }
    var needed = 0
    var truncation = 0.0
    var worker = Worker(self)
    for vector in pilot.testVectors {
      worker.takeProducts(self, pilot.probabilities(vector))
      for question in questions.indices {
        let weights = plan.weights[question]
        func term(_ index: Int) -> Double {
          weights[index].magnitude * hypot(worker.real[index], worker.imaginary[index])
        }
        var last = whole
        var rest = 0.0
        while last > 0 {
          rest += term(last - 1)
          if rest > Self.negligible { break }
          last -= 1
        }
        needed = max(needed, last)
        if last > whole * 7 / 8 {
          // What the last quarter sums up to, oscillation included.
          var sum = 0.0
          for index in (whole * 3 / 4)..<whole {
            sum +=
              weights[index].real * worker.real[index]
              - weights[index].imaginary * worker.imaginary[index]
          }
          truncation = max(truncation, sum.magnitude + term(whole - 1))
        }
      }
    }
    // Single terms vanish here and there: the last eighth must.
    let isEnough = needed <= whole * 7 / 8
    return (needed, isEnough, isEnough ? Self.negligible : truncation)
  }

  private func aliasing(_ pilot: Pilot, threshold: Double) -> Double {
    let variance = pilot.standardDeviation * pilot.standardDeviation
    if sum.isSigned {
      // One amount beyond half of the distance, or many beyond eight standard deviations.
      let distance = (plan.period / 2 - (pilot.mean - threshold).magnitude) / 2
      guard distance > 0 else { return 1 }
      return pilot.probabilityOfAnAmount(above: distance, of: sum)
        + AdditiveSum.rounding(pilot.leastStandardDeviation)
    }
    let distance = threshold + plan.period - pilot.mean
    guard distance > 0 else { return exp(-plan.damping) }
    return variance / (variance + distance * distance) / expm1(plan.damping)
  }

  private mutating func takeTransforms() {
    let count = plan.arguments.count
    realTransforms = [Double](repeating: 0, count: sum.laws.count * count)
    imaginaryTransforms = realTransforms
    let arguments = plan.arguments
    let laws = sum.laws
    let found = ParallelMap.map(laws.count) { laws[$0].transform(at: arguments) }
    for (law, values) in found.enumerated() {
      for index in 0..<count {
        realTransforms[law * count + index] = values[index].real - 1
        imaginaryTransforms[law * count + index] = values[index].imaginary
      }
    }
  }

  // MARK: Tables

  private mutating func makeTable() {
    var ranges: [Int: Range<Int>] = [:]
    for (index, part) in sum.parts.enumerated() {
      let row = Int(part.row)
      ranges[row] = (ranges[row]?.lowerBound ?? index)..<(index + 1)
    }
    let rows = ranges.keys.sorted()
    let partsOfRow = ranges
    let sum = self.sum
    let weights = model.factors.idiosyncraticWeight
    if method == .cumulants {
      let moments = self.moments
      table = RowTable(model, rows: rows, columnCount: 3) { row, score, sums in
        for index in partsOfRow[row]! {
          let part = sum.parts[index]
          let p = AdditiveSum.probability(part.threshold, score, weights[row])
          let added = AdditiveSum.cumulants(p, moments[Int(part.law)])
          sums[0] += added.0
          sums[1] += added.1
          sums[2] += added.2
        }
      }
      return
    }
    let count = plan.arguments.count
    let (real, imaginary) = (realTransforms, imaginaryTransforms)
    table = RowTable(model, rows: rows, columnCount: 2 * count) { row, score, sums in
      for index in partsOfRow[row]! {
        let part = sum.parts[index]
        let p = AdditiveSum.probability(part.threshold, score, weights[row])
        let first = Int(part.law) * count
        for place in 0..<count {
          // The principal logarithm is continuous in p: 1 + p(φ − 1) moves on a straight line
          // from 1 to φ.
          let value = Complex.log(
            Complex(1 + p * real[first + place], p * imaginary[first + place]))
          sums[place] += value.real
          sums[count + place] += value.imaginary
        }
      }
    }
  }

  /// The greatest differences to the products lead by lead over the pilot's test vectors, by
  /// question.
  private func differences(_ pilot: Pilot) -> [Double] {
    var exact = self
    exact.table = nil
    if method == .cumulants {
      exact = ConditionalSum(
        model, key: questions[0].key, questions: questions, vectors: pilot.vectors,
        method: .fourier, isTabulated: false)
    }
    var own = Worker(self)
    let values = own.probabilities(self, pilot.batch)
    var other = Worker(exact)
    var greatest = questions.map { _ in 0.0 }
    for lane in pilot.testVectors {
      let expected = other.direct(exact, pilot.batch, lane: lane)
      for index in questions.indices {
        greatest[index] = max(greatest[index], (values[index][lane] - expected[index]).magnitude)
      }
    }
    return greatest
  }

  // MARK: Evaluation

  /// The places one thread works in.
  struct Worker {
    private var chances: [Double]
    fileprivate var real: [Double]
    fileprivate var imaginary: [Double]
    private var atomReal: [Double]
    private var atomImaginary: [Double]
    private var workspace: RowTable.Workspace?
    private var scores: [Double]

    init(_ sum: ConditionalSum) {
      chances = [Double](repeating: 0, count: sum.sum.parts.count)
      real = [Double](repeating: 0, count: sum.plan.arguments.count)
      imaginary = real
      atomReal = real
      atomImaginary = real
      workspace = sum.table?.makeWorkspace()
      scores = []
    }

    /// By question and vector.
    mutating func probabilities(_ sum: ConditionalSum, _ batch: FactorVectors.Batch) -> [[Double]] {
      var result = [[Double]](
        repeating: [Double](repeating: 0, count: FactorVectors.batchCount),
        count: sum.questions.count)
      guard let table = sum.table, workspace != nil else {
        for lane in 0..<FactorVectors.batchCount {
          for (index, value) in direct(sum, batch, lane: lane).enumerated() {
            result[index][lane] = value
          }
        }
        return result
      }
      table.fill(&workspace!, scores: batch.scores)
      let count = sum.plan.arguments.count
      for lane in 0..<FactorVectors.batchCount {
        let sums = workspace!.sums.row(lane)
        let first = sums.startIndex
        if sum.method == .cumulants {
          let law = ShiftedLogNormal(
            mean: sums[first], variance: sums[first + 1], thirdMoment: sums[first + 2])
          for index in sum.questions.indices { result[index][lane] = sum.answer(index, law) }
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
      return result
    }

    /// By question, for one vector, lead by lead.
    mutating func direct(_ sum: ConditionalSum, _ batch: FactorVectors.Batch, lane: Int)
      -> [Double]
    {
      if scores.count != batch.scores.rowCount {
        scores = [Double](repeating: 0, count: batch.scores.rowCount)
      }
      for row in scores.indices { scores[row] = batch.scores[row, lane] }
      sum.sum.fillProbabilities(
        scores: scores, weights: sum.model.factors.idiosyncraticWeight,
        thresholdScale: batch.thresholdScales[lane], into: &chances)
      if sum.method == .cumulants {
        let found = sum.sum.cumulants(chances, moments: sum.moments)
        let law = ShiftedLogNormal(mean: found.0, variance: found.1, thirdMoment: found.2)
        return sum.questions.indices.map { sum.answer($0, law) }
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
        return min(1, max(0, value))
      }
    }

    /// The transform of the part without atoms of their own, and the mass of the rest.
    @discardableResult
    fileprivate mutating func takeProducts(_ sum: ConditionalSum, _ chances: [Double]) -> Double {
      let count = real.count
      let keepsAtoms = sum.tree != nil
      for index in 0..<count {
        (real[index], imaginary[index]) = (1, 0)
        (atomReal[index], atomImaginary[index]) = (1, 0)
      }
      for (place, part) in sum.sum.parts.enumerated() {
        let law = Int(part.law)
        sum.multiply(&real, &imaginary, chances[place], law: law)
        if keepsAtoms, sum.sum.laws[law].isAtom {
          sum.multiply(&atomReal, &atomImaginary, chances[place], law: law)
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
    _ real: inout [Double], _ imaginary: inout [Double], _ p: Double, law: Int
  ) {
    let count = real.count
    let first = law * count
    real.withUnsafeMutableBufferPointer { real in
      imaginary.withUnsafeMutableBufferPointer { imaginary in
        realTransforms.withUnsafeBufferPointer { transforms in
          imaginaryTransforms.withUnsafeBufferPointer { imaginaryTransforms in
            for index in 0..<count {
              let a = 1 + p * transforms[first + index]
              let b = p * imaginaryTransforms[first + index]
              let c = real[index]
              let d = imaginary[index]
              real[index] = a * c - b * d
              imaginary[index] = a * d + b * c
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

  private func answer(_ index: Int, _ law: ShiftedLogNormal) -> Double {
    if !sum.isSigned, questions[index].least <= sum.offset { return 1 }
    return law.probability(atLeast: Double(questions[index].least - sum.offset) - 0.5)
  }
}
