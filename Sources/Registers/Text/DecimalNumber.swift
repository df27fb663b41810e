/// A number exactly as it is written: digits and the place of the point.
///
/// Accepts `12`, `-0.5`, `.5`, `1,200.5` (commas in their places), up to 24 digits; refuses
/// exponents, hexadecimal, `inf`, `nan` and everything else.
package struct DecimalNumber: Hashable, Sendable {
  /// The digits without the point.
  package var significand: UInt128
  /// Digits after the point.
  package var scale: Int
  package var isNegative: Bool

  package init?(_ text: some StringProtocol) {
    var rest = Substring(text)
    isNegative = rest.first == "-"
    if rest.first == "-" || rest.first == "+" { rest.removeFirst() }
    let parts = rest.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    guard let whole = parts.first else { return nil }
    let groups = whole.split(separator: ",", omittingEmptySubsequences: false)
    if groups.count > 1 {
      guard (1...3).contains(groups[0].count), groups.dropFirst().allSatisfy({ $0.count == 3 })
      else { return nil }
    }
    let fraction = parts.count == 2 ? parts[1] : ""
    let digits = groups.joined() + fraction
    guard !digits.isEmpty, digits.utf8.count <= 24,
      digits.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
    else { return nil }
    significand = digits.utf8.reduce(0) { $0 * 10 + UInt128($1 - UInt8(ascii: "0")) }
    scale = fraction.utf8.count
  }

  /// The nearest `Double`.
  package var double: Double { shifted(by: 0) }

  /// The nearest `Double` to the number times ten to the `power`.
  package func shifted(by power: Int) -> Double {
    // Digits and exponent in one text are rounded once.
    Double("\(isNegative ? "-" : "")\(significand)e\(power - scale)") ?? .nan
  }

  /// The number when it has no fraction and fits.
  package var whole: Int? {
    guard scale == 0, let magnitude = Int(exactly: significand) else { return nil }
    return isNegative ? -magnitude : magnitude
  }

  /// The number times `factor` times ten to the `power`, rounded to a whole number, half away
  /// from zero; nil when it is too large for `Int64`.
  package func rounded(times factor: DecimalNumber?, power: Int) -> Int64? {
    var (value, overflow) = significand.multipliedReportingOverflow(by: factor?.significand ?? 1)
    guard !overflow else { return nil }
    let exponent = power - scale - (factor?.scale ?? 0)
    if exponent >= 0 {
      for _ in 0..<exponent where value != 0 {
        (value, overflow) = value.multipliedReportingOverflow(by: 10)
        guard !overflow else { return nil }
      }
    } else if exponent < -38 {
      value = 0
    } else {
      let divisor = (0..<(-exponent)).reduce(UInt128(1)) { power, _ in power * 10 }
      let (quotient, remainder) = value.quotientAndRemainder(dividingBy: divisor)
      value = quotient + (remainder >= divisor - remainder ? 1 : 0)
    }
    guard let magnitude = Int64(exactly: value) else { return nil }
    return isNegative != (factor?.isNegative ?? false) ? -magnitude : magnitude
  }
}

/// Reads `40%` and `0.4`.
package enum ShareText {
  /// `percent` takes a bare number for a percentage, for a column whose head says so.
  package static func parse(_ text: String, percent: Bool = false) -> Double? {
    let text = text.halfWidth
    if text.hasSuffix("%") {
      return DecimalNumber(text.dropLast().trimmingBlanks)?.shifted(by: -2)
    }
    return DecimalNumber(text)?.shifted(by: percent ? -2 : 0)
  }
}
