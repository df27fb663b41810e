import RandomStreams
import Testing

struct ARS4x32Tests {
  /// Known answers of Random123 for ars4x32 with 7 rounds. The first nine are published with it
  /// (tests/old_kat_vectors, the file its Crush tests were made with); the others, with keys of
  /// more bits, were made with its header ars.h (1.14.0) on AES instructions.
  @Test(arguments: [
    "00000001 00000000 00000000 00000000 00000001 00000000 00000000 00000000 3523162b dc14d20c 79184077 72184193",
    "01000000 00000000 00000000 00000000 00000001 00000000 00000000 00000000 af6cb834 72fab497 290540d3 28a63677",
    "00000000 00000001 00000000 00000000 00000001 00000000 00000000 00000000 f928af71 52594c2a e41e8545 f10cae23",
    "00000000 00010000 00000000 00000000 00000001 00000000 00000000 00000000 f87500fe 1adb2f6b 919d5769 a882d0f0",
    "00000000 00000000 00000100 00000000 00000001 00000000 00000000 00000000 80a66748 ba2bdf93 8d5fae68 0edc78d5",
    "00000000 00000000 00000000 01000000 00000001 00000000 00000000 00000000 789dfd47 2f2f3ed2 8f55eba5 15af98bd",
    "00ff0000 00000000 00000000 00000000 00000001 00000000 00000000 00000000 022013d3 4b413126 5e2da277 774ce804",
    "00000000 80000000 00000000 00000000 00000001 00000000 00000000 00000000 82e49339 8779350e 88dbb182 4b767bc3",
    "00000000 00000000 000000ff 00000000 00000001 00000000 00000000 00000000 1fba16c5 87a56b41 eee975e7 fcd9c427",
    "00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000000 dacf61ff c45798f3 113c7eeb 101e27f3",
    "ffffffff ffffffff ffffffff ffffffff ffffffff ffffffff 00000000 00000000 5e39c131 d1121a9c ba0a9803 9372482d",
    "ffffffff ffffffff ffffffff ffffffff ffffffff ffffffff ffffffff ffffffff fbaaff1f bb547ef9 13d8cd78 7aaa969b",
    "243f6a88 85a308d3 13198a2e 03707344 a4093822 299f31d0 082efa98 ec4e6c89 d1df87af f67d43ba 4f66afdb 393dcb2d",
  ])
  func `ARS4x32-7 gives Random123's known answers`(line: String) throws {
    let v = try line.split(separator: " ").map { try #require(UInt32($0, radix: 16)) }
    let words = ARS4x32.block(counter: (v[0], v[1], v[2], v[3]), key: (v[4], v[5], v[6], v[7]))
    #expect([words.0, words.1, words.2, words.3] == Array(v[8...]))
  }

  @Test func `the substitution box is the one of FIPS 197`() {
    // Its published corners, and that it is a permutation of the bytes without a fixed point.
    #expect(ARS4x32.substitutes[0x00] == 0x63)
    #expect(ARS4x32.substitutes[0x01] == 0x7C)
    #expect(ARS4x32.substitutes[0x53] == 0xED)
    #expect(ARS4x32.substitutes[0xFF] == 0x16)
    #expect(Set(ARS4x32.substitutes).count == 256)
    #expect(ARS4x32.substitutes.enumerated().allSatisfy { $0 != Int($1) })
  }

  @Test(arguments: [0, 1, 2, 3, 4, 7, 64])
  func `filling gives the words of the blocks, past the end of the counter too`(count: Int) {
    let counter: (UInt32, UInt32, UInt32, UInt32) = (.max - 1, 2, 3, 4)
    let key: (UInt32, UInt32, UInt32, UInt32) = (5, 6, 7, 8)
    var words = [UInt32](repeating: 0, count: count)
    ARS4x32.fill(&words, counter: counter, key: key)
    var expected: [UInt32] = []
    for step in 0..<UInt32((count + 3) / 4) {
      let made = ARS4x32.block(counter: (counter.0 &+ step, 2, 3, 4), key: key)
      expected += [made.0, made.1, made.2, made.3]
    }
    #expect(words == Array(expected.prefix(count)))
  }

  @Test func `dense blocks have their own counters and the seed in the key`() {
    // Made with Random123's header, as above: seed 7, trial group 5, conversion; and a seed and
    // a key with all their bits.
    let first = DrawStream.denseBlock(
      seed: Seed(7), counter: 5, purpose: .conversion,
      key: EntityKey(rawValue: 0x2222_2222_1111_1111))
    #expect(first == (0xA053_8D4D, 0xEB1B_8F1D, 0x451E_B176, 0x236B_FF92))
    let second = DrawStream.denseBlock(
      seed: Seed(0xFFFF_FFFF_FFFF_FFF9), counter: 5, purpose: .investment,
      key: EntityKey(rawValue: 0x0123_4567_89AB_CDEF))
    #expect(second == (0xF813_31C0, 0x3B0A_B937, 0xC20A_E737, 0xE27D_42C7))
  }
}
