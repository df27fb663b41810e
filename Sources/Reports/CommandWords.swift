public import InvestmentPipeline

/// What commands print beside their reports.
public enum CommandWords {
  /// `<done> of <planned> trials`
  public static func progressTrials(done: String, planned: String) -> BilingualText {
    BilingualText(
      zh: "已模拟\(done)/\(planned)次",
      en: "\(done) of \(planned) trials")
  }

  /// `only <draws> parameter draws …; run <trials> trials or more`
  public static func fewParameterDraws(draws: String, least: String, trials: String)
    -> BilingualText
  {
    BilingualText(
      zh: "注意：参数抽样只有\(draws)组，不足\(least)组；结果随随机种子变化较大。请用 --trials \(trials) 或更多。",
      en:
        "Note: there are only \(draws) parameter draws, fewer than \(least); results depend much on the seed. "
        + "Use --trials \(trials) or more.")
  }

  /// `about <seconds> s left`
  public static func progressLeft(seconds: String) -> BilingualText {
    BilingualText(
      zh: "约剩\(seconds)秒",
      en: "about \(seconds) s left")
  }

  /// `precision ±<points> points`
  public static func progressError(points: String) -> BilingualText {
    BilingualText(
      zh: "当前精度±\(points)个百分点",
      en: "precision ±\(points) points")
  }

  /// `<target>: <percent>% so far`
  public static func progressTarget(target: String, percent: String) -> BilingualText {
    BilingualText(
      zh: "\(target)目前\(percent)%",
      en: "\(target): \(percent)% so far")
  }

  /// `<answered> of <targets> targets computed, <vectors> factor vectors`
  public static func progressEngine(answered: String, targets: String, vectors: String)
    -> BilingualText
  {
    BilingualText(
      zh: "已计算目标\(answered)/\(targets)个，因子取值\(vectors)组",
      en: "\(answered) of \(targets) targets computed, \(vectors) factor vectors")
  }

  /// `Interrupted: targets not yet computed keep the simulated result.`
  public static let engineInterrupted = BilingualText(
    zh: "运行被中断：尚未计算的目标采用模拟结果。",
    en: "Interrupted: targets not yet computed keep the simulated result.")

  /// `Interrupted: the result covers only the <trials> trials completed.`
  public static func interrupted(trials: String) -> BilingualText {
    BilingualText(
      zh: "运行被中断：结果仅含已完成的\(trials)次模拟。",
      en: "Interrupted: the result covers only the \(trials) trials completed.")
  }

  /// `No scenarios found under <folder>. Create an example city: luodi init my-city`
  public static func noScenarios(folder: String) -> BilingualText {
    BilingualText(
      zh: "在 \(folder) 下未找到情景。可新建一个示例城市：luodi init my-city",
      en: "No scenarios found under \(folder). Create an example city: luodi init my-city")
  }

  /// `No problems found: <path>`
  public static func noProblems(path: String) -> BilingualText {
    BilingualText(
      zh: "未发现问题：\(path)",
      en: "No problems found: \(path)")
  }

  /// `None of the problems is in a register: no marked copy was written.`
  public static let noTableToMark = BilingualText(
    zh: "问题不在项目库的表格中，未生成标注副本。",
    en: "None of the problems is in a register: no marked copy was written.")

  /// `Created a fictional example city in <directory>. Try: luodi run <scenario>`
  public static func created(directory: String, scenario: String) -> BilingualText {
    BilingualText(
      zh: "已在 \(directory) 新建一个虚构的示例城市。试运行：luodi run \(scenario)",
      en: "Created a fictional example city in \(directory). Try: luodi run \(scenario)")
  }

  /// `Written to <path>`
  public static func written(path: String) -> BilingualText {
    BilingualText(
      zh: "已写入 \(path)",
      en: "Written to \(path)")
  }

  /// `Charts written to <folder>: <charts>.`
  public static func chartsWritten(folder: String, charts: String) -> BilingualText {
    BilingualText(
      zh: "图表已写入\(folder)：\(charts)。",
      en: "Charts written to \(folder): \(charts).")
  }

  /// `The chart specifications (.vl.json) are written; no images were rendered: <reason>`
  public static func chartsNotDrawn(reason: String) -> BilingualText {
    BilingualText(
      zh: "图表定义文件（.vl.json）已写入，未生成图片：\(reason)",
      en: "The chart specifications (.vl.json) are written; no images were rendered: \(reason)")
  }

  /// `Report written to <folder>: <files>`
  public static func reportWritten(folder: String, files: String) -> BilingualText {
    BilingualText(
      zh: "报告已写入\(folder)：\(files)",
      en: "Report written to \(folder): \(files)")
  }

  /// `Dry run: nothing was written.`
  public static let dryRun = BilingualText(
    zh: "试运行：未写入任何文件。",
    en: "Dry run: nothing was written.")

  /// `<path> exists and was not changed; check the changes above and run again with --update.`
  public static func needsUpdate(path: String) -> BilingualText {
    BilingualText(
      zh: "\(path)已存在，未改动；确认以上变化后，加 --update 重新运行。",
      en: "\(path) exists and was not changed; check the changes above and run again with "
        + "--update.")
  }

  /// `<path> is unchanged and was not written.`
  public static func unchanged(path: String) -> BilingualText {
    BilingualText(
      zh: "\(path)没有变化，未重写。",
      en: "\(path) is unchanged and was not written.")
  }

  /// `<projects> projects can be imported; no problems found.`
  public static func importable(projects: String) -> BilingualText {
    BilingualText(
      zh: "可导入项目\(projects)个，未发现问题。",
      en: "\(projects) projects can be imported; no problems found.")
  }

  /// `The previous register is saved as <path>`
  public static func backup(path: String) -> BilingualText {
    BilingualText(
      zh: "原项目库已备份为\(path)",
      en: "The previous register is saved as \(path)")
  }
}
