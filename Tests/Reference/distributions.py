"""Generates distributions.csv, the reference values of the Distributions tests.

Run: python3 Tests/Reference/distributions.py  (about a minute)
Generated with mpmath 1.3.0 under Python 3.11, 60 digits (more where a check requires it); values are
rounded to 20 digits. Arguments are exact doubles (their repr). Incomplete functions are summed
here by their power series or taken from mpmath, never from a library in double precision.

Columns: law, parameters (name=value, separated by spaces), quantity (density, cdf, survival,
quantile, upperQuantile, mean, variance), argument, value.
"""

import math
import os

from mpmath import mp, mpf

mp.dps = 60
rows = []


def add(law, parameters, quantity, argument, value):
    text = " ".join(f"{k}={float(v)!r}" for k, v in parameters.items())
    rows.append((law, text, quantity, repr(float(argument)), mp.nstr(value, 20, strip_zeros=False)))


def keep(value):
    """Whether a probability is well inside the range of doubles."""
    return mpf("1e-300") < value <= 1


def lower_gamma(a, x):
    """P(a, x) by its power series, whose terms are all positive."""
    return mp.gammainc(a, 0, x, regularized=True) if x < 40 and a < 40 else series_gamma(a, x)


def series_gamma(a, x):
    term = total = mpf(1)
    n = a
    while term > total * mpf(10) ** (-mp.dps - 5):
        n += 1
        term *= x / n
        total += term
    return mp.exp(a * mp.log(x) - x - mp.loggamma(a + 1)) * total


def upper_gamma(a, x):
    """Q(a, x): one minus the series with enough digits, or Legendre's continued fraction."""
    if x > a + 1 and x > 30:
        tiny = mpf(10) ** (-mp.dps - 5)
        b = x + 1 - a
        c, d = 1 / mpf(10) ** -200, 1 / b
        h = d
        for i in range(1, 10 ** 6):
            an = -i * (i - a)
            b += 2
            d = 1 / (an * d + b)
            c = b + an / c
            h *= d * c
            if abs(d * c - 1) < tiny:
                break
        return mp.exp(a * mp.log(x) - x - mp.loggamma(a)) * h
    with mp.workdps(120):
        return 1 - series_gamma(a, x)


def lower_beta(a, b, x):
    """I_x(a, b) by x^a (1−x)^b / (a B) · Σ (a+b)_n / (a+1)_n x^n, all terms positive."""
    term = total = mpf(1)
    n = 0
    while True:
        term *= (a + b + n) / (a + 1 + n) * x
        total += term
        n += 1
        ratio = (a + b + n) / (a + 1 + n) * x
        if ratio < 1 and term * ratio / (1 - ratio) < total * mpf(10) ** (-mp.dps - 5):
            break
    log_beta = mp.loggamma(a) + mp.loggamma(b) - mp.loggamma(a + b)
    return mp.exp(a * mp.log(x) + b * mp.log(1 - x) - log_beta) / a * total


def both_beta(a, b, x):
    """I_x(a, b) and its complement, the smaller one summed by itself."""
    if x <= a / (a + b):
        lower = lower_beta(a, b, x)
        if lower < mpf("0.9"):
            return lower, 1 - lower
    upper = lower_beta(b, a, 1 - x)
    if upper < mpf("0.9"):
        return 1 - upper, upper
    lower = lower_beta(a, b, x)
    return lower, 1 - lower


def ncdf(z):
    return mp.erfc(-z / mp.sqrt(2)) / 2


def npdf(z):
    return mp.exp(-z * z / 2) / mp.sqrt(2 * mp.pi)


PROBABILITIES = [1e-300, 1e-100, 1e-30, 1e-12, 1e-5, 0.01, 0.1, 0.25, 0.49, 0.5, 0.75, 0.9, 0.999]
UPPER = [1e-300, 1e-100, 1e-30, 1e-12, 1e-5, 0.01, 0.3]


