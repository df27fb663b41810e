import InvestmentPipeline
import Registers
import Testing

/// Amounts, numbers and dates as planners write them.
@Suite struct MoneyTextTests {
  static let amounts: [(String, Int64)] = [
    ("13.5亿元", 135_000), ("5000万元", 5_000), ("3.6亿美元", 242_280), ("13.5亿", 135_000),
    ("1,200万元", 1_200), ("135000000元", 13_500), ("0.1亿元", 1_000), ("0.1 亿元", 1_000),
    ("１，２００．５万元", 1_201), ("0.5万元", 1), ("0.49万元", 0), ("1.5万元", 2), ("2.5万元", 3),
    ("4999元", 0), ("5000元", 1), ("人民币3亿元", 30_000), ("3亿元人民币", 30_000), ("3亿人民币", 30_000),
    ("2000万美元", 13_460), ("10亿日元", 5_000), ("0.29亿元", 2_900), ("1.15亿元", 11_500),
    ("0.00005亿元", 1), ("2千万元", 2_000), ("3百万", 300), ("0亿元", 0), (".5亿元", 5_000),
    ("1万亿元", 100_000_000), ("９亿元", 90_000), ("1亿美元", 67_300),
  ]

  @Test(arguments: amounts) func amountsAreExact(_ text: String, _ expected: Int64) throws {
    let rates = ["美元": try #require(DecimalNumber("6.73")), "日元": DecimalNumber("0.05")!]
    let money = try MoneyText.parse(text, exchangeRates: rates).get()
    #expect(money.tenThousandYuan == expected)
  }

  static let refused: [(String, String)] = [
    ("13.5", "no unit"), ("", "not an amount"), ("约5亿元", "rough"), ("5亿元左右", "rough"),
    ("-5亿元", "negative"), ("5亿鎊", "Unknown unit"), ("5亿英镑", "exchange rate"),
    ("5e3万元", "Unknown unit"), ("1e400亿元", "Unknown unit"), ("inf亿元", "not an amount"),
    ("nan", "not an amount"), ("0x10万元", "Unknown unit"), ("12,00万元", "not an amount"),
    ("1.2.3亿元", "not an amount"), ("10-15亿元", "not an amount"), ("/", "not an amount"),
    ("—", "not an amount"), ("360M USD", "Unknown unit"), ("9999999999999亿元", "too large"),
    ("999999999999999999999999999999亿元", "not an amount"), ("万元", "not an amount"),
  ]

  @Test(arguments: refused) func whatIsNotClearIsRefused(_ text: String, _ words: String) {
    switch MoneyText.parse(text) {
    case .success(let money): Issue.record("\(text) was read as \(money)")
    case .failure(let fault):
      #expect(fault.reason.en.contains(words), "\(fault.reason.en)")
      #expect(fault.reason.zh != fault.reason.en && fault.remedy.zh != fault.remedy.en)
    }
  }

  @Test func aBareNumberTakesTheColumnsUnit() throws {
    let unit = try #require(MoneyText.unit("亿元"))
    #expect(try MoneyText.parse("1.5", unit: unit).get() == Money(tenThousandYuan: 15_000))
    #expect(try MoneyText.parse("800万元", unit: unit).get() == Money(tenThousandYuan: 800))
    #expect(MoneyText.unit("吨") == nil)
  }

  static let shares: [(String, Double?)] = [
    ("40%", 0.4), ("0.4", 0.4), ("４０％", 0.4), ("7%", 0.07), ("0.07", 0.07), ("112.5%", 1.125),
    ("-3%", -0.03), ("%", nil), ("4e-1", nil), ("nan", nil), ("inf", nil), ("0x1p2", nil),
  ]

  @Test(arguments: shares) func sharesAreTheNearestDouble(_ text: String, _ expected: Double?) {
    #expect(ShareText.parse(text) == expected)
  }

  static let dates: [(String, String?)] = [
    ("2023-02-28", "2023-02-28"), ("2023/2/28", "2023-02-28"), ("2023.2.28", "2023-02-28"),
    ("2023年2月28日", "2023-02-28"), ("２０２３年２月２８日", "2023-02-28"), ("2023年2月8号", "2023-02-08"),
    ("2023-02-29", nil), ("2023年2月", nil), ("28/2/2023", nil), ("44985", nil), ("", nil),
    ("2023-2-28-1", nil), ("2023/x/1", nil),
  ]

  @Test(arguments: dates) func datesHaveManyForms(_ text: String, _ expected: String?) {
    #expect(DateText.parse(text)?.description == expected)
  }
}
