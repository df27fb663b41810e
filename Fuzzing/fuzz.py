"""Runs luodi on changed inputs and detects crashes, time-outs, excessive memory and wrong outcomes: fuzz.py LUODI [--executions N] [--seed S] [--only I] [--keep DIR].

Execution I of a seed is the same for any other executions, so that `--only I` repeats a finding. See README.md.
"""

import argparse
import concurrent.futures
import json
import os
import pathlib
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import zipfile

import mutators

ROOT = pathlib.Path(__file__).resolve().parents[1]
SECONDS, MEGABYTES = 10, 1024
EXIT_CODES = {0, 1, 2, 3, 64}
HISTORY = "district,stage,entered,advanced,months\neast,线索,120,50,300.5\nwest,洽谈,40,22,\n东城区,过会,12,11,14\n"
WORDS = "类别,写法,含义\n区县,开发区,东城区\n阶段,跟进,洽谈\n列,所属区,区县\n"
PROJECTS = "项目名称,投资额(亿元)\n" + "".join(f"甲{i},{1 + i % 17}.{i % 10}\n" for i in range(60))
YEAR = ROOT / "scenarios/jiangmen-2023"
TABLES = ROOT / "Tests/Fixtures/registers"
COMMANDS = {
    "scenario": [["check", "city"], ["run", "city/baseline", "--trials", "64", "--format", "json"],
                 ["run", "city/more-events", "--trials", "64"], ["show", "city/baseline"], ["explain", "city/baseline"],
                 ["run", "city/baseline", "--trials", "64", "--engine", "auto", "--format", "json"],
                 ["compare", "city/baseline", "city/more-events", "--trials", "64", "--format", "json"]],
    "year": [["run", "city/baseline", "--trials", "64", "--format", "json"], ["check", "city/baseline.yaml"],
             ["quotas", "city/baseline", "--trials", "64", "--format", "json"]],
    "table": [["import", "table", "--city", "city", "--dry-run"], ["check", "table", "--city", "city"],
              ["check", "table", "--city", "city", "--marked-copy", "marked.xlsx"],
              ["import", "table", "--city", "city", "--to", "new.csv", "--format", "json", "--skip-problems"],
              ["import", "table", "--city", "city", "--update", "--skip-problems"]],
    "history": [["calibrate", "history.csv", "--format", "json"], ["calibrate", "history.csv", "--city", "city"]],
    "projects": [["sizes", "projects.csv", "--format", "json"], ["sizes", "projects.csv", "--threshold", "3亿元"]],
    "arguments": [["run", "city/baseline", "--trials", "64"], ["compare", "city/baseline", "city/more-events", "--trials", "64"]],
}
KINDS = ["scenario"] * 4 + ["year", "table", "table", "workbook", "workbook", "workbook", "words", "history", "projects", "arguments"]


