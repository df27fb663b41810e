/// The source of the common factors' standard normal values.
public enum FactorPoints: String, Sendable, Codable, CaseIterable {
  /// A randomised Sobol sequence: 64 independent scrambles; trial t uses scramble t mod 64.
  case sobol
  /// Independent draws.
  case random
}
