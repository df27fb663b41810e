/// An amount of money in whole 万元 (ten thousand yuan), so that sums are exact in any order.
///
/// The range is ±9.2·10¹⁸ 万元. One 亿元 (a hundred million yuan) is 10,000 万元.
public struct Money: Hashable, Comparable, Sendable, Codable, AdditiveArithmetic {
  /// The amount in whole 万元.
  public var tenThousandYuan: Int64

  /// Creates an amount of whole 万元.
  public init(tenThousandYuan: Int64) { self.tenThousandYuan = tenThousandYuan }

  /// An amount of whole 亿元.
  ///
  /// - Precondition: the amount is within ±9.2·10¹⁴ 亿元.
  public static func hundredMillionYuan(_ amount: Int) -> Money {
    Money(tenThousandYuan: Int64(amount) * 10_000)
  }

  /// The amount in 亿元, exact up to 9·10¹¹ 亿元.
  public var inHundredMillionYuan: Double { Double(tenThousandYuan) / 10_000 }

  /// 0 万元.
  public static let zero = Money(tenThousandYuan: 0)

  /// Whether the left amount is smaller.
  public static func < (left: Money, right: Money) -> Bool {
    left.tenThousandYuan < right.tenThousandYuan
  }

  /// The sum.
  ///
  /// - Precondition: it is in the range of `Int64`.
  public static func + (left: Money, right: Money) -> Money {
    Money(tenThousandYuan: left.tenThousandYuan + right.tenThousandYuan)
  }

  /// The difference.
  ///
  /// - Precondition: it is in the range of `Int64`.
  public static func - (left: Money, right: Money) -> Money {
    Money(tenThousandYuan: left.tenThousandYuan - right.tenThousandYuan)
  }

  /// Decodes a whole number of 万元.
  public init(from decoder: any Decoder) throws {
    tenThousandYuan = try decoder.singleValueContainer().decode(Int64.self)
  }

  /// Encodes the whole number of 万元 as a single value.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(tenThousandYuan)
  }
}
