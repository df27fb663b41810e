#!/usr/bin/env python3
"""Exact answers (no simulation) for the small scenarios in `scenarios/`.

Run:   python3 exact_scenarios.py                 writes exact_scenarios.json (about five minutes)
       python3 exact_scenarios.py --check         recomputes and compares with the committed table
       python3 exact_scenarios.py --simulate N    compares N trials simulated in NumPy with the table
       ... --only NAME                            one scenario (not when writing)
Needs: Python 3.11 or later, numpy, scipy, PyYAML.

It reads the files that Luodi reads (docs/data.md) and computes from the model only
(docs/model.md): it shares no code with the package.

Method. Given the factors, leads are independent. The distribution of a year is therefore a mixture of
independent years: one component without dependence, one per quadrature node otherwise, or one
per set of signed leads, with that set's probability from the quadrature, where this is fewer.
In a component a count is Poisson-binomial, and a total is a convolution of the leads' distributions in
whole 万元: this is their own lattice, so there is no discretisation error. Convolutions are
products of Fourier transforms of exponentially tilted distributions; the tilt makes the aliasing at
the end of the lattice negligible. Every number is computed twice, the second time with twice the nodes
and twice the lattice; the difference is `abs_error`, which is never less than the rounding error.

The table. `answers`: one number each, of a metric (measure, scope, through_month,
at_least_size) or of a target (then `target` is its id). Money is in 亿元. Statistics:
  mean, standard_deviation
  probability_at_least, probability_more_than     of `threshold`
  expected_shortfall_at_least                     E[T - X | X < T]
  expected_shortfall_more_than                    E[T - X | X <= T]
  quantile (at `probability`; 0.5 is the median)  the least x with P(X <= x) >= probability;
                                                  `distribution_at_value` is P(X <= x)
`joint`: the joint probability of several targets. `curves`: conversion curves by
district and stage; one value for the end of each open month. `standard_error_one_trial`, divided by
the root of the number of trials, is the standard error of crude Monte Carlo for the number.
"""

import argparse
import csv
import datetime
import itertools
import json
import math
import re
import sys
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from pathlib import Path

import numpy as np
import scipy
import yaml
from scipy import fft, integrate, linalg, special, stats

HERE = Path(__file__).resolve().parent
TABLE = HERE / "exact_scenarios.json"
SCENARIOS = (
    "independent", "one-factor", "three-factors", "student-t", "student-t-alone", "monthly",
)
STAGES = ("identified", "contacted", "negotiating", "approved")
QUANTILES = (0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95)
UNIT = 10_000  # 万元 in 1 亿元
DIGITS = 10  # significant digits in the table


# --- Reading the files ----------------------------------------------------------------------


def number(value):
    """A number in the notation of the files: 0.4, '40%', or the long form {value: …, assumed: …}."""
    if isinstance(value, dict):
        value = value["value"]
    if isinstance(value, str) and value.endswith("%"):
        return float(Fraction(value[:-1]) / 100)
    return float(value)


def money(value):
    """Whole 万元 from '13.5亿元' or '5000万元'."""
    if isinstance(value, dict):
        value = value["value"]
    match = re.fullmatch(r"([0-9.,]+)(亿元?|万元?)", value)
    amount = Fraction(match[1].replace(",", "")) * (UNIT if match[2][0] == "亿" else 1)
    assert amount.denominator == 1, value
    return int(amount)


def entries(mapping):
    """The entries of a mapping without its provenance."""
    return {k: v for k, v in (mapping or {}).items() if k not in ("assumed", "published")}


@dataclass
class Amount:
    """The distribution of a project's investment in 万元, before rounding to whole 万元."""

    kind: str  # point, lognormal, pert
    low: float = 0.0
    mode: float = 0.0
    high: float = 0.0
    mu: float = 0.0
    sigma: float = 0.0

    @staticmethod
    def point(estimate, sigma):
        if sigma == 0:
            return Amount("point", mode=estimate)
        return Amount("lognormal", mu=math.log(estimate) - sigma**2 / 2, sigma=sigma)

    @staticmethod
    def percentiles(low, high):
        """Lognormal with the 10th percentile `low` and the 90th `high`."""
        z = stats.norm.ppf(0.9)
        return Amount(
            "lognormal", mu=math.log(low * high) / 2, sigma=math.log(high / low) / (2 * z))

    @property
    def pert_shapes(self):
        span = self.high - self.low
        return 1 + 4 * (self.mode - self.low) / span, 1 + 4 * (self.high - self.mode) / span

    def cdf(self, x):
        x = np.asarray(x, float)
        if self.kind == "point":
            return (x >= self.mode).astype(float)
        if self.kind == "pert":
            y = np.clip((x - self.low) / (self.high - self.low), 0, 1)
            return special.betainc(*self.pert_shapes, y)
        positive = np.maximum(x, 1e-300)
        return np.where(x > 0, special.ndtr((np.log(positive) - self.mu) / self.sigma), 0.0)

    def partial_moment(self, k, ceiling):
        """E[A^k ; A <= ceiling]."""
        if self.kind == "point":
            return float(self.mode**k) if self.mode <= ceiling else 0.0
        if self.kind == "pert":
            a, b = self.pert_shapes
            span = self.high - self.low
            y = min(max((ceiling - self.low) / span, 0), 1)
            return sum(
                math.comb(k, j) * self.low ** (k - j) * span**j
                * math.exp(special.betaln(a + j, b) - special.betaln(a, b))
                * special.betainc(a + j, b, y)
                for j in range(k + 1))
        upper = (math.log(ceiling) - self.mu) / self.sigma if ceiling < math.inf else math.inf
        return math.exp(k * self.mu + (k * self.sigma) ** 2 / 2) * float(
            special.ndtr(upper - k * self.sigma))


