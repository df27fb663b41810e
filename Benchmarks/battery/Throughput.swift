// The Swift forms of throughput.c, with the same work and the same checksums.
// Compiled together with Sources/RandomStreams, as one module (see README.md).

import Glibc

@main
struct Throughput {
  static let leads: UInt64 = 1 << 15
  static let blocks = 128
  static let seed = Seed(20_230_101)

  /// `fill` as the portable engine takes it: the blocks of a lead's tile.
  static func ars() -> UInt64 {
    var words = [UInt32](repeating: 0, count: blocks * 4)
    var sums: (UInt64, UInt64) = (0, 0)
    for lead in 0..<leads {
      ARS4x32.fill(
        &words,
        counter: (0, UInt32(Purpose.conversion.rawValue) << 16, UInt32(lead), UInt32(lead >> 32)),
        key: (UInt32(seed.rawValue), UInt32(seed.rawValue >> 32), 0, 0))
      for word in stride(from: 0, to: words.count, by: 4) {
        sums.0 ^= UInt64(words[word]) | UInt64(words[word + 1]) << 32
        sums.1 ^= UInt64(words[word + 2]) | UInt64(words[word + 3]) << 32
      }
    }
    return sums.0 ^ sums.1
  }

  static func philox() -> UInt64 {
    var sums: (UInt64, UInt64) = (0, 0)
    for lead in 0..<leads {
      for block in 0..<UInt32(blocks) {
        let made = DrawStream.block(
          seed: seed, counter: block, purpose: .conversion, key: EntityKey(rawValue: lead))
        sums.0 ^= UInt64(made.0) | UInt64(made.1) << 32
        sums.1 ^= UInt64(made.2) | UInt64(made.3) << 32
      }
    }
    return sums.0 ^ sums.1
  }

  static func processorSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + 1e-9 * Double(time.tv_nsec)
  }

  static func main() {
    let forms = [("ARS4x32-7, portable Swift", ars), ("Philox4x32-10, scalar Swift", philox)]
    var times = [[Double]](repeating: [], count: forms.count)
    var sums = [UInt64](repeating: 0, count: forms.count)
    for _ in 0..<15 {
      for (form, run) in forms.enumerated() {
        let begin = processorSeconds()
        sums[form] = run.1()
        times[form].append(processorSeconds() - begin)
      }
    }
    for (form, (name, _)) in forms.enumerated() {
      let words = 4 * Double(leads) * Double(blocks)
      let rate = words / times[form].sorted()[7] / 1e9
      let shown = "\((rate * 1000).rounded() / 1000) G words a second"
      print("\(name): \(shown), checksum \(String(sums[form], radix: 16))")
    }
  }
}
