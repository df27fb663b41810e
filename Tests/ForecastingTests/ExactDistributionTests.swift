// The engine where the answer is known: convolutions, quadratures, limit distributions, moments.
import Forecasting
import Foundation
import InvestmentPipeline
import RandomStreams
import TestSupport
import Testing
import TileEngine

struct ExactDistributionTests {
  /// Sixteen leads whose amounts are few 万元, so that totals stay in bins of one value.
  static let leads: [Lead] = (0..<16).map { number -> Lead in
    let amount = 3 + (7 * number) % 23
    return .fixture(
      "exact-\(number)", number % 2 == 0 ? "north" : "south",
      at: Stage.beforeSigning[number % 4], worth: Int64(amount))
  }

  /// The probability of being signed by the end of the year, by the walk through the stages.
  static func signing(_ lead: Lead) -> Double {
    let rates: ConversionRates = lead.districtID == "north" ? .brisk : .slow
    return stageWalk(rates, from: lead.stage, exposure: [Double](repeating: 1, count: 12)).last!
  }

  static func amount(_ lead: Lead) -> Int {
    guard case .point(let money) = lead.investment else { return 0 }
    return Int(money.tenThousandYuan)
  }

  // Seed 101. The distance of the whole distribution, false alarm at most 10⁻⁵. Power: a distribution that is off
  // by twice the bound at one value, 0.011 (0.07 in debug), is always caught.
  @Test func `independent leads are a convolution`() throws {
    let sample = try Sample(.fixture(Self.leads), seed: 101)
    let counts = ExactDistribution(Self.leads.map { (1, Self.signing($0)) })
    let totals = ExactDistribution(Self.leads.map { (Self.amount($0), Self.signing($0)) })
    #expect(try counts.scaledDistance(of: sample.values(.allProjects)) < greatestDistance)
    #expect(try totals.scaledDistance(of: sample.values()) < greatestDistance)
    let north = ExactDistribution(
      Self.leads.filter { $0.districtID == "north" }.map { (Self.amount($0), Self.signing($0)) })
    #expect(
      try north.scaledDistance(of: sample.values(over: .district("north"))) < greatestDistance)
  }

  /// The distribution given one factor of loading a, averaged over the factor.
  static func mixture(_ loading: Double, worth: (Lead) -> Int) -> ExactDistribution {
    let own = (1 - loading * loading).squareRoot()
    let thresholds = leads.map { normalQuantile(signing($0)) }
    return ExactDistribution(
      mixing: normalGrid.map { point in
        let parts = zip(leads, thresholds).map { lead, threshold in
          (worth(lead), normalCDF((threshold - loading * point.value) / own))
        }
        return (ExactDistribution(parts), point.weight)
      })
  }

  // Seed 102, bounds as above. Power: seen at a loading that is wrong by 0.2 in the second half.
  @Test func `leads with one factor are a mixture of convolutions`() throws {
    let sample = try Sample(
      .fixture(Self.leads, dependence: Dependence(cityLoading: 0.5)), seed: 102)
    let counts = try sample.values(.allProjects)
    #expect(Self.mixture(0.5) { _ in 1 }.scaledDistance(of: counts) < greatestDistance)
    #expect(try Self.mixture(0.5, worth: Self.amount).scaledDistance(of: sample.values()) < 2.47)
    #expect(Self.mixture(0.3) { _ in 1 }.scaledDistance(of: counts) > greatestDistance)
    #expect(Self.mixture(0) { _ in 1 }.scaledDistance(of: counts) > greatestDistance)
  }

  // Seed 103. 10,000 equal leads: the share that is signed has Vasicek's distribution. Finite many leads
  // move its distribution function by less than 0.001. Each quantile within 4.5 standard errors
  // of its rank, false alarm 5·10⁻⁵ in all. Power: ranks that are off by 0.04 (0.14 in debug).
  @Test func `ten thousand equal leads follow Vasicek's limit distribution`() throws {
    #if DEBUG
      let trials = 320
    #else
      let trials = 4_000
    #endif
    let loading = 0.4
    let leads = (0..<10_000).map { Lead.fixture("v-\($0)", at: .contacted) }
    let sample = try Sample(
      .fixture(leads, dependence: Dependence(cityLoading: loading)), trials: trials, seed: 103)
    let counts = try sample.values(.allProjects)
    let threshold = normalQuantile(Self.signing(leads[0]))
    for p in [0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95] {
      let share = normalCDF(
        (threshold + loading * normalQuantile(p)) / (1 - loading * loading).squareRoot())
      let below = counts.occupiedBins.filter {
        Double($0.values.upperBound) <= share * 10_000
      }.reduce(0) { $0 + Int($1.count) }
      #expect(z(hits: below, of: trials, probability: p).magnitude < greatestZ + 0.1)
    }
  }

  // MARK: Amounts

  private func amounts(
    _ estimate: InvestmentEstimate, uncertainty: Double = 0, seed: UInt64
  ) throws -> MetricAccumulator {
    let lead = Lead.fixture("one").worth(estimate)
    return try Sample(
      .fixture(
        [lead], rates: ["north": .certain, "south": .slow], uncertainty: [.approved: uncertainty]),
      seed: seed
    ).values()
  }

  /// The share of trials at or below `value`, against `probability`, in standard errors.
  private func rankZ(_ values: MetricAccumulator, _ value: Double, _ probability: Double) -> Double
  {
    let below = values.occupiedBins.filter { Double($0.values.upperBound) <= value }
    return z(
      hits: below.reduce(0) { $0 + Int($1.count) }, of: values.count, probability: probability)
  }

  // Seed 104. Mean, standard deviation and three ranks within 4.5 standard errors, false alarm
  // 3·10⁻⁵. The error of the standard deviation follows from the distribution's kurtosis. A bin of 0.1 %
  // hides 0.001 of a rank, which the bound of 5 makes room for. Power: a mean that is off by
  // 0.7 % (4 %), as it would be by −σ² in place of −σ²/2 at σ of 0.5 (12 %).
  @Test func `an uncertain point estimate is the mean of a log-normal`() throws {
    let sigma = 0.5
    let estimate = 1_000_000.0
    let values = try amounts(
      .point(Money(tenThousandYuan: 1_000_000)), uncertainty: sigma, seed: 104)
    let n = Double(values.count)
    let w = exp(sigma * sigma)
    let deviation = estimate * (w - 1).squareRoot()
    let kurtosis = w * w * w * w + 2 * w * w * w + 3 * w * w - 3
    #expect(((values.mean - estimate) / (deviation / n.squareRoot())).magnitude < greatestZ)
    let error = deviation * ((kurtosis - 1) / (4 * n)).squareRoot()
    #expect(((values.standardDeviation - deviation) / error).magnitude < greatestZ)
    for score in [-1.5, 0, 1.5] {
      let value = estimate * exp(sigma * score - sigma * sigma / 2)
      #expect(rankZ(values, value, normalCDF(score)).magnitude < 5)
    }
  }

  // Seed 105. Ranks as above: 10 % below the low figure, 10 % above the high one.
  @Test func `a range holds the middle four fifths`() throws {
    let values = try amounts(
      .range(low: .hundredMillionYuan(2), high: .hundredMillionYuan(30)), seed: 105)
    #expect(rankZ(values, 20_000, 0.1).magnitude < 5)
    #expect(rankZ(values, (20_000.0 * 300_000).squareRoot(), 0.5).magnitude < 5)
    #expect(rankZ(values, 300_000, 0.9).magnitude < 5)
  }

  // Seed 106. Mean and standard deviation within 4.5 standard errors (the kurtosis of this beta
  // distribution is below 3). Power: a mean that is off by 0.5 % of the span (1.5 %).
  @Test func `three points are a PERT distribution`() throws {
    let values = try amounts(
      .threePoint(
        low: .hundredMillionYuan(10), mode: .hundredMillionYuan(20), high: .hundredMillionYuan(60)),
      seed: 106)
    let n = Double(values.count)
    let mean = (100_000.0 + 4 * 200_000 + 600_000) / 6
    let deviation = ((mean - 100_000) * (600_000 - mean) / 7).squareRoot()
    #expect(((values.mean - mean) / (deviation / n.squareRoot())).magnitude < greatestZ)
    let error = deviation / (2 * n).squareRoot()
    #expect(((values.standardDeviation - deviation) / error).magnitude < greatestZ)
    #expect(values.minimum >= 100_000)
    #expect(values.maximum <= 600_000)
  }

  @Test func `a certain point estimate is itself`() throws {
    let values = try amounts(.point(Money(tenThousandYuan: 123_457)), seed: 107)
    #expect(values.minimum == 123_457)
    #expect(values.maximum == 123_457)
  }

  // MARK: Months and copulas

  // Seed 108. Of one lead, the month of signing (or none) has 13 classes: χ² below its 10⁻⁵
  // point of 12 degrees of freedom, 45.1 (the rare first months need 5 expected trials to
  // count). Power: 1.5 % (10 %) of the signings in a wrong month are caught.
  @Test(arguments: [Dependence.independent, .threeFactors, .threeFactors.student(3)])
  func `the month of signing follows the curve`(_ dependence: Dependence) throws {
    let lead = Lead.fixture("one", at: .negotiating)
    let sample = try Sample(
      .fixture([lead], asOf: "2023-02-10", dependence: dependence), seed: 108)
    let exposure = [0, 18.0 / 28] + [Double](repeating: 1, count: 10)
    let curve = stageWalk(.brisk, from: .negotiating, exposure: exposure)
    var statistic = 0.0
    var (before, expectedBefore) = (0, 0.0)
    let trials = Double(sample.accumulator.trials.count)
    for month in 1...13 {
      let signed =
        month < 13
        ? Int(try sample.values(.allProjects, through: month).mean * trials + 0.5)
        : Int(trials)
      let expected = (month < 13 ? curve[month - 1] : 1) * trials
      let cell = expected - expectedBefore
      if month < 2 { #expect(signed == 0) }
      if cell >= 5 {
        let difference = Double(signed - before) - cell
        statistic += difference * difference / cell
      }
      (before, expectedBefore) = (signed, expected)
    }
    #expect(statistic < 45.1)
  }

  // Seed 109. Each open month's share of signed trials within 4.5 standard errors of the curve,
  // 30 comparisons, false alarm 2·10⁻⁴. Power: a share that is off by 0.007 (0.046 in debug).
  @Test(arguments: [0.5, 2.5, 30])
  func `Student-t leaves each lead's own probabilities alone`(_ freedom: Double) throws {
    let lead = Lead.fixture("one", "south", shift: 0.2, probability: 0.7)
    let sample = try Sample(
      .fixture([lead], dependence: Dependence.threeFactors.student(freedom)), seed: 109)
    let walk = stageWalk(.slow, from: .approved, exposure: [Double](repeating: 1, count: 12))
    let trials = sample.accumulator.trials.count
    for month in 1...12 {
      let stated = walk[month - 1] * 0.7 / walk[11]
      let probability = normalCDF(normalQuantile(stated) + 0.2)
      let values = try sample.values(.allProjects, through: month)
      let signed = Int((values.mean * Double(trials)).rounded())
      #expect(z(hits: signed, of: trials, probability: probability).magnitude < greatestZ)
    }
  }

  // Seed 110. Both of two leads of p = 0.05 with t₃: E[Φ(t·s)²] over s = √(W/3), by Simpson's
  // rule against the density of s, is 0.0076; independence would give 0.0025, which lies 5.3
  // standard errors off in debug and 34 in release.
  @Test func `with no loadings Student-t leads still go together`() throws {
    let leads = ["one", "two"].map { Lead.fixture($0, probability: 0.05) }
    let sample = try Sample(
      .fixture(leads, dependence: Dependence.independent.student(3)), seed: 110)
    // The 0.05 quantile of t₃, by halving on its distribution function in closed form.
    func cdf(_ t: Double) -> Double {
      let x = t / 3.0.squareRoot()
      return 0.5 + (x / (1 + x * x) + atan(x)) / Double.pi
    }
    var (low, high) = (-10.0, 0.0)
    for _ in 0..<100 {
      let middle = (low + high) / 2
      if cdf(middle) < 0.05 { low = middle } else { high = middle }
    }
    // s² = W/3 with the density 3√3·√(2/π)·s²·exp(−3s²/2) of s.
    let steps = 4_000
    var both = 0.0
    var whole = 0.0
    for step in 0...steps {
      let s = 6 * Double(step) / Double(steps)
      let weight =
        (step == 0 || step == steps ? 1.0 : step % 2 == 0 ? 2 : 4) * 6 / Double(3 * steps)
      let density = 3 * 3.0.squareRoot() * (2 / Double.pi).squareRoot() * s * s * exp(-1.5 * s * s)
      whole += weight * density
      both += weight * density * normalCDF(low * s) * normalCDF(low * s)
    }
    #expect((whole - 1).magnitude < 1e-9)
    let trials = sample.accumulator.trials.count
    let signedBoth = try sample.values(.allProjects).occupiedBins
      .filter { $0.values.lowerBound == 2 }.reduce(0) { $0 + Int($1.count) }
    #expect(z(hits: signedBoth, of: trials, probability: both).magnitude < greatestZ)
    #expect(z(hits: signedBoth, of: trials, probability: 0.002_5) > 3)
  }

  // MARK: The screen

  /// Words that the screen may exclude have scores above the limit, so that it changes no outcome.
  @Test func `no word is excluded whose score is within the limit`() {
    let screen = ConversionScreen.shared
    var generator = DrawStream(
      seed: Seed(111), trial: 0, purpose: .factor, key: EntityKey(id: "screen"))
    screen.greatestWord.withUnsafeBufferPointer { table in
      for step in -1_100...1_100 {
        for limit in [
          Double(step) / 128, Double(step) / 128 + 0.003, (Double(step) / 128).nextDown,
        ] {
          // The last word whose score is at or below the limit, and some before it.
          let share = normalCDF(limit) * 0x1p32 - 0.5
          let last = UInt32(min(max(0, share.rounded(.down)), 0x1p32 - 1))
          guard share >= 0 else { continue }
          #expect(!ConversionScreen.excludes(last, limit: limit, greatestWord: table))
          let word = UInt32(truncatingIfNeeded: generator.next() % (UInt64(last) + 1))
          #expect(!ConversionScreen.excludes(word, limit: limit, greatestWord: table))
        }
      }
      // And it does its work: of the words a sixty-fourth above a limit it excludes all.
      for step in -100...100 {
        let limit = Double(step) / 32
        let word = UInt32(normalCDF(limit + 1.0 / 32) * 0x1p32)
        #expect(ConversionScreen.excludes(word, limit: limit, greatestWord: table))
      }
      for limit in [Double.infinity, 9, 8] {
        #expect(!ConversionScreen.excludes(.max, limit: limit, greatestWord: table))
      }
      #expect(ConversionScreen.excludes(4, limit: -.infinity, greatestWord: table))
    }
  }
}
