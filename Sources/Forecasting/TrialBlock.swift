import Distributions
import InvestmentPipeline
import LinearAlgebra
import RandomStreams

/// Sixty-four trials played together: the lead is the outer loop, the trial the inner one.
///
/// A block starts at a multiple of 64 and is always played whole, so that matrix products
/// have one shape and every trial has the same bits whatever run it belongs to. Reused from
/// block to block; memory depends on the scopes and the loading rows, not on trials or leads.
struct TrialBlock {
  static let trialCount = 64

  private let model: ForecastModel
  private let seed: Seed
  private var normals: Matrix
  /// Loading row × trial: a·F.
  private var commonScores: Matrix
  private var thresholdScales: [Double]

  // Sums by scope, month and trial. After `play`, cumulative through the month.
  private(set) var investment: [Int64]
  private(set) var manufacturing: [Int64]
  /// By scope, month, size and trial: projects of at least that size.
  private(set) var counts: [Int32]

  init(_ model: ForecastModel, seed: Seed) {
    self.model = model
    self.seed = seed
    let lanes = Self.trialCount
    normals = Matrix(rowCount: model.factors.factorKeys.count, columnCount: lanes)
    commonScores = Matrix(
      rowCount: model.factors.scoreLoadings.rowCount, columnCount: lanes)
    thresholdScales = [Double](repeating: 1, count: lanes)
    let cells = model.table.scopes.count * MetricTable.monthCount * lanes
    investment = [Int64](repeating: 0, count: cells)
    manufacturing = [Int64](repeating: 0, count: cells)
    counts = [Int32](repeating: 0, count: cells * model.table.sizes.count)
  }

  /// Plays trials firstTrial ..< firstTrial + 64; `firstTrial` is a multiple of 64.
  mutating func play(firstTrial: Int) {
    precondition(firstTrial.isMultiple(of: Self.trialCount))
    for index in investment.indices { investment[index] = 0 }
    for index in manufacturing.indices { manufacturing[index] = 0 }
    for index in counts.indices { counts[index] = 0 }
    drawFactors(firstTrial: firstTrial)
    addKnownResults()
    for lead in model.leads { play(lead, firstTrial: firstTrial) }
    sumUp()
  }

  private mutating func drawFactors(firstTrial: Int) {
    let factors = model.factors
    if !factors.isIndependent {
      factors.drawNormals(seed: seed, firstTrial: firstTrial, into: &normals)
      do {
        try Matrix.multiply(factors.scoreLoadings, normals, into: &commonScores)
      } catch {
        preconditionFailure("shapes that fit by construction: \(error)")
      }
    }
    guard factors.mixingLaw != nil else { return }
    for lane in 0..<Self.trialCount {
      thresholdScales[lane] = factors.thresholdScale(seed: seed, trial: firstTrial + lane)
    }
  }

  private mutating func addKnownResults() {
    for result in model.knownResults {
      for lane in 0..<Self.trialCount {
        count(result.amount, month: result.month, lane: lane, place: result.place)
      }
    }
  }

