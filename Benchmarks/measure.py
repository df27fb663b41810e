"""Time and memory of the jobs that planners run: python3 Benchmarks/measure.py [--against FOLDER] [--write]

Each measurement is taken of this build and, with --against, of the build in another checkout (luodi and the package
Benchmarks built there in release mode), in alternating runs. Prints a Markdown table of medians; --write puts it in
Benchmarks/README.md, with commit, machine and date.

    run       seconds of wall time, of processor time, and processor time for each further trial
    what-if   milliseconds of an answer to one changed number
    start     seconds of wall time of list, show and check
    threads   workload W: rate on two threads, and how many times the rate on one
    memory    greatest resident set
"""

import argparse
import datetime
import json
import os
import pathlib
import re
import statistics
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
README = ROOT / "Benchmarks/README.md"
CITY = ROOT / "scenarios/jiangmen-2023"
TRIALS = 100_000
SIX = ("baseline", "all-out", "land-short", "energy-short", "one-brings-many", "stretch-push")
# Size of W: leads and trials.
SIZES = {"S": (3_000, 100_000), "M": (3_000, 1_000_000), "Lg": (250_000, 2_400)}


class Build:
    def __init__(self, folder):
        self.luodi = folder / ".build/release/luodi"
        self.benchmarks = folder / "Benchmarks/.build/release"
        for path in (self.luodi, self.benchmarks / "what-if", self.benchmarks / "workload"):
            if not path.exists():
                sys.exit(f"{path} is missing: make build; swift build -c release --package-path Benchmarks")

    def run(self, *arguments):
        """Wall and processor seconds of one run of luodi, and its peak in MiB."""
        command = [self.luodi, *map(str, arguments), "--lang", "en"]
        start = time.monotonic()
        # RUSAGE_CHILDREN has the greatest peak of all children; wait4 has that of one.
        child = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        _, status, used = os.wait4(child.pid, 0)
        wall = time.monotonic() - start
        if os.waitstatus_to_exitcode(status) != 0:
            sys.exit(f"{' '.join(map(str, command))} ends with {os.waitstatus_to_exitcode(status)}")
        return wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024

    def what_if(self, scenario, changes):
        """Median and 95th percentile in ms."""
        done = subprocess.run([self.benchmarks / "what-if", CITY, scenario, str(changes)],
                              capture_output=True, text=True, check=True)
        last = done.stdout.splitlines()[-1]
        return tuple(map(float, re.findall(r"([\d.]+) \(([\d.]+)\) \|$", last)[0]))

    def workload(self, size, threads):
        """Seconds of W."""
        done = subprocess.run([self.benchmarks / "workload", ROOT / "Benchmarks/data" / size,
                               str(SIZES[size][1]), str(threads), "3"],
                              capture_output=True, text=True, check=True)
        return json.loads(done.stdout)["seconds"]


def alternate(builds, rounds, measure):
    """By build the figures of `rounds` runs: one list for each figure."""
    figures = [[] for _ in builds]
    for _ in range(rounds):
        for build, taken in zip(builds, figures):
            taken.append(measure(build))
    return [list(zip(*taken)) for taken in figures]


def median(values, digits):
    return f"{statistics.median(values):.{digits}f}"


