import InvestmentPipeline

/// Words of an import: column mapping, exclusions and changes.
enum ImportReportWords {
  static func headline(files: String, projects: String, amount: String, problems: String)
    -> BilingualText
  {
    BilingualText(
      zh: "文件\(files)个，可导入项目\(projects)个，投资额\(amount)亿元；问题\(problems)个。",
      en: "\(files) files: \(projects) projects to import, \(amount)亿元; \(problems) problems.")
  }

  static let totals = BilingualText(
    zh: "可导入项目汇总",
    en: "Projects to import")

  static let unknownWords = BilingualText(
    zh: "未识别的词（请填写第三列，存入城市文件夹的 import-words.csv）",
    en: "Unknown words (fill in the third field and save the lines in the city's "
      + "import-words.csv)")

  static func wordCount(rows: String, first: String) -> BilingualText {
    BilingualText(
      zh: "# \(rows)行，首次出现于\(first)",
      en: "# \(rows) rows, first at \(first)")
  }

  static let warnings = BilingualText(
    zh: "请核对（已导入）",
    en: "Please check (imported)")

  static let noHeader = BilingualText(
    zh: "未找到表头，整张表未读取。",
    en: "No header found: the sheet was not read.")

  static let unknownColumn = BilingualText(
    zh: "（未识别，未采用）",
    en: "(unknown, not used)")

  static let contactDropped = BilingualText(
    zh: "（联系人，已去除）",
    en: "(contact, removed)")

  static func notUsed(field: String) -> BilingualText {
    BilingualText(
      zh: "（\(field)，未采用）",
      en: "(\(field), not used)")
  }

  static func unitFromHeader(unit: String) -> BilingualText {
    BilingualText(
      zh: "\(unit)（表头）",
      en: "\(unit) (header)")
  }

  static func unitFromTitle(unit: String) -> BilingualText {
    BilingualText(
      zh: "\(unit)（标题行）",
      en: "\(unit) (title row)")
  }

  static let unitFromCells = BilingualText(
    zh: "由单元格注明",
    en: "stated in the cells")

  static func rows(header: String, count: String) -> BilingualText {
    BilingualText(
      zh: "表头在第\(header)行；采用\(count)行。",
      en: "Header in row \(header); \(count) rows used.")
  }

  static func excluded(reason: String, count: String, rows: String) -> BilingualText {
    BilingualText(
      zh: "未采用：\(reason)\(count)行（第\(rows)行）。",
      en: "Excluded: \(reason), \(count) (rows \(rows)).")
  }

  static func approximate(approximate: String, ranges: String, months: String) -> BilingualText {
    BilingualText(
      zh: "其中金额为约数的\(approximate)个，为区间的\(ranges)个；日期仅到月的\(months)个（按1日计）。",
      en: "Approximate amounts: \(approximate), ranges: \(ranges); dates without a day: "
        + "\(months) (the first day of the month is assumed).")
  }

  static let column = BilingualText(
    zh: "列",
    en: "Column")

  static let header = BilingualText(
    zh: "表头",
    en: "Header")

  static let field = BilingualText(
    zh: "对应字段",
    en: "Field")

  static let unit = BilingualText(
    zh: "单位",
    en: "Unit")

  static let filled = BilingualText(
    zh: "非空单元格",
    en: "Filled cells")

  static let median = BilingualText(
    zh: "中位数（亿元）",
    en: "Median, 亿元")

  static let heading = BilingualText(
    zh: "分类标题",
    en: "headings")

  static let subtotal = BilingualText(
    zh: "小计、合计",
    en: "subtotals")

  static let footnote = BilingualText(
    zh: "备注说明",
    en: "footnotes")

  static let repeatedHeader = BilingualText(
    zh: "重复的表头",
    en: "repeated headers")

  static let noName = BilingualText(
    zh: "无项目名称",
    en: "no name")

  static let noAmount = BilingualText(
    zh: "无金额",
    en: "no amount")

  static let ignored = BilingualText(
    zh: "按词表忽略",
    en: "ignored by the word table")

  static let problem = BilingualText(
    zh: "有问题",
    en: "problems")

  static let sum = BilingualText(
    zh: "投资额（亿元）",
    en: "Investment, 亿元")

  static let changes = BilingualText(
    zh: "与现有项目库相比的变化",
    en: "Changes to the existing register")

  static let unchanged = BilingualText(
    zh: "没有变化。",
    en: "No changes.")

  static func added(count: String) -> BilingualText {
    BilingualText(
      zh: "新增\(count)个：",
      en: "Added: \(count)")
  }

  static func changed(count: String) -> BilingualText {
    BilingualText(
      zh: "变更\(count)个：",
      en: "Changed: \(count)")
  }

  static func removed(count: String) -> BilingualText {
    BilingualText(
      zh: "不再出现\(count)个（更新时从项目库移除）：",
      en: "Removed by an update: \(count)")
  }

  static func kept(columns: String) -> BilingualText {
    BilingualText(
      zh: "表中没有、按编号沿用的列：\(columns)",
      en: "Columns not in the tables, kept by id: \(columns)")
  }

  static func lost(count: String) -> BilingualText {
    BilingualText(
      zh: "随项目移除的内容\(count)处（仅保留在备份中）：",
      en: "Values removed with them: \(count) (kept in the backup only)")
  }
}
