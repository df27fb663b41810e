import ArgumentParser
import Forecasting
import InvestmentPipeline
import Planning
import RandomStreams
import Reports

/// `luodi quotas SCENARIO`
struct QuotaCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "quotas",
    abstract:
      "Estimate the marginal value of land and energy quotas, by district. 测算追加用地、用能指标的边际效果。")

  @OptionGroup var options: ScenarioOptions

  @Option(parsing: .unconditional, help: "Additional land in 亩. 追加用地（亩）。")
  var land: Double = 100

  @Option(parsing: .unconditional, help: "Additional energy in 吨标煤 a year. 追加用能（吨标煤/年）。")
  var energy: Double = 10_000

  // Unconditional, as in `luodi run`.
  @Option(parsing: .unconditional, help: "Trials of each variant. 每种情形的模拟次数。")
  var trials: Int = 20_000

  @OptionGroup var draws: DrawOptions

  @OptionGroup var output: OutputOptions

  func validate() throws {
    guard (0...1e9).contains(land), (0...1e9).contains(energy) else {
      throw ValidationError("--land and --energy must be from 0 to 1e9. --land、--energy 须在0到1e9之间。")
    }
    try TrialLimits.check(trials: trials, threads: draws.threads)
  }

  func run() throws {
    let language = options.common.language
    let scenario = try options.load()
    try output.check()
    let interruption = Interruption()
    let values = try QuotaValues(
      of: scenario, land: land, energy: energy,
      TrialPlan(
        trials: trials, seed: Seed(draws.seed), threads: draws.threads, points: draws.factors)
    ) { _ in !interruption.isRequested }
    let report = QuotaValueReport(values, language: language)
    try output.deliver(language) { report.text($0, usesColour: $1) }
    if values.completion == .interrupted {
      throw interruption.ended(language, after: values.trials)
    }
  }
}
