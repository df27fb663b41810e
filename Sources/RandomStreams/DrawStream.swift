/// The version of the contract on draws (docs/random-streams.md). It grows when a stream changes, so
/// that trials of different versions are never merged.
public let randomStreamVersion = 1

/// The purpose of a draw. Different purposes of one entity in one trial never share a draw.
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
  /// The randomisation of a common factor's quasi-random points (`ScrambledSobol`).
  case factorScramble = 5
  /// Parameter draws of a size distribution (`SizeDistributionFit`), numbered by the trial.
  case sizeDistributionParameters = 6
  /// The number of candidates of an arrival stream.
  case arrivalCount = 7
  /// One candidate of an arrival stream, by its number: chain, month, score, amount.
  case arrival = 8
  /// The followers of an anchor: block 0 gives their number, block i the attributes of the i-th.
  case follower = 9
  /// A project's position in the queue, its lag, and whether it needs land and energy.
  case project = 10
  /// A project's admission measures.
  case merit = 11
  /// Parameter draws of conversion rates from a history, numbered by the parameter draw.
  case conversionRates = 12
  /// Drift of rates and speed from period to period, numbered by the parameter draw.
  case drift = 13
}

/// The draws of one purpose of one entity in one trial: draw = f(seed, trial, purpose, key).
///
/// A `RandomNumberGenerator` over the Philox blocks whose counter is
/// (trial, purpose · 2¹⁶ + block, key low, key high) and whose key is the seed. Its n-th number
/// is a pure function of (seed, trial, purpose, key, n); streams never overlap. A stream
/// has 2¹⁶ blocks (131,072 numbers of 64 bits); exceeding them traps. No draw of this library comes
/// near that number.
public struct DrawStream: RandomNumberGenerator, Sendable {
  @usableFromInline let seed: Seed
  @usableFromInline let trial: UInt32
  @usableFromInline let purpose: Purpose
  @usableFromInline let key: EntityKey
  @usableFromInline var blockIndex: UInt16 = 0
  @usableFromInline var spare: UInt64?

  /// The stream of a purpose of an entity in a trial, from its first number.
  @inlinable
  public init(seed: Seed, trial: UInt32, purpose: Purpose, key: EntityKey) {
    self.seed = seed
    self.trial = trial
    self.purpose = purpose
    self.key = key
  }

  /// The next 64 random bits. Cost: a Philox block for every second number.
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

  /// The 128 bits of one block of a stream. Cost: one Philox block.
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

  /// The lower half of the counter of a block; the upper one is the key.
  @inlinable
  public static func counter(trial: UInt32, purpose: Purpose, blockIndex: UInt16 = 0) -> UInt64 {
    UInt64(trial) | UInt64(purpose.rawValue) << 48 | UInt64(blockIndex) << 32
  }

  /// The 128 bits of one block of a stream that is drawn in bulk: as `block`, but by ARS4x32-7 under
  /// the key (seed low, seed high, 0, 0). The bits differ from those of `block`, so each stream is
  /// read by one of the two functions only.
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
  /// For purposes that need a single word per trial (the conversion of a lead): one Philox
  /// block serves four trials. Trial t reads word t mod 4 of group t / 4.
  @inlinable
  public static func words(
    seed: Seed, trialGroup: UInt32, purpose: Purpose, key: EntityKey
  ) -> (UInt32, UInt32, UInt32, UInt32) {
    block(seed: seed, counter: trialGroup, purpose: purpose, key: key)
  }
}
