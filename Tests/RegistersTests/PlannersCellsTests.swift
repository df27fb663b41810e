import InvestmentPipeline
import Registers
import Testing

/// What single cells of planners' tables stand for.
struct PlannersCellsTests {
  static let rates = ["美元": DecimalNumber("6.73")!]

  /// A cell, the unit of its head, and low and high in 万元; nil for no amount.
  static let amounts: [(String, String?, Int64?, Int64?)] = [
    ("13.5亿元", nil, 135_000, 135_000), ("13.5亿", "万元", 135_000, 135_000),
    ("5000", "万元", 5_000, 5_000), ("1,200 万", nil, 1_200, 1_200),
    ("１２００万元", nil, 1_200, 1_200), ("约3亿", nil, 30_000, 30_000),
    ("3亿元左右", nil, 30_000, 30_000), ("10-15亿", nil, 100_000, 150_000),
    ("10—15亿元", nil, 100_000, 150_000), ("10亿-15亿元", nil, 100_000, 150_000),
    ("8000万-1.2亿元", nil, 8_000, 12_000), ("10~15", "亿元", 100_000, 150_000),
    ("1亿美元", nil, 67_300, 67_300), ("120万元、30万美元", nil, 322, 322),
    ("120万元，30万美元", nil, 322, 322), ("/", "万元", nil, nil), ("—", "万元", nil, nil),
    ("待定", "万元", nil, nil), ("", "万元", nil, nil), ("0", "万元", nil, nil),
  ]

  @Test(arguments: amounts)
  func `an amount is read with its unit`(text: String, unit: String?, low: Int64?, high: Int64?) {
    let reading = AmountReader.read(
      text, unit: unit.flatMap { MoneyText.unit($0) }, rates: Self.rates)
    switch reading {
    case .amount(let amount): #expect(amount.low == low && amount.high == high)
    case .nothing: #expect(low == nil)
    case .fault(let fault): Issue.record("\(text): \(fault.reason.en)")
    }
  }

  @Test(arguments: ["5000", "见附件", "15-10亿元", "3亿港元", "-3亿元", "#REF!"])
  func `what is no amount is a fault, and no guess`(text: String) {
    guard case .fault = AmountReader.read(text, unit: nil, rates: Self.rates) else {
      Issue.record("\(text) was read")
      return
    }
  }

  @Test func `rough amounts and units of their own are told`() {
    guard case .amount(let rough) = AmountReader.read("约3亿", unit: nil, rates: [:]),
      case .amount(let plain) = AmountReader.read(
        "3", unit: MoneyText.unit("亿元"), rates: [:])
    else {
      Issue.record("not read")
      return
    }
    #expect(rough.isRough && rough.hasOwnUnit)
    #expect(!plain.isRough && !plain.hasOwnUnit)
  }

  @Test(arguments: [
    ("2026/3/5", "2026-03-05", false), ("2026.3.5", "2026-03-05", false),
    ("20260305", "2026-03-05", false), ("2026-03-05", "2026-03-05", false),
    ("2026年3月5日", "2026-03-05", false), ("2026年3月", "2026-03-01", true),
    ("2026.03", "2026-03-01", true), ("2026/3/5 0:00:00", "2026-03-05", false),
    ("46086", "2026-03-05", false),
  ])
  func `dates in their usual forms`(text: String, day: String, isMonth: Bool) throws {
    let read = try #require(
      DateReader.read(SourceSheet.Cell(text: text), has1904Dates: false))
    #expect(read.date.description == day && read.isMonth == isMonth)
  }

  @Test(arguments: ["2023年13月5日", "2023-02-30", "春节后", "13", "2023"])
  func `what is no date is none`(text: String) {
    #expect(DateReader.read(SourceSheet.Cell(text: text), has1904Dates: false) == nil)
  }

  // Excel counts a 29 February 1900 that never was.
  @Test(arguments: [
    (1.0, false, "1900-01-01"), (59, false, "1900-02-28"), (61, false, "1900-03-01"),
    (44_985, false, "2023-02-28"), (44_985.75, false, "2023-02-28"),
    (45_351, false, "2024-02-29"), (43_523, true, "2023-02-28"),
  ])
  func `serial numbers of days`(serial: Double, has1904Dates: Bool, day: String) {
    #expect(NumberFormat.date(serial: serial, has1904Dates: has1904Dates)?.description == day)
  }

  @Test func `days that never were`() {
    for serial in [0.5, 60, -1, 3e6] { #expect(NumberFormat.date(serial: serial) == nil) }
  }

  @Test(arguments: [
    ("yyyy\"年\"m\"月\"d\"日\"", true), ("yyyy/m/d;@", true), ("[$-804]yyyy-mm-dd", true),
    ("0.00", false), ("General", false), ("0.00E+00", false), ("[Red]0.0", false),
    ("0.00\"day\"", false), ("h:mm", false), ("#,##0_);(#,##0)", false),
  ])
  func `formats that show a day`(code: String, isDate: Bool) {
    #expect(NumberFormat.isDate(code) == isDate)
  }

  @Test(arguments: [(0.1 + 0.2, "0.3"), (13.5, "13.5"), (100_000, "100000"), (1e-3, "0.001")])
  func `numbers as Excel shows them`(number: Double, text: String) {
    #expect(NumberFormat.plain(number) == text)
  }

  @Test(arguments: [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA"), (16_383, "XFD")])
  func `columns by their letters`(number: Int, name: String) {
    #expect(CellReference.columnName(number) == name)
  }
}
