import Calibration
import Distributions
import Forecasting
import InvestmentPipeline
import RandomStreams

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// The forecast of one origin and horizon.
///
/// The months after the origin stand as the last months of an invented year, so that any length up to
/// twelve months ends with it; pace and shifts of conversion are those of the calendar months that they stand for.
struct HorizonForecast {
  private let fit: RecordsFit
  private var origin: CalendarDate { fit.spells.asOf }
  private let horizon: Int
  private let plan: Backtest.Plan
  /// By district, then the city: what is signed in each trial.
  private var samples: [[Double]]
  /// By district: open leads, or their investment, times their rates to signing.
  private var pipeline: [Double]

  /// Nil where a stage has no record yet, so that its rates are unknown; of investment also where the records
  /// hold too few amounts yet.
  init?(_ fit: RecordsFit, horizon: Int, plan: Backtest.Plan) throws {
    self.fit = fit
    self.horizon = horizon
    self.plan = plan
    pipeline = fit.districts.map { _ in 0 }
    samples = .init(repeating: [], count: fit.districts.count + 1)
    guard let scenario = scenario() else { return nil }
    let model = try CompiledScenario(
      scenario,
      metrics: fit.districts.indices.map {
        Metric(.signedInvestment, over: .district(Self.id($0)))
      })
    let columns = model.trialColumns
    let indices = fit.districts.indices.map { number in
      columns.firstIndex {
        $0.measure == Measure.signedInvestment.name && $0.scope.id == Self.id(number)
      }
    }
    // Draws of its own for each origin: common ones would have their error in common, as a bias.
    let own = plan.seed &+ UInt64(origin.monthNumber) &* 7_368_787
    for draw in 0..<plan.draws {
      let seed = Seed(own &+ UInt64(draw) &* 1_000_003)
      model.scenario(ofDraw: draw, seed: Seed(own)).trialValues(
        TrialPlan(trials: plan.trialsPerDraw, seed: seed, threads: 1)
      ) { block in
        for first in stride(from: 0, to: block.count, by: columns.count) {
          var city = 0.0
          for (number, index) in indices.enumerated() {
            var value = index.map { block[first + $0] } ?? 0
            if plan.quantity == .projects { value.round() }
            samples[number].append(value)
            city += value
          }
          samples[fit.districts.count].append(city)
        }
        return true
      }
    }
  }

  // MARK: The scenario

  /// The district's id in the invented city: records may name districts as they like.
  private static func id(_ number: Int) -> District.ID { "district-\(number)" }

  private static let horizonDate = CalendarDate(year: 2001, month: 12, day: 31)!
  private var asOf: CalendarDate {
    Self.horizonDate.advanced(byMonths: -horizon)!.lastOfMonth
  }

  /// What the months of the invented year have of the calendar months that they stand for: December of the
  /// month that lies `horizon` months after the origin's.
  private func rotated(_ values: [Int: Double]) -> [Int: Double] {
    var result: [Int: Double] = [:]
    for (month, value) in values {
      result[(month - origin.month - horizon + 35) % 12 + 1] = value
    }
    return result
  }

