"""Makes workbooks that mean harm, and others that are only broken: make_hostile.py FOLDER.

Standard library only. Each is small on disk; what it would become is said beside it.
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


def sheet(rows):
    return f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'


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
    # A text that is not there, as of a table that refers to itself.
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
    book(folder / "whole.xlsx")
    whole = (folder / "whole.xlsx").read_bytes()
    (folder / "cut.xlsx").write_bytes(whole[: len(whole) // 2])
    (folder / "empty.xlsx").write_bytes(b"")
    (folder / "page.xlsx").write_text("<html><table><tr><td>1</td></tr></table></html>")


main()
