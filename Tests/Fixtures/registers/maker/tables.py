"""CSV files: encodings, separators, dates and amounts as text, and problems by line."""

import datetime

from . import columns as c
from .fixture import Fixture, table
from .invented import EVERY, OPEN, SIGNED, Inventor
from .sheets import Sheet


def own_heads(inventor, money, *more):
    """The columns of the project's own register, in its terms."""
    return [c.given_id("编号"), c.name(), c.district("区县"), c.chain("产业链"), c.channel("渠道"),
            c.stage(inventor, "阶段"), money, *more]


def dates():
    """Every form of a date as text; UTF-8 without BOM; cells with line breaks and quotes."""
    inventor = Inventor(21)
    sheet = Sheet(None, [
        c.given_id("项目编号"), c.name("签约项目名称"), c.district("县（市、区）"), c.chain(), c.channel(),
        c.money("协议资金（万元）", "万元"), c.stage(inventor, "状态"), c.signed_on(write=None),
        c.other("首谈时间", lambda p, n: "2022年11月"),
        c.other("签约建设内容", lambda p, n: f"建设“{p.name}”，\n分{n % 3 + 1}期，称作\"虚构\"" if n % 4 == 1 else "虚构")])
    forms = [
        lambda d: f"{d.year}/{d.month}/{d.day}", lambda d: f"{d.year}.{d.month}.{d.day}",
        lambda d: f"{d:%Y%m%d}", lambda d: d.isoformat(),
        lambda d: f"{d.year}年{d.month}月{d.day}日", lambda d: f"{d.year}年{d.month}月",
        lambda d: f"{d.year}-{d.month}-{d.day}", lambda d: f"{d:%Y/%m/%d}", lambda d: f"{d:%Y.%m.%d}",
        lambda d: f"{d:%Y年%m月%d日}", lambda d: f"{d.year} 年 {d.month} 月 {d.day} 日",
        lambda d: f"{d.year}年{d.month}月{d.day}日".translate(
            {ord("0") + i: "０１２３４５６７８９"[i] for i in range(10)}),
        lambda d: str((d - datetime.date(1899, 12, 30)).days), lambda d: f"{d.year}/{d.month}/{d.day} 0:00"]
    sheet.columns[7].write = lambda p, n: forms[(n - 1) % len(forms)](p.signed) if p.signed else ""
    sheet.header()
    for number, project in enumerate(inventor.projects(len(forms) * 2, stages=SIGNED), 1):
        project.given_id = f"RQ{number:03d}"
        if (number - 1) % len(forms) == 5:
            project.signed = project.signed.replace(day=1)
            sheet.first_of_month += 1
        sheet.row(project)
    for project in inventor.projects(2, stages=OPEN):  # a date in a row before signature
        project.given_id = f"RQ1{sheet.running}"
        sheet.row(project, 签约日期="2023年12月")
    return [table(
        "dates", "dates.csv", sheet,
        "UTF-8 无 BOM；日期的各种写法（含全角、只有年月、序列号、带 0:00）；未签约项目的日期不写；单元格内有换行和引号")]


def amounts():
    """Every form of an amount with its own unit; UTF-8 with BOM."""
    inventor = Inventor(22)
    sheet = Sheet(None, own_heads(inventor, c.stated_money("投资额"), c.other("备注")))
    sheet.header()
    # Written, 万元 (a pair for a range), rough.
    forms = [
        ("13.5亿元", 135000, 0), ("13.5亿", 135000, 0), ("5000万元", 5000, 0), ("1,200 万", 1200, 0),
        ("１２００万元", 1200, 0), ("３．６亿元", 36000, 0), ("3.6亿美元", 242280, 0),
        ("2000万美元", 13460, 0), ("1.5亿港元", 13200, 0), ("约3亿", 30000, 1), ("3亿左右", 30000, 1),
        ("2亿元以上", 20000, 1), ("近2亿元", 20000, 1), ("6亿余元", 60000, 1), ("10-15亿", (100000, 150000), 0),
        ("10—15亿元", (100000, 150000), 0), ("10~15亿", (100000, 150000), 0),
        ("10亿-15亿元", (100000, 150000), 0), ("８～１０亿元", (80000, 100000), 0),
        ("8000万-1.2亿元", (8000, 12000), 0), ("120万元、30万美元", 322, 0),
        ("1.2345678亿元", 12346, 0), (" 2亿元 ", 20000, 0), ("3亿 元", 30000, 0)]
    for number, (written, amount, rough) in enumerate(forms, 1):
        project = inventor.project(stages=OPEN, given_id=f"JE{number:02d}")
        if isinstance(amount, tuple):
            project = project.but(amount=None, low=amount[0], high=amount[1])
        else:
            project.amount = amount
        sheet.rough += rough
        sheet.row(project, stated=False, 投资额=written)
    for number, written in enumerate(["/", "—", "-", "待定", "", "－", "——"], 51):
        sheet.without("no_amount", inventor.project(given_id=f"JE{number}"), 投资额=written)
    return [table(
        "amounts", "amounts.csv", sheet,
        "UTF-8 带 BOM；金额自带单位的各种写法：约、左右、区间、全角、外币、两种货币相加；/、—、待定、空 不导入",
        encoding="utf-8-sig", rates={"美元": 6.73, "港元": 0.88})]


