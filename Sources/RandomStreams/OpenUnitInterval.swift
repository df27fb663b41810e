extension RandomNumberGenerator {
  /// A uniform draw from the open interval (0, 1), an odd multiple of 2⁻⁵³.
  ///
  /// 0 and 1 do not occur, so that every quantile function is finite; the values are symmetric about
  /// one half.
  @inlinable
  public mutating func nextOpenUnit() -> Double {
    openUnit(next())
  }
}

/// Maps 64 random bits to the open interval (0, 1): (⌊bits / 2¹²⌋ + ½) · 2⁻⁵².
///
/// 52 bits, so that adding one half is exact and the largest value stays below 1.
@inlinable
public func openUnit(_ bits: UInt64) -> Double {
  (Double(bits >> 12) + 0.5) * 0x1p-52
}

/// Maps 32 random bits to the open interval (0, 1): (bits + ½) · 2⁻³².
@inlinable
public func openUnit(_ bits: UInt32) -> Double {
  (Double(bits) + 0.5) * 0x1p-32
}
