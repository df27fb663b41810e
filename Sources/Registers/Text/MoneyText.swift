package import InvestmentPipeline

/// What is wrong with a text, and what to do about it.
package struct TextFault: Error, Hashable {
  package var reason: BilingualText
  package var remedy: BilingualText
}

/// Reads amounts of money as planners write them: `13.5亿元`, `5000万元`, `3.6亿美元`.
///
/// Exact decimal arithmetic, rounded once to whole 万元, half away from zero. A bare number is
/// refused unless the column's head gave a unit: 亿 and 万 differ by a factor of 10,000.
package enum MoneyText {
  /// A unit alone, such as `万元` or `亿美元`: a power of ten and a currency, nil for yuan.
  package struct Unit: Hashable, Sendable {
    var power: Int
    var currency: String?
  }

  /// Foreign money that is known by name, so that a missing rate is told from a mistyped unit.
  package static let currencies = [
    "美元", "港元", "港币", "欧元", "日元", "英镑", "新加坡元", "韩元", "澳元", "加元", "新台币", "澳门元", "瑞士法郎",
  ]

  /// 万元, of one amount: far above any true one, far below where sums leave the integers.
  package static let greatest: Int64 = 1_000_000_000_000_000

  /// The amount `text` stands for; `unit` is what a bare number takes.
  package static func parse(
    _ text: String, unit: Unit? = nil, exchangeRates: [String: DecimalNumber] = [:]
  ) -> Result<Money, TextFault> {
    var text = text.halfWidth.filter { !$0.isWhitespace }
    for word in ["约", "近", "余", "左右", "以上", "以下", "不超过", "逾"] where text.contains(word) {
      return .failure(
        TextFault(
          reason: both("“\(text)”带“\(word)”，是个大概数。", "“\(text)” is a rough amount (\(word))."),
          remedy: both(
            "写一个确定的金额；拿不准的写上下限（investment_low、investment_high）。",
            "Write one amount; give what is uncertain as investment_low and investment_high.")))
    }
    if text.hasPrefix("人民币") { text.removeFirst(3) }
    let number = text.prefix { "+-0123456789.,".contains($0) }
    let suffix = String(text.dropFirst(number.count))
    guard !number.isEmpty, let amount = DecimalNumber(number) else {
      return .failure(
        TextFault(
          reason: both("“\(text)”不是金额。", "“\(text)” is not an amount of money."),
          remedy: both(
            "写成 13.5亿元、5000万元 这样；一段范围要分开写上下限。",
            "Write 13.5亿元 or 5000万元; give the ends of a range in separate columns.")))
    }
    if amount.isNegative, amount.significand != 0 {
      return .failure(
        TextFault(
          reason: both("金额是负数：\(text)。", "A negative amount: \(text)."),
          remedy: both("写正数。", "Write an amount above zero.")))
    }
    guard let unit = suffix.isEmpty ? unit : self.unit(suffix, exchangeRates) else {
      return .failure(suffix.isEmpty ? unitMissing(text) : unitUnknown(suffix, exchangeRates))
    }
    var rate: DecimalNumber?
    if let currency = unit.currency {
      rate = exchangeRates[currency]
      if rate == nil {
        return .failure(
          TextFault(
            reason: both("没有\(currency)的汇率。", "There is no exchange rate for \(currency)."),
            remedy: both(
              "在情景的 exchange_rates 里写一行 \(currency): 每单位合多少元。",
              "Add \(currency) to the scenario's exchange_rates, in 元 per unit.")))
      }
    }
    guard let rounded = amount.rounded(times: rate, power: unit.power - 4),
      rounded <= greatest
    else {
      return .failure(
        TextFault(
          reason: both("金额太大：\(text)。", "The amount is too large: \(text)."),
          remedy: both("看看单位是不是写错了。", "Check the unit.")))
    }
    return .success(Money(tenThousandYuan: rounded))
  }

  /// Reads a unit alone; nil when it is none.
  package static func unit(_ text: String, _ exchangeRates: [String: DecimalNumber] = [:]) -> Unit?
  {
    var rest = Substring(text)
    var power = 0
    for (word, value) in [("万亿", 12), ("亿", 8), ("千万", 7), ("百万", 6), ("万", 4)]
    where rest.hasPrefix(word) {
      power = value
      rest = rest.dropFirst(word.count)
      break
    }
    if ["元", "人民币", "元人民币", "人民币元"].contains(rest) || (rest.isEmpty && power > 0) {
      return Unit(power: power, currency: nil)
    }
    let currency = String(rest)
    guard currencies.contains(currency) || exchangeRates[currency] != nil else { return nil }
    return Unit(power: power, currency: currency)
  }

  private static func unitMissing(_ text: String) -> TextFault {
    TextFault(
      reason: both("金额“\(text)”没有单位。", "The amount “\(text)” has no unit."),
      remedy: both(
        "写成 \(text)亿元 或 \(text)万元；CSV 里也可把单位写进表头：投资额(万元)。",
        "Write \(text)亿元 or \(text)万元; in a CSV the head may name the unit: investment (万元)."))
  }

  private static func unitUnknown(
    _ suffix: String, _ exchangeRates: [String: DecimalNumber]
  ) -> TextFault {
    let names = currencies + exchangeRates.keys.sorted()
    let near = nearestName(to: suffix, among: ["万元", "亿元", "元"] + names)
    return TextFault(
      reason: both("不认识的单位“\(suffix)”。", "Unknown unit “\(suffix)”."),
      remedy: both(
        (near.map { "是不是“\($0)”？" } ?? "") + "可写：元、万元、亿元；外币如 亿美元、万港元。",
        (near.map { "Did you mean “\($0)”? " } ?? "")
          + "Known: 元, 万元, 亿元; foreign money like 亿美元, 万港元."))
  }
}
