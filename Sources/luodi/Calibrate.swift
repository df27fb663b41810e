import ArgumentParser
import Calibration
import InvestmentPipeline
import Registers
import Reports
import ScenarioFiles

/// `luodi calibrate FILE`
struct Calibrate: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract:
      "Estimate conversion rates and dwell times from dated records or from counts. 按阶段记录或历史计数估计转化率和停留时长。",
    discussion: """
      Records: one row for each event (id, district, stage, date), or one for each lead with a date for each stage.
      Counts: district, stage, entered, advanced, months.
      阶段记录：一行一次变动（编号、区县、阶段、日期），或一行一个项目、每个阶段一列日期。历史计数：区县、阶段、进入、晋级、停留月数。
      """)

  @OptionGroup var records: RecordsOptions

  @Option(
    help: ArgumentHelp(
      "Write calibration.yaml (fragment) and history.csv (counts) into the folder. 写入情景片段和计数文件。",
      valueName: "dir"))
  var output: String?

  @OptionGroup var options: FileReportOptions
  @OptionGroup var pictures: ChartOptions

  func run() throws {
    guard try LeadRecordsFile.matches(records.file) else {
      guard records.asOf == nil, records.from == nil, output == nil, pictures.charts == nil else {
        throw ValidationError(
          "--as-of, --from, --output and --charts need dated records. 这些选项只用于阶段记录。")
      }
      let file = try HistoryFile(records.file, cityFolder: records.city)
      let report = try CalibrationReport(
        file.history, districts: file.districts, inputFile: file.input)
      return try options.print(report.json) { report.text($0, usesColour: $1) }
    }
    let (file, asOf) = try records.read()
    let spells = StageSpells(file.records, from: records.from?.date, asOf: asOf)
    guard !spells.spells.isEmpty else {
      throw Problems([
        Problem(
          path: records.file, value: "\(spells.asOf)",
          reason: BilingualText(
            zh: "所选期间内没有签约前阶段的记录。", en: "The window holds no time at a stage before signing."),
          remedy: BilingualText(
            zh: "核对 --from 和 --as-of。", en: "Check --from and --as-of."), location: records.file)
      ])
    }
    let report = try RecordsReport(
      RecordsFit(spells, districts: file.districts, periodMonths: records.periodMonths),
      inputFile: file.input)
    try options.print(report.json) { report.text($0, usesColour: $1) }
    try pictures.deliver(options.language, report.charts(options.language))
    guard let output else { return }
    try OutputFile.createFolder(output)
    let paths = ["\(output)/calibration.yaml", "\(output)/history.csv"]
    try OutputFile.write(report.fragment, to: paths[0])
    try OutputFile.write(report.history, to: paths[1])
    Terminal.say(
      CommandWords.written(path: paths.joined(separator: ", "))[options.language])
  }
}

/// The file of `calibrate` and `backtest`, and what of it is used.
struct RecordsOptions: ParsableArguments {
  @Argument(
    help: "A CSV file of dated records (calibrate: or of counts). 阶段记录的 CSV 文件（calibrate 也可用历史计数）。")
  var file: String

  @Option(
    help: "Folder of the city, whose ids replace the names of districts. 城市文件夹，用于将县（市、区）名换成 id。")
  var city: String?

  @Option(
    help: ArgumentHelp(
      "Last day of the records; later events are ignored (default: the last event). 记录的截至日期。",
      valueName: "date"))
  var asOf: Day?

  @Option(
    help: ArgumentHelp(
      "First day on which all leads were recorded; earlier spells count from it on. 完整记录的起始日期。",
      valueName: "date"))
  var from: Day?

  @Option(help: "Months of a period whose variation is drift, 1 … 12. 估计漂移的时期长度（月）。")
  var periodMonths = 3

  /// `2023-02-28`.
  struct Day: ExpressibleByArgument {
    var date: CalendarDate

    init?(argument: String) {
      guard let date = CalendarDate(iso8601: argument) else { return nil }
      self.date = date
    }
  }

  func validate() throws {
    guard (1...12).contains(periodMonths) else {
      throw ValidationError("--period-months must lie in 1 … 12. --period-months 须为 1 到 12。")
    }
    if let from, let asOf, from.date > asOf.date {
      throw ValidationError("--from must not be after --as-of. --from 不得晚于 --as-of。")
    }
  }

  /// The records and their last day.
  func read() throws(Problems) -> (file: LeadRecordsFile, asOf: CalendarDate) {
    let file = try LeadRecordsFile(file, cityFolder: city)
    let last = file.records.flatMap(\.events).map(\.day).max()!
    return (file, asOf?.date ?? last)
  }
}
