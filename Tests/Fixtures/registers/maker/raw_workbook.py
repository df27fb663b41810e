"""A workbook written as raw XML, with features that openpyxl cannot write.

Sheet 库: formulas with cached values (one shared, two of text), rich text with phonetic hints,
inline strings, numbers with the noise of 17 digits, styled cells without value, an error and a
flag in ignored columns. Sheet 导出: in the form of exports from government systems, with
prefixed names, no references on cells or rows, and inline strings only.
"""

import datetime
from xml.sax.saxutils import escape

from . import columns as c
from .files import archive
from .fixture import Fixture
from .invented import EVERY, Inventor
from .sheets import Sheet, letter

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
DAY, CHINESE_DAY = 1, 2


def raw_workbook():
    inventor = Inventor(31)
    store = Sheet("库", [
        c.given_id("项目编号"), c.name(), c.district("属地"), c.chain("产业链"), c.channel(),
        c.money("计划总投资（亿元）", "亿元"), c.stage(inventor), c.signed_on("签约日期"),
        c.other("是否重点"), c.other("占比")])
    store.title("示例市招商项目库（虚构）")
    store.header()
    for number, project in enumerate(inventor.projects(14, stages=EVERY), 1):
        project.given_id = f"GS{number:03d}"
        if number in (2, 5):
            project.amount = {2: 2900, 5: 135000}[number]
        if number == 3:
            project.name = "示例A&B<储能>项目"
        store.row(project)
    export = Sheet("导出", [
        c.given_id("项目编号"), c.name(), c.district("属地"), c.chain("产业链"), c.channel(),
        c.stated_money("投资总额"), c.stage(inventor), c.signed_on("签约日期", write=lambda p, n: (
            p.signed.isoformat() if p.signed else None))])
    export.header()
    for number, project in enumerate(inventor.projects(10, stages=EVERY), 1):
        export.row(project.but(given_id=f"DC{number:03d}"))
    return [Fixture(
        "raw-workbook", "raw-workbook.xlsx", archive(members(store, export)), [store, export],
        "手写 XML：公式及其缓存值、共享公式、富文本与拼音提示、内联字符串、17 位小数的零头、带命名空间前缀且没有单元格地址的导出表")]


