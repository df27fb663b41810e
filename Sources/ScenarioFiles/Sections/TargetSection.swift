import InvestmentPipeline
import Registers

/// Reads `targets`.
enum TargetSection {
  private static let measures: [(name: String, measure: Measure)] = [
    ("signed_investment", .signedInvestment), ("project_count", .projectCount(atLeast: .zero)),
    ("manufacturing_share", .manufacturingShare), ("started_investment", .startedInvestment),
    ("started_projects", .startedCount), ("funds_in_place", .fundsInPlace),
    ("carried_over_started", .carriedOverStarted),
  ]

  static func read(_ field: Field?, names: NameIndex) -> [Target] {
    (field?.mapping(nil)?.all ?? []).compactMap { id, entry in
      let keys = [
        "title", "measure", "district", "chain", "channel", "at_least_size", "through_month",
        "more_than", "at_least",
      ]
      guard let fields = entry.mapping(keys) else { return nil }
      let title = fields.required("title")?.bilingual() ?? both(id, id)
      let scope = scope(fields, names)
      let month = fields["through_month"]?.calendarNumber() ?? 12
      // What cannot be read stands in as 0亿元, so that joint targets still find their parts.
      guard let measure = measure(fields) else {
        return Target(
          id: id, title: title, metric: Metric(.signedInvestment, over: scope),
          comparison: .atLeast, value: .investment(.zero))
      }
      let (comparison, value) = value(fields, measure)
      return Target(
        id: id, title: title, metric: Metric(measure, over: scope, throughMonth: month),
        comparison: comparison, value: value)
    }
  }

  private static func measure(_ fields: Fields) -> Measure? {
    guard let field = fields.required("measure"), let name = field.text() else { return nil }
    if name != "project_count", let size = fields["at_least_size"] {
      size.report(
        both("at_least_size 只用于 project_count。", "at_least_size belongs to project_count alone."),
        both("删掉它，或把 measure 改为 project_count。", "Take it away, or count projects."))
    }
    if name == "project_count" {
      return .projectCount(atLeast: fields["at_least_size"]?.money() ?? .zero)
    }
    if let known = measures.first(where: { $0.name == name }) { return known.measure }
    var problem = Problem.unknown(
      name, both("指标", "measure"), among: measures.map(\.name), at: field.path)
    problem.location = "\(field.node.location)"
    field.reading.findings.add(problem)
    return nil
  }

  private static func scope(_ fields: Fields, _ names: NameIndex) -> Scope {
    let given = ["district", "chain", "channel"].compactMap { fields[$0] }
    if given.count > 1 {
      given[1].report(
        both("一个目标只能按县（市、区）、产业链、渠道中的一种来看。", "A target is over one of district, chain and channel."),
        both("只留一个。", "Keep one of them."))
    }
    if let district = fields["district"]?.text() { return .district(names.district(district)) }
    if let chain = fields["chain"]?.text() { return .chain(names.chain(chain)) }
    if let channel = fields["channel"]?.text() { return .channel(names.channel(channel)) }
    return .city
  }

  private static func value(
    _ fields: Fields, _ measure: Measure
  ) -> (Comparison, MetricValue) {
    let atLeast = fields["at_least"]
    let moreThan = fields["more_than"]
    if atLeast != nil, let moreThan {
      moreThan.report(
        both("more_than 和 at_least 只能写一个。", "Give one of more_than and at_least."),
        both("“超过”写 more_than，“达到”写 at_least；另一个删掉或写 null。", "Delete the other, or set it to null.")
      )
    }
    let field = moreThan ?? atLeast ?? fields.required("at_least")
    let value: MetricValue =
      switch measure {
      case .signedInvestment, .startedInvestment, .fundsInPlace:
        .investment(field?.money() ?? .zero)
      case .projectCount, .startedCount: .count(field?.wholeNumber() ?? 0)
      case .manufacturingShare, .carriedOverStarted: .share(field?.share() ?? 0)
      }
    if let field { field.reading.note("\(fields.parent.path).value", as: field.path) }
    return (moreThan == nil ? .atLeast : .moreThan, value)
  }
}
