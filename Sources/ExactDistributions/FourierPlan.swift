#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Where the transform E[e^(−sX)] of a sum is taken, and how P(X ≥ v) follows from it.
///
/// For sums that are not negative, on s = a + 2πij/T: the distribution function damped by
/// e^(−ax) has a Fourier series of period T, and
///
///     F(v) + Σ_k e^(−akT)·F(v + kT) = (e^(av)/T)·Σ_j Re(φ(s_j)·e^(iω_j·v)/s_j).
///
/// For k ≥ 1, F is 1 but for the tail beyond v + T, so that the error is e^(−aT) times that tail
/// (Abate & Whitt 1992, doi:10.1007/BF01158520, whose bound is e^(−aT) alone). On a lattice 1/s
/// becomes step/(1 − e^(−s·step)), and the series is finite. Sums of both signs have no damped
/// transform: there a = 0, and the error is the mass beyond half a period on either side.
struct FourierPlan: Sendable {
  enum Kind: Sendable, Equatable {
    /// Not negative, with a density.
    case positive
    /// Not negative, multiples of `step`.
    case lattice(step: Double)
    /// Of both signs.
    case signed
  }

  let kind: Kind
  let period: Double
  /// e^(−damping) is what is left of the tail beyond a period.
  let damping: Double
  /// s_j, j = 0 ..< count.
  let arguments: [Complex]
  /// By question: P = mass·constant + Σ Re(weight·φ).
  private(set) var weights: [[Complex]]
  private(set) var constants: [Double]

  /// Whether the series of a lattice has all its terms.
  var isComplete: Bool {
    guard case .lattice(let step) = kind else { return false }
    return Double(2 * (arguments.count - 1)) >= (period / step).rounded()
  }

  /// - Parameters:
  ///   - thresholds: each question's least value, without the offset.
  ///   - count: of arguments; on a lattice at most half a period's.
  init(kind: Kind, period: Double, thresholds: [Double], count: Int) {
    self.kind = kind
    self.period = period
    let damping = kind == .signed ? 0 : 16.0
    self.damping = damping
    let abscissa = damping / period
    arguments = (0..<count).map { Complex(abscissa, 2 * Double.pi * Double($0) / period) }
    let arguments = self.arguments
    switch kind {
    case .positive:
      constants = thresholds.map { _ in 1 + 1 / expm1(damping) }
      weights = thresholds.map { threshold in
        // Amounts are rounded to whole units: at least v is from v − ½ on.
        let value = threshold - 0.5
        return arguments.indices.map { index in
          let factor = -(index == 0 ? 1 : 2) * exp(abscissa * value) / period
          let turn = Complex.exp(Complex(0, arguments[index].imaginary * value))
          return factor * (turn / arguments[index])
        }
      }
    case .lattice(let step):
      constants = thresholds.map { _ in 1 + 1 / expm1(damping) }
      let points = (period / step).rounded()
      weights = thresholds.map { threshold in
        let value = ((threshold / step).rounded(.up) - 1) * step
        return arguments.indices.map { index in
          let isEnd = index == 0 || Double(2 * index) == points
          let factor = -(isEnd ? 1 : 2) * exp(abscissa * value) / points
          let turn = Complex.exp(Complex(0, arguments[index].imaginary * value))
          let decay = Complex.exp(-step * arguments[index])
          return factor * (turn / (Complex.one - decay))
        }
      }
    case .signed:
      constants = thresholds.map { _ in 0 }
      weights = thresholds.map { threshold in
        let low = threshold - 0.5
        let high = low + period / 2
        return arguments.indices.map { index in
          guard index > 0 else { return Complex(0.5) }
          let frequency = arguments[index].imaginary
          let difference =
            Complex.exp(Complex(0, frequency * high)) - Complex.exp(Complex(0, frequency * low))
          return 2 / period * (difference / Complex(0, frequency))
        }
      }
    }
  }

  mutating func keepOnly(_ question: Int) {
    guard !weights.isEmpty else { return }
    weights = [weights[question]]
    constants = [constants[question]]
  }

  /// The sum of a question's series.
  @inline(__always)
  func probability(_ question: Int, real: [Double], imaginary: [Double], mass: Double) -> Double {
    var result = mass * constants[question]
    let weights = weights[question]
    for index in weights.indices {
      result += weights[index].real * real[index] - weights[index].imaginary * imaginary[index]
    }
    return result
  }
}
