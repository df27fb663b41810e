"""Generates malicious workbooks, and others that are only malformed: make_hostile.py FOLDER.

Standard library only. Each is small on disk; the comments state its expanded size.
"""
import pathlib
import sys
import zipfile

TYPES = '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
ROOT = f'<Relationships xmlns="{PACKAGE}"><Relationship Id="r1" Type="{RELS}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
BOOK = f'<workbook xmlns="{MAIN}" xmlns:r="{RELS}"><sheets><sheet name="台账" sheetId="1" r:id="r1"/></sheets></workbook>'


def relations(sheet="worksheets/sheet1.xml"):
    return (f'<Relationships xmlns="{PACKAGE}"><Relationship Id="r1" Type="{RELS}/worksheet" Target="{sheet}"/>'
            f'<Relationship Id="r2" Type="{RELS}/sharedStrings" Target="sharedStrings.xml"/></Relationships>')


def sheet(rows, merges=()):
    merged = "".join(f'<mergeCell ref="{ref}"/>' for ref in merges)
    merged = f"<mergeCells>{merged}</mergeCells>" if merges else ""
    return f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData>{merged}</worksheet>'


HEADS = ("项目名称", "区县", "产业链", "渠道", "阶段", "投资额(万元)")
LEAD = ("项目", "甲山区", "高端装备", "驻点招商", "洽谈", "20000")


def line(number, texts):
    cells = "".join(f'<c r="{chr(65 + i)}{number}" t="inlineStr"><is><t>{text}</t></is></c>'
                    for i, text in enumerate(texts))
    return f'<row r="{number}">{cells}</row>'


def book(path, rows="", shared=None, parts=(), **changes):
    content = {
        "[Content_Types].xml": TYPES, "_rels/.rels": ROOT, "xl/workbook.xml": BOOK,
        "xl/_rels/workbook.xml.rels": relations(), "xl/worksheets/sheet1.xml": sheet(rows),
        "xl/sharedStrings.xml": shared or f'<sst xmlns="{MAIN}"><si><t>项目名称</t></si></sst>'}
    content.update(changes.get("content", {}))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in content.items():
            archive.writestr(name, data)
        for name, data in parts:
            archive.writestr(name, data)


