/// What leads of past years did at one stage of one district.
public struct StageCounts: Hashable, Sendable, Codable {
  /// Leads that came to the stage and have left it since, one way or the other.
  public var entered: Int
  /// Those of them that went on to the next stage.
  public var advanced: Int
  /// The months that all of them together spent at the stage; nil where nobody kept them.
  public var months: Double?

  public init(entered: Int, advanced: Int, months: Double? = nil) {
    self.entered = entered
    self.advanced = advanced
    self.months = months
  }
}

/// Counts from which conversion rates are known, and how well: by stage and district.
///
/// In a scenario it says how far the stated rates may be off, world by world.
public struct ConversionHistory: Hashable, Sendable, Codable {
  public var counts: [Stage: [District.ID: StageCounts]]

  public init(_ counts: [Stage: [District.ID: StageCounts]]) { self.counts = counts }
}

extension Scenario {
  func historyProblems(_ names: CityNames) -> [Problem] {
    var found: [Problem] = []
    for (stage, districts) in history?.counts ?? [:] {
      for (district, counts) in districts.sorted(by: { $0.key < $1.key }) {
        let path = "history.\(stage.rawValue).\(district)"
        if let problem = names.unknownDistrict(district, at: path) { found.append(problem) }
        if !counts.isPossible || !Stage.beforeSigning.contains(stage) {
          found.append(
            Problem(
              path: path, value: "\(counts.entered), \(counts.advanced)",
              reason: BilingualText(
                zh: "历史计数不可能：进入 \(counts.entered)、晋级 \(counts.advanced)。",
                en: "Impossible counts: \(counts.entered) entered, \(counts.advanced) advanced."),
              remedy: BilingualText(
                zh: "要有 0 ≤ 晋级 ≤ 进入，停留月数大于 0。",
                en: "Give 0 ≤ advanced ≤ entered, and months above 0.")))
        }
      }
    }
    return found.sorted { $0.path < $1.path }
  }
}

extension StageCounts {
  /// Whether there can be such counts.
  public var isPossible: Bool {
    advanced >= 0 && advanced <= entered && entered <= 1_000_000_000
      && (months.map { $0 > 0 && $0 <= 1e12 } ?? true)
  }
}
