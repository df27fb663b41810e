package import InvestmentPipeline

/// The head of a planner's column: what it says without its units.
struct ColumnHead {
  /// Half-width, lower case, without blanks, asterisks and brackets.
  var name: String
  var unit: MoneyText.Unit?
  var unitText: String?
  /// 内资 or 外资, where the head tells them apart.
  var currencyHint: String?

  init(_ written: String) {
    let text = written.halfWidth.lowercased().filter { !$0.isWhitespace && $0 != "*" }
    var name = ""
    var inside: [String] = []
    var depth = 0
    for character in text {
      switch character {
      case "(", "[", "【", "〔", "<", "《":
        if depth == 0 { inside.append("") }
        depth += 1
      case ")", "]", "】", "〕", ">", "》": depth = max(0, depth - 1)
      default:
        if depth == 0 { name.append(character) } else { inside[inside.count - 1].append(character) }
      }
    }
    for part in inside.flatMap({ $0.split(whereSeparator: { "-—,，、/:：;".contains($0) }) }) {
      if part == "内资" || part == "外资" { currencyHint = String(part) }
      if unit == nil, let found = MoneyText.unit(String(part)) {
        unit = found
        unitText = String(part)
      }
    }
    if unit == nil {
      for suffix in ["万美元", "亿美元", "亿元", "万元"]
      where name.hasSuffix(suffix) && name.count > suffix.count {
        unit = MoneyText.unit(suffix)
        unitText = suffix
        name.removeLast(suffix.count)
        if let last = name.last, "_-:：/".contains(last) { name.removeLast() }
        break
      }
    }
    self.name = name
  }
}

extension ImportField {
  /// Heads that stand for the field, those that win over others first.
  ///
  /// After the registers of public systems; see docs/data.md.
  var heads: [String] {
    switch self {
    case .id: ["编号", "项目编号", "项目代码", "谋划项目编号", "签约项目编号", "id"]
    case .name: ["项目名称", "签约项目名称", "谋划项目名称", "项目", "名称", "name", "纳统项目名称"]
    case .investment:
      [
        "计划总投资", "计划总投资额", "总投资", "总投资额", "投资总额", "计划投资总额", "项目总投资", "项目总投资额", "协议投资额",
        "协议资金", "签约总投资额", "签约投资额", "协议总投资", "拟投资额", "拟引进投资", "意向投资", "意向投资额", "投资额", "投资金额",
        "拟投资总额", "investment", "纳统计划总投资额",
      ]
    case .investmentLow: ["投资额下限", "investment_low"]
    case .investmentHigh: ["投资额上限", "investment_high"]
    case .fixedAssets: ["固定资产投资", "固定资产投资额"]
    case .paidIn:
      [
        "累计到位", "到位资金", "实际到位资金", "已到位资金", "累计到位资金", "本年到位资金", "本月到位资金", "实际利用外资", "累计完成投资",
      ]
    case .chain:
      [
        "产业链", "所属产业链", "产业集群", "产业类型", "产业类别", "所属产业", "行业类别", "行业", "所属行业", "chain",
      ]
    case .district:
      [
        "区县", "落户地", "拟落地区域", "落地园区", "项目所在县市区", "县(市、区)", "县", "县市区", "属地", "片区", "所属片区",
        "所属园区", "拟落户地", "落户区域", "district",
      ]
    case .stage:
      [
        "进展阶段", "项目阶段", "阶段", "项目进度", "项目状态", "洽谈进展", "目前进展", "推进情况", "进度、备注", "进展情况", "状态",
        "stage",
      ]
    case .channel: ["招商渠道", "渠道", "招商方式", "引进方式", "招商类型", "信息来源", "channel"]
    case .signedOn: ["签约日期", "签约时间", "signed_on"]
    case .investor: ["投资方", "投资主体", "投资方名称", "投资企业", "外来投资方", "签约乙方", "企业名称", "客商"]
    case .source: ["来源地", "资金来源", "投资方所在地", "内外资"]
    case .land: ["占地面积", "项目占地面积", "需用土地", "用地", "用地面积", "占地"]
    case .responsibleUnit: ["责任单位", "牵头单位"]
    case .contact:
      [
        "联系人", "企业联系人", "联系方式", "联系电话", "电话", "手机", "手机号", "手机号码", "填报人", "责任领导", "区级责任领导",
        "包保领导", "跟踪人", "引进人", "跟踪负责人", "对接人", "负责人", "区/市投促局联络人", "市投促局联络人", "报送联络人", "联络人",
      ]
    case .other:
      [
        "序号", "合同外资", "首谈时间", "对接时间", "洽谈时间", "计划开工时间", "开工时间", "竣工时间", "投产时间", "引进年份", "流转时间",
        "就业", "年税收", "税金", "达纲产值", "审核状态", "研判结果", "投资方简介", "项目内容", "签约建设内容", "建设内容", "建设性质",
        "注册资本", "签约活动名称", "项目分类", "备注",
      ]
    }
  }

  /// By head: the field, and where the head stands among the field's.
  static let byHead: [String: (field: ImportField, rank: Int)] = Dictionary(
    ImportField.allCases.flatMap { field in
      field.heads.enumerated().map { ($1, (field, $0)) }
    }, uniquingKeysWith: { first, _ in first })

  /// Columns of the register for people, in their order.
  package static let noteFields: [ImportField] = [
    .investor, .source, .land, .paidIn, .fixedAssets, .responsibleUnit, .contact,
  ]
}
