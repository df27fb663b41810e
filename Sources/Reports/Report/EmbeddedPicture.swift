/// An SVG image that can be embedded in a page: only drawing elements, no scripts, no external
/// references, and ids that are unique among the images of the page.
///
/// The check is on elements and attributes, not on text: a name may hold `javascript:` or `href="http`.
public struct EmbeddedPicture: Sendable {
  /// The `svg` element.
  package let text: String

  /// - Parameters:
  ///   - svg: as the renderer of charts writes it.
  ///   - id: the id of the chart, which prefixes all ids of the image.
  /// - Returns: nil for an image that is not well formed or has other content.
  public init?(_ svg: String, id: String) {
    guard let start = svg.firstRange(of: "<svg") else { return nil }
    var rest = Array(svg[start.lowerBound...].unicodeScalars)[...]
    var result = String.UnicodeScalarView()
    while let bracket = rest.firstIndex(of: "<") {
      result.append(contentsOf: rest[..<bracket])
      rest = rest[bracket...]
      guard let tag = Tag(&rest) else { return nil }
      guard Self.elements.contains(tag.name) else { return nil }
      result.append(contentsOf: (tag.isEnd ? "</" : "<").unicodeScalars)
      result.append(contentsOf: tag.name.unicodeScalars)
      for (name, value) in tag.attributes {
        guard let value = Self.safe(value, of: name, id) else { return nil }
        result.append(contentsOf: " \(name)=\"\(value)\"".unicodeScalars)
      }
      result.append(contentsOf: (tag.isEmpty ? "/>" : ">").unicodeScalars)
    }
    result.append(contentsOf: rest)
    text = String(result)
  }

  private static let elements: Set<String> = [
    "svg", "g", "path", "text", "tspan", "rect", "line", "circle", "ellipse", "polygon", "polyline",
    "defs", "clipPath", "linearGradient", "radialGradient", "stop", "title", "desc",
  ]

  /// The value of an attribute with the picture's own ids; nil where it runs a script or refers to
  /// an external resource.
  private static func safe(_ value: String, of name: String, _ id: String) -> String? {
    let name = name.lowercased()
    if name.hasPrefix("on") || name == "src" { return nil }
    if name.hasPrefix("aria-") || name.hasPrefix("xmlns") { return value }
    if name == "id" { return "\(id)-\(value)" }
    if name == "href" || name.hasSuffix(":href") {
      return value.hasPrefix("#") ? "#\(id)-\(value.dropFirst())" : nil
    }
    guard value.lowercased().firstRange(of: "url(") != nil else { return value }
    // Not even written with entities.
    guard value.hasPrefix("url(#"), value.dropFirst(5).allSatisfy({ !"(&".contains($0) }) else {
      return nil
    }
    return "url(#\(id)-\(value.dropFirst(5))"
  }

  /// A tag of well-formed XML.
  private struct Tag {
    var name = ""
    var attributes: [(name: String, value: String)] = []
    var isEnd = false
    var isEmpty = false

    /// Parses the tag at the start of `text`; nil for comments and doctypes.
    init?(_ text: inout ArraySlice<Unicode.Scalar>) {
      func skipBlanks() {
        while let first = text.first, first.properties.isWhitespace { text.removeFirst() }
      }
      func word() -> String {
        var word = String.UnicodeScalarView()
        while let first = text.first,
          first.properties.isAlphabetic || "0123456789-_:.".unicodeScalars.contains(first)
        {
          word.append(first)
          text.removeFirst()
        }
        return String(word)
      }
      text.removeFirst()
      if text.first == "/" {
        isEnd = true
        text.removeFirst()
      }
      name = word()
      while true {
        skipBlanks()
        guard let first = text.first else { return nil }
        if first == ">" {
          text.removeFirst()
          return
        }
        if first == "/" {
          text.removeFirst()
          guard text.first == ">" else { return nil }
          text.removeFirst()
          isEmpty = true
          return
        }
        let attribute = word()
        guard !attribute.isEmpty, text.first == "=" else { return nil }
        text.removeFirst()
        guard text.first == "\"" else { return nil }
        text.removeFirst()
        guard let end = text.firstIndex(of: "\"") else { return nil }
        let value = String(String.UnicodeScalarView(text[..<end]))
        guard !value.unicodeScalars.contains("<") else { return nil }
        attributes.append((attribute, value))
        text = text[(end + 1)...]
      }
    }
  }
}
