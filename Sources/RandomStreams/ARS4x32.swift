/// The counter-based generator ARS4x32-7: seven rounds of AES on a 128-bit counter, with round
/// keys that grow by a constant instead of AES's key schedule.
///
/// It is used for draws in bulk: one AES instruction is a whole round, and vectors of them give
/// several times the words of `Philox4x32` (figures in docs/decisions/0005). This is the portable
/// version with lookup tables, which gives the same bits on any processor. It is not a cipher.
///
/// Salmon, Moraes, Dror & Shaw (2011), "Parallel random numbers: as easy as 1, 2, 3",
/// SC '11, doi:10.1145/2063384.2063405; its "ARS" (`ars4x32` of the library Random123), which
/// passes BigCrush from five rounds on; seven are the authors' recommendation. The tests
/// contain Random123's known-answer vectors.
public enum ARS4x32 {
  /// Number of rounds, the last one without mixing of columns.
  public static let roundCount = 7

  /// The increments of the two 64-bit halves of the key per round: the golden ratio and √3 − 1, as
  /// fractions of 2⁶⁴.
  private static let weylLow: UInt64 = 0x9E37_79B9_7F4A_7C15
  private static let weylHigh: UInt64 = 0xBB67_AE85_84CA_A73B

  /// The four words at `counter` under `key`, the first word lowest in memory.
  ///
  /// Cost: 96 table look-ups and 16 substitutions, about 27 ns; use `fill` in bulk.
  public static func block(
    counter: (UInt32, UInt32, UInt32, UInt32), key: (UInt32, UInt32, UInt32, UInt32)
  ) -> (UInt32, UInt32, UInt32, UInt32) {
    unsafe tables.withUnsafeBufferPointer {
      unsafe block(counter: counter, key: key, tables: $0)
    }
  }

  /// Fills `words` with the blocks at `counter`, `counter` + 1 and so on, where only the first
  /// word of the counter is incremented, modulo 2³². The last block may be truncated.
  ///
  /// The words are those of `block`. Cost: as `block` per four words, without its access to the
  /// tables.
  public static func fill(
    _ words: inout [UInt32], counter: (UInt32, UInt32, UInt32, UInt32),
    key: (UInt32, UInt32, UInt32, UInt32)
  ) {
    unsafe tables.withUnsafeBufferPointer { tables in
      var counter = counter
      let whole = words.count & ~3
      unsafe words.withUnsafeMutableBufferPointer { words in
        for first in stride(from: 0, to: whole, by: 4) {
          let made = unsafe block(counter: counter, key: key, tables: tables)
          unsafe words[first] = made.0
          unsafe words[first + 1] = made.1
          unsafe words[first + 2] = made.2
          unsafe words[first + 3] = made.3
          counter.0 &+= 1
        }
      }
      guard whole < words.count else { return }
      let last = unsafe block(counter: counter, key: key, tables: tables)
      words[whole] = last.0
      if whole + 1 < words.count { words[whole + 1] = last.1 }
      if whole + 2 < words.count { words[whole + 2] = last.2 }
    }
  }

