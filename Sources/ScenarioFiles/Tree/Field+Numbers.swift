import InvestmentPipeline
import Registers

extension Field {
  /// A plain number, such as a factor, a loading or a count of months.
  func number() -> Double? {
    counted { number, field in
      guard let value = DecimalNumber(number.halfWidth)?.double else {
        field.reportNotANumber()
        return nil
      }
      return value
    }
  }

  /// `40%` or `0.4`, as 0.4. The range is checked later, with the scenario.
  func share() -> Double? {
    counted { text, field in
      guard let value = ShareText.parse(text) else {
        field.report(
          both("这里要写百分数或小数，“\(text)”看不懂。", "“\(text)” is not a share."),
          both("写 40% 或 0.4。", "Write 40% or 0.4."))
        return nil
      }
      return value
    }
  }

  /// An amount with its unit.
  func money() -> Money? {
    counted { text, field in
      switch MoneyText.parse(text, exchangeRates: field.reading.exchangeRates) {
      case .success(let money): return money
      case .failure(let fault):
        field.report(fault.reason, fault.remedy)
        return nil
      }
    }
  }

  /// A published fact: money, a share, a number or a day, listed and not used.
  func fact() {
    _ = counted { (text: String, field: Field) -> Bool? in
      if DecimalNumber(text.halfWidth) != nil || ShareText.parse(text) != nil
        || CalendarDate(iso8601: text) != nil
      {
        return true
      }
      switch MoneyText.parse(text, exchangeRates: field.reading.exchangeRates) {
      case .success: return true
      case .failure(let fault):
        field.report(fault.reason, fault.remedy)
        return nil
      }
    }
  }

  /// A whole number that is an assumption.
  func wholeNumber() -> Int? { counted { _, field in field.calendarNumber() } }

  /// A whole number that needs no word on its origin: a year or a month.
  func calendarNumber() -> Int? {
    if let text = node.text, let number = DecimalNumber(text.halfWidth), let whole = number.whole {
      return whole
    }
    report(
      both("这里要写整数，现在是\(node.kind.zh)。", "A whole number is wanted here, not \(node.kind.en)."),
      both("写 2023 这样的整数。", "Write a whole number such as 2023."))
    return nil
  }

  /// A day, written `2023-02-28`.
  func date() -> CalendarDate? {
    if let text = node.text, let date = CalendarDate(iso8601: text.halfWidth) { return date }
    report(
      both("这里要写日期，\(node.kind.zh)不是。", "A date is wanted here, not \(node.kind.en)."),
      both("写成 2023-02-28 的样子。", "Write it like 2023-02-28."))
    return nil
  }

  /// Reads a number, given short or as `{value: …}`, and lists it with its provenance.
  private func counted<Value>(_ read: (String, Field) -> Value?) -> Value? {
    var field = self
    if node.entries != nil {
      guard let inner = mapping(["value"])?.required("value") else { return nil }
      field = Field(inner.node, path: path, reading: reading)
    }
    guard let text = field.node.text?.trimmingBlanks else {
      field.reportNotANumber()
      return nil
    }
    guard let value = read(text, field) else { return nil }
    if let provenance = field.node.provenance {
      reading.assume(
        Assumption(
          path: path, value: text, provenance: provenance, location: "\(field.node.location)"))
    } else {
      field.report(
        both("这个数没有出处。", "This number has no provenance."),
        both(
          "在它所在的这一组（或本文件的上一层）加 published: 来源，或 assumed: 道理；被扩展的情景里的出处不管这个文件里重写的数。",
          "Add published: SOURCE or assumed: REASONING to its mapping, or to one around it in "
            + "this file; the words of an extended scenario do not cover numbers restated here."))
    }
    return value
  }

  private func reportNotANumber() {
    report(
      both("这里要写普通的数，现在是\(node.kind.zh)。", "A plain number is wanted here, not \(node.kind.en)."),
      both("写 2.5 这样的数，不用科学记数法，不带文字。", "Write it like 2.5, without exponent or words."))
  }
}