def rows(builds, rounds):
    """Label, aim, and one text for each build."""
    few = alternate(builds, rounds, lambda b: b.run("run", "baseline", "--trials", 64))
    whole = alternate(builds, rounds, lambda b: b.run("run", "baseline", "--trials", TRIALS))
    draws = alternate(builds, rounds, lambda b: b.run("run", "uncertain-rates", "--trials", TRIALS))
    yield "`run baseline`, 100,000 trials: wall, s", "1", [median(w[0], 2) for w in whole]
    yield "processor, s", "", [median(w[1], 2) for w in whole]
    yield "processor, µs for each further trial", "15, at most 25", [
        f"{(statistics.median(w[1]) - statistics.median(f[1])) / (TRIALS - 64) * 1e6:.0f}"
        for w, f in zip(whole, few)]
    yield "`run uncertain-rates` over `run baseline`, processor", "at most 1.3", [
        f"{statistics.median(d[1]) / statistics.median(w[1]):.2f}" for d, w in zip(draws, whole)]
    for scenario, aim in (("baseline", "100"), ("register-alone", "30")):
        answers = alternate(builds, 3, lambda b: b.what_if(scenario, 67))
        yield f"`what-if` {scenario}, ms: median (95 %)", f"at most {aim}", [
            f"{median(a[0], 0)} ({median(a[1], 0)})" for a in answers]
    for command in (["list"], ["show", "baseline"], ["check", CITY]):
        taken = alternate(builds, rounds, lambda b: b.run(*command))
        yield f"`{command[0]}`, wall, s", "at most 0.3", [median(t[0], 2) for t in taken]
    for size, (leads, trials) in SIZES.items():
        taken = alternate(builds, 2 * rounds + 1, lambda b: (b.workload(size, 1), b.workload(size, 2)))
        yield f"W {size}, two threads: G lead-draws/s (× one thread)", \
            {"S": "5.5 (1.85)", "Lg": "(1.9)"}.get(size, ""), [
                f"{leads * trials / statistics.median(t[1]) / 1e9:.2f} "
                f"({statistics.median(t[0]) / statistics.median(t[1]):.2f})" for t in taken]
    yield "peak of `run baseline`, MiB", "at most 80", [median(w[2], 0) for w in whole]
    others = ("quotas baseline", ["quotas", "baseline"], 150), ("compare of six", ["compare", *SIX], 200)
    for label, command, aim in others:
        taken = alternate(builds, 1, lambda b: b.run(*command))
        yield f"peak of `{label}`, MiB", f"at most {aim}", [median(t[2], 0) for t in taken]
    exponents = (4, 5, 6, 7)
    peaks = [alternate(builds[:1], 1, lambda b: b.run("run", "baseline", "--trials", 10**e))[0][2][0]
             for e in exponents]
    yield "peak of `run baseline` at 10⁴, 10⁵, 10⁶, 10⁷ trials, MiB", "equal", [
        ", ".join(f"{p:.0f}" for p in peaks)] + [""] * (len(builds) - 1)


def machine():
    model = "unknown processor"
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as cpu:
            lines = cpu.read().splitlines()
        model = next(line.split(":", 1)[1].strip() for line in lines if line.startswith("model name"))
        if any(" avx512f " in line for line in lines if line.startswith("flags")):
            model += " with AVX-512"
    except (OSError, StopIteration):
        pass
    return f"{len(os.sched_getaffinity(0))} cores of {model}"


def commit(folder):
    done = subprocess.run(["git", "rev-parse", "--short", "HEAD"], cwd=folder, capture_output=True, text=True)
    return done.stdout.strip() or "unknown"


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--against", type=pathlib.Path, metavar="FOLDER", help="a checkout with another build")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--write", action="store_true", help="put the table in Benchmarks/README.md")
    arguments = parser.parse_args()
    sys.path.insert(0, str(ROOT / "Benchmarks"))
    import workload
    for size in SIZES:
        workload.write(size, ROOT / "Benchmarks/data")

    folders = [ROOT] + ([arguments.against.resolve()] if arguments.against else [])
    heads = [f"commit {commit(f)}" for f in folders]
    lines = ["| measurement | aim | " + " | ".join(heads) + " |", "|---|---|" + "--:|" * len(folders)]
    print("\n".join(lines))
    for label, aim, texts in rows([Build(f) for f in folders], arguments.rounds):
        lines.append(f"| {label} | {aim} | " + " | ".join(texts) + " |")
        print(lines[-1], flush=True)
    options = (" --against FOLDER" if arguments.against else "") + f" --rounds {arguments.rounds}"
    lines = [f"{datetime.date.today()}, {machine()}; `python3 Benchmarks/measure.py{options}`", ""] + lines
    print(f"\n{lines[0]}")
    if arguments.write:
        text = README.read_text(encoding="utf-8")
        before, rest = text.split("<!-- measure -->\n", 1)
        after = rest.split("<!-- end of measure -->", 1)[1]
        table = "\n".join(lines)
        README.write_text(f"{before}<!-- measure -->\n{table}\n<!-- end of measure -->{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
