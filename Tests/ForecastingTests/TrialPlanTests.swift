// How a run ends: all trials, precision reached, or interrupted; and what it says on the way.
import Forecasting
import InvestmentPipeline
import RandomStreams
import TestSupport
import Testing

struct TrialPlanTests {
  static let targets: [Target] = [.investment("city", 200_000), .share("made", 0.6)]

  static func model(targets: [Target] = targets) throws -> CompiledScenario {
    // Few leads, so that a round is 256 blocks.
    var scenario = Scenario.mixed(targets: targets)
    scenario.leads = Array(Lead.mixed.prefix(12))
    scenario.jointTargets = targets.isEmpty ? [] : [.fixture("both", "city", "made")]
    return try CompiledScenario(scenario)
  }

  /// A register so large that a round is 13 blocks. One lead in two trials is signed.
  static func largeModel() throws -> CompiledScenario {
    let leads = (0..<20_000).map { Lead.fixture("l-\($0)", at: .identified, worth: 100, shift: -3) }
    return try CompiledScenario(
      .fixture(leads, targets: [.count("some", 1)], joint: [.fixture("all", "some")]))
  }

  @Test func `a run stops at the precision asked for, at the same trial on any threads`() throws {
    let model = try Self.largeModel()
    var stops: [(Forecast, [TrialProgress])] = []
    for threads in [1, 3] {
      var seen: [TrialProgress] = []
      let forecast = model.forecast(
        TrialPlan(trials: 50_000, seed: Seed(51), threads: threads, precision: 0.004)
      ) {
        seen.append($0)
        return true
      }
      stops.append((forecast, seen))
    }
    let (forecast, seen) = stops[0]
    #expect(forecast.completion == .precisionReached)
    #expect(forecast.trials < 50_000)
    #expect(forecast.trials.isMultiple(of: 64))
    for other in stops.dropFirst() {
      #expect(try bytes(other.0) == bytes(forecast))
      #expect(other.1.map(\.trialsDone) == seen.map(\.trialsDone))
      #expect(other.1.map(\.greatestStandardError) == seen.map(\.greatestStandardError))
    }
    // All errors are small enough at the stop, and one was not at the look before.
    for error in forecast.targets.map(\.standardError) + forecast.joint.map(\.standardError) {
      #expect(error <= 0.004)
    }
    #expect(try #require(seen[seen.count - 2].greatestStandardError) > 0.004)
    #expect(try #require(seen.last?.greatestStandardError) <= 0.004)
    #expect(seen.last?.trialsDone == forecast.trials)
  }

  @Test func `precision that cannot be reached, or has no targets, takes all trials`() throws {
    let plan = TrialPlan(trials: 100, seed: Seed(52), precision: 1e-6)
    #expect(try Self.model().forecast(plan).completion == .complete)
    #expect(try Self.model().forecast(plan).trials == 100)
    let free = TrialPlan(trials: 100, seed: Seed(52), precision: 1)
    let none = try Self.model(targets: []).forecast(free)
    #expect(none.trials == 100)
    #expect(none.completion == .complete)
    #expect(try Self.model().forecast(free).completion == .complete)
  }

  @Test(.heavyNumerics) func `progress goes up to the trials planned`() throws {
    let model = try Self.largeModel()
    var seen: [TrialProgress] = []
    let forecast = model.forecast(TrialPlan(trials: 30_000, seed: Seed(53), threads: 2)) {
      seen.append($0)
      return true
    }
    #expect(forecast.completion == .complete)
    #expect(seen.count >= 3)
    #expect(seen.last?.trialsDone == 30_000)
    #expect(seen.allSatisfy { $0.trialsPlanned == 30_000 })
    for (one, next) in zip(seen, seen.dropFirst()) { #expect(one.trialsDone < next.trialsDone) }
    #expect(
      seen.last?.greatestStandardError
        == forecast.targets.map(\.standardError).max())
    var silent: [Double?] = []
    _ = try Self.model(targets: []).forecast(TrialPlan(trials: 64)) {
      silent.append($0.greatestStandardError)
      return true
    }
    #expect(silent == [nil])
  }

  @Test func `an interrupted run keeps the trials done so far`() throws {
    let model = try Self.largeModel()
    let forecast = model.forecast(TrialPlan(trials: 50_000, seed: Seed(54), threads: 3)) { _ in
      false
    }
    #expect(forecast.completion == .interrupted)
    #expect(forecast.trials < 10_000)
    // They are a sample like any other.
    let plain = model.forecast(TrialPlan(trials: forecast.trials, seed: Seed(54), threads: 1))
    #expect(plain.completion == .complete)
    #expect(plain.metrics == forecast.metrics)
    #expect(plain.targets == forecast.targets)
  }

  @Test(.heavyNumerics) func `partial forecasts are the forecasts of the trials done so far`()
    throws
  {
    let model = try Self.largeModel()
    let plan = TrialPlan(trials: 30_000, seed: Seed(57), threads: 3)
    var partial: [Forecast] = []
    let whole = model.forecast(plan) {
      partial.append($0.partialForecast())
      return true
    }
    #expect(partial.count >= 3)
    for part in partial {
      let plain = model.forecast(TrialPlan(trials: part.trials, seed: Seed(57), threads: 1))
      #expect(part.completion == .partial)
      #expect(part.targets == plain.targets)
      #expect(part.joint == plain.joint)
      #expect(!part.metrics.isEmpty && part.metrics.count < plain.metrics.count)
      for metric in part.metrics {
        let same = try #require(plain.metrics.first { $0.id == metric.id })
        #expect(metric.year == same.year)
        #expect(metric.histogram == same.histogram)
      }
    }
    #expect(partial.last?.trials == whole.trials)
    // Looking did not disturb the run.
    #expect(model.forecast(plan) == whole)
  }

  @Test func `a stream of forecasts ends with the whole one, or when nobody reads`() async throws {
    let model = try Self.largeModel()
    let plan = TrialPlan(trials: 40_000, seed: Seed(58), threads: 2)
    var last: Forecast?
    for await forecast in model.forecasts(plan) {
      #expect(forecast.trials > last?.trials ?? 0)
      last = forecast
    }
    #expect(last == model.forecast(plan))
    for await forecast in model.forecasts(TrialPlan(trials: 4_000_000_000, threads: 2)) {
      #expect(forecast.trials < 4_000_000_000)
      break
    }
  }

  @Test func `stopping after the last round is no interruption`() throws {
    let forecast = try Self.model().forecast(TrialPlan(trials: 70)) { _ in false }
    #expect(forecast.completion == .complete)
    #expect(forecast.trials == 70)
  }

  @Test(.heavyNumerics) func `a plan without words takes 100,000 trials on all cores`() {
    let plan = TrialPlan()
    #expect(plan.trials == 100_000)
    #expect(plan.threads == nil)
    #expect(plan.precision == nil)
  }
}
