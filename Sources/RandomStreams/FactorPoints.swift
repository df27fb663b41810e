/// Where the common factors' normals of a tile come from.
public enum FactorPoints: String, Sendable, Codable, CaseIterable {
  /// Scrambled Sobol points: 64 independent scrambles, trial t of scramble t mod 64.
  case sobol
  /// Independent draws.
  case random
}