  /// Decides for each trial whether and when the lead is signed, and adds its investment.
  ///
  /// Signed in the first month m with a·F + w·ε ≤ t(m)·c, that is ε ≤ (t(m)·c − a·F)/w. Most
  /// leads are not: `ConversionScreen` tells so from the random word alone, and only the rest
  /// have their ε computed.
  private mutating func play(_ lead: ForecastModel.PipelineLead, firstTrial: Int) {
    let curve = Int(lead.curve) * MetricTable.monthCount
    let greatest = model.thresholds[curve + MetricTable.monthCount - 1]
    let row = Int(lead.row)
    let weight = 1 / model.factors.idiosyncraticWeight[row]
    let firstGroup = UInt32(truncatingIfNeeded: firstTrial / 4)
    for group in 0..<(Self.trialCount / 4) {
      let words = DrawStream.words(
        seed: seed, trialGroup: firstGroup &+ UInt32(group), purpose: .conversion, key: lead.key)
      for (offset, word) in [words.0, words.1, words.2, words.3].enumerated() {
        let lane = group * 4 + offset
        let common = commonScores[row, lane]
        let scale = thresholdScales[lane]
        let limit = (greatest * scale - common) * weight
        if ConversionScreen.excludes(word, limit: limit) { continue }
        let score = standardNormalQuantile(openUnit(word))
        guard score <= limit else { continue }
        var month = model.scenario.planYear.openMonths.lowerBound - 1
        while score > (model.thresholds[curve + month] * scale - common) * weight { month += 1 }
        var stream = DrawStream(
          seed: seed, trial: UInt32(truncatingIfNeeded: firstTrial + lane), purpose: .investment,
          key: lead.key)
        let amount = model.laws[Int(lead.law)].draw(using: &stream)
        if amount > model.ceiling { continue }
        count(amount, month: month, lane: lane, place: lead.place)
      }
    }
  }

  /// Adds a signed project to its district, chain and channel.
  private mutating func count(
    _ amount: Int64, month: Int, lane: Int, place: ForecastModel.Place
  ) {
    let sizeClass = model.table.sizeClass(of: amount)
    for scope in [place.district, place.chain, place.channel] {
      let cell = Int(scope) * MetricTable.monthCount + month
      investment[cell * Self.trialCount + lane] += amount
      if place.isManufacturing { manufacturing[cell * Self.trialCount + lane] += amount }
      counts[(cell * model.table.sizes.count + sizeClass - 1) * Self.trialCount + lane] += 1
    }
  }

  /// Size classes to "at least", months to "through", districts to the city.
  private mutating func sumUp() {
    let lanes = Self.trialCount
    let months = MetricTable.monthCount
    let sizes = model.table.sizes.count
    let districts = model.scenario.city.districts.count
    for scope in 1..<model.table.scopes.count {
      for month in 0..<months {
        let cell = scope * months + month
        for size in stride(from: sizes - 2, through: 0, by: -1) {
          let target = (cell * sizes + size) * lanes
          for lane in target..<(target + lanes) { counts[lane] += counts[lane + lanes] }
        }
        guard month > 0 else { continue }
        for lane in (cell * lanes)..<((cell + 1) * lanes) {
          investment[lane] += investment[lane - lanes]
          manufacturing[lane] += manufacturing[lane - lanes]
        }
        for lane in (cell * sizes * lanes)..<((cell + 1) * sizes * lanes) {
          counts[lane] += counts[lane - sizes * lanes]
        }
      }
      guard scope <= districts else { continue }
      let span = months * lanes
      for lane in 0..<span {
        investment[lane] += investment[scope * span + lane]
        manufacturing[lane] += manufacturing[scope * span + lane]
      }
      for lane in 0..<(span * sizes) { counts[lane] += counts[scope * span * sizes + lane] }
    }
  }

  /// The value of a measure in base units; nil for the share of nothing.
  @inline(__always)
  func value(scope: Int, month: Int, measure: Int, lane: Int) -> Int64? {
    let cell = scope * MetricTable.monthCount + month
    let sizes = model.table.sizes.count
    if measure == 0 { return investment[cell * Self.trialCount + lane] }
    if measure <= sizes {
      return Int64(counts[(cell * sizes + measure - 1) * Self.trialCount + lane])
    }
    let total = investment[cell * Self.trialCount + lane]
    guard total > 0 else { return nil }
    return (manufacturing[cell * Self.trialCount + lane] * 1_000_000 + total / 2) / total
  }

  /// Numerator and denominator of a share target's metric, in 万元; nil for other measures.
  func shareParts(of target: ForecastModel.CompiledTarget, lane: Int)
    -> (part: Int64, whole: Int64)?
  {
    guard target.measure > model.table.sizes.count else { return nil }
    let place = (target.scope * MetricTable.monthCount + target.month) * Self.trialCount + lane
    return (manufacturing[place], investment[place])
  }
}
