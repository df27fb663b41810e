/// What is kept of a target over trials; merges exactly and in any order.
public struct TargetAccumulator: Sendable, Equatable, Codable {
  /// Trials that met the target.
  public private(set) var hits: Int = 0
  /// Trials that missed it.
  public private(set) var misses: Int = 0
  /// Hits by replicate; nil for independent trials.
  private var replicates: Replicates?
  private var shortfallSum: Int128 = 0
  private var shortfallSumOfSquares: UInt128 = 0

  public init(isReplicated: Bool = false) {
    replicates = isReplicated ? Replicates() : nil
  }

  /// Adds a trial that fell short by `shortfall` (≥ 0, base units), or met the target if nil.
  mutating func add(shortfall: Int64?, replicate: Int) {
    replicates?.add(shortfall == nil ? 1 : 0, replicate: replicate)
    guard let shortfall else {
      hits += 1
      return
    }
    misses += 1
    shortfallSum += Int128(shortfall)
    shortfallSumOfSquares += UInt128(shortfall) * UInt128(shortfall)
  }

  public mutating func merge(_ other: TargetAccumulator) {
    hits += other.hits
    misses += other.misses
    if let theirs = other.replicates { replicates?.merge(theirs) }
    shortfallSum += other.shortfallSum
    shortfallSumOfSquares += other.shortfallSumOfSquares
  }

  public var probability: Probability {
    Probability(
      hits: hits, trials: hits + misses,
      replicatedStandardError: replicates?.standardErrorOfMean(
        sum: Int128(hits), count: hits + misses))
  }

  /// The mean shortfall of the trials that missed, in base units, with its standard error
  /// (infinite for a single miss); nil when none missed.
  public var expectedShortfall: (value: Double, standardError: Double)? {
    guard misses > 0 else { return nil }
    let mean = Double(shortfallSum) / Double(misses)
    guard misses > 1 else { return (mean, .infinity) }
    let meanSquare = Double(shortfallSumOfSquares) / Double(misses)
    let variance = max(0, meanSquare - mean * mean) * Double(misses) / Double(misses - 1)
    return (mean, (variance / Double(misses)).squareRoot())
  }
}

/// An estimated probability: hits among trials.
public struct Probability: Sendable, Equatable {
  public let hits: Int
  public let trials: Int
  private let replicatedStandardError: Double?

  /// - Parameter replicatedStandardError: from the spread over replicates of quasi-random
  ///   trials; nil for independent ones.
  public init(hits: Int, trials: Int, replicatedStandardError: Double? = nil) {
    self.hits = hits
    self.trials = trials
    self.replicatedStandardError = replicatedStandardError
  }

  /// hits / trials; NaN without trials.
  public var value: Double { Double(hits) / Double(trials) }

  /// The Monte Carlo standard error: of quasi-random trials by their replicates, unless fewer
  /// than 256 trials hit, or miss, where the points gain nothing and the replicates tell little.
  /// Otherwise as of independent trials.
  public var standardError: Double {
    if let replicatedStandardError, min(hits, trials - hits) >= 256 {
      return replicatedStandardError
    }
    return independentStandardError
  }

  /// √(p(1 − p)/n), with p = (hits + 1)/(trials + 2), so that it does not vanish when all
  /// trials, or none, hit. Infinite without trials.
  public var independentStandardError: Double {
    guard trials > 0 else { return .infinity }
    let p = Double(hits + 1) / Double(trials + 2)
    return (p * (1 - p) / Double(trials)).squareRoot()
  }
}
