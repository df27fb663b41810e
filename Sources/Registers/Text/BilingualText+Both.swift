package import InvestmentPipeline

/// A message in Chinese and English.
package func both(_ zh: String, _ en: String) -> BilingualText { BilingualText(zh: zh, en: en) }
