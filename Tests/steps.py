"""The steps of `make test`: what each takes, and the slowest tests.

    python3 Tests/steps.py run FOLDER NAME COMMAND...   run one step, record what it takes in FOLDER
    python3 Tests/steps.py table FOLDER                 print the table of the steps recorded there

`run` prints the output of the command as it comes, keeps it in FOLDER, and exits with the command's exit
code. Processor time is that of the command and all processes it waited for. The tests must run one after the
other (`swift test --no-parallel`): in a parallel run the seconds of a test include its wait for the others.
Nothing here judges a time: no step and no test fails because it is slow.
"""

import json
import pathlib
import re
import resource
import subprocess
import sys
import time

SLOWEST = 10
TEST = re.compile(r"^\S+ Test (?!run |case )(.+?)(?: with \d+ test cases?)? (passed|failed) after ([\d.]+) seconds")
COLOUR = re.compile(r"\x1b\[[0-9;]*m")
SKIPPED = re.compile(r"^\S+ Test .+ skipped")


def run(folder, name, command):
    folder.mkdir(parents=True, exist_ok=True)
    number = len(list(folder.glob("*.json")))
    start = time.monotonic()
    with open(folder / f"{number:02}.log", "wb") as log:
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        for line in process.stdout:
            log.write(line)
            sys.stdout.buffer.write(line)
            sys.stdout.buffer.flush()
        code = process.wait()
    code = code if code >= 0 else 128 - code  # a signal, as the shell tells it
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    record = {"name": name, "seconds": time.monotonic() - start, "processor": used.ru_utime + used.ru_stime, "code": code}
    (folder / f"{number:02}.json").write_text(json.dumps(record), "utf-8")
    return code


def table(folder):
    records = [(path, json.loads(path.read_text("utf-8"))) for path in sorted(folder.glob("*.json"))]
    print(f"\n{'Step':<40} {'seconds':>9} {'processor':>10}")
    for _, step in records:
        failed = "" if step["code"] == 0 else f"  failed ({step['code']})"
        print(f"{step['name']:<40} {step['seconds']:>9.1f} {step['processor']:>10.1f}{failed}")
    total = [sum(step[key] for _, step in records) for key in ("seconds", "processor")]
    print(f"{'Total':<40} {total[0]:>9.1f} {total[1]:>10.1f}")
    for path, step in records:
        lines = path.with_suffix(".log").read_text("utf-8", errors="replace")
        lines = COLOUR.sub("", lines).splitlines()
        tests = [match.groups() for match in map(TEST.match, lines) if match]
        if not tests:
            continue
        skipped = sum(1 for line in lines if SKIPPED.match(line))
        tests.sort(key=lambda test: -float(test[2]))
        print(f"\nSlowest of {step['name']}: {len(tests)} tests ran, {skipped} skipped")
        for test, result, seconds in tests[:SLOWEST]:
            print(f"{float(seconds):>9.1f} s  {test}{'' if result == 'passed' else '  FAILED'}")


if __name__ == "__main__":
    mode, place, *rest = sys.argv[1:]
    if mode == "run":
        sys.exit(run(pathlib.Path(place), rest[0], rest[1:]))
    table(pathlib.Path(place))
