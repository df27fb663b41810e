import InvestmentPipeline
import ScenarioFiles
import Testing

/// Every fault of a register is named with file, line and column.
@Suite struct RegisterFaultTests {
  static let cells = [
    Fault(
      "register.csv", "A1,甲,东区", "A1,甲,冬区", at: "register.csv:3, column 属地",
      value: "冬区", says: "是不是“东区”"),
    Fault(
      "register.csv", "甲,东区,电池", "甲,东区,电迟", at: "register.csv:3, column 产业链",
      value: "电迟", says: "是不是“电池”"),
    Fault(
      "register.csv", "专班,线索", "专般,线索", at: "register.csv:3, column 渠道", value: "专般",
      says: "是不是“专班”"),
    Fault(
      "register.csv", "专班,线索", "专班,在谈", at: "register.csv:3, column 阶段", value: "在谈",
      says: "no stage"),
    Fault(
      "register.csv", "A1,甲,东区", "A1,甲,", at: "register.csv:3, column 属地",
      says: "is empty"),
    Fault("register.csv", "A1,甲", ",甲", at: "register.csv:3, column id", says: "is empty"),
    Fault(
      "register.csv", "A5,戊", "A1,戊", at: "register.csv:8, column id", value: "A1",
      says: "first in register.csv:3"),
    Fault(
      "register.csv", "线索,3,", "线索,三亿,", at: "register.csv:3, column 投资额(亿元)",
      value: "三亿", says: "not an amount"),
    Fault(
      "register.csv", "线索,3,", "线索,,", at: "register.csv:3, column 投资额(亿元)",
      says: "investment is missing"),
    Fault(
      "register.csv", "线索,3,", "线索,0,", at: "register.csv:3, column 投资额(亿元)",
      value: "0", says: "above 0"),
    Fault(
      "register.csv", "线索,3,", "线索,30000,", at: "register.csv:3, column 投资额(亿元)",
      value: "30000", says: "factor of 10,000"),
    Fault(
      "register.csv", "2亿元,5亿元", "2亿元,", at: "register.csv:4, column 投资额上限",
      says: "Only one of low and high"),
    Fault(
      "register.csv", "2亿元,5亿元", "6亿元,5亿元", at: "register.csv:4, column 投资额下限",
      value: "6亿元", says: "below the high"),
    Fault(
      "register.csv", "2亿元,5亿元", "2,5亿元", at: "register.csv:4, column 投资额下限",
      value: "2", says: "no unit"),
    Fault(
      "register.csv", "40%", "140%", at: "register.csv:4, column 概率", value: "140%",
      says: "[0, 1]"),
    Fault(
      "register.csv", "40%", "四成", at: "register.csv:4, column 概率", value: "四成",
      says: "not understood"),
    Fault(
      "register.csv", "2023/2/10", "昨天", at: "register.csv:5, column 签约日期",
      value: "昨天", says: "not a date"),
    Fault(
      "register.csv", "2023/2/10", "", at: "register.csv:5, column 签约日期",
      says: "no signing date"),
    Fault(
      "register.csv", "2023/2/10", "2023/3/10", at: "register.csv:5, column 签约日期",
      value: "2023/3/10", says: "after the as-of date"),
    Fault(
      "register.csv", "2023/2/10", "2024/3/10", at: "register.csv:5, column 签约日期",
      value: "2024/3/10", says: "past the horizon 2023-12-31"),
    Fault(
      "register.csv", "\"1.5亿美元\",,,", "\"1.5亿美元\",1亿元,30亿元,",
      at: "register.csv:5, column 投资额(亿元)", says: "not a range"),
    Fault(
      "register.csv", "1.5亿美元", "1.5亿欧元", at: "register.csv:5, column 投资额(亿元)",
      value: "1.5亿欧元", says: "exchange rate for 欧元"),
    Fault(
      "register.csv", "线索,3,,,,,", "线索,3,,,,2023-01-05,",
      at: "register.csv:3, column 签约日期", value: "2023-01-05", says: "at the stage identified"),
    Fault("register.csv", "A5,戊,西区,", "A5,戊,\n", at: "register.csv:8", says: "3 fields"),
  ]

