import InvestmentPipeline

/// The problems met while files are read: collected, so that one pass names them all.
final class Findings {
  private(set) var problems: [Problem] = []
  /// Paths that have a problem: what stands in for a bad value is not reported again.
  private(set) var paths: Set<String> = []

  func add(_ problem: Problem) {
    problems.append(problem)
    paths.insert(problem.path)
  }

  func add(
    at place: SourcePlace, path: String, value: String? = nil, _ reason: BilingualText,
    _ remedy: BilingualText
  ) {
    add(
      Problem(path: path, value: value, reason: reason, remedy: remedy, location: "\(place)"))
  }
}
