import Foundation
import Reports
import TestSupport
import Testing

/// The worked example Jiangmen, as it is delivered.
@Suite struct ProcessTestsExample {
  private func forecast(_ scenario: String, trials: Int) throws -> [String: Any] {
    let outcome = try LuodiProcess.run([
      "run", scenario, "--scenarios", LuodiProcess.scenarios, "--trials", "\(trials)", "--format",
      "json",
    ])
    // Of uncertain rates a few trials are few parameter draws, which is said and nothing else.
    let few =
      scenario.hasSuffix("uncertain-rates") && trials < 65_536
      ? CommandWords.fewParameterDraws(
        draws: "\((trials + 1_023) / 1_024)", least: "64", trials: "65536") : nil
    let talk = outcome.talk.trimmingCharacters(in: .newlines)
    #expect(
      outcome.exitCode == 0 && [few?.zh ?? "", few?.en ?? ""].contains(talk),
      "\(scenario): \(outcome.talk)")
    return try outcome.json()
  }

  @Test func `the targets of the report are there by their ids`() throws {
    let outcome = try LuodiProcess.run(
      ["run", "scenarios/jiangmen-2023/baseline", "--trials", "100", "--format", "json"],
      in: LuodiProcess.root)
    let targets = try #require(try outcome.json()["targets"] as? [[String: Any]])
    let values = Dictionary(
      uniqueKeysWithValues: targets.map { ($0["id"] as? String ?? "", $0["value"] as? Double) })
    #expect(values["city-floor"] == 2000)
    #expect(values["city-stretch"] == 2390)
    let share = try #require(values["manufacturing-share"] ?? nil)
    #expect(abs(share - 0.8) < 1e-12)
    #expect(values["projects-over-10"] == 45)
    #expect(values["district-xinhui-investment"] == 680)
  }

  @Test func `every scenario runs`() throws {
    let list = try LuodiProcess.run(["list", "--scenarios", LuodiProcess.scenarios])
    let names = list.lines.compactMap { $0.split(separator: " ").first }.filter {
      $0.contains("/")
    }.map(String.init)
    #expect(names.count == 16, "\(names)")
    for name in names {
      let json = try forecast(name, trials: 64)
      let scenario = try #require(json["scenario"] as? [String: Any])
      #expect(name.hasSuffix("/\(scenario["id"] ?? "")"))
      #expect((json["targets"] as? [Any])?.isEmpty == false)
    }
  }

  /// Seed 2023, 20,000 trials. With no difference between two scenarios a bound of five standard
  /// errors fails to hold in 3 of 10⁷ seeds. It detects, with probability 0.99, a difference of
  /// 4 percentage points in a probability (true: about 29), and one of 50亿元 between upper tails
  /// of equal spread (true: about 190).
  @Test(.longRuns) func `a push helps and the lack of giants costs the upper tail`() throws {
    let trials = 20_000
    let baseline = try Figures(forecast("jiangmen-2023/baseline", trials: trials))
    let push = try Figures(forecast("jiangmen-2023/stretch-push", trials: trials))
    let noGiant = try Figures(forecast("jiangmen-2023/no-giant", trials: trials))
    for id in ["city-floor", "city-stretch"] {
      let (before, after) = (try #require(baseline.chances[id]), try #require(push.chances[id]))
      let error = (before.error * before.error + after.error * after.error).squareRoot()
      #expect(after.value - before.value > 5 * error, "\(id)")
    }
    // The highest years shrink by more than the middling ones: the upper half is narrower.
    #expect(noGiant.upperHalf.value < baseline.upperHalf.value, "\(noGiant.upperHalf)")
    let (top, newTop) = (baseline.top, noGiant.top)
    let error = (top.error * top.error + newTop.error * newTop.error).squareRoot()
    #expect(top.value - newTop.value > 5 * error)
  }

  private struct Figures {
    typealias Estimate = (value: Double, error: Double)
    var chances: [String: Estimate] = [:]
    /// The 95 % quantile of the city's investment, and its distance from the median.
    var top: Estimate
    var upperHalf: Estimate

    init(_ json: [String: Any]) throws {
      for target in try #require(json["targets"] as? [[String: Any]]) {
        let id = try #require(target["id"] as? String)
        chances[id] = (
          try #require(target["probability"] as? Double),
          try #require(target["standard_error"] as? Double)
        )
      }
      let metrics = try #require(json["metrics"] as? [[String: Any]])
      let city = try #require(metrics.first { $0["id"] as? String == "city.signed_investment" })
      let quantiles = try #require(city["quantiles"] as? [[String: Any]])
      func quantile(_ probability: Double) throws -> Estimate {
        let quantile = try #require(
          quantiles.first { $0["probability"] as? Double == probability })
        return (
          try #require(quantile["value"] as? Double),
          try #require(quantile["standard_error"] as? Double)
        )
      }
      top = try quantile(0.95)
      let median = try quantile(0.5)
      upperHalf = (top.value - median.value, top.error + median.error)
    }
  }
}
