import InvestmentPipeline
import ScenarioFiles
import Testing

/// Every fault of a YAML file is named with file, line and column.
@Suite struct ScenarioFaultTests {
  static let shape = [
    Fault(
      "baseline.yaml", "pace: {", "pase: {", at: "baseline.yaml:18:1", value: "pase",
      says: "Did you mean “pace”"),
    Fault("baseline.yaml", "year: 2023\n", "", at: "baseline.yaml:1:1", says: "“year” is missing"),
    Fault(
      "baseline.yaml", "year: 2023", "year: 2023年", at: "baseline.yaml:4:7", value: "2023年",
      says: "whole number"),
    Fault("baseline.yaml", "year: 2023", "year: 99999", at: "baseline.yaml:4:7", says: "1901"),
    Fault(
      "baseline.yaml", "2023-02-28\nreg", "2023-02-30\nreg", at: "baseline.yaml:5:8",
      value: "2023-02-30", says: "date"),
    Fault(
      "baseline.yaml", "2023-02-28\nreg", "2024-02-28\nreg", at: "baseline.yaml:5:8",
      value: "2024-02-28", says: "2022-12-31"),
    Fault(
      "baseline.yaml", "  loadings: {", "  loadings: [1]\n  x: {", at: "baseline.yaml:22:13",
      says: "keys and values"),
    Fault(
      "baseline.yaml", "title: {zh: 基准, en: Baseline}", "title: {zh: 基准}",
      at: "baseline.yaml:1:8", says: "“en” is missing"),
    Fault(
      "baseline.yaml", "city: city.yaml", "city: town.yaml", at: "baseline.yaml:3:7",
      value: "town.yaml", says: "called city.yaml"),
    Fault(
      "baseline.yaml", "year: 2023", "year：2023", at: "baseline.yaml:4:5", says: "full-width"),
    Fault(
      "baseline.yaml", "year: 2023", "year: 2023\nyear: 2024", at: "baseline.yaml:4:1",
      value: "year", says: "again on line 5"),
    Fault("baseline.yaml", "year: 2023", "\tyear: 2023", at: "baseline.yaml:4:1", says: "tabs"),
    Fault("baseline.yaml", "year: 2023", "year: *none", at: "baseline.yaml:4:7", says: "alias"),
    Fault("baseline.yaml", "year: 2023", "year: \"2023", at: "baseline.yaml:4:7", says: "YAML"),
    Fault(
      "baseline.yaml", "year: 2023", "[a, b]: 1\nyear: 2023", at: "baseline.yaml:4:1",
      says: "A key is a word"),
    Fault("baseline.yaml", "year: 2023", "<<: 2023", at: "baseline.yaml:4:1", says: "Unknown key"),
    Fault(
      "baseline.yaml", "year: 2023", "...\n---\nyear: 2023", at: "baseline.yaml:5:1",
      says: "another document"),
  ]