class Law:
    """name, parameters, xs, functions cdf, survival, density; quantiles by bisection in mpmath."""

    def __init__(self, name, parameters, xs, tails, density, bracket, mean=None, variance=None):
        self.name, self.parameters, self.tails, self.density = name, parameters, tails, density
        for x in xs:
            x = mpf(float(x))
            lower, upper = tails(x)
            if keep(lower):
                add(name, parameters, "cdf", x, lower)
            if keep(upper):
                add(name, parameters, "survival", x, upper)
            value = density(x)
            if value > mpf("1e-300"):
                add(name, parameters, "density", x, value)
        if bracket:
            for p in PROBABILITIES:
                self.solve("quantile", p, 0, bracket)
            for q in UPPER:
                self.solve("upperQuantile", q, 1, bracket)
        if mean is not None:
            add(name, parameters, "mean", 0, mean)
        if variance is not None:
            add(name, parameters, "variance", 0, variance)

    def solve(self, quantity, p, side, bracket):
        """Bisection to a few digits, then Newton with the density, at 40 digits."""
        p = mpf(p)
        low, high, kind = bracket
        low, high = mpf(low), mpf(high)
        with mp.workdps(40):
            f = lambda x: mp.log(self.tails(x)[side] / p) if self.tails(x)[side] > 0 else -mp.inf
            sign = -1 if side else 1
            if sign * f(low) > 0 or sign * f(high) < 0:
                return
            for _ in range(60 if kind == "log" else 40):
                middle = mp.sqrt(low * high) if kind == "log" else (low + high) / 2
                if sign * f(middle) < 0:
                    low = middle
                else:
                    high = middle
                if abs(high - low) < abs(high) * mpf("1e-8"):
                    break
            x = (low + high) / 2
            if abs(x / bracket[0] - 1) < 1e-7 or abs(x / bracket[1] - 1) < 1e-7:
                return  # Closer to the end of the support than the digits resolve.
            for _ in range(8):
                t = self.tails(x)[side]
                step = mp.log(t / p) * t / self.density(x) * sign
                x -= step
                if abs(step) < abs(x) * mpf("1e-25"):
                    break
            else:
                raise ValueError((self.name, self.parameters, quantity, p))
        if kind == "linear" and abs(x) < mpf("1e-30"):
            x = mpf(0)
        if mpf("1e-300") < abs(x) < mpf("1e300") or x == 0:
            add(self.name, self.parameters, quantity, p, x)


# Normal: mpmath's erfc is accurate to any number of digits.
for z in [-37, -30, -20, -10, -6, -3, -1, -0.5, -1e-3, 0, 0.3, 0.674, 1.5, 4, 8, 12, 25, 36]:
    add("normal", {}, "cdf", z, ncdf(mpf(z)))
    add("normal", {}, "survival", z, ncdf(-mpf(z)))
    add("normal", {}, "density", z, npdf(mpf(z)))
Law("normal", {}, [], lambda x: (ncdf(x), ncdf(-x)), npdf, (-39, 39, "linear"), 0, 1)

for mu, sigma in [(0.0, 1.0), (2.0, 0.25), (9.5, 1.7)]:
    z = lambda x, mu=mu, sigma=sigma: (mp.log(x) - mpf(mu)) / mpf(sigma)
    Law(
        "logNormal", {"logMean": mu, "logStandardDeviation": sigma},
        [math.exp(mu + sigma * k) for k in (-30, -8, -2, -0.5, 0, 1, 3, 9, 30)],
        lambda x, z=z: (ncdf(z(x)), ncdf(-z(x))),
        lambda x, z=z, sigma=sigma: npdf(z(x)) / (mpf(sigma) * x),
        (mp.exp(mpf(mu) - 39 * mpf(sigma)), mp.exp(mpf(mu) + 39 * mpf(sigma)), "log"),
        mp.exp(mpf(mu) + mpf(sigma) ** 2 / 2),
        mp.expm1(mpf(sigma) ** 2) * mp.exp(2 * mpf(mu) + mpf(sigma) ** 2))

