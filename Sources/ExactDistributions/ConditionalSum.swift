import LinearAlgebra

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// P(target | factors) of questions about one sum, ready for many vectors of factors.
///
/// Given the factors leads are independent, so the transform of the sum is a product over leads,
/// and its distribution follows by Fourier inversion. Without a mixing variate the logarithms of
/// the products are tabulated by loading row; with one, or for few leads, the products are taken
/// lead by lead. From `cumulantLimit` leads on, three cumulants say as much. Counts are inverted
/// where their tail is: see `CountTail`.
struct ConditionalSum: Sendable {
  enum Method: Sendable { case counts, fourier, cumulants }

  /// Below it a sum is never taken by its cumulants: at 3,000 leads they are off by 0.2
  /// percentage points, and by a tenth of a 1-in-1,000 tail.
  static let cumulantLimit = 100_000
  /// From so many different leads on, tables are cheaper than counts inverted one vector at a
  /// time; a tail is inverted all the same.
  static let countLimit = 512
  /// Below it products are taken lead by lead.
  static let tableLimit = 192
  static let greatestFrequencyCount = 2048
  /// What the terms left out may sum up to.
  static let negligible = 1e-9
  /// What is not worth twice as many frequencies.
  static let tolerable = 3e-6
  /// Tables that are off by more are not used.
  static let greatestTableError = 2e-6

  let sum: AdditiveSum
  private(set) var questions: [SumThreshold]
  let method: Method
  private(set) var plan: FourierPlan
  /// The numerical error, without sampling error: aliasing, truncation, table; by question.
  private(set) var numericalErrors: [Double] = []
  let factors: FactorModel
  private let pool: WorkerPool
  let moments: [[Double]]
  private let pilot: Pilot?
  let counts: CountTail?
  /// φ − 1 by distribution and argument.
  private(set) var realTransforms: [Double] = []
  private(set) var imaginaryTransforms: [Double] = []
  private(set) var table: RowTable?
  private var isTabulated = false
  let tree: AtomTree?
  let needsNothing: Bool

  /// Places the transform; `tabulate()` then makes the tables.
  init(
    _ factors: FactorModel, _ sum: AdditiveSum, _ questions: [SumThreshold],
    vectors: FactorVectors, method forced: Method? = nil, pool: WorkerPool = WorkerPool()
  ) {
    self.factors = factors
    self.questions = questions
    self.pool = pool
    self.sum = sum
    plan = FourierPlan(kind: .positive, period: 1, thresholds: [], count: 0)
    let counts = forced == nil || forced == .counts ? CountTail(sum) : nil
    if let counts, counts.groups.count < Self.cumulantLimit,
      forced == .counts || counts.groups.count < Self.countLimit
        || factors.commonDirection(sum) != nil
    {
      self.counts = counts
      method = .counts
      moments = []
      pilot = nil
      tree = nil
      needsNothing = false
      numericalErrors = questions.map { _ in CountTail.numericalError }
      return
    }
    self.counts = nil
    let moments = sum.moments
    self.moments = moments
    method =
      forced != .fourier && sum.parts.count >= Self.cumulantLimit ? .cumulants : .fourier
    let pilot = Pilot(factors, sum, moments: moments, vectors: vectors, pool: pool)
    self.pilot = pilot
    needsNothing =
      questions.contains { $0.nothingMisses } && pilot.greatestProbabilityOfNothing > 1e-12
    let hasAtoms = !sum.hasOnlyAtoms && pilot.greatestProbabilityOfAtomsAlone > 1e-9
    tree = hasAtoms || (sum.hasOnlyAtoms && sum.isSigned) ? AtomTree(sum) : nil
    numericalErrors = questions.map { _ in 0 }
    if method == .fourier {
      choosePlan(pilot, thresholds: questions.map { Double($0.least - sum.offset) })
      if hasAtoms, tree == nil {
        // Too many fixed amounts to keep apart: their steps are rounded off.
        for index in questions.indices {
          numericalErrors[index] += pilot.greatestProbabilityOfAtomsAlone
        }
      }
    }
  }

  /// Whether there may be tables by loading row.
  private var canTabulate: Bool {
    factors.mixingDistribution == nil
      && (method == .cumulants || method == .fourier && tree == nil && !needsNothing)
  }

  private var willTabulate: Bool {
    !isTabulated && canTabulate && sum.parts.count >= Self.tableLimit
  }

  /// Tabulates what the loading rows contribute, where that helps and is as good.
  ///
  /// - Parameter isForced: true with tables, false without; nil by the number of leads.
  mutating func tabulate(_ isForced: Bool? = nil) {
    guard let pilot else { return }
    let tabulates = canTabulate && (isForced ?? willTabulate)
    isTabulated = true
    if tabulates { makeTable() }
    guard tabulates || method == .cumulants else { return }
    let differences = differences(pilot.batch, lanes: pilot.testVectors)
    if method == .fourier, differences.contains(where: { $0 > Self.greatestTableError }) {
      // Factors 1 + p(φ − 1) near zero, as of a few fixed amounts, have no smooth logarithm.
      table = nil
    } else {
      for index in questions.indices { numericalErrors[index] += differences[index] }
    }
  }

  /// The same with counts inverted where their tail is; nil where it is no count.
  func withCounts(_ vectors: FactorVectors) -> ConditionalSum? {
    guard method != .counts, CountTail(sum) != nil else { return nil }
    let counts = ConditionalSum(
      factors, sum, questions, vectors: vectors, method: .counts, pool: pool)
    return counts.method == .counts ? counts : nil
  }