def chinese_bytes():
    """GB18030 with four-byte characters, as saved by Excel under a title."""
    inventor = Inventor(23)
    sheet = Sheet(None, [
        c.serial(), c.name(), c.investor("客商"), c.district("落户地"), c.chain("所属产业"),
        c.channel("招商方式"), c.money("拟引进投资", "万元", "title"), c.stage(inventor, "洽谈进展"),
        c.contact("联系人"), c.phone("联系电话")])
    sheet.rows.append(["示例市招商项目情况表（虚构）"])
    sheet.rows.append([None] * 6 + ["单位：万元"])
    sheet.header()
    projects = inventor.projects(18, stages=OPEN)
    rare = {3: "示例㐂乐饮料灌装项目", 7: "示例𠮷祥冷链仓储项目", 12: "示例囍镕碳纤维制品项目"}
    for index, project in enumerate(projects):
        if index in rare:
            project.name = rare[index]
            project.investor = rare[index][:4] + "实业有限公司"
        sheet.row(project)
    sheet.subtotal("合计", 1, projects)
    sheet.left_out["footnote"].append(sheet.add(["备注：所有内容均为虚构。"]))
    data = table("gb18030", "gb18030.csv", sheet, "", "gb18030").data
    assert all(c.encode("gb18030") in data and len(c.encode("gb18030")) == 4 for c in "㐂𠮷")
    good = table(
        "gb18030", "gb18030.csv", sheet,
        "GB18030（Excel 直接另存的 CSV），有四字节字 㐂、𠮷；标题行、单位行、合计、备注", "gb18030",
        absent=sorted({v for p in projects for v in (p.contact, p.phone)}))
    # One byte of a two-byte character in line 9 that no GB18030 text holds.
    lines = data.split(b"\r\n")
    start = lines[8].index("示例".encode("gb18030")) + 2
    lines[8] = lines[8][:start] + b"\xff" + lines[8][start + 1 :]
    before = sum(len(line) + 2 for line in lines[:8])
    bad = Fixture(
        "bad-byte", "bad-byte.csv", b"\r\n".join(lines), [], "GB18030 里有一个坏字节：报行和字节",
        fault={"kind": "bad_byte", "line": 9, "byte_in_line": start + 1,
               "byte_in_file": before + start + 1, "value": "FF"})
    return [good, bad]


def separators():
    inventor = Inventor(24)
    made = []
    for name, delimiter, what in [("semicolons", ";", "分号分隔，千分位逗号"), ("tabs", "\t", "制表符分隔")]:
        sheet = Sheet(None, own_heads(
            inventor, c.money("投资额（万元）", "万元"), c.signed_on("签约日期"), c.source()))
        if delimiter == ";":
            sheet.columns[6].write = lambda p, n: f"{p.amount:,}"
        sheet.header()
        for number, project in enumerate(inventor.projects(12, stages=EVERY), 1):
            project.given_id = f"{name[0].upper()}{number:02d}"
            sheet.row(project)
            if number == 6:
                sheet.blank()
        made.append(table(name, f"{name}.csv", sheet, what, delimiter=delimiter))
    return made


def problems():
    """Rows with problems, each identified by its line and the head of its column."""
    inventor = Inventor(25)
    sheet = Sheet(None, own_heads(
        inventor, c.money("投资额（亿元）", "亿元"), c.signed_on("签约日期")))
    sheet.header()
    projects = inventor.projects(16, stages=OPEN)
    for number, project in enumerate(projects, 1):
        project.given_id = f"WT{number:02d}"
    extra = []

    def twin(index, first):
        copy = projects[index].but(given_id=projects[first].given_id)
        return sheet.add(sheet.written(copy, {}))

    sheet.row(projects[0])
    one = sheet.add(sheet.written(projects[1], {}))
    sheet.row(projects[2])
    sheet.problem("no_rate", "投资额", projects[3], 投资额="500万美元")
    sheet.problem("bad_amount", "投资额", projects[4], 投资额="见附件")
    sheet.row(projects[5])
    two = twin(6, 1)
    sheet.problem("bad_date", "签约日期", projects[7].but(stage="签约"), 签约日期="2023年13月5日")
    sheet.problem("missing", "渠道", projects[8], 渠道="")
    sheet.without("no_name", projects[9], 项目名称="")
    sheet.row(projects[10])
    sheet.problem("bad_amount", "投资额", projects[11], 投资额="#REF!")
    sheet.problem("bad_amount", "投资额", projects[12], 投资额="-3")
    sheet.problem("bad_amount", "投资额", projects[13], 投资额="15-10亿元")
    sheet.row(projects[14])
    sheet.problem("missing", "签约日期", projects[15].but(stage="签约"), 签约日期="")
    extra.append({"kind": "same_id", "line": one, "and_line": two, "column": "编号"})
    wrong = table(
        "problems", "problems.csv", sheet,
        "一遍报出所有问题：编号重复、缺汇率、金额看不懂、负数、区间颠倒、日期不存在、渠道为空、签约却没有日期",
        extra_problems=extra)
    bare = Sheet(None, own_heads(inventor, c.money("投资额", None, None)))
    bare.header()
    for number, project in enumerate(inventor.projects(8, stages=OPEN), 1):
        bare.row(project.but(given_id=f"DW{number:02d}"), stated=False,
                 投资额=c.number_of(project.amount, "亿元"))
    unit = table(
        "no-unit", "no-unit.csv", bare, "金额没有单位：列头、标题、单元格都没有",
        fault={"kind": "no_unit", "line": 1, "column": "投资额"})
    return [wrong, unit]


def all_of_them():
    return [*dates(), *amounts(), *chinese_bytes(), *separators(), *problems()]
