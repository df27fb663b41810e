#!/usr/bin/env python3
"""The tables of docs/accuracy.md: backtests on invented pipelines whose truth is known.

    python3 Tests/Reference/accuracy.py .build/release/luodi [CASE …]
    python3 Tests/Reference/accuracy.py .build/release/luodi --quantity investment [CASE …]
    python3 Tests/Reference/accuracy.py .build/release/luodi --ranks 200 [CASE …]

Twelve years of records for each case and seed (synthetic_pipelines.py), forecasts every three months from what was
known then, 3, 6 and 12 months ahead. Prints Markdown; takes some twenty minutes on one core.

--ranks: simulation-based calibration (Talts et al. 2018, arXiv:1804.06788). Each pipeline has rates, dwell times and arrivals of its own,
drawn at random; from 45 months of records the next three are forecast; the ranks of the outcomes among the draws are uniform if
records, calibration, forecast and scores agree. In the case drift also the sizes of the drift are drawn. Takes some ten minutes on one core.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
SEEDS = {"both": range(1, 6)}
CASES = ("model", "shapes", "drift", "seasons", "both", "bimodal", "shock", "capacity")
BASELINES = ("pipeline", "last_period", "same_length", "last_year")


def backtest(luodi, case, seed, folder, *options, years=12, prior=()):
    records = folder / f"{case}-{seed}.csv"
    subprocess.run(
        [sys.executable, str(HERE / "synthetic_pipelines.py"), case, "--seed", str(seed), "--years", str(years),
         "--output", str(records), *prior], check=True)
    run = subprocess.run(
        [luodi, "backtest", str(records), "--from", "2016-01-01", "--as-of", f"{2015 + years}-12-31", *options,
         "--format", "json"], check=True, capture_output=True)
    return json.loads(run.stdout)["summary"]["groups"]


def ranks(luodi, case, count):
    """Shares of outcomes in tenths of their forecasts, the city and the districts, with a chi-squared test."""
    from scipy import stats

    with tempfile.TemporaryDirectory() as name:
        sums = {}
        for seed in range(1, count + 1):
            groups = backtest(
                luodi, case, seed, Path(name), "--least-months", "45", "--step", "12", "--horizon", "3",
                "--seed", str(seed), years=4, prior=["--prior"])
            for group in groups:
                assert group["origins"] == 1
                found = sums.setdefault(group["is_by_district"], [0.0] * 10)
                for index, share in enumerate(group["transforms"]):
                    found[index] += share
    print(f"\n| {case}: outcomes | " + " | ".join(f"{10 * i}–{10 * i + 10} %" for i in range(10)) + " | p |")
    print("|---" * 12 + "|")
    for is_by_district, found in sums.items():
        # Outcomes of the three districts of a pipeline are independent given its rates.
        n = count * (3 if is_by_district else 1)
        shares = [x / count for x in found]
        chi = sum((n * s - n / 10) ** 2 / (n / 10) for s in shares)
        print(f"| {'districts' if is_by_district else 'city'}, {n} | "
              + " | ".join(f"{100 * s:.0f}" for s in shares) + f" | {stats.chi2.sf(chi, 9):.2f} |")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("luodi")
    parser.add_argument("cases", nargs="*", default=CASES)
    parser.add_argument("--quantity", default="projects")
    parser.add_argument("--ranks", type=int)
    arguments = parser.parse_intermixed_args()
    luodi, cases = arguments.luodi, arguments.cases
    if arguments.ranks:
        for case in cases if cases != CASES else ("model", "drift"):
            ranks(luodi, case, arguments.ranks)
        return
    print("| case | months ahead | forecasts | mean signed | bias | 50 % | 80 % | 90 % (interval) "
          "| CRPS model | blend | best simple forecast |")
    print("|---|---|---|---|---|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as name:
        for case in cases:
            groups = {}
            for seed in SEEDS.get(case, (1, 2)):
                for group in backtest(
                        luodi, case, seed, Path(name), "--step", "3", "--quantity", arguments.quantity):
                    if not group["is_by_district"]:
                        groups.setdefault(group["horizon"], []).append(group)
            for horizon, found in sorted(groups.items()):
                n = sum(g["origins"] for g in found)

                def mean(value):
                    return sum(value(g) * g["origins"] for g in found) / n

                def of(method, key):
                    return mean(lambda g: next(m for m in g["methods"] if m["method"] == method)[key])

                def covered(index):
                    return sum(
                        next(m for m in g["methods"] if m["method"] == "model")["coverage"][index]["count"]
                        for g in found) / n

                outcome = mean(lambda g: g["mean_outcome"])
                effective = sum(g["effective_origins"] for g in found)
                z, p = 1.645, covered(2)
                center = (p + z * z / 2 / effective) / (1 + z * z / effective)
                reach = z / (1 + z * z / effective) * (
                    p * (1 - p) / effective + z * z / 4 / effective**2) ** 0.5
                best = min(BASELINES, key=lambda b: of(b, "crps"))
                print(
                    f"| {case} | {horizon} | {n} ({effective:.0f}) | {outcome:.1f} "
                    f"| {100 * of('model', 'bias') / outcome:+.0f} % | {100 * covered(0):.0f} % "
                    f"| {100 * covered(1):.0f} % | {100 * p:.0f} % ({100 * max(0, center - reach):.0f}–"
                    f"{100 * min(1, center + reach):.0f}) | {of('model', 'crps'):.2f} | {of('blend', 'crps'):.2f} "
                    f"| {of(best, 'crps'):.2f} ({best.replace('_', ' ')}) |", flush=True)


if __name__ == "__main__":
    main()
