import Distributions
import LinearAlgebra
import RandomStreams

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// What a simulation says of questions about one sum, by which the cost of a simulation of the
/// same error is estimated.
package struct SimulationEstimate: Sendable {
  /// By question, from trials.
  package var probabilities: [Double]
  /// Events that a trial decides, such as leads.
  package var eventCount: Int

  package init(probabilities: [Double], eventCount: Int) {
    self.probabilities = probabilities
    self.eventCount = eventCount
  }
}

/// Averages probabilities given the factors over the factors.
package struct FactorAverage {
  let factors: FactorModel
  let plan: ConditionalPlan
  let control: EngineControl
  let vectors: FactorVectors

  package init(
    _ factors: FactorModel, _ plan: ConditionalPlan, control: EngineControl = EngineControl()
  ) {
    self.factors = factors
    self.plan = plan
    self.control = control
    vectors = FactorVectors(factors, seed: plan.seed, isQuasiRandom: plan.isQuasiRandom)
  }

  /// The probability that a sum reaches each of some thresholds.
  ///
  /// - Parameter simulation: nil to answer whatever it costs.
  /// - Cost: for 2,700 events some tenths of a second to prepare, then some microseconds a vector.
  package func answers(
    _ sum: AdditiveSum, _ thresholds: [SumThreshold], simulation: SimulationEstimate? = nil
  ) -> [ConditionalAnswer] {
    var sum = ConditionalSum(factors, sum, thresholds, vectors: vectors, pool: plan.pool)
    func isTooDear() -> Bool {
      guard let simulation else { return false }
      let work = ConditionalWork(factors, sum, plan, simulation)
      return work.conditional > max(work.simulation, ConditionalWork.unnoticed)
    }
    var tooDear = isTooDear()
    if !tooDear {
      sum.tabulate()
      if sum.lacksTable, let counts = sum.withCounts(vectors) { sum = counts }
      tooDear = isTooDear()
    }
    if tooDear { return thresholds.map { _ in .dearerThanSimulation } }
    guard let found = probabilities(sum) else { return thresholds.map { _ in .interrupted } }
    return found.map { .found($0) }
  }

  /// The probability given one vector of the factors, from the tables and summand by summand; for
  /// comparison with the exact distribution.
  package func probability(_ sum: AdditiveSum, _ threshold: SumThreshold, vector: Int)
    -> (values: FactorValues, table: Double, direct: Double)
  {
    var batch = vectors.makeBatch()
    vectors.fill(&batch, index: vector / FactorVectors.batchCount)
    let lane = vector % FactorVectors.batchCount
    func answer(_ isTabulated: Bool) -> Double {
      var sum = ConditionalSum(factors, sum, [threshold], vectors: vectors)
      sum.tabulate(isTabulated)
      var worker = ConditionalSum.Worker(sum)
      return worker.probabilities(sum, batch)[0][lane]
    }
    let normals = (0..<batch.normals.rowCount).map { batch.normals[$0, lane] }
    return (
      FactorValues(normals: normals, thresholdScale: batch.thresholdScales[lane]), answer(true),
      answer(false)
    )
  }

  /// Answers to the questions of one sum, tails of higher thresholds never above those of lower
  /// ones; nil when interrupted.
  private func probabilities(_ sum: ConditionalSum) -> [ConditionalProbability]? {
    if plan.isQuasiRandom, plan.shiftsFactors, let direction = factors.commonDirection(sum.sum) {
      return integral(sum, along: direction)
    }
    guard let sums = average(sum) else { return nil }
    var answers: [ConditionalProbability] = []
    for index in sum.questions.indices {
      var answer = ConditionalProbability(
        value: sums[index].mean, standardError: sums[index].standardError,
        numericalError: sum.numericalErrors[index],
        vectorCount: sums[index].count * FactorVectors.batchCount,
        usesCumulants: sum.method == .cumulants, isShifted: false, isIntegrated: false)
      if plan.shiftsFactors, !factors.isIndependent,
        min(answer.value, 1 - answer.value) < RareEvent.limit
      {
        var one = sum
        one.keepOnly(index)
        let event = RareEvent(
          self, one.withCounts(vectors) ?? one, isMiss: answer.value > 0.5)
        guard let rare = event.probability(answer) else { return nil }
        answer = rare
      }
      answers.append(answer.resolved)
    }
    // Each rare tail has vectors of its own.
    let ascending = sum.questions.indices.sorted {
      (sum.questions[$0].least, $0) < (sum.questions[$1].least, $1)
    }
    for (lower, higher) in zip(ascending, ascending.dropFirst())
    where answers[lower].isResolved && answers[higher].isResolved {
      answers[higher].value = min(answers[higher].value, answers[lower].value)
    }
    return answers
  }

  /// Sums over vectors until they are precise enough; nil when interrupted.
  private func average(_ sum: ConditionalSum) -> [WeightedSums]? {
    var sums = sum.questions.map { _ in WeightedSums() }
    // Without factors every vector gives the same.
    let greatest =
      factors.leavesEventsIndependent
      ? 1 : max(1, plan.greatestVectorCount / FactorVectors.batchCount)
    var done = 0
    while done < greatest {
      let end = min(greatest, max(16, 2 * done))
      guard add(done..<end, of: vectors, to: &sums, sum) else { return nil }
      done = end
      if sums.allSatisfy({ $0.standardError <= plan.precision }) { break }
    }
    return sums
  }

  /// Adds batches of vectors, each probability times its vector's weight; false when
  /// interrupted.
  func add(
    _ batches: Range<Int>, of vectors: FactorVectors, to sums: inout [WeightedSums],
    _ sum: ConditionalSum, shift: FactorShift? = nil, isMiss: Bool = false
  ) -> Bool {
    let pool = plan.pool
    // About a second's work between two looks.
    let work = max(1, sum.vectorWork * Double(FactorVectors.batchCount))
    let most = max(1, Int(5e8 / work)) * pool.threadCount
    var first = batches.lowerBound
    while first < batches.upperBound {
      let round = first..<min(first + most, batches.upperBound)
      let found = pool.mapStrides(round.count) { indices in
        var own = sum.questions.map { _ in WeightedSums() }
        var batch = vectors.makeBatch()
        var places = ConditionalSum.Worker(sum)
        for index in indices {
          vectors.fill(&batch, index: round.lowerBound + index, shift: shift)
          let values = places.probabilities(sum, batch, isMiss: isMiss)
          for question in own.indices {
            own[question].add(zip(values[question], batch.weights).map(*))
          }
        }
        return own
      }
      for part in found {
        for question in sums.indices { sums[question].merge(part[question]) }
      }
      first = round.upperBound
      guard control.goesOn(after: round.count * FactorVectors.batchCount) else { return false }
    }
    return true
  }
}

