/// The counter-based generator Philox4x32-10: a keyed bijection of 128-bit counters.
///
/// A block of four 32-bit words is a pure function of its counter and its key, so any draw
/// can be computed alone, in any order and on any thread. Passes Crush; period 2¹²⁸ per key.
///
/// Salmon, Moraes, Dror & Shaw (2011), "Parallel random numbers: as easy as 1, 2, 3",
/// SC '11, doi:10.1145/2063384.2063405. The tests contain its published known-answer vectors.
public enum Philox4x32 {
  /// Number of rounds: ten, the authors' recommendation with a margin of safety.
  public static let roundCount = 10

  @usableFromInline static let multiplier0: UInt32 = 0xD251_1F53
  @usableFromInline static let multiplier1: UInt32 = 0xCD9E_8D57
  @usableFromInline static let weyl0: UInt32 = 0x9E37_79B9
  @usableFromInline static let weyl1: UInt32 = 0xBB67_AE85

  /// The four words at `counter` under `key`. Cost: twenty multiplications.
  @inlinable
  public static func block(
    counter: (UInt32, UInt32, UInt32, UInt32), key: (UInt32, UInt32)
  ) -> (UInt32, UInt32, UInt32, UInt32) {
    // Words in 64-bit registers with zero upper halves. The rounds are unrolled, since a loop
    // costs twice as much here.
    var c0 = UInt64(counter.0)
    var c1 = UInt64(counter.1)
    var c2 = UInt64(counter.2)
    var c3 = UInt64(counter.3)
    var k0 = key.0
    var k1 = key.1
    @inline(__always) func round() {
      let product0 = UInt64(multiplier0) &* c0
      let product1 = UInt64(multiplier1) &* c2
      c0 = product1 &>> 32 ^ c1 ^ UInt64(k0)
      c1 = product1 & 0xFFFF_FFFF
      c2 = product0 &>> 32 ^ c3 ^ UInt64(k1)
      c3 = product0 & 0xFFFF_FFFF
      k0 = k0 &+ weyl0
      k1 = k1 &+ weyl1
    }
    round()
    round()
    round()
    round()
    round()
    round()
    round()
    round()
    round()
    round()
    return (
      UInt32(truncatingIfNeeded: c0), UInt32(truncatingIfNeeded: c1),
      UInt32(truncatingIfNeeded: c2), UInt32(truncatingIfNeeded: c3)
    )
  }
}
