/// Counts of past leads at one stage of one district.
public struct StageCounts: Hashable, Sendable, Codable {
  /// The number of leads that entered the stage and have left it since, by advancing or by loss.
  public var entered: Int
  /// The number of these leads that advanced to the next stage, 0 … `entered`.
  public var advanced: Int
  /// The total months that all leads spent at the stage in the period, those still there included,
  /// above 0; nil if not recorded. Over the number that left it estimates the mean dwell time.
  public var months: Double?

  /// Creates counts; `isPossible` checks them.
  public init(entered: Int, advanced: Int, months: Double? = nil) {
    self.entered = entered
    self.advanced = advanced
    self.months = months
  }
}

/// Counts from which conversion rates and their uncertainty are estimated, by stage and district.
///
/// In a scenario they determine the parameter uncertainty of the stated rates: rates are drawn anew
/// for each parameter draw (outer loop).
public struct ConversionHistory: Hashable, Sendable, Codable {
  /// The counts by stage before signing, and by district.
  public var counts: [Stage: [District.ID: StageCounts]]

  /// Creates a history from its counts.
  public init(_ counts: [Stage: [District.ID: StageCounts]]) { self.counts = counts }
}

extension Scenario {
  /// The problems of the history's counts, by path.
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
                zh: "历史计数不符合逻辑：进入 \(counts.entered)、晋级 \(counts.advanced)。",
                en: "Impossible counts: \(counts.entered) entered, \(counts.advanced) advanced."),
              remedy: BilingualText(
                zh: "应满足 0 ≤ 晋级 ≤ 进入，停留月数大于 0。",
                en: "Give 0 ≤ advanced ≤ entered, and months above 0.")))
        }
      }
    }
    return found.sorted { $0.path < $1.path }
  }
}

extension StageCounts {
  /// Whether the counts are consistent: 0 ≤ `advanced` ≤ `entered` ≤ 10⁹, and `months` in (0, 10¹²].
  public var isPossible: Bool {
    advanced >= 0 && advanced <= entered && entered <= 1_000_000_000
      && (months.map { $0 > 0 && $0 <= 1e12 } ?? true)
  }
}
