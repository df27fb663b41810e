/// Of the contract on draws (docs/random-streams.md): grows when a stream changes, so that trials of
/// before and after are never added up.
public let randomStreamVersion = 1

/// What a draw is for. Different purposes of one entity in one trial never share a draw.
///
/// Raw values are part of the contract on draws: a new purpose takes a new number, and a
/// number once used keeps its meaning.
public enum Purpose: UInt16, Sendable {
  /// A common factor's standard normal value.
  case factor = 1
  /// The chi-square variate of the Student-t copula, shared by all leads of a trial.
  case copulaMixing = 2
  /// A lead's idiosyncratic score.
  case conversion = 3
  /// The investment of a signed lead.
  case investment = 4
  /// The scrambles of a common factor's quasi-random points (`ScrambledSobol`).
  case factorScramble = 5
  /// Parameters that a list of sizes allows (`SizeDistributionFit`); trials count them.
  case sizeLawParameters = 6
  /// The number of candidates of an arrival stream.
  case arrivalCount = 7
  /// One candidate of an arrival stream, by its number: chain, month, score, amount.
  case arrival = 8
  /// The followers of an anchor: block 0 their number, block i what the i-th is.
  case follower = 9
  /// A project's place in the queue, lag, and whether it needs land and energy.
  case project = 10
  /// A project's measures of merit.
  case merit = 11
  /// Conversion rates that a history allows; worlds count them.
  case conversionRates = 12
}

/// The draws of one purpose of one entity in one trial: draw = f(seed, trial, purpose, key).
///
/// A `RandomNumberGenerator` over the Philox blocks whose counter is
/// (trial, purpose · 2¹⁶ + block, key low, key high) and whose key is the seed. Its n-th number
/// is a pure function of (seed, trial, purpose, key, n); streams never overlap. 2¹⁶ blocks
/// (131,072 numbers of 64 bits) are there per stream, far beyond what any law here takes.
public struct DrawStream: RandomNumberGenerator, Sendable {
  @usableFromInline let seed: Seed
  @usableFromInline let trial: UInt32
  @usableFromInline let purpose: Purpose
  @usableFromInline let key: EntityKey
  @usableFromInline var blockIndex: UInt16 = 0
  @usableFromInline var spare: UInt64?

  @inlinable
  public init(seed: Seed, trial: UInt32, purpose: Purpose, key: EntityKey) {
    self.seed = seed
    self.trial = trial
    self.purpose = purpose
    self.key = key
  }

  @inlinable
  public mutating func next() -> UInt64 {
    if let value = spare {
      spare = nil
      return value
    }
    let words = Self.block(
      seed: seed, counter: trial, purpose: purpose, key: key, blockIndex: blockIndex)
    blockIndex += 1
    spare = UInt64(words.2) | UInt64(words.3) << 32
    return UInt64(words.0) | UInt64(words.1) << 32
  }

  /// The 128 bits at one place of a stream.
  @inlinable
  public static func block(
    seed: Seed, counter: UInt32, purpose: Purpose, key: EntityKey, blockIndex: UInt16 = 0
  ) -> (UInt32, UInt32, UInt32, UInt32) {
    Philox4x32.block(
      counter: (
        counter, UInt32(purpose.rawValue) << 16 | UInt32(blockIndex),
        UInt32(truncatingIfNeeded: key.rawValue), UInt32(truncatingIfNeeded: key.rawValue >> 32)
      ),
      key: (
        UInt32(truncatingIfNeeded: seed.rawValue), UInt32(truncatingIfNeeded: seed.rawValue >> 32)
      ))
  }

  /// The 128 bits at one place of a stream drawn in bulk: as `block`, by ARS4x32-7 under the key
  /// (seed low, seed high, 0, 0). Never the bits of `block`: a stream is read in one way only.
  public static func denseBlock(
    seed: Seed, counter: UInt32, purpose: Purpose, key: EntityKey, blockIndex: UInt16 = 0
  ) -> (UInt32, UInt32, UInt32, UInt32) {
    ARS4x32.block(
      counter: (
        counter, UInt32(purpose.rawValue) << 16 | UInt32(blockIndex),
        UInt32(truncatingIfNeeded: key.rawValue), UInt32(truncatingIfNeeded: key.rawValue >> 32)
      ),
      key: (
        UInt32(truncatingIfNeeded: seed.rawValue), UInt32(truncatingIfNeeded: seed.rawValue >> 32),
        0, 0
      ))
  }

  /// One 32-bit word for each of the four trials 4·group ..< 4·group + 4.
  ///
  /// For purposes that take a single word per trial (the conversion of a lead): one Philox
  /// block serves four trials. Trial t reads word t mod 4 of group t / 4.
  @inlinable
  public static func words(
    seed: Seed, trialGroup: UInt32, purpose: Purpose, key: EntityKey
  ) -> (UInt32, UInt32, UInt32, UInt32) {
    block(seed: seed, counter: trialGroup, purpose: purpose, key: key)
  }
}
