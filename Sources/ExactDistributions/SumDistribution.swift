package import LinearAlgebra

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// The distribution of a sum of independent amounts that are not negative, by Fourier transform.
///
/// Each amount is put on a grid that keeps its mean, the transforms are multiplied, and the
/// product is transformed back. Masses are damped by e^(−θx) on the way, so that what lies
/// beyond the grid and would come round again has at most e^(−12) of its weight there (Grübel &
/// Hermesmeier 1999, doi:10.2143/AST.29.2.504611). What only fixed amounts make is kept apart,
/// value by value, so that "at least" and "more than" differ where they should.
package struct SumDistribution: Sendable {
  /// In base units: 万元, projects.
  package let step: Double
  /// Masses at 0, step, 2·step … of the part of the distribution without atoms; of all of it on a
  /// lattice.
  package let masses: [Double]
  /// Values that have a probability of their own, ascending.
  package let atoms: [(value: Int64, probability: Double)]
  /// Whether every value of the sum is a multiple of `step`: then nothing is approximated.
  package let isLattice: Bool
  /// What was known before.
  package let offset: Int64
  /// Of the sum, offset included, from the moments of the amounts.
  package let mean: Double
  package let standardDeviation: Double
  /// An upper bound of what aliasing adds to any probability, measured on this distribution.
  package let aliasingBound: Double

  /// The damping over the whole grid.
  private static let damping = 12.0
  private static let greatestCount = 1 << 20

  /// - Parameters:
  ///   - sum: with no negative value.
  ///   - probabilities: of each part being signed.
  ///   - reach: a value that the grid is to hold, without the offset.
  ///   - count: points of the grid, a power of two; a lattice has as many as it needs.
  ///   - grid: to be used in the place of the distribution's own, for distributions that are to be
  ///     compared.
  /// - Cost: a transform for each distinct distribution, and for each lead a product on half the
  ///   grid.
  package init(
    _ sum: AdditiveSum, probabilities: [Double], reach: Int64, count: Int = Grid.finest / 4,
    grid: Grid? = nil, pool: WorkerPool = WorkerPool()
  ) {
    let moments = sum.moments
    let cumulants = sum.cumulants(probabilities, moments: moments)
    mean = Double(sum.offset) + cumulants.0
    standardDeviation = max(0, cumulants.1).squareRoot()
    offset = sum.offset
    let bulk = cumulants.0 + 14 * standardDeviation
    var end = max(bulk, 1.05 * Double(max(0, reach))) + 1
    if grid == nil, let lattice = sum.latticeStep {
      let greatest = sum.parts.reduce(0) {
        $0 + Double(sum.distributions[Int($1.distribution)].value)
      }
      end = min(end, greatest) + 2 * Double(lattice)
      let count = Self.powerOfTwo(end / Double(lattice))
      if count <= Self.greatestCount {
        let product = Self.masses(
          of: sum, probabilities, step: Double(lattice), count: count, atomsAlone: false,
          pool: pool)
        step = Double(lattice)
        masses = product
        isLattice = true
        atoms = []
        aliasingBound = Self.bound(product, whole: 1)
        return
      }
    }
    isLattice = false
    let grid = grid ?? Grid(end: end, count: count)
    let count = grid.count
    step = grid.step
    let all = Self.masses(
      of: sum, probabilities, step: step, count: count, atomsAlone: false, pool: pool)
    let rest = sum.probabilityOfAtomsAlone(probabilities)
    let tree = rest > 1e-12 && !(sum.parts.isEmpty) ? AtomTree(sum, limit: 300_000) : nil
    if let tree {
      let alone = Self.masses(
        of: sum, probabilities, step: step, count: count, atomsAlone: true, pool: pool)
      masses = zip(all, alone).map { $0 - $1 }
      atoms = zip(tree.values, tree.distribution(probabilities, probabilityOfRest: rest)).map {
        (value: $0, probability: $1)
      }
      aliasingBound = Self.bound(masses, whole: 1 - rest)
    } else {
      masses = all
      atoms = []
      aliasingBound = Self.bound(all, whole: 1)
    }
  }

  /// Equally spaced points from 0.
  package struct Grid: Sendable {
    var step: Double
    /// A power of two.
    var count: Int

    package static let coarsest = 4096
    package static let finest = 1 << 18

    init(end: Double, count: Int) {
      self.count = count
      step = max(end / Double(count), 1.0 / 16)
    }
  }

  /// Where a grid for this sum should end.
  static func end(of sum: AdditiveSum, probabilities: [Double]) -> (
    end: Double, variance: Double
  ) {
    let cumulants = sum.cumulants(probabilities, moments: sum.moments)
    return (cumulants.0 + 14 * max(0, cumulants.1).squareRoot() + 1, max(0, cumulants.1))
  }

  private static func powerOfTwo(_ least: Double) -> Int {
    var count = 16
    while Double(count) < least, count < 1 << 40 { count *= 2 }
    return count
  }

  /// What comes round from beyond the grid, bounded by the mass that is missing within it.
  private static func bound(_ masses: [Double], whole: Double) -> Double {
    let beyond = max(0, whole - masses.reduce(0, +)) / (1 - exp(-damping))
    return exp(-damping) * beyond + 1e-10
  }

  // MARK: Masses on the grid

  /// Leads are taken in sixteen chunks of distributions, whose products are multiplied in order, so
  /// that the result does not depend on the number of threads.
  private static func masses(
    of sum: AdditiveSum, _ probabilities: [Double], step: Double, count: Int, atomsAlone: Bool,
    pool: WorkerPool
  ) -> [Double] {
    var parts = [[Double]](repeating: [], count: sum.distributions.count)
    for (index, part) in sum.parts.enumerated() {
      parts[Int(part.distribution)].append(probabilities[index])
    }
    let byDistribution = parts
    let transform = FourierTransform(count: count)
    let rate = damping / Double(count)
    let chunkCount = 16
    let products = pool.map(chunkCount) { chunk in
      var product = [Complex](repeating: .one, count: count / 2 + 1)
      var pending: (masses: [Double], distribution: Int)?
      func multiply(_ spectrum: [Complex], distribution: Int) {
        for p in byDistribution[distribution] {
          for index in product.indices {
            product[index] *= Complex(1) + p * (spectrum[index] - Complex(1))
          }
        }
      }
      for distribution in stride(from: chunk, to: sum.distributions.count, by: chunkCount)
      where !byDistribution[distribution].isEmpty {
        if atomsAlone, !sum.distributions[distribution].isAtom {
          let presence = sum.distributions[distribution].presence
          for p in byDistribution[distribution] {
            for index in product.indices { product[index] = (1 - p * presence) * product[index] }
          }
          continue
        }
        var masses = sum.distributions[distribution].masses(step: step, count: count)
        for index in masses.indices where masses[index] != 0 {
          masses[index] *= exp(-rate * Double(index))
        }
        if let waiting = pending {
          let (first, second) = transform.halfSpectra(waiting.masses, masses)
          multiply(first, distribution: waiting.distribution)
          multiply(second, distribution: distribution)
          pending = nil
        } else {
          pending = (masses, distribution)
        }
      }
      if let waiting = pending {
        let zero = [Double](repeating: 0, count: count)
        multiply(transform.halfSpectra(waiting.masses, zero).0, distribution: waiting.distribution)
      }
      return product
    }
    var product = products[0]
    for part in products.dropFirst() {
      for index in product.indices { product[index] *= part[index] }
    }
    return transform.realSequence(halfSpectrum: product).enumerated().map { index, mass in
      mass * exp(rate * Double(index))
    }
  }

  // MARK: Answers

  /// P(sum ≥ value), the offset included.
  package func probability(atLeast value: Int64) -> Double {
    let (needed, overflow) = value.subtractingReportingOverflow(offset)
    if overflow || needed <= 0 { return 1 }
    if isLattice {
      let first = (Double(needed) / step).rounded(.up)
      guard first < Double(masses.count) else { return max(0, 1 - masses.reduce(0, +)) }
      return min(1, max(0, 1 - masses[..<Int(first)].reduce(0, +)))
    }
    var result = 0.0
    for atom in atoms where atom.value >= needed { result += atom.probability }
    let mass = 1 - atoms.reduce(0) { $0 + $1.probability }
    // Amounts are rounded to whole units: at least v is from v − ½ on.
    result += mass - smoothCDF(Double(needed) - 0.5)
    return min(1, max(0, result))
  }

  /// The distribution function of the part without atoms: half of a point's mass lies below it;
  /// between points by the cubic through four of them.
  private func smoothCDF(_ x: Double) -> Double {
    let place = x / step
    let index = Int(min(max(1, place.rounded(.down)), Double(masses.count - 3)))
    var below = masses[..<(index - 1)].reduce(0, +)
    var values: [Double] = []
    for point in (index - 1)...(index + 2) {
      values.append(below + 0.5 * masses[point])
      below += masses[point]
    }
    let t = place - Double(index)
    guard place >= 0 else { return 0 }
    return -t * (t - 1) * (t - 2) / 6 * values[0] + (t + 1) * (t - 1) * (t - 2) / 2 * values[1]
      - (t + 1) * t * (t - 2) / 2 * values[2] + (t + 1) * t * (t - 1) / 6 * values[3]
  }

  /// The least value with at least probability p at or below it, within one grid step; 0 < p < 1.
  package func quantile(_ probability: Double) -> Double {
    var low = Int64(offset) - 1
    var high = offset + Int64(Double(masses.count) * step)
    while high - low > 1 {
      let middle = low + (high - low) / 2
      if 1 - self.probability(atLeast: middle + 1) >= probability {
        high = middle
      } else {
        low = middle
      }
    }
    return Double(high)
  }

  /// Σ P(V = v)·P(U ≥ v) of two independent distributions on grids of one step: P(U ≥ V), half of
  /// the probability of equality counted where that is not exact.
  static func probability(
    of first: SumDistribution, atLeast second: SumDistribution, isStrict: Bool
  ) -> Double {
    func whole(_ distribution: SumDistribution) -> [Double] {
      var masses = distribution.masses
      for atom in distribution.atoms {
        let place = Double(atom.value) / distribution.step
        let index = Int(place)
        guard index + 1 < masses.count else { continue }
        masses[index] += atom.probability * (1 - (place - Double(index)))
        masses[index + 1] += atom.probability * (place - Double(index))
      }
      return masses
    }
    func compare(_ u: [Double], _ v: [Double]) -> Double {
      var result = 0.0
      var below = 0.0
      for index in v.indices {
        let here = index < u.count ? u[index] : 0
        result += v[index] * (1 - below - 0.5 * here)
        below += here
      }
      return result
    }
    let (u, v) = (whole(first), whole(second))
    var result = compare(u, v)
    // Atoms against atoms, exactly, in the place of their images on the grid.
    guard !first.atoms.isEmpty, !second.atoms.isEmpty else { return result }
    var below = 0.0
    var next = 0
    let steps = first.atoms
    for atom in second.atoms {
      while next < steps.count,
        isStrict
          ? steps[next].value <= atom.value
          : steps[next].value < atom.value
      {
        below += steps[next].probability
        next += 1
      }
      let above = steps.reduce(0) { $0 + $1.probability } - below
      result += atom.probability * above
    }
    let atomsU = zip(u, first.masses).map { $0 - $1 }
    let atomsV = zip(v, second.masses).map { $0 - $1 }
    let massU = atomsU.reduce(0, +)
    var passed = 0.0
    for index in atomsV.indices {
      let here = index < atomsU.count ? atomsU[index] : 0
      result -= atomsV[index] * (massU - passed - 0.5 * here)
      passed += here
    }
    return result
  }
}
