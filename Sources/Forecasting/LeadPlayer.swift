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
/// leads are not: `ConversionScreen` tells so from the random word alone, and only the rest
/// have their ε computed.
struct LeadPlayer {
  private let model: ForecastModel
  private let seed: Seed
  private let firstTrial: UInt32
  private let firstOpenMonth: Int
  /// Loading row × trial: a·F.
  private let commonScores: UnsafeBufferPointer<Double>
  /// Trial: c.
  private let scales: UnsafeBufferPointer<Double>
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
    screen = ConversionScreen.shared
  }

  func playAll(into tally: Tally) {
    model.leads.withUnsafeBufferPointer { leads in
      model.thresholds.withUnsafeBufferPointer { thresholds in
        model.factors.idiosyncraticWeight.withUnsafeBufferPointer { weights in
          model.laws.withUnsafeBufferPointer { laws in
            screen.greatestWord.withUnsafeBufferPointer { screen in
              for lead in leads {
                let row = Int(lead.row) * TrialBlock.trialCount
                play(
                  lead,
                  thresholds: UnsafeBufferPointer(
                    rebasing: thresholds[
                      Int(lead.curve) * MetricTable.monthCount..<thresholds.count]),
                  common: UnsafeBufferPointer(
                    rebasing: commonScores[row..<(row + TrialBlock.trialCount)]),
                  inverseWeight: 1 / weights[Int(lead.row)], laws: laws, screen: screen,
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
    common: UnsafeBufferPointer<Double>, inverseWeight: Double,
    laws: UnsafeBufferPointer<InvestmentLaw>, screen: UnsafeBufferPointer<UInt32>,
    into tally: Tally
  ) {
    let greatest = thresholds[MetricTable.monthCount - 1]
    for group in 0..<(TrialBlock.trialCount / 4) {
      let words = DrawStream.words(
        seed: seed, trialGroup: firstTrial / 4 &+ UInt32(truncatingIfNeeded: group),
        purpose: .conversion, key: lead.key)
      let lanes = SIMD4(words.0, words.1, words.2, words.3)
      for offset in 0..<4 {
        let lane = group * 4 + offset
        let limit = (greatest * scales[lane] - common[lane]) * inverseWeight
        if ConversionScreen.excludes(lanes[offset], limit: limit, greatestWord: screen) {
          continue
        }
        let score = standardNormalQuantile(openUnit(lanes[offset]))
        guard score <= limit else { continue }
        var month = firstOpenMonth
        while score > (thresholds[month] * scales[lane] - common[lane]) * inverseWeight {
          month += 1
        }
        var stream = DrawStream(
          seed: seed, trial: firstTrial &+ UInt32(truncatingIfNeeded: lane),
          purpose: .investment, key: lead.key)
        let amount = laws[Int(lead.law)].draw(using: &stream)
        guard amount <= model.ceiling else { continue }
        tally.count(amount, month: month, lane: lane, place: lead.place)
      }
    }
  }
}
