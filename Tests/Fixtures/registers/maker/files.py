"""Writes sheets as .xlsx through openpyxl and as CSV, the same bytes on each run."""

import csv
import datetime
import io
import re
import zipfile

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils.datetime import CALENDAR_MAC_1904

MOMENT = datetime.datetime(2023, 6, 30, 8, 0, 0)
THIN = Side(style="thin", color="999999")
GRID = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)
FILL = PatternFill("solid", fgColor="DDEBF7")
CENTER = Alignment(horizontal="center", vertical="center", wrap_text=True)


def workbook_bytes(sheets, date1904=False):
    book = Workbook()
    book.remove(book.active)
    if date1904:
        book.epoch = CALENDAR_MAC_1904
    book.properties.creator = "虚构"
    book.properties.created = MOMENT
    for sheet in sheets:
        fill(book.create_sheet(sheet.name), sheet)
    buffer = io.BytesIO()
    book.save(buffer)
    return steady(buffer.getvalue())


def fill(page, sheet):
    first = sheet.header_rows[0] if sheet.header_rows else 0
    for number, cells in enumerate(sheet.rows, 1):
        is_head = number in sheet.header_rows
        for index, value in enumerate(cells):
            if value is None:
                continue
            cell = page.cell(number, index + 1, value)
            if isinstance(value, (datetime.date, datetime.datetime)):
                cell.number_format = sheet.formats.get((number, index), "yyyy/m/d")
            if number in sheet.bold:
                cell.font = Font(bold=True, size=16 if number == 1 and not is_head else 11)
                cell.alignment = CENTER
        if first and number >= first:
            for index in range(sheet.width):
                page.cell(number, index + 1).border = GRID
                if is_head:
                    page.cell(number, index + 1).fill = FILL
    for top, left, bottom, right in sheet.merges:
        page.merge_cells(
            start_row=top, start_column=left + 1, end_row=bottom, end_column=right + 1)
    for index, column in enumerate(sheet.columns):
        head = column.head if isinstance(column.head, str) else column.head[1] or column.head[0]
        width = 30 if "名称" in head else max(10, min(24, 2 * len(head) + 2))
        page.column_dimensions[chr(65 + index) if index < 26 else "A" + chr(39 + index)].width = width
    for number in sheet.hidden_rows:
        page.row_dimensions[number].hidden = True
    if sheet.is_hidden:
        page.sheet_state = "hidden"


def steady(data):
    """The archive with one time for all members, and the document's own times fixed."""
    source = zipfile.ZipFile(io.BytesIO(data))
    members = []
    for info in source.infolist():
        content = source.read(info)
        if info.filename == "docProps/core.xml":
            stamp = MOMENT.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
            content = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", stamp, content)
        members.append((info.filename, content))
    return archive(members)


def archive(members):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in members:
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(info, content)
    return buffer.getvalue()


def csv_bytes(sheet, encoding="utf-8", delimiter=",", newline="\r\n"):
    """The sheet as saved by Excel: every row as wide as the widest."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter, lineterminator=newline)
    for cells in sheet.rows:
        padded = list(cells) + [None] * (sheet.width - len(cells))
        writer.writerow(["" if c is None else c for c in padded])
    return text.getvalue().encode(encoding)


def same(left, right):
    """Whether two files have the same content; archives are compared by their members."""
    if left == right:
        return True
    try:
        a, b = (zipfile.ZipFile(io.BytesIO(d)) for d in (left, right))
    except zipfile.BadZipFile:
        return False
    return a.namelist() == b.namelist() and all(a.read(n) == b.read(n) for n in a.namelist())
