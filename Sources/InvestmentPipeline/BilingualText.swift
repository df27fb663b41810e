/// A language Luodi speaks.
public enum Language: String, Sendable, Codable, CaseIterable {
  case chinese = "zh"
  case english = "en"
}

/// The same words in Chinese and in English.
public struct BilingualText: Hashable, Sendable, Codable {
  public var zh: String
  public var en: String

  public init(zh: String, en: String) {
    self.zh = zh
    self.en = en
  }

  public subscript(language: Language) -> String {
    switch language {
    case .chinese: zh
    case .english: en
    }
  }
}