@dataclass
class Lead:
    id: str
    district: str
    chain: str
    channel: str
    stage: str
    manufacturing: bool
    amount: Amount = None
    score_shift: float = 0.0
    stage_since: datetime.date = None
    probability: float = None
    signed_month: int = None  # a known result: its month …
    signed_amount: int = 0  # … and its amount in 万元


@dataclass
class Target:
    id: str
    measure: str
    scope: str
    month: int
    size: int  # 万元; project_count only
    statistic: str  # probability_at_least or probability_more_than
    threshold: Fraction  # 万元, a count or a share

    @property
    def is_at_least(self):
        return self.statistic == "probability_at_least"

    @property
    def least_hit(self):
        """The least integer value of the metric that meets the target."""
        return math.ceil(self.threshold) if self.is_at_least else math.floor(self.threshold) + 1


@dataclass
class Scenario:
    name: str
    city: dict
    plan: dict
    leads: list = field(default_factory=list)  # those that may still be signed
    known: list = field(default_factory=list)  # signed in the plan year up to the as-of date

    @property
    def ceiling(self):
        """The greatest amount that rounds to at most the ceiling, in 万元."""
        value = self.plan.get("investment_ceiling")
        return math.inf if value is None else money(value) + 0.5

    @cached_property
    def open_months(self):
        """The months not over at the as-of date, each with its remaining share."""
        as_of, year = self.plan["as_of"], self.plan["year"]
        months = {}
        for month in range(1, 13):
            first = datetime.date(year, month, 1)
            days = ((first + datetime.timedelta(days=31)).replace(day=1) - first).days
            ahead = min(max((first - as_of).days + days - 1, 0), days)
            if ahead:
                months[month] = Fraction(ahead, days)
        return months

    @cached_property
    def targets(self):
        targets = []
        for id, entry in entries(self.plan.get("targets")).items():
            scope = next(
                (f"{k}:{entry[k]}" for k in ("district", "chain", "channel") if k in entry), "city")
            at_least = "at_least" in entry
            value = entry["at_least" if at_least else "more_than"]
            if entry["measure"] == "signed_investment":
                threshold = Fraction(money(value))
            elif entry["measure"] == "project_count":
                threshold = Fraction(value)
            else:
                threshold = Fraction(str(value).rstrip("%")) / (100 if "%" in str(value) else 1)
            targets.append(Target(
                id, entry["measure"], scope, entry.get("through_month", 12),
                money(entry["at_least_size"]) if "at_least_size" in entry else 0,
                "probability_at_least" if at_least else "probability_more_than", threshold))
        return targets

    def in_scope(self, lead, scope):
        return scope == "city" or scope == f"{scope.split(':')[0]}:" + getattr(
            lead, scope.split(":")[0])

    def indices(self, scope, manufacturing=None):
        return [
            i for i, lead in enumerate(self.leads)
            if self.in_scope(lead, scope) and manufacturing in (None, lead.manufacturing)]

    def known_results(self, scope, month, manufacturing=None):
        return [
            lead.signed_amount for lead in self.known
            if self.in_scope(lead, scope) and lead.signed_month <= month
            and manufacturing in (None, lead.manufacturing)]

    def rate(self, district, stage):
        """What is stated of the stage."""
        conversion = self.plan["conversion"]
        stated = {**conversion["city"][stage],
                  **conversion.get("districts", {}).get(district, {}).get(stage, {})}
        return {key: number(value) for key, value in stated.items()}

    def waits(self, district, stage):
        """(share, mean, phases, advances) of each kind of lead at the stage.

        Waits are Erlang distributed with 1/variation² phases. `advances` is None where the conversion
        rate decides at the end of the wait.
        """
        stated = self.rate(district, stage)
        variation = stated.get("dwell_variation", 1)

        def phases(variation):
            count = round(1 / variation**2)
            assert math.isclose(count * variation**2, 1), variation
            return count

        if "lost_dwell_months" not in stated and "lost_dwell_variation" not in stated:
            return [(1, stated["dwell_months"], phases(variation), None)]
        rate = stated["conversion_rate"]
        return [
            (rate, stated["dwell_months"], phases(variation), 1),
            (1 - rate, stated.get("lost_dwell_months", stated["dwell_months"]),
             phases(stated.get("lost_dwell_variation", variation)), 0),
        ]

    def conversion_rate(self, district, stage, month):
        rate = self.rate(district, stage)["conversion_rate"]
        shift = number(entries(self.plan.get("conversion_shift")).get(month, 0))
        return float(special.ndtr(special.ndtri(rate) + shift))

    def pace(self, month):
        return number(entries(self.plan.get("pace")).get(month, 1))

    @cached_property
    def states(self):
        """The transient states, (stage, wait, phase); after them come `signed` and `lost`."""
        return {
            district: [
                (stage, wait, phase)
                for stage in STAGES
                for wait, (_, _, phases, _) in enumerate(self.waits(district, stage))
                for phase in range(phases)]
            for district in self.city["districts"]}

    @cached_property
    def steps(self):
        """By district: exp(Q) of each open month."""
        return {
            district: {
                month: linalg.expm(self.generator(district, month) * self.pace(month) * float(ahead))
                for month, ahead in self.open_months.items()}
            for district in self.city["districts"]}

    def generator(self, district, month):
        states = self.states[district]
        signed, lost = len(states), len(states) + 1
        q = np.zeros((lost + 1, lost + 1))
        for i, (stage, wait, phase) in enumerate(states):
            _, mean, phases, advances = self.waits(district, stage)[wait]
            if phase + 1 < phases:
                targets = {states.index((stage, wait, phase + 1)): 1}
            else:
                advance = (
                    self.conversion_rate(district, stage, month) if advances is None else advances)
                targets = {lost: 1 - advance}
                if stage == STAGES[-1]:
                    targets[signed] = advance
                else:
                    following = STAGES[STAGES.index(stage) + 1]
                    shares = [share for share, *_ in self.waits(district, following)]
                    if len(shares) == 2:
                        rate = self.conversion_rate(district, following, month)
                        shares = [rate, 1 - rate]
                    for other, share in enumerate(shares):
                        targets[states.index((following, other, 0))] = advance * share
            for target, share in targets.items():
                q[i, target] += share * phases / mean
            q[i, i] -= phases / mean
        return q

    def start(self, district, stage, since=None):
        """The distribution over the states of a lead at the stage at the as-of date."""
        age = None if since is None else self.age(since)
        vector = np.zeros(len(self.states[district]) + 2)
        for wait, (share, mean, phases, _) in enumerate(self.waits(district, stage)):
            for phase in range(phases):
                if age is None:
                    # The time that leads of the kind spend in the phase.
                    weight = mean / phases
                else:
                    # The probability of being in it now.
                    weight = stats.poisson.pmf(phase, age * phases / mean)
                vector[self.states[district].index((stage, wait, phase))] = share * weight
        return vector / vector.sum()

    def age(self, since):
        """Months of normal pace from the middle of the day to the end of the as-of date."""
        day, age = since, 0.0
        while day <= self.plan["as_of"]:
            first = day.replace(day=1)
            days = ((first + datetime.timedelta(days=31)).replace(day=1) - first).days
            age += self.pace(day.month) * (0.5 if day == since else 1) / days
            day += datetime.timedelta(days=1)
        return age

    def curve(self, district, stage, since=None):
        """The probability of being signed by the end of each open month."""
        vector, curve = self.start(district, stage, since), []
        for month in self.open_months:
            vector = vector @ self.steps[district][month]
            curve.append(float(vector[-2]))
        return curve

    @cached_property
    def curves(self):
        """By district and stage, of leads whose time at the stage is not known."""
        return {
            (district, stage): self.curve(district, stage)
            for district, stage in itertools.product(self.city["districts"], STAGES)}

    def signing_probabilities(self, month):
        """G_i(month) of every lead, its stated probability and score shift applied."""
        result = []
        for lead in self.leads:
            curve = self.curve(lead.district, lead.stage, lead.stage_since)
            g = curve[list(self.open_months).index(month)]
            if lead.probability is not None:
                g *= lead.probability / curve[-1]
            if lead.score_shift:
                g = float(special.ndtr(special.ndtri(g) + lead.score_shift))
            result.append(g)
        return np.array(result)

    @cached_property
    def dependence(self):
        """Loadings (leads × factors), factor correlations R, degrees of freedom or None."""
        given = self.plan.get("dependence", {})
        districts, chains = list(self.city["districts"]), list(self.city["chains"])
        factors = ["city"] + [f"district:{d}" for d in districts] + [f"chain:{c}" for c in chains]
        common = given.get("loadings", {})
        a = np.zeros((len(self.leads), len(factors)))
        for i, lead in enumerate(self.leads):
            a[i, 0] = number(common.get("city", 0))
            a[i, factors.index(f"district:{lead.district}")] = number(
                given.get("district_loadings", {}).get(lead.district, common.get("district", 0)))
            a[i, factors.index(f"chain:{lead.chain}")] = number(
                given.get("chain_loadings", {}).get(lead.chain, common.get("chain", 0)))
        r = np.eye(len(factors))
        for entry in entries(given.get("correlations")).values():
            i, j = (factors.index(f) for f in entry["between"])
            r[i, j] = r[j, i] = number(entry["value"])
        nu = given.get("student_degrees_of_freedom")
        return a, r, None if nu is None else number(nu)


