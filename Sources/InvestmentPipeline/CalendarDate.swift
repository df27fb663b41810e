/// A day of the Gregorian calendar, without a time or a time zone.
public struct CalendarDate: Hashable, Comparable, Sendable, Codable, CustomStringConvertible {
  /// The year, 1900 … 9999.
  public let year: Int
  /// The month, 1 … 12.
  public let month: Int
  /// The day of the month, 1 … 31.
  public let day: Int

  /// Creates a date; nil if the calendar has no such day or the year is outside 1900 … 9999.
  public init?(year: Int, month: Int, day: Int) {
    guard (1...12).contains(month), (1900...9999).contains(year),
      (1...CalendarDate.dayCount(ofMonth: month, year: year)).contains(day)
    else { return nil }
    self.year = year
    self.month = month
    self.day = day
  }

  /// Reads a date of the form `2023-02-28` (ISO 8601); nil for any other text.
  public init?(iso8601 text: some StringProtocol) {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 3, parts[0].count == 4, parts[1].count == 2, parts[2].count == 2,
      parts.allSatisfy({ $0.utf8.allSatisfy { (48...57).contains($0) } }),
      let year = Int(parts[0]), let month = Int(parts[1]), let day = Int(parts[2])
    else { return nil }
    self.init(year: year, month: month, day: day)
  }

  /// Whether `year` has 366 days.
  public static func isLeap(_ year: Int) -> Bool {
    (year % 4 == 0 && year % 100 != 0) || year % 400 == 0
  }

  /// The number of days, 28 … 31, of a month from 1 to 12.
  public static func dayCount(ofMonth month: Int, year: Int) -> Int {
    switch month {
    case 2: isLeap(year) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  /// The number of the day in its year, 1 … 366.
  public var dayOfYear: Int {
    (1..<month).reduce(day) { $0 + CalendarDate.dayCount(ofMonth: $1, year: year) }
  }

  /// The number of days since 1 January 1900, 0 or more.
  public var dayNumber: Int {
    let years = year - 1
    // Before 1 January 1900 there are 693,595 days of the Gregorian calendar.
    return years * 365 + years / 4 - years / 100 + years / 400 + dayOfYear - 1 - 693_595
  }

  /// The date `days` later, or earlier if negative; nil beyond the calendar's years.
  public func advanced(by days: Int) -> CalendarDate? {
    var left = dayNumber + days
    guard left >= 0 else { return nil }
    // A lower bound of the year, by its longest mean length.
    var year = 1900 + left / 366
    while let next = CalendarDate(year: year + 1, month: 1, day: 1), next.dayNumber <= left {
      year += 1
    }
    guard let first = CalendarDate(year: year, month: 1, day: 1) else { return nil }
    left -= first.dayNumber
    guard left < (CalendarDate.isLeap(year) ? 366 : 365) else { return nil }
    var month = 1
    while left >= CalendarDate.dayCount(ofMonth: month, year: year) {
      left -= CalendarDate.dayCount(ofMonth: month, year: year)
      month += 1
    }
    return CalendarDate(year: year, month: month, day: left + 1)
  }

  /// The number of the month in the order of all months: 12 · year + month − 1.
  public var monthNumber: Int { 12 * year + month - 1 }

  /// The first day of the month.
  public var firstOfMonth: CalendarDate { CalendarDate(year: year, month: month, day: 1)! }

  /// The last day of the month.
  public var lastOfMonth: CalendarDate {
    CalendarDate(
      year: year, month: month, day: CalendarDate.dayCount(ofMonth: month, year: year))!
  }

  /// The same day of the month that lies `months` later, or earlier if negative, or that month's last day if it
  /// is shorter; nil beyond the calendar's years.
  public func advanced(byMonths months: Int) -> CalendarDate? {
    let number = monthNumber + months
    guard number >= 0 else { return nil }
    let (year, month) = (number / 12, number % 12 + 1)
    return CalendarDate(
      year: year, month: month,
      day: min(day, CalendarDate.dayCount(ofMonth: month, year: year)))
  }

  /// Whether the left date is earlier than the right one.
  public static func < (left: CalendarDate, right: CalendarDate) -> Bool {
    (left.year, left.month, left.day) < (right.year, right.month, right.day)
  }

  /// The date in the form `2023-02-28` (ISO 8601).
  public var description: String {
    func padded(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    return "\(year)-\(padded(month))-\(padded(day))"
  }

  /// Decodes a text of the form `2023-02-28`.
  ///
  /// - Throws: `DecodingError` for any other text.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let date = CalendarDate(iso8601: text) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "\(text) is not a date of the form 2023-02-28")
    }
    self = date
  }

  /// Encodes `description` as a single value.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
