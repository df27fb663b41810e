import ScenarioFiles
import Testing

/// Patterns of the ids of targets.
struct JointPatternTests {
  @Test func patternsMatchRunsOfCharacters() {
    #expect(JointSection.matches("district-*", "district-east"))
    #expect(JointSection.matches("*", "anything"))
    #expect(JointSection.matches("a*b*c", "axxbyyc"))
    #expect(!JointSection.matches("a*b*c", "axxc"))
    #expect(!JointSection.matches("ab*ba", "aba"))
    #expect(!JointSection.matches("a", "ab"))
    #expect(JointSection.matches("*-count", "city-count"))
  }
}