def read_scenario(name):
    folder = HERE / "scenarios" / name
    scenario = Scenario(
        name, yaml.safe_load((folder / "city.yaml").read_text(encoding="utf-8")),
        yaml.safe_load((folder / "baseline.yaml").read_text(encoding="utf-8")))
    uncertainty = entries(scenario.plan.get("estimate_uncertainty"))
    for register in entries(scenario.plan["registers"]).values():
        text = (folder / register["file"]).read_text(encoding="utf-8").splitlines()
        for row in csv.DictReader(line for line in text if not line.startswith("#")):
            manufacturing = scenario.city["chains"][row["chain"]].get("manufacturing", False)
            lead = Lead(
                row["id"], row["district"], row["chain"], row["channel"], row["stage"],
                {"yes": True, "no": False, "": manufacturing}[row.get("manufacturing") or ""])
            if lead.stage == "lost":
                continue
            if lead.stage not in STAGES:
                signed_on = datetime.date(*map(int, re.split("[-/]", row["signed_on"])))
                if signed_on.year == scenario.plan["year"]:
                    assert signed_on <= scenario.plan["as_of"]
                    lead.signed_month = signed_on.month
                    lead.signed_amount = money(row["investment"])
                    scenario.known.append(lead)
                continue
            lead.score_shift = float(row.get("score_shift") or 0)
            if row.get("stage_since"):
                lead.stage_since = datetime.date.fromisoformat(row["stage_since"])
            if row.get("probability"):
                lead.probability = number(row["probability"])
            factor = 1.0
            for adjustment in entries(scenario.plan.get("adjustments")).values():
                if all(getattr(lead, k) == v for k, v in adjustment["where"].items()):
                    lead.score_shift += number(adjustment.get("score_shift", 0))
                    factor *= number(adjustment.get("investment_factor", 1))
            best, low, high = (
                factor * money(row[column]) if row.get(column) else None
                for column in ("investment", "investment_low", "investment_high"))
            if low is None:
                lead.amount = Amount.point(best, number(uncertainty.get(lead.stage, 0)))
            elif best is None:
                lead.amount = Amount.percentiles(low, high)
            else:
                lead.amount = Amount("pert", low, best, high)
            scenario.leads.append(lead)
    return scenario


