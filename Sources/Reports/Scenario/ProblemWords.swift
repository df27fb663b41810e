import InvestmentPipeline

/// Words of problems of the data.
enum ProblemWords {
  static func found(count: String) -> BilingualText {
    BilingualText(
      zh: "发现\(count)个问题：",
      en: "Problems found: \(count)")
  }

  static func column(place: String, column: String) -> BilingualText {
    BilingualText(
      zh: "\(place)，“\(column)”一列",
      en: "\(place), column “\(column)”")
  }

  static func reason(text: String) -> BilingualText {
    BilingualText(
      zh: "原因：\(text)",
      en: "reason: \(text)")
  }

  static func remedy(text: String) -> BilingualText {
    BilingualText(
      zh: "处理办法：\(text)",
      en: "remedy: \(text)")
  }

  static func value(text: String) -> BilingualText {
    BilingualText(
      zh: "值：\(text)",
      en: "value: \(text)")
  }

  static func more(count: String) -> BilingualText {
    BilingualText(
      zh: "……另有\(count)个问题未列出。",
      en: "… and \(count) more.")
  }
}
