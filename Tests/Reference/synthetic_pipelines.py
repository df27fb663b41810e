#!/usr/bin/env python3
"""Invented records of leads with dated stages, from processes whose truth is known.

    python3 synthetic_pipelines.py CASE --seed N --years Y --output FILE [--by-lead] [--prior]

Leads are followed one by one in continuous time, by code that shares nothing with the package. Cases:

  model       exponential dwell times, constant rates: the model's own assumptions
  shapes      dwell times of the Erlang and hyperexponential kind; lost leads wait half as long
  drift       the log odds of every quarter vary by 0.35 for the city and 0.15 for a district, the speed by 0.15;
              with --prior by sizes drawn from a half-normal of scale 1/2, numbers of arrivals too
  seasons     conversion and speed depend on the calendar month
  both        drift and seasons together
  bimodal     dwell times are a mixture of a short and a long one
  shock       in the last third of the time conversion falls by a third
  capacity    at most four leads of the city are signed in a month, the oldest first

Investments are log-normal (median 2, log deviation 0.8), of one lead in eight Pareto from 10 to 250 (exponent 1.8), in 100 million
yuan. With --prior the rates, dwell times and numbers of arrivals are drawn anew around those below.
"""

import argparse
import csv
import datetime
import heapq
import sys

import numpy as np

STAGES = ("identified", "contacted", "negotiating", "approved")
DISTRICTS = ("east", "west", "south")
RATES = {
    "east": (0.55, 0.60, 0.55, 0.85),
    "west": (0.45, 0.55, 0.50, 0.80),
    "south": (0.50, 0.50, 0.60, 0.90),
}
DWELLS = {
    "east": (1.5, 1.5, 2.0, 1.0),
    "west": (2.0, 1.5, 2.5, 1.0),
    "south": (1.5, 2.0, 2.0, 1.5),
}
ARRIVALS = {"east": 14.0, "west": 10.0, "south": 8.0}  # a month
DRIFT = {"city": 0.35, "district": 0.15, "speed": 0.15, "arrivals": 0}
DAYS = 365.25 / 12  # of a month
START = datetime.date(2016, 1, 1)
WARM_UP = 24  # months before the first recorded day