# --- The year as a mixture of independent years ----------------------------------------------


def normal_quadrature(dimensions, nodes):
    """Nodes and weights for a vector of independent standard normals (Gauss-Hermite)."""
    z, w = np.polynomial.hermite_e.hermegauss(nodes)
    w = w / math.sqrt(2 * math.pi)
    points = np.array(list(itertools.product(z, repeat=dimensions)))
    weights = np.prod(np.array(list(itertools.product(w, repeat=dimensions))), axis=1)
    return points.reshape(len(weights), dimensions), weights


def chi_quadrature(nu, nodes):
    """Nodes and weights for √(W/ν), W ~ χ²_ν (Gauss-Legendre against the density)."""
    top = math.sqrt(stats.chi2.isf(1e-20, nu) / nu)
    x, w = np.polynomial.legendre.leggauss(nodes)
    u = (x + 1) * top / 2
    density = np.exp(
        math.log(2) + nu / 2 * math.log(nu / 2) - special.gammaln(nu / 2)
        + (nu - 1) * np.log(u) - nu * u**2 / 2)
    return u, w * top / 2 * density


def conditional_probabilities(scenario, month, nodes):
    """The mixture: weights (components) and signing probabilities (components × leads)."""
    g = scenario.signing_probabilities(month)
    a, r, nu = scenario.dependence
    # The systematic parts aᵢ·F of leads with equal loadings are one variable; a root of these
    # variables' covariance expresses them by the least number of independent normals.
    cells, cell_of = np.unique(a, axis=0, return_inverse=True)
    cell_of = cell_of.reshape(-1)
    covariance = cells @ r @ cells.T
    values, vectors = np.linalg.eigh(covariance)
    kept = values > 1e-12
    root = vectors[:, kept] * np.sqrt(values[kept])
    z, weights = normal_quadrature(root.shape[1], nodes)
    systematic = (z @ root.T)[:, cell_of]
    own = np.sqrt(1 - np.diag(covariance))[cell_of]
    if nu is None:
        p = special.ndtr((special.ndtri(g) - systematic) / own)
    else:
        u, chi_weights = chi_quadrature(nu, 2 * nodes)
        scaled = stats.t.ppf(g, nu) * u[:, None]
        p = special.ndtr((scaled[:, None, :] - systematic[None, :, :]) / own)
        p = p.reshape(-1, len(g))
        weights = np.outer(chi_weights, weights).reshape(-1)
    if len(g) <= 8 and len(weights) > 2 ** len(g):
        return signed_sets(weights, p)
    return weights, p


def signed_sets(weights, p):
    """The same mixture with one component per set of signed leads."""
    n = p.shape[1]
    total = np.zeros(2**n)
    for start in range(0, len(weights), 8192):
        law = weights[start:start + 8192, None]
        for j in range(n):
            q = p[start:start + 8192, j, None]
            law = np.concatenate([law * (1 - q), law * q], axis=1)
        total += law.sum(axis=0)
    # The last lead is the highest bit.
    sets = (np.arange(2**n)[:, None] >> np.arange(n)) & 1
    return total, sets.astype(float)


def merged(weights, p):
    """Merges components with equal probabilities."""
    rows, which = np.unique(p, axis=0, return_inverse=True)
    return np.bincount(which.reshape(-1), weights=weights, minlength=len(rows)), rows


# --- Distributions of totals and counts ------------------------------------------------------


