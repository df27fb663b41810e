import InvestmentPipeline
import Registers

/// Reads `adjustments`: changes to the leads that match a filter.
enum AdjustmentSection {
  static func read(_ field: Field?, names: NameIndex) -> [Adjustment] {
    (field?.mapping(nil)?.all ?? []).compactMap { id, entry in
      guard let fields = entry.mapping(["where", "score_shift", "investment_factor"])
      else { return nil }
      if fields["score_shift"] == nil, fields["investment_factor"] == nil {
        entry.report(
          both("调整“\(id)”什么都没改。", "The adjustment “\(id)” changes nothing."),
          both(
            "写 score_shift 或 investment_factor。", "State score_shift or investment_factor."))
      }
      return Adjustment(
        id: id, filter: filter(fields.required("where"), names),
        scoreShift: fields["score_shift"]?.number() ?? 0,
        investmentFactor: fields["investment_factor"]?.number() ?? 1)
    }
  }

  private static func filter(_ field: Field?, _ names: NameIndex) -> LeadFilter {
    guard let fields = field?.mapping(["district", "chain", "channel", "stage"]) else {
      return LeadFilter()
    }
    var stage: Stage?
    if let field = fields["stage"], let text = field.text() {
      stage = NameIndex.stage(text)
      if stage == nil {
        var problem = Problem.unknown(
          text, both("阶段", "stage"),
          among: Stage.allCases.flatMap { [$0.rawValue, $0.name.zh] }, at: field.path)
        problem.location = "\(field.node.location)"
        field.reading.findings.add(problem)
      }
    }
    return LeadFilter(
      districtID: fields["district"]?.text().map(names.district),
      chainID: fields["chain"]?.text().map(names.chain),
      channelID: fields["channel"]?.text().map(names.channel), stage: stage)
  }
}