class Truth:
    """Rates, speeds and waits of a case."""

    def __init__(self, case, months, rng):
        self.case, self.months, self.rng = case, months, rng
        quarters = (months + WARM_UP) // 3 + 2
        drift = DRIFT if case in ("drift", "both") else dict.fromkeys(DRIFT, 0)
        self.common = rng.normal(0, 1, (quarters, 1)) * drift["city"]
        self.own = {d: rng.normal(0, 1, (quarters, 4)) * drift["district"] for d in DISTRICTS}
        self.speed = np.exp(rng.normal(0, drift["speed"], quarters))
        self.arrivals = {d: np.ones(quarters) for d in DISTRICTS}
        if drift["arrivals"]:
            shape = 1 / drift["arrivals"] ** 2
            self.arrivals = {d: rng.gamma(shape, 1 / shape, quarters) for d in DISTRICTS}
        seasonal = case in ("seasons", "both")
        year = np.arange(12)
        self.season = 0.6 * np.cos(2 * np.pi * (year - 11) / 12) if seasonal else np.zeros(12)
        self.pace = 1 + 0.4 * np.cos(2 * np.pi * (year - 11) / 12) if seasonal else np.ones(12)

    def quarter(self, time):
        return int((time + WARM_UP) // 3)

    def advances(self, district, stage, time):
        rate = RATES[district][stage]
        quarter = self.quarter(time)
        odds = np.log(rate / (1 - rate)) + self.common[quarter, stage % self.common.shape[1]]
        odds += self.own[district][quarter, stage] + self.season[int(time % 12)]
        p = 1 / (1 + np.exp(-odds))
        if self.case == "shock" and time > self.months * 2 / 3:
            p *= 2 / 3
        return self.rng.random() < p

    def wait(self, district, stage, is_advance):
        mean = DWELLS[district][stage]
        if self.case == "shapes":
            if not is_advance:
                mean /= 2
            if stage in (1, 2):
                return self.rng.gamma(4, mean / 4)
            if stage == 0:
                return self.rng.exponential(mean * (1.6 if self.rng.random() < 0.5 else 0.4))
        if self.case == "bimodal":
            return self.rng.gamma(8, mean * (1.75 if self.rng.random() < 0.5 else 0.25) / 8)
        return self.rng.exponential(mean)

    def end(self, time, wait):
        """When a wait in months of normal speed that begins at `time` has passed."""
        while True:
            month = int(np.floor(time))
            if month >= self.months:
                return np.inf
            speed = self.pace[month % 12] * self.speed[self.quarter(time)]
            left = (month + 1 - time) * speed
            if wait < left:
                return time + wait / speed
            wait -= left
            time = month + 1.0


def follow(case, months, rng):
    """(district, [(time, stage), …]) of every lead, in months from the first recorded day."""
    truth = Truth(case, months, rng)
    leads = []
    for district in DISTRICTS:
        for month in range(-WARM_UP, months):
            rate = ARRIVALS[district] * truth.arrivals[district][truth.quarter(month)]
            for _ in range(rng.poisson(rate)):
                leads.append((district, month + rng.random()))
    result = [(district, [(time, 0)]) for district, time in leads]
    queue = []
    for number, (district, time) in enumerate(leads):
        stage = 0
        while time < months and stage < 4:
            # With separate waits the outcome is known first; here it is drawn at the end of the wait
            # unless the waits differ.
            if case == "shapes":
                is_advance = truth.advances(district, stage, time)
                time = truth.end(time, truth.wait(district, stage, is_advance))
            else:
                time = truth.end(time, truth.wait(district, stage, True))
                if time >= months:
                    break
                is_advance = truth.advances(district, stage, time)
            if time >= months:
                break
            stage += 1
            if not is_advance:
                result[number][1].append((time, "lost"))
                break
            if stage == 4 and case == "capacity":
                heapq.heappush(queue, (time, number))
                break
            result[number][1].append((time, stage))
    if case == "capacity":
        waiting = sorted(queue)
        for month in range(-WARM_UP, months):
            ready = [item for item in waiting if item[0] < month + 1][:4]
            for time, number in ready:
                waiting.remove((time, number))
                result[number][1].append((max(time, month + rng.random()), 4))
    return result


def draw_prior(rng):
    """Rates, dwell times and arrivals around the stated ones, and the drift."""
    for key, size in (("city", 4), ("district", 4), ("speed", None), ("arrivals", None)):
        DRIFT[key] = abs(rng.normal(0, 0.5, size))
    for district in DISTRICTS:
        odds = [np.log(r / (1 - r)) + rng.normal(0, 0.4) for r in RATES[district]]
        RATES[district] = tuple(1 / (1 + np.exp(-x)) for x in odds)
        DWELLS[district] = tuple(d * np.exp(rng.normal(0, 0.3)) for d in DWELLS[district])
        ARRIVALS[district] *= np.exp(rng.normal(0, 0.3))


def investments(count, rng):
    body = np.exp(np.log(2) + 0.8 * rng.normal(size=4 * count + 100))
    body = body[body < 10][:count]
    end = (10 / 250) ** 1.8
    tail = 10 * (1 - rng.random(count) * (1 - end)) ** (-1 / 1.8)
    return np.where(rng.random(count) < 1 / 8, tail, body)


def write(leads, file, by_lead, sizes):
    names = {**dict(enumerate((*STAGES, "signed"))), "lost": "lost"}

    def day(time):
        return (START + datetime.timedelta(days=int(np.floor(time * DAYS)))).isoformat()

    rows = csv.writer(file, lineterminator="\n")
    print("# Invented records (synthetic_pipelines.py): no line is a real project.", file=file)
    columns = (*names.values(),)
    known = ["id", "district", "investment (亿元)"]
    rows.writerow([*known, *columns] if by_lead else [*known, "stage", "date"])
    for number, (district, events) in enumerate(leads):
        # What happened before the first recorded day is known by its dates as well.
        if by_lead:
            days = {names[stage]: day(time) for time, stage in events}
            rows.writerow([f"S{number:06}", district, f"{sizes[number]:.2f}",
                           *(days.get(c, "") for c in columns)])
        else:
            for time, stage in events:
                rows.writerow([f"S{number:06}", district, f"{sizes[number]:.2f}", names[stage],
                               day(time)])


def main():
    cases = [line.split()[0] for line in __doc__.split("Cases:")[1].strip().split("\n\n")[0].splitlines()]
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("case", choices=cases)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--years", type=int, default=6)
    parser.add_argument("--output", required=True)
    parser.add_argument("--by-lead", action="store_true")
    parser.add_argument("--prior", action="store_true")
    arguments = parser.parse_args()
    if arguments.prior:
        draw_prior(np.random.default_rng([arguments.seed, 2]))
    rng = np.random.default_rng(arguments.seed)
    leads = follow(arguments.case, 12 * arguments.years, rng)
    with open(arguments.output, "w", encoding="utf-8") as file:
        sizes = investments(len(leads), np.random.default_rng([arguments.seed, 1]))
        write(leads, file, arguments.by_lead, sizes)


if __name__ == "__main__":
    sys.exit(main())
