package import InvestmentPipeline

/// The problems met while files are read: collected, so that one pass names them all.
package final class Findings {
  package private(set) var problems: [Problem] = []
  /// Paths that have a problem: what stands in for a bad value is not reported again.
  package private(set) var paths: Set<String> = []

  /// Problems after which the reading of a table stops: each row may have several.
  package static let greatestCount = 1_000
  package var isFull: Bool { problems.count >= Findings.greatestCount }

  package init() {}

  /// Adds the problem that a table was not read from `line` on.
  package func addStopped(file: String, line: Int) {
    add(
      Problem(
        path: file,
        reason: both(
          "问题已超过 \(Findings.greatestCount) 个，从第 \(line) 行起没有再读。",
          "There are more than \(Findings.greatestCount) problems; from line \(line) on nothing was read."
        ),
        remedy: both(
          "先改正上面的问题再检查；同样的问题很多时，看看列或分隔符是不是错位了。",
          "Correct those above and check again; if all are alike, a column may be out of place."),
        location: "\(file):\(line)"))
  }

  package func add(_ problem: Problem) {
    problems.append(problem)
    paths.insert(problem.path)
  }

  package func add(
    at location: SourceLocation, path: String, value: String? = nil, _ reason: BilingualText,
    _ remedy: BilingualText
  ) {
    add(
      Problem(path: path, value: value, reason: reason, remedy: remedy, location: "\(location)"))
  }
}
