import Distributions
import Testing

/// Every distribution against values of 20 digits from Tests/Reference/distributions.py.
struct ReferenceTests {
  /// The relative error allowed everywhere, tails of 10⁻³⁰⁰ included.
  ///
  /// The largest seen is 2·10⁻¹³, at such tails: there the exponent, near 690, is rounded to
  /// 10⁻¹³. Where the probability is above 10⁻²⁰ the second bound holds.
  static let farTolerance = 4e-13
  static let nearTolerance = 5e-14

  @Test(arguments: [
    "normal", "logNormal", "gamma", "beta", "studentT", "pareto", "spliced", "poisson",
  ])
  func `values agree with mpmath`(distribution: String) throws {
    let rows = try ReferenceTable().rows.filter { $0.distribution == distribution }
    #expect(rows.count > 50)
    for row in rows {
      let value = try row.computed(by: row.makeLaw())
      let error =
        row.value == 0 ? value.magnitude : ((value - row.value) / row.value).magnitude
      let isQuantile = row.quantity.lowercased().hasSuffix("quantile")
      let isFar = (isQuantile ? row.argument : row.value) < 1e-20
      #expect(
        error < (isFar ? Self.farTolerance : Self.nearTolerance),
        "\(row.quantity) \(row.parameters) at \(row.argument): \(value), not \(row.value)")
    }
  }
}
