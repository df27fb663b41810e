import Reports
import Testing

struct NumberTextTests {
  @Test(arguments: [
    (1830.0, 0, "1830"), (2.345, 2, "2.35"), (-0.04, 1, "0.0"), (-1.25, 1, "-1.3"),
    (0.05, 1, "0.1"), (99.999, 2, "100.00"), (.nan, 1, "–"), (.infinity, 1, "–"),
    (-.infinity, 0, "–"),
  ])
  func `fixed rounds half away from zero`(value: Double, decimals: Int, text: String) {
    #expect(NumberText.fixed(value, decimals: decimals) == text)
  }

  @Test func `digits end where the standard error begins`() {
    #expect(NumberText.value(2043.71, error: 1.4) == "2044")
    #expect(NumberText.value(2043.71, error: 0.2) == "2043.7")
    #expect(NumberText.percent(0.6237, error: 0.0015, trials: 100_000) == "62.4%")
    #expect(NumberText.percent(0.62, error: 0.015, trials: 1000) == "62%")
    #expect(NumberText.points(0.0015) == "0.2")
    #expect(NumberText.value(2043.71, error: nil) == "2044")
    #expect(NumberText.value(2043.71, error: .infinity) == "2044")
    #expect(NumberText.points(nil) == "–" && NumberText.error(nil) == "–")
    #expect(NumberText.error(0.0123) == "0.01" && NumberText.error(.infinity) == "–")
  }

  @Test func `no hit and no miss are capped at three in n`() {
    #expect(NumberText.percent(0, error: 1e-5, trials: 100_000) == "<0.003%")
    #expect(NumberText.percent(1, error: 1e-5, trials: 100_000) == ">99.997%")
    #expect(NumberText.percent(1, error: 1e-2, trials: 100) == ">97%")
    #expect(NumberText.percent(0, error: 0.5, trials: 1) == "<95%")
    #expect(NumberText.percent(1, error: 0.3, trials: 2) == ">22%")
  }

  @Test func `bounds of probabilities are rounded away from the figure`() {
    #expect(NumberText.below(3.81e-6) == "<0.0004%")
    #expect(NumberText.below(1.01e-12) == "<0.0000000002%")
    #expect(NumberText.below(0.2) == "<20%")
    #expect(NumberText.above(1 - 3.81e-6) == ">99.9996%")
    #expect(NumberText.above(0.9) == ">90%")
  }

  @Test func `plain keeps only the digits there are`() {
    #expect(NumberText.plain(2390) == "2390")
    #expect(NumberText.plain(13.5) == "13.5")
    #expect(NumberText.plain(0.08) == "0.08")
  }

  @Test func `Chinese characters take two columns`() {
    #expect(DisplayWidth.of("江门 2023") == 9)
    #expect(DisplayWidth.of("（±）") == 5)
    #expect(DisplayWidth.of("█│–") == 3)
  }
}
