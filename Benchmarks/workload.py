"""Workload W, on which Luodi and other implementations are compared.

    python3 Benchmarks/workload.py [S M Lg]     writes Benchmarks/data/<size>/

A register of L leads in 7 districts and 15 industry chains. One trial draws 23 standard-normal
factors F (city, districts, chains). Lead i is signed when

    0.25 F_city + 0.2 F_district(i) + 0.3 F_chain(i) + sqrt(1 - 0.25^2 - 0.2^2 - 0.3^2) eps_i
        <= Phi^-1(p_i),

with the amount exp(mu_i + sigma_i eta_i) in units of 10^8 yuan; eps and eta are independent
standard normals. A trial keeps 26 numbers: the total, the totals of the districts and of the
chains, the counts of projects of at least 1 and at least 10, the total of manufacturing. The
results are P(total >= threshold) at three thresholds, the 5, 25, 50, 75 and 95 % quantiles of the
total and of every district, and the mean of all 26.

The distribution of an amount is determined by its 10th and 90th percentile in whole units of 10^4 yuan, from
which mu and sigma follow, so that a program with percentiles as input and one with mu and
sigma use the same distribution up to rounding.

Files: raw little-endian columns, one value per lead, in the order of the register.
    probability.f64  mu.f64  sigma.f64  low.i64  high.i64  district.i32  chain.i32
    manufacturing.i32 (0 or 1)  thresholds.f64 (3 values)  loadings.f64 (city, district, chain)
    workload.json (size, trials, seed, shapes, checksums)
"""

import hashlib
import json
import math
import pathlib
import sys

import numpy as np

SEED = 20_231_231
DISTRICTS, CHAINS = 7, 15
LOADINGS = (0.25, 0.2, 0.3)
DISTRICT_SHARES = (0.22, 0.18, 0.16, 0.14, 0.12, 0.10, 0.08)
CHAIN_SHARES = (12, 11, 10, 9, 8, 8, 7, 7, 6, 5, 5, 4, 3, 3, 2)
MANUFACTURING_CHAINS = frozenset(range(10))
Z90 = 1.2815515655446004  # Phi^-1(0.9)

# Leads, trials and thresholds (10^8 yuan) of each size. The thresholds are round numbers near
# the values that a pilot run (`tuned FOLDER TRIALS 2 7 rows`, a grid of thresholds) found to be
# reached with probability 0.45, 0.09 and 0.0009; PILOT contains its trials and the probabilities
# found, interpolated between grid points.
SIZES = {
    "S": {"leads": 3_000, "trials": 100_000, "thresholds": (1140.0, 2030.0, 4600.0)},
    "M": {"leads": 3_000, "trials": 1_000_000, "thresholds": (1140.0, 2030.0, 4600.0)},
    # The greatest number of leads that Luodi takes.
    "Lg": {"leads": 250_000, "trials": 2_400, "thresholds": (91e3, 149e3, 270e3)},
}
PILOT = {
    "S": (2_000_000, (0.4448, 0.0905, 0.00091)),
    "M": (2_000_000, (0.4448, 0.0905, 0.00091)),
    "Lg": (200_000, (0.4466, 0.0907, 0.00087)),
}

# First 16 hexadecimal digits of the SHA-256 over the columns that are drawn.
CHECKSUMS = {
    "S": "237695b75a11e92f",
    "M": "237695b75a11e92f",
    "Lg": "7b2b63b211e30e84",
}


def columns(leads):
    """The drawn columns of a register: a function of the number of leads and SEED only.

    All values come from uniform numbers by inversion or are rounded to a coarse grid, so that
    the last bit of a machine's exp or log cannot change a register.
    """
    uniform = np.random.Generator(np.random.PCG64([SEED, leads])).random((7, leads))
    district = np.searchsorted(np.cumsum(DISTRICT_SHARES)[:-1], uniform[0], side="right")
    shares = np.array(CHAIN_SHARES) / sum(CHAIN_SHARES)
    chain = np.searchsorted(np.cumsum(shares)[:-1], uniform[1], side="right")
    beta = 1 - (1 - uniform[2]) ** (1 / 9)  # Beta(1, 9)
    probability = np.round(np.clip(beta, 0.01, 0.8), 6)
    heavy = uniform[3] < 0.005
    median = np.where(heavy, 50 + 50 * uniform[4], 3 ** uniform[4])
    log_sd = 0.8 + 0.4 * uniform[5]
    low = np.round(1e4 * median * np.exp(-Z90 * log_sd)).astype("<i8")
    high = np.round(1e4 * median * np.exp(Z90 * log_sd)).astype("<i8")
    manufacturing = np.isin(chain, list(MANUFACTURING_CHAINS))
    return {
        "probability.f64": probability.astype("<f8"),
        "low.i64": low,
        "high.i64": high,
        "district.i32": district.astype("<i4"),
        "chain.i32": chain.astype("<i4"),
        "manufacturing.i32": manufacturing.astype("<i4"),
    }


def write(size, folder):
    """Writes the workload of `size` below `folder`; returns its folder. A complete workload is kept."""
    recipe = SIZES[size]
    target = pathlib.Path(folder) / size
    description = target / "workload.json"
    drawn = columns(recipe["leads"])
    digest = hashlib.sha256()
    for name in sorted(drawn):
        digest.update(name.encode() + drawn[name].tobytes())
    checksum = digest.hexdigest()[:16]
    if CHECKSUMS.get(size, checksum) != checksum:
        raise SystemExit(f"workload {size}: checksum {checksum}, expected {CHECKSUMS[size]}")
    target.mkdir(parents=True, exist_ok=True)
    low, high = drawn["low.i64"] / 1e4, drawn["high.i64"] / 1e4
    log_low = np.fromiter(map(math.log, low), float, len(low))
    log_high = np.fromiter(map(math.log, high), float, len(high))
    files = drawn | {
        "mu.f64": (log_low + log_high) / 2,
        "sigma.f64": (log_high - log_low) / (2 * Z90),
        "thresholds.f64": np.array(recipe["thresholds"]),
        "loadings.f64": np.array(LOADINGS),
    }
    for name, values in files.items():
        values.astype(values.dtype.newbyteorder("<")).tofile(target / name)
    description.write_text(json.dumps({
        "size": size, **recipe, "seed": SEED, "districts": DISTRICTS, "chains": CHAINS,
        "loadings": LOADINGS, "checksum": checksum,
        "mean_probability": float(drawn["probability.f64"].mean()),
    }, indent=2) + "\n")
    return target


if __name__ == "__main__":
    here = pathlib.Path(__file__).resolve().parent / "data"
    for name in sys.argv[1:] or SIZES:
        path = write(name, here)
        print(name, json.loads((path / "workload.json").read_text())["checksum"])
