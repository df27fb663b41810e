import Distributions

/// Φ with sixteen bits: 64 parabolas over (−4, 4), by which the kernels decide most trials of a lead
/// without its exact score.
///
/// An argument is an integer in units of 2⁻¹³: its upper six bits select the parabola, its
/// lower ten the position in it. Values are in units of 2⁻¹⁶. `band` bounds the error of the table
/// and of the rounding of the argument. A random word within the band of the value is decided
/// exactly, so the screen changes no outcome.
struct NormalScreen: Sendable {
  /// Constant, linear and quadratic terms of the 64 parabolas, in this order.
  let parabolas: [UInt16]
  let band: UInt16

  static let shared = NormalScreen()

  private init() {
    func probability(_ place: Double) -> Double { standardNormalCDF(place / 8192) * 65536 }
    var terms = [UInt16](repeating: 0, count: 192)
    for segment in -32..<32 {
      let left = probability(Double(segment) * 1024)
      let middle = probability(Double(segment) * 1024 + 512)
      let right = probability(Double(segment) * 1024 + 1024)
      let square = 2 * (right - 2 * middle + left)
      let place = segment & 63
      terms[place] = UInt16(left.rounded())
      terms[64 + place] = UInt16(bitPattern: Int16((right - left - square).rounded()))
      terms[128 + place] = UInt16(bitPattern: Int16(square.rounded()))
    }
    parabolas = terms
    let greatestError = (Int(Int16.min)...Int(Int16.max)).map { argument in
      abs(Self.value(at: Int16(argument), parabolas: terms) - probability(Double(argument)))
    }.max()!
    // The argument is a difference of two numbers, each rounded to the nearest unit, or one
    // float rounded to the nearest unit: off by one unit at most, and Φ′ ≤ 0.4.
    band = UInt16((greatestError + 65536 / 8192 * 0.398_942_3).rounded(.up)) + 1
  }

  /// The value that the kernels compute at an argument.
  static func value(at argument: Int16, parabolas: [UInt16]) -> Double {
    let segment = Int(argument >> 10) & 63
    let place = (Int32(argument) * 32) & 0x7FE0
    func term(_ kind: Int) -> Int32 { Int32(Int16(bitPattern: parabolas[kind * 64 + segment])) }
    let slope = (term(2) * place + 0x4000) >> 15 + term(1)
    let rise = (slope * place + 0x4000) >> 15
    return Double(UInt16(truncatingIfNeeded: rise + Int32(parabolas[segment])))
  }
}
