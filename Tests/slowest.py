#!/usr/bin/env python3
"""Prints the slowest tests of a log of `swift test`, and the steps of a log of seconds.

    slowest.py TESTS.log ...      ten tests of each log
    slowest.py --steps STEPS.log  lines of "SECONDS NAME", as the Makefile writes them

Tests run side by side, so that a test's seconds include what it waited for others.
"""
import re
import sys

PASSED = re.compile(r'^. Test "?(.+?)"? (?:with \d+ test cases? )?(?:passed|failed) after ([\d.]+) seconds')


def table(title, rows):
    print(f"\n{title}")
    for seconds, name in sorted(rows, reverse=True)[:10]:
        print(f"  {seconds:8.1f} s  {name}")


def main(arguments):
    if arguments[:1] == ["--steps"]:
        with open(arguments[1], encoding="utf-8") as file:
            rows = [line.rstrip("\n").split(" ", 1) for line in file if " " in line]
        table("Steps of make test", [(float(seconds), name) for seconds, name in rows])
        return
    for path in arguments:
        with open(path, encoding="utf-8", errors="replace") as file:
            found = [PASSED.match(line) for line in file]
        table(
            f"Slowest tests of {path}",
            [(float(match[2]), match[1]) for match in found if match and not match[1].startswith("run with")],
        )


main(sys.argv[1:])
