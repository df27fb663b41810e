"""Workbooks of teams and offices: sheets of teams, tiers of heads, headings of industries."""

from . import columns as c
from .fixture import Fixture, workbook
from .invented import CHAINS, DISTRICTS, EVERY, OPEN, Inventor
from .sheets import Sheet

# Planners' entries under 进度、备注, and their meaning.
FREE_TEXT = {
    "已对接两轮，待实地考察": "对接", "6月签框架协议,待供地": "洽谈", "已提供选址清单": "对接",
    "等总部董事会决策": "洽谈", "通过微信保持联系": "线索"}


def team_sheets():
    inventor = Inventor(1)
    sheets, absent = [], []
    teams = [("上海组", "驻点招商", 11), ("深圳组", "以商引商", 8), ("北京组", "招商活动", 9)]
    for place, (team, channel, size) in enumerate(teams):
        sheet = Sheet(team, [
            c.serial(), c.name(), c.investor(), c.stated_money("固定资产投资"),
            c.other("投资方简介", lambda p, n: f"{p.investor}为虚构企业，主营{p.chain}。"),
            c.other("项目内容", lambda p, n: f"拟建设{p.name}，\n分两期实施（虚构）。"),
            c.land("需用土地(亩)"), c.contact("企业联系人"), c.phone("联系方式"), c.district("片区"),
            c.stage(inventor, "进度、备注"), c.chain("产业类型"),
            c.other("研判结果", lambda p, n: ["研判通过", "待研判", None][n % 3])])
        telephone = f"1990000010{place}"
        sheet.title(
            "示例市驻点招商项目信息采集表（虚构）", f"共上报在谈项目{size}个（新增{size // 3}个）",
            f"所属片组：{team}    填报人：示例甲    联系电话：{telephone}    填报时间：2023年6月30日")
        sheet.header()
        texts = list(FREE_TEXT.items())
        for index, project in enumerate(
            inventor.projects(size, channel=channel, stages=["线索", "对接", "洽谈"])):
            absent += [project.phone, project.contact]
            written = {}
            if project.district == "戊湖区" and index % 2:
                written["区县"] = "示例高新园"
            if index % 2 == 0:
                text, meaning = texts[(index // 2 + place) % len(texts)]
                project.stage, written["阶段"] = meaning, text
            if index == 4:
                sheet.without("ignored_stage", project, 阶段="已停，企业另选他处")
                continue
            if index == 5:
                sheet.without("no_amount", project, 投资额="待定")
                continue
            sheet.row(project, stated=True, **written)
        sheet.footnotes(
            "备注：1.“项目内容”写明建设规模、产品和分期。", "2.“固定资产投资”写明单位（亿元或万元）。",
            "3.“进度、备注”写最近一次洽谈的进展。", "4.本表每月底前报送，所有内容均为虚构。")
        absent.append(telephone)
        sheets.append(sheet)
    words = [("列", "固定资产投资", "投资额")]
    words += [("阶段", text, meaning) for text, meaning in FREE_TEXT.items()]
    words += [("阶段", "已停，企业另选他处", "忽略"), ("渠道", "上海组", "驻点招商"),
              ("渠道", "深圳组", "以商引商"), ("渠道", "*", "招商活动")]
    full = workbook(
        "team-sheets", "team-sheets.xlsx", sheets,
        "驻点招商信息采集表：三行合并标题、第4行表头、一组一表、只有固定资产投资、自由文本进展、四行备注；"
        "渠道由表名和“*”行给出",
        words=words, absent=sorted(set(absent)))
    bare = Fixture(
        "team-sheets@no-words", full.file, None, [], "同一文件，没有 import-words.csv：没有投资额一列",
        fault={"kind": "no_investment_column", "sheets": [s.name for s in sheets],
               "remedy_holds": "列,固定资产投资,投资额"})
    return [full, bare]


def two_tier():
    inventor = Inventor(2)
    upper = "投资情况（万元）"
    sheet = Sheet("重点项目", [
        c.serial(("序号", None)), c.district(("拟落地区域", None)), c.name(("项目名称", None)),
        c.investor(("投资方", None)), c.chain(("所属产业链", None)), c.channel(("招商渠道", None)),
        c.money((upper, "总投资"), "万元"), c.fixed((upper, "固定资产投资"), "万元"),
        c.paid((upper, "到位资金"), "万元"), c.land(("占地", "面积（亩）")),
        c.signed_on(("签约", "时间")), c.other(("开工", "时间"), lambda p, n: "2023年9月"),
        c.stage(inventor, ("洽谈进展", None)), c.owner(("责任单位", None)),
        c.other(("备注", None))])
    sheet.title("示例市重点招商项目进展情况表（虚构）", "单位：亿元")
    sheet.header()
    projects = sorted(inventor.projects(16, stages=EVERY[1:]),
                      key=lambda p: DISTRICTS.index(p.district))
    start = None
    for index, project in enumerate(projects):
        # The district is written once for its rows, in a vertically merged cell.
        follows = index > 0 and projects[index - 1].district == project.district
        number = sheet.row(project, **({"区县": None} if follows else {}))
        start = start if follows else number
        if index + 1 == len(projects) or projects[index + 1].district != project.district:
            if number > start:
                sheet.merge(start, 1, number, 1)
    sheet.subtotal("合计", 0, projects)
    return [workbook(
        "two-tier", "two-tier.xlsx", [sheet],
        "双层表头（竖向、横向合并），单位在上层表头，标题行的“单位：亿元”不算；占地+面积、签约+时间 连起来才认得；"
        "区县竖向合并到多行")]


def industry_headings():
    inventor = Inventor(3)
    sheet = Sheet("汇总表", [
        c.serial(), c.name(), c.investor("投资企业"), c.money("总投资", "万元", "title"),
        c.district("落地园区"), c.channel("招商方式"), c.stage(inventor, "目前进展"), c.owner(),
        c.other("备注")])
    sheet.title("示例市招商项目汇总表（虚构）")
    sheet.add([None] * 7 + ["单位：万元"])
    sheet.header()
    groups = [
        ("一、新能源电池产业（6个）", "新能源电池", [("（一）电芯及材料", 3), ("（二）储能", 3)]),
        ("二、高端装备（5个）", "高端装备", [(None, 5)]),
        ("三、生物医药产业（4个）", "生物医药", [("（一）药品", 2), ("（二）器械", 2)]),
        ("四、现代食品", "现代食品", [(None, 3)])]
    groups = [(head, chain, [(sub, inventor.projects(size, chain=chain)) for sub, size in parts])
              for head, chain, parts in groups]
    everything = [p for _, _, parts in groups for _, ps in parts for p in ps]
    sheet.subtotal("总计", 1, everything)
    # Text instead of a number: (written, its 万元 at 6.73 元 to the dollar).
    texts = [("120万元、30万美元", 322), ("2000万元、500万美元", 5365), ("1.2亿元", 12000),
             ("3000万美元", 20190), ("8000万元", 8000)]
    turn = 0
    for head, _, parts in groups:
        sheet.heading(head)
        for sub, projects in parts:
            if sub:
                sheet.heading(sub, merged=False)
            sheet.running = 0
            for index, project in enumerate(projects):
                if index == 1 and turn < len(texts):
                    written, project.amount = texts[turn]
                    turn += 1
                    # Not among the stated ones: the least amount is intentionally this small.
                    sheet.row(project, stated=False, 投资额=written)
                elif project.district == "戊湖区":
                    sheet.row(project, 区县="示例高新园")
                else:
                    sheet.row(project)
        sheet.subtotal("小计", 1, [p for _, ps in parts for p in ps])
    sheet.subtotal("合　计", 0, everything)
    words = [("产业链", "新能源电池产业", "新能源电池"), ("产业链", "生物医药产业", "生物医药")]
    return [workbook(
        "industry-headings", "industry-headings.xlsx", [sheet],
        "汇总表：一、二… 产业标题行（给出产业链）、（一）（二）小标题、数据间的小计、首尾总计、“120万元、30万美元”、"
        "右上角“单位：万元”",
        words=words, rates={"美元": 6.73})]


def in_talks():
    inventor = Inventor(4)
    mine = {"产业链专班": "产业链招商", "委托招商": "中介招商"}
    sheet = Sheet("在谈项目", [
        c.name("*项目名称"), c.other("纳统项目名称", lambda p, n: p.name[:-2] + "（一期）工程"),
        c.other("项目分类", lambda p, n: ["工业", "服务业"][n % 2]),
        c.other("内外资", lambda p, n: "内资"), c.source("*来源地"), c.chain("*产业类别"),
        c.other("行业类别（门类）", lambda p, n: "制造业"),
        c.other("行业类别（大类）", lambda p, n: f"C{20 + n}"), c.investor("*投资主体"),
        c.money("*计划投资总额\n（亿元）", "亿元"),
        c.other("纳统计划总投资额\n（万元）", lambda p, n: p.fixed),
        c.other("对接时间", lambda p, n: f"2023.{n % 6 + 1}.{n % 27 + 1}"),
        c.channel("招商类型"), c.district("所属片区"), c.other("建设性质", lambda p, n: "新建"),
        c.contact("区级责任领导", lambda p, n: "示例领导甲"),
        c.contact("区/市投促局联络人", lambda p, n: "示例联络乙"),
        c.contact("报送联络人", lambda p, n: "示例联络丙"),
        c.other("注册资本", lambda p, n: f"{n * 500}万元"), c.stage(inventor, "项目状态")])
    sheet.title("示例市在谈项目信息表（虚构）")
    sheet.header()
    for project in inventor.projects(24, stages=OPEN):
        sheet.row(project, **{"渠道": mine.get(project.channel, project.channel)})
    words = [("渠道", written, meaning) for meaning, written in mine.items()]
    return [workbook(
        "in-talks", "in-talks.xlsx", [sheet],
        "在谈项目表：计划投资总额（亿元）旁有纳统计划总投资额（万元），项目名称旁有纳统项目名称；来源地旁有内外资，"
        "产业类别旁有行业类别（门类）；联络人三列",
        words=words, absent=["示例领导甲", "示例联络乙", "示例联络丙"])]


def contacts():
    inventor = Inventor(15)
    people = ["示例引荐人", "示例包保领导", "示例填报员"]
    sheet = Sheet("台账", [
        c.given_id("项目编号"), c.name(), c.district("属地"), c.chain(), c.channel(),
        c.money("总投资（亿元）", "亿元"), c.stage(inventor), c.owner(),
        c.contact("联系人"), c.phone("联系电话"),
        c.contact("手机", lambda p, n: int(p.phone) + 5000),
        c.contact("引进人", lambda p, n: people[0]),
        c.contact("包保领导", lambda p, n: people[1]), c.contact("填报人", lambda p, n: people[2])])
    sheet.title("示例市招商项目台账（虚构）")
    sheet.header()
    projects = [p.but(given_id=f"LX-{n:03d}")
                for n, p in enumerate(inventor.projects(12, stages=OPEN), 1)]
    sheet.projects(projects)
    private = sorted({v for p in projects for v in (p.contact, p.phone, str(int(p.phone) + 5000))})
    first = workbook(
        "contacts", "contacts.xlsx", [sheet],
        "联系人、电话（文字和数字两种）、引进人、包保领导：默认不导入，责任单位照收", absent=private + people)
    kept = Fixture(
        "contacts@keep", first.file, None, [sheet], "同一文件加 --keep-contacts：这些人名和电话在导入结果里",
        extra={"keep_contacts": True, "register": None, "present": private + people})
    return [first, kept]


def three_hundred():
    inventor = Inventor(16)
    sheets = []
    count = 0
    for district in DISTRICTS:
        sheet = Sheet(district, [
            c.given_id("项目代码"), c.name(), c.investor("投资主体"), c.chain("产业链"),
            c.channel("引进方式"), c.money("协议投资额（亿元）", "亿元"), c.paid("累计到位（亿元）", "亿元"),
            c.stage(inventor, "推进情况"), c.signed_on("签约日期"), c.land("用地（亩）"), c.owner("牵头单位"),
            c.source()])
        sheet.title(f"{district}招商引资项目库（虚构）")
        sheet.header()
        for project in inventor.projects(60, district=district, stages=EVERY):
            count += 1
            sheet.row(project.but(given_id=f"SL2023{count:04d}"))
        sheets.append(sheet)
    assert len(CHAINS) == 8
    return [workbook(
        "three-hundred", "three-hundred.xlsx", sheets, "300 个项目，一区一表（区县由表名给出），编号为项目代码")]


def all_of_them():
    return [*team_sheets(), *two_tier(), *industry_headings(), *in_talks(), *contacts(),
            *three_hundred()]
