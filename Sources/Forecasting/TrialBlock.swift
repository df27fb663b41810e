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
    let model = self.model
    let seed = self.seed
    withTally { tally, commonScores, scales in
      for result in model.knownResults {
        for lane in 0..<Self.trialCount {
          tally.count(result.amount, month: result.month, lane: lane, place: result.place)
        }
      }
      let player = LeadPlayer(
        model, seed: seed, firstTrial: firstTrial, commonScores: commonScores, scales: scales)
      player.playAll(into: tally)
    }
    sumUp()
  }

  /// Gives `body` the sums, the common scores and the threshold scales without checks for
  /// sharing in between.
  private mutating func withTally(
    _ body: (Tally, UnsafeBufferPointer<Double>, UnsafeBufferPointer<Double>) -> Void
  ) {
    let sizes = model.table.sizes.map(\.tenThousandYuan)
    investment.withUnsafeMutableBufferPointer { investment in
      manufacturing.withUnsafeMutableBufferPointer { manufacturing in
        counts.withUnsafeMutableBufferPointer { counts in
          sizes.withUnsafeBufferPointer { sizes in
            let tally = Tally(
              investment: investment, manufacturing: manufacturing, counts: counts, sizes: sizes)
            commonScores.elements.withUnsafeBufferPointer { scores in
              thresholdScales.withUnsafeBufferPointer { body(tally, scores, $0) }
            }
          }
        }
      }
    }
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

  /// Calls `body` with each metric's index in the table and its values by trial; a share's
  /// only for the trials in which something is signed.
  func forEachMetric(laneCount: Int, _ body: (Int, UnsafeBufferPointer<Int64>) -> Void) {
    let sizes = model.table.sizes.count
    withUnsafeTemporaryAllocation(of: Int64.self, capacity: Self.trialCount) { values in
      var index = 0
      for cell in 0..<(model.table.scopes.count * MetricTable.monthCount) {
        let first = cell * Self.trialCount
        for lane in 0..<laneCount { values[lane] = investment[first + lane] }
        body(index, UnsafeBufferPointer(rebasing: values[..<laneCount]))
        for size in 0..<sizes {
          let first = (cell * sizes + size) * Self.trialCount
          for lane in 0..<laneCount { values[lane] = Int64(counts[first + lane]) }
          body(index + 1 + size, UnsafeBufferPointer(rebasing: values[..<laneCount]))
        }
        var defined = 0
        for lane in first..<(first + laneCount) where investment[lane] > 0 {
          values[defined] = Self.share(manufacturing[lane], of: investment[lane])
          defined += 1
        }
        body(index + 1 + sizes, UnsafeBufferPointer(rebasing: values[..<defined]))
        index += sizes + 2
      }
    }
  }

  /// In millionths, rounded; amounts are far below the 9·10¹² 万元 that fit.
  @inline(__always)
  private static func share(_ part: Int64, of whole: Int64) -> Int64 {
    Int64((Double(part) / Double(whole) * 1_000_000).rounded())
  }

  /// The value of a measure in base units; nil for the share of nothing.
  func value(scope: Int, month: Int, measure: Int, lane: Int) -> Int64? {
    let cell = scope * MetricTable.monthCount + month
    let sizes = model.table.sizes.count
    if measure == 0 { return investment[cell * Self.trialCount + lane] }
    if measure <= sizes {
      return Int64(counts[(cell * sizes + measure - 1) * Self.trialCount + lane])
    }
    let total = investment[cell * Self.trialCount + lane]
    return total > 0 ? Self.share(manufacturing[cell * Self.trialCount + lane], of: total) : nil
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
