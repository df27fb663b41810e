import InvestmentPipeline
import Testing

@Suite struct CalendarDateTests {
  @Test func daysAreNumberedInTheirOrder() throws {
    var day = try #require(CalendarDate(iso8601: "1900-01-01"))
    #expect(day.dayNumber == 0)
    for number in 1...50_000 {
      let next = try #require(day.advanced(by: 1))
      #expect(next.dayNumber == number && next > day)
      day = next
    }
    // 50,000 days later, by another calendar.
    #expect("\(day)" == "2036-11-23")
    #expect(day.advanced(by: -50_000) == CalendarDate(iso8601: "1900-01-01"))
    #expect(day.advanced(by: -50_001) == nil)
    #expect(CalendarDate(iso8601: "9999-12-31")?.advanced(by: 1) == nil)
    #expect(
      CalendarDate(iso8601: "9999-12-30")?.advanced(by: 1) == CalendarDate(iso8601: "9999-12-31"))
  }

  @Test func theTimeAtAStageIsCountedInMonthsOfPace() throws {
    let year = PlanYear(year: 2024, asOf: try #require(CalendarDate(iso8601: "2024-03-10")))
    func age(_ day: String, pace: [Int: Double] = [:]) throws -> Double {
      year.age(since: try #require(CalendarDate(iso8601: day)), pace: pace)
    }
    #expect(try age("2024-03-11") == 0)
    #expect(try abs(age("2024-03-10") - 0.5 / 31) < 1e-15)
    #expect(try abs(age("2024-03-01") - 9.5 / 31) < 1e-15)
    #expect(try abs(age("2024-02-29") - (0.5 / 29 + 10.0 / 31)) < 1e-15)
    #expect(try abs(age("2022-12-16") - (15.5 / 31 + 14 + 10.0 / 31)) < 1e-12)
    // February of both years at half speed, December at none.
    #expect(
      try abs(age("2022-12-16", pace: [2: 0.5, 12: 0]) - (12 + 10.0 / 31)) < 1e-12)
  }
}
