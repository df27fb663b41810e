import InvestmentPipeline
import Registers

/// Reads `dependence`: factor loadings, correlations, the kind of copula.
enum DependenceSection {
  static func read(_ field: Field?, names: NameIndex) -> Dependence {
    let keys = [
      "loadings", "district_loadings", "chain_loadings", "city_loadings", "correlations",
      "student_degrees_of_freedom",
    ]
    guard let fields = field?.mapping(keys) else { return .independent }
    let loadings = fields["loadings"]?.mapping(["city", "district", "chain"])
    let city = fields["city_loadings"]?.mapping(["districts", "chains"])
    return Dependence(
      cityLoading: loadings?["city"]?.number() ?? 0,
      districtLoading: loadings?["district"]?.number() ?? 0,
      chainLoading: loadings?["chain"]?.number() ?? 0,
      districtLoadings: byName(fields["district_loadings"], names.district),
      chainLoadings: byName(fields["chain_loadings"], names.chain),
      cityLoadingsByChain: byName(city?["chains"], names.chain),
      cityLoadingsByDistrict: byName(city?["districts"], names.district),
      correlations: correlations(fields["correlations"], names),
      studentDegreesOfFreedom: fields["student_degrees_of_freedom"]?.number())
  }

  private static func byName(
    _ field: Field?, _ resolve: (String) -> String
  ) -> [String: Double] {
    var values: [String: Double] = [:]
    for (name, loading) in field?.mapping(nil)?.all ?? [] {
      let id = resolve(name)
      if values[id] != nil {
        loading.report(
          both("“\(name)”已经写过。", "“\(name)” is stated already."), both("只留一个。", "Keep one of them.")
        )
      }
      values[id] = loading.number() ?? 0
      if let field { field.reading.note("\(field.path).\(id)", as: loading.path) }
    }
    return values
  }

  private static func correlations(_ field: Field?, _ names: NameIndex) -> [FactorCorrelation] {
    (field?.mapping(nil)?.all ?? []).compactMap { _, entry in
      guard let fields = entry.mapping(["between", "value"]) else { return nil }
      let value = fields.required("value")?.number()
      guard let between = fields.required("between"), let texts = between.texts() else {
        return nil
      }
      let factors = texts.compactMap { text -> Factor? in
        if let factor = names.factor(text) { return factor }
        between.report(
          both("“\(text)”不是因子。", "“\(text)” is not a factor."),
          both(
            "写 city、district:xinhui 或 chain:battery 这样。",
            "Write city, district:xinhui or chain:battery."))
        return nil
      }
      guard factors.count == texts.count else { return nil }
      guard factors.count == 2 else {
        between.report(
          both(
            "相关系数要写在两个因子之间，这里有 \(factors.count) 个。",
            "A correlation is between two factors, not \(factors.count)."),
          both("between 里写两个因子。", "Name two factors."))
        return nil
      }
      let path = "dependence.correlations[\(factors[0].id), \(factors[1].id)]"
      field?.reading.note("\(path).between", as: between.path)
      field?.reading.note("\(path).value", as: "\(entry.path).value")
      return FactorCorrelation(factors[0], factors[1], value ?? 0)
    }
  }
}
