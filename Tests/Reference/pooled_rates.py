#!/usr/bin/env python3
"""Writes pooled_rates.json: partially pooled rates by numerical integration, without Laplace.

    .venv/bin/python Tests/Reference/pooled_rates.py          writes the file
    .venv/bin/python Tests/Reference/pooled_rates.py --check  compares with the existing file

The model of `PooledFit`: theta_d = mu + u_d, u_d ~ N(0, tau^2), mu ~ N(0, 5^2), tau half-normal of
scale 0.5; counts are binomial in logit theta, or n exponential times of mean exp(theta) with a known
sum. Here mu and tau run over a fine grid and each u_d over 96 Gauss-Hermite nodes, so that nothing is
approximated by a normal distribution.
"""
import json
import pathlib
import sys

import numpy as np
from scipy.special import log_expit, roots_hermitenorm
from scipy.stats import norm

CASES = {
    "seven districts": ("binomial", [(120, 41), (64, 30), (310, 133), (45, 15), (28, 9), (90, 44), (12, 3)]),
    "one without data": ("binomial", [(80, 36), (150, 60), (0, 0), (40, 22)]),
    "much data": ("binomial", [(900, 300), (1200, 520), (700, 260)]),
    "dwell times": ("exponential", [(120, 300.0), (64, 150.0), (30, 110.0), (9, 18.0)]),
}
NODES, WEIGHTS = roots_hermitenorm(96)
WEIGHTS = WEIGHTS / WEIGHTS.sum()


def log_likelihood(kind, theta, one, two):
    if kind == "binomial":
        return two * log_expit(theta) + (one - two) * log_expit(-theta)
    return -one * theta - two * np.exp(-theta)


def posterior(kind, groups):
    mus = np.linspace(-3, 3, 601)
    taus = np.geomspace(0.004, 3, 160)
    n = len(groups)
    log_weight = np.zeros((taus.size, mus.size))
    first = np.zeros((n, taus.size, mus.size))
    second = np.zeros_like(first)
    for t, tau in enumerate(taus):
        theta = mus[:, None] + tau * NODES[None, :]
        # Uniform in ln tau: times tau.
        log_weight[t] = norm.logpdf(mus, 0, 5) - 0.5 * (tau / 0.5) ** 2 + np.log(tau)
        for d, (one, two) in enumerate(groups):
            ll = log_likelihood(kind, theta, one, two)
            top = ll.max(axis=1, keepdims=True)
            mass = WEIGHTS * np.exp(ll - top)
            whole = mass.sum(axis=1)
            log_weight[t] += top[:, 0] + np.log(whole)
            first[d, t] = (mass * theta).sum(axis=1) / whole
            second[d, t] = (mass * theta**2).sum(axis=1) / whole
    weight = np.exp(log_weight - log_weight.max())
    weight /= weight.sum()
    means = [(weight * first[d]).sum() for d in range(n)]
    deviations = [np.sqrt((weight * second[d]).sum() - means[d] ** 2) for d in range(n)]
    center = (weight * mus[None, :]).sum()
    return {
        "kind": kind,
        "groups": [list(map(float, g)) for g in groups],
        "means": [float(m) for m in means],
        "standard_deviations": [float(s) for s in deviations],
        "center": float(center),
        "center_standard_deviation": float(np.sqrt((weight * mus[None, :] ** 2).sum() - center**2)),
        "spread": float((weight.sum(axis=1) * taus).sum()),
    }


def main():
    text = json.dumps({name: posterior(*case) for name, case in CASES.items()}, indent=1) + "\n"
    path = pathlib.Path(__file__).with_name("pooled_rates.json")
    if "--check" in sys.argv:
        old, new = json.loads(path.read_text()), json.loads(text)
        for name in new:
            for key in ("means", "standard_deviations"):
                if not np.allclose(old[name][key], new[name][key], rtol=0, atol=1e-6):
                    sys.exit(f"{name}: {key} differ from the file")
    else:
        path.write_text(text)


if __name__ == "__main__":
    main()
