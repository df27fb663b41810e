import LinearAlgebra
import RandomStreams

/// The probability of an event, or of a miss, that is rare: with the factors shifted to where it
/// happens.
///
/// The shift is found in levels (cross-entropy; Rubinstein & Kroese 2004,
/// doi:10.1007/978-1-4757-4321-0): the tenth of the vectors under which the sum comes nearest to
/// its threshold tells where the next vectors are drawn, until one in ten reaches it. Twice, from
/// vectors that share nothing: an answer is taken when both agree and plain factors do not
/// contradict them.
struct RareEvent {
  /// Below this a target, or its miss, is rare.
  static let limit = 0.02
  /// In standard errors: a right pair of answers is further apart in one case of 16,000.
  private static let greatestDistance = 4.0
  /// How much of a probability its standard error may be.
  private static let roughestError = 0.1
  /// A region that none of n vectors met has less than 5/n but for one case in 150.
  private static let overlooked = 5.0

  private let average: FactorAverage
  private let sum: ConditionalSum
  private let isMiss: Bool
  private var plan: ConditionalPlan { average.plan }
  private var control: EngineControl { average.control }

  /// - Parameter sum: with one question.
  init(_ average: FactorAverage, _ sum: ConditionalSum, isMiss: Bool) {
    self.average = average
    self.sum = sum
    self.isMiss = isMiss
  }

  /// A probability of the event, or of the miss.
  private struct Estimate {
    var value: Double
    var error: Double
    var vectorCount: Int
    var numericalError: Double
    var isRough: Bool { error > RareEvent.roughestError * value || value <= numericalError }

    func agrees(with other: Estimate) -> Bool {
      (value - other.value).magnitude
        <= RareEvent.greatestDistance * (error * error + other.error * other.error).squareRoot()
        + max(numericalError, other.numericalError)
    }
  }

  /// The plain answer where it is good, else the shifted one where it holds, else a bound; nil
  /// when interrupted.
  func probability(_ plain: ConditionalProbability) -> ConditionalProbability? {
    let first = Estimate(
      value: isMiss ? 1 - plain.value : plain.value, error: plain.standardError,
      vectorCount: plain.vectorCount, numericalError: plain.numericalError)
    var shifted: [Estimate] = []
    var sum = self.sum
    for number in 0..<2 {
      guard let learned = learn(number) else {
        if control.isInterrupted { return nil }
        continue
      }
      let own = number == 0 ? average.vectors : self.vectors(2 * number + 1)
      widenErrors(&sum, own, learned)
      guard let estimate = estimate(sum, own, learned) else { return nil }
      shifted.append(estimate)
    }
    var answer = plain
    func take(_ estimate: Estimate, isShifted: Bool) -> ConditionalProbability {
      answer.value = min(1, max(0, isMiss ? 1 - estimate.value : estimate.value))
      answer.standardError = estimate.error
      answer.vectorCount = estimate.vectorCount
      answer.numericalError = estimate.numericalError
      answer.isShifted = isShifted
      return answer
    }
    let unseen = Self.overlooked / Double(plain.vectorCount)
    var greatest = first.value + Self.greatestDistance * first.error
    if shifted.count == 2 {
      let both = Estimate(
        value: 0.5 * (shifted[0].value + shifted[1].value),
        error: 0.5
          * (shifted[0].error * shifted[0].error + shifted[1].error * shifted[1].error)
          .squareRoot(),
        vectorCount: shifted[0].vectorCount + shifted[1].vectorCount,
        numericalError: max(shifted[0].numericalError, shifted[1].numericalError))
      if first.agrees(with: both), !first.isRough {
        return both.error < first.error && shifted[0].agrees(with: shifted[1])
          ? take(both, isShifted: true) : take(first, isShifted: false)
      }
      // Plain vectors may have missed a part, but not seen what is not there.
      let spread = Self.greatestDistance * (both.error + first.error)
      let allowance = max(first.numericalError, both.numericalError)
      let excess = both.value - first.value
      let holds =
        shifted[0].agrees(with: shifted[1]) && !both.isRough
        && excess <= spread + allowance + unseen && excess >= -spread - allowance
      if holds || max(both.value, first.value) <= both.numericalError {
        return take(both, isShifted: true)
      }
      greatest = max(greatest, both.value + Self.greatestDistance * both.error)
    }
    let bound = min(
      1, greatest + unseen + max(first.numericalError, sum.numericalErrors[0]))
    if isMiss { answer.lowerBound = 1 - bound } else { answer.upperBound = bound }
    return answer
  }

