import Foundation
import InvestmentPipeline
import Reports
import Testing

/// The catalogues of words, read from their sources: the compiler checks that a sentence gets its
/// values, these tests that both languages use them and keep to the project's terms.
struct WordsTests {
  /// A sentence of a catalogue, with `\(name)` where a value stands.
  struct Sentence: CustomTestStringConvertible {
    var name: String
    var parameters: Set<String>
    var zh: String
    var en: String
    var testDescription: String { name }
  }

  /// All sentences of files named `…Words.swift` in `Sources/Reports`.
  static let sentences: [Sentence] = {
    let sources = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../Sources/Reports").standardized
    let files = FileManager.default.enumerator(at: sources, includingPropertiesForKeys: nil)!
      .compactMap { $0 as? URL }.filter { $0.lastPathComponent.hasSuffix("Words.swift") }
    return files.flatMap { file -> [Sentence] in
      let text = try! String(contentsOf: file, encoding: .utf8)
      return text.components(separatedBy: "static ").dropFirst().map { declaration in
        let parts = declaration.components(separatedBy: "zh:")
        let languages = parts[1].components(separatedBy: "en:")
        return Sentence(
          name: file.lastPathComponent + " "
            + declaration.prefix { $0 != "=" && $0 != "(" && $0 != "\n" },
          parameters: Set(parts[0].matches(of: /(\w+): String/).map { String($0.1) }),
          zh: literal(languages[0]), en: literal(languages[1]))
      }
    }
  }()

  /// The pieces of a literal that `+` joins.
  private static func literal(_ source: String) -> String {
    source.matches(of: /"([^"]*)"/).map { String($0.1) }.joined()
  }

  private static func values(in text: String) -> Set<String> {
    Set(text.matches(of: /\\\((\w+)\)/).map { String($0.1) })
  }

  @Test func `every report has a catalogue`() {
    #expect(Self.sentences.count > 250)
    #expect(Set(Self.sentences.map { $0.name.prefix { $0 != " " } }).count == 16)
  }

  @Test(arguments: sentences)
  func `both languages say something and use every parameter`(sentence: Sentence) {
    #expect(!sentence.zh.isEmpty && !sentence.en.isEmpty)
    #expect(Self.values(in: sentence.zh) == sentence.parameters)
    #expect(Self.values(in: sentence.en) == sentence.parameters)
  }

  @Test(arguments: sentences)
  func `Chinese has full-width punctuation`(sentence: Sentence) {
    let prose = sentence.zh.replacing(/\\\(\w+\)/, with: "字")
    #expect(prose.firstMatch(of: /\p{Han}[,;:!?(]|[,;:!?)]\p{Han}|\p{Han}\.$/) == nil, "\(prose)")
  }

  @Test(arguments: sentences)
  func `sentences keep to the terms of the project`(sentence: Sentence) {
    for term in [
      "把握", "试验", "动工", "区县", "裂变", "靠向", "分不出", "扰乱", "加扰", "推后", "尚余", "值多少", "才是钱",
    ] {
      #expect(!sentence.zh.contains(term), "\(term)")
    }
    let english = sentence.en.lowercased()
    for term in [
      "chance", "world", "lean", "nought", "beyond the picture", "put off", "missing",
      "for want of",
      " less “", "scrambled", "speaks", "decides it",
    ] {
      #expect(!english.contains(term), "\(term)")
    }
  }

  @Test func `values stand where the sentence names them`() {
    let text = CommandWords.progressTrials(done: "1", planned: "2")
    #expect(text[.english] == "1 of 2 trials")
    #expect(text[.chinese] == "已模拟1/2次")
  }
}
