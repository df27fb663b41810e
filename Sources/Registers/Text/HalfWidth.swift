extension StringProtocol {
  /// Full-width digits, letters and signs as their ASCII twins, without blanks around.
  ///
  /// The part of Unicode's NFKC that planners' files need: U+FF01 … U+FF5E, the ideographic
  /// space, and the minus sign.
  package var halfWidth: String {
    var scalars = String.UnicodeScalarView()
    for scalar in unicodeScalars {
      switch scalar.value {
      case 0xFF01...0xFF5E: scalars.append(Unicode.Scalar(scalar.value - 0xFEE0)!)
      case 0x3000, 0xA0: scalars.append(" ")
      case 0x2212: scalars.append("-")
      default: scalars.append(scalar)
      }
    }
    return String(scalars).trimmingBlanks
  }

  /// Without white space at either end.
  package var trimmingBlanks: String {
    guard let first = firstIndex(where: { !$0.isWhitespace }),
      let last = lastIndex(where: { !$0.isWhitespace })
    else { return "" }
    return String(self[first...last])
  }
}
