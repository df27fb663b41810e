import InvestmentPipeline

/// The reason for which a workbook cannot be read.
struct WorkbookFault: Error {
  var reason: BilingualText
  var remedy: BilingualText
  /// The part of the archive; nil where it is not known.
  var part: String?

  init(_ reason: BilingualText, _ remedy: BilingualText? = nil, part: String? = nil) {
    self.reason = reason
    self.remedy =
      remedy
      ?? both(
        "用 Excel 或 WPS 打开它，另存为“Excel 工作簿 (*.xlsx)”后重试。",
        "Open it in Excel or WPS, save it as “Excel workbook (*.xlsx)” and try again.")
    self.part = part
  }

  static func tooLarge(_ what: BilingualText, part: String? = nil) -> WorkbookFault {
    WorkbookFault(
      both("工作簿超出可读的大小：\(what.zh)。", "The workbook is beyond what is read: \(what.en)."),
      both(
        "请核对是否选错文件；把用不着的工作表和行列删掉后另存一份。",
        "Check that it is the right file; save a copy without unneeded sheets, rows and columns."),
      part: part)
  }
}
