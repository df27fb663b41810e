#!/usr/bin/env python3
"""Scores of samples by scoringrules, for Tests/PlanningTests/ScoresTests.swift.

    python3 scores.py          writes scores.json
    python3 scores.py --check  recomputes and compares
"""

import json
import sys
from pathlib import Path

import numpy as np
import scoringrules

TABLE = Path(__file__).resolve().parent / "scores.json"


def cases():
    rng = np.random.default_rng(1)
    for size in (1, 2, 7, 200):
        for kind in ("poisson", "normal"):
            sample = (
                rng.poisson(12, size).astype(float) if kind == "poisson" else np.round(rng.normal(3, 2, size), 6))
            for outcome in (9.0, float(sample[0]), -4.25):
                threshold = float(np.round(np.quantile(sample, 0.6), 6))
                yield {
                    "sample": sample.tolist(), "outcome": outcome, "threshold": threshold,
                    "crps": float(scoringrules.crps_ensemble(outcome, sample, estimator="nrg")),
                    "threshold_weighted_crps": float(
                        scoringrules.twcrps_ensemble(
                            outcome, sample, a=threshold, estimator="nrg")),
                    "brier": float(
                        scoringrules.brier_score(
                            float(outcome >= threshold), float(np.mean(sample >= threshold)))),
                }


def main():
    table = list(cases())
    if "--check" in sys.argv:
        known = json.loads(TABLE.read_text(encoding="utf-8"))
        same = len(known) == len(table) and all(
            np.isclose(a[k], b[k], rtol=1e-12, atol=1e-12).all() for a, b in zip(known, table) for k in a)
        print("as committed" if same else "differs")
        return int(not same)
    TABLE.write_text(
        "[\n" + ",\n".join(json.dumps(case) for case in table) + "\n]\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
