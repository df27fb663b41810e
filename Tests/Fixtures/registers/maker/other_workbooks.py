"""Workbooks with special sheets, dates and units, and workbooks with problems."""

import datetime

from . import columns as c
from .fixture import Fixture, workbook
from .invented import CHANNELS, CHAINS, DISTRICTS, EVERY, OPEN, SIGNED, Inventor
from .sheets import Sheet

DOLLAR = 6.73


def domestic_and_foreign():
    """Investments split by currency, in 亿元 and in 万美元, which are added."""
    inventor = Inventor(5)

    def split(sheet_name, number_head, name_head, money_head, more):
        return Sheet(sheet_name, [
            c.given_id(number_head), c.name(name_head), c.investor("投资方名称"),
            c.money(f"{money_head}(内资-亿元)", "亿元"), c.money(f"{money_head}(外资-万美元)", "万美元"),
            c.district("项目所在县市区"), c.chain("所属产业链"), c.channel("招商渠道"), *more,
            c.land("项目占地面积(亩)"), c.other("税金(亿元/年)", lambda p, n: n / 100),
            c.source("资金来源")])

    planned = split("谋划", "谋划项目编号", "谋划项目名称", "拟投资额", [])
    signed = split("签约", "签约项目编号", "签约项目名称", "总投资", [
        c.signed_on("签约日期"), c.other("签约活动名称", lambda p, n: "虚构投资推介会")])
    for sheet, stage, prefix in [(planned, "线索", "MH"), (signed, "签约", "QY")]:
        sheet.title(f"示例市{sheet.name}项目清单（虚构）")
        sheet.header()
        inland, foreign = sheet.columns[3].head, sheet.columns[4].head
        for number, project in enumerate(inventor.projects(12, stage=stage), 1):
            project.given_id = f"{prefix}-2023-{number:03d}"
            own = c.number_of(project.amount, "亿元")
            abroad = 100 * (2 + number)  # 万美元
            if number == 11:
                sheet.without("no_amount", project, **{inland: "/", foreign: "/"})
            elif number % 4 == 0:  # both
                project.amount += round(abroad * DOLLAR)
                sheet.row(project, False, **{inland: own, foreign: abroad})
            elif number % 4 == 2:  # foreign only; the other cell is empty or says so
                project.amount = round(abroad * DOLLAR)
                sheet.row(project, False, **{inland: [None, "/"][number % 8 // 4], foreign: abroad})
            else:
                sheet.row(project, False, **{inland: own, foreign: [None, "—"][number % 4 // 2]})
    fixture = workbook(
        "domestic-and-foreign", "domestic-and-foreign.xlsx", [planned, signed],
        "拟投资额(内资-亿元) 与 (外资-万美元) 两列相加；谋划、签约两表，阶段由表名给出；税金不是投资额",
        rates={"美元": DOLLAR})
    return [fixture]


def signed_list():
    """Dates as Excel keeps them: date cells of several formats, and bare serial numbers."""
    inventor = Inventor(6)
    sheets = []
    for district, size in [("甲山区", 12), ("丙原县", 9), ("戊湖区", 8)]:
        sheet = Sheet(district, [
            c.serial(), c.investor("外来投资方"), c.name("签约项目名称"),
            c.other("签约建设内容", lambda p, n: f"年产{n * 10}万套（虚构）"), c.signed_on(),
            c.money("签约总投资额（亿元）", "亿元"), c.chain("产业类别"),
            c.stage(inventor, "状态"), c.other("审核状态", lambda p, n: ["审核通过", "待审核"][n % 2])])
        sheet.title(f"{district}签约项目一览表（虚构）")
        sheet.header()
        for index, project in enumerate(
            inventor.projects(size, district=district, channel="产业链专班", stages=SIGNED)):
            day, written = project.signed, {}
            moment = datetime.datetime(day.year, day.month, day.day)
            if index % 4 == 0:
                written["签约日期"] = (moment - datetime.datetime(1899, 12, 30)).days
            elif index % 4 == 1:
                sheet.formats[len(sheet.rows) + 1, 4] = 'yyyy"年"m"月"d"日"'
            elif index % 4 == 2:
                sheet.formats[len(sheet.rows) + 1, 4] = "yyyy\\-mm\\-dd\\ hh:mm"
                written["签约日期"] = moment + datetime.timedelta(hours=15, minutes=30)
            sheet.row(project, **written)
        sheets.append(sheet)
    return [workbook(
        "signed-list", "签约项目一览表（2023年1-6月）.xlsx", sheets,
        "签约项目一览表：日期为 Excel 序列号（有的有日期格式，有的是光数字，有的带时刻）；审核状态不是阶段；"
        "区县由表名、渠道由“*”行给出；文件名是中文",
        words=[("渠道", "*", "产业链专班")])]


def dates_of_1904():
    inventor = Inventor(7)
    sheet = Sheet("签约", [
        c.given_id("编号"), c.name(), c.district("落户地"), c.chain(), c.channel("渠道"),
        c.money("协议投资额（万元）", "万元"), c.stage(inventor), c.signed_on("签约日期")])
    sheet.header()
    for number, project in enumerate(inventor.projects(10, stages=SIGNED), 1):
        day = project.signed
        written = {}
        if number % 3 == 0:
            written["签约日期"] = (day - datetime.date(1904, 1, 1)).days
        sheet.row(project.but(given_id=f"M{number:02d}"), **written)
    return [workbook(
        "dates-of-1904", "dates-of-1904.xlsx", [sheet],
        "1904 日期系统（旧版 Mac Excel）：差 1462 天；没有标题行", date1904=True)]


def cover_and_hidden():
    """One register among sheets that are not registers."""
    inventor = Inventor(8)
    cover = Sheet("填表说明", [c.other("")] * 4)
    cover.title("填表说明（虚构）")
    for line in ["一、本表由各区县招商部门填写。", "二、投资额以亿元为单位，保留两位小数。",
                 "三、示例高新园的项目计入戊湖区。"]:
        cover.add([line])
    cover.blank()
    for line in [("栏目", "说明"), ("项目名称", "按备案名称填写"), ("总投资", "含固定资产投资，单位：亿元"),
                 ("项目阶段", "见下拉选项"), ("联系人", "不对外公开")]:
        cover.add(line)
    sheet = Sheet("在谈", [
        c.serial(), c.name(), c.investor("投资企业"), c.district("拟落地区域"), c.chain("产业链"),
        c.channel("招商方式"), c.money("意向投资（亿元）", "亿元"), c.stage(inventor, "进展阶段"),
        c.source("投资方所在地")])
    sheet.title("示例市在谈项目台账（虚构）")
    sheet.header()
    for index, project in enumerate(inventor.projects(15, stages=OPEN)):
        number = sheet.row(project)
        if index in (4, 5, 9):
            sheet.hidden_rows.add(number)
        if index == 7:
            sheet.blank()
    options = Sheet("选项", [c.other("")] * 4)
    options.add(["区县", "产业链", "渠道", "项目阶段"])
    for index in range(8):
        options.add([(column + [None] * 8)[index]
                     for column in (DISTRICTS, list(CHAINS), CHANNELS, EVERY)])
    options.is_hidden = True
    empty = Sheet("Sheet3", [])
    return [workbook(
        "cover-and-hidden", "cover-and-hidden.xlsx", [sheet],
        "封面“填表说明”、隐藏的下拉选项表、空表 Sheet3 都跳过并说明；台账里隐藏（筛掉）的行照收",
        extra_sheets=[(0, cover), (2, options), (3, empty)])]


def printed_pages():
    inventor = Inventor(9)
    sheet = Sheet("项目表", [
        c.serial(), c.given_id("项目编号"), c.name(), c.district("县（市、区）"), c.chain(),
        c.channel("招商渠道"), c.money("计划总投资（亿元）", "亿元"), c.stage(inventor, "项目进度"), c.owner()])
    sheet.title("示例市重点在谈项目表（虚构）")
    sheet.header()
    projects = [p.but(given_id=f"ZT{n:03d}")
                for n, p in enumerate(inventor.projects(33, stages=OPEN), 1)]
    for start in range(0, 33, 10):
        page = projects[start : start + 10]
        if start:
            sheet.heading("示例市重点在谈项目表（续）")
            sheet.repeated_header()
        sheet.projects(page)
        sheet.subtotal("本页小计", 2, page)
    sheet.subtotal("总计", 2, projects)
    sheet.footnotes("注：计划总投资以最近一次洽谈为准。")
    return [workbook(
        "printed-pages", "printed-pages.xlsx", [sheet],
        "每 10 行一页：续表标题、重复表头、本页小计、总计、末行“注：”")]


def title_units():
    """Units stated only in a title row, in a different form on each sheet."""
    inventor = Inventor(10)
    sheets = []
    for name, unit, place in [("甲表", "万元", 0), ("乙表", "亿元", 1), ("丙表", "万元", 2)]:
        sheet = Sheet(name, [
            c.serial(), c.name("项目"), c.district("属地"), c.chain("产业集群"), c.channel("渠道"),
            c.money("总投资额", unit, "title"), c.paid("已到位资金", unit, "title"), c.stage(inventor),
            c.signed_on()])
        if place == 2:
            sheet.title("示例市项目进展表（单位：万元、亩）（虚构）")
        else:
            sheet.title("示例市项目进展表（虚构）")
            sheet.add([None] * 6 + [["单位：万元", "金额单位: 亿元"][place]])
        sheet.header()
        for index, project in enumerate(inventor.projects(8, stages=EVERY)):
            if index == 3:  # its own unit has precedence over the title's
                amount = {"万元": 32000, "亿元": 6000}[unit]
                sheet.row(project.but(amount=amount), 投资额={"万元": "3.2亿元", "亿元": "6000万元"}[unit])
            else:
                sheet.row(project)
        sheets.append(sheet)
    return [workbook(
        "title-units", "title-units.xlsx", sheets,
        "单位只在标题行：单位：万元、金额单位: 亿元、标题里的（单位：万元、亩）；单元格自带单位的以单元格为准")]


def unknown_words():
    inventor = Inventor(11)
    sheet = Sheet("台账", [
        c.given_id("项目编号"), c.name(), c.district("属地"), c.chain(), c.channel(),
        c.money("投资总额（亿元）", "亿元"), c.stage(inventor, "目前进展")])
    sheet.title("示例市项目台账（虚构）")
    sheet.header()
    wrong = {1: ("stage", "阶段", "研判"), 4: ("stage", "阶段", "研判"), 5: ("stage", "阶段", "评审"),
             8: ("stage", "阶段", "6月签框架协议,待供地"), 10: ("district", "区县", "己岭新城"),
             11: ("district", "区县", "己岭新城"), 13: ("chain", "产业链", "低空经济"),
             15: ("channel", "渠道", "领导交办"), 17: ("stage", "阶段", "研判")}
    for index, project in enumerate(inventor.projects(20, stages=OPEN)):
        project.given_id = f"WZ{index + 1:02d}"
        if index in wrong:
            kind, field, word = wrong[index]
            sheet.unknown(kind, field, word, project)
        elif index == 18:
            sheet.problem("missing", "区县", project, 区县=None)
        else:
            sheet.row(project)
    headed = Sheet("分产业", [
        c.serial(), c.name(), c.district("属地"), c.channel(), c.money("投资总额（亿元）", "亿元"),
        c.stage(inventor, "目前进展")])
    headed.header()
    headed.heading("一、新材料（2个）")
    headed.projects(inventor.projects(2, chain="新材料", stages=OPEN))
    headed.heading("二、氢能产业（3个）")
    for project in inventor.projects(3, stages=OPEN):
        headed.add(headed.written(project, {}))
        headed.words.append(("chain", "氢能产业", None, None))
    headed.heading("三、文化旅游（2个）")
    headed.projects(inventor.projects(2, chain="文化旅游", stages=OPEN))
    return [workbook(
        "unknown-words", "unknown-words.xlsx", [sheet, headed],
        "不认识的阶段、区县、产业链、渠道，连同次数列出；研判、评审不猜；空的区县是问题；"
        "不认识的产业标题“二、氢能产业”下的行不归入上一产业；含义为空的词等于没有",
        words=[("阶段", "研判", ""), ("区县", "己岭新城", "")])]


def far_off():
    """亿 and 万 confused: amounts wrong by a factor of 10,000."""
    inventor = Inventor(12)
    near = [15000, 18600, 20000, 26000, 30000]
    headed = Sheet("在谈", [
        c.given_id("项目编号"), c.name(), c.district("属地"), c.chain(), c.channel(),
        c.money("总投资（亿元）", "亿元"), c.stage(inventor)])
    stated = Sheet("签约", [
        c.given_id("项目编号"), c.name(), c.district("属地"), c.chain(), c.channel(),
        c.stated_money("总投资"), c.stage(inventor), c.signed_on()])
    for sheet, stages, prefix in [(headed, OPEN, "A"), (stated, SIGNED, "B")]:
        sheet.header()
        for index, project in enumerate(inventor.projects(13, stages=stages, amounts=near)):
            project.given_id = f"{prefix}{index + 1:02d}"
            if sheet is headed and index == 5:
                sheet.slip(project, 26000 * 10000, True, 投资额=26000)
            elif sheet is headed and index == 9:
                sheet.slip(project, 2, True, 投资额=0.0002)
            elif sheet is stated and index == 6:
                sheet.slip(project, 3, False, 投资额="3万元")
            elif sheet is stated and index == 8:  # small, but within the accepted range
                sheet.row(project.but(amount=10), 投资额="10万元")
            else:
                sheet.row(project)
    return [workbook(
        "far-off", "far-off.xlsx", [headed, stated],
        "差一万倍：列头为亿元的 26000 和 0.0002 是问题；自带单位的“3万元”只提醒；“10万元”差不到 3.5 个数量级，不标")]


def updates():
    """The same register a month later: two rows removed, three new, five changed."""
    inventor = Inventor(13)

    def sheet_of(projects):
        sheet = Sheet("项目库", [
            c.given_id("项目编号"), c.name(), c.investor(), c.district("属地"), c.chain(), c.channel(),
            c.money("总投资（亿元）", "亿元"),
            c.other("备注"), c.Column("项目阶段", "阶段", lambda p, n: p.stage), c.signed_on()])
        sheet.title("示例市项目库（虚构）")
        sheet.header()
        sheet.projects(projects)
        return sheet

    first = [p.but(given_id=f"XM{n:03d}" if n % 5 else None)
             for n, p in enumerate(inventor.projects(16, stage="洽谈"), 1)]
    second = list(first)
    signed = datetime.date(2023, 6, 28)
    second[0] = first[0].but(amount=first[0].amount + 5000)
    second[2] = first[2].but(stage="签约", signed=signed)
    second[5] = first[5].but(district=next(d for d in DISTRICTS if d != first[5].district))
    second[7] = first[7].but(name=first[7].name.replace("项目", "（更名）项目"))
    second[9] = first[9].but(stage="流失")  # its id comes from its name
    gone = [second.pop(12), second.pop(3)]
    new = [p.but(given_id=f"XM{n:03d}" if n != 18 else None)
           for n, p in enumerate(inventor.projects(3, stages=OPEN), 17)]
    second = second[:4] + new[:1] + second[4:] + new[1:]
    changed = []
    for old, attribute, field in [
        (0, "amount", "投资额(万元)"), (2, "stage", "阶段"), (2, "signed", "签约日期"),
        (5, "district", "区县"), (7, "name", "项目名称"), (9, "stage", "阶段")]:
        after = next(p for p in second if p.id == first[old].id)
        changed.append({
            "id": after.id, "field": field, "old": str(getattr(first[old], attribute) or ""),
            "new": str(getattr(after, attribute))})
    before = workbook(
        "update-v1", "update-v1.xlsx", [sheet_of(first)], "第一次导入；三行没有编号，按名称取")
    after = workbook(
        "update-v2", "update-v2.xlsx", [sheet_of(second)],
        "一个月后再导入：新增三行、五行有变化、两行不见；没有 --update 不写",
        extra={"update": {
            "before": "expected/update-v1.csv", "added": [p.id for p in new],
            "changed": changed, "gone": sorted(p.id for p in gone)}})
    return [before, after]


def no_register():
    """Files without anything to import, with the reason."""
    cover = Sheet("填表说明", [c.other("")] * 3)
    cover.title("填表说明（虚构）", "本文件没有项目表。")
    for line in [("项目名称", "按备案名称填写"), ("总投资", "单位：亿元")]:
        cover.add(line)
    none = workbook(
        "no-register", "no-register.xlsx", [], "只有填表说明和空表：找不到表头", extra_sheets=[
            (0, cover), (1, Sheet("Sheet2", []))],
        fault={"kind": "no_header"})
    magic = bytes.fromhex("D0CF11E0A1B11AE1") + bytes(504)
    old = Fixture(
        "old-excel", "old-excel.xls", magic, [], "只有旧版 Excel 的文件头：说明怎样另存为 .xlsx",
        fault={"kind": "old_excel"})
    locked = Fixture(
        "locked", "locked.xlsx", magic, [], "加了密码的 .xlsx（同样的文件头）：说明要先去掉密码",
        fault={"kind": "encrypted"})
    return [none, old, locked]


def all_of_them():
    return [*domestic_and_foreign(), *signed_list(), *dates_of_1904(), *cover_and_hidden(),
            *printed_pages(), *title_units(), *unknown_words(), *far_off(), *updates(),
            *no_register()]
