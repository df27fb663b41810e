import Distributions
import RandomStreams
import Testing

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

@Suite struct PhaseTypeTests {
  static let variations = [
    0.25, 0.3, 0.5, 0.57, 1 / 3.0.squareRoot(), 0.8, 0.999, 1, 1.001, 1.5, 8,
  ]

  @Test func `a variation of 1 over the root of n gives the gamma distribution of shape n`() throws
  {
    for n in [1, 2, 3, 7, 16] {
      let distribution = try PhaseType(
        mean: 2.5, coefficientOfVariation: 1 / Double(n).squareRoot())
      let gamma = try Gamma(shape: Double(n), scale: 2.5 / Double(n))
      #expect(distribution.phaseCount == n)
      for x in [0.01, 0.5, 2, 2.5, 9] {
        #expect(abs(distribution.survival(x) / gamma.survival(x) - 1) < 1e-8)
        #expect(abs(distribution.density(x) / gamma.density(x) - 1) < 1e-6)
      }
    }
  }

  @Test(arguments: variations) func `moments of the phases are those asked for`(_ c: Double) throws
  {
    let distribution = try PhaseType(mean: 3, coefficientOfVariation: c)
    // E[X] and E[X²] of what remains from each phase on, by the phases alone.
    var (first, second) = ([Double](), [Double]())
    for phase in distribution.rates.indices.reversed() {
      let rate = distribution.rates[phase]
      let (next, nextSecond) =
        distribution.isSequence && !first.isEmpty ? (first.last!, second.last!) : (0, 0)
      first.append(1 / rate + next)
      second.append(2 / (rate * rate) + 2 * next / rate + nextSecond)
    }
    let mean = zip(distribution.entryProbabilities, first.reversed()).reduce(0) { $0 + $1.0 * $1.1 }
    let square = zip(distribution.entryProbabilities, second.reversed()).reduce(0) {
      $0 + $1.0 * $1.1
    }
    #expect(abs(mean - 3) < 1e-12)
    #expect(abs((square - mean * mean).squareRoot() / mean - c) < 1e-9)
    #expect(abs(distribution.entryProbabilities.reduce(0, +) - 1) < 1e-15)
    #expect(distribution.entryProbabilities.allSatisfy { $0 >= 0 })
  }

  @Test(arguments: variations) func `phases after an age agree with survival`(_ c: Double) throws {
    let distribution = try PhaseType(mean: 3, coefficientOfVariation: c)
    for age in [0, 0.1, 1, 3, 10] {
      let phases = distribution.phases(after: age)
      #expect(abs(phases.reduce(0, +) - 1) < 1e-14)
      for later in [0.01, 1, 4] {
        let expected = distribution.survival(age + later) / distribution.survival(age)
        #expect(abs(survival(distribution, phases, later) - expected) < 1e-9 * max(expected, 1e-3))
      }
    }
    #expect(distribution.phases(after: 1e9).allSatisfy { $0.isFinite })
  }

  @Test(arguments: variations) func `the equilibrium is the integral of survival`(_ c: Double)
    throws
  {
    let distribution = try PhaseType(mean: 3, coefficientOfVariation: c)
    let phases = distribution.equilibriumPhases
    #expect(abs(phases.reduce(0, +) - 1) < 1e-12)
    // The residual time's survival is ∫ₓ^∞ P(X > t) dt / E[X]; by Simpson's rule up to x.
    let steps = 2000
    let end = 2.0
    let width = end / Double(steps)
    let integral =
      (0...steps).reduce(0.0) { sum, step in
        let weight = step == 0 || step == steps ? 1.0 : step % 2 == 1 ? 4 : 2
        return sum + weight * distribution.survival(Double(step) * width)
      } * width / 3
    #expect(abs(survival(distribution, phases, end) - (1 - integral / 3)) < 1e-8)
  }

  @Test func `what phases do not admit is refused`() {
    #expect(throws: DistributionError.self) { try PhaseType(mean: 0) }
    #expect(throws: DistributionError.self) { try PhaseType(mean: .nan) }
    #expect(throws: DistributionError.self) {
      try PhaseType(mean: 1, coefficientOfVariation: 0.24)
    }
    #expect(throws: DistributionError.self) {
      try PhaseType(mean: 1, coefficientOfVariation: 8.1)
    }
  }

  /// P(X > t) of a wait in the given phases, by the Poisson number of phases that end in t.
  private func survival(_ distribution: PhaseType, _ phases: [Double], _ t: Double) -> Double {
    guard distribution.isSequence else {
      return zip(phases, distribution.rates).reduce(0) { $0 + $1.0 * exp(-$1.1 * t) }
    }
    return phases.indices.reduce(0) { sum, phase in
      var mass = exp(-distribution.rates[0] * t)
      var total = 0.0
      for step in 0..<(distribution.phaseCount - phase) {
        if step > 0 { mass *= distribution.rates[0] * t / Double(step) }
        total += mass
      }
      return sum + phases[phase] * total
    }
  }
}