  private mutating func scenario() -> Scenario? {
    let districts = fit.districts
    var rates: [District.ID: ConversionRates] = [:]
    for (number, district) in districts.enumerated() {
      guard let own = fit.conversionRates(district) else { return nil }
      rates[Self.id(number)] = own
    }
    // Numbers are amounts of projects of 1亿元 each.
    var sizes = SizeDistribution(median: .hundredMillionYuan(1), logDeviation: 0)
    var unknown = sizes.median
    if plan.quantity == .investment {
      guard let own = fit.sizes?.all, let mean = fit.spells.meanInvestment else { return nil }
      (sizes, unknown) = (own, mean)
    }
    var leads: [Lead] = []
    for open in fit.spells.openLeads {
      guard let number = districts.firstIndex(of: open.districtID) else { continue }
      let (stage, day) = (open.since.stage, open.since.day)
      let amount = plan.quantity == .investment ? open.investment ?? unknown : unknown
      leads.append(
        Lead(
          id: open.id, name: open.id, districtID: Self.id(number), chainID: "all",
          channelID: "all", stage: stage, investment: .point(amount), isManufacturing: true,
          stageSince: asOf.advanced(
            by: -(fit.clock?.days(from: day, to: origin) ?? origin.dayNumber - day.dayNumber))))
      pipeline[number] += Stage.beforeSigning.filter { $0 >= stage }.reduce(
        amount.inHundredMillionYuan
      ) {
        $0 * rates[Self.id(number)]![$1]!.conversionRate
      }
    }
    // A scenario has a lead at least.
    if leads.isEmpty {
      leads.append(
        Lead(
          id: "none", name: "none", districtID: Self.id(0), chainID: "all", channelID: "all",
          stage: .lost, investment: .point(unknown), isManufacturing: true))
    }
    return Scenario(
      id: "backtest", title: BilingualText(zh: "回测", en: "Backtest"),
      reason: BilingualText(zh: "回测", en: "Backtest"), city: city(districts),
      planYear: PlanYear(year: Self.horizonDate.year, asOf: asOf), leads: leads,
      conversionRates: rates,
      pace: rotated(fit.pace), conversionShift: rotated(fit.conversionShift),
      arrivals: arrivals(sizes), history: history, drift: drift)
  }

  private func city(_ districts: [District.ID]) -> City {
    let all = BilingualText(zh: "全部", en: "all")
    return City(
      id: "backtest", name: BilingualText(zh: "回测", en: "Backtest"),
      districts: districts.enumerated().map { number, name in
        District(id: Self.id(number), name: BilingualText(zh: name, en: name))
      },
      chains: [IndustryChain(id: "all", name: all, isManufacturing: true)],
      channels: Stage.beforeSigning.map {
        Channel(id: $0 == .identified ? "all" : $0.rawValue, name: $0.name)
      })
  }

  private var history: ConversionHistory {
    let numbers = Dictionary(
      uniqueKeysWithValues: fit.districts.enumerated().map { ($1, Self.id($0)) })
    return ConversionHistory(
      fit.spells.history.counts.mapValues { counts in
        Dictionary(
          uniqueKeysWithValues: counts.compactMap { district, own in
            numbers[district].map { ($0, own) }
          })
      })
  }

  private var drift: Drift? {
    fit.drift.map {
      Drift(
        periodMonths: $0.periodMonths,
        cityDeviations: $0.cityDeviations.mapValues { min(3, $0.value) },
        districtDeviations: $0.districtDeviations.mapValues { min(3, $0.value) },
        paceDeviation: min(3, $0.paceDeviation.value))
    }
  }

  /// Leads that come at each stage at the rate of the last twelve months.
  private func arrivals(_ sizes: SizeDistribution) -> [ArrivalStream] {
    let since = origin.advanced(by: -365) ?? fit.spells.start
    let months =
      Double(origin.dayNumber - max(since, fit.spells.start).dayNumber) / StageSpells.daysPerMonth
    return fit.districts.enumerated().flatMap { number, district in
      Stage.beforeSigning.compactMap { stage -> ArrivalStream? in
        let count = fit.spells.entries.count {
          $0.districtID == district && $0.stage == stage && $0.day > since
        }
        guard count > 0, months > 0 else { return nil }
        let rate = Double(count) / months
        let dispersion = fit.arrivalDispersion?.value ?? 0
        return ArrivalStream(
          districtID: Self.id(number), channelID: stage == .identified ? "all" : stage.rawValue,
          monthlyRates: .init(repeating: rate, count: 12),
          // The rate itself is known to 1/√count.
          dispersion: min(3, (dispersion * dispersion + 1 / Double(count)).squareRoot()),
          stage: stage, chainWeights: ["all": 1],
          sizes: sizes)
      }
    }
  }

  // MARK: Cases

