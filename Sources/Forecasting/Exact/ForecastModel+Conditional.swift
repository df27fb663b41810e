import Dispatch
import InvestmentPipeline
import LinearAlgebra
import RandomStreams

/// How probabilities are averaged over the factors.
public struct ConditionalPlan: Sendable, Equatable {
  public var seed: Seed
  /// Vectors of factors at most, a multiple of 64; they are doubled from 1,024 on.
  public var greatestVectorCount: Int
  /// No more vectors once every standard error is at or below this.
  public var precision: Double
  /// Scrambled Sobol points; else plain draws.
  public var isQuasiRandom: Bool
  /// Whether rare events are looked for where they are: with the factors shifted.
  public var shiftsFactors: Bool
  /// No influence on the result.
  public var threads: Int?

  public init(
    seed: Seed = Seed(2023), greatestVectorCount: Int = 1 << 16, precision: Double = 0.0002,
    isQuasiRandom: Bool = true, shiftsFactors: Bool = true, threads: Int? = nil
  ) {
    self.seed = seed
    self.greatestVectorCount = greatestVectorCount
    self.precision = precision
    self.isQuasiRandom = isQuasiRandom
    self.shiftsFactors = shiftsFactors
    self.threads = threads
  }
}

/// A probability averaged over the factors.
public struct ConditionalProbability: Sendable, Equatable {
  public var value: Double
  /// From the spread of 64 replicates.
  public var standardError: Double
  /// What numbers may be off, chance apart.
  public var numericalError: Double
  /// Vectors of factors taken.
  public var vectorCount: Int
  /// By three cumulants in the place of a Fourier inversion.
  public var usesCumulants: Bool
  /// With the factors shifted to where the event, or its complement, is not rare.
  public var isShifted: Bool
}

extension ForecastModel {
  /// The probability of a target as the mean of its probability given the factors; nil when there
  /// is none of this id.
  ///
  /// - Cost: for 2,700 leads some tenths of a second to prepare, then some microseconds a vector.
  package func conditionalProbability(
    of target: Target.ID, _ plan: ConditionalPlan = ConditionalPlan()
  ) -> ConditionalProbability? {
    guard let index = scenario.targets.firstIndex(where: { $0.id == target }) else { return nil }
    return conditionalProbabilities([SumQuestion(targets[index], table: table)], plan)[0]
  }

  /// P(target | factors), by which tests compare with the exact law.
  package func conditionalProbability(of target: Target.ID, vector: Int, seed: Seed)
    -> (values: FactorValues, table: Double, direct: Double)?
  {
    guard let index = scenario.targets.firstIndex(where: { $0.id == target }) else { return nil }
    let question = SumQuestion(targets[index], table: table)
    let vectors = FactorVectors(self, seed: seed, isQuasiRandom: true)
    var batch = vectors.makeBatch()
    vectors.fill(&batch, index: vector / FactorVectors.batchCount)
    let lane = vector % FactorVectors.batchCount
    func answer(_ isTabulated: Bool) -> Double {
      let sum = ConditionalSum(
        self, key: question.key, questions: [question], vectors: vectors,
        isTabulated: isTabulated)
      var worker = ConditionalSum.Worker(sum)
      return worker.probabilities(sum, batch)[0][lane]
    }
    let normals = (0..<batch.normals.rowCount).map { batch.normals[$0, lane] }
    return (
      FactorValues(normals: normals, thresholdScale: batch.thresholdScales[lane]), answer(true),
      answer(false)
    )
  }

  /// Answers questions; those about one sum share its tables.
  func conditionalProbabilities(_ questions: [SumQuestion], _ plan: ConditionalPlan)
    -> [ConditionalProbability]
  {
    let vectors = FactorVectors(self, seed: plan.seed, isQuasiRandom: plan.isQuasiRandom)
    var answers = [ConditionalProbability?](repeating: nil, count: questions.count)
    for (key, places) in questions.indicesByKey {
      let sum = ConditionalSum(
        self, key: key, questions: places.map { questions[$0] }, vectors: vectors)
      let sums = average(sum, vectors, plan)
      for (index, place) in places.enumerated() {
        var answer = ConditionalProbability(
          value: sums[index].mean, standardError: sums[index].standardError,
          numericalError: sum.numericalErrors[index],
          vectorCount: sums[index].count * FactorVectors.batchCount,
          usesCumulants: sum.method == .cumulants, isShifted: false)
        if plan.shiftsFactors, let rare = rareProbability(sum, index, vectors, plan, answer) {
          answer = rare
        }
        answers[place] = answer
      }
    }
    return answers.map { $0! }
  }