  private func vectors(_ number: Int) -> FactorVectors {
    FactorVectors(
      average.factors,
      seed: Seed(plan.seed.rawValue ^ (0x9E37_79B9_7F4A_7C15 &* UInt64(number + 1))),
      isQuasiRandom: plan.isQuasiRandom)
  }

  /// Averages until the error is a fiftieth, or all vectors are used; nil when interrupted.
  private func estimate(
    _ sum: ConditionalSum, _ vectors: FactorVectors, _ shift: FactorShift
  ) -> Estimate? {
    var sums = [WeightedSums()]
    let greatest = max(16, plan.greatestVectorCount / FactorVectors.batchCount / 2)
    var done = 0
    while done < greatest {
      let end = min(greatest, max(16, 2 * done))
      guard
        average.add(
          done..<end, of: vectors, to: &sums, sum, shift: shift, isMiss: isMiss)
      else { return nil }
      done = end
      if sums[0].standardError <= min(plan.precision, 0.02 * sums[0].mean) { break }
    }
    return Estimate(
      value: sums[0].mean, error: sums[0].standardError,
      vectorCount: done * FactorVectors.batchCount, numericalError: sum.numericalErrors[0])
  }

  /// Tables are tried where the event happens.
  private func widenErrors(
    _ sum: inout ConditionalSum, _ vectors: FactorVectors, _ shift: FactorShift
  ) {
    var batch = vectors.makeBatch()
    vectors.fill(&batch, index: 0, shift: shift)
    sum.widenErrors(batch, lanes: [0, 13, 26, 39, 52])
  }

  // MARK: The shift

  /// Batches of a level, and of a step to the mean of the factors given the event.
  private static let levelBatches = 16
  private static let meanBatches = 64

  /// A shift from vectors of its own: one chosen on those it is used on would flatter itself.
  /// Nil when there is none, or when interrupted.
  private func learn(_ number: Int) -> FactorShift? {
    let vectors = vectors(2 * number)
    let (sum, isMiss) = (self.sum, self.isMiss)
    var shift: FactorShift?
    var next = 0
    for _ in 0..<40 {
      let samples = samples(vectors, next..<(next + Self.levelBatches), shift) { batch, _ in
        sum.distances(batch).map { isMiss ? -$0 : $0 }
      }
      next += Self.levelBatches
      guard control.goesOn(after: samples.count) else { return nil }
      let ordered = samples.map(\.value).sorted()
      let level = min(0, ordered[ordered.count * 9 / 10])
      guard level.isFinite, let centre = mean(samples, value: { $0 >= level ? 1 : 0 }) else {
        break
      }
      shift = FactorShift(centre: centre)
      if level == 0 { break }
    }
    let floor = sum.numericalErrors[0]
    for _ in 0..<2 {
      let samples = samples(vectors, next..<(next + Self.meanBatches), shift) { batch, worker in
        worker.probabilities(sum, batch, isMiss: isMiss)[0]
      }
      next += Self.meanBatches
      guard control.goesOn(after: samples.count) else { return nil }
      // What lies below the numerical error is none of the event.
      if let centre = mean(samples, value: { $0 > floor ? $0 : 0 }) {
        shift = FactorShift(centre: centre)
      }
    }
    return shift
  }

  private struct Sample {
    var normals: [Double]
    var weight: Double
    var value: Double
  }

  private func samples(
    _ vectors: FactorVectors, _ batches: Range<Int>, _ shift: FactorShift?,
    value: @Sendable (FactorVectors.Batch, inout ConditionalSum.Worker) -> [Double]
  ) -> [Sample] {
    let sum = self.sum
    return plan.pool.map(batches.count) { place in
      var batch = vectors.makeBatch()
      var worker = ConditionalSum.Worker(sum)
      vectors.fill(&batch, index: batches.lowerBound + place, shift: shift)
      let values = value(batch, &worker)
      return values.indices.map { lane in
        Sample(
          normals: (0..<batch.normals.rowCount).map { batch.normals[$0, lane] },
          weight: batch.weights[lane], value: values[lane])
      }
    }.flatMap { $0 }
  }

  /// The weighted mean of the factors; nil when fewer than ten vectors carry it.
  private func mean(_ samples: [Sample], value: (Double) -> Double) -> [Double]? {
    var total = 0.0
    var squares = 0.0
    var centre = [Double](repeating: 0, count: samples.first?.normals.count ?? 0)
    for sample in samples {
      let weight = sample.weight * value(sample.value)
      guard weight > 0 else { continue }
      total += weight
      squares += weight * weight
      for index in centre.indices { centre[index] += weight * sample.normals[index] }
    }
    guard total * total >= 10 * squares, total > 0 else { return nil }
    return centre.map { $0 / total }
  }
}
