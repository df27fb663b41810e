"""Tail probabilities of the number of signed leads among equal leads with common factors: writes binomial_mixtures.json.

Given its factors a district's number of signed leads is binomial, with the probability
Phi((Phi^-1(p) - score) / sqrt(1 - variance of the score)).

- "one": one factor of loading a. Gauss-Legendre quadrature over the factor, 16 points in each of
  4,000 panels of [-10, 10], of SciPy's binomial tails. Checked against half as many panels.
- "two": two districts of n/2 leads, a common factor of loading a and one of loading b
  for each. Given the shared factor both numbers are independent mixtures; their sum by direct
  convolution. Trapezoidal sums, checked against twice the step.

Thresholds are the least numbers whose tail is at or below 0.2, 1e-2, 1e-3, 1e-4 ... 1e-9, and for
some cases the named ones. Python 3.11, NumPy, SciPy 1.17. Run from this folder:
    python binomial_mixtures.py
"""

import json
import pathlib

import numpy as np
from scipy.special import ndtr, ndtri
from scipy.stats import binom

LEVELS = [0.2, 1e-2, 1e-3, 1e-4, 1e-5, 1e-6, 1e-7, 1e-8, 1e-9]


def signing(p, score, variance):
    return ndtr((ndtri(p) - score) / np.sqrt(1 - variance))


def panels(count):
    x, w = np.polynomial.legendre.leggauss(16)
    edges = np.linspace(-10, 10, count + 1)
    half = (edges[1:] - edges[:-1]) / 2
    nodes = (edges[:-1] + half)[:, None] + half[:, None] * x
    weights = half[:, None] * w * np.exp(-nodes**2 / 2) / np.sqrt(2 * np.pi)
    return nodes.ravel(), weights.ravel()


FINE, COARSE = panels(4000), panels(2000)


def one(n, p, a, k, grid=FINE):
    nodes, weights = grid
    return float(weights @ binom.sf(k - 1, n, signing(p, a * nodes, a * a)))


def one_below(n, p, a, k, grid=FINE):
    nodes, weights = grid
    return float(weights @ binom.cdf(k - 1, n, signing(p, a * nodes, a * a)))


def least(tail, n, level):
    low, high = 0, n + 1
    while high - low > 1:
        middle = (low + high) // 2
        if tail(middle) <= level:
            high = middle
        else:
            low = middle
    return high


def thresholds(tail, n):
    ks = {least(tail, n, level) for level in LEVELS}
    return sorted(k for k in ks if 0 < k <= n and tail(k) > 1e-10)


class Two:
    def __init__(self, n, p, a, b, step=0.005):
        half = n // 2
        variance = a * a + b * b
        scores = np.arange(-9, 9 + step / 2, step) * np.sqrt(variance)
        pmf = binom.pmf(np.arange(half + 1), half, signing(p, scores[:, None], variance))
        shared = np.arange(-9.5, 9.5, 0.02)
        density = np.exp(-shared**2 / 2) / np.sqrt(2 * np.pi) * 0.02
        distance = (scores[None, :] - a * shared[:, None]) / b
        weights = np.exp(-distance**2 / 2) / np.sqrt(2 * np.pi) / b * (scores[1] - scores[0])
        given = weights @ pmf
        law = sum(d * np.convolve(row, row) for d, row in zip(density, given))
        self.tails = np.cumsum(law[::-1])[::-1]
        self.heads = np.cumsum(law) - law

    def __call__(self, k):
        return float(self.tails[k]) if k < len(self.tails) else 0.0


def main():
    cases = []
    for n, p, a, more in [
        (10_000, 0.02, 0.3, [2000, 3000]),
        (10_000, 0.1, 0.5, [1, 9000]),
        (1_000, 0.02, 0.3, [1, 250]),
        (1_000, 0.3, 0.7, [1]),
        (1_000, 0.1, 0.99, [1]),
        (60, 0.05, 0.2, [1]),
        (60, 0.5, 0.6, [1, 60]),
    ]:
        tail = lambda k: one(n, p, a, k)
        for k in sorted(set(thresholds(tail, n) + more)):
            value, below = tail(k), one_below(n, p, a, k)
            assert abs(one(n, p, a, k, COARSE) / value - 1) < 1e-10, (n, p, a, k)
            cases.append(
                dict(kind="one", count=n, probability=p, shared=a, threshold=k, tail=value,
                     below=below))
    for n, p, a, b in [
        (1_000, 0.02, 0.3, 0.2), (1_000, 0.1, 0.3, 0.5), (400, 0.3, 0.5, 0.5),
        (60, 0.05, 0.2, 0.3),
    ]:
        two, rough = Two(n, p, a, b), Two(n, p, a, b, step=0.01)
        for k in sorted(set(thresholds(two, n) + [1])):
            assert abs(rough(k) / two(k) - 1) < 1e-9, (n, p, a, b, k, rough(k), two(k))
            cases.append(
                dict(kind="two", count=n, probability=p, shared=a, own=b, threshold=k,
                     tail=two(k), below=float(two.heads[k])))
    path = pathlib.Path(__file__).with_suffix(".json")
    path.write_text(json.dumps(dict(cases=cases), indent=1) + "\n")
    print(len(cases), "cases")
    for case in cases:
        print(case)


if __name__ == "__main__":
    main()