def main():
    folder = pathlib.Path(sys.argv[1])
    # 200 MB of blanks, and as much of elements.
    book(folder / "blanks.xlsx", " " * 200_000_000)
    book(folder / "elements.xlsx", "<x/>" * 50_000_000)
    # Ten entities of ten entities …: 10^9 letters.
    entities = '<!ENTITY a0 "ha">' + "".join(
        f'<!ENTITY a{i} "{"&a%d;" % (i - 1) * 10}">' for i in range(1, 10))
    book(folder / "entities.xlsx", shared=f'<!DOCTYPE sst [{entities}]><sst xmlns="{MAIN}"><si><t>&a9;</t></si></sst>')
    book(folder / "external.xlsx",
         shared=f'<!DOCTYPE sst [<!ENTITY x SYSTEM "file:///etc/passwd">]><sst xmlns="{MAIN}"><si><t>&x;</t></si></sst>')
    # A missing text, as of a table that refers to itself.
    book(folder / "cyclic.xlsx", '<row r="1"><c r="A1" t="s"><v>99999</v></c></row>')
    book(folder / "negative.xlsx", '<row r="1"><c r="A1" t="s"><v>-1</v></c></row>')
    # Column 10,000,000 and more.
    book(folder / "columns.xlsx", '<row r="1"><c r="ZZZZZZ1"><v>1</v></c></row>')
    book(folder / "rows.xlsx", '<row r="99999999"><c r="A99999999"><v>1</v></c></row>')
    book(folder / "deep.xlsx", "<x>" * 5000 + "</x>" * 5000)
    book(folder / "broken-xml.xlsx", "<row r='1'><c r='A1'><v>1</row>")
    book(folder / "path.xlsx", parts=[("../../escape.txt", "x")])
    book(folder / "absolute.xlsx", parts=[("/etc/escape", "x")])
    book(folder / "relation.xlsx", content={"xl/_rels/workbook.xml.rels": relations("../../../etc/passwd")})
    book(folder / "sheets.xlsx", content={"xl/workbook.xml": BOOK.replace(
        '<sheet name="台账" sheetId="1" r:id="r1"/>',
        "".join(f'<sheet name="s{i}" sheetId="{i}" r:id="r1"/>' for i in range(1, 5000)))})
    # Merged cells beyond the grid, and more of them than it has cells.
    table = line(1, HEADS) + line(2, LEAD)
    far = line(1, HEADS) + "".join(line(i, LEAD) for i in range(2, 2002))
    for name, rows, merges in (
            ("merge-end", table, ["A2:A9223372036854775807"]), ("merge-zero", table, ["A0:A2"]),
            ("merge-overflow", table, ["A2:A99999999999999999999"]),
            ("merge-many", far, ["A2:A1048576"] * 10_000), ("merge-more", table, ["A1:B1"] * 200_000)):
        book(folder / f"{name}.xlsx", content={"xl/worksheets/sheet1.xml": sheet(rows, merges)})
    # Processing instructions without content, names that are not UTF-8, other encodings.
    good = {"xl/workbook.xml": BOOK, "xl/worksheets/sheet1.xml": sheet(table)}
    for name, part in good.items():
        short = name.split("/")[-1].split(".")[0]
        # This one is a valid workbook.
        book(folder / f"harmless-{short}.xlsx", content={**good, name: part.replace(">", "><?x?>", 1)})
        book(folder / f"name-{short}.xlsx", content={
            name: part.encode().replace(b"<sheet", b"<s\xe8eet", 1)})
        book(folder / f"utf7-{short}.xlsx", content={
            name: '<?xml version="1.0" encoding="UTF-7"?>+ADwAIQ-DOCTYPE x+AD4-' + part})
        book(folder / f"ebcdic-{short}.xlsx", content={
            name: ('<?xml version="1.0" encoding="cp037"?><!DOCTYPE x>' + part).encode("cp037", "replace")})
        book(folder / f"latin-{short}.xlsx", content={
            name: '<?xml version="1.0" encoding="ISO-8859-1"?>' + part})
        book(folder / f"utf16-doctype-{short}.xlsx", content={
            name: ("<!DOCTYPE x>" + part).encode("utf-16")})
    # A grid of 328 million cells, most of them empty; nested rows and cells.
    book(folder / "last-column.xlsx", "".join(
        f'<row r="{i}"><c r="XFD{i}"><v>1</v></c></row>' for i in range(1, 20_001)))
    book(folder / "rows-in-rows.xlsx", line(1, HEADS).replace("</row>", line(2, LEAD) + "</row>"))
    book(folder / "cells-in-cells.xlsx",
         '<row r="1"><c r="A1"><v>1</v><c r="B1"><v>2</v></c></c></row>')
    book(folder / "no-row.xlsx", '<c r="A1"><v>1</v></c>')
    # An amount of 9,300 amounts, each of the greatest allowed size; more than a cell may contain, and in columns.
    amounts = ["10000000万亿"] * 9_300
    (folder / "amounts.csv").write_text(",".join(HEADS) + "\n" + ",".join(LEAD[:5] + ("、".join(amounts),)) + "\n")
    book(folder / "amounts.xlsx", line(1, HEADS) + line(2, LEAD[:5] + ("、".join(amounts),)))
    wide = HEADS[:5] + ("投资额(内资-万元)",) * 9_300
    (folder / "amount-columns.csv").write_text(",".join(wide) + "\n" + ",".join(LEAD[:5] + tuple(amounts)) + "\n")
    (folder / "columns.csv").write_text(",".join(HEADS) + "," * 70_000 + "\n" + ",".join(LEAD) + "," * 70_000 + "\n")
    # An unterminated tag, and one text of many parts.
    book(folder / "long-tag.xlsx", f'<row r="1" x="{"ab" * 2_000_000}"/>')
    runs = "<r><t>" + "项目" * 5_000 + "</t></r>"
    book(folder / "runs.xlsx", shared=f'<sst xmlns="{MAIN}"><si>{runs * 100}</si></sst>')
    book(folder / "whole.xlsx")
    whole = (folder / "whole.xlsx").read_bytes()
    (folder / "cut.xlsx").write_bytes(whole[: len(whole) // 2])
    (folder / "empty.xlsx").write_bytes(b"")
    (folder / "page.xlsx").write_text("<html><table><tr><td>1</td></tr></table></html>")


main()
