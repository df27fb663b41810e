/// Quasi-random words for common factors: Sobol points under 64 independent Owen scrambles.
///
/// Each word is uniform, and different trials cover the unit cube more evenly than independent
/// draws do, so that what a forecast owes to the factors is found with fewer trials. The
/// scrambles are independent of each other: the means of the replicates differ by the true
/// Monte Carlo error, whatever is averaged.
///
/// Trial t is point ⌊t/64⌋ of replicate t mod 64. So the first n trials of a run are the run of
/// n trials, and every replicate has its share of them. Best are runs of 64 · 2ᵐ trials, whose
/// replicates are whole nets.
///
/// Words are a function of (seed, trial, dimension, key of the dimension's factor). A factor
/// keeps its scramble wherever it stands in the list, but not its Sobol coordinate: inserting a
/// factor changes the draws of those after it. Factors past `dimensionLimit` take plain draws.
///
/// Sobol points with the direction numbers of Joe & Kuo (2008), doi:10.1137/070709359; the
/// scramble is that of Burley (2020), "Practical hash-based Owen scrambling", JCGT 9(4), 1–20,
/// https://jcgt.org/published/0009/04/01/; why replicates: Owen (1995), "Randomly permuted
/// (t,m,s)-nets and (t,s)-sequences", doi:10.1007/978-1-4612-2552-2_19.
public struct ScrambledSobol: Sendable {
  /// Coordinates there are direction numbers for.
  public static let dimensionLimit = 256
  /// Independent scrambles, one trial in 64 each. A power of two, at most 2³².
  public static let replicateCount = 64

  private let seed: Seed
  private let keys: [EntityKey]
  /// Dimension × bit of the point's number: what a set bit adds (exclusive or) to the word.
  private let directions: [UInt32]
  /// Dimension × replicate.
  private let scrambles: [UInt32]

  /// Points with one dimension for each of `keys`, in their order.
  ///
  /// Cost: a Philox block for each dimension and replicate, a few microseconds a dimension.
  public init(seed: Seed, keys: [EntityKey]) {
    self.seed = seed
    self.keys = keys
    let count = min(keys.count, Self.dimensionLimit)
    directions = Array(Self.allDirections[..<(count * UInt32.bitWidth)])
    scrambles = keys[..<count].flatMap { key in
      (0..<UInt32(Self.replicateCount)).map { replicate in
        DrawStream.block(seed: seed, counter: replicate, purpose: .factorScramble, key: key).0
      }
    }
  }

  /// The word of a trial in a dimension: uniform on 0 ..< 2³², for `openUnit` to map.
  ///
  /// Cost: at most 32 exclusive ors and five multiplications, a few nanoseconds; for dimensions
  /// past the limit a Philox block, whose words are the factor's plain draws.
  public func word(trial: UInt32, dimension: Int) -> UInt32 {
    guard dimension < Self.dimensionLimit else {
      let words = DrawStream.words(
        seed: seed, trialGroup: trial / 4, purpose: .factor, key: keys[dimension])
      return [words.0, words.1, words.2, words.3][Int(trial % 4)]
    }
    let replicateCount = UInt32(Self.replicateCount)
    return Self.scrambled(
      unscrambled(point: trial / replicateCount, dimension: dimension),
      by: scramble(replicate: Int(trial % replicateCount), dimension: dimension))
  }

  /// Coordinate `dimension` of a Sobol point, times 2³², points in natural (not Gray) order.
  ///
  /// The first 2ᵐ points have each multiple of 2⁻ᵐ once. The same for 64 trials in a row.
  /// - Precondition: `dimension` is below both the number of keys and `dimensionLimit`.
  public func unscrambled(point: UInt32, dimension: Int) -> UInt32 {
    var word: UInt32 = 0
    var rest = point
    let first = dimension * UInt32.bitWidth
    while rest != 0 {
      word ^= directions[first + rest.trailingZeroBitCount]
      rest &= rest &- 1
    }
    return word
  }

  /// What `scrambled(_:by:)` takes for a replicate and dimension: a word of the Philox block of
  /// purpose `factorScramble` whose counter is the replicate.
  /// - Precondition: as for `unscrambled`; `replicate` is below `replicateCount`.
  public func scramble(replicate: Int, dimension: Int) -> UInt32 {
    scrambles[dimension * Self.replicateCount + replicate]
  }

  /// The scrambles of a dimension by replicate, for the hot loop.
  /// - Precondition: `dimension` is below both the number of keys and `dimensionLimit`.
  public func withScrambles<Result>(
    ofDimension dimension: Int, _ body: (UnsafeBufferPointer<UInt32>) -> Result
  ) -> Result {
    scrambles.withUnsafeBufferPointer { all in
      let first = dimension * Self.replicateCount
      return body(UnsafeBufferPointer(rebasing: all[first..<(first + Self.replicateCount)]))
    }
  }

  /// The nested uniform (Owen) scramble number `seed` of a word: whether a bit flips depends on
  /// the bits above it and on nothing else, so that dyadic intervals are permuted, then their
  /// halves, and so on down.
  ///
  /// A hash in which each bit is touched by lower ones only, between two reversals of bits. The
  /// hash has Laine & Karras's form with the steps and constants of N. Vegdahl (2021), "Building
  /// a better LK hash"; seeds must themselves be random, as those of `scramble` are. Over seeds the
  /// upper 16 bits are uniform; the lower ones nearly so, which moves the law of a coordinate by
  /// less than 10⁻⁷ (Benchmarks/battery).
  public static func scrambled(_ word: UInt32, by seed: UInt32) -> UInt32 {
    var x = reversed(word)
    x ^= x &* 0x3D20_ADEA
    x &+= seed
    x = x &* (seed >> 16 | 1)
    x ^= x &* 0x0552_6C56
    x ^= x &* 0x53A2_2864
    return reversed(x)
  }

  /// The bits in opposite order.
  private static func reversed(_ word: UInt32) -> UInt32 {
    var x = word.byteSwapped
    x = (x & 0x0F0F_0F0F) << 4 | (x >> 4 & 0x0F0F_0F0F)
    x = (x & 0x3333_3333) << 2 | (x >> 2 & 0x3333_3333)
    return (x & 0x5555_5555) << 1 | (x >> 1 & 0x5555_5555)
  }

  /// Dimension × bit, for all dimensions.
  private static let allDirections: [UInt32] = {
    let width = UInt32.bitWidth
    // The first dimension is van der Corput's: the bits reversed.
    var directions = (0..<width).map { UInt32(1) << (width - 1 - $0) }
    var rest = SobolDirections.numbers[...]
    while let polynomial = rest.popFirst() {
      let degree = UInt16.bitWidth - 1 - polynomial.leadingZeroBitCount
      var column = rest.prefix(degree).enumerated().map { UInt32($1) << (width - 1 - $0) }
      rest = rest.dropFirst(degree)
      for bit in degree..<width {
        var direction = column[bit - degree] ^ column[bit - degree] >> degree
        for back in 1..<degree where polynomial >> (degree - back) & 1 == 1 {
          direction ^= column[bit - back]
        }
        column.append(direction)
      }
      directions += column
    }
    return directions
  }()
}
