import InvestmentPipeline
import LinearAlgebra
import RandomStreams

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// How probabilities are averaged over the factors.
public struct ConditionalPlan: Sendable, Equatable {
  public var seed: Seed
  /// Vectors of factors at most, a multiple of 64; they are doubled from 1,024 on.
  public var greatestVectorCount: Int
  /// No more vectors once every standard error is at or below this.
  public var precision: Double
  /// Scrambled Sobol points; else plain draws.
  public var isQuasiRandom: Bool
  /// Whether rare events are looked for where they are, with the factors shifted, and a single
  /// factor is integrated over.
  public var shiftsFactors: Bool
  /// Threads of the computation; nil for one on each processor. It has no influence on the
  /// result.
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

  var pool: WorkerPool { WorkerPool(threadCount: threads) }
}

/// A probability averaged over the factors.
public struct ConditionalProbability: Sendable, Equatable {
  public var value: Double
  /// From the spread of 64 replicates.
  public var standardError: Double
  /// What numbers may be off, chance apart.
  public var numericalError: Double
  /// All that is known is that the probability lies below this; nil where it is resolved.
  public var upperBound: Double?
  /// All that is known is that the probability lies above this; nil where it is resolved.
  public var lowerBound: Double?
  /// Vectors of factors taken.
  public var vectorCount: Int
  /// By three cumulants in the place of a Fourier inversion.
  public var usesCumulants: Bool
  /// With the factors shifted to where the event, or its complement, is not rare.
  public var isShifted: Bool
  /// Integrated over the one factor that all leads share: nothing is left to chance.
  public var isIntegrated: Bool
}

/// How far an engine has come with its answers.
public struct EngineProgress: Sendable {
  public let targetsAnswered: Int
  public let targetCount: Int
  /// For the targets that are being answered.
  public let vectorsTaken: Int
}

/// Reports progress, and keeps that it is time to stop.
final class EngineControl {
  private let onProgress: (EngineProgress) -> Bool
  private let targetCount: Int
  private(set) var isInterrupted = false
  var targetsAnswered = 0
  private var vectorsTaken = 0

  init(targetCount: Int = 1, onProgress: @escaping (EngineProgress) -> Bool = { _ in true }) {
    self.targetCount = targetCount
    self.onProgress = onProgress
  }

  /// Whether to go on after `vectors` more.
  func goesOn(after vectors: Int) -> Bool {
    vectorsTaken += vectors
    if !isInterrupted {
      isInterrupted = !onProgress(
        EngineProgress(
          targetsAnswered: targetsAnswered, targetCount: targetCount, vectorsTaken: vectorsTaken))
    }
    return !isInterrupted
  }

  func beginNext() { vectorsTaken = 0 }
}

/// What came of a question to the conditional engine.
enum ConditionalAnswer {
  case found(ConditionalProbability)
  /// A simulation of the same error would be cheaper.
  case dearerThanSimulation
  case interrupted
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
    let question = SumQuestion(targets[index], table: table)
    guard case .found(let answer) = conditionalProbabilities([question], plan)[0] else {
      return nil
    }
    return answer
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
      var sum = ConditionalSum(self, key: question.key, questions: [question], vectors: vectors)
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

  /// Answers questions; those about one sum share its tables.
  ///
  /// - Parameter simulated: by question, the probability from trials, by which the cost of a
  ///   simulation of the same error is estimated; nil to answer whatever it costs.
  func conditionalProbabilities(
    _ questions: [SumQuestion], _ plan: ConditionalPlan, control: EngineControl = EngineControl(),
    simulated: [Double]? = nil
  ) -> [ConditionalAnswer] {
    let vectors = FactorVectors(self, seed: plan.seed, isQuasiRandom: plan.isQuasiRandom)
    var answers = [ConditionalAnswer](repeating: .interrupted, count: questions.count)
    for (key, places) in questions.indicesByKey {
      control.beginNext()
      guard control.goesOn(after: 0) else { break }
      var sum = ConditionalSum(
        self, key: key, questions: places.map { questions[$0] }, vectors: vectors,
        pool: plan.pool)
      func isTooDear() -> Bool {
        guard let simulated else { return false }
        let work = ConditionalWork(self, sum, plan, simulated: places.map { simulated[$0] })
        return work.conditional > max(work.simulation, ConditionalWork.unnoticed)
      }
      var tooDear = isTooDear()
      if !tooDear {
        sum.tabulate()
        if sum.lacksTable, let counts = sum.withCounts(vectors) { sum = counts }
        tooDear = isTooDear()
      }
      if tooDear {
        for place in places { answers[place] = .dearerThanSimulation }
      } else if let found = probabilities(sum, vectors, plan, control) {
        for (place, answer) in zip(places, found) { answers[place] = .found(answer) }
      }
      control.targetsAnswered += places.count
    }
    return answers
  }