  /// - Parameter earlier: of the same horizon, in the order of their origins.
  func cases(_ outcomes: Outcomes, earlier: [Backtest.Case]) -> [Backtest.Case] {
    let count = fit.districts.count
    return ([count] + Array(0..<count)).compactMap { index in
      let district = index < count ? fit.districts[index] : nil
      guard let outcome = outcomes.sum(index, from: origin, offset: 0, months: horizon) else {
        return nil
      }
      var means: [Backtest.Method: Double] = [:]
      means[.model] = samples[index].reduce(0, +) / Double(samples[index].count)
      means[.pipeline] = index < count ? pipeline[index] : pipeline.reduce(0, +)
      means[.lastPeriod] = outcomes.sum(index, from: origin, offset: -3, months: 3).map {
        $0 * Double(horizon) / 3
      }
      means[.sameLength] = outcomes.sum(index, from: origin, offset: -horizon, months: horizon)
      means[.lastYear] = outcomes.sum(index, from: origin, offset: -12, months: horizon)
      // What was known at this origin: forecasts whose months have passed.
      let past = earlier.filter { past in
        past.districtID == district
          && origin.monthNumber - past.origin.monthNumber >= horizon
      }
      var forecasts: [Backtest.Method: SampleScores] = [:]
      forecasts[.model] = SampleScores(samples[index], outcome: outcome)
      for (method, mean) in means where method != .model {
        forecasts[method] = SampleScores(dressed(mean, method, past), outcome: outcome)
      }
      if let rival = forecasts[.sameLength] {
        let blended = blend(forecasts[.model]!.sample, rival.sample, past)
        forecasts[.blend] = SampleScores(blended, outcome: outcome)
        means[.blend] = blended.reduce(0, +) / Double(blended.count)
      }
      return Backtest.Case(
        origin: origin, horizon: horizon, districtID: district, outcome: outcome,
        forecasts: forecasts, means: means)
    }
  }

  /// A single number with the errors that the method has made so far; with fewer than eight, with the spread of
  /// the difference of two Poisson numbers, or of two compound Poisson amounts.
  private func dressed(_ mean: Double, _ method: Backtest.Method, _ past: [Backtest.Case])
    -> [Double]
  {
    let errors = past.compactMap { past in past.means[method].map { past.outcome - $0 } }
    if errors.count >= 8 { return errors.map { max(0, mean + $0) } }
    let isCount = plan.quantity == .projects
    let amounts = fit.spells.signedInvestments
    // Of a compound Poisson amount: variance over mean.
    let unit =
      isCount ? 1 : amounts.reduce(0) { $0 + $1 * $1 } / max(1e-9, amounts.reduce(0, +))
    let deviation = (2 * unit * max(unit, mean)).squareRoot()
    return (0..<199).map {
      let value = mean + deviation * standardNormalQuantile((Double($0) + 0.5) / 199)
      return max(0, isCount ? value.rounded() : value)
    }
  }

  /// The mixture in the proportion with the least mean score over the past; in halves with fewer than six forecasts.
  private func blend(_ model: [Double], _ rival: [Double], _ past: [Backtest.Case]) -> [Double] {
    Backtest.mixture(Backtest.bestShare(past) ?? 0.5, model, rival)
  }
}

extension Backtest {
  /// A mixture of two samples in ascending order.
  static func mixture(_ share: Double, _ model: [Double], _ rival: [Double]) -> [Double] {
    let size = 400
    let own = Int((share * Double(size)).rounded())
    func quantiles(_ sorted: [Double], _ count: Int) -> [Double] {
      (0..<count).map {
        sorted[min(sorted.count - 1, ($0 * 2 + 1) * sorted.count / (2 * count))]
      }
    }
    return quantiles(model, own) + quantiles(rival, size - own)
  }

  /// The weight of the model beside the same length before, in quarters, whose mixtures have the least mean score;
  /// nil with fewer than six forecasts.
  static func bestShare(_ cases: [Case]) -> Double? {
    let known = cases.compactMap { item in
      item.forecasts[.model].flatMap { model in
        item.forecasts[.sameLength].map { (model: model, rival: $0) }
      }
    }
    guard known.count >= 6 else { return nil }
    func score(_ share: Double) -> Double {
      known.reduce(0) { sum, pair in
        let mixed = mixture(share, pair.model.sample, pair.rival.sample)
        return sum + SampleScores(mixed, outcome: pair.model.outcome).crps()
      }
    }
    let scores = [0, 0.25, 0.5, 0.75, 1].map { (share: $0, score: score($0)) }
    return scores.min { $0.score < $1.score }!.share
  }
}
