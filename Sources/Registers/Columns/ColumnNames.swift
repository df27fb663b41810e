package import InvestmentPipeline

/// The names under which columns are known, in registers and in planners' tables: one table.
///
/// After the registers of public systems; see docs/data.md.
enum ColumnNames {
  /// A name, and where it is known: in planners' tables alone unless it says otherwise.
  enum Name: ExpressibleByStringLiteral {
    case both(String)
    case imported(String)
    case registered(String)

    init(stringLiteral text: String) { self = .imported(text) }
  }

  /// The names of a field.
  struct Entry {
    var field: ImportField?
    var column: RegisterColumn?
    /// Those that win over others in planners' tables first.
    var names: [Name]

    init(_ field: ImportField?, _ column: RegisterColumn?, _ names: [Name]) {
      self.field = field
      self.column = column
      self.names = names
    }

    /// As an import takes them; the key of the register's column comes last.
    var imported: [String] {
      names.compactMap { name in
        switch name {
        case .both(let text), .imported(let text): text
        case .registered: nil
        }
      } + (column.map { [$0.rawValue] } ?? [])
    }

    /// As registers take them beside the column's key, the usual one first.
    var registered: [String] {
      let all = names.compactMap { name in
        switch name {
        case .both(let text), .registered(let text): text
        case .imported: nil
        }
      }
      let usual = field?.name.zh
      return all.filter { $0 == usual } + all.filter { $0 != usual }
    }
  }

  static let entries: [Entry] = [
    Entry(.id, .id, [.both("编号"), .both("项目编号"), "项目代码", "谋划项目编号", "签约项目编号"]),
    Entry(
      .name, .name, [.both("项目名称"), "签约项目名称", "谋划项目名称", "项目", "名称", "纳统项目名称", .registered("企业名称")]),
    Entry(
      .investment, .investment,
      [
        .both("计划总投资"), "计划总投资额", .both("总投资"), "总投资额", "投资总额", "计划投资总额", "项目总投资", "项目总投资额",
        .both("协议投资额"), "协议资金", "签约总投资额", "签约投资额", "协议总投资", "拟投资额", "拟引进投资", "意向投资", "意向投资额",
        .both("投资额"), "投资金额", "拟投资总额", "纳统计划总投资额",
      ]),
    Entry(.investmentLow, .investmentLow, [.both("投资额下限")]),
    Entry(.investmentHigh, .investmentHigh, [.both("投资额上限")]),
    Entry(.fixedAssets, nil, ["固定资产投资", "固定资产投资额"]),
    Entry(
      .paidIn, nil,
      ["累计到位", "到位资金", "实际到位资金", "已到位资金", "累计到位资金", "本年到位资金", "本月到位资金", "实际利用外资", "累计完成投资"]),
    Entry(
      .chain, .chain,
      [.both("产业链"), .both("所属产业链"), "产业集群", "产业类型", "产业类别", "所属产业", "行业类别", "行业", "所属行业"]),
    Entry(
      .district, .district,
      [
        .both("区县"), .both("落户地"), "拟落地区域", "落地园区", "项目所在县市区", "县", "县市区", .both("属地"), "片区",
        "所属片区", "所属园区", "拟落户地", "落户区域",
      ]),
    Entry(
      .stage, .stage,
      [
        .both("进展阶段"), .both("项目阶段"), .both("阶段"), "项目进度", "项目状态", "洽谈进展", "目前进展", "推进情况", "进度、备注",
        "进展情况", "状态",
      ]),
    Entry(.channel, .channel, [.both("招商渠道"), .both("渠道"), "招商方式", "引进方式", "招商类型", "信息来源"]),
    Entry(.signedOn, .signedOn, [.both("签约日期"), .both("签约时间")]),
    Entry(
      .stageSince, .stageSince,
      [
        .both("进入本阶段日期"), .both("进入阶段日期"), "进入本阶段时间", "进入阶段时间", "进入现阶段时间", "阶段更新日期", "阶段更新时间",
        "阶段起始日期",
      ]),
    Entry(.investor, nil, ["投资方", "投资主体", "投资方名称", "投资企业", "外来投资方", "签约乙方", "企业名称", "客商"]),
    Entry(.source, nil, ["来源地", "资金来源", "投资方所在地", "内外资"]),
    Entry(.land, nil, ["占地面积", "项目占地面积", "需用土地", "用地", "用地面积", "占地"]),
    Entry(.responsibleUnit, nil, ["责任单位", "牵头单位"]),
    Entry(
      .contact, nil,
      [
        "联系人", "企业联系人", "联系方式", "联系电话", "电话", "手机", "手机号", "手机号码", "填报人", "责任领导", "区级责任领导", "包保领导",
        "跟踪人", "引进人", "跟踪负责人", "对接人", "负责人", "区/市投促局联络人", "市投促局联络人", "报送联络人", "联络人",
      ]),
    Entry(
      .other, nil,
      [
        "序号", "合同外资", "首谈时间", "对接时间", "洽谈时间", "计划开工时间", "开工时间", "竣工时间", "投产时间", "引进年份", "流转时间",
        "就业", "年税收", "税金", "达纲产值", "审核状态", "研判结果", "投资方简介", "项目内容", "签约建设内容", "建设内容", "建设性质",
        "注册资本", "签约活动名称", "项目分类", "备注",
      ]),
    Entry(nil, .manufacturing, [.registered("制造业"), .registered("是否制造业")]),
    Entry(nil, .scoreShift, [.registered("评分调整")]),
    Entry(nil, .probability, [.registered("签约概率"), .registered("概率")]),
  ]
}

extension ImportField {
  /// By name: the field, and where the name stands among the field's.
  static let byName: [String: (field: ImportField, rank: Int)] = Dictionary(
    ColumnNames.entries.flatMap { entry in
      entry.field.map { field in
        entry.imported.enumerated().map { ($1, (field, $0)) }
      } ?? []
    }, uniquingKeysWith: { first, _ in first })

  /// Columns of the register for people, in their order.
  package static let noteFields: [ImportField] = [
    .investor, .source, .land, .paidIn, .fixedAssets, .responsibleUnit, .contact,
  ]
}
