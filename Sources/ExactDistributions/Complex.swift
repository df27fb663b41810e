#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// A complex number in double precision: what transforms of distributions are made of.
struct Complex: Sendable, Equatable {
  var real: Double
  var imaginary: Double

  init(_ real: Double, _ imaginary: Double = 0) {
    self.real = real
    self.imaginary = imaginary
  }

  static let zero = Complex(0)
  static let one = Complex(1)

  @inline(__always)
  static func + (left: Complex, right: Complex) -> Complex {
    Complex(left.real + right.real, left.imaginary + right.imaginary)
  }

  @inline(__always)
  static func - (left: Complex, right: Complex) -> Complex {
    Complex(left.real - right.real, left.imaginary - right.imaginary)
  }

  @inline(__always)
  static func * (left: Complex, right: Complex) -> Complex {
    Complex(
      left.real * right.real - left.imaginary * right.imaginary,
      left.real * right.imaginary + left.imaginary * right.real)
  }

  @inline(__always)
  static func * (left: Double, right: Complex) -> Complex {
    Complex(left * right.real, left * right.imaginary)
  }

  static func / (left: Complex, right: Complex) -> Complex {
    let square = right.real * right.real + right.imaginary * right.imaginary
    return Complex(
      (left.real * right.real + left.imaginary * right.imaginary) / square,
      (left.imaginary * right.real - left.real * right.imaginary) / square)
  }

  @inline(__always)
  static func *= (left: inout Complex, right: Complex) { left = left * right }

  @inline(__always)
  static func += (left: inout Complex, right: Complex) { left = left + right }

  var conjugate: Complex { Complex(real, -imaginary) }

  var magnitude: Double { hypot(real, imaginary) }

  /// e to the power `z`.
  static func exp(_ z: Complex) -> Complex {
    let scale = expValue(z.real)
    return Complex(scale * cos(z.imaginary), scale * sin(z.imaginary))
  }

  /// The principal logarithm; that of zero is taken at 10⁻¹⁵⁰, so that it stays finite.
  static func log(_ z: Complex) -> Complex {
    let square = z.real * z.real + z.imaginary * z.imaginary
    return Complex(0.5 * logValue(max(square, 1e-300)), atan2(z.imaginary, z.real))
  }
}

// The static functions above hide the library's from their own bodies.
private func expValue(_ x: Double) -> Double { exp(x) }
private func logValue(_ x: Double) -> Double { log(x) }
