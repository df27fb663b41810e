/// What is kept of a target over trials; merges exactly and in any order.
public struct TargetAccumulator: Sendable, Equatable, Codable {
  /// Trials that met the target.
  public private(set) var hits: Int = 0
  /// Trials that missed it.
  public private(set) var misses: Int = 0
  /// Hits and shortfalls by replicate; nil for independent trials.
  private var replicates: Replicates?
  private var shortfallReplicates: Replicates?
  private var shortfallSum: Int128 = 0
  private var shortfallSumOfSquares: UInt128 = 0

  /// Creates an accumulator without trials.
  ///
  /// - Parameter isReplicated: whether trial t belongs to the replicate t mod 64.
  public init(isReplicated: Bool = false) {
    self.init(groups: isReplicated ? .points : nil)
  }

  /// - Parameter groups: which trials depend on each other; nil for none.
  init(groups: Replicates.Kind?) {
    replicates = groups.map { Replicates($0) }
    shortfallReplicates = replicates
  }

  /// Hits by groups of trials that depend on each other.
  var groups: [(sum: Int128, count: Int)] { replicates?.groups ?? [] }

  /// Adds trials of which the first is a multiple of 64.
  ///
  /// - Parameter shortfalls: by trial, base units: negative in trials that met the target.
  mutating func add(shortfalls: UnsafeBufferPointer<Int64>, firstTrial: Int) {
    var missed = 0
    var sum: Int128 = 0
    var squares: UInt128 = 0
    for lane in shortfalls.indices {
      let shortfall = unsafe shortfalls[lane]
      guard shortfall >= 0 else { continue }
      missed += 1
      sum &+= Int128(shortfall)
      squares &+= UInt128(shortfall) &* UInt128(shortfall)
    }
    misses += missed
    hits += shortfalls.count - missed
    shortfallSum += sum
    shortfallSumOfSquares += squares
    guard replicates != nil else { return }
    unsafe withUnsafeTemporaryAllocation(of: Int64.self, capacity: 2 * Replicates.count) { sums in
      unsafe sums.initialize(repeating: 0)
      for lane in shortfalls.indices {
        let shortfall = unsafe shortfalls[lane]
        unsafe sums[lane % Replicates.count] &+= shortfall < 0 ? 1 : 0
        unsafe sums[Replicates.count + lane % Replicates.count] &+= max(0, shortfall)
      }
      let halves = unsafe (sums[..<Replicates.count], sums[Replicates.count...])
      unsafe replicates?.add(
        sums: UnsafeBufferPointer(rebasing: halves.0), valueCount: shortfalls.count,
        firstTrial: firstTrial)
      unsafe shortfallReplicates?.add(
        sums: UnsafeBufferPointer(rebasing: halves.1), valueCount: shortfalls.count,
        firstTrial: firstTrial)
    }
  }

  /// Adds the trials of `other`, which must be other trials of the same target.
  public mutating func merge(_ other: TargetAccumulator) {
    hits += other.hits
    misses += other.misses
    if let theirs = other.replicates { replicates?.merge(theirs) }
    if let theirs = other.shortfallReplicates { shortfallReplicates?.merge(theirs) }
    shortfallSum += other.shortfallSum
    shortfallSumOfSquares += other.shortfallSumOfSquares
  }

  /// The estimated probability of meeting the target.
  public var probability: Probability {
    Probability(
      hits: hits, trials: hits + misses,
      replicatedStandardError: replicates?.standardErrorOfMean(
        sum: Int128(hits), count: hits + misses),
      isByParameterDraw: replicates?.kind == .parameterDraws)
  }

  /// The mean shortfall of the trials that missed, in base units, with its standard error
  /// (infinite for a single miss, and for fewer than two parameter draws); nil when none missed. Of quasi-random
  /// trials the error is that of their replicates, from 256 misses on.
  public var expectedShortfall: (value: Double, standardError: Double)? {
    guard misses > 0 else { return nil }
    let mean = Double(shortfallSum) / Double(misses)
    guard misses > 1 else { return (mean, .infinity) }
    let meanSquare = Double(shortfallSumOfSquares) / Double(misses)
    let variance = max(0, meanSquare - mean * mean) * Double(misses) / Double(misses - 1)
    let independent = (variance / Double(misses)).squareRoot()
    guard let replicates, let shortfallReplicates else { return (mean, independent) }
    let grouped = shortfallReplicates.standardErrorOfMean(mean, withoutHits: replicates)
    switch replicates.kind {
    case .points: return (mean, misses >= 256 ? grouped ?? independent : independent)
    case .parameterDraws: return (mean, max(grouped ?? .infinity, independent))
    }
  }
}

/// An estimated probability: hits among trials.
public struct Probability: Sendable, Equatable {
  /// The number of trials that met the target.
  public let hits: Int
  /// The number of trials.
  public let trials: Int
  private let replicatedStandardError: Double?
  private let isByParameterDraw: Bool

  /// - Parameters:
  ///   - replicatedStandardError: from the spread over groups of trials; nil for independent ones.
  ///   - isByParameterDraw: whether they are parameter draws, which cost precision.
  public init(
    hits: Int, trials: Int, replicatedStandardError: Double? = nil, isByParameterDraw: Bool = false
  ) {
    self.isByParameterDraw = isByParameterDraw
    self.hits = hits
    self.trials = trials
    self.replicatedStandardError = replicatedStandardError
  }

  /// hits / trials; NaN without trials.
  public var value: Double { Double(hits) / Double(trials) }

  /// How many independent trials one quasi-random trial is worth: the variance that independent
  /// ones would have over that of these, itself within some 35 % (64 replicates, twice the
  /// standard error). Nil for independent trials, and where `standardError` is theirs.
  public var varianceRatio: Double? {
    guard let replicatedStandardError, !isByParameterDraw, min(hits, trials - hits) >= 256,
      replicatedStandardError > 0
    else { return nil }
    let ratio = independentStandardError / replicatedStandardError
    return ratio * ratio
  }

  /// The Monte Carlo standard error: of quasi-random trials by their replicates, unless fewer
  /// than 256 trials hit, or miss, where the points gain nothing and the replicates tell little.
  /// Otherwise as of independent trials. With parameter draws by their spread, at least as of independent
  /// trials; where there are fewer than two whole ones, as if all trials were one.
  public var standardError: Double {
    if isByParameterDraw {
      let single = independentStandardError * Double(trials).squareRoot()
      return max(replicatedStandardError ?? single, independentStandardError)
    }
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
