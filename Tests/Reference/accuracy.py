#!/usr/bin/env python3
"""The table of docs/accuracy.md: backtests on invented pipelines whose truth is known.

    python3 Tests/Reference/accuracy.py .build/release/luodi [CASE …]

Twelve years of records for each case and seed (synthetic_pipelines.py), forecasts every three months from what was
known then, 3, 6 and 12 months ahead. Prints Markdown; takes some twenty minutes on one core.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
SEEDS = {"both": range(1, 6)}
CASES = ("model", "shapes", "drift", "seasons", "both", "bimodal", "shock", "capacity")
BASELINES = ("pipeline", "last_period", "same_length", "last_year")


def backtest(luodi, case, seed, folder):
    records = folder / f"{case}-{seed}.csv"
    subprocess.run(
        [sys.executable, str(HERE / "synthetic_pipelines.py"), case, "--seed", str(seed), "--years", "12",
         "--output", str(records)], check=True)
    run = subprocess.run(
        [luodi, "backtest", str(records), "--from", "2016-01-01", "--as-of", "2027-12-31", "--step", "3",
         "--format", "json"], check=True, capture_output=True)
    return json.loads(run.stdout)["summary"]["groups"]


def main():
    luodi, cases = sys.argv[1], sys.argv[2:] or CASES
    print("| case | months ahead | forecasts | mean signed | bias | 50 % | 80 % | 90 % (interval) "
          "| CRPS model | blend | best simple forecast |")
    print("|---|---|---|---|---|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as name:
        for case in cases:
            groups = {}
            for seed in SEEDS.get(case, (1, 2)):
                for group in backtest(luodi, case, seed, Path(name)):
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
