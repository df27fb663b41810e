"""A sheet in a planner's format, with the expected import of each row."""

import collections
import dataclasses
import math
import statistics
from typing import Callable

from .invented import SIGNED

REGISTER = ["编号", "项目名称", "区县", "产业链", "渠道", "阶段", "投资额(万元)", "投资额下限(万元)",
            "投资额上限(万元)", "签约日期"]
# Columns for readers: written only when a source column fills them in some row.
FOR_PEOPLE = {"投资方": "#投资方", "来源地": "#来源地", "占地": "#占地(亩)",
              "到位资金": "#到位资金(万元)", "固定资产投资": "#固定资产投资(万元)", "责任单位": "#责任单位"}
TRUTH = {"投资方": "investor", "来源地": "source", "占地": "land", "到位资金": "paid",
         "固定资产投资": "fixed", "责任单位": "owner"}


@dataclasses.dataclass
class Column:
    """A column of a sheet.

    head: the text in the header row; of two tiers (upper, lower), lower None where the upper
    cell is merged down. field: its field in an import, in the terms of import-words.csv;
    None when it must be ignored; 联系人 for personal data, removed unless requested.
    write: the cell's value from a project and its running number.
    unit, unit_from: of money: the unit of bare numbers, and whether head, title or cell states it.
    """

    head: object
    field: str | None
    write: Callable
    unit: str | None = None
    unit_from: str | None = None


def letter(index):
    return chr(ord("A") + index) if index < 26 else "A" + chr(ord("A") + index - 26)


