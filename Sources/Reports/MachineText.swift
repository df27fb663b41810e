import FoundationEssentials

/// Output for programs: the same bytes for equal values, never translated.
enum MachineText {
  /// JSON with sorted keys in snake case, ending with a line break.
  static func json(_ value: some Encodable) -> String {
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    do {
      return String(decoding: try encoder.encode(value), as: UTF8.self) + "\n"
    } catch {
      preconditionFailure("reports are finite numbers and text: \(error)")
    }
  }

  /// A JSON object on one line, with `kind` among its keys.
  static func line(_ kind: String, _ value: some Encodable) -> String {
    json(Line(kind: kind, value: value))
  }

  private struct Line<Value: Encodable>: Encodable {
    var kind: String
    var value: Value

    private enum CodingKeys: String, CodingKey { case kind }

    func encode(to encoder: any Encoder) throws {
      try value.encode(to: encoder)
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(kind, forKey: .kind)
    }
  }

  /// UTF-8 with a byte order mark, so that Excel shows Chinese. Text that a spreadsheet would
  /// evaluate as a formula gets a leading apostrophe.
  static func csv(_ lines: [[String]]) -> String {
    "\u{FEFF}" + lines.map { $0.map(quoted).joined(separator: ",") + "\r\n" }.joined()
  }

  /// A text as a scalar of YAML: as it is, or in quotation marks where it has characters that mean something there.
  static func yaml(_ text: String) -> String {
    let special: Set<Character> = [
      ",", ":", "#", "[", "]", "{", "}", "&", "*", "!", "|", ">", "'", "\"", "%", "@", "`", "\\",
      "?",
      "<", "=", "~",
    ]
    guard
      text.isEmpty || text.first == "-" || text.first == " " || text.last == " "
        || text.contains(where: { special.contains($0) || $0.isNewline || $0 == "\t" })
    else { return text }
    let escaped = text.map { character in
      switch character {
      case "\"", "\\": "\\\(character)"
      case _ where character.isNewline || character == "\t": " "
      default: String(character)
      }
    }
    return "\"" + escaped.joined() + "\""
  }

  static func number(_ value: Double?) -> String { value.map { "\($0)" } ?? "" }

  private static func quoted(_ field: String) -> String {
    var field = field
    // Spreadsheets take full-width signs, and signs behind blanks, for formulas, too.
    if let first = field.first(where: { $0 != " " && $0 != "\u{3000}" }),
      "=+-@\t\r＝＋－＠".contains(first), Double(field) == nil
    {
      field = "'" + field
    }
    guard field.contains(where: { ",\"\n\r".contains($0) }) else { return field }
    return "\""
      + field.split(separator: "\"", omittingEmptySubsequences: false)
      .joined(separator: "\"\"") + "\""
  }
}
