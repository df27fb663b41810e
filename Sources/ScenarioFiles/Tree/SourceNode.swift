import InvestmentPipeline
import Registers

/// A value of a YAML file with its location.
///
/// Values keep file, line, column and the provenance of their own file when scenarios are merged.
struct SourceNode: Sendable {
  enum Content: Sendable {
    /// `explicit` is a written `null` or `~`, as against a key with nothing behind it.
    case null(explicit: Bool)
    case text(String)
    case mapping([SourceEntry])
    case list([SourceNode])
  }

  var content: Content
  var location: SourceLocation
  /// The provenance stated in its own file, for the value or for an enclosing mapping.
  var provenance: Provenance?

  init(_ content: Content, at location: SourceLocation, provenance: Provenance? = nil) {
    self.content = content
    self.location = location
    self.provenance = provenance
  }

  var entries: [SourceEntry]? {
    if case .mapping(let entries) = content { entries } else { nil }
  }

  var text: String? {
    if case .text(let text) = content { text } else { nil }
  }

  var isNull: Bool {
    if case .null = content { true } else { false }
  }

  subscript(key: String) -> SourceNode? { entries?.first { $0.key == key }?.value }

  /// What it is, for messages about a value of the wrong kind.
  var kind: BilingualText {
    switch content {
    case .null: both("空值", "nothing")
    case .text(let text): both("“\(text)”", "“\(text)”")
    case .mapping: both("一组键值", "a mapping")
    case .list: both("一个列表", "a list")
    }
  }
}

/// A key with its value.
struct SourceEntry: Sendable {
  var key: String
  var keyPlace: SourceLocation
  var value: SourceNode
}
