import InvestmentPipeline
import Reports
import Testing

struct CatalogueTests {
  @Test(arguments: Catalogue.allCases)
  func `every word is there in both languages and takes the same values`(word: Catalogue) {
    let text = word.text
    #expect(!text.zh.isEmpty && !text.en.isEmpty)
    #expect(
      text.zh.split(separator: "{}", omittingEmptySubsequences: false).count
        == text.en.split(separator: "{}", omittingEmptySubsequences: false).count)
  }

  @Test func `values take the places in order`() {
    #expect(Catalogue.progressTrials(.english, "1", "2") == "1 of 2 trials")
    #expect(Catalogue.progressTrials(.chinese, "1", "2") == "已试验1/2次")
  }
}
