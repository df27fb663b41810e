/// Quasi-random words for common factors: a randomised Sobol sequence with 64 independent Owen
/// scrambles.
///
/// Each word is uniform, and the trials cover the unit cube more evenly than independent draws, so
/// that the effect of the factors needs fewer trials. The scrambles are independent, so that the
/// variance between the means of the replicates estimates the Monte Carlo error of any mean.
///
/// Trial t is point ⌊t/64⌋ of replicate t mod 64. So the first n trials of a longer
/// run equal a run of n trials, and the replicates have equal shares of them. Runs of 64 · 2ᵐ trials
/// are best, since their replicates are complete nets.
///
/// Words are a function of (seed, trial, dimension, key of the dimension's factor). A factor
/// keeps its scramble at any position in the list, but not its Sobol coordinate: inserting a factor
/// changes the draws of those after it. Factors beyond `dimensionLimit` use independent draws.
///
/// Sobol points with the direction numbers of Joe & Kuo (2008), doi:10.1137/070709359; the
/// scramble is that of Burley (2020), "Practical hash-based Owen scrambling", JCGT 9(4), 1–20,
/// https://jcgt.org/published/0009/04/01/; the replicates follow Owen (1995), "Randomly permuted
/// (t,m,s)-nets and (t,s)-sequences", doi:10.1007/978-1-4612-2552-2_19.
public struct ScrambledSobol: Sendable {
  /// The number of coordinates with direction numbers.
  public static let dimensionLimit = 256
  /// The number of independent scrambles, each used by one trial in 64. A power of two, at most 2³².
  public static let replicateCount = 64

  private let seed: Seed
  private let keys: [EntityKey]
  /// Dimension × bit of the point's number: the direction number that a set bit contributes.
  private let directions: [UInt32]
  /// Dimension × replicate.
  private let scrambles: [UInt32]

  /// Points with one dimension for each of `keys`, in their order.
  ///
  /// Cost: a Philox block for each dimension and replicate, a few microseconds per dimension.
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
  /// beyond the limit a Philox block, whose words are the factor's independent draws.
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
  /// The first 2ᵐ points contain each multiple of 2⁻ᵐ once. 64 consecutive trials share a point.
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

  /// The seed of `scrambled(_:by:)` for a replicate and dimension: the first word of the Philox block
  /// of purpose `factorScramble` whose counter is the replicate.
  /// - Precondition: as for `unscrambled`; `replicate` is below `replicateCount`.
  public func scramble(replicate: Int, dimension: Int) -> UInt32 {
    scrambles[dimension * Self.replicateCount + replicate]
  }

  /// The seeds of a dimension's scrambles by replicate, for the tile engine.
  /// - Precondition: `dimension` is below both the number of keys and `dimensionLimit`.
  package func withScrambles<Result>(
    ofDimension dimension: Int, _ body: (UnsafeBufferPointer<UInt32>) -> Result
  ) -> Result {
    unsafe scrambles.withUnsafeBufferPointer { all in
      let first = dimension * Self.replicateCount
      return unsafe body(UnsafeBufferPointer(rebasing: all[first..<(first + Self.replicateCount)]))
    }
  }

  /// The nested uniform (Owen) scramble number `seed` of a word: whether a bit flips depends
  /// only on the bits above it, so that dyadic intervals are permuted, then their halves, and so on.
  ///
  /// A hash in which each bit depends on lower bits only, between two reversals of bits. The hash
  /// has Laine & Karras's form with the steps and constants of N. Vegdahl (2021), "Building
  /// a better LK hash"; seeds must themselves be random, as those of `scramble` are. Over seeds the
  /// upper 16 bits are uniform; the lower bits are nearly uniform, which changes the distribution
  /// of a coordinate by less than 10⁻⁷ (Benchmarks/battery).
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
