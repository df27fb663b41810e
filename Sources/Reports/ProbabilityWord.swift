import InvestmentPipeline

/// Terms for ranges of probabilities, after the calibrated language of the
/// Intergovernmental Panel on Climate Change (Mastrandrea et al. 2010).
enum ProbabilityWord: CaseIterable {
  case virtuallyCertain, veryLikely, likely, evenly, unlikely, veryUnlikely, exceptionallyUnlikely

  /// The term for a probability; at a bound the one further from the middle.
  init(_ probability: Double) {
    self = Self.allCases.first { probability >= $0.least } ?? .exceptionallyUnlikely
  }

  /// The least probability of the term.
  var least: Double {
    switch self {
    case .virtuallyCertain: 0.99
    case .veryLikely: 0.9
    case .likely: 0.66
    case .evenly: 0.33
    case .unlikely: 0.1
    case .veryUnlikely: 0.01
    case .exceptionallyUnlikely: 0
    }
  }

  var text: BilingualText {
    switch self {
    case .virtuallyCertain: BilingualText(zh: "几乎肯定", en: "virtually certain")
    case .veryLikely: BilingualText(zh: "可能性很大", en: "very likely")
    case .likely: BilingualText(zh: "可能性较大", en: "likely")
    case .evenly: BilingualText(zh: "可能性各半", en: "about as likely as not")
    case .unlikely: BilingualText(zh: "可能性较小", en: "unlikely")
    case .veryUnlikely: BilingualText(zh: "可能性很小", en: "very unlikely")
    case .exceptionallyUnlikely: BilingualText(zh: "几乎不可能", en: "exceptionally unlikely")
    }
  }

  /// All terms with their ranges: `可能性很大 90–99%；…`.
  static func legend(_ language: Language) -> String {
    func percent(_ value: Double) -> String { NumberText.plain(value * 100) }
    var upper = 1.0
    let parts = allCases.map { word -> String in
      defer { upper = word.least }
      let range =
        word == .virtuallyCertain
        ? "≥ " + percent(word.least)
        : word == .exceptionallyUnlikely
          ? "< " + percent(upper) : percent(word.least) + "–" + percent(upper)
      return word.text[language] + " " + range + "%"
    }
    return parts.joined(separator: language == .chinese ? "；" : "; ")
  }
}