  static let values = [
    Fault(
      "baseline.yaml", "value: 50亿元", "value: 50", at: "baseline.yaml:32:29", value: "50",
      says: "no unit"),
    Fault(
      "baseline.yaml", "value: 50亿元", "value: -50亿元", at: "baseline.yaml:32:29",
      says: "negative"),
    Fault(
      "baseline.yaml", "value: 50亿元", "value: 约50亿元", at: "baseline.yaml:32:29",
      says: "rough"),
    Fault(
      "baseline.yaml", "value: 50亿元", "value: 0亿元", at: "baseline.yaml:32:29",
      says: "above 0"),
    Fault(
      "baseline.yaml", "value: 50亿元", "valu: 50亿元", at: "baseline.yaml:32:22", value: "valu",
      says: "Did you mean “value”"),
    Fault(
      "baseline.yaml", "美元: 6.73", "美元: 0", at: "baseline.yaml:8:35", value: "0",
      says: "above 0"),
    Fault(
      "baseline.yaml", "50%, dwell", "五成, dwell", at: "baseline.yaml:13:34", value: "五成",
      says: "not a share"),
    Fault(
      "baseline.yaml", "dwell_months: 2}", "dwell_months: 0}", at: "baseline.yaml:14:55",
      value: "0", says: "above 0"),
    Fault(
      "baseline.yaml", "dwell_months: 2}", "dwell_months: 1e3}", at: "baseline.yaml:14:55",
      value: "1e3", says: "plain number"),
    Fault(
      "baseline.yaml", "dwell_months: 2}", "dwell_months: .inf}", at: "baseline.yaml:14:55",
      value: ".inf", says: "plain number"),
    Fault(
      "baseline.yaml", "    negotiating: {conversion_rate: 55%, dwell_months: 2}\n", "",
      at: "baseline.yaml:10:3", says: "stage negotiating is missing"),
    Fault(
      "baseline.yaml", "    negotiating: {conv", "    negociating: {conv",
      at: "baseline.yaml:14:5", value: "negociating", says: "Did you mean “negotiating”"),
    Fault(
      "baseline.yaml", "west: {negot", "wset: {negot", at: "baseline.yaml:17:11",
      says: "Did you mean “west”"),
    Fault(
      "baseline.yaml", "west: {negot", "西区: {}\n    west: {negot", at: "baseline.yaml:18:11",
      says: "stated already"),
    Fault(
      "baseline.yaml", "dwell_months: 2}", "dwell_months: 2, dwell_variation: 0.1}",
      at: "baseline.yaml:14:75", value: "0.1", says: "[0.25, 8]"),
    Fault(
      "baseline.yaml", "dwell_months: 2}", "dwell_months: 2, lost_dwell_months: 0}",
      at: "baseline.yaml:14:77", value: "0", says: "above 0"),
    Fault(
      "baseline.yaml", "pace: {assumed: 季节, 3: 0.5}",
      "pace: {assumed: 季节, 3: 0.5}\nconversion_shift: {assumed: 季节, 4: 3.5}",
      at: "baseline.yaml:19:36", value: "3.5", says: "[−3, 3]"),
    Fault("baseline.yaml", "3: 0.5", "13: 0.5", at: "baseline.yaml:18:25", says: "not a month"),
    Fault(
      "baseline.yaml", "3: 0.5", "3: -0.5", at: "baseline.yaml:18:24", value: "-0.5",
      says: "[0, 100]"),
    Fault(
      "baseline.yaml", "identified: 0.8", "identified: 8", at: "baseline.yaml:19:49",
      value: "8", says: "[0, 5]"),
    Fault(
      "baseline.yaml", "identified: 0.8", "signed: 0.8", at: "baseline.yaml:19:37",
      value: "signed", says: "stage before signing"),
  ]

