import RandomStreams
import Testing

/// Known answers published with Random123 (tests/kat_vectors, philox4x32 10).
@Test(arguments: [
  (
    [0x0000_0000, 0x0000_0000, 0x0000_0000, 0x0000_0000] as [UInt32],
    [0x0000_0000, 0x0000_0000] as [UInt32],
    [0x6627_E8D5, 0xE169_C58D, 0xBC57_AC4C, 0x9B00_DBD8] as [UInt32]
  ),
  (
    [0xFFFF_FFFF, 0xFFFF_FFFF, 0xFFFF_FFFF, 0xFFFF_FFFF],
    [0xFFFF_FFFF, 0xFFFF_FFFF],
    [0x408F_276D, 0x41C8_3B0E, 0xA20B_C7C6, 0x6D54_51FD]
  ),
  (
    [0x243F_6A88, 0x85A3_08D3, 0x1319_8A2E, 0x0370_7344],
    [0xA409_3822, 0x299F_31D0],
    [0xD16C_FE09, 0x94FD_CCEB, 0x5001_E420, 0x2412_6EA1]
  ),
])
func `Philox4x32-10 gives its published known answers`(
  counter: [UInt32], key: [UInt32], expected: [UInt32]
) {
  let words = Philox4x32.block(
    counter: (counter[0], counter[1], counter[2], counter[3]), key: (key[0], key[1]))
  #expect([words.0, words.1, words.2, words.3] == expected)
}
