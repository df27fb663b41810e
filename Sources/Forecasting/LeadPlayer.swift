import Distributions
import InvestmentPipeline
import RandomStreams

/// The sums of a block while leads are played: by scope, month and trial.
struct Tally {
  let investment: UnsafeMutableBufferPointer<Int64>
  let manufacturing: UnsafeMutableBufferPointer<Int64>
  /// By scope, month, size class and trial.
  let counts: UnsafeMutableBufferPointer<Int32>
  /// Ascending; the first is zero.
  let sizes: UnsafeBufferPointer<Int64>

  /// Adds a signed project to its district, chain and channel.
  @inline(__always)
  func count(_ amount: Int64, month: Int, lane: Int, place: ForecastModel.Place) {
    var sizeClass = 0
    while sizeClass + 1 < sizes.count, amount >= sizes[sizeClass + 1] { sizeClass += 1 }
    func add(_ scope: Int32) {
      let cell = Int(scope) * MetricTable.monthCount + month
      investment[cell * TrialBlock.trialCount + lane] &+= amount
      if place.isManufacturing { manufacturing[cell * TrialBlock.trialCount + lane] &+= amount }
      counts[(cell * sizes.count + sizeClass) * TrialBlock.trialCount + lane] &+= 1
    }
    add(place.district)
    add(place.chain)
    add(place.channel)
  }
}

/// Decides for each trial of a block whether and when each lead is signed, and with how much.
///
/// Signed in the first month m with a·F + w·ε ≤ t(m)·c, that is ε ≤ (t(m)·c − a·F)/w. Most
/// leads are not, and `ConversionScreen` tells so from the random word alone: first against
/// the greatest limit of the block's trials, then against the trial's own. Only the rest have
/// their ε computed.
struct LeadPlayer {
  private let model: ForecastModel
  private let seed: Seed
  private let firstTrial: UInt32
  private let firstOpenMonth: Int
  /// Loading row × trial: a·F.
  private let commonScores: UnsafeBufferPointer<Double>
  /// Trial: c.
  private let scales: UnsafeBufferPointer<Double>
  private let leastScale: Double
  private let greatestScale: Double
  private let ceiling: Int64
  private let screen: ConversionScreen

  init(
    _ model: ForecastModel, seed: Seed, firstTrial: Int,
    commonScores: UnsafeBufferPointer<Double>, scales: UnsafeBufferPointer<Double>
  ) {
    self.model = model
    self.seed = seed
    self.firstTrial = UInt32(truncatingIfNeeded: firstTrial)
    firstOpenMonth = model.scenario.planYear.openMonths.lowerBound - 1
    self.commonScores = commonScores
    self.scales = scales
    leastScale = scales.min()!
    greatestScale = scales.max()!
    ceiling = model.ceiling
    screen = ConversionScreen.shared
  }

  func playAll(into tally: Tally) {
    model.leads.withUnsafeBufferPointer { leads in
      model.thresholds.withUnsafeBufferPointer { thresholds in
        model.factors.idiosyncraticWeight.withUnsafeBufferPointer { weights in
          model.laws.withUnsafeBufferPointer { laws in
            screen.greatestWord.withUnsafeBufferPointer { screen in
              let leastCommon = weights.indices.map { row in
                commonScores[row * TrialBlock.trialCount..<(row + 1) * TrialBlock.trialCount].min()!
              }
              for lead in leads {
                let row = Int(lead.row) * TrialBlock.trialCount
                play(
                  lead,
                  thresholds: UnsafeBufferPointer(
                    rebasing: thresholds[
                      Int(lead.curve) * MetricTable.monthCount..<thresholds.count]),
                  common: UnsafeBufferPointer(
                    rebasing: commonScores[row..<(row + TrialBlock.trialCount)]),
                  inverseWeight: 1 / weights[Int(lead.row)],
                  leastCommon: leastCommon[Int(lead.row)], laws: laws, screen: screen,
                  into: tally)
              }
            }
          }
        }
      }
    }
  }

  @inline(__always)
  private func play(
    _ lead: ForecastModel.PipelineLead, thresholds: UnsafeBufferPointer<Double>,
    common: UnsafeBufferPointer<Double>, inverseWeight: Double, leastCommon: Double,
    laws: UnsafeBufferPointer<InvestmentLaw>, screen: UnsafeBufferPointer<UInt32>,
    into tally: Tally
  ) {
    let greatest = thresholds[MetricTable.monthCount - 1]
    let blockLimit =
      (greatest * (greatest > 0 ? greatestScale : leastScale) - leastCommon) * inverseWeight
    let blockBound = screen[ConversionScreen.place(of: blockLimit)]
    for group in 0..<(TrialBlock.trialCount / 4) {
      let words = DrawStream.words(
        seed: seed, trialGroup: firstTrial / 4 &+ UInt32(truncatingIfNeeded: group),
        purpose: .conversion, key: lead.key)
      @inline(__always) func decide(_ word: UInt32, lane: Int) {
        guard word <= blockBound else { return }
        let limit = (greatest * scales[lane] - common[lane]) * inverseWeight
        if ConversionScreen.excludes(word, limit: limit, greatestWord: screen) { return }
        let score = standardNormalQuantile(openUnit(word))
        guard score <= limit else { return }
        sign(
          lead, score: score, thresholds: thresholds, lane: lane, common: common[lane],
          inverseWeight: inverseWeight, law: laws[Int(lead.law)], into: tally)
      }
      decide(words.0, lane: group * 4)
      decide(words.1, lane: group * 4 + 1)
      decide(words.2, lane: group * 4 + 2)
      decide(words.3, lane: group * 4 + 3)
    }
  }

  /// Finds the month and draws the investment of a lead that is signed.
  @inline(never)
  private func sign(
    _ lead: ForecastModel.PipelineLead, score: Double, thresholds: UnsafeBufferPointer<Double>,
    lane: Int, common: Double, inverseWeight: Double, law: InvestmentLaw, into tally: Tally
  ) {
    var month = firstOpenMonth
    while score > (thresholds[month] * scales[lane] - common) * inverseWeight { month += 1 }
    var stream = DrawStream(
      seed: seed, trial: firstTrial &+ UInt32(truncatingIfNeeded: lane), purpose: .investment,
      key: lead.key)
    let amount = law.draw(using: &stream)
    guard amount <= ceiling else { return }
    tally.count(amount, month: month, lane: lane, place: lead.place)
  }
}
