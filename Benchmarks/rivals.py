"""Luodi and other implementations on workload W: python3 Benchmarks/rivals.py [options]

Installs its requirements (Benchmarks/.venv, the compiled entries, Luodi's entry), generates the workload,
checks that all answers agree within four standard errors, times all entries in turn round by round,
and writes the medians to Benchmarks/results.json and into the table of Benchmarks/README.md.

    --sizes S,Lg      sizes of the workload (workload.py)
    --rounds 5        rounds of the fast entries; slow ones run as many as fit in --patience
    --patience 60     total seconds of an entry on a size
    --only a,b        entries, by name
    --self-check      only the test that the agreement check rejects a wrong loading
"""

import argparse
import json
import math
import os
import pathlib
import platform
import random
import shutil
import statistics
import subprocess
import sys
import time
import venv

HERE = pathlib.Path(__file__).resolve().parent
PYTHON = HERE / ".venv" / "bin" / "python"
LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)
PACKAGES = ("numpy", "scipy", "numba", "jax", "torch", "openturns")
MARKS = ("<!-- table -->", "<!-- end of table -->")

# Name in the table, command without FOLDER TRIALS THREADS SEED, the arguments after them, the
# required packages, and the greatest share of a size's trials that it runs: rates are per lead-draw.
ENTRIES = {
    "luodi": ([".build/release/workload"], [], (), 1),
    "cpp_tuned_rows": (["bin/tuned"], ["rows"], (), 1),
    "cpp_tuned_sgemm": (["bin/tuned"], ["dense"], (), 1),
    "cpp_naive": (["bin/naive"], [], (), 0.1),
    "numpy_float64": ([PYTHON, "rivals/numpy_entry.py"], ["float64"], ("numpy", "scipy"), 0.25),
    "numpy_float32": ([PYTHON, "rivals/numpy_entry.py"], ["float32"], ("numpy", "scipy"), 0.25),
    "numba": ([PYTHON, "rivals/numba_entry.py"], [], ("numba", "scipy"), 0.25),
    "jax": ([PYTHON, "rivals/jax_entry.py"], [], ("jax", "scipy"), 0.25),
    "torch": ([PYTHON, "rivals/torch_entry.py"], [], ("torch", "scipy"), 0.25),
    "openturns": ([PYTHON, "rivals/openturns_entry.py"], [], ("openturns", "scipy"), 0.1),
    "r": (["Rscript", "rivals/r_entry.R"], [], (), 0.05),
}


def run(command, **options):
    return subprocess.run([str(part) for part in command], cwd=HERE, **options)


def set_up():
    """The available packages and programs; reports the missing ones with the reason."""
    missing = {}
    if not PYTHON.exists():
        venv.create(HERE / ".venv", with_pip=True)
    for package in PACKAGES:
        if run([PYTHON, "-c", f"import {package}"], capture_output=True).returncode == 0:
            continue
        print(f"installing {package}", file=sys.stderr)
        done = run([PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check",
                    package], capture_output=True, text=True)
        if done.returncode != 0:
            missing[package] = (done.stderr.strip().splitlines() or ["pip failed"])[-1][:200]
    (HERE / "bin").mkdir(exist_ok=True)
    for name in ("naive", "tuned", "roofline"):
        source, target = HERE / "rivals" / f"{name}.cpp", HERE / "bin" / name
        newest = max(f.stat().st_mtime for f in (HERE / "rivals").glob("*.?pp"))
        if target.exists() and target.stat().st_mtime > newest:
            continue
        done = run(["g++", "-O3", "-march=native", "-ffast-math", "-fopenmp", "-std=c++17", source,
                    "-o", target, "-lopenblas"], capture_output=True, text=True)
        if done.returncode != 0:
            missing[f"cpp_{name}"] = (done.stderr.strip().splitlines() or ["g++ failed"])[0][:200]
    if shutil.which("Rscript") is None:
        missing["r"] = "Rscript is not there: apt-get install r-base-core"
    run(["swift", "build", "-c", "release", "--product", "workload"], check=True,
        stdout=subprocess.DEVNULL)
    return missing


def play(name, folder, trials, threads, seed):
    command, more, _, _ = ENTRIES[name]
    done = run([*command, folder, trials, threads, seed, *more], capture_output=True, text=True)
    if done.returncode != 0:
        last = (done.stderr.strip().splitlines() or ["no message"])[-1][:200]
        raise RuntimeError(f"exit {done.returncode}: {last}")
    return json.loads(done.stdout.strip().splitlines()[-1])