for shape in [0.05, 0.5, 0.99, 1.0, 1.5, 3.7, 10.0, 59.0, 61.0, 400.0, 5000.0, 1e6]:
    a = mpf(shape)
    sd = math.sqrt(shape)
    xs = [shape + k * sd for k in (-30, -10, -4, -1.5, -0.3, 0, 0.1, 1, 2.5, 5, 12, 30)]
    xs += [shape * k for k in (1e-9, 1e-3, 0.05, 0.3, 0.59, 0.61, 0.9, 1.39, 1.41, 3, 20)]
    tails = lambda x, a=a: (
        (lambda p: (p, 1 - p) if p < 0.5 else (1 - upper_gamma(a, x), upper_gamma(a, x)))(
            lower_gamma(a, x)) if x < 3 * a + 3 else (1 - upper_gamma(a, x), upper_gamma(a, x)))
    if shape >= 5000:
        xs = [x for x in xs if abs(x - shape) < 40 * sd]
    Law(
        "gamma", {"shape": shape}, sorted(x for x in xs if x > 0), tails,
        lambda x, a=a: mp.exp((a - 1) * mp.log(x) - x - mp.loggamma(a)),
        None if shape >= 5000 else (mpf("1e-320"), shape + 60 * sd + 800, "log"), a, a)

for alpha, beta in [
    (0.05, 0.3), (0.5, 0.5), (0.7, 4.0), (1.0, 1.0), (2.0, 3.5), (3.0, 1.2), (5.0, 0.2),
    (30.0, 70.0), (1500.0, 20.0), (4000.0, 6000.0),
]:
    a, b = mpf(alpha), mpf(beta)
    xs = [1e-200, 1e-20, 1e-6, 0.003, 0.07, 0.2, 0.3, 0.38, 0.45, 0.5, 0.6, 0.8, 0.95, 0.98,
          0.999, 1 - 2.0 ** -40]
    Law(
        "beta", {"alpha": alpha, "beta": beta}, xs, lambda x, a=a, b=b: both_beta(a, b, x),
        lambda x, a=a, b=b: mp.exp(
            (a - 1) * mp.log(x) + (b - 1) * mp.log(1 - x) + mp.loggamma(a + b)
            - mp.loggamma(a) - mp.loggamma(b)),
        None if alpha > 100 else (mpf("1e-310"), 1 - mpf(2) ** -20, "log"),
        a / (a + b), a * b / (a + b) ** 2 / (a + b + 1))

for nu in [0.3, 1.0, 2.0, 2.7, 4.0, 5.5, 10.0, 30.0, 200.0, 10000.0]:
    n = mpf(nu)

    def tails(x, n=n):
        if x == 0:
            return mpf("0.5"), mpf("0.5")
        square = x * x
        if square < n:
            central = lower_beta(mpf("0.5"), n / 2, square / (n + square)) / 2
            tail = mpf("0.5") - central
            if tail < mpf("1e-15"):
                tail = lower_beta(n / 2, mpf("0.5"), n / (n + square)) / 2
        else:
            tail = lower_beta(n / 2, mpf("0.5"), n / (n + square)) / 2
        return (tail, 1 - tail) if x < 0 else (1 - tail, tail)

    far = [x for x in (-1e90, -1e12, -1e5, 1e40) if nu < 50]
    Law(
        "studentT", {"degreesOfFreedom": nu},
        far + [-300, -40, -15, -6, -2.5, -1.2, -0.6, -0.01, -1e-9, 0, 0.25, 1, 3, 9, 38, 500],
        tails,
        lambda x, n=n: mp.exp(
            mp.loggamma((n + 1) / 2) - mp.loggamma(n / 2) - mp.log(n * mp.pi) / 2
            - (n + 1) / 2 * mp.log1p(x * x / n)),
        None, None, n / (n - 2) if nu > 2 else None)
    # Quantiles by symmetry: only upper ones, solved for positive x.
    law = Law("studentT", {"degreesOfFreedom": nu}, [], tails, lambda x, n=n: mp.exp(
        mp.loggamma((n + 1) / 2) - mp.loggamma(n / 2) - mp.log(n * mp.pi) / 2
        - (n + 1) / 2 * mp.log1p(x * x / n)), None)
    for q in [1e-300, 1e-100, 1e-30, 1e-12, 1e-5, 0.01, 0.1, 0.24, 0.26, 0.4, 0.499999]:
        law.solve("upperQuantile", q, 1, (mpf("1e-10"), mpf("1e300"), "log"))

for minimum, exponent in [(1.0, 0.8), (2.5, 1.5), (1000.0, 12.0)]:
    m, e = mpf(minimum), mpf(exponent)
    Law(
        "pareto", {"minimum": minimum, "exponent": exponent},
        [minimum * k for k in (1 + 2.0 ** -40, 1.001, 1.2, 1.6, 3, 50, 1e8, 1e20)],
        lambda x, m=m, e=e: (-mp.expm1(e * mp.log(m / x)), (m / x) ** e),
        lambda x, m=m, e=e: (m / x) ** e * e / x, (m, m * mpf("1e400"), "log"),
        m * e / (e - 1) if e > 1 else None,
        m * m * e / (e - 1) ** 2 / (e - 2) if e > 2 else None)

