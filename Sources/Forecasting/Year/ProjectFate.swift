import RandomStreams

/// What became of a project, for whoever wants to look at a trial.
package struct ProjectFate {
  package var key: EntityKey
  package var origin: Int
  package var district: Int
  package var chain: Int
  package var amount: Int64
  /// Of signing, 0 … 11.
  package var month: Int
  package var generation: Int
  package var rank: Double
  package var land: Int64
  package var energy: Int64
  package var isBelowFloor: Bool
  /// 0 land, 1 energy, 2 merit; nil when admitted.
  package var refusal: Int?
  /// May lie beyond the horizon; nil when not admitted.
  package var startMonth: Int?
}

extension ForecastModel {
  /// The signed projects of trials, refused ones among them, in the order in which they are looked
  /// at; empty for a scenario of the register alone.
  ///
  /// - Precondition: `trials` begins at a multiple of 64 and has at most 64.
  package func fates(trials: Range<Int>, seed: Seed) -> [[ProjectFate]] {
    let tile = TrialTile(self, seed: seed, points: .sobol, width: 64, level: .best)
    var fates = [[ProjectFate]](repeating: [], count: 64)
    tile.eachFate { lane, fate in fates[lane].append(fate) }
    var accumulator = ForecastAccumulator(self, seed: seed, points: .sobol)
    tile.play(trials, into: &accumulator)
    return Array(fates.prefix(trials.count))
  }
}
