import Forecasting
import InvestmentPipeline

/// The size distributions of a scenario's arrivals with their means.
struct ArrivalSizes {
  private let scenario: Scenario
  private let language: Language

  init(_ scenario: Scenario, _ language: Language) {
    self.scenario = scenario
    self.language = language
  }

  /// The district, channel and chain of some arrivals.
  private struct Segment {
    var district: String
    var channel: String
    var chain: String
  }

  /// A table with a row for each distribution, and a note where the tail decides a mean.
  var blocks: [ReportBlock] {
    var sizes: [SizeDistribution] = []
    var segments: [SizeDistribution: [Segment]] = [:]
    for stream in scenario.arrivals {
      for chain in scenario.city.chains where (stream.chainWeights[chain.id] ?? 0) > 0 {
        let own = stream.sizes(of: chain.id)
        if segments[own] == nil { sizes.append(own) }
        segments[own, default: []].append(
          Segment(district: stream.districtID, channel: stream.channelID, chain: chain.id))
      }
    }
    let all = segments.values.flatMap(\.self)
    let summaries = sizes.map(\.summary)
    let table = Table(
      columns: [
        (ScenarioWords.arrivalsOf[language], .leading),
        (ScenarioWords.bodyMedian[language], .trailing),
        (ScenarioWords.logDeviation[language], .trailing),
        (ScenarioWords.tail[language], .leading),
        (ScenarioWords.meanSize[language], .trailing),
        (ScenarioWords.tailShareOfMean[language], .trailing),
      ],
      rows: zip(sizes, summaries).map { sizes, summary in
        [
          label(segments[sizes]!, all), number(sizes.median.inHundredMillionYuan),
          number(sizes.logDeviation),
          sizes.tail.map {
            ScenarioWords.tailOf(
              from: number($0.from.inHundredMillionYuan), share: number($0.share * 100),
              exponent: number($0.exponent), greatest: number($0.greatest.inHundredMillionYuan))[
                language]
          } ?? "–", number(summary.mean),
          sizes.tail == nil ? "–" : percent(summary.tailShareOfMean) + "%",
        ]
      })
    var blocks: [ReportBlock] = [.heading(ScenarioWords.arrivalSizes[language]), .table(table)]
    if let greatest = summaries.map(\.tailShareOfMean).max(), greatest > 0.5 {
      blocks.append(.paragraph(ScenarioWords.tailDecides(percent: percent(greatest))[language]))
    }
    return blocks
  }

  private func number(_ value: Double) -> String { NumberText.plain((value * 100).rounded() / 100) }

  private func percent(_ share: Double) -> String { NumberText.fixed(share * 100, decimals: 0) }

  /// The districts, channels and chains that set some segments apart from all.
  private func label(_ own: [Segment], _ all: [Segment]) -> String {
    let city = scenario.city
    let parts = [
      names(city.districts.map { ($0.id, $0.name) }, own.map(\.district), all.map(\.district)),
      names(city.channels.map { ($0.id, $0.name) }, own.map(\.channel), all.map(\.channel)),
      names(city.chains.map { ($0.id, $0.name) }, own.map(\.chain), all.map(\.chain)),
    ].compactMap(\.self)
    return parts.isEmpty
      ? ScenarioWords.all[language] : parts.joined(separator: language == .chinese ? "；" : "; ")
  }

  /// Nil if all values occur.
  private func names(_ known: [(id: String, name: BilingualText)], _ own: [String], _ all: [String])
    -> String?
  {
    let present = Set(own)
    guard present != Set(all) else { return nil }
    return known.filter { present.contains($0.id) }.map { $0.name[language] }
      .joined(separator: language == .chinese ? "、" : ", ")
  }
}

extension SizeDistribution {
  /// The mean in 亿元, and the share of it that the tail contributes; not a number where
  /// `Scenario.problems()` refuses the figures.
  var summary: (mean: Double, tailShareOfMean: Double) {
    guard let mean = try? InvestmentDistribution(self).mean else { return (.nan, .nan) }
    return (mean.amount / 10_000, mean.tailShare)
  }
}
