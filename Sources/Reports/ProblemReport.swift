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
    var place = problem.location ?? problem.path
    if problem.location != nil, !problem.path.isEmpty, problem.path != place {
      place += " (\(problem.path))"
    }
    var parts = ["  \(place)"]
    if let value = problem.value, !value.isEmpty {
      parts.append("    " + Catalogue.problemValue(language, value))
    }
    parts.append("    " + Catalogue.problemReason(language, problem.reason[language]))
    parts.append("    " + Catalogue.problemRemedy(language, problem.remedy[language]))
    return parts.joined(separator: "\n")
  }
}
