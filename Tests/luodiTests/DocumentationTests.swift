import Foundation
import Testing

/// Every public symbol of the library has a documentation comment.
struct DocumentationTests {
  /// Declarations whose protocol documents them.
  private static let documentedByProtocol = [
    "func ==", "func <", "func hash(", "func encode(", "init(from ", "var description",
  ]

  @Test func `every public symbol is documented`() {
    var symbolCount = 0
    for (path, text) in ArchitectureTests.sources.sorted(by: { $0.key < $1.key }) {
      let found = Self.publicSymbols(of: text)
      symbolCount += found.count
      for symbol in found where !symbol.isDocumented {
        Issue.record("\(path):\(symbol.line) is public and has no documentation: \(symbol.text)")
      }
    }
    #expect(symbolCount > 600)
  }

  @Test func `the scan finds members, cases and attributes`() {
    let text = """
      /// A type.
      public enum E {
        case bare
        /// Documented.
        @available(*, unavailable)
        case documented
      }
      public extension E {
        /// Documented.
        func one() {}
        func two() {}
      }
      enum Internal {
        case bare
        @Wrapper public var value: Int
      }
      """
    let undocumented = Self.publicSymbols(of: text).filter { !$0.isDocumented }.map(\.line)
    #expect(undocumented == [3, 11, 15])
  }

  private struct Symbol {
    var line: Int
    var text: String
    var isDocumented: Bool
  }

  /// The public declarations of a file; in public enums their cases, in public protocols and
  /// extensions their members.
  private static func publicSymbols(of text: String) -> [Symbol] {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    var symbols: [Symbol] = []
    // Indentation of the members of an enclosing declaration, and the words they begin with.
    var enclosing: (depth: Int, members: [String])?
    for (index, line) in lines.enumerated() {
      let depth = line.prefix { $0 == " " }.count
      let rest = line.dropFirst(depth)
      if let within = enclosing, !rest.isEmpty, depth < within.depth { enclosing = nil }
      let words = withoutAttributes(rest)
      let isMember =
        enclosing.map { within in
          depth == within.depth && within.members.contains { words.hasPrefix($0 + " ") }
        } ?? false
      guard isMember || isPublicDeclaration(words) else { continue }
      if words.hasSuffix("{") {
        if words.hasPrefix("public enum ") { enclosing = (depth + 2, ["case"]) }
        if words.hasPrefix("public protocol ") || words.hasPrefix("public extension ") {
          enclosing = (depth + 2, ["func", "var", "init", "subscript", "static", "mutating"])
        }
      }
      if words.hasPrefix("public extension ") { continue }
      if documentedByProtocol.contains(where: { words.contains($0) }) { continue }
      symbols.append(
        Symbol(
          line: index + 1, text: String(rest), isDocumented: isDocumented(lines, index)))
    }
    return symbols
  }

  private static func isPublicDeclaration(_ words: Substring) -> Bool {
    words.hasPrefix("public ") && !words.hasPrefix("public import ")
  }

  /// Attributes may stand between the comment and the declaration.
  private static func isDocumented(_ lines: [String], _ index: Int) -> Bool {
    var above = index - 1
    while above >= 0 {
      let line = lines[above].drop { $0 == " " }
      guard line.hasPrefix("@"), withoutAttributes(line).isEmpty else {
        return line.hasPrefix("///")
      }
      above -= 1
    }
    return false
  }

  private static func withoutAttributes(_ line: some StringProtocol) -> Substring {
    var rest = Substring(line)
    while let match = rest.prefixMatch(of: /@\w+(\([^)]*\))? */) {
      rest = rest[match.range.upperBound...]
    }
    return rest
  }
}
