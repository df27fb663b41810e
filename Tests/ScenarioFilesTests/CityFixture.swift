import Forecasting
import InvestmentPipeline
import ScenarioFiles
import Testing

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A folder of good files in the temporary directory, to be spoiled by a test.
///
/// It is removed with the last reference to it.
final class CityFixture {
  static let city = """
    id: testcity
    name: {zh: 测试市, en: Testcity}
    districts:
      east: {name: {zh: 东区, en: East}, wards: [高新区]}
      west: {name: {zh: 西区, en: West}}
    chains:
      battery: {name: {zh: 电池, en: Batteries}, manufacturing: true}
      tourism: {name: {zh: 文旅, en: Tourism}, manufacturing: false}
    channels:
      team: {name: {zh: 专班, en: Team}}
    facts:
      published: 测试日报 2023-01-01
      signed_last_year: 1830亿元
      counts: {projects: 300, since: 2022-12-31}
    """
  static let baseline = """
    title: {zh: 基准, en: Baseline}
    reason: 一句话
    city: city.yaml
    year: 2023
    as_of: 2023-02-28
    registers:
      main: {file: register.csv, assumed: 生成}
    exchange_rates: {assumed: 约数, 美元: 6.73}
    conversion:
      assumed: 测算
      city:
        identified: {conversion_rate: 45%, dwell_months: 2.5}
        contacted: {conversion_rate: 50%, dwell_months: 2.5}
        negotiating: {conversion_rate: 55%, dwell_months: 2}
        approved: {conversion_rate: 0.9, dwell_months: 1}
      districts:
        west: {negotiating: {conversion_rate: 45%}}
    pace: {assumed: 季节, 3: 0.5}
    estimate_uncertainty: {assumed: 经验, identified: 0.8}
    dependence:
      assumed: 经验
      loadings: {city: 0.1, district: 0.2, chain: 0.3}
      district_loadings: {east: 0.25}
      correlations:
        a: {between: [chain:battery, chain:tourism], value: 0.3}
      student_degrees_of_freedom: 8
    adjustments:
      push:
        assumed: 举措
        where: {district: 高新区, stage: 洽谈}
        score_shift: 0.3
    investment_ceiling: {value: 50亿元, assumed: 上限}
    targets:
      city-floor:
        title: {zh: 全市投资, en: City}
        measure: signed_investment
        more_than: 20亿元
        published: 测试日报 2023-02-28
      city-count:
        title: 项目数
        measure: project_count
        at_least_size: 1亿元
        through_month: 6
        at_least: 3
        published: 测试日报 2023-02-28
      share:
        title: 占比
        measure: manufacturing_share
        district: east
        at_least: 60%
        assumed: 估计
    joint:
      city-both: {title: 两个, targets: [city-*]}
    """
  static let upper = """
    extends: baseline
    title: 上调
    reason: 一句话
    targets:
      city-floor: {more_than: 30亿元, published: 测试日报 2023-03-01}
    pace: null
    """
  static let register = """
    # 测试用
    id,项目名称,属地,产业链,渠道,阶段,投资额(亿元),投资额下限,投资额上限,概率,签约日期,备注
    A1,甲,东区,电池,专班,线索,3,,,,,
    A2,乙,高新区,battery,team,洽谈,,2亿元,5亿元,40%,,"有,逗号"
    A3,丙,西区,文旅,专班,签约,"1.5亿美元",,,,2023/2/10,
    A4,丁,west,Tourism,Team,对接,４０００万元,3000万元,1亿元,,,"两
    行"
    A5,戊,西区,文旅,专班,流失,8000万元,,,,,
    """

  let folder: ScenarioFolder

  /// The good files, with `files` put in the place of those of the same name.
  init(_ files: [String: String] = [:]) throws {
    folder = ScenarioFolder(
      FileManager.default.temporaryDirectory.path
        + "/luodi-test-\(UInt64.random(in: 0 ... .max))")
    try FileManager.default.createDirectory(
      at: URL(fileURLWithPath: folder.path), withIntermediateDirectories: true)
    let good = [
      "city.yaml": CityFixture.city, "baseline.yaml": CityFixture.baseline,
      "upper.yaml": CityFixture.upper, "register.csv": CityFixture.register,
    ]
    for (name, text) in good.merging(files, uniquingKeysWith: { $1 }) {
      try write(Array(text.utf8), as: name)
    }
  }

  /// The good files with `old` replaced in one of them, which must be there.
  convenience init(replacing old: String, by new: String, in name: String) throws {
    let text = [
      "city.yaml": CityFixture.city, "baseline.yaml": CityFixture.baseline,
      "upper.yaml": CityFixture.upper, "register.csv": CityFixture.register,
    ][name]!
    try #require(text.contains(old), "the fixture has no “\(old)”")
    try self.init([name: text.replacing(old, with: new)])
  }

  deinit { try? FileManager.default.removeItem(atPath: folder.path) }

  // The folder must outlive what is done in it, in optimised builds too.

  func load(_ id: String) throws -> Scenario {
    try withExtendedLifetime(self) { try folder.load(id) }
  }

  /// All problems, those that only the engine finds included.
  func check() -> [Problem] {
    withExtendedLifetime(self) { folder.check(CompiledScenario.problems(in:)) }
  }

  func scenarios() throws -> [ScenarioListing] {
    try withExtendedLifetime(self) { try folder.scenarios() }
  }

  func write(_ bytes: [UInt8], as name: String) throws {
    try Data(bytes).write(to: URL(fileURLWithPath: "\(folder.path)/\(name)"))
  }

  func remove(_ name: String) throws {
    try FileManager.default.removeItem(atPath: "\(folder.path)/\(name)")
  }
}

/// Replaces `old` in a good file and expects a problem at `location`.
struct Fault: CustomTestStringConvertible, Sendable {
  var file: String
  var old: String
  var new: String
  var location: String
  var value: String?
  /// Words that reason or remedy must hold.
  var words: String

  init(
    _ file: String, _ old: String, _ new: String, at location: String, value: String? = nil,
    says words: String
  ) {
    self.file = file
    self.old = old
    self.new = new
    self.location = location
    self.value = value
    self.words = words
  }

  var testDescription: String { "\(file): \(new.isEmpty ? "without \(old)" : new)" }

  func check() throws {
    let fixture = try CityFixture(replacing: old, by: new, in: file)
    let problems = fixture.check()
    expectProblem(in: problems, at: location, value: value, says: words)
  }
}

/// Expects a problem at `location` that speaks both languages and holds `words`.
func expectProblem(
  in problems: [Problem], at location: String? = nil, value: String? = nil, says words: String,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  let all = problems.map { "\($0.location ?? "–") \($0.path) [\($0.value ?? "")] \($0.reason.en)" }
  let listing = all.joined(separator: "\n")
  let found = problems.first { problem in
    (location == nil || problem.location == location)
      && [problem.reason.zh, problem.reason.en, problem.remedy.zh, problem.remedy.en].contains {
        $0.contains(words)
      }
  }
  guard let found else {
    Issue.record(
      "no problem at \(location ?? "any place") that says “\(words)”:\n\(listing)",
      sourceLocation: sourceLocation)
    return
  }
  #expect(value == nil || found.value == value, sourceLocation: sourceLocation)
  for problem in problems {
    for text in [problem.reason, problem.remedy] {
      #expect(!text.zh.isEmpty && !text.en.isEmpty, sourceLocation: sourceLocation)
      #expect(text.zh != text.en, sourceLocation: sourceLocation)
    }
    #expect(problem.location != nil, "\(problem)", sourceLocation: sourceLocation)
  }
}