def members(store, export):
    strings = []

    def shared(xml):
        if xml not in strings:
            strings.append(xml)
        return strings.index(xml)

    pages = [("xl/worksheets/register.xml", store_xml(store, shared)),
             ("xl/worksheets/sheet7.xml", export_xml(export))]
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    overrides = "".join(
        f'<Override PartName="/{path}" ContentType="{kind}.{what}+xml"/>' for path, what in [
            ("xl/workbook.xml", "sheet.main"), ("xl/styles.xml", "styles"),
            ("xl/sharedStrings.xml", "sharedStrings"), *((p, "worksheet") for p, _ in pages)])
    texts = [
        ("[Content_Types].xml",
         f'<Types xmlns="{PACKAGE}/content-types">'
         '<Default Extension="rels" '
         'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
         f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>'),
        ("_rels/.rels",
         f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" '
         f'Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'),
        ("xl/workbook.xml",
         f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>'
         '<sheet name="库" sheetId="4" r:id="rId9"/><sheet name="导出" sheetId="7" r:id="rId2"/>'
         '</sheets></workbook>'),
        # The order differs from the workbook's, and one target is absolute.
        ("xl/_rels/workbook.xml.rels",
         f'<Relationships xmlns="{PACKAGE}/relationships">'
         f'<Relationship Id="rId2" Type="{OFFICE}/worksheet" Target="worksheets/sheet7.xml"/>'
         f'<Relationship Id="rId3" Type="{OFFICE}/styles" Target="styles.xml"/>'
         f'<Relationship Id="rId4" Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/>'
         f'<Relationship Id="rId9" Type="{OFFICE}/worksheet" Target="/xl/worksheets/register.xml"/>'
         '</Relationships>'),
        ("xl/styles.xml", styles_xml()), *pages,
        ("xl/sharedStrings.xml",
         f'<sst xmlns="{MAIN}" count="{len(strings)}" uniqueCount="{len(strings)}">'
         + "".join(f"<si>{s}</si>" for s in strings) + "</sst>")]
    return [(path, (HEAD + text).encode()) for path, text in texts]


def styles_xml():
    formats = "".join(
        f'<xf numFmtId="{n}" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
        for n in (0, 14, 176))
    return (
        f'<styleSheet xmlns="{MAIN}"><numFmts count="1"><numFmt numFmtId="176" '
        'formatCode="yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;;@"/></numFmts>'
        '<fonts count="1"><font><sz val="11"/><name val="宋体"/></font></fonts>'
        '<fills count="2"><fill><patternFill patternType="none"/></fill>'
        '<fill><patternFill patternType="gray125"/></fill></fills>'
        '<borders count="1"><border/></borders>'
        '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
        f'<cellXfs count="3">{formats}</cellXfs></styleSheet>')


def text_xml(text):
    return f'<t xml:space="preserve">{escape(text)}</t>'


def store_xml(sheet, shared):
    rows = []
    for number, cells in enumerate(sheet.rows, 1):
        if number <= 2:
            xml = "".join(
                f'<c r="{letter(i)}{number}" t="s"><v>{shared(text_xml(v))}</v></c>'
                for i, v in enumerate(cells) if v is not None)
        else:
            xml = "".join(store_cell(i, number, v, shared) for i, v in enumerate(cells))
        rows.append(f'<row r="{number}" spans="1:{sheet.width}">{xml}</row>')
    last = f"{letter(sheet.width - 1)}{len(sheet.rows)}"
    return (f'<worksheet xmlns="{MAIN}"><dimension ref="A1:{last}"/><sheetData>{"".join(rows)}'
            f'</sheetData><mergeCells count="1"><mergeCell ref="A1:{letter(sheet.width - 1)}1"/>'
            '</mergeCells></worksheet>')


def store_cell(index, row, value, shared):
    place = f'r="{letter(index)}{row}"'
    if index == 0:
        return f'<c {place} t="inlineStr"><is>{text_xml(value)}</is></c>'
    if index == 1:  # rich text; the phonetic run is not part of the name
        rich = (f'<r><t>{escape(value[:2])}</t></r><r><rPr><b/><sz val="11"/></rPr>'
                f'{text_xml(value[2:])}</r><rPh sb="0" eb="2"><t>SHILI</t></rPh>'
                '<phoneticPr fontId="0"/>')
        return f'<c {place} t="s"><v>{shared(rich)}</v></c>'
    if index == 3:
        return f'<c {place} t="str"><f>IF(A{row}="","",&quot;{value}&quot;)</f><v>{value}</v></c>'
    if index == 5:
        shown = {0.29: "0.28999999999999998", 13.5: "13.500000000000002"}.get(value, value)
        if row == 3:
            return f'<c {place}><f t="shared" ref="F3:F8" si="0">H3+1</f><v>{shown}</v></c>'
        if row < 9:
            return f'<c {place}><f t="shared" si="0"/><v>{shown}</v></c>'
        return f'<c {place}><v>{shown}</v></c>'
    if index == 6:  # inline rich text
        return (f'<c {place} t="inlineStr"><is><r><t>{value[:1]}</t></r>'
                f'<r><rPr><i/></rPr><t>{value[1:]}</t></r></is></c>')
    if index == 7:
        style = [DAY, CHINESE_DAY][row % 2]
        if value is None:
            return f'<c {place} s="{style}"/>'
        number = (value - datetime.date(1899, 12, 30)).days
        formula = f"<f>DATE({value.year},{value.month},{value.day})</f>" if row % 3 == 0 else ""
        return f'<c {place} s="{style}">{formula}<v>{number}</v></c>'
    if index == 8:
        return f'<c {place} t="b"><v>{row % 2}</v></c>'
    if index == 9:
        return f'<c {place} t="e"><f>F{row}/0</f><v>#DIV/0!</v></c>'
    return f'<c {place} t="s"><v>{shared(text_xml(value))}</v></c>'


def export_xml(sheet):
    rows = []
    for cells in sheet.rows:
        xml = "".join(
            "<x:c/>" if v is None else
            f'<x:c t="inlineStr"><x:is><x:t>{escape(str(v))}</x:t></x:is></x:c>' for v in cells)
        rows.append(f"<x:row>{xml}</x:row>")
    return (f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData>{"".join(rows)}</x:sheetData>'
            '</x:worksheet>')
