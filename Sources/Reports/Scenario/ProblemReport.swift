public import InvestmentPipeline

/// Problems of the data as text: location, value, reason, remedy.
public struct ProblemReport {
  let problems: [Problem]
  let language: Language

  /// A report on `problems` in `language`.
  public init(_ problems: [Problem], language: Language) {
    self.problems = problems
    self.language = language
  }

  /// At most `limit` problems, then how many more there are.
  public func text(limit: Int = 100) -> String {
    var lines = [ProblemWords.found(count: "\(problems.count)")[language]]
    for problem in problems.prefix(limit) {
      lines.append(line(problem))
    }
    if problems.count > limit {
      lines.append(ProblemWords.more(count: "\(problems.count - limit)")[language])
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private func line(_ problem: Problem) -> String {
    var parts = ["  " + location(of: problem)]
    if let value = problem.value, !value.isEmpty, value != problem.location ?? problem.path {
      parts.append("    " + ProblemWords.value(text: value)[language])
    }
    parts.append("    " + ProblemWords.reason(text: problem.reason[language])[language])
    parts.append("    " + ProblemWords.remedy(text: problem.remedy[language])[language])
    return parts.joined(separator: "\n")
  }

  /// File, line and column, and the path within the scenario where it differs from the file.
  private func location(of problem: Problem) -> String {
    guard let location = problem.location else { return problem.path }
    var text = location
    if let comma = location.firstRange(of: ", column ") {
      text =
        ProblemWords.column(
          place: String(location[..<comma.lowerBound]),
          column: String(location[comma.upperBound...]))[language]
    }
    return problem.path.isEmpty || location.hasPrefix(problem.path)
      ? text : "\(text) (\(problem.path))"
  }
}
