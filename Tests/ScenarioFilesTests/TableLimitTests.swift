import InvestmentPipeline
import Registers
import ScenarioFiles
import Testing

/// How much of a table, of a city and of their problems is taken.
@Suite struct TableLimitTests {
  static let head = "id,项目名称,属地,产业链,渠道,阶段,投资额\n"

  @Test func `a register of empty lines is refused by their number`() throws {
    let text = Self.head + String(repeating: "\n", count: 2_000_001)
    expectProblem(
      in: try CityFixture(["register.csv": text]).check(), at: "register.csv:2000000",
      says: "lines of at most 2000000")
  }

  @Test func `a field holds what a cell of Excel holds`() throws {
    func problems(_ length: Int) throws -> [Problem] {
      let field = "\"" + String(repeating: "字", count: length) + "\""
      return try CityFixture(["register.csv": CityFixture.register + "\n" + field]).check()
    }
    #expect(try problems(32_768).contains { $0.reason.en.contains("more than 32767 characters") })
    #expect(try !problems(32_767).contains { $0.reason.en.contains("more than 32767 characters") })
  }

  @Test func `reading stops after a thousand problems and says where`() throws {
    let rows = (0..<20_000).map { "B-\($0),公司,东城,食物,活动,洽谈中,两亿" }
    let problems = try CityFixture([
      "register.csv": Self.head + rows.joined(separator: "\n")
    ]).check()
    // Of both scenarios, each with a problem or two that a row adds to the thousand.
    #expect(problems.count < 3_000)
    #expect(problems.contains { $0.reason.en.contains("There are more than 1000 problems") })
  }

  @Test func `a city has at most five hundred districts`() throws {
    let more = (0..<500).map { "  d\($0): {name: {zh: 区\($0)号, en: D\($0)x}}\n" }.joined()
    let text = CityFixture.city.replacing("districts:\n", with: "districts:\n" + more)
    expectProblem(in: try CityFixture(["city.yaml": text]).check(), says: "at most 500")
  }

  @Test func `a history names districts of the city, by names of bounded length`() throws {
    let fixture = try CityFixture()
    func problems(_ district: String) throws -> [Problem] {
      try fixture.write(
        Array("district,stage,entered,advanced,months\n\(district),线索,10,5,20\n".utf8), as: "h.csv")
      do {
        _ = try HistoryFile("\(fixture.folder.path)/h.csv", cityFolder: fixture.folder.path)
        return []
      } catch { return error.all }
    }
    #expect(try problems("高新区").isEmpty)
    expectProblem(in: try problems("高新"), at: "h.csv:2, column district", says: "no district")
    expectProblem(
      in: try problems(String(repeating: "w", count: 30_000)), says: "more than 100 characters")
  }
}