def disagreements(one, other):
    """The answers that differ by more than four standard errors of their difference.

    Errors are those of independent trials, which overstate those of quasi-random ones.
    Probabilities: binomial, where ten hits are expected. Means: by the spread of the quantiles,
    where available. Quantiles: by the distribution of order statistics and the density estimated
    from neighbouring quantiles.
    """
    found = []
    count = (one["trials"], other["trials"])
    inverse = 1 / count[0] + 1 / count[1]
    for index, (p, q) in enumerate(zip(one["p"], other["p"])):
        pooled = (p * count[0] + q * count[1]) / sum(count)
        if min(pooled, 1 - pooled) * min(count) < 10:
            continue
        z = (p - q) / math.sqrt(pooled * (1 - pooled) * inverse)
        if abs(z) > 4:
            found.append(f"P{index + 1}: {p:.5f} and {q:.5f}, z = {z:.1f}")
    for column, (a, b) in enumerate(zip(one["quantiles"], other["quantiles"])):
        # A lognormal with these quartiles has about this standard deviation.
        sigma = math.log(a[3] / a[1]) / 1.349
        deviation = one["means"][column] * math.sqrt(math.expm1(sigma * sigma))
        z = (one["means"][column] - other["means"][column]) / (deviation * math.sqrt(inverse))
        if abs(z) > 4:
            found.append(f"mean {column}: {one['means'][column]:.6g} and "
                         f"{other['means'][column]:.6g}, z = {z:.1f}")
        for index, level in enumerate(LEVELS):
            # Log-quantiles are about normal: density at the level from the same lognormal.
            normal = statistics.NormalDist()
            density = normal.pdf(normal.inv_cdf(level)) / (sigma * a[index])
            error = math.sqrt(level * (1 - level) * inverse) / density
            if abs(a[index] - b[index]) > 4 * error + 0.001 * a[index]:
                found.append(f"quantile {level} of column {column}: {a[index]:.6g} and "
                             f"{b[index]:.6g}, error {error:.3g}")
    return found


def self_check(threads):
    """A wrong loading must be rejected, the correct one accepted."""
    import array

    folder = HERE / "data" / "S"
    wrong = HERE / "data" / "wrong"
    shutil.copytree(folder, wrong, dirs_exist_ok=True)
    loadings = array.array("d", (folder / "loadings.f64").read_bytes())
    loadings[2] += 0.05
    (wrong / "loadings.f64").write_bytes(loadings.tobytes())
    answers = [play("luodi", where, 100_000, threads, seed)
               for where, seed in ((folder, 1), (folder, 2), (wrong, 3))]
    shutil.rmtree(wrong)
    right, fault = disagreements(*answers[:2]), disagreements(answers[0], answers[2])
    print(f"equal laws: {len(right)} disagreements; loading off by 0.05: {len(fault)}")
    return not right and bool(fault)


def compare(size, names, options, missing):
    folder = HERE / "data" / size
    recipe = json.loads((folder / "workload.json").read_text())
    threads = len(os.sched_getaffinity(0))
    trials, first, usable = {}, {}, []
    for name in names:
        lacking = [p for p in (*ENTRIES[name][2], name) if p in missing]
        if lacking or (name.startswith("cpp_") and "_".join(name.split("_")[:2]) in missing):
            print(f"{name}: left out, {lacking or name} missing", file=sys.stderr)
            continue
        trials[name] = max(256, int(recipe["trials"] * ENTRIES[name][3]))
        try:
            first[name] = play(name, folder, trials[name], threads, 1)
            usable.append(name)
        except RuntimeError as error:
            missing[name] = str(error)
            print(f"{name}: {error}", file=sys.stderr)
    # Luodi with four times the trials is the reference.
    reference = play("luodi", folder, 4 * recipe["trials"], threads, 99)
    wrong = {name: disagreements(first[name], reference) for name in usable}
    for name, found in wrong.items():
        for line in found:
            print(f"{name} disagrees on {size}: {line}", file=sys.stderr)
    if any(wrong.values()):
        raise SystemExit("no timing before all agree")
    times = {name: [] for name in usable}
    shuffled = random.Random(7)
    for number in range(options.rounds):
        order = usable[:]
        shuffled.shuffle(order)
        for name in order:
            spent = sum(t["seconds"] + t["compile_seconds"] for t in times[name])
            if number >= 2 and spent > options.patience:
                continue
            answer = play(name, folder, trials[name], threads, 100 + number)
            times[name].append(answer)
            print(f"{size} round {number + 1} {name} {answer['seconds']:.3f} s", file=sys.stderr)
    ceiling = roofline(threads, recipe["mean_probability"])
    rows = {}
    for name in usable:
        rates = [recipe["leads"] * t["trials"] / t["seconds"] for t in times[name]]
        rows[name] = {
            "version": first[name]["version"], "trials": trials[name], "rounds": len(rates),
            "rate": statistics.median(rates), "least_rate": min(rates), "greatest_rate": max(rates),
            "peak_mebibytes": max(t["peak_mebibytes"] for t in times[name]),
            "prepare_seconds": statistics.median(t["prepare_seconds"] for t in times[name]),
            "compile_seconds": statistics.median(t["compile_seconds"] for t in times[name]),
            "seconds": [t["seconds"] for t in times[name]],
        }
    return {"leads": recipe["leads"], "trials": recipe["trials"], "threads": threads,
            "roofline": ceiling, "entries": rows}


