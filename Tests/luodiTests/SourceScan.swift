import Foundation

/// Searches of the source text that the architecture tests share.
///
/// The sources are formatted by `swift format`, so a declaration and the brace that closes it
/// stand at the same indentation; no parser is needed.
enum SourceScan {
  /// A function, initialiser or subscript: its name and its number of lines, both braces
  /// included.
  struct Function: Equatable {
    var name: String
    var lineCount: Int
  }

  /// All functions of a file with a body of more than one line, in their order. Closures and
  /// computed properties belong to what encloses them.
  static func functions(of text: String) -> [Function] {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    return lines.indices.compactMap { start in
      guard let name = declaredName(lines[start]) else { return nil }
      if lines[start].contains("{"), lines[start].hasSuffix("}") { return nil }
      let indentation = lines[start].prefix { $0 == " " }.count
      for index in lines.indices[(start + 1)...] where !lines[index].isEmpty {
        let line = lines[index]
        let depth = line.prefix { $0 == " " }.count
        if depth > indentation { continue }
        if depth < indentation { return nil }
        let rest = line.dropFirst(depth)
        if rest.hasPrefix("}") { return Function(name: name, lineCount: index - start + 1) }
        // A signature broken over lines goes on; anything else is the next declaration.
        guard rest.hasPrefix("{") || rest.hasPrefix(")") || rest.hasPrefix("where ") else {
          return nil
        }
        if rest.contains("{"), rest.hasSuffix("}") { return nil }
      }
      return nil
    }
  }

  /// The name of the function a line declares; nil for any other line.
  private static func declaredName(_ line: Substring) -> String? {
    let modifiers: Set<Substring> = [
      "public", "package", "internal", "fileprivate", "private", "static", "mutating",
      "nonmutating", "override", "final", "convenience", "required", "consuming", "borrowing",
      "nonisolated", "isolated", "class",
    ]
    var words = line.split(separator: " ")[...]
    while let word = words.first, word.hasPrefix("@") || modifiers.contains(word) {
      words.removeFirst()
    }
    guard let word = words.first else { return nil }
    if word == "func", words.count > 1 {
      return String(words[words.startIndex + 1].prefix { $0 != "(" && $0 != "<" })
    }
    for keyword in ["init", "subscript", "deinit"] {
      guard word.hasPrefix(keyword) else { continue }
      let rest = word.dropFirst(keyword.count)
      if rest.isEmpty || "(?<".contains(rest.first!) { return keyword }
    }
    return nil
  }

  /// The modules that a file imports.
  static func imports(of text: String) -> Set<String> {
    Set(
      text.split(separator: "\n").compactMap { line in
        let words = line.split(separator: " ")
        guard let place = words.firstIndex(of: "import"), place + 1 < words.count,
          words[..<place].allSatisfy({
            $0.hasPrefix("@") || ["public", "package", "internal", "private"].contains($0)
          })
        else { return nil }
        return words.last!.split(separator: ".").first.map(String.init)
      })
  }

  /// A target of the manifest with the names of its declared dependencies.
  struct Target: Equatable {
    var name: String
    var isTest: Bool
    var dependencies: Set<String>
  }

  /// The Swift targets of a manifest, in their order.
  static func targets(ofManifest text: String) -> [Target] {
    let lines = text.split(separator: "\n").filter { !$0.drop { $0 == " " }.hasPrefix("//") }
    let code = "\n" + lines.joined(separator: "\n")
    return [".target(", ".executableTarget(", ".testTarget("].flatMap { kind in
      code.components(separatedBy: "\n    \(kind)").dropFirst().map { part in
        let body = part.components(separatedBy: "\n    .").first!
        let name = quoted(body).first!
        let list = body.range(of: "dependencies: [").map { range in
          balanced(body[range.upperBound...])
        }
        // A product is named before its package.
        let dependencies = list.map { text in
          quoted(
            text.replacing(#/package: "[^"]*"/#, with: ""))
        }
        return Target(
          name: name, isTest: kind == ".testTarget(", dependencies: Set(dependencies ?? []))
      }
    }
  }

  /// The text up to the bracket that closes the one opened before it.
  private static func balanced(_ text: Substring) -> String {
    var depth = 1
    return String(
      text.prefix { character in
        if character == "[" { depth += 1 }
        if character == "]" { depth -= 1 }
        return depth > 0
      })
  }

  private static func quoted(_ text: String) -> [String] {
    text.components(separatedBy: "\"").enumerated().filter { $0.offset % 2 == 1 }.map(\.element)
  }
}
