import InvestmentPipeline
import Registers

/// Turns the merged keys of a scenario into its value.
///
/// Reads all sections whatever is wrong with some of them. What cannot be read is reported and
/// stood in for by something harmless, so that the rest can still be checked.
struct ScenarioFile {
  static let keys = [
    "title", "reason", "city", "year", "as_of", "registers", "exchange_rates", "conversion",
    "pace", "conversion_shift", "drift", "estimate_uncertainty", "dependence", "adjustments",
    "investment_ceiling", "arrivals", "followers", "quotas", "landing", "scorecard", "history",
    "last_year", "blend", "targets", "joint", "levers",
  ]

  let files: FolderFiles
  let reading: Reading
  let cache: InputCache

  /// The scenario, with its places and assumptions left in `reading`; nil when there is no
  /// city, without which nothing else can be understood.
  func read(_ root: SourceNode, id: String, chain: [InputFile]) -> (Scenario, LeadLocations)? {
    let top = Field(root, path: "", reading: reading)
    guard let fields = top.mapping(ScenarioFile.keys) else { return nil }
    let title = fields.required("title")?.bilingual() ?? both(id, id)
    let reason = fields.required("reason")?.bilingual() ?? both(id, id)
    let year = fields.required("year")?.calendarNumber()
    let asOf = fields.required("as_of")?.date()
    readExchangeRates(fields["exchange_rates"])
    guard let cityInput = readCity(fields.required("city")) else { return nil }
    let city = cityInput.city
    let names = NameIndex(city)
    var registers = RegisterSection(
      files: files, cache: cache, reading: reading, city: city)
    registers.asOf = asOf
    registers.read(fields.required("registers"))

    let landing = LandingSection(names: names, city: city)
    let history = HistorySection(files: files, reading: reading, names: names).read(
      fields["history"])
    // A stand-in for a date that could not be read: the latest, at which fewest leads look odd.
    let planYear = year ?? asOf?.year ?? 2000
    let latest = CalendarDate(year: planYear, month: 12, day: 30)
    let stand = CalendarDate(year: 2000, month: 12, day: 30)!
    let scenario = Scenario(
      id: id, title: title, reason: reason, city: city,
      planYear: PlanYear(year: planYear, asOf: asOf ?? latest ?? stand), leads: registers.leads,
      conversionRates: ConversionSection.read(
        fields.required("conversion"), city: city, names: names),
      pace: MonthWeights.read(fields["pace"]),
      conversionShift: MonthWeights.read(fields["conversion_shift"]),
      estimateUncertainty: fields["estimate_uncertainty"]?.numbersByStage() ?? [:],
      dependence: DependenceSection.read(fields["dependence"], names: names),
      adjustments: AdjustmentSection.read(fields["adjustments"], names: names),
      investmentCeiling: fields["investment_ceiling"]?.money(),
      arrivals: ArrivalSection(names: names, city: city).read(fields["arrivals"]),
      followers: landing.followers(fields["followers"]),
      quotas: QuotaSection(names: names).read(fields["quotas"]),
      landing: landing.landing(fields["landing"]),
      scorecard: landing.scorecard(fields["scorecard"]), history: history?.history,
      drift: DriftSection.read(fields["drift"]),
      lastYearInvestment: LastYearSection.read(fields["last_year"]),
      blend: LastYearSection.blend(fields["blend"]),
      targets: TargetSection.read(fields["targets"], names: names), jointTargets: [],
      inputFiles: [cityInput.file] + registers.inputFiles + (history.map { [$0.input] } ?? [])
        + chain)
    return (
      JointSection.adding(fields["joint"], to: scenario), registers.locations
    )
  }

  private func readCity(_ field: Field?) -> (city: City, file: InputFile)? {
    guard let field, let name = field.text() else { return nil }
    guard name == "city.yaml" else {
      field.report(
        both("城市文件要叫 city.yaml。", "The city's file is called city.yaml."),
        both("把文件改名为 city.yaml，这里写 city: city.yaml。", "Rename the file, and write city: city.yaml.")
      )
      return nil
    }
    guard let file = files.text(name, referredAt: field.node.location),
      let root = YAMLDocument.read(file.text, file: name, findings: reading.findings)
    else { return nil }
    let words = ProvenanceWords.handDown(root, findings: reading.findings)
    let city = CityFile.read(Overlay.withoutNulls(words), reading: reading)
    return city.map { ($0, file.input) }
  }

  private func readExchangeRates(_ field: Field?) {
    for (currency, rate) in field?.mapping(nil)?.all ?? [] {
      guard let value = rate.number(), let text = rate.numberText,
        let exact = DecimalNumber(text.halfWidth)
      else {
        // Amounts in this money have nothing wrong with them.
        reading.exchangeRates[currency.halfWidth] = DecimalNumber("1")
        continue
      }
      if value <= 0 {
        rate.report(
          both("汇率要大于 0。", "An exchange rate is above 0."),
          both("写每单位外币合多少元，如 美元: 6.73。", "Give 元 per unit, such as 美元: 6.73."))
      }
      reading.exchangeRates[currency.halfWidth] = value <= 0 ? DecimalNumber("1") : exact
    }
  }

}

extension Field {
  /// The text of a number given short or long.
  var numberText: String? { node.text ?? node["value"]?.text }

  /// Numbers by stage before signing; those that cannot be read are left out.
  func numbersByStage() -> [Stage: Double] {
    var numbers: [Stage: Double] = [:]
    for (key, field) in stages()?.all ?? [] {
      if let stage = NameIndex.stage(key), let value = field.number() { numbers[stage] = value }
    }
    return numbers
  }

  /// A mapping whose keys are the stages before signing, by id or name.
  func stages() -> Fields? {
    guard let fields = mapping(nil) else { return nil }
    let names = Stage.beforeSigning.flatMap { [$0.rawValue, $0.name.zh] }
    for entry in fields.entries {
      if let stage = NameIndex.stage(entry.key), Stage.beforeSigning.contains(stage) { continue }
      var problem = Problem.unknown(
        entry.key, both("签约前阶段", "stage before signing"), among: names,
        at: "\(prefix)\(entry.key)")
      problem.location = "\(entry.keyPlace)"
      reading.findings.add(problem)
    }
    return fields
  }
}
