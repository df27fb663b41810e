/// An amount of money in whole 万元 (ten thousand yuan), so that sums are exact and merge in
/// any order.
///
/// The range is ±9.2·10¹⁸ 万元. One 亿元 (a hundred million yuan) is 10,000 万元.
public struct Money: Hashable, Comparable, Sendable, Codable, AdditiveArithmetic {
  /// Whole 万元.
  public var tenThousandYuan: Int64

  public init(tenThousandYuan: Int64) { self.tenThousandYuan = tenThousandYuan }

  /// A whole number of 亿元.
  public static func hundredMillionYuan(_ amount: Int) -> Money {
    Money(tenThousandYuan: Int64(amount) * 10_000)
  }

  /// The amount in 亿元, exact up to 9·10¹¹ 亿元.
  public var inHundredMillionYuan: Double { Double(tenThousandYuan) / 10_000 }

  public static let zero = Money(tenThousandYuan: 0)

  public static func < (left: Money, right: Money) -> Bool {
    left.tenThousandYuan < right.tenThousandYuan
  }

  public static func + (left: Money, right: Money) -> Money {
    Money(tenThousandYuan: left.tenThousandYuan + right.tenThousandYuan)
  }

  public static func - (left: Money, right: Money) -> Money {
    Money(tenThousandYuan: left.tenThousandYuan - right.tenThousandYuan)
  }

  public init(from decoder: any Decoder) throws {
    tenThousandYuan = try decoder.singleValueContainer().decode(Int64.self)
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(tenThousandYuan)
  }
}
