#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Numbers as text, with no digit beyond their precision.
package enum NumberText {
  /// `value` with exactly `decimals` digits after the point, half away from zero; a dash for what is
  /// not a finite number.
  package static func fixed(_ value: Double, decimals: Int) -> String {
    guard value.isFinite, abs(value) < 1e15 else { return value.isFinite ? "\(value)" : "–" }
    let scale = pow(10, Double(decimals))
    let units = (abs(value) * scale).rounded(.toNearestOrAwayFromZero)
    let sign = value < 0 && units > 0 ? "-" : ""
    let whole = String(Int64(units / scale))
    guard decimals > 0 else { return sign + whole }
    let fraction = String(Int64(units.truncatingRemainder(dividingBy: scale)))
    return sign + whole + "." + String(repeating: "0", count: decimals - fraction.count) + fraction
  }

  /// Digits after the point that a standard error supports: 1.4 → 0, 0.14 and 0.097 → 1;
  /// none where it is undefined.
  static func decimals(forError error: Double?, most: Int) -> Int {
    guard let error, error.isFinite, error > 0 else { return error == 0 ? most : 0 }
    return min(most, max(0, Int((-log10(error / 0.95)).rounded(.up))))
  }

  /// An amount or a count with as many digits as its standard error allows.
  package static func value(_ value: Double, error: Double?, most: Int = 1) -> String {
    fixed(value, decimals: decimals(forError: error, most: most))
  }

  /// A standard error with one or two significant digits; a dash where it is undefined.
  package static func error(_ error: Double?, most: Int = 3) -> String {
    error.map { value($0, error: $0, most: most) } ?? "–"
  }

  /// A whole number without digits after the point, else as many as it needs up to four.
  package static func plain(_ value: Double) -> String {
    for decimals in 0...4 {
      let scale = pow(10, Double(decimals))
      if abs((value * scale).rounded() - value * scale) < 1e-6 {
        return fixed(value, decimals: decimals)
      }
    }
    return fixed(value, decimals: 4)
  }

  /// `62.4%`; `<0.003%` or `>99.997%` where no trial, or every one, reaches the target: 1 − 0.05^(1/n), about
  /// three in n, bounds the probability with 95 % confidence.
  package static func percent(_ probability: Double, error: Double, trials: Int) -> String {
    let bound = 100 * (1 - pow(0.05, 1 / Double(max(1, trials))))
    let decimals = decimals(forError: bound, most: 6)
    if probability <= 0 { return "<" + ceiling(bound, decimals: decimals) + "%" }
    if probability >= 1 { return ">" + floor(100 - bound, decimals: decimals) + "%" }
    return fixed(probability * 100, decimals: self.decimals(forError: error * 100, most: 3)) + "%"
  }

  /// `<0.00003%`: an upper bound of a probability, with one significant digit, rounded up.
  package static func below(_ bound: Double) -> String {
    "<" + ceiling(bound * 100, decimals: boundDecimals(bound)) + "%"
  }

  /// `>99.99997%`: a lower bound of a probability, rounded down.
  package static func above(_ bound: Double) -> String {
    ">" + floor(bound * 100, decimals: boundDecimals(1 - bound)) + "%"
  }

  private static func boundDecimals(_ distance: Double) -> Int {
    min(12, max(0, Int((-log10(max(distance, 1e-14) * 100)).rounded(.up))))
  }

  /// The standard error of a probability in percentage points.
  package static func points(_ error: Double?) -> String { self.error(error.map { $0 * 100 }) }

  private static func ceiling(_ value: Double, decimals: Int) -> String {
    let scale = pow(10, Double(decimals))
    return fixed((value * scale - 1e-9).rounded(.up) / scale, decimals: decimals)
  }

  private static func floor(_ value: Double, decimals: Int) -> String {
    let scale = pow(10, Double(decimals))
    return fixed((value * scale + 1e-9).rounded(.down) / scale, decimals: decimals)
  }
}
