"""A file with the expected result of its import."""

import collections
import csv
import dataclasses
import io
import json

from . import files
from .sheets import register_text


@dataclasses.dataclass
class Fixture:
    """One import. `file` is written unless `data` is None (another fixture writes it).

    words: lines of import-words.csv, (kind, written, meaning). absent: texts that must not occur in the
    register. fault: the problem of the file as a whole; nothing is then imported.
    """

    name: str
    file: str
    data: bytes | None
    sheets: list
    shows: str
    words: list = dataclasses.field(default_factory=list)
    rates: dict = dataclasses.field(default_factory=dict)
    sheets_left_out: list = dataclasses.field(default_factory=list)
    absent: list = dataclasses.field(default_factory=list)
    fault: dict | None = None
    extra_problems: list = dataclasses.field(default_factory=list)
    extra: dict = dataclasses.field(default_factory=dict)

    def outputs(self):
        """The files, by their paths in the folder."""
        found = {}
        if self.data is not None:
            found[self.file] = self.data
        if self.words:
            found[f"words/{self.name}.csv"] = words_bytes(self.words)
        if not self.fault and self.extra.get("register", "") is not None:
            found[f"expected/{self.name}.csv"] = register_text(self.sheets).encode()
        found[f"expected/{self.name}.json"] = (
            json.dumps(self.expectation(), ensure_ascii=False, indent=1) + "\n").encode()
        return found

    def expectation(self):
        result = {
            "shows": self.shows, "file": self.file,
            "words": f"words/{self.name}.csv" if self.words else None, "rates": self.rates}
        if self.fault:
            return result | {"exit_code": 3, "register": None, "fault": self.fault} | self.extra
        problems = [{"kind": kind} | s.place(column, row)
                    for s in self.sheets for kind, column, row in s.problems] + self.extra_problems
        words = self.unknown_words()
        reasons = collections.Counter()
        for sheet in self.sheets:
            reasons.update({k: len(v) for k, v in sheet.left_out.items() if v})
        taken = [p for s in self.sheets for p, _ in s.taken]
        return result | {
            "exit_code": 3 if problems or words else 0,
            "register": f"expected/{self.name}.csv",
            "rows_taken": len(taken),
            "rows_left_out": dict(sorted(reasons.items())),
            "rough_amounts": sum(s.rough for s in self.sheets),
            "ranges": sum(p.low is not None for p in taken),
            "dates_without_day": sum(s.first_of_month for s in self.sheets),
            "projects_by_stage": count(p.stage for p in taken),
            "projects_by_district": count(p.district for p in taken),
            "sheets": [s.report() for s in self.sheets],
            "sheets_left_out": self.sheets_left_out,
            "columns": [c for s in self.sheets for c in s.columns_taken()],
            "contact_columns": [c for s in self.sheets for c in s.contact_columns()],
            "unknown_words": words,
            "flags": [s.place(column, row) | {"severity": severity}
                      for s in self.sheets for column, row, severity in s.flags],
            "problems": problems, "absent": self.absent} | self.extra

    def unknown_words(self):
        found = {}
        for sheet in self.sheets:
            for kind, word, column, row in sheet.words:
                entry = found.setdefault(
                    (kind, word), {"kind": kind, "word": word, "count": 0,
                                   "first": column is not None and sheet.place(column, row)})
                entry["count"] += 1
        return [{k: v for k, v in entry.items() if v is not False} for entry in found.values()]


def count(values):
    return dict(sorted(collections.Counter(values).items()))


def words_bytes(words):
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows([("类别", "写法", "含义"), *words])
    return text.getvalue().encode("utf-8-sig")


def workbook(name, file, sheets, shows, extra_sheets=(), date1904=False, **more):
    """A fixture of a workbook; extra_sheets: (position, sheet) that an import omits."""
    pages = list(sheets)
    for position, page in extra_sheets:
        pages.insert(position, page)
    return Fixture(
        name, file, files.workbook_bytes(pages, date1904), list(sheets), shows,
        sheets_left_out=[p.name for _, p in extra_sheets], **more)


def table(name, file, sheet, shows, encoding="utf-8", delimiter=",", **more):
    """A fixture of a CSV file."""
    return Fixture(name, file, files.csv_bytes(sheet, encoding, delimiter), [sheet], shows, **more)