  static let sections = [
    Fault(
      "baseline.yaml", "city: 0.1", "city: 1.1", at: "baseline.yaml:22:20", value: "1.1",
      says: "strictly between"),
    Fault(
      "baseline.yaml", "city: 0.1", "city: 0.95", at: "baseline.yaml:22:13",
      says: "must be below 1"),
    Fault(
      "baseline.yaml", "{east: 0.25}", "{eest: 0.25}", at: "baseline.yaml:23:29",
      says: "Did you mean “east”"),
    Fault(
      "baseline.yaml", "chain:tourism]", "chain:turism]", at: "baseline.yaml:25:18",
      says: "Did you mean “tourism”"),
    Fault(
      "baseline.yaml", "chain:tourism]", "tourism]", at: "baseline.yaml:25:18",
      says: "not a factor"),
    Fault(
      "baseline.yaml", "chain:tourism]", "city, district:east]", at: "baseline.yaml:25:18",
      says: "between two factors"),
    Fault(
      "baseline.yaml", "chain:tourism]", "chain:电池]", at: "baseline.yaml:25:18",
      says: "with itself"),
    Fault(
      "baseline.yaml", "value: 0.3}", "value: 3}", at: "baseline.yaml:25:57", value: "3",
      says: "[-1, 1]".replacing("-", with: "−")),
    Fault(
      "baseline.yaml", "freedom: 8", "freedom: 0", at: "baseline.yaml:26:31", value: "0",
      says: "degrees of freedom"),
    Fault(
      "baseline.yaml", "district: 高新区", "district: 高薪区", at: "baseline.yaml:30:23",
      value: "高薪区", says: "是不是“高新区”"),
    Fault(
      "baseline.yaml", "stage: 洽谈}", "stage: 恰谈}", at: "baseline.yaml:30:35", value: "恰谈",
      says: "是不是“洽谈”"),
    Fault(
      "baseline.yaml", "score_shift: 0.3", "score_shift: 9", at: "baseline.yaml:31:18",
      value: "9", says: "[−5, 5]"),
    Fault(
      "baseline.yaml", "    score_shift: 0.3\n", "", at: "baseline.yaml:29:5",
      says: "changes nothing"),
    Fault(
      "baseline.yaml", "measure: signed_investment", "measure: signed",
      at: "baseline.yaml:36:14", value: "signed", says: "no measure"),
    Fault(
      "baseline.yaml", "more_than: 20亿元", "more_than: 20", at: "baseline.yaml:37:16",
      value: "20", says: "no unit"),
    Fault(
      "baseline.yaml", "    more_than: 20亿元\n", "", at: "baseline.yaml:35:5",
      says: "“at_least” is missing"),
    Fault(
      "baseline.yaml", "at_least: 3\n", "at_least: -3\n", at: "baseline.yaml:44:15",
      value: "-3", says: "negative"),
    Fault(
      "baseline.yaml", "at_least: 3\n", "at_least: 3.5\n", at: "baseline.yaml:44:15",
      value: "3.5", says: "whole number"),
    Fault(
      "baseline.yaml", "through_month: 6", "through_month: 13", at: "baseline.yaml:43:20",
      value: "13", says: "no month 13"),
    Fault(
      "baseline.yaml", "district: east", "district: east\n    chain: battery",
      at: "baseline.yaml:50:12", says: "one of district"),
    Fault(
      "baseline.yaml", "district: east", "at_least_size: 1亿元", at: "baseline.yaml:49:20",
      says: "project_count alone"),
    Fault(
      "baseline.yaml", "at_least: 60%", "at_least: 160%", at: "baseline.yaml:50:15",
      value: "160%", says: "[0, 1]"),
    Fault("baseline.yaml", "[city-*]", "[town-*]", at: "baseline.yaml:53:35", says: "no target"),
    Fault("baseline.yaml", "[city-*]", "[]", at: "baseline.yaml:53:35", says: "names no target"),
    Fault(
      "baseline.yaml", "city-both:", "City Both:", at: "baseline.yaml:53:14",
      says: "lower-case"),
  ]

  static let city = [
    Fault(
      "city.yaml", "manufacturing: true", "manufacturing: perhaps", at: "city.yaml:7:59",
      value: "perhaps", says: "Yes or no"),
    Fault(
      "city.yaml", "en: West}", "en: East}", at: "city.yaml:5:16", value: nil,
      says: "is ambiguous"),
    Fault("city.yaml", "wards: [高新区]", "wards: [西区]", at: "city.yaml:5:16", says: "西区"),
    Fault(
      "city.yaml", "id: testcity", "id: Test City", at: "city.yaml:1:5", value: "Test City",
      says: "lower-case"),
    Fault(
      "city.yaml", "channels:\n  team: {name: {zh: 专班, en: Team}}\n", "", at: "city.yaml:1:1",
      says: "“channels” is missing"),
    Fault("city.yaml", "1830亿元", "约1830亿元", at: "city.yaml:13:21", says: "rough"),
  ]

  @Test(arguments: shape) func shapes(_ fault: Fault) throws { try fault.check() }
  @Test(arguments: values) func faultyValues(_ fault: Fault) throws { try fault.check() }
  @Test(arguments: sections) func faultySections(_ fault: Fault) throws { try fault.check() }
  @Test(arguments: city) func faultyCities(_ fault: Fault) throws { try fault.check() }

  @Test func allAreNamedInOnePass() throws {
    let text = CityFixture.baseline.replacing("45%, dwell", with: "450%, dwell")
      .replacing("score_shift: 0.3", with: "score_shift: 9")
      .replacing("value: 50亿元", with: "value: 50")
    let register = CityFixture.register.replacing("A1,甲,东区", with: "A1,甲,冬区")
      .replacing("4０", with: "x").replacing("8000万元", with: "8000")
    let fixture = try CityFixture([
      "baseline.yaml": text, "register.csv": register, "upper.yaml": "extends: base",
    ])
    let places = fixture.check().compactMap(\.location)
    #expect(
      Set(places).isSuperset(of: [
        "baseline.yaml:12:35", "baseline.yaml:31:18", "baseline.yaml:32:29",
        "register.csv:3, column 属地", "upper.yaml:1:10",
      ]), "\(places)")
  }
}