for mu, sigma, u, tail, exponent, maximum in [
    (8.0, 1.0, 20000.0, 0.05, 1.4, math.inf), (8.0, 1.0, 20000.0, 0.05, 1.4, 5e6),
    (0.0, 0.5, 1.0, 0.4, 2.0, 30.0), (0.0, 2.0, 0.1, 0.3, 1.0, 1000.0), (0.0, 0.3, 3.0, 0.01, 2.6, math.inf),
]:
    s, U, t, e = mpf(sigma), mpf(u), mpf(tail), mpf(exponent)
    H = mpf(maximum)
    mass = ncdf((mp.log(U) - mu) / s)
    cut = mpf(0) if maximum == math.inf else (U / H) ** e

    def tails(x, mu=mu, s=s, U=U, t=t, e=e, H=H, mass=mass, cut=cut):
        if x <= U:
            lower = (1 - t) * ncdf((mp.log(x) - mu) / s) / mass
            return lower, 1 - lower
        upper = t * ((U / x) ** e - cut) / (1 - cut)
        return 1 - upper, upper

    def density(x, mu=mu, s=s, U=U, t=t, e=e, mass=mass, cut=cut):
        if x <= U:
            return (1 - t) * npdf((mp.log(x) - mu) / s) / (s * x) / mass
        return t * e * (U / x) ** e / x / (1 - cut)

    def moment(k, mu=mu, s=s, U=U, t=t, e=e, H=H, mass=mass, cut=cut):
        body = mp.exp(k * mpf(mu) + k * k * s * s / 2) * ncdf((mp.log(U) - mu) / s - k * s) / mass
        if e == k:
            power = mp.log(H / U)
        else:
            power = (1 - (0 if cut == 0 else (U / H) ** (e - k))) / (e - k)
        return (1 - t) * body + t * U ** k * e / (1 - cut) * power

    finite = maximum < math.inf
    xs = [math.exp(mu + sigma * k) for k in (-30, -5, -1, 0, 0.5, 1.5)]
    xs += [u * k for k in (0.5, 0.9, 1, 1.0001, 1.4, 1.6, 8)]
    xs += [maximum * 0.9, maximum * (1 - 2.0 ** -30)] if finite else [u * 1e10]
    Law(
        "spliced",
        {"logMean": mu, "logStandardDeviation": sigma, "threshold": u, "tailProbability": tail,
         "tailExponent": exponent, "tailMaximum": maximum},
        sorted(x for x in xs if x < maximum), tails, density,
        (mp.exp(mpf(mu) - 39 * s), H if finite else U * mpf("1e400"), "log"),
        moment(1) if finite or exponent > 1 else None,
        moment(2) - moment(1) ** 2 if finite or exponent > 2 else None)

for mean in [0.01, 0.7, 4.5, 9.99, 10.0, 60.0, 1234.5, 1e5, 1e7]:
    m = mpf(mean)
    sd = math.sqrt(mean)
    counts = sorted({max(0, int(mean + k * sd)) for k in (-20, -6, -2, -0.4, 0, 0.5, 1, 3, 9, 25)})
    counts += [int(mean) + 30] if mean < 100 else []
    for k in counts:
        add("poisson", {"mean": mean}, "density", k, mp.exp(k * mp.log(m) - m - mp.loggamma(k + 1)))
        a = mpf(k + 1)
        if m < a:
            lower = series_gamma(a, m)
            pair = (1 - lower, lower)
        else:
            upper = upper_gamma(a, m)
            pair = (upper, 1 - upper)
        for quantity, value in zip(("cdf", "survival"), pair):
            if keep(value):
                add("poisson", {"mean": mean}, quantity, k, value)

path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "distributions.csv")
with open(path, "w", encoding="ascii", newline="\n") as file:
    file.write("law,parameters,quantity,argument,value\n")
    for row in rows:
        file.write(",".join(row) + "\n")
print(len(rows), "rows")