class Lattice:
    """Distributions of whole 万元 on 0 … size − 1, by tilted Fourier transforms."""

    def __init__(self, scenario, size, tilt):
        self.scenario, self.size = scenario, size
        points = np.arange(size)
        self.untilt = np.exp(tilt / size * points)
        self.transforms = np.empty((len(scenario.leads), size // 2 + 1), complex)
        self.laws = []
        for i, lead in enumerate(scenario.leads):
            law = np.diff(lead.amount.cdf(np.arange(size + 1) - 0.5))
            law[points > scenario.ceiling] = 0
            self.laws.append(law)
            self.transforms[i] = fft.rfft(law / self.untilt)
        self.admitted = np.array(
            [float(lead.amount.cdf(scenario.ceiling)) for lead in scenario.leads])

    def total(self, leads, weights, p):
        """The distribution of the signed investment of these leads."""
        weights, p = merged(weights, p[:, leads])
        transform = np.empty(self.size // 2 + 1, complex)
        block = max(64, 2**16 // len(weights))
        for start in range(0, len(transform), block):
            product = np.ones((len(weights), len(transform[start:start + block])), complex)
            for j, i in enumerate(leads):
                step = self.transforms[i, start:start + block] - self.admitted[i]
                product *= 1 + p[:, j, None] * step
            transform[start:start + block] = weights @ product
        return fft.irfft(transform, self.size) * self.untilt

    def total_and_count(self, leads, weights, p, size, counts):
        """Distributions of the total, jointly with each count of projects of `size` below `counts`."""
        weights, p = merged(weights, p[:, leads])
        points = np.arange(self.size)
        small = [fft.rfft(np.where(points < size, self.laws[i], 0) / self.untilt) for i in leads]
        length = self.size // 2 + 1
        transform = np.empty((counts, length), complex)
        block = max(64, 2**16 // len(weights))
        for start in range(0, length, block):
            here = slice(start, start + block)
            state = np.zeros((counts, len(weights), len(transform[0, here])), complex)
            state[0] = 1
            for j, i in enumerate(leads):
                q = p[:, j, None]
                with_big = q * (self.transforms[i, here] - small[j][here])
                without = 1 - q * self.admitted[i] + q * small[j][here]
                shifted = state[:-1] * with_big
                state *= without
                state[1:] += shifted
            transform[:, here] = np.einsum("c,kcf->kf", weights, state)
        return fft.irfft(transform, self.size) * self.untilt

    def pair_probability(self, first, second, weights, p, least_second):
        """P(B >= least_second[A]) for the totals A, B of two disjoint groups of leads."""
        weights, p = merged(weights, p[:, first + second])
        index = np.clip(least_second, 0, self.size)
        result, tails = 0.0, {}
        keep_tails = len(np.unique(p[:, len(first):], axis=0)) < len(weights)
        last_row, law = None, None
        one = np.ones(1)
        for weight, row in zip(weights, p):
            full = np.zeros((1, len(self.scenario.leads)))
            full[0, first + second] = row
            key = row[len(first):].tobytes()
            if key not in tails:
                below = np.concatenate([[0], np.cumsum(self.total(second, one, full))])
                tail = 1 - below
                tail[-1] = 0  # beyond the lattice: no hit
                if keep_tails:
                    tails[key] = tail
            else:
                tail = tails[key]
            if last_row is None or not np.array_equal(row[:len(first)], last_row):
                last_row, law = row[:len(first)].copy(), self.total(first, one, full)
            beyond = 1 - law.sum()
            result += weight * (law @ tail[index] + beyond * tail[index[-1]])
        return float(result)


def poisson_binomial(weights, p):
    """The distribution of the number of successes."""
    law = np.zeros((len(weights), p.shape[1] + 1))
    law[:, 0] = 1
    for j in range(p.shape[1]):
        q = p[:, j, None]
        law[:, 1:] = law[:, 1:] * (1 - q) + law[:, :-1] * q
        law[:, 0] *= 1 - q[:, 0]
    return weights @ law


def central_moments(weights, p, raw):
    """Mean and central moments 2 … 4 of Σ Bᵢ Aᵢ, with raw[i][k] = E Aᵢᵏ⁺¹ of signed leads."""
    mean = np.zeros(len(weights))
    k2, k3, k4 = mean.copy(), mean.copy(), mean.copy()
    for j, (a1, a2, a3, a4) in enumerate(raw):
        m1, m2, m3, m4 = (p[:, j] * a for a in (a1, a2, a3, a4))
        mean += m1
        k2 += m2 - m1**2
        k3 += m3 - 3 * m2 * m1 + 2 * m1**3
        k4 += m4 - 4 * m3 * m1 - 3 * m2**2 + 12 * m2 * m1**2 - 6 * m1**4
    overall = weights @ mean
    d = mean - overall
    second = weights @ (k2 + d**2)
    third = weights @ (k3 + 3 * k2 * d + d**3)
    fourth = weights @ (k4 + 3 * k2**2 + 4 * k3 * d + 6 * k2 * d**2 + d**4)
    return float(overall), float(second), float(third), float(fourth)


# --- The answers ----------------------------------------------------------------------------


class Exact:
    """All answers of a scenario at one precision."""

    def __init__(self, scenario, nodes, size, tilt):
        self.scenario, self.nodes = scenario, nodes
        self.lattice = Lattice(scenario, size, tilt)
        self.mixtures, self.total_laws = {}, {}

    def mixture(self, month):
        if month not in self.mixtures:
            self.mixtures[month] = conditional_probabilities(self.scenario, month, self.nodes)
        return self.mixtures[month]

    def investment_law(self, scope, month):
        """The distribution of the open leads' signed investment, and the known results to add."""
        if (scope, month) not in self.total_laws:
            self.total_laws[scope, month] = self.lattice.total(
                self.scenario.indices(scope), *self.mixture(month))
        return self.total_laws[scope, month], sum(self.scenario.known_results(scope, month))

    def count_law(self, scope, month, size):
        """The distribution of the count, known results included."""
        leads = self.scenario.indices(scope)
        weights, p = self.mixture(month)
        large = np.array([
            self.lattice.admitted[i]
            - min(float(self.scenario.leads[i].amount.cdf(size - 0.5)), self.lattice.admitted[i])
            for i in leads])
        known = sum(a >= size for a in self.scenario.known_results(scope, month))
        law = poisson_binomial(weights, p[:, leads] * large)
        return np.concatenate([np.zeros(known), law])

    def moments(self, scope, month):
        leads = self.scenario.indices(scope)
        weights, p = self.mixture(month)
        raw = [
            [self.scenario.leads[i].amount.partial_moment(k, self.scenario.ceiling)
             for k in (1, 2, 3, 4)] for i in leads]
        return central_moments(weights, p[:, leads], raw)

    def metrics(self):
        """Every requested metric: the targets' own, and investments by all scopes."""
        scenario = self.scenario
        months = sorted({t.month for t in scenario.targets} | {12})
        scopes = (["city"] + [f"district:{d}" for d in scenario.city["districts"]]
                  + [f"chain:{c}" for c in scenario.city["chains"]])
        metrics = [("signed_investment", s, m, 0) for m in months for s in scopes]
        metrics += [("project_count", "city", m, size * UNIT) for m in months for size in (0, 1, 10)]
        metrics += [(t.measure, t.scope, t.month, t.size) for t in scenario.targets]
        return list(dict.fromkeys(metrics))

    def answers(self):
        result = []
        for measure, scope, month, size in self.metrics():
            targets = [
                t for t in self.scenario.targets
                if (t.measure, t.scope, t.month, t.size) == (measure, scope, month, size)]
            head = {"measure": measure, "scope": scope, "through_month": month}
            if measure == "project_count":
                head["at_least_size"] = size // UNIT
            if measure == "signed_investment":
                numbers = self.investment_answers(scope, month, targets)
            elif measure == "project_count":
                numbers = self.count_answers(scope, month, size, targets)
            else:
                numbers = [self.share_answer(t) for t in targets]
            result += [{**head, **n} for n in numbers]
        return result

    def investment_answers(self, scope, month, targets):
        law, known = self.investment_law(scope, month)
        distribution = np.cumsum(law)
        mean, second, _, fourth = self.moments(scope, month)
        assert distribution[-1] < 1 - 1e-5 or abs(law @ np.arange(len(law)) - mean) < 1e-3 * mean
        sd = math.sqrt(second)
        yield statistic("mean", (mean + known) / UNIT, sd / UNIT)
        if second > 0:
            yield statistic(
                "standard_deviation", sd / UNIT,
                math.sqrt(max(fourth - second**2, 0) / (4 * second)) / UNIT)
        for q in QUANTILES:
            at = int(np.searchsorted(distribution, q))
            reached = float(distribution[at])
            answer = statistic("quantile", (at + known) / UNIT, None, probability=q)
            answer["distribution_at_value"] = reached
            window = UNIT // 4
            near = distribution[at + window] - (distribution[at - window] if at >= window else 0)
            if law[at] < 1e-4 and at >= window:
                density = near / (2 * window / UNIT)
                answer["standard_error_one_trial"] = math.sqrt(q * (1 - q)) / density
            yield answer
        for target in targets:
            least = target.least_hit - known
            values = np.arange(len(law)) + known
            yield from self.target_answers(target, law, values, least, UNIT)

    def count_answers(self, scope, month, size, targets):
        law = self.count_law(scope, month, size)
        values = np.arange(len(law))
        mean = float(law @ values)
        second, fourth = (float(law @ (values - mean) ** k) for k in (2, 4))
        yield statistic("mean", mean, math.sqrt(second))
        if second > 1e-12:
            yield statistic(
                "standard_deviation", math.sqrt(second),
                math.sqrt(max(fourth - second**2, 0) / (4 * second)))
        distribution = np.cumsum(law)
        at = int(np.searchsorted(distribution, 0.5))
        answer = statistic("quantile", at, None, probability=0.5)
        answer["distribution_at_value"] = float(distribution[at])
        yield answer
        for target in targets:
            yield from self.target_answers(target, law, values, target.least_hit, 1)

    def target_answers(self, target, law, values, least, unit):
        """The probability of the target and the expected shortfall given a miss."""
        threshold = float(target.threshold)
        missing = law[:max(least, 0)]
        miss = min(max(float(missing.sum()), 0.0), 1.0)
        hit = 1 - miss
        about = {"target": target.id, "threshold": threshold / unit}
        yield statistic(target.statistic, hit, math.sqrt(hit * miss), **about)
        if miss > 1e-3:
            gap = (threshold - values[:len(missing)]) / unit
            shortfall = float(missing @ gap) / miss
            spread = max(float(missing @ gap**2) / miss - shortfall**2, 0)
            kind = target.statistic.replace("probability", "expected_shortfall")
            yield statistic(kind, shortfall, math.sqrt(spread / miss), **about)

    def share_answer(self, target):
        """P(M / (M + O) >= s): the manufacturing and the other leads are two groups."""
        scenario, scope, month = self.scenario, target.scope, target.month
        known_m, known_o = (
            sum(scenario.known_results(scope, month, m)) for m in (True, False))
        assert known_m + known_o > 0, "the share must be defined in every trial"
        s = target.threshold
        other = np.arange(self.lattice.size, dtype=np.int64) + known_o
        # M (1 − s) >= s O in integers.
        up, down = s.numerator, s.denominator - s.numerator
        least = -(-other * up // down) if target.is_at_least else other * up // down + 1
        hit = self.lattice.pair_probability(
            scenario.indices(scope, False), scenario.indices(scope, True), *self.mixture(month),
            least - known_m)
        return statistic(
            target.statistic, hit, math.sqrt(max(hit * (1 - hit), 0)), target=target.id,
            threshold=float(s))

    def joint(self):
        result = []
        for id, entry in entries(self.scenario.plan.get("joint")).items():
            targets = [t for t in self.scenario.targets if t.id in entry["targets"]]
            assert len(targets) == len(entry["targets"]), id
            assert len({t.month for t in targets}) == 1, id
            if any(t.measure == "project_count" for t in targets):
                hit = self.investment_and_count(*sorted(targets, key=lambda t: t.measure))
            else:
                hit = self.investments_together(targets)
            result.append({
                "joint": id, "targets": [t.id for t in targets],
                **statistic("probability", hit, math.sqrt(hit * (1 - hit)))})
        return result

    def investment_and_count(self, count, investment):
        """P(total >= T and count >= k) of one scope."""
        scenario = self.scenario
        assert count.scope == investment.scope
        assert (count.measure, investment.measure) == ("project_count", "signed_investment")
        scope, month = count.scope, count.month
        amounts = scenario.known_results(scope, month)
        k = count.least_hit - sum(a >= count.size for a in amounts)
        least = max(investment.least_hit - sum(amounts), 0)
        law, _ = self.investment_law(scope, month)
        hit = 1 - law[:least].sum()
        if k > 0:
            weights, p = self.mixture(month)
            fewer = self.lattice.total_and_count(
                scenario.indices(scope), weights, p, count.size, k)
            few = self.count_law(scope, month, count.size)[:count.least_hit].sum()
            hit -= few - fewer[:, :least].sum()
        return float(hit)

    def investments_together(self, targets):
        """Targets of signed investment over a group of leads, over the rest, or over all."""
        scenario, month = self.scenario, targets[0].month
        assert all(t.measure == "signed_investment" for t in targets)
        own = next(t.scope for t in targets if t.scope != "city")
        first = scenario.indices(own)
        second = [i for i in range(len(scenario.leads)) if i not in first]
        a = np.arange(self.lattice.size, dtype=np.int64)
        b = np.zeros_like(a)
        for t in targets:
            least = t.least_hit - sum(scenario.known_results(t.scope, month))
            if scenario.indices(t.scope) == first:
                b[:max(least, 0)] = self.lattice.size  # never
            elif scenario.indices(t.scope) == second:
                b = np.maximum(b, least)
            else:
                assert t.scope == "city"
                b = np.maximum(b, least - a)
        return self.lattice.pair_probability(first, second, *self.mixture(month), b)


def statistic(name, value, standard_error_one_trial, **about):
    return {
        **{k: about[k] for k in ("target", "threshold", "probability") if k in about},
        "statistic": name, "value": float(value),
        "standard_error_one_trial": standard_error_one_trial}


def significant(value, digits=DIGITS):
    return float(f"{value:.{digits - 1}e}")


def with_error(coarse, fine):
    """The fine number, its error bounded by the difference and the rounding error."""
    value = fine["value"]
    floor = 1e-10 * max(1.0, abs(value))
    if fine["statistic"] == "quantile" and fine["measure"] == "signed_investment":
        floor = 1 / UNIT  # the lattice of whole 万元
    error = max(abs(value - coarse["value"]), floor)
    power = 10.0 ** math.floor(math.log10(error))
    answer = {**fine, "value": significant(value),
              "abs_error": float(f"{math.ceil(error / power - 1e-9) * power:.0e}")}
    for key, digits in (("standard_error_one_trial", 6), ("distribution_at_value", 9)):
        if answer.get(key) is not None:
            answer[key] = significant(answer[key], digits)
    return answer


def solve(name):
    scenario = read_scenario(name)
    dimensions = np.linalg.matrix_rank(scenario.dependence[0], tol=1e-12)
    nodes = 24 if dimensions <= 1 else 20
    fine = Exact(scenario, 2 * nodes, 2**21, 16.0)
    answers, joint = fine.answers(), fine.joint()
    del fine
    coarse = Exact(scenario, nodes, 2**20, 14.0)
    return {
        "name": name,
        "answers": [with_error(c, f) for c, f in zip(coarse.answers(), answers, strict=True)],
        "joint": [with_error(c, f) for c, f in zip(coarse.joint(), joint, strict=True)],
        "curves": [
            {"district": district, "stage": stage, "months": list(scenario.open_months),
             "probabilities": [significant(g, 15) for g in curve]}
            for (district, stage), curve in scenario.curves.items()],
    }


def make_table(names):
    scenarios = []
    for name in names:
        scenarios.append(solve(name))
        errors = [a["abs_error"] for a in scenarios[-1]["answers"] + scenarios[-1]["joint"]
                  if a["statistic"].startswith("probability")]
        print(f"{name}: {len(scenarios[-1]['answers'])} answers, {len(scenarios[-1]['joint'])} joint, "
              f"largest abs_error of a probability {max(errors):.0e}", file=sys.stderr)
    return {
        "format": 1, "made_by": "Tests/Reference/exact_scenarios.py", "numpy": np.__version__,
        "scipy": scipy.__version__, "scenarios": scenarios}


def written(table):
    """JSON with one answer per line."""
    def lines(items):
        return "[\n" + ",\n".join(
            "      " + json.dumps(item, ensure_ascii=False) for item in items) + "\n    ]"
    head = "".join(f' "{k}": {json.dumps(table[k])},\n' for k in ("format", "made_by", "numpy", "scipy"))
    scenarios = ",\n".join(
        f'  {{\n    "name": {json.dumps(s["name"])},\n' + ",\n".join(
            f'    "{k}": {lines(s[k])}' for k in ("answers", "joint", "curves")) + "\n  }"
        for s in table["scenarios"])
    return "{\n" + head + f' "scenarios": [\n{scenarios}\n ]\n}}\n'


def differences(table, committed):
    """The differences of a new table from the committed one, beyond the stated errors."""
    old = {s["name"]: s for s in committed["scenarios"]}
    for scenario in table["scenarios"]:
        for part in ("answers", "joint", "curves"):
            pairs = itertools.zip_longest(scenario[part], old[scenario["name"]][part])
            for new, before in pairs:
                numbers = ("value", "abs_error", "standard_error_one_trial",
                           "distribution_at_value", "probabilities")
                same = new and before and all(
                    new[k] == before.get(k) for k in new if k not in numbers)
                if same and part == "curves":
                    same = np.allclose(new["probabilities"], before["probabilities"], 1e-12, 0)
                elif same:
                    bound = new["abs_error"] + before["abs_error"]
                    same = abs(new["value"] - before["value"]) <= bound
                if not same:
                    yield f"{scenario['name']}: {new} is committed as {before}"


# --- Crude Monte Carlo, by independent code --------------------------------------------------


def integrated_curve(scenario, district, stage, since=None):
    """A conversion curve from the differential equation of the states."""
    vector, curve = scenario.start(district, stage, since), []
    for month, ahead in scenario.open_months.items():
        q = scenario.generator(district, month)
        end = scenario.pace(month) * float(ahead)
        if end > 0:
            vector = integrate.solve_ivp(
                lambda _, v, q=q: v @ q, (0, end), vector, "DOP853", rtol=1e-12, atol=1e-15).y[:, -1]
        curve.append(vector[-2])
    return np.array(curve)


def simulate(name, trials, seed):
    """Amounts (trials × leads) and months of signing (13: not in the year)."""
    scenario = read_scenario(name)
    rng = np.random.default_rng(seed)
    a, r, nu = scenario.dependence
    months = list(scenario.open_months)
    factors = rng.standard_normal((trials, len(r))) @ np.linalg.cholesky(r).T
    mixing = np.ones(trials) if nu is None else np.sqrt(rng.chisquare(nu, trials) / nu)
    amounts = np.zeros((trials, len(scenario.leads)), np.int64)
    signed = np.full((trials, len(scenario.leads)), 13)
    for i, lead in enumerate(scenario.leads):
        own = math.sqrt(1 - a[i] @ r @ a[i])
        score = (factors @ a[i] + own * rng.standard_normal(trials)) / mixing
        g = integrated_curve(scenario, lead.district, lead.stage, lead.stage_since)
        if lead.probability is not None:
            g = g * lead.probability / g[-1]
        g = stats.norm.cdf(stats.norm.ppf(g) + lead.score_shift)
        thresholds = stats.norm.ppf(g) if nu is None else stats.t.ppf(g, nu)
        position = np.searchsorted(thresholds, score)
        signed[:, i] = np.array(months + [13])[position]
        law = lead.amount
        if law.kind == "point":
            drawn = np.full(trials, law.mode)
        elif law.kind == "lognormal":
            drawn = np.exp(law.mu + law.sigma * rng.standard_normal(trials))
        else:
            drawn = law.low + (law.high - law.low) * rng.beta(*law.pert_shapes, trials)
        amounts[:, i] = np.floor(drawn + 0.5)
        if "investment_ceiling" in scenario.plan:
            signed[amounts[:, i] > money(scenario.plan["investment_ceiling"]), i] = 13
    return scenario, amounts, signed


def simulated_metric(scenario, amounts, signed, answer):
    """The metric of an answer or target in every trial: 亿元, a count, or a share."""
    scope, month = answer["scope"], answer["through_month"]
    leads = scenario.indices(scope)
    brought = np.where(signed[:, leads] <= month, amounts[:, leads], 0)
    if answer["measure"] == "project_count":
        size = max(answer["at_least_size"] * UNIT, 1)
        known = sum(x >= size for x in scenario.known_results(scope, month))
        return (brought >= size).sum(axis=1) + known
    total = brought.sum(axis=1) + sum(scenario.known_results(scope, month))
    if answer["measure"] == "signed_investment":
        return total / UNIT
    made = np.array([scenario.leads[i].manufacturing for i in leads])
    return (brought[:, made].sum(axis=1)
            + sum(scenario.known_results(scope, month, True))) / total


def meets(x, answer):
    at_least = answer["statistic"].endswith("at_least")
    return x >= answer["threshold"] if at_least else x > answer["threshold"]


def z_scores(scenario, amounts, signed, table):
    """(simulated − exact) / standard error, for every number."""
    trials = len(amounts)
    hits = {}
    for answer in table["answers"]:
        x = simulated_metric(scenario, amounts, signed, answer)
        kind, value = answer["statistic"], answer["value"]
        spread = answer["standard_error_one_trial"]
        if kind == "mean":
            estimate = x.mean()
        elif kind == "standard_deviation":
            estimate = x.std()
        elif kind == "quantile":
            value = answer["distribution_at_value"]
            estimate = (x <= answer["value"] + 1e-9).mean()
            spread = math.sqrt(value * (1 - value))
        elif kind.startswith("probability"):
            hits[answer["target"]] = meets(x, answer)
            estimate = hits[answer["target"]].mean()
        else:
            missed = x[~meets(x, answer)]
            estimate = (answer["threshold"] - missed).mean()
        yield z_score(estimate, value, spread, trials), answer
    for answer in table["joint"]:
        estimate = np.logical_and.reduce([hits[t] for t in answer["targets"]]).mean()
        yield z_score(
            estimate, answer["value"], answer["standard_error_one_trial"], trials), answer


def z_score(estimate, value, spread, trials):
    if spread < 1e-5:
        return 0.0 if abs(estimate - value) < 1e-5 + 20 / trials else math.inf
    return (estimate - value) / (spread / math.sqrt(trials))


def check_by_simulation(table, trials, seed):
    worst, count = 0.0, 0
    for entry in table["scenarios"]:
        scenario, amounts, signed = simulate(entry["name"], trials, seed)
        for (district, stage), curve in scenario.curves.items():
            assert np.allclose(integrated_curve(scenario, district, stage), curve, 1e-9, 1e-12)
        scores = list(z_scores(scenario, amounts, signed, entry))
        z, answer = max(scores, key=lambda pair: abs(pair[0]))
        square = np.mean([s**2 for s, _ in scores])
        print(f"{entry['name']}: {len(scores)} numbers, largest z {z:+.2f}, "
              f"mean z² {square:.2f}, at {json.dumps(answer, ensure_ascii=False)}")
        worst, count = max(worst, abs(z)), count + len(scores)
    print(f"all: {count} numbers, largest |z| {worst:.2f} with {trials} trials, seed {seed}")
    return worst


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--simulate", type=int, metavar="N")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", choices=SCENARIOS)
    arguments = parser.parse_args()
    names = [arguments.only] if arguments.only else SCENARIOS
    if arguments.simulate:
        table = json.loads(TABLE.read_text(encoding="utf-8"))
        table["scenarios"] = [s for s in table["scenarios"] if s["name"] in names]
        return int(check_by_simulation(table, arguments.simulate, arguments.seed) > 4)
    table = make_table(names)
    if arguments.check:
        found = list(differences(table, json.loads(TABLE.read_text(encoding="utf-8"))))
        print("\n".join(found) or "as committed")
        return int(bool(found))
    if arguments.only:
        print(written(table), end="")
    else:
        TABLE.write_text(written(table), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
