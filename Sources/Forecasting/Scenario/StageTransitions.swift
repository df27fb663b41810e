import Distributions
import InvestmentPipeline
import LinearAlgebra

/// The leads of one district as a Markov chain in continuous time: states are the phases of dwell
/// times, stage by stage; being signed and being lost are absorbing.
///
/// A stage has one sequence of phases, which a lead leaves for the next stage with the conversion
/// rate and is lost otherwise; or, where lost leads wait differently, two, of which one is chosen by
/// the conversion rate on entry.
struct StageTransitions {
  /// The phases of one dwell time.
  private struct Branch {
    /// The first state.
    var first: Int
    var dwellTime: PhaseType
    /// What the end of the dwell time means; nil where the conversion rate decides it then.
    var isAdvance: Bool?
  }

  private struct Part {
    var rate: Double
    var branches: [Branch]
  }

  /// By stage before signing.
  private let parts: [Part]
  /// The number of transient states.
  let stateCount: Int

  /// - Parameter rates: of the district, within the ranges that `Scenario.problems()` checks.
  init(_ rates: ConversionRates) {
    var count = 0
    func branch(_ dwell: DwellTime, isAdvance: Bool?) -> Branch {
      let dwellTime = phaseType(dwell)
      defer { count += dwellTime.phaseCount }
      return Branch(first: count, dwellTime: dwellTime, isAdvance: isAdvance)
    }
    parts = Stage.beforeSigning.map { stage in
      let rate = rates[stage]!
      guard let lost = rate.lostDwellTime, lost != rate.dwellTime else {
        return Part(
          rate: rate.conversionRate, branches: [branch(rate.dwellTime, isAdvance: nil)])
      }
      return Part(
        rate: rate.conversionRate,
        branches: [branch(rate.dwellTime, isAdvance: true), branch(lost, isAdvance: false)])
    }
    stateCount = count
  }

  /// Whether the time already spent at the stage tells nothing about what is left of it.
  func isMemoryless(_ stage: Int) -> Bool {
    parts[stage].branches.count == 1 && parts[stage].branches[0].dwellTime.phaseCount == 1
  }

  /// The rates of transition between the transient states and, in the last column, to `signed`, times
  /// `exposure`; the last row is 0. What is missing in a row goes to `lost`.
  ///
  /// - Parameters:
  ///   - exposure: months of normal pace, 0 or more.
  ///   - rates: of conversion, by stage.
  func generator(exposure: Double, rates: [Double]) -> Matrix {
    var matrix = Matrix(rowCount: stateCount + 1, columnCount: stateCount + 1)
    for (stage, part) in parts.enumerated() {
      let next = entry(to: stage + 1, rates: rates)
      for branch in part.branches {
        let advance = branch.isAdvance.map { $0 ? 1 : 0 } ?? rates[stage]
        for (phase, leaving) in branch.dwellTime.rates.enumerated() {
          let state = branch.first + phase
          matrix[state, state] -= leaving * exposure
          if branch.dwellTime.isSequence, phase + 1 < branch.dwellTime.phaseCount {
            matrix[state, state + 1] += leaving * exposure
          } else if advance > 0 {
            for (target, share) in next {
              matrix[state, target] += leaving * exposure * advance * share
            }
          }
        }
      }
    }
    return matrix
  }

  /// States with their probabilities on entry to a stage; the state `stateCount` is `signed`.
  ///
  /// - Parameters:
  ///   - stage: an index of `Stage.beforeSigning`, or their count for `signed`.
  ///   - rates: of conversion, by stage.
  func entry(to stage: Int, rates: [Double]) -> [(state: Int, share: Double)] {
    guard stage < parts.count else { return [(stateCount, 1)] }
    return parts[stage].branches.flatMap { branch in
      let share = branch.isAdvance.map { $0 ? rates[stage] : 1 - rates[stage] } ?? 1
      return branch.dwellTime.entryProbabilities.enumerated()
        .filter { $0.element > 0 && share > 0 }
        .map { (branch.first + $0.offset, $0.element * share) }
    }
  }

  /// States with their probabilities, of a lead found at a stage.
  ///
  /// - Parameters:
  ///   - stage: an index of `Stage.beforeSigning`.
  ///   - age: months of normal pace spent at the stage; nil if unknown: then as at a random
  ///     time in a steady stream of leads.
  func states(at stage: Int, age: Double?) -> [(state: Int, share: Double)] {
    let part = parts[stage]
    // A branch counts by how many of its leads are still there.
    let weights = part.branches.map { branch in
      let chosen = branch.isAdvance.map { $0 ? part.rate : 1 - part.rate } ?? 1
      return chosen * (age.map { branch.dwellTime.survival($0) } ?? branch.dwellTime.mean)
    }
    let whole = weights.reduce(0, +)
    return part.branches.indices.flatMap { index in
      let branch = part.branches[index]
      // Beyond any time at which a lead could still be there, the slower branch is left.
      let share =
        whole > 0
        ? weights[index] / whole
        : branch.dwellTime.mean == part.branches.map(\.dwellTime.mean).max()! ? 1 : 0
      let phases =
        age.map { branch.dwellTime.phases(after: $0) } ?? branch.dwellTime.equilibriumPhases
      return phases.enumerated().map { (branch.first + $0.offset, $0.element * share) }
    }
  }
}

/// A probability moved on the probit scale: Φ(Φ⁻¹(p) + δ); 0 and 1 stay.
func shifted(_ probability: Double, by shift: Double) -> Double {
  shift == 0 || probability <= 0 || probability >= 1
    ? probability : standardNormalCDF(standardNormalQuantile(probability) + shift)
}

/// The distribution of a checked dwell time.
func phaseType(_ dwell: DwellTime) -> PhaseType {
  do {
    return try PhaseType(mean: dwell.meanMonths, coefficientOfVariation: dwell.variation)
  } catch {
    preconditionFailure("Scenario.problems() checks dwell times: \(error)")
  }
}

/// The probability that waits that follow one another have all ended by `time`.
///
/// - Parameter time: 0 or more, in the unit of the waits.
/// - Cost: one exponential of a matrix with a row for each phase.
func probabilityOfEnding(_ waits: [PhaseType], by time: Double) -> Double {
  let count = waits.reduce(0) { $0 + $1.phaseCount }
  guard count > 0 else { return 1 }
  var generator = Matrix(rowCount: count + 1, columnCount: count + 1)
  var first = 0
  for (index, wait) in waits.enumerated() {
    let next = first + wait.phaseCount
    let entry = index + 1 < waits.count ? waits[index + 1].entryProbabilities : [1]
    for (phase, rate) in wait.rates.enumerated() {
      let state = first + phase
      generator[state, state] = -rate * time
      if wait.isSequence, phase + 1 < wait.phaseCount {
        generator[state, state + 1] = rate * time
      } else {
        for (offset, share) in entry.enumerated() {
          generator[state, next + offset] = rate * time * share
        }
      }
    }
    first = next
  }
  let step = exponential(generator)
  return waits[0].entryProbabilities.enumerated().reduce(0) {
    $0 + $1.element * step[$1.offset, count]
  }
}

/// The exponential of a square matrix of finite elements.
func exponential(_ matrix: Matrix) -> Matrix {
  do {
    return try matrix.exponential()
  } catch {
    preconditionFailure("square and finite by construction: \(error)")
  }
}

/// A product whose shapes fit by construction.
func multiplied(_ first: Matrix, _ second: Matrix) -> Matrix {
  do {
    return try first.times(second)
  } catch {
    preconditionFailure("shapes that fit by construction: \(error)")
  }
}
