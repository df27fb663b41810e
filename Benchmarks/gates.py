"""Compares the instructions and allocations of 1,024 trials, and of a check, with committed bounds.

    python3 Benchmarks/gates.py .build/release/luodi            compare with gates.json
    python3 Benchmarks/gates.py .build/release/luodi --update   write the measured figures there

Only counts are compared, never times: each case of trials runs twice under valgrind's callgrind, on one thread, with
more trials the second time. The difference is the cost of the additional trials; start-up, files and the
printed forecast cancel. A case without trials runs once. valgrind has no AVX-512, so the engine selects its AVX2 kernels by
itself on every x86-64 machine. Counts repeat to about 0.02 %.

"Kernel instructions" are those of the C functions in luodi: the remainder of the difference is Swift,
libc and libm. Bounds are valid for the compiler that gates.json names; another one needs --update.
"""

import argparse
import collections
import concurrent.futures
import json
import os
import pathlib
import platform
import re
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
BOUNDS = ROOT / "Benchmarks/gates.json"
TILE = 1024

# Case: command and input, then thousands (1,024) of trials of the first run and of the second. The small ones consist mostly
# of sums and quantiles of every metric and month; the register of Jiangmen is large enough for the kernels. An
# answer to a changed number keeps no more than the targets; uncertain rates are compiled anew for each 1,024 trials.
RUN = ["run", "--format", "json", "--detail"]
JIANGMEN = "scenarios/jiangmen-2023"
CASES = {
    "monthly": ([*RUN, "all"], "Tests/Reference/scenarios/monthly/baseline.yaml", 1, 9),
    "three-factors": ([*RUN, "all"], "Tests/Reference/scenarios/three-factors/baseline.yaml", 1, 9),
    "jiangmen": ([*RUN, "all"], f"{JIANGMEN}/register-alone.yaml", 1, 3),
    "jiangmen-whole-year": ([*RUN, "all"], f"{JIANGMEN}/baseline.yaml", 1, 3),
    "what-if": ([*RUN, "targets"], f"{JIANGMEN}/baseline.yaml", 1, 3),
    "uncertain-rates": ([*RUN, "targets"], f"{JIANGMEN}/uncertain-rates.yaml", 1, 3),
    "check": (["check"], JIANGMEN, 0, None),
}
FIGURES = ("instructions", "kernel_instructions", "allocations")
# Share by which a figure may exceed its bound, and below which the bound should be tightened.
# Allocations are whole numbers over the tiles; a few vary between runs.
ALLOWED = {"instructions": 0.03, "kernel_instructions": 0.03, "allocations": 0.01}
SLACK = 0.1

ALLOCATORS = {"malloc", "calloc", "realloc", "memalign", "posix_memalign", "aligned_alloc"}


class Profile:
    """Own instructions by (object, function), and calls of the allocator, of one run."""

    def __init__(self, path):
        self.own = collections.Counter()
        self.allocations = 0
        names = {}

        def name(kind, text):
            number, _, rest = text.partition(" ")
            if rest:
                names[kind, number] = rest
            return names[kind, number]

        here, function, callee, callee_object = "", "", "", ""
        is_call = False
        cost = re.compile(r"^[+\-*0-9]\S* (\d+)$")
        with open(path, encoding="utf-8", errors="replace") as lines:
            for line in lines:
                line = line.rstrip("\n")
                key, equals, value = line.partition("=")
                if equals and key == "ob":
                    here = name("ob", value)
                elif equals and key == "fn":
                    function = name("fn", value)
                elif equals and key == "cob":
                    callee_object = name("ob", value)
                elif equals and key == "cfn":
                    callee = name("fn", value)
                elif equals and key == "calls":
                    # A callee without an object of its own belongs to the caller's.
                    if callee in ALLOCATORS and "libc" in (callee_object or here):
                        self.allocations += int(value.split(" ")[0])
                    callee_object = ""
                    is_call = True
                elif match := cost.match(line):
                    # The line after a call contains the cost of the callee.
                    if not is_call:
                        self.own[here.rsplit("/", 1)[-1], function] += int(match[1])
                    is_call = False

    @classmethod
    def empty(cls):
        return cls(os.devnull)

    @property
    def level(self):
        """The instruction set whose kernels ran, by their names."""
        for level in ("avx512", "avx2"):
            if any(o == "luodi" and f.endswith("_" + level) and n for (o, f), n in self.own.items()
                   if not f.startswith("lt_kernels")):
                return level
        return "portable"


