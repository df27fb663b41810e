import RandomStreams

/// A stream of its own for a test: the given seed, nothing shared with other streams.
func testStream(seed: UInt64) -> DrawStream {
  DrawStream(seed: Seed(seed), trial: 0, purpose: .investment, key: EntityKey(id: "test"))
}

/// A broken generator that returns one number for ever.
struct ConstantGenerator: RandomNumberGenerator {
  let value: UInt64

  mutating func next() -> UInt64 { value }
}

/// A broken generator that alternates between two numbers.
struct AlternatingGenerator: RandomNumberGenerator {
  var value: UInt64
  var other: UInt64

  mutating func next() -> UInt64 {
    (value, other) = (other, value)
    return other
  }
}
