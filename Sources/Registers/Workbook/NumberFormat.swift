import Foundation
package import InvestmentPipeline

/// The text of a numeric cell by its number format.
package enum NumberFormat {
  /// Whether a built-in format of Excel, of the Chinese and Japanese editions too, shows a date.
  static func isBuiltInDate(_ id: Int) -> Bool {
    (14...17).contains(id) || id == 22 || (27...36).contains(id) || (50...58).contains(id)
  }

  /// Whether a format code shows a year, a month or a day: `yyyy"年"m"月"`, not `0.00 "day"`.
  package static func isDate(_ code: String) -> Bool {
    var isQuoted = false
    var isBracketed = false
    var isEscaped = false
    var hasDate = false
    // Codes for negative numbers and texts follow the first.
    for character in code.lowercased() {
      if isEscaped {
        isEscaped = false
        continue
      }
      switch character {
      case "\\", "_", "*": isEscaped = !isQuoted
      case "\"": isQuoted.toggle()
      case "[": if !isQuoted { isBracketed = true }
      case "]": isBracketed = false
      case ";": if !isQuoted { return hasDate }
      case "y", "d": if !isQuoted, !isBracketed { hasDate = true }
      // m is minutes beside hours or seconds, and a month beside a year or a day.
      default: break
      }
    }
    return hasDate
  }

  static func cell(_ number: Double, isDate: Bool, has1904Dates: Bool) -> SourceSheet.Cell {
    if isDate, let date = date(serial: number, has1904Dates: has1904Dates) {
      return SourceSheet.Cell(text: "\(date)", number: number, isDate: true)
    }
    return SourceSheet.Cell(text: plain(number), number: number)
  }

  /// As Excel shows it: fifteen digits.
  package static func plain(_ number: Double) -> String {
    if let whole = Int(exactly: number), abs(whole) < 1_000_000_000_000_000 { return "\(whole)" }
    return String(format: "%.15g", number)
  }

  /// The day of Excel's serial number; nil where there is none. The 29 February 1900, which Excel
  /// takes for a day, is none.
  package static func date(serial: Double, has1904Dates: Bool = false) -> CalendarDate? {
    guard serial >= 1, serial < 2_958_466 else { return nil }
    var days = Int(serial)
    if has1904Dates {
      days += 1462
    } else if days < 60 {
      days += 1
    } else if days == 60 {
      return nil
    }
    // Days since 1 March 0000 (Hinnant's civil_from_days); 25,569 is 1 January 1970.
    let shifted = days - 25_569 + 719_468
    let era = shifted / 146_097
    let dayOfEra = shifted % 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    return CalendarDate(
      year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month: month,
      day: dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
  }
}
