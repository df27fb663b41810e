public import InvestmentPipeline

/// An imported register as the CSV file that a scenario reads.
public struct RegisterText {
  let imported: RegisterImport

  /// A register file of an import.
  public init(_ imported: RegisterImport) { self.imported = imported }

  /// Comments with the source files, a header, and one line per lead, in the order of the files.
  /// The days of entering the stage, and note columns, which begin with `#`, are included where a lead has a value. Equal imports give
  /// equal bytes.
  public var text: String {
    let leads = imported.leads
    let notes = Self.notes.filter { note in leads.contains { $0.notes[note.field] != nil } }
    let isDated = leads.contains { $0.stageSince != nil }
    let head =
      [
        "编号", "项目名称", "区县", "产业链", "渠道", "阶段", "投资额(万元)", "投资额下限(万元)", "投资额上限(万元)", "签约日期",
      ] + (isDated ? ["进入本阶段日期"] : [])
    func amount(_ value: Int64?) -> String { value.map { "\($0)" } ?? "" }
    let rows = leads.map { lead -> [String] in
      let fields: [String] = [
        lead.id, lead.name, lead.district, lead.chain, lead.channel, lead.stage.name.zh,
        amount(lead.investment), amount(lead.investmentLow), amount(lead.investmentHigh),
        lead.signedOn?.description ?? "",
      ]
      return fields + (isDated ? [lead.stageSince?.description ?? ""] : [])
        + notes.map { lead.notes[$0.field] ?? "" }
    }
    let lines = [head + notes.map(\.head)] + rows
    let comments = imported.inputFiles.map {
      "# 由 luodi import 从 \($0.name) 导入 / imported from it. SHA-256 \($0.sha256)\r\n"
    }
    let dated = imported.latestDate.map { "# 数据截至 \($0) / data up to that day\r\n" } ?? ""
    // The mark comes before the comments.
    return "\u{FEFF}" + comments.joined() + dated + MachineText.csv(lines).dropFirst()
  }

  private static let notes: [(field: ImportField, head: String)] = [
    (.investor, "#投资方"), (.source, "#来源地"), (.land, "#占地(亩)"), (.paidIn, "#到位资金(万元)"),
    (.fixedAssets, "#固定资产投资(万元)"), (.responsibleUnit, "#责任单位"), (.contact, "#联系人"),
  ]
}
