// Laws of sizes fitted to lists, against SciPy and against the distributions that the lists came from.
import Calibration
import Distributions
import Foundation
import RandomStreams
import TestSupport
import Testing

struct SizeDistributionFitTests {
  private struct Reference: Decodable {
    var least: Double
    var threshold: Double
    var sizes: [Double]
    var fit: [String: Double]
  }

  private static let reference = Result {
    let url = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "Reference/size_law.json")
    return try JSONDecoder().decode(Reference.self, from: Data(contentsOf: url))
  }

  @Test func `one list is fitted as SciPy fits it`() throws {
    let reference = try Self.reference.get()
    let fit = try SizeDistributionFit(
      reference.sizes, threshold: reference.threshold, least: reference.least)
    let reach = standardNormalQuantile(0.95)
    func expect(_ value: Double, _ name: String, within tolerance: Double) throws {
      let other = try #require(reference.fit[name])
      #expect(abs(value - other) < tolerance, "\(name): \(value), SciPy \(other)")
    }
    try expect(fit.logMean.value, "log_mean", within: 1e-6)
    try expect(fit.logStandardDeviation.value, "log_standard_deviation", within: 1e-6)
    try expect(
      (fit.logMean.upper - fit.logMean.value) / reach, "log_mean_error", within: 1e-4)
    try expect(
      log(fit.logStandardDeviation.upper / fit.logStandardDeviation.value) / reach,
      "log_deviation_log_error", within: 1e-4)
    try expect(fit.mean(greatest: 250).value, "mean", within: 1e-6)
    try expect(fit.tailShareOfMean(greatest: 250), "tail_share_of_mean", within: 1e-6)
    try expect(fit.tailExponent.value, "tail_exponent", within: 1e-9)
    try expect(fit.tailExponent.lower, "tail_exponent_lower", within: 1e-9)
    try expect(fit.tailExponent.upper, "tail_exponent_upper", within: 1e-9)
    try expect(fit.tailShare.lower, "tail_share_lower", within: 1e-9)
    try expect(fit.tailShare.upper, "tail_share_upper", within: 1e-9)
  }

  private static let distribution = try! SplicedLogNormalPareto(
    logMean: log(2.4), logStandardDeviation: 0.8, threshold: 10, tailProbability: 0.14,
    tailExponent: 1.8)

  private static func list(_ number: Int, count: Int) -> [Double] {
    (0..<count).map { index in
      var stream = DrawStream(
        seed: Seed(81), trial: UInt32(number), purpose: .investment,
        key: EntityKey(id: "\(index)"))
      return distribution.draw(using: &stream)
    }
  }

  // Seed 81. 300 lists of 250 sizes, intervals of 90 %: between 84 and 96 % of them hold the
  // truth. The share that does has a standard deviation of 1.7 %; 3.5 of them, false alarm 5·10⁻⁴
  // each. Body intervals are normal approximations and may fall a point or two short.
  @Test(.heavyNumerics, arguments: [0.0, 1.0])
  func `intervals hold the truth as often as they say`(_ least: Double) throws {
    var hits = [String: Int]()
    var medians: [Double] = []
    let above = Self.distribution.survival(least)
    // Of sizes of `least` or more, none above 250.
    let body = try LogNormal(logMean: log(2.4), logStandardDeviation: 0.8)
    func moment(_ x: Double) -> Double {
      x > 0 ? body.mean * standardNormalCDF((log(x / 2.4) - 0.64) / 0.8) : 0
    }
    let bodyMean = (moment(10) - moment(least)) / (body.cdf(10) - body.cdf(least))
    let expectation =
      (1 - 0.14 / above) * bodyMean + 0.14 / above
      * (try Pareto(minimum: 10, exponent: 1.8).mean(upTo: 250))
    let lists = 300
    for number in 0..<lists {
      let fit = try SizeDistributionFit(Self.list(number, count: 250), threshold: 10, least: least)
      func note(_ name: String, _ estimate: SizeDistributionFit.Estimate, _ truth: Double) {
        hits[name, default: 0] += (estimate.lower...estimate.upper).contains(truth) ? 1 : 0
      }
      note("mean", fit.logMean, log(2.4))
      note("deviation", fit.logStandardDeviation, 0.8)
      note("exponent", fit.tailExponent, 1.8)
      note("share", fit.tailShare, 0.14 / above)
      note("5", fit.survival(5), Self.distribution.survival(5) / above)
      note("expectation", fit.mean(greatest: 250), expectation)
      note("50", fit.survival(50), Self.distribution.survival(50) / above)
      if let rare = fit.sizeOfOne(in: 1000) {
        note("one in 1000", rare, Self.distribution.upperQuantile(0.001 * above))
        medians.append(rare.upper / rare.lower)
      }
    }
    for (name, count) in hits {
      let share = Double(count) / Double(lists)
      // Clopper and Pearson's interval is conservative.
      #expect((0.84...(name == "share" ? 0.98 : 0.96)).contains(share), "\(name): \(share)")
    }
    #expect(hits.count == 8)
    // Two hundred projects do not know the one in a thousand: the ends differ by a factor of 3.
    #expect(medians.sorted()[medians.count / 2] > 3)
  }

  @Test func `more projects tell more`() throws {
    func width(_ count: Int) throws -> Double {
      let size = try #require(
        try SizeDistributionFit(Self.list(1, count: count), threshold: 10).sizeOfOne(in: 1000))
      return log(size.upper / size.lower)
    }
    let (few, many) = (try width(250), try width(25_000))
    #expect(many < few / 5)
  }

  @Test func `a fit scales with its unit`() throws {
    let sizes = Self.list(2, count: 400)
    let one = try SizeDistributionFit(sizes, threshold: 10, least: 1)
    let ten = try SizeDistributionFit(sizes.map { $0 * 10 }, threshold: 100, least: 10)
    #expect(abs(ten.logMean.value - one.logMean.value - log(10)) < 1e-9)
    #expect(abs(ten.logStandardDeviation.value - one.logStandardDeviation.value) < 1e-9)
    #expect(abs(ten.tailExponent.value - one.tailExponent.value) < 1e-9)
    #expect(abs(ten.survival(50).value - one.survival(5).value) < 1e-9)
  }

  @Test func `the share that reaches a size falls and ends where it should`() throws {
    let fit = try SizeDistributionFit(Self.list(3, count: 400), threshold: 10, least: 1)
    let sizes = [1.0, 2, 5, 9.999, 10, 20, 100]
    let shares = sizes.map { fit.survival($0).value }
    #expect(shares[0] == 1 && zip(shares, shares.dropFirst()).allSatisfy { $0 > $1 - 1e-12 })
    #expect(abs(shares[4] - fit.tailShare.value) < 1e-12)
    #expect(fit.sizeOfOne(in: 2) == nil)
    let size = try #require(fit.sizeOfOne(in: 50))
    #expect(abs(fit.survival(size.value).value - 0.02) < 1e-12)
  }

  @Test func `a list that says too little is refused`() {
    let sizes = Self.list(4, count: 400)
    #expect(throws: SizeDistributionFit.Failure.self) {
      try SizeDistributionFit(sizes, threshold: 1e6)
    }
    #expect(throws: SizeDistributionFit.Failure.tooFewInBody(0)) {
      try SizeDistributionFit(sizes.filter { $0 >= 10 }, threshold: 10)
    }
    #expect(throws: SizeDistributionFit.Failure.tooFewInTail(3)) {
      try SizeDistributionFit(sizes.filter { $0 < 10 } + [10, 11, 12], threshold: 10)
    }
    // Rising towards the threshold: no hump below it.
    let rising = (1...200).map { 10 - 9 / Double($0) } + (1...20).map { 10 + Double($0) }
    #expect(throws: SizeDistributionFit.Failure.bodyNotLogNormal) {
      try SizeDistributionFit(rising, threshold: 10, least: 1)
    }
    #expect(throws: SizeDistributionFit.Failure.bodyNotLogNormal) {
      try SizeDistributionFit(
        [Double](repeating: 2, count: 50) + (1...20).map { 10 + Double($0) }, threshold: 10)
    }
  }
}
