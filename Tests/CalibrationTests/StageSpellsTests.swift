import Calibration
import InvestmentPipeline
import Testing

@Suite struct StageSpellsTests {
  private func day(_ text: String) -> CalendarDate { CalendarDate(iso8601: text)! }

  private func record(_ events: (Stage, String)...) -> LeadRecord {
    LeadRecord(id: "a", districtID: "north", events: events.map { StageEvent($0.0, day($0.1)) })
  }

  private func spells(_ record: LeadRecord, from start: String? = nil, asOf: String)
    -> StageSpells
  {
    StageSpells([record], from: start.map(day), asOf: day(asOf))
  }

  private func brief(_ spells: StageSpells) -> [String] {
    spells.spells.map { "\($0.stage.rawValue) \($0.days) \($0.outcome)" }
  }

  @Test func aLeadIsFollowedToItsSigning() {
    let all = spells(
      record(
        (.identified, "2023-01-01"), (.contacted, "2023-01-11"), (.negotiating, "2023-02-01"),
        (.approved, "2023-02-11"), (.signed, "2023-03-01"), (.started, "2023-04-01"),
        (.lost, "2023-05-01")), asOf: "2023-12-31")
    #expect(
      brief(all) == [
        "identified 10 advanced", "contacted 21 advanced", "negotiating 10 advanced",
        "approved 18 advanced",
      ])
    #expect(all.signings.map(\.day) == [day("2023-03-01")])
    #expect(all.entries.map(\.stage) == [.identified])
  }

  @Test func whatComesAfterTheAsOfDateIsNotKnown() {
    let all = spells(
      record((.identified, "2023-01-01"), (.contacted, "2023-01-11"), (.lost, "2023-02-01")),
      asOf: "2023-01-20")
    #expect(brief(all) == ["identified 10 advanced", "contacted 9 open"])
    #expect(all.history.counts[.contacted]?["north"]?.entered == 0)
    #expect(spells(record((.identified, "2023-01-21")), asOf: "2023-01-20").spells.isEmpty)
  }

  @Test func stagesThatAreJumpedOverArePassedInNoTime() {
    let all = spells(
      record((.identified, "2023-01-01"), (.approved, "2023-01-11"), (.lost, "2023-01-12")),
      asOf: "2023-12-31")
    #expect(
      brief(all) == [
        "identified 10 advanced", "contacted 0 advanced", "negotiating 0 advanced",
        "approved 1 lost",
      ])
    #expect(all.jumpCount == 2)
  }

  @Test func aLeadThatFallsBackOrComesAgainBeginsAnew() {
    let back = spells(
      record(
        (.contacted, "2023-01-01"), (.negotiating, "2023-01-11"), (.contacted, "2023-01-21"),
        (.contacted, "2023-01-25")), asOf: "2023-01-31")
    #expect(brief(back) == ["contacted 10 advanced", "negotiating 10 lost", "contacted 10 open"])
    #expect(back.returnCount == 1 && back.entries.count == 2)
    let again = spells(
      record((.contacted, "2023-01-01"), (.lost, "2023-01-11"), (.negotiating, "2023-01-21")),
      asOf: "2023-01-31")
    #expect(brief(again) == ["contacted 10 lost", "negotiating 10 open"])
    #expect(again.returnCount == 1)
  }

  @Test func spellsFromBeforeTheWindowAreTruncated() {
    let all = spells(
      record(
        (.identified, "2022-11-01"), (.contacted, "2022-12-02"), (.negotiating, "2023-01-11")),
      from: "2023-01-01", asOf: "2023-01-31")
    #expect(brief(all) == ["contacted 40 advanced", "negotiating 20 open"])
    #expect(all.spells.map(\.daysBefore) == [30, 0])
    #expect(all.entries.isEmpty)
    let months = all.history.counts[.contacted]!["north"]!.months!
    #expect(abs(months - 10 / 30.436_875) < 1e-12)
  }
}