/// What answers to the questions about one sum cost, and what a simulation of the same error
/// would, in multiplications, each in the order of a nanosecond: counts, not clocks, so that the
/// choice is the same everywhere.
struct ConditionalWork {
  /// Some seconds, which need no alternative.
  static let unnoticed = 1e10

  private(set) var conditional: Double
  private(set) var simulation = 0.0

  init(
    _ factors: FactorModel, _ sum: ConditionalSum, _ plan: ConditionalPlan,
    _ simulation: SimulationEstimate
  ) {
    let isIntegrated = factors.commonDirection(sum.sum) != nil
    var vectors = isIntegrated ? 4096.0 : 1024
    var shifted = 0.0
    for probability in simulation.probabilities {
      let rare = max(min(probability, 1 - probability), 1e-5)
      let variance = rare * (1 - rare)
      // Measured: 4,096 vectors to 0.1 points near the middle, 32,768 to 0.02.
      vectors = max(vectors, 4096 * pow(4e-6 * variance / (plan.precision * plan.precision), 0.65))
      let isRare = rare < RareEvent.limit
      if isRare, plan.shiftsFactors, !isIntegrated { shifted += 40_000 }
      let precision = isRare ? min(plan.precision, 0.02 * rare) : plan.precision
      // Sobol factors are worth twice their trials.
      self.simulation = max(
        self.simulation,
        0.5 * variance / (precision * precision) * 0.4 * Double(simulation.eventCount))
    }
    vectors = min(vectors, Double(plan.greatestVectorCount))
    conditional =
      sum.preparationWork + vectors * sum.vectorWork
      + shifted * sum.rareVectorWork / Double(max(1, simulation.probabilities.count))
  }
}
