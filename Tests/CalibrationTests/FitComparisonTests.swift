import Calibration
import Foundation
import InvestmentPipeline
import Testing

@Suite struct FitComparisonTests {
  private static func day(_ number: Int) -> CalendarDate {
    CalendarDate(iso8601: "2023-01-01")!.advanced(by: number)!
  }

  /// Ten leads of 1 January, of which four leave after 2, 5, 5 and 9 days, and one of the 11th; as of the
  /// 21st.
  private static func fit(from start: Int? = nil) throws -> RecordsFit {
    let exits: [Int: (Int, Stage)] = [
      0: (2, .contacted), 1: (5, .lost), 2: (5, .contacted), 3: (9, .contacted),
    ]
    let records = (0..<11).map { number in
      LeadRecord(
        id: "\(number)", districtID: "north",
        events: [StageEvent(.identified, day(number == 10 ? 10 : 0))]
          + (exits[number].map { [StageEvent($0.1, day($0.0))] } ?? []))
    }
    return try RecordsFit(
      StageSpells(records, from: start.map(day), asOf: day(20)), districts: ["north"])
  }

  @Test func `the observed curve is that of Kaplan and Meier`() throws {
    let points = FitComparison(try Self.fit()).survival.filter { $0.stage == .identified }
    #expect(points.map(\.days) == Array(0...20))
    let (after2, after5) = (10.0 / 11, 10.0 / 11 * 8 / 10)
    for point in points {
      let expected: Double =
        switch point.days {
        case ..<2: 1
        case ..<5: after2
        case ..<9: after5
        default: after5 * 7 / 8
        }
      #expect(abs(point.observed - expected) < 1e-12, "\(point.days)")
      #expect(point.fitted > 0 && point.fitted < 1)
    }
    #expect(zip(points, points.dropFirst()).allSatisfy { $0.fitted > $1.fitted })
  }

  // The quantiles of exponential times of mean 30 days, in place of draws.
  @Test func `the fitted curve passes through the observed one`() throws {
    let start = CalendarDate(iso8601: "2021-01-01")!
    let records = (0..<200).map { number in
      let days = Int((-30 * log(1 - (Double(number) + 0.5) / 200)).rounded())
      return LeadRecord(
        id: "\(number)", districtID: "north",
        events: [
          StageEvent(.identified, start),
          StageEvent(number % 2 == 0 ? .lost : .contacted, start.advanced(by: days)!),
        ])
    }
    let spells = StageSpells(records, asOf: CalendarDate(iso8601: "2022-12-31")!)
    let points = FitComparison(try RecordsFit(spells, districts: ["north"])).survival.filter {
      $0.stage == .identified
    }
    #expect(points.count > 20)
    #expect(points.allSatisfy { abs($0.fitted - $0.observed) < 0.02 })
  }

  @Test func `leads that came before the window are at risk from its first day`() throws {
    let points = FitComparison(try Self.fit(from: 3)).survival.filter { $0.stage == .identified }
    // The lead that left after 2 days is not of the window; too few are at risk before day 3.
    #expect(points.first?.days == 3 && points.first?.observed == 1)
    #expect(points.first { $0.days == 5 }?.observed == 0.8)
  }

  @Test func `numbers by month and period add up to the records'`() throws {
    let fit = try Self.fit()
    let comparison = FitComparison(fit)
    #expect(comparison.months.map(\.month) == [1])
    #expect(comparison.months[0].ended == 4 && comparison.months[0].advanced == 3)
    #expect(abs(comparison.months[0].expected - 3) < 0.5)
    // No whole period of three months.
    #expect(comparison.advances.isEmpty && comparison.arrivals.isEmpty)
    let monthly = FitComparison(
      try RecordsFit(
        StageSpells(
          (0..<24).map { number in
            let start = CalendarDate(iso8601: "2021-01-01")!.advanced(byMonths: number)!
            return LeadRecord(
              id: "\(number)", districtID: "north",
              events: [
                StageEvent(.identified, start), StageEvent(.contacted, start.advanced(by: 9)!),
                StageEvent(number % 2 == 0 ? .lost : .negotiating, start.advanced(by: 19)!),
              ])
          }, asOf: CalendarDate(iso8601: "2022-12-31")!), districts: ["north"], periodMonths: 6))
    #expect(monthly.arrivals.map(\.count) == [6, 6, 6, 6])
    #expect(monthly.arrivals.allSatisfy { $0.expected == 6 && $0.deviation == 6.0.squareRoot() })
    #expect(monthly.advances.map(\.count) == [9, 9, 9, 9])
    #expect(monthly.advances.allSatisfy { $0.deviation > 0 && abs($0.expected - 9) < 1 })
  }
}
