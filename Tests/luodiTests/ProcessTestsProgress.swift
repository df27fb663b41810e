import Foundation
import Testing

/// What is done so far, beside targets of all sizes.
@Suite struct ProcessTestsProgress {
  @Test func `a target far behind what is signed has no percentage of seven digits`() throws {
    let city = try SmallCity()
    try city.replace("at_least: 20亿元", with: "at_least: 1万元", in: "baseline.yaml")
    try city.replace("at_least: 35亿元", with: "at_least: 2亿元", in: "baseline.yaml")
    let text = try city.run("run", "baseline.yaml", "--trials", "256", "--lang", "en").text
    #expect(text.contains("10.7 (>1000%)"))
    #expect(text.contains("13.1 (655%)"))
    #expect(text.firstMatch(of: /[0-9]{5,}%/) == nil)
  }
}