  /// Answers to the questions of one sum, tails of higher thresholds never above those of lower
  /// ones; nil when interrupted.
  private func probabilities(
    _ sum: ConditionalSum, _ vectors: FactorVectors, _ plan: ConditionalPlan,
    _ control: EngineControl
  ) -> [ConditionalProbability]? {
    if plan.isQuasiRandom, plan.shiftsFactors, let direction = factors.commonDirection(sum.sum) {
      return integral(sum, along: direction, vectors, plan, control)
    }
    guard let sums = average(sum, vectors, plan, control) else { return nil }
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
          self, one.withCounts(vectors) ?? one, plan, control, isMiss: answer.value > 0.5)
        guard let rare = event.probability(answer, vectors) else { return nil }
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
  private func average(
    _ sum: ConditionalSum, _ vectors: FactorVectors, _ plan: ConditionalPlan,
    _ control: EngineControl
  ) -> [WeightedSums]? {
    var sums = sum.questions.map { _ in WeightedSums() }
    // Without factors every vector gives the same.
    let greatest = isIndependent ? 1 : max(1, plan.greatestVectorCount / FactorVectors.batchCount)
    var done = 0
    while done < greatest {
      let end = min(greatest, max(16, 2 * done))
      guard
        add(done..<end, to: &sums, sum, vectors, plan.pool, control)
      else { return nil }
      done = end
      if sums.allSatisfy({ $0.standardError <= plan.precision }) { break }
    }
    return sums
  }

  /// Adds batches of vectors, each probability times its vector's weight; false when
  /// interrupted.
  func add(
    _ batches: Range<Int>, to sums: inout [WeightedSums], _ sum: ConditionalSum,
    _ vectors: FactorVectors, shift: FactorShift? = nil, isMiss: Bool = false,
    _ pool: WorkerPool, _ control: EngineControl
  ) -> Bool {
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

extension ConditionalProbability {
  var isResolved: Bool { upperBound == nil && lowerBound == nil }

  /// With a bound in the place of a figure that lies below what numbers may be off.
  var resolved: ConditionalProbability {
    var answer = self
    let isMiss = value > 0.5
    let rare = isMiss ? 1 - value : value
    guard isResolved, rare <= numericalError else { return self }
    let bound = rare + numericalError + 4 * standardError
    if isMiss { answer.lowerBound = 1 - bound } else { answer.upperBound = bound }
    return answer
  }
}

/// What answers to the questions about one sum cost, and what a simulation of the same error
/// would, in multiplications, each in the order of a nanosecond: counts, not clocks, so that the
/// choice is the same everywhere.
struct ConditionalWork {
  /// Some seconds: nobody minds.
  static let unnoticed = 1e10

  private(set) var conditional: Double
  private(set) var simulation = 0.0

  /// - Parameter simulated: by question, the probability from trials.
  init(
    _ model: ForecastModel, _ sum: ConditionalSum, _ plan: ConditionalPlan, simulated: [Double]
  ) {
    let isIntegrated = model.factors.commonDirection(sum.sum) != nil
    var vectors = isIntegrated ? 4096.0 : 1024
    var shifted = 0.0
    for probability in simulated {
      let rare = max(min(probability, 1 - probability), 1e-5)
      let variance = rare * (1 - rare)
      // Measured: 4,096 vectors to 0.1 points near the middle, 32,768 to 0.02.
      vectors = max(vectors, 4096 * pow(4e-6 * variance / (plan.precision * plan.precision), 0.65))
      let isRare = rare < RareEvent.limit
      if isRare, plan.shiftsFactors, !isIntegrated { shifted += 40_000 }
      let precision = isRare ? min(plan.precision, 0.02 * rare) : plan.precision
      // Sobol factors are worth twice their trials.
      simulation = max(
        simulation,
        0.5 * variance / (precision * precision) * 0.4 * Double(model.leads.count))
    }
    vectors = min(vectors, Double(plan.greatestVectorCount))
    conditional =
      sum.preparationWork + vectors * sum.vectorWork
      + shifted * sum.rareVectorWork / Double(max(1, simulated.count))
  }
}