  /// Sums over vectors until they are precise enough.
  private func average(_ sum: ConditionalSum, _ vectors: FactorVectors, _ plan: ConditionalPlan)
    -> [WeightedSums]
  {
    var sums = sum.questions.map { _ in WeightedSums() }
    // Without factors every vector gives the same.
    let greatest = isIndependent ? 1 : max(1, plan.greatestVectorCount / FactorVectors.batchCount)
    var done = 0
    while done < greatest {
      let end = min(greatest, max(16, 2 * done))
      add(done..<end, to: &sums, sum, vectors, threads: plan.threads) { values, _ in values }
      done = end
      if sums.allSatisfy({ $0.standardError <= plan.precision }) { break }
    }
    return sums
  }

  /// Adds batches of vectors; `value` turns probabilities and weights into what is averaged.
  private func add(
    _ batches: Range<Int>, to sums: inout [WeightedSums], _ sum: ConditionalSum,
    _ vectors: FactorVectors, shift: FactorShift? = nil, threads: Int?,
    value: @Sendable ([Double], [Double]) -> [Double]
  ) {
    let workers = min(batches.count, max(1, threads ?? Self.coreCount))
    let found = ParallelMap.map(workers) { worker in
      var own = sum.questions.map { _ in WeightedSums() }
      var batch = vectors.makeBatch()
      var places = ConditionalSum.Worker(sum)
      for index in stride(from: batches.lowerBound + worker, to: batches.upperBound, by: workers) {
        vectors.fill(&batch, index: index, shift: shift)
        let values = places.probabilities(sum, batch)
        for question in own.indices { own[question].add(value(values[question], batch.weights)) }
      }
      return own
    }
    for part in found {
      for question in sums.indices { sums[question].merge(part[question]) }
    }
  }

  // MARK: Rare events

  /// Below this a target, or its miss, is rare.
  static let rareLimit = 0.02

  /// The answer with the factors shifted to the mean of those under which the event happens;
  /// nil when the event is not rare, the factors do not matter, or the shift does not help.
  private func rareProbability(
    _ sum: ConditionalSum, _ index: Int, _ vectors: FactorVectors, _ plan: ConditionalPlan,
    _ plain: ConditionalProbability
  ) -> ConditionalProbability? {
    guard !factors.isIndependent, plain.value > 0, plain.value < 1 else { return nil }
    let isMiss = plain.value > 0.5
    guard min(plain.value, 1 - plain.value) < Self.rareLimit else { return nil }
    var one = sum
    one.keepOnly(index)
    // Two steps of the cross-entropy method (Rubinstein & Kroese 2004,
    // doi:10.1007/978-1-4757-4321-0): the mean of the factors, given the event.
    // On vectors of their own: a shift chosen on those it is used on would flatter itself.
    let others = FactorVectors(
      self, seed: Seed(plan.seed.rawValue ^ 0x9E37_79B9_7F4A_7C15),
      isQuasiRandom: plan.isQuasiRandom)
    var shift: FactorShift?
    for _ in 0..<2 {
      shift = FactorShift(
        centre: meanOfFactors(one, others, isMiss: isMiss, shift: shift, threads: plan.threads))
    }
    guard let shift, shift.centre.allSatisfy(\.isFinite) else { return nil }
    var sums = [WeightedSums()]
    let batches = plain.vectorCount / FactorVectors.batchCount
    add(0..<batches, to: &sums, one, vectors, shift: shift, threads: plan.threads) {
      values, weights in
      zip(values, weights).map { (isMiss ? 1 - $0 : $0) * $1 }
    }
    let error = sums[0].standardError
    guard error < plain.standardError else { return nil }
    var answer = plain
    answer.value = min(1, max(0, isMiss ? 1 - sums[0].mean : sums[0].mean))
    answer.standardError = error
    answer.isShifted = true
    return answer
  }

  /// E[z | event] over 4,096 vectors, each term summed in order of the batches.
  private func meanOfFactors(
    _ sum: ConditionalSum, _ vectors: FactorVectors, isMiss: Bool, shift: FactorShift?,
    threads: Int?
  ) -> [Double] {
    let found = ParallelMap.map(64) { index in
      var batch = vectors.makeBatch()
      var worker = ConditionalSum.Worker(sum)
      vectors.fill(&batch, index: index, shift: shift)
      let values = worker.probabilities(sum, batch)[0]
      var sums = [Double](repeating: 0, count: batch.normals.rowCount + 1)
      for lane in values.indices {
        let weight = batch.weights[lane] * (isMiss ? 1 - values[lane] : values[lane])
        sums[batch.normals.rowCount] += weight
        for row in 0..<batch.normals.rowCount { sums[row] += weight * batch.normals[row, lane] }
      }
      return sums
    }
    var total = found[0]
    for part in found.dropFirst() {
      for index in total.indices { total[index] += part[index] }
    }
    let weight = total.removeLast()
    return total.map { $0 / weight }
  }
}