  /// Whether tables were wanted and were not good enough.
  var lacksTable: Bool {
    isTabulated && method == .fourier && table == nil && sum.parts.count >= Self.tableLimit
  }

  /// Multiplications to make the tables, in the order of nanoseconds.
  var preparationWork: Double {
    guard method == .fourier, willTabulate else { return 0 }
    return 20 * Double(sum.parts.count * termCount * plan.arguments.count)
  }

  private var termCount: Int {
    RowTable.termCount(factors, rows: Array(Set(sum.parts.map { Int($0.row) })))
  }

  /// Multiplications for a vector of factors where the event is rare.
  var rareVectorWork: Double {
    method == .fourier && CountTail(sum) != nil
      ? Self.countWork(sum.parts.count) : vectorWork
  }

  private static func countWork(_ groups: Int) -> Double { 500 + 60 * Double(groups) }

  /// Multiplications for a vector of factors, in the order of nanoseconds.
  var vectorWork: Double {
    let parts = Double(sum.parts.count)
    let frequencies = Double(plan.arguments.count)
    if let counts { return Self.countWork(counts.groups.count * questions.count) }
    if let table { return 0.05 * Double(table.size) + 40 * frequencies }
    if willTabulate {
      let rows = Double(min(sum.parts.count, factors.idiosyncraticWeight.count))
      return 0.1 * rows * Double(termCount) * frequencies + 40 * frequencies
    }
    if method == .cumulants { return 30 * parts }
    return parts * (15 + (tree == nil ? 1.5 : 3) * frequencies)
  }

  /// Drops all questions but one.
  mutating func keepOnly(_ index: Int) {
    questions = [questions[index]]
    if method == .fourier { plan.keepOnly(index) }
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
  /// otherwise how far the last half still swings.
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
          // How far the last half of the partial sums still swings.
          var (sum, least, greatest) = (0.0, 0.0, 0.0)
          for index in (whole / 2)..<whole {
            sum +=
              weights[index].real * worker.real[index]
              - weights[index].imaginary * worker.imaginary[index]
            (least, greatest) = (min(least, sum), max(greatest, sum))
          }
          truncation = max(truncation, greatest - least + term(whole - 1))
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
    realTransforms = [Double](repeating: 0, count: sum.distributions.count * count)
    imaginaryTransforms = realTransforms
    let arguments = plan.arguments
    let distributions = sum.distributions
    let found = pool.map(distributions.count) { distributions[$0].transform(at: arguments) }
    for (distribution, values) in found.enumerated() {
      for index in 0..<count {
        realTransforms[distribution * count + index] = values[index].real - 1
        imaginaryTransforms[distribution * count + index] = values[index].imaginary
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
    let weights = factors.idiosyncraticWeight
    if method == .cumulants {
      let moments = self.moments
      table = RowTable(factors, rows: rows, columnCount: 3, pool: pool) { row, score, sums in
        for index in partsOfRow[row]! {
          let part = sum.parts[index]
          let p = AdditiveSum.probability(part.threshold, score, weights[row])
          let added = AdditiveSum.cumulants(p, moments[Int(part.distribution)])
          sums[0] += added.0
          sums[1] += added.1
          sums[2] += added.2
        }
      }
      return
    }
    let count = plan.arguments.count
    let (real, imaginary) = (realTransforms, imaginaryTransforms)
    table = RowTable(factors, rows: rows, columnCount: 2 * count, pool: pool) {
      row, score, sums in
      for index in partsOfRow[row]! {
        let part = sum.parts[index]
        let p = AdditiveSum.probability(part.threshold, score, weights[row])
        let first = Int(part.distribution) * count
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

  /// The greatest differences to the products lead by lead over some vectors, by question.
  private func differences(_ batch: FactorVectors.Batch, lanes: [Int]) -> [Double] {
    var exact = self
    exact.table = nil
    if method == .cumulants, let pilot {
      exact = ConditionalSum(
        factors, sum, questions, vectors: pilot.vectors, method: .fourier, pool: pool)
    }
    var own = Worker(self)
    let values = own.probabilities(self, batch)
    var other = Worker(exact)
    var greatest = questions.map { _ in 0.0 }
    for lane in lanes {
      let expected = other.direct(exact, batch, lane: lane)
      for index in questions.indices {
        greatest[index] = max(greatest[index], (values[index][lane] - expected[index]).magnitude)
      }
    }
    return greatest
  }

  /// What numbers may be off where these vectors are: shifted ones lie beyond the pilot's.
  mutating func widenErrors(_ batch: FactorVectors.Batch, lanes: [Int]) {
    guard table != nil || method == .cumulants else { return }
    for (index, difference) in differences(batch, lanes: lanes).enumerated() {
      numericalErrors[index] = max(numericalErrors[index], difference)
    }
  }

  /// How far the mean of the sum given the factors lies above the threshold of the first
  /// question, in standard deviations given the factors, by vector.
  func distances(_ batch: FactorVectors.Batch) -> [Double] {
    let threshold = Double(questions[0].least - sum.offset) - 0.5
    let moments = method == .counts ? sum.moments : self.moments
    var chances = [Double](repeating: 0, count: sum.parts.count)
    return (0..<FactorVectors.batchCount).map { lane in
      sum.fillProbabilities(
        scores: (0..<batch.scores.rowCount).map { batch.scores[$0, lane] },
        weights: factors.idiosyncraticWeight, thresholdScale: batch.thresholdScales[lane],
        into: &chances)
      let found = sum.cumulants(chances, moments: moments)
      return (found.0 - threshold) / max(found.1.squareRoot(), 1e-300)
    }
  }

  // MARK: Evaluation
}
