#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// The discrete Fourier transform of a power-of-two length: X(k) = Σ x(n)·e^(−2πikn/N).
///
/// Cooley & Tukey (1965), doi:10.1090/S0025-5718-1965-0178586-1, radix 2, in place, with twiddle
/// factors computed once. Error: about 10⁻¹⁶·log₂ N of the root mean square.
/// Cost: 5·N·log₂ N operations.
package struct FourierTransform: Sendable {
  package let count: Int
  /// cos and sin of 2πk/N, k < N/2.
  private let cosines: [Double]
  private let sines: [Double]

  /// - Precondition: `count` is a power of two, at least 2.
  package init(count: Int) {
    precondition(count >= 2 && count & (count - 1) == 0)
    self.count = count
    cosines = (0..<(count / 2)).map { cos(2 * Double.pi * Double($0) / Double(count)) }
    sines = (0..<(count / 2)).map { sin(2 * Double.pi * Double($0) / Double(count)) }
  }

  /// Replaces a sequence of complex numbers by its transform.
  ///
  /// - Precondition: both have `count` elements.
  package func transform(real: inout [Double], imaginary: inout [Double]) {
    precondition(real.count == count && imaginary.count == count)
    unsafe real.withUnsafeMutableBufferPointer { real in
      unsafe imaginary.withUnsafeMutableBufferPointer { imaginary in
        unsafe cosines.withUnsafeBufferPointer { cosines in
          unsafe sines.withUnsafeBufferPointer { sines in
            unsafe reorder(real, imaginary)
            unsafe combine(real, imaginary, cosines, sines)
          }
        }
      }
    }
  }

  private func reorder(
    _ real: UnsafeMutableBufferPointer<Double>, _ imaginary: UnsafeMutableBufferPointer<Double>
  ) {
    var reversed = 0
    for index in 0..<(count - 1) {
      if index < reversed {
        unsafe real.swapAt(index, reversed)
        unsafe imaginary.swapAt(index, reversed)
      }
      var bit = count >> 1
      while reversed & bit != 0 {
        reversed ^= bit
        bit >>= 1
      }
      reversed |= bit
    }
  }

  private func combine(
    _ real: UnsafeMutableBufferPointer<Double>, _ imaginary: UnsafeMutableBufferPointer<Double>,
    _ cosines: UnsafeBufferPointer<Double>, _ sines: UnsafeBufferPointer<Double>
  ) {
    var half = 1
    while half < count {
      let stride = count / (2 * half)
      var first = 0
      while first < count {
        for offset in 0..<half {
          let turn = offset &* stride
          let low = first &+ offset
          let high = low &+ half
          let (c, s) = unsafe (cosines[turn], sines[turn])
          let partReal = unsafe real[high] * c + imaginary[high] * s
          let partImaginary = unsafe imaginary[high] * c - real[high] * s
          unsafe real[high] = unsafe real[low] - partReal
          unsafe imaginary[high] = unsafe imaginary[low] - partImaginary
          unsafe real[low] += partReal
          unsafe imaginary[low] += partImaginary
        }
        first += 2 * half
      }
      half *= 2
    }
  }

  /// The transforms of two real sequences at 0 … N/2, by one complex transform.
  func halfSpectra(_ first: [Double], _ second: [Double]) -> ([Complex], [Complex]) {
    var real = first
    var imaginary = second
    transform(real: &real, imaginary: &imaginary)
    var one: [Complex] = []
    var two: [Complex] = []
    one.reserveCapacity(count / 2 + 1)
    two.reserveCapacity(count / 2 + 1)
    for index in 0...(count / 2) {
      let mirror = (count - index) & (count - 1)
      one.append(
        Complex(
          0.5 * (real[index] + real[mirror]), 0.5 * (imaginary[index] - imaginary[mirror])))
      two.append(
        Complex(
          0.5 * (imaginary[index] + imaginary[mirror]), 0.5 * (real[mirror] - real[index])))
    }
    return (one, two)
  }

  /// The real sequence whose transform at 0 … N/2 is `spectrum`.
  func realSequence(halfSpectrum spectrum: [Complex]) -> [Double] {
    var real = [Double](repeating: 0, count: count)
    var imaginary = [Double](repeating: 0, count: count)
    // The inverse is the transform of the conjugate.
    for index in 0...(count / 2) {
      real[index] = spectrum[index].real
      imaginary[index] = -spectrum[index].imaginary
      if index > 0, index < count / 2 {
        real[count - index] = spectrum[index].real
        imaginary[count - index] = spectrum[index].imaginary
      }
    }
    transform(real: &real, imaginary: &imaginary)
    let scale = 1 / Double(count)
    return real.map { $0 * scale }
  }
}