def roofline(threads, probability):
    """Lead-draws per second of the dense algorithm in single precision, without other costs."""
    parts = json.loads(run(["bin/roofline", threads], capture_output=True, text=True,
                           check=True).stdout)
    parts["lead_draws"] = threads / (1 / parts["decisions"] + probability / parts["amounts"])
    return parts


def table(results):
    lines = [f"{results['date']}, {results['machine']}, {results['system']}; `{results['command']}`", ""]
    for size, result in results["sizes"].items():
        base = result["entries"].get("numpy_float64", {}).get("rate")
        sgemm = result["entries"].get("cpp_tuned_sgemm", {}).get("rate")
        top = result["roofline"]["lead_draws"]
        lines += [
            f"**{size}**: {result['leads']:,} leads, {result['trials']:,} trials, {result['threads']} threads. "
            f"Dense single-precision roofline, measured beside it: {top / 1e9:.1f} G.", "",
            "| | G lead-draws/s (least … most) | × numpy float64 | × tuned C++ with sgemm | of roofline "
            "| whole size, s | MiB | compiling, s |", "|---|--:|--:|--:|--:|--:|--:|--:|"]
        ordered = sorted(result["entries"].items(), key=lambda entry: -entry[1]["rate"])
        for name, row in ordered:
            def ratio(other):
                return f"{row['rate'] / other:.3g}" if other else "–"
            lines.append(
                f"| {row['version'] if name == 'luodi' else name} | {row['rate'] / 1e9:.3g} "
                f"({row['least_rate'] / 1e9:.3g} … {row['greatest_rate'] / 1e9:.3g}) | {ratio(base)} | {ratio(sgemm)} "
                f"| {row['rate'] / top:.0%} | {result['leads'] * result['trials'] / row['rate']:.3g} "
                f"| {row['peak_mebibytes']:.0f} | {row['compile_seconds']:.1f} |")
        lines.append("")
    versions = {name: row["version"] for result in results["sizes"].values()
                for name, row in result["entries"].items()}
    lines.append("Versions: " + "; ".join(f"{name} {text}" for name, text in sorted(versions.items())) + ".")
    for name, reason in results["missing"].items():
        lines.append(f"Left out: {name} ({reason}).")
    return "\n".join(lines)


def machine():
    cpu = next((line.split(":", 1)[1].strip() for line in open("/proc/cpuinfo", encoding="utf-8")
                if line.startswith("model name")), platform.processor())
    return f"{len(os.sched_getaffinity(0))} cores of {cpu}"


def replaced(path, text):
    """Writes to a temporary file beside the target, then renames it."""
    beside = path.with_name(path.name + ".new")
    beside.write_text(text, encoding="utf-8")
    beside.rename(path)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", default="S,Lg")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--patience", type=float, default=60)
    parser.add_argument("--only", default=",".join(ENTRIES))
    parser.add_argument("--self-check", action="store_true")
    options = parser.parse_args()
    missing = set_up()
    for size in dict.fromkeys(["S", *options.sizes.split(",")]):
        run([PYTHON, "workload.py", size], check=True, stdout=subprocess.DEVNULL)
    if not self_check(len(os.sched_getaffinity(0))):
        raise SystemExit("the agreement check does not tell right from wrong")
    if options.self_check:
        return
    names = [name for name in options.only.split(",") if name]
    if unknown := [name for name in names if name not in ENTRIES]:
        raise SystemExit(f"no such entry: {', '.join(unknown)}; there are {', '.join(ENTRIES)}")
    sizes = {size: compare(size, names, options, missing) for size in options.sizes.split(",")}
    results = {
        "date": time.strftime("%Y-%m-%d"), "machine": machine(),
        "system": f"Python {platform.python_version()}",
        "command": " ".join(["python3 Benchmarks/rivals.py", *sys.argv[1:]]),
        "missing": missing, "sizes": sizes}
    text = table(results)
    print(text)
    readme = HERE / "README.md"
    if set(names) == set(ENTRIES):
        replaced(HERE / "results.json", json.dumps(results, indent=1) + "\n")
        head, rest = readme.read_text(encoding="utf-8").split(MARKS[0])
        replaced(readme, head + MARKS[0] + "\n" + text + "\n" + MARKS[1] + rest.split(MARKS[1])[1])


if __name__ == "__main__":
    main()
