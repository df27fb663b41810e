#!/usr/bin/env python3
"""Generates registers in planners' formats, and the expected import of each. All data are invented.

    python Tests/Fixtures/registers/make_registers.py          writes beside this script
    python Tests/Fixtures/registers/make_registers.py --check  compares, writes nothing

Needs openpyxl 3.1.5 (Tests/Reference/requirements.txt), Python 3.10 or later. The bytes are the
same on each run: draws come from random.Random(seed).random(), and archives have one fixed time.
--check compares archives by their members, since another zlib may compress them differently.

The expected registers are written from the generator's own data of each project, never by reading
the files. README.md lists the files and explains the expectations.
"""

import pathlib
import sys

from maker import files, other_workbooks, raw_workbook, tables, team_workbooks

FOLDER = pathlib.Path(__file__).resolve().parent
MADE = ["*.xlsx", "*.xls", "*.csv", "words/*.csv", "expected/*"]


def outputs():
    found = {}
    fixtures = [
        *team_workbooks.all_of_them(), *other_workbooks.all_of_them(),
        *raw_workbook.raw_workbook(), *tables.all_of_them()]
    for fixture in fixtures:
        made = fixture.outputs()
        assert not made.keys() & found.keys(), made.keys() & found.keys()
        found |= made
    return found


def main():
    wanted = outputs()
    there = {str(p.relative_to(FOLDER)): p for pattern in MADE for p in FOLDER.glob(pattern)}
    stray = sorted(there.keys() - wanted.keys())
    if "--check" in sys.argv[1:]:
        differing = [
            name for name, data in sorted(wanted.items())
            if name not in there or not files.same(there[name].read_bytes(), data)]
        for name in differing:
            print(f"{name}: differs from what the script makes", file=sys.stderr)
        for name in stray:
            print(f"{name}: not made by the script", file=sys.stderr)
        sys.exit(1 if differing or stray else 0)
    for name, data in wanted.items():
        path = FOLDER / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(data)
    for name in stray:
        print(f"{name}: not made by the script; left as it is", file=sys.stderr)
    size = sum(len(d) for d in wanted.values())
    print(f"{len(wanted)} files, {size:,} bytes")


if __name__ == "__main__":
    main()