  @inline(__always)
  private static func block(
    counter: (UInt32, UInt32, UInt32, UInt32), key: (UInt32, UInt32, UInt32, UInt32),
    tables: UnsafeBufferPointer<UInt32>
  ) -> (UInt32, UInt32, UInt32, UInt32) {
    var keyLow = UInt64(key.0) | UInt64(key.1) << 32
    var keyHigh = UInt64(key.2) | UInt64(key.3) << 32
    var c0 = counter.0 ^ key.0
    var c1 = counter.1 ^ key.1
    var c2 = counter.2 ^ key.2
    var c3 = counter.3 ^ key.3

    // One column of a round: rows are shifted by reading row r from the r-th next column, then
    // substituted and mixed by the table, whose row r is its row 0 rotated by r bytes. A byte is
    // below 256 and the table has 256 words, so no bounds check is needed.
    @inline(__always)
    func mixed(_ a: UInt32, _ b: UInt32, _ c: UInt32, _ d: UInt32) -> UInt32 {
      let row0 = unsafe tables[Int(a & 0xFF)]
      let row1 = unsafe tables[Int(b &>> 8 & 0xFF)]
      let row2 = unsafe tables[Int(c &>> 16 & 0xFF)]
      let row3 = unsafe tables[Int(d &>> 24)]
      return row0 ^ (row1 &<< 8 | row1 &>> 24) ^ (row2 &<< 16 | row2 &>> 16)
        ^ (row3 &<< 24 | row3 &>> 8)
    }
    /// The same for the last round, which substitutes without mixing: byte 1 of a table word is
    /// the substitute itself.
    @inline(__always)
    func substituted(_ a: UInt32, _ b: UInt32, _ c: UInt32, _ d: UInt32) -> UInt32 {
      unsafe (tables[Int(a & 0xFF)] &>> 8 & 0xFF)
        | (tables[Int(b &>> 8 & 0xFF)] & 0xFF00)
        | (tables[Int(c &>> 16 & 0xFF)] & 0xFF00) &<< 8
        | (tables[Int(d &>> 24)] & 0xFF00) &<< 16
    }

    for _ in 1..<roundCount {
      keyLow &+= weylLow
      keyHigh &+= weylHigh
      (c0, c1, c2, c3) = (
        mixed(c0, c1, c2, c3) ^ UInt32(truncatingIfNeeded: keyLow),
        mixed(c1, c2, c3, c0) ^ UInt32(truncatingIfNeeded: keyLow &>> 32),
        mixed(c2, c3, c0, c1) ^ UInt32(truncatingIfNeeded: keyHigh),
        mixed(c3, c0, c1, c2) ^ UInt32(truncatingIfNeeded: keyHigh &>> 32)
      )
    }
    keyLow &+= weylLow
    keyHigh &+= weylHigh
    return (
      substituted(c0, c1, c2, c3) ^ UInt32(truncatingIfNeeded: keyLow),
      substituted(c1, c2, c3, c0) ^ UInt32(truncatingIfNeeded: keyLow &>> 32),
      substituted(c2, c3, c0, c1) ^ UInt32(truncatingIfNeeded: keyHigh),
      substituted(c3, c0, c1, c2) ^ UInt32(truncatingIfNeeded: keyHigh &>> 32)
    )
  }

  /// For each byte its substitute s times (2, 1, 1, 3), lowest first.
  private static let tables: [UInt32] = substitutes.map { byte in
    let s = UInt32(byte)
    let twice = UInt32(doubled(byte))
    return twice | s << 8 | s << 16 | (twice ^ s) << 24
  }

  /// The substitution box of AES (FIPS 197, section 5.1.1): the inverse of a byte in GF(2⁸),
  /// then an affine map of its bits.
  package static let substitutes: [UInt8] = {
    var box = [UInt8](repeating: 0x63, count: 256)
    // 3 generates the field without 0; `inverse` runs through the powers of 1/3 beside it.
    var power: UInt8 = 1
    var inverse: UInt8 = 1
    repeat {
      power ^= doubled(power)
      inverse ^= inverse << 1
      inverse ^= inverse << 2
      inverse ^= inverse << 4
      if inverse & 0x80 != 0 { inverse ^= 0x09 }
      func turned(_ bits: UInt8) -> UInt8 { inverse << bits | inverse >> (8 - bits) }
      box[Int(power)] = inverse ^ turned(1) ^ turned(2) ^ turned(3) ^ turned(4) ^ 0x63
    } while power != 1
    return box
  }()

  /// Twice a byte in GF(2⁸), modulo x⁸ + x⁴ + x³ + x + 1.
  private static func doubled(_ byte: UInt8) -> UInt8 {
    byte << 1 ^ (byte & 0x80 == 0 ? 0 : 0x1B)
  }
}