def seeds(program):
    """Valid inputs, by kind, which the mutators change."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([program, "init", "city"], cwd=folder, check=True, capture_output=True)
        city = {path.name: path.read_bytes() for path in pathlib.Path(folder, "city").iterdir()}
    year = {path.name: path.read_bytes() for path in YEAR.iterdir() if path.suffix == ".csv" or path.name in ("city.yaml", "baseline.yaml")}
    # A few of its leads, since the files are tested, not the engine.
    for name in year:
        if name.endswith(".csv"):
            year[name] = b"\n".join(year[name].split(b"\n")[:80]) + b"\n"
    plain = {path.name: path.read_bytes() for path in (TABLES / "city").iterdir()}
    tables = [path.read_bytes() for path in sorted(TABLES.iterdir()) if path.suffix in (".csv", ".txt")]
    books = [path.read_bytes() for path in sorted(TABLES.iterdir()) if path.suffix == ".xlsx" and path.stat().st_size < 60_000
             and zipfile.is_zipfile(path)]
    return city, year, plain, tables, books


def prepare(random, kind, folder, inputs):
    """Writes the changed input and returns the command."""
    city, year, plain, tables, books = inputs
    files = dict({"year": year, "table": plain, "workbook": plain, "words": plain}.get(kind, city))
    change = lambda source: (mutators.data(random, source) if random.randrange(6) == 0
                             else mutators.text(random, source.decode("utf-8", "surrogateescape")).encode("utf-8", "surrogatepass"))
    commands = COMMANDS.get(kind, COMMANDS["table"])
    command = list(random.choice(commands))
    if kind in ("scenario", "year"):
        for name in random.sample(sorted(files), random.choice([1, 1, 2])):
            files[name] = change(files[name])
    outside = {}
    if kind == "table":
        outside["table"] = change(random.choice(tables))
    elif kind == "workbook":
        outside["table"] = mutators.workbook(random, random.choice(books))
    elif kind == "words":
        outside["table"] = random.choice(tables + books)
        files["import-words.csv"] = change(WORDS.encode())
    elif kind == "history":
        outside["history.csv"] = change(HISTORY.encode())
    elif kind == "projects":
        outside["projects.csv"] = change(PROJECTS.encode())
    elif kind == "arguments":
        flag = random.choice(["--trials", "--seed", "--threads", "--factors", "--format", "--output", "--lang", "--precision", "--engine", "--x"])
        value = random.choice(mutators.NUMBERS + mutators.TEXTS + ["1", "2", "json", "csv", "ndjson", "markdown", "."])
        command += [flag, value.replace("\0", "")] + random.choice([[], ["--format", "json"]])
    pathlib.Path(folder, "city").mkdir()
    for name, content in files.items():
        pathlib.Path(folder, "city", name).write_bytes(content)
    for name, content in outside.items():
        pathlib.Path(folder, name).write_bytes(content)
    return command


def limit():
    resource.setrlimit(resource.RLIMIT_CPU, (3 * SECONDS, 3 * SECONDS + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def judge(command, status, usage, output, errors, folder, before):
    """The finding of a run, in one line; None without a finding."""
    if os.WIFSIGNALED(status):
        return f"signal {os.WTERMSIG(status)}"
    code = os.WEXITSTATUS(status)
    if code not in EXIT_CODES:
        return f"exit code {code}"
    if usage.ru_utime + usage.ru_stime > SECONDS:
        return f"more than {SECONDS} s of processor time"
    if usage.ru_maxrss > MEGABYTES * 1024:
        return f"more than {MEGABYTES} MB"
    talk = errors.decode("utf-8", "replace")
    if any(ord(c) < 32 and c not in "\n\t\r" or 0x7F <= ord(c) < 0xA0 for c in talk):
        return "a raw control character on standard error"
    if code == 3 and not ("reason:" in talk and "remedy:" in talk):
        return "exit code 3 without reason or remedy"
    if code == 0 and "json" in command and "--output" not in command:
        try:
            json.loads(output, parse_constant=lambda name: (_ for _ in ()).throw(ValueError(name)))
        except ValueError as error:
            return f"output is no strict JSON ({str(error)[:40]})"
    after = {str(path): path.read_bytes() for path in pathlib.Path(folder).rglob("*") if path.is_file()}
    if any(path.rsplit("/", 1)[-1].startswith(".luodi-") for path in after):
        return "a temporary file is left over"
    changed = [path for path, content in before.items() if after.get(path) != content]
    if changed and not ("--update" in command and len(changed) == 1):
        return f"an input has changed: {pathlib.Path(changed[0]).name}"
    return None


def execute(program, seed, index, inputs, keep):
    chance = random.Random(f"{seed}/{index}")
    kind = chance.choice(KINDS)
    folder = tempfile.mkdtemp(prefix="luodi-fuzz-")
    try:
        command = prepare(chance, kind, folder, inputs)
        before = {str(path): path.read_bytes() for path in pathlib.Path(folder).rglob("*") if path.is_file()}
        environment = {"PATH": "/usr/bin:/bin", "HOME": folder, "LANG": "C.UTF-8", "SWIFT_BACKTRACE": "enable=no",
                       **{name: value for name, value in os.environ.items() if name.startswith("OPENBLAS")}}
        with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
            process = subprocess.Popen([program, *command, "--lang", "en"], cwd=folder, env=environment, stdin=subprocess.DEVNULL,
                                       stdout=output, stderr=errors, preexec_fn=limit)
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = 0
            output.seek(0)
            errors.seek(0)
            talk = errors.read()
            fault = judge(command, status, usage, output.read(), talk, folder, before)
        if fault and keep:
            place = pathlib.Path(keep, str(index))
            shutil.copytree(folder, place, dirs_exist_ok=True)
            (place / "command.txt").write_text(" ".join(command) + f"\n{fault}\n" + talk.decode("utf-8", "replace"))
        code = os.WEXITSTATUS(status) if os.WIFEXITED(status) else -os.WTERMSIG(status)
        return index, kind, command, code, fault, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--executions", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--only", type=int)
    parser.add_argument("--keep")
    options = parser.parse_args()
    program = os.path.abspath(options.program)
    inputs = seeds(program)
    indices = range(options.executions) if options.only is None else [options.only]
    codes, found, slowest, largest = {}, {}, 0, 0
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        runs = pool.map(lambda index: execute(program, options.seed, index, inputs, options.keep), indices)
        for index, kind, command, code, fault, seconds, megabytes in runs:
            codes.setdefault(kind, {}).setdefault(code, 0)
            codes[kind][code] += 1
            slowest, largest = max(slowest, seconds), max(largest, megabytes)
            if fault:
                found.setdefault(f"{kind}: {' '.join(command[:1])}: {fault}", []).append(index)
    for kind in sorted(codes):
        print(f"{kind:10}", " ".join(f"exit {code}: {count}" for code, count in sorted(codes[kind].items())))
    print(f"slowest {slowest:.1f} s of processor time, largest {largest:.0f} MB")
    for fault, places in sorted(found.items()):
        print(f"FOUND {len(places)} times: {fault}; --seed {options.seed} --only {places[0]}")
    print(f"{len(indices) - sum(map(len, found.values()))} executions without a finding, {sum(map(len, found.values()))} with one")
    sys.exit(1 if found else 0)


main()