  static let structure = [
    Fault("register.csv", "\"有,逗号\"", "\"有,逗号", at: "register.csv:4", says: "quote"),
    Fault(
      "register.csv", "8000万元,,,,,", "8000万元,,,,,\"", at: "register.csv:8",
      says: "never closed"),
    Fault("register.csv", "\"有,逗号\"", "\"有\"逗号", at: "register.csv:4", says: "out of place"),
    Fault("register.csv", "\"有,逗号\"", "有\"逗号", at: "register.csv:4", says: "out of place"),
    Fault(
      "register.csv", "属地", "所在地", at: "register.csv:2, column 所在地", value: "所在地",
      says: "Unknown column"),
    Fault("register.csv", "属地", "所在地", at: "register.csv:2", says: "“district” is missing"),
    Fault("register.csv", "备注", "属　地", at: "register.csv:2, column 属　地", says: "same column"),
    Fault(
      "register.csv", "(亿元)", "(吨)", at: "register.csv:2, column 投资额(吨)",
      says: "unit “吨”"),
    Fault(
      "register.csv", "投资额(亿元),投资额下限", "备注2,备注3", at: "register.csv:2",
      says: "“investment” is missing"),
  ]

  @Test(arguments: cells) func faultyCells(_ fault: Fault) throws { try fault.check() }
  @Test(arguments: structure) func faultyStructure(_ fault: Fault) throws { try fault.check() }

  @Test func otherSeparatorsAreNamed() throws {
    let fixture = try CityFixture([
      "register.csv": CityFixture.register.replacing(",", with: ";")
    ])
    expectProblem(in: fixture.check(), at: "register.csv:2", says: "separated by commas")
  }

  static let heads = [
    "investment (万元)", "投资额（万元）", "计划总投资[万元]", "总投资【单位：万元】", "*投资额(万元)", "协议投资额 （ 万元 ）",
  ]

  @Test(arguments: heads) func headsMayNameAUnit(_ head: String) throws {
    let fixture = try CityFixture([
      "register.csv": "ID,Name,district,chain,channel,stage,\(head)\n1,x,east,battery,team,线索,250"
    ])
    let scenario = try fixture.load("baseline")
    #expect(scenario.leads[0].investment == .point(Money(tenThousandYuan: 250)))
  }

  @Test func aRegisterWithoutLeads() throws {
    let fixture = try CityFixture([
      "register.csv": "id,name,district,chain,channel,stage,investment\n"
    ])
    let problems = fixture.check()
    #expect(problems.contains { $0.path == "leads" && $0.reason.en.contains("no lead") })
  }

  @Test func fieldsMayBreakLines() throws {
    let register =
      "id,name,district,chain,channel,stage,investment,note\r\n"
      + "1,x,east,battery,team,线索,1亿元,\"a\r\nb\nc\"\r\n\r\n2,y,nowhere,battery,team,线索,1亿元,\r\n"
    let fixture = try CityFixture(["register.csv": register])
    expectProblem(
      in: fixture.check(), at: "register.csv:6, column district", value: "nowhere",
      says: "no district")
  }

  @Test func idsAreUniqueOverAllRegisters() throws {
    let fixture = try CityFixture([
      "baseline.yaml": CityFixture.baseline.replacing(
        "  main: {file: register.csv, assumed: 生成}",
        with: "  assumed: 生成\n  main: {file: register.csv}\n  more: {file: more.csv}"),
      "more.csv": "id,name,district,chain,channel,stage,investment\nA2,x,east,battery,team,线索,1亿元",
    ])
    expectProblem(
      in: fixture.check(), at: "more.csv:2, column id", value: "A2", says: "register.csv:4")
  }
}
