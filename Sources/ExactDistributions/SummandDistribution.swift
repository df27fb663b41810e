import Distributions

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// What a lead adds to a sum once it is signed; nothing where its amount is above the ceiling.
package enum SummandDistribution: Hashable, Sendable {
  /// `value` with this probability, else nothing.
  case atom(value: Int64, probability: Double)
  /// scale · A where A < limit, else nothing, A lognormal.
  case logNormal(logMean: Double, logStandardDeviation: Double, limit: Double, scale: Double)
  /// The same with A of a PERT distribution of shape 4.
  case threePoint(low: Double, mode: Double, high: Double, limit: Double, scale: Double)

  package var isAtom: Bool { if case .atom = self { true } else { false } }

  package var value: Int64 { if case .atom(let value, _) = self { value } else { 0 } }

  /// The probability of adding something (zero-valued atoms included).
  package var presence: Double { partialMoment(0, below: .infinity) }

  package var scale: Double {
    switch self {
    case .atom: 1
    case .logNormal(_, _, _, let scale), .threePoint(_, _, _, _, let scale): scale
    }
  }

  /// −1, 0 or 1.
  package var sign: Double {
    switch self {
    case .atom(let value, _): Double(value.signum())
    case .logNormal(_, _, _, let scale), .threePoint(_, _, _, _, let scale):
      scale < 0 ? -1 : 1
    }
  }

  /// The distribution of −Y.
  package var negated: SummandDistribution {
    switch self {
    case .atom(let value, let probability): .atom(value: -value, probability: probability)
    case .logNormal(let mean, let deviation, let limit, let scale):
      .logNormal(logMean: mean, logStandardDeviation: deviation, limit: limit, scale: -scale)
    case .threePoint(let low, let mode, let high, let limit, let scale):
      .threePoint(low: low, mode: mode, high: high, limit: limit, scale: -scale)
    }
  }

  /// E[Yⁿ], n = 1, 2, 3, with Y = 0 above the ceiling.
  package func moment(_ order: Int) -> Double {
    if case .atom(let value, let probability) = self {
      return probability * pow(Double(value), Double(order))
    }
    return pow(scale, Double(order)) * partialMoment(order, below: .infinity)
  }

  /// E[Aⁿ; A < min(x, limit)] of the amount before scaling.
  package func partialMoment(_ order: Int, below x: Double) -> Double {
    let n = Double(order)
    switch self {
    case .atom(let value, let probability):
      return Double(value) < x ? probability * pow(Double(value), n) : 0
    case .logNormal(let mean, let deviation, let limit, _):
      let upper = min(x, limit)
      guard upper > 0 else { return 0 }
      let whole = exp(n * mean + 0.5 * n * n * deviation * deviation)
      guard upper < .infinity else { return whole }
      return whole * standardNormalCDF((log(upper) - mean - n * deviation * deviation) / deviation)
    case .threePoint(let low, let mode, let high, let limit, _):
      let width = high - low
      let upper = (min(x, limit) - low) / width
      guard upper > 0 else { return 0 }
      let alpha = 1 + 4 * (mode - low) / width
      let beta = 1 + 4 * (high - mode) / width
      // E[(low + width·B)ⁿ; B < upper], term by term.
      var sum = 0.0
      var binomial = 1.0
      var rising = 1.0
      for power in 0...order {
        let k = Double(power)
        let share = upper >= 1 ? 1 : Self.betaCDF(alpha + k, beta, upper)
        sum += binomial * pow(low, n - k) * pow(width, k) * rising * share
        rising *= (alpha + k) / (alpha + beta + k)
        binomial *= (n - k) / (k + 1)
      }
      return sum
    }
  }

  private static func betaCDF(_ alpha: Double, _ beta: Double, _ x: Double) -> Double {
    do {
      return try Beta(alpha: alpha, beta: beta).cdf(x)
    } catch {
      preconditionFailure("both are at least 1: \(error)")
    }
  }

  /// Amounts above it have a probability below 10⁻¹⁷.
  private var practicalEnd: Double {
    switch self {
    case .atom(let value, _): Double(value)
    case .logNormal(let mean, let deviation, let limit, _): min(limit, exp(mean + 8.6 * deviation))
    case .threePoint(_, _, let high, let limit, _): min(limit, high)
    }
  }

  /// Probabilities of 0, step, 2·step …, up to `count` of them, with the mean of the distribution:
  /// a value between two grid points is shared by both in the ratio of its distances (Gerber 1982,
  /// doi:10.1016/0167-6687(82)90013-5). What lies beyond the grid is left out.
  ///
  /// Of |scale|·A; the sign is the caller's.
  package func masses(step: Double, count: Int) -> [Double] {
    var masses = [Double](repeating: 0, count: count)
    let size = scale.magnitude
    if case .atom(let value, let probability) = self {
      masses[0] += 1 - probability
      let place = Double(value.magnitude) / step
      let index = place.rounded(.down)
      let share = place - index
      if index < Double(count) { masses[Int(index)] += probability * (1 - share) }
      if share > 0, index + 1 < Double(count) { masses[Int(index) + 1] += probability * share }
      return masses
    }
    masses[0] = 1 - presence
    let width = step / size
    let end = practicalEnd
    /// E[(x − A)⁺; A < limit]
    func shortage(_ x: Double) -> Double {
      x <= 0 ? 0 : x * partialMoment(0, below: x) - partialMoment(1, below: x)
    }
    var (before, here) = (0.0, shortage(0))
    for index in 0..<count {
      let x = Double(index) * width
      let next = shortage(x + width)
      // Rounding may leave it below 0; cut off there, it would add up.
      masses[index] += (next - 2 * here + before) / width
      (before, here) = (here, next)
      if x - width > end { break }
    }
    return masses
  }

  /// E[exp(−s·Y)] at each of `arguments`, which are equally spaced on a line parallel to the
  /// imaginary axis; Re s ≥ 0 where Y is positive.
  ///
  /// Composite Gauss–Legendre quadrature, 16 points a panel, panels as fine as the fastest
  /// oscillation asks for up to where 2·10⁻⁸ of the distribution is left, which bounds the error.
  func transform(at arguments: [Complex]) -> [Complex] {
    if case .atom(let value, let probability) = self {
      return arguments.map {
        Complex(1 - probability)
          + probability
          * Complex.exp(Complex(-Double(value) * $0.real, -Double(value) * $0.imaginary))
      }
    }
    guard let first = arguments.first else { return [] }
    let spacing = arguments.count > 1 ? arguments[1].imaginary - first.imaginary : 0
    let greatest = arguments.reduce(0) { max($0, $1.imaginary.magnitude) } * scale.magnitude
    // The nodes turn together, one step for each argument: no turn waits for another.
    var cosines: [Double] = []
    var sines: [Double] = []
    var turnCosines: [Double] = []
    var turnSines: [Double] = []
    var mass = 0.0
    forEachNode(frequency: greatest) { amount, weight in
      let value = amount * scale
      mass += weight
      let start = weight * exp(-first.real * value)
      let phase = first.imaginary * value
      cosines.append(start * cos(phase))
      sines.append(-start * sin(phase))
      turnCosines.append(cos(spacing * value))
      turnSines.append(-sin(spacing * value))
    }
    var real: [Double] = []
    var imaginary: [Double] = []
    real.reserveCapacity(arguments.count)
    imaginary.reserveCapacity(arguments.count)
    for _ in arguments {
      let sums = Self.turn(&cosines, &sines, turnCosines, turnSines)
      real.append(sums.0)
      imaginary.append(sums.1)
    }
    let present = presence
    let factor = mass > 0 ? present / mass : 0
    return real.indices.map { Complex(1 - present + factor * real[$0], factor * imaginary[$0]) }
  }

  /// Sums of both, before each pair is turned by its angle.
  private static func turn(
    _ cosines: inout [Double], _ sines: inout [Double], _ turnCosines: [Double],
    _ turnSines: [Double]
  ) -> (Double, Double) {
    var sums = (SIMD4<Double>.zero, SIMD4<Double>.zero)
    var rest = (0.0, 0.0)
    let count = cosines.count
    unsafe cosines.withUnsafeMutableBufferPointer { cosines in
      unsafe sines.withUnsafeMutableBufferPointer { sines in
        unsafe turnCosines.withUnsafeBufferPointer { turnCosines in
          unsafe turnSines.withUnsafeBufferPointer { turnSines in
            func four(_ values: UnsafeBufferPointer<Double>, _ at: Int) -> SIMD4<Double> {
              unsafe SIMD4(values[at], values[at + 1], values[at + 2], values[at + 3])
            }
            var index = 0
            while index + 4 <= count {
              let c = unsafe four(UnsafeBufferPointer(cosines), index)
              let s = unsafe four(UnsafeBufferPointer(sines), index)
              let (tc, ts) = unsafe (four(turnCosines, index), four(turnSines, index))
              sums.0 += c
              sums.1 += s
              let (newC, newS) = (c * tc - s * ts, c * ts + s * tc)
              for lane in 0..<4 {
                unsafe cosines[index + lane] = newC[lane]
                unsafe sines[index + lane] = newS[lane]
              }
              index += 4
            }
            while index < count {
              unsafe rest.0 += cosines[index]
              unsafe rest.1 += sines[index]
              let c = unsafe cosines[index]
              unsafe cosines[index] =
                unsafe c * turnCosines[index] - sines[index] * turnSines[index]
              unsafe sines[index] = unsafe c * turnSines[index] + sines[index] * turnCosines[index]
              index += 1
            }
          }
        }
      }
    }
    return (sums.0.sum() + rest.0, sums.1.sum() + rest.1)
  }

  private func forEachNode(frequency: Double, _ body: (Double, Double) -> Void) {
    switch self {
    case .atom: return
    case .logNormal(let mean, let deviation, let limit, _):
      let end = limit == .infinity ? 8.3 : min(8.3, (log(limit) - mean) / deviation)
      var left = -8.3
      while left < end {
        // At most some 6 radians a panel, while there is anything left to resolve.
        let slope = frequency * deviation * exp(mean + deviation * (left + 0.5))
        let width = left > 5.5 ? 0.5 : min(1, max(6 / max(slope, 1e-300), 1.0 / 512))
        let right = min(end, left + width)
        GaussLegendre.forEachNode(from: left, to: right) { z, weight in
          body(exp(mean + deviation * z), weight * standardNormalDensity(z))
        }
        left = right
      }
    case .threePoint(let low, let mode, let high, let limit, _):
      let end = min(high, limit)
      guard end > low, let distribution = try? PERT(low: low, mode: mode, high: high) else {
        return
      }
      let panels = 12 + min(4096, Int(frequency * (end - low) / 6))
      for panel in 0..<panels {
        // Finer towards both ends, where the density is not smooth.
        func edge(_ index: Int) -> Double {
          let t = Double(index) / Double(panels)
          return low + (end - low) * t * t * (3 - 2 * t)
        }
        GaussLegendre.forEachNode(from: edge(panel), to: edge(panel + 1)) { x, weight in
          body(x, weight * distribution.density(x))
        }
      }
    }
  }
}

/// Sixteen-point Gauss–Legendre quadrature; Abramowitz & Stegun (1964), table 25.4.
package enum GaussLegendre {
  private static let nodes: [(position: Double, weight: Double)] = [
    (0.095_012_509_837_637_44, 0.189_450_610_455_068_5),
    (0.281_603_550_779_258_9, 0.182_603_415_044_923_6),
    (0.458_016_777_657_227_4, 0.169_156_519_395_002_5),
    (0.617_876_244_402_643_7, 0.149_595_988_816_576_7),
    (0.755_404_408_355_003_0, 0.124_628_971_255_533_9),
    (0.865_631_202_387_831_7, 0.095_158_511_682_492_8),
    (0.944_575_023_073_232_6, 0.062_253_523_938_647_9),
    (0.989_400_934_991_649_9, 0.027_152_459_411_754_1),
  ]

  package static func forEachNode(
    from left: Double, to right: Double, _ body: (Double, Double) -> Void
  ) {
    let middle = 0.5 * (left + right)
    let half = 0.5 * (right - left)
    for node in nodes {
      body(middle - half * node.position, half * node.weight)
      body(middle + half * node.position, half * node.weight)
    }
  }
}
