import InvestmentPipeline
import Testing

@Suite struct NearestNameTests {
  @Test func oneWrongCharacterIsForgiven() {
    #expect(nearestName(to: "新惠区", among: ["江海区", "新会区"]) == "新会区")
    #expect(nearestName(to: "Xinhiu", among: ["jianghai", "xinhui"]) == "xinhui")
    #expect(nearestName(to: "negociating", among: ["contacted", "negotiating"]) == "negotiating")
    #expect(nearestName(to: "新会", among: ["新会区"]) == "新会区")
    #expect(nearestName(to: "东区", among: ["东城区"]) == "东城区")
  }

  @Test func whatIsFarIsNot() {
    #expect(nearestName(to: "seaport", among: ["battery", "solar"]) == nil)
    #expect(nearestName(to: "", among: ["a"]) == nil)
    #expect(nearestName(to: "a", among: ["b", ""]) == nil)
    #expect(nearestName(to: "x", among: []) == nil)
    #expect(nearestName(to: String(repeating: "a", count: 1_000_000), among: ["aa"]) == nil)
  }

  @Test func ofEqualsTheFirst() {
    #expect(nearestName(to: "cat", among: ["bat", "rat"]) == "bat")
    #expect(nearestName(to: "rat", among: ["bat", "rat"]) == "rat")
  }
}
