import Registers

/// A number and what follows it: `45%`, `2.5`, `680亿元`.
struct Quantity {
  var number: Double
  var unit: String

  init?(_ text: String) {
    let text = text.halfWidth.trimmingBlanks
    let digits = text.prefix { "0123456789.,+-".contains($0) }
    guard let number = DecimalNumber(digits) else { return nil }
    self.number = number.double
    unit = String(text.dropFirst(digits.count)).trimmingBlanks
  }

  /// Without an exponent; at most eight digits after the point; nil from 9 × 10¹⁰ on.
  var text: String? {
    let scaled = (number.magnitude * 1e8).rounded()
    guard scaled < 9e18 else { return nil }
    let (whole, fraction) = Int64(scaled).quotientAndRemainder(dividingBy: 100_000_000)
    var digits = String(fraction)
    digits = String(repeating: "0", count: 8 - digits.count) + digits
    while digits.hasSuffix("0") { digits.removeLast() }
    return (number < 0 && scaled > 0 ? "-" : "") + "\(whole)"
      + (digits.isEmpty ? "" : ".\(digits)") + unit
  }

  /// The same share in the form of `other`: as a decimal, or as a percentage.
  func share(as other: Quantity) -> Quantity {
    var share = self
    if other.unit.isEmpty, unit == "%" {
      (share.number, share.unit) = (number / 100, "")
    } else if other.unit == "%", unit.isEmpty {
      (share.number, share.unit) = (number * 100, "%")
    }
    return share
  }
}
