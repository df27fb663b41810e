"""Fits a truncated log-normal body to a list of sizes with SciPy, independently of Luodi's fit.

    python Tests/Reference/size_law.py            writes Tests/Reference/size_law.json
    python Tests/Reference/size_law.py --check    compares with the existing file

The list is invented: 400 sizes from a log-normal body (median 2.4, log deviation 0.8, truncated below 1 and above 10) and a
Pareto tail (12 %, exponent 1.8), rounded to 0.01.
"""

import json
import pathlib
import sys

import numpy as np
from scipy import integrate, optimize, stats

PATH = pathlib.Path(__file__).with_suffix(".json")
LEAST, THRESHOLD, GREATEST = 1.0, 10.0, 250.0


def sizes():
    random = np.random.Generator(np.random.PCG64(20221231))
    tail = THRESHOLD * random.random(48) ** (-1 / 1.8)
    low, high = (np.log([LEAST, THRESHOLD]) - np.log(2.4)) / 0.8
    body = np.exp(stats.truncnorm.rvs(low, high, np.log(2.4), 0.8, 352, random_state=random))
    body = np.clip(np.round(body, 2), LEAST, THRESHOLD - 0.01)
    return [round(float(x), 2) for x in np.concatenate([body, tail])]


def negative_log_likelihood(parameters, logs):
    mean, deviation = parameters[0], np.exp(parameters[1])
    low, high = (np.log(LEAST) - mean) / deviation, (np.log(THRESHOLD) - mean) / deviation
    return -np.sum(stats.truncnorm.logpdf(logs, low, high, mean, deviation))


def fit(values):
    values = np.array(values)
    logs = np.log(values[values < THRESHOLD])
    found = optimize.minimize(
        negative_log_likelihood, [1.0, 0.0], args=(logs,), method="Nelder-Mead",
        options={"xatol": 1e-10, "fatol": 1e-12, "maxiter": 10_000},
    )
    # The observed information by central differences of the likelihood.
    step, information = 1e-3, np.zeros((2, 2))
    for i in range(2):
        for j in range(2):
            total = 0.0
            for a in (-1, 1):
                for b in (-1, 1):
                    point = found.x.copy()
                    point[i] += a * step
                    point[j] += b * step
                    total += a * b * negative_log_likelihood(point, logs)
            information[i, j] = total / (4 * step * step)
    errors = np.sqrt(np.diag(np.linalg.inv(information)))
    mean, deviation = found.x[0], np.exp(found.x[1])
    low, high = (np.log(LEAST) - mean) / deviation, (np.log(THRESHOLD) - mean) / deviation
    body = integrate.quad(
        lambda z: np.exp(mean + deviation * z) * stats.norm.pdf(z), low, high, epsabs=1e-12)[0]
    body /= stats.norm.cdf(high) - stats.norm.cdf(low)
    tail = values[values >= THRESHOLD]
    exponent = 1 / stats.pareto.fit(tail, floc=0, fscale=THRESHOLD)[0]
    n, k = len(values), len(tail)
    pareto = integrate.quad(
        lambda x: x ** (-1 / exponent), THRESHOLD, GREATEST, epsabs=1e-12)[0] / exponent
    pareto *= THRESHOLD ** (1 / exponent) / (1 - (THRESHOLD / GREATEST) ** (1 / exponent))
    interval = stats.binomtest(k, n).proportion_ci(0.9, "exact")
    return {
        "log_mean": float(found.x[0]),
        "log_mean_error": float(errors[0]),
        "log_standard_deviation": float(np.exp(found.x[1])),
        "log_deviation_log_error": float(errors[1]),
        "mean": float((1 - k / n) * body + k / n * pareto),
        "tail_share_of_mean": float(k / n * pareto / ((1 - k / n) * body + k / n * pareto)),
        "tail_exponent": float(1 / exponent),
        "tail_exponent_lower": float(stats.gamma.ppf(0.05, k) / np.sum(np.log(tail / THRESHOLD))),
        "tail_exponent_upper": float(stats.gamma.ppf(0.95, k) / np.sum(np.log(tail / THRESHOLD))),
        "tail_share_lower": float(interval.low),
        "tail_share_upper": float(interval.high),
    }


def main():
    values = sizes()
    document = {"least": LEAST, "threshold": THRESHOLD, "sizes": values, "fit": fit(values)}
    if "--check" not in sys.argv:
        PATH.write_text(json.dumps(document, indent=1) + "\n")
        return
    kept = json.loads(PATH.read_text())
    for name, value in document["fit"].items():
        if abs(value - kept["fit"][name]) > 1e-6:
            sys.exit(f"{PATH.name}: {name} is {kept['fit'][name]}, SciPy says {value}")
    print(f"{PATH.name} agrees with SciPy")


main()
