package import InvestmentPipeline

/// A parser of the amounts of planners' tables: exact, approximate, ranges, sums of two currencies, none.
package enum AmountReader {
  package enum Reading {
    /// `/`, `待定`, an empty cell.
    case nothing
    case amount(Amount)
    case fault(TextFault)
  }

  package struct Amount {
    /// 万元; equal but for a range.
    package var low: Int64
    package var high: Int64
    package var isRough = false
    /// Whether the cell names its own unit.
    package var hasOwnUnit = false

    var isRange: Bool { low != high }

    /// Sums stop at what one amount may be: no cell and no row of them can leave the integers.
    mutating func add(_ other: Amount) {
      low = min(low + other.low, MoneyText.greatest)
      high = min(high + other.high, MoneyText.greatest)
      isRough = isRough || other.isRough
      hasOwnUnit = hasOwnUnit || other.hasOwnUnit
    }
  }

  /// The greatest length in bytes of a cell that is parsed as an amount.
  static let greatestLength = 1_000

  private static let nothings: Set<String> = [
    "", "/", "\\", "-", "--", "—", "——", "无", "暂无", "待定", "未定", "面议", "不详", "0",
  ]
  private static let roughWords = [
    "大约", "约", "预计", "近", "余", "左右", "以上", "以下", "不超过", "不低于", "不少于", "逾", "超过", "多",
  ]

  package static func read(
    _ written: String, unit: MoneyText.Unit?, rates: [String: DecimalNumber]
  ) -> Reading {
    guard written.utf8.count <= greatestLength else {
      return .fault(
        TextFault(
          reason: both(
            "金额写得太长：\(written.utf8.count) 字节，最多 \(greatestLength)。",
            "The amount is too long: \(written.utf8.count) bytes of at most \(greatestLength)."),
          remedy: both("只写金额，说明写在备注里。", "Write the amount alone; words go into a column of notes."))
      )
    }
    var text = written.halfWidth.filter { !$0.isWhitespace }
    if nothings.contains(text) { return .nothing }
    var isRough = false
    for word in roughWords where text.contains(word) {
      isRough = true
      while let reference = text.firstRange(of: word) { text.removeSubrange(reference) }
    }
    var total = Amount(low: 0, high: 0, isRough: isRough)
    for part in summands(text) {
      switch range(part, unit: unit, rates: rates) {
      case .failure(let fault): return .fault(fault)
      case .success(let amount):
        total.add(amount)
      }
    }
    return total.high > 0 ? .amount(total) : .nothing
  }

  /// 亿 and 万 are numbers to Unicode.
  private static func isDigit(_ character: Character) -> Bool { ("0"..."9").contains(character) }

  /// `120万元、30万美元`; a comma between digits belongs to its number.
  private static func summands(_ text: String) -> [String] {
    var parts = [""]
    for character in text {
      let isEnd =
        "、;+＋；".contains(character)
        || (character == "," && parts[parts.count - 1].last.map { !isDigit($0) } ?? false)
      if isEnd { parts.append("") } else { parts[parts.count - 1].append(character) }
    }
    return parts.filter { !$0.isEmpty }
  }

  /// `10-15亿`, `10亿元至15亿元`.
  private static func range(
    _ text: String, unit: MoneyText.Unit?, rates: [String: DecimalNumber]
  ) -> Result<Amount, TextFault> {
    let marks: [Character] = ["-", "—", "–", "~", "至", "到"]
    if let reference = text.dropFirst().firstIndex(where: { marks.contains($0) }) {
      var low = String(text[..<reference])
      let high = String(text[reference...].drop { marks.contains($0) })
      // The unit of the second end, if the first has none.
      if low.last.map(isDigit) == true { low += high.drop { "0123456789.,".contains($0) } }
      return one(low, unit: unit, rates: rates).flatMap { low in
        one(high, unit: unit, rates: rates).flatMap { high in
          low.low <= high.low
            ? .success(
              Amount(low: low.low, high: high.low, hasOwnUnit: low.hasOwnUnit || high.hasOwnUnit))
            : .failure(
              TextFault(
                reason: both("范围的下限大于上限：\(text)。", "The range ends below its beginning: \(text)."),
                remedy: both("写成 10-15亿元 这样。", "Write it like 10-15亿元.")))
        }
      }
    }
    return one(text, unit: unit, rates: rates)
  }

  private static func one(
    _ text: String, unit: MoneyText.Unit?, rates: [String: DecimalNumber]
  ) -> Result<Amount, TextFault> {
    MoneyText.parse(text, unit: unit, exchangeRates: rates).mapError { fault in
      guard fault.reason.zh.contains("汇率") else { return fault }
      return TextFault(
        reason: fault.reason,
        remedy: both(
          "在命令后加 --rate，如 --rate 美元=6.73（每单位合多少元）。",
          "Add --rate to the command, such as --rate 美元=6.73 (元 per unit)."))
    }.map {
      Amount(
        low: $0.tenThousandYuan, high: $0.tenThousandYuan,
        hasOwnUnit: text.last.map { !isDigit($0) } ?? false)
    }
  }
}

/// A parser of the dates of planners' tables.
package enum DateReader {
  /// The day, and whether only its month was given.
  ///
  /// - Parameter has1904Dates: of the workbook, for numbers that no format makes a date.
  package static func read(
    _ cell: SourceSheet.Cell, has1904Dates: Bool
  ) -> (date: CalendarDate, isMonth: Bool)? {
    if cell.isDate, let date = CalendarDate(iso8601: cell.text) { return (date, false) }
    if let number = cell.number, (20_000..<80_000).contains(number),
      let date = NumberFormat.date(serial: number, has1904Dates: has1904Dates)
    {
      return (date, false)
    }
    var text = cell.text.halfWidth
    // A time after the day has no influence.
    if let blank = text.firstIndex(where: { $0 == " " || $0 == "T" }), text[blank...].contains(":")
    {
      text = String(text[..<blank])
    }
    text = text.filter { !$0.isWhitespace }
    if let date = DateText.parse(text) { return (date, false) }
    if text.utf8.count == 8, let number = Int(text),
      let date = CalendarDate(
        year: number / 10_000, month: number / 100 % 100, day: number % 100)
    {
      return (date, false)
    }
    if text.utf8.count == 5, let serial = Double(text), (20_000..<80_000).contains(serial),
      let date = NumberFormat.date(serial: serial)
    {
      return (date, false)
    }
    if text.hasSuffix("月") || text.hasSuffix("月份") {
      text = text.replacing("月份", with: "月")
      let parts = text.dropLast().split(separator: "年")
      return parts.count == 2 ? month(parts[0], parts[1]) : nil
    }
    for mark: Character in ["-", "/", "."] {
      let parts = text.split(separator: mark)
      if parts.count == 2 { return month(parts[0], parts[1]) }
    }
    return nil
  }

  private static func month(_ year: Substring, _ month: Substring) -> (CalendarDate, Bool)? {
    guard year.count == 4, let year = Int(year), let month = Int(month) else { return nil }
    return CalendarDate(year: year, month: month, day: 1).map { ($0, true) }
  }
}
