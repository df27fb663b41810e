import Foundation
import InvestmentPipeline
import Registers
import Testing

@Suite struct LeadRecordsFileTests {
  private func read(_ text: String) throws -> LeadRecordsFile {
    let url = FileManager.default.temporaryDirectory
      .appending(path: "records-\(UUID().uuidString).csv")
    defer { try? FileManager.default.removeItem(at: url) }
    try text.write(to: url, atomically: true, encoding: .utf8)
    #expect(try LeadRecordsFile.matches(url.path))
    return try LeadRecordsFile(url.path)
  }

  private func problems(_ text: String) throws -> [String] {
    do {
      _ = try read(text)
      return []
    } catch let problems as Problems {
      return problems.all.map { "\($0.location ?? "") \($0.reason.en)" }
    }
  }

  @Test func oneRowAnEventAndOneRowALeadSayTheSame() throws {
    let events = try read(
      """
      # 虚构
      编号,区县,阶段,日期,投资额(万元),渠道
      A1,东区,线索,2023-01-05,,驻点
      B1,西区,洽谈,2023/2/1,5000,
      A1,东区,签约,2023年5月1日,20000,驻点
      A1,东区,洽谈,2023-03-02,,驻点
      B1,西区,流失,2023-02-20,5000,
      """)
    let leads = try read(
      """
      id,district,线索日期,negotiating,签约日期,lost,investment (万元),channel
      A1,东区,2023-01-05,2023-03-02,2023-05-01,,20000,驻点
      B1,西区,,2023-02-01,,2023-02-20,5000,
      """)
    #expect(events.records == leads.records)
    #expect(events.districts == ["东区", "西区"])
    #expect(events.records[0].events.map(\.stage) == [.identified, .negotiating, .signed])
    #expect(events.records[0].investment == .hundredMillionYuan(2))
    #expect(events.records[0].channelID == "驻点" && events.records[1].channelID == nil)
  }

  @Test func faultsAreNamedWithTheirLinesInOnePass() throws {
    let found = try problems(
      """
      id,district,stage,date
      ,east,identified,2023-01-01
      A,east,idle,2023-01-01
      A,east,identified,2023-13-01
      B,,identified,2023-01-01
      C,east,identified,2023-01-01
      C,west,contacted,2023-02-01
      """)
    #expect(
      found
        == [
          "FILE:2, column id The id is missing.", "FILE:3, column stage There is no stage “idle”.",
          "FILE:4, column date “2023-13-01” is not a date.",
          "FILE:5, column district The district is missing.",
          "FILE:7, column district Line 6 has another district.",
        ].map { expected in
          let name = found[0].prefix { $0 != ":" }
          return expected.replacing("FILE", with: name)
        })
  }

  @Test func aRowOfALeadHasItsDatesInOrder() throws {
    let found = try problems(
      """
      id,district,identified,contacted,signed,lost,投资额(万元)
      A,east,2023-02-01,2023-01-01,,,5
      B,east,,,,,
      C,east,2023-01-01,,,,-3
      C,east,2023-01-01,,,,
      """)
    #expect(found.count == 4)
    #expect(found[0].contains("before that of identified"))
    #expect(found[1].contains("no date"))
    #expect(found[2].contains("negative amount"))
    #expect(found[3].contains("line 4"))
  }

  @Test func aHeaderThatIsNotUnderstoodIsTold() throws {
    let url = FileManager.default.temporaryDirectory
      .appending(path: "records-\(UUID().uuidString).csv")
    defer { try? FileManager.default.removeItem(at: url) }
    try "编号,阶段,日期\nA,线索,2023-01-01\n".write(to: url, atomically: true, encoding: .utf8)
    let found = #expect(throws: Problems.self) { try LeadRecordsFile(url.path) }
    #expect(found?.all.map(\.reason.en) == ["The column “district” is missing."])
    // Counts are no records.
    try "区县,阶段,进入,晋级\n".write(to: url, atomically: true, encoding: .utf8)
    #expect(try !LeadRecordsFile.matches(url.path))
  }
}
