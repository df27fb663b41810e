/// A language of reports and messages. The raw value is its ISO 639-1 code.
public enum Language: String, Sendable, Codable, CaseIterable {
  /// Chinese.
  case chinese = "zh"
  /// English.
  case english = "en"
}

/// The same text in Chinese and in English.
public struct BilingualText: Hashable, Sendable, Codable {
  /// The Chinese text.
  public var zh: String
  /// The English text.
  public var en: String

  /// Creates a text from its two versions.
  public init(zh: String, en: String) {
    self.zh = zh
    self.en = en
  }

  /// The text in the given language.
  public subscript(language: Language) -> String {
    switch language {
    case .chinese: zh
    case .english: en
    }
  }
}