def run(binary, folder, case, trials):
    """Swift's arrays take as capacity what malloc gives them beyond the request, which depends on the state of
    the heap: on lengths of paths and of the environment. All of them are the same wherever this runs."""
    command, path, *_ = CASES[case]
    output = folder / f"{case}-{trials}"
    options = ["--trials", str(trials), "--threads", "1"] if trials else []
    environment = {
        # Swift seeds its hash tables anew in each process unless told otherwise.
        "SWIFT_DETERMINISTIC_HASHING": "1",
        # Threads of OpenBLAS are by processors otherwise.
        "OPENBLAS_NUM_THREADS": "1",
        "LANG": "C",
        "PATH": "/usr/bin:/bin",
    }
    done = subprocess.run(
        [shutil.which("valgrind"), "--tool=callgrind", "--dump-line=no", f"--callgrind-out-file={output}",
         str(binary), *command, path, *options, "--lang", "en"],
        cwd=folder, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    if done.returncode != 0:
        sys.exit(f"{case} ends with {done.returncode} under valgrind:\n{done.stderr[-2000:]}")
    return Profile(output)


def measure(binary):
    """Case → (figures for 1,024 more trials or the run, own instructions of the same by function)."""
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:
        folder = pathlib.Path(folder)
        bare = folder / "luodi"
        for city in {path.removesuffix(f"/{pathlib.Path(path).name}") if path.endswith(".yaml") else path
                     for _, path, *_ in CASES.values()}:
            shutil.copytree(ROOT / city, folder / city)
        shutil.copy(binary, bare)
        # valgrind reads all debug information before it starts.
        if shutil.which("strip"):
            subprocess.run(["strip", "-g", bare], check=True)
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            # The longest case first.
            jobs = {(case, part): pool.submit(run, bare, folder, case, tiles[part] * TILE)
                    for case, (_, _, *tiles) in reversed(CASES.items()) for part in (1, 0)
                    if tiles[part] is not None}
            runs = {job: future.result() for job, future in jobs.items()}
    results = {}
    for case, (_, _, first, second) in CASES.items():
        small = runs[case, 0]
        large = runs.get((case, 1), small)
        if second is None:
            small, tiles = Profile.empty(), 1
        elif large.level != "avx2":
            return large.level
        else:
            tiles = second - first
        own = {key: (large.own[key] - small.own[key]) / tiles for key in large.own}
        results[case] = {
            "instructions": round(sum(own.values())),
            "kernel_instructions": round(sum(
                count for (place, function), count in own.items()
                if place == "luodi" and not function.startswith("$s"))),
            "allocations": round((large.allocations - small.allocations) / tiles, 1),
        }, own
    return results


def compiler():
    text = subprocess.run(["swift", "--version"], capture_output=True, text=True).stdout
    match = re.search(r"Swift version (\S+)", text)
    return match[1] if match else "unknown"


def unavailable(reason):
    """Without valgrind no comparison is possible; continuous integration must provide it."""
    if os.environ.get("CI") == "true":
        sys.exit(f"gates: {reason}")
    print(f"gates: SKIPPED, {reason}")
    sys.exit(0)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("binary", type=pathlib.Path)
    parser.add_argument("--update", action="store_true", help="write gates.json anew")
    arguments = parser.parse_args()
    if platform.machine() != "x86_64":
        print("gates: SKIPPED, the bounds are those of the AVX2 kernels")
        return
    if not shutil.which("valgrind"):
        if subprocess.run([ROOT / ".ci/install-missing", "gates"]).returncode != 0 \
                or not shutil.which("valgrind"):
            unavailable("valgrind is not here and could not be installed")
    results = measure(arguments.binary)
    if isinstance(results, str):
        unavailable(f"the engine took the level {results} under valgrind, not avx2")
    if arguments.update:
        bounds = {"swift": compiler(), "cases": {c: figures for c, (figures, _) in results.items()}}
        BOUNDS.write_text(json.dumps(bounds, indent=2) + "\n", encoding="utf-8")

    bounds = json.loads(BOUNDS.read_text(encoding="utf-8"))
    print("for 1,024 more trials, AVX2 kernels, one thread; check: the whole run, all cores")
    faults = 0
    for case, (figures, own) in results.items():
        is_over = False
        for figure in FIGURES:
            value, bound = figures[figure], bounds["cases"][case][figure]
            change = value / bound - 1 if bound else float(value > 0)
            verdict = "ok"
            if change > ALLOWED[figure]:
                verdict = f"ABOVE the bound by more than {ALLOWED[figure]:.0%}"
                is_over = True
                faults += 1
            elif change < -SLACK:
                verdict = "ok, far below: tighten the bound with --update"
            print(f"{case:19} {figure.replace('_', ' '):20} {value:>14,} bound {bound:>14,} "
                  f"{change:+8.2%}  {verdict}")
        if is_over:
            print(f"{'':19} where {case} spends them now:")
            for (place, function), count in sorted(own.items(), key=lambda i: -i[1])[:8]:
                print(f"{'':19} {count:>14,.0f}  {function[:90]} ({place})")
    if faults:
        if bounds["swift"] != compiler():
            print(f"The bounds are from Swift {bounds['swift']}, this is {compiler()}.")
        print("If the cost is meant, say why in the commit that updates Benchmarks/gates.json.")
        sys.exit(1)


if __name__ == "__main__":
    main()
