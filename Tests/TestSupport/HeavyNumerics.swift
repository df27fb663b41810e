import Testing

extension Trait where Self == ConditionTrait {
  /// For tests that compute for seconds: they run in release builds only, which compute the same
  /// numbers (`make test` compares the bytes) some twenty times as fast.
  package static var heavyNumerics: ConditionTrait {
    .enabled(if: isReleaseBuild, "heavy numerical test: runs in release builds")
  }

  /// For tests that start the program many times or on large scenarios: they run in release
  /// builds only. A debug build runs each command on a small or a few large inputs instead.
  package static var longRuns: ConditionTrait {
    .enabled(if: isReleaseBuild, "long runs of the program: in release builds")
  }
}

private var isReleaseBuild: Bool {
  #if DEBUG
    false
  #else
    true
  #endif
}
