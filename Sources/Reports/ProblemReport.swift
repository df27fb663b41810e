import InvestmentPipeline

/// Problems of the data as lines for people: place, value, reason, remedy.
public struct ProblemReport {
  let problems: [Problem]
  let language: Language

  public init(_ problems: [Problem], language: Language) {
    self.problems = problems
    self.language = language
  }

  /// At most `limit` problems, then how many more there are.
  public func text(limit: Int = 100) -> String {
    var lines = [Catalogue.problemsFound(language, "\(problems.count)")]
    for problem in problems.prefix(limit) {
      lines.append(line(problem))
    }
    if problems.count > limit {
      lines.append(Catalogue.problemsMore(language, "\(problems.count - limit)"))
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private func line(_ problem: Problem) -> String {
    var parts = ["  " + place(of: problem)]
    if let value = problem.value, !value.isEmpty, value != problem.location ?? problem.path {
      parts.append("    " + Catalogue.problemValue(language, value))
    }
    parts.append("    " + Catalogue.problemReason(language, problem.reason[language]))
    parts.append("    " + Catalogue.problemRemedy(language, problem.remedy[language]))
    return parts.joined(separator: "\n")
  }

  /// File, line, column; and the path within the scenario where it says more than the file.
  private func place(of problem: Problem) -> String {
    guard let location = problem.location else { return problem.path }
    var place = location
    if let comma = location.firstRange(of: ", column ") {
      place = Catalogue.problemColumn(
        language, String(location[..<comma.lowerBound]), String(location[comma.upperBound...]))
    }
    return problem.path.isEmpty || location.hasPrefix(problem.path)
      ? place : "\(place) (\(problem.path))"
  }
}
