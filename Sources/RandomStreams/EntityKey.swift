/// A stable 64-bit key of an entity (a lead, a factor, a district), computed from its id.
///
/// Draws are keyed by it, not by a position in a list, so that adding, removing or reordering
/// entities does not change the draws of the others. The value depends only on the UTF-8 bytes of
/// the id, not on the process, the platform or the version.
///
/// FNV-1a (64 bit; Fowler, Noll & Vo), followed by the finaliser of MurmurHash3, which
/// spreads FNV's weak high bits. Among n ids the probability of a collision is about n²/2⁶⁵:
/// 3·10⁻¹⁴ for a thousand leads, 3·10⁻⁸ for a million.
public struct EntityKey: Hashable, Sendable, Codable, BitwiseCopyable {
  /// The key as a number.
  public let rawValue: UInt64

  /// The key with the given number.
  public init(rawValue: UInt64) { self.rawValue = rawValue }

  /// The key of an entity without an id: the `number`-th (0 or more) that belongs to this one.
  @inlinable
  public func child(_ number: Int) -> EntityKey {
    var hash = rawValue ^ (UInt64(truncatingIfNeeded: number) &+ 1) &* 0x9E37_79B9_7F4A_7C15
    hash = (hash ^ (hash >> 33)) &* 0xFF51_AFD7_ED55_8CCD
    hash = (hash ^ (hash >> 33)) &* 0xC4CE_B9FE_1A85_EC53
    return EntityKey(rawValue: hash ^ (hash >> 33))
  }

  /// The key of the entity named `id`. Cost: one multiplication per byte.
  public init(id: some StringProtocol) {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    // A string's own bytes: those of any StringProtocol come one by one through its witness table.
    for byte in String(id).utf8 {
      hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3
    }
    hash = (hash ^ (hash >> 33)) &* 0xFF51_AFD7_ED55_8CCD
    hash = (hash ^ (hash >> 33)) &* 0xC4CE_B9FE_1A85_EC53
    rawValue = hash ^ (hash >> 33)
  }
}
