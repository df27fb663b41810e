"""Checks the machine-readable outputs of luodi: check_outputs.py LUODI.

Validates JSON and NDJSON against docs/schema, and documents that must be refused; then runs the snippets of
docs/notebooks.md, those in R where Rscript and jsonlite are available. Run with the repository as the working
directory. Needs jsonschema, numpy and duckdb. Exits with 1 and a line for each error.
"""

import copy
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

import duckdb
import jsonschema

from check_schema import changed

ROOT = pathlib.Path(__file__).resolve().parents[2]
RUNS = [
    ["jiangmen-2023/baseline"], ["jiangmen-2023/register-alone"], ["jiangmen-2023/no-giant"],
    ["jiangmen-2023/land-short", "--factors", "random"], ["jiangmen-2022/back-cast"],
    ["jiangmen-2023/uncertain-rates", "--trials", "9000"],
    ["jiangmen-2023/register-alone", "--engine", "auto"],
    ["jiangmen-2023/baseline", "--trials", "1"], ["jiangmen-2023/land-short", "--trials", "2"],
    ["jiangmen-2023/uncertain-rates", "--trials", "1"],
]
COMPARISONS = [
    ["baseline", "all-out", "--waterfall"], ["register-alone", "baseline"], ["baseline", "no-giant", "land-short"],
    ["baseline", "uncertain-rates", "--trials", "1"], ["baseline", "faster-review", "--waterfall", "--trials", "2"],
    ["jiangmen-2023/uncertain-rates", "baseline", "--trials", "2100"],
]
BAD_FORECASTS = [
    ("format_version", 2), ("seed", "2023"), ("trials", 1.5), ("targets/0/probability", 1.2), ("targets/0/unit", "万元"),
    ("targets/0/title", "text"), ("targets/0/comparison", "below"), ("metrics/0/quantiles", {}), ("colour", "red"),
    ("completion", "done"), ("scenario/as_of", ...), ("targets/0/standard_error", -1),
    ("metrics/0/standard_error", ...), ("targets/0/median_standard_error", "NaN"),
]
BAD_COMPARISONS = [
    ("format_version", 2), ("scenarios", ...), ("targets/0/chances", [0.5]), ("reference", "last"),
    ("investment/0/means/1/difference/is_distinguishable", "yes"), ("colour", "red"),
    ("investment/0/means/0/standard_error", ...),
]


class Checks:
    def __init__(self, luodi):
        self.luodi = luodi
        self.faults = []
        self.count = 0

    def run(self, *arguments, cwd=ROOT):
        command = [self.luodi, *arguments, "--scenarios", str(ROOT / "scenarios"), "--lang", "en"]
        return subprocess.run(command, check=True, capture_output=True, text=True, cwd=cwd).stdout

    def validate(self, schema, document, name):
        self.count += 1
        for error in list(schema.iter_errors(document))[:3]:
            place = "/".join(str(part) for part in error.absolute_path)
            self.faults.append(f"{name}: {place or 'top'}: {error.message[:200]}")


def no_number(text):
    raise ValueError(f"{text} is no JSON")


def schema(name):
    content = json.loads((ROOT / f"docs/schema/{name}.schema.json").read_text("utf-8"))
    jsonschema.Draft202012Validator.check_schema(content)
    return content, jsonschema.Draft202012Validator(content)


def part(content, key):
    """The schema of a line of NDJSON: an element of a list, with its kind."""
    items = content["properties"][key]["items"]
    if "$ref" in items:
        items = content["$defs"][items["$ref"].split("/")[-1]]
    items = copy.deepcopy(items)
    items["properties"]["kind"] = {"type": "string"}
    return jsonschema.Draft202012Validator({**items, "$defs": content["$defs"]})


def snippets(checks, folder):
    text = (ROOT / "docs/notebooks.md").read_text("utf-8")
    for arguments in re.search(r"```sh\n(.*?)```", text, re.S).group(1).splitlines():
        checks.run(*arguments.split()[1:], "--trials", "6400", cwd=folder)
    for language, code in re.findall(r"```(python|sql|r)\n(.*?)```", text, re.S):
        try:
            if language == "python":
                subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True, cwd=folder)
            elif language == "sql":
                code = re.sub(r"'(forecast\.\w+)'", lambda match: f"'{folder / match.group(1)}'", code)
                if not duckdb.sql(code).fetchall():
                    checks.faults.append(f"no rows: {code}")
            elif shutil.which("Rscript") is None or subprocess.run(
                    ["Rscript", "-e", "library(jsonlite)"], capture_output=True).returncode != 0:
                print("R with jsonlite is not at hand: its snippet is left out")
                continue
            else:
                subprocess.run(["Rscript", "-e", code], check=True, capture_output=True, text=True, cwd=folder)
            checks.count += 1
        except Exception as error:
            checks.faults.append(f"a snippet in {language} fails: {error} {getattr(error, 'stderr', '')}")


def main():
    checks = Checks(str(pathlib.Path(sys.argv[1]).resolve()))
    content, forecasts = schema("forecast")
    for arguments in RUNS:
        if "--trials" not in arguments:
            arguments = [*arguments, "--trials", "640"]
        document = json.loads(checks.run("run", *arguments, "--format", "json"), parse_constant=no_number)
        checks.validate(forecasts, document, " ".join(arguments))
    for path, value in BAD_FORECASTS:
        if forecasts.is_valid(changed(document, path, value)):
            checks.faults.append(f"accepted, but should be refused: {path} = {value!r}")
    parts = {"target": part(content, "targets"), "joint": part(content, "joint"), "metric": part(content, "metrics")}
    lines = checks.run("run", "jiangmen-2023/baseline", "--trials", "640", "--format", "ndjson").splitlines()
    for line in map(json.loads, lines[1:]):
        checks.validate(parts[line["kind"]], line, f"ndjson {line['id']}")
    head = json.loads(lines[0])
    if head.pop("kind") != "forecast":
        checks.faults.append("ndjson does not begin with the forecast")
    checks.validate(forecasts, head, "ndjson head")
    _, comparisons = schema("comparison")
    for arguments in COMPARISONS:
        if "--trials" not in arguments:
            arguments = [*arguments, "--trials", "640"]
        document = json.loads(checks.run("compare", *arguments, "--format", "json"), parse_constant=no_number)
        checks.validate(comparisons, document, " ".join(arguments))
    for path, value in BAD_COMPARISONS:
        if comparisons.is_valid(changed(document, path, value)):
            checks.faults.append(f"accepted, but should be refused: {path} = {value!r}")
    for line in checks.run("compare", *COMPARISONS[0], "--trials", "640", "--format", "ndjson").splitlines():
        if "kind" not in json.loads(line):
            checks.faults.append("a line of a comparison has no kind")
    with tempfile.TemporaryDirectory() as folder:
        snippets(checks, pathlib.Path(folder))
    for fault in checks.faults:
        print(fault, file=sys.stderr)
    refused = len(BAD_FORECASTS) + len(BAD_COMPARISONS)
    print(f"{checks.count} outputs and snippets good, {refused} spoiled documents refused" if not checks.faults else "failed")
    return 1 if checks.faults else 0


if __name__ == "__main__":
    sys.exit(main())
