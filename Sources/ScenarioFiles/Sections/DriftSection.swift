import InvestmentPipeline
import Registers

/// Reads `drift`: the variation of rates and speed from period to period.
enum DriftSection {
  static func read(_ field: Field?) -> Drift? {
    guard let fields = field?.mapping(["period_months", "city", "districts", "pace"]) else {
      return nil
    }
    return Drift(
      periodMonths: fields["period_months"]?.wholeNumber() ?? 3,
      cityDeviations: fields["city"]?.numbersByStage() ?? [:],
      districtDeviations: fields["districts"]?.numbersByStage() ?? [:],
      paceDeviation: fields["pace"]?.number() ?? 0)
  }
}