class Sheet:
    """Rows of cells, merges, and the expectation of each row. name is None for CSV."""

    def __init__(self, name, columns, inventor=None):
        self.name, self.columns, self.inventor = name, columns, inventor
        self.rows, self.merges, self.header_rows = [], [], []
        self.bold, self.hidden_rows, self.formats = set(), set(), {}
        self.is_hidden = False
        self.running = 0
        self.taken = []  # (project, row number)
        self.left_out = collections.defaultdict(list)  # reason: row numbers
        self.problems, self.flags, self.words = [], [], []
        self.rough = self.ranges = self.first_of_month = 0
        self.stated = []  # amounts in the investment column, for the flags

    @property
    def width(self):
        return len(self.columns)

    # MARK: Rows

    def add(self, cells):
        self.rows.append(list(cells))
        return len(self.rows)

    def merge(self, top, left, bottom, right):
        """Rows from 1, columns from 0, both ends included."""
        self.merges.append((top, left, bottom, right))

    def title(self, *lines):
        """Title rows, each merged over the width."""
        for line in lines:
            row = self.add([line])
            self.bold.add(row)
            self.merge(row, 0, row, self.width - 1)

    def blank(self):
        self.add([])

    def header(self):
        """One header row, or two where a head is a pair, merged as in planners' sheets."""
        heads = [c.head for c in self.columns]
        if not any(isinstance(h, tuple) for h in heads):
            self.header_rows = [self.add(heads)]
            self.bold.add(self.header_rows[0])
            return
        pairs = [h if isinstance(h, tuple) else (h, None) for h in heads]
        upper = [u if i == 0 or pairs[i - 1][0] != u else None for i, (u, _) in enumerate(pairs)]
        top = self.add(upper)
        bottom = self.add([low for _, low in pairs])
        self.header_rows = [top, bottom]
        self.bold |= {top, bottom}
        start = 0
        while start < len(pairs):
            end = start
            while end + 1 < len(pairs) and pairs[end + 1][0] == pairs[start][0]:
                end += 1
            if pairs[start][1] is None:
                self.merge(top, start, bottom, start)
            elif end > start:
                self.merge(top, start, top, end)
            start = end + 1

    def written(self, project, overrides):
        self.running += 1
        cells = []
        for column in self.columns:
            value = column.write(project, self.running)
            for key in (column.field, column.head):
                if key in overrides:
                    value = overrides[key]
            cells.append(value)
        return cells

    def row(self, project, stated=True, **overrides):
        """An imported row. Overrides by field or head: the text written there."""
        number = self.add(self.written(project, overrides))
        self.taken.append((project, number))
        if stated and project.amount is not None:
            self.stated.append((project.amount, number))
        return number

    def projects(self, projects):
        for project in projects:
            self.row(project)

    def without(self, reason, project, **overrides):
        """A row of a project that is omitted for a reason that is not a problem."""
        number = self.add(self.written(project, overrides))
        self.left_out[reason].append(number)
        return number

    def problem(self, kind, field, project, **overrides):
        """A row with a problem in the cell of a field; without it nothing is written."""
        number = self.add(self.written(project, overrides))
        self.problems.append((kind, self.column(field), number))
        return number

    def slip(self, project, amount, is_problem, **overrides):
        """A row whose amount, as it reads, is far off the column's median."""
        number = self.add(self.written(project, overrides))
        self.stated.append((amount, number))
        self.flags.append((self.column("投资额"), number, "problem" if is_problem else "warning"))
        if is_problem:
            self.problems.append(("far_off", self.column("投资额"), number))
        else:
            self.taken.append((project.but(amount=amount), number))

    def unknown(self, kind, field, word, project, **overrides):
        """A row with an unknown word."""
        number = self.add(self.written(project, {**overrides, field: word}))
        self.words.append((kind, word, self.column(field), number))
        return number

    def heading(self, text, merged=True, reason="heading"):
        number = self.add([text])
        self.left_out[reason].append(number)
        self.bold.add(number)
        if merged:
            self.merge(number, 0, number, self.width - 1)
        return number

    def subtotal(self, label, label_column, projects, **cells):
        """A row of sums between data rows."""
        values = [None] * self.width
        values[label_column] = label
        for index, column in enumerate(self.columns):
            if column.head in cells:
                values[index] = cells[column.head]
            elif column.field == "投资额" and column.unit_from:
                total = sum(p.amount or 0 for p in projects)
                values[index] = total / 10000 if column.unit == "亿元" else total
        self.left_out["subtotal"].append(self.add(values))

    def footnotes(self, *lines):
        for line in lines:
            number = self.add([line])
            self.left_out["footnote"].append(number)
            self.merge(number, 0, number, self.width - 1)

    def repeated_header(self):
        self.left_out["repeated_header"].append(self.add([c.head for c in self.columns]))
        self.bold.add(len(self.rows))

    # MARK: Expectations

    def column(self, field):
        """The index of the column of a field or head."""
        for index, column in enumerate(self.columns):
            if field in (column.field, column.head):
                return index
        raise KeyError(field)

    def place(self, column, row):
        """sheet!cell, or for CSV the line and the head."""
        if self.name is None:
            head = self.columns[column].head
            return {"line": self.line(row), "column": " ".join(head.split())}
        return {"cell": f"{self.name}!{letter(column)}{row}"}

    def line(self, row):
        """The line on which a row of a CSV begins: cells may contain line breaks. For a sheet, its row."""
        if self.name is not None:
            return row
        before = self.rows[: row - 1]
        return row + sum(str(c).count("\n") for cells in before for c in cells if c is not None)

    def check_flags(self):
        """Checks that the declared flags equal those of the rule."""
        if len(self.stated) < 2:
            return
        median = statistics.median(a for a, _ in self.stated)
        found = {row for a, row in self.stated if abs(math.log10(a / median)) >= 3.5}
        assert found == {row for _, row, _ in self.flags}, (self.name, found, self.flags)

    def report(self):
        self.check_flags()
        return {
            "name": self.name, "header_rows": [self.line(r) for r in self.header_rows],
            "rows_taken": len(self.taken),
            "rows_left_out": {
                reason: {"count": len(rows), "rows": [self.line(r) for r in rows]}
                for reason, rows in sorted(self.left_out.items()) if rows}}

    def columns_taken(self):
        found = []
        for index, column in enumerate(self.columns):
            if column.field and column.field != "联系人":
                entry = {"sheet": self.name, "column": letter(index), "field": column.field}
                if column.unit or column.unit_from:
                    entry |= {"unit": column.unit, "unit_from": column.unit_from}
                found.append(entry)
        return found

    def contact_columns(self):
        return [{"sheet": self.name, "column": letter(i)}
                for i, c in enumerate(self.columns) if c.field == "联系人"]


def register_row(project, fields):
    """The register's fields of a project; fields: those which its sheet's columns fill."""
    row = {
        "编号": project.id, "项目名称": project.name, "区县": project.district,
        "产业链": project.chain, "渠道": project.channel, "阶段": project.stage,
        "投资额(万元)": project.amount, "投资额下限(万元)": project.low,
        "投资额上限(万元)": project.high,
        "签约日期": project.signed.isoformat() if project.stage in SIGNED else ""}
    for field, head in FOR_PEOPLE.items():
        row[head] = getattr(project, TRUTH[field]) if field in fields else None
    return {head: "" if value is None else str(value) for head, value in row.items()}


def register_text(sheets):
    """The register of the imported rows, as the program writes it, without comment lines."""
    rows = [register_row(p, {c.field for c in s.columns}) for s in sheets for p, _ in s.taken]
    heads = REGISTER + [h for h in FOR_PEOPLE.values() if any(r[h] for r in rows)]
    lines = [",".join(heads)]
    for row in rows:
        assert not any(set(row[h]) & set(',"\r\n') for h in heads), row
        lines.append(",".join(row[h] for h in heads))
    return "\ufeff" + "".join(line + "\r\n" for line in lines)
