#!/usr/bin/env python3
"""Generates the invented example registers of Jiangmen (示例项目库). No line is a real project.

    python3 scenarios/jiangmen-2023/make_register.py --seed 2023
        register.csv, register-push.csv, carried-over.csv and history-2022.csv beside this script
    python3 scenarios/jiangmen-2023/make_register.py --year 2022 --seed 2022
        ../jiangmen-2022/register.csv

--check compares with the existing files and writes nothing; --explain prints the size distribution,
its implications, and the contents of the registers. docs/jiangmen-2023.md derives every constant.

Python 3.9 or later, standard library only. All draws come from random.Random(seed).random() and
from inverse distribution functions, so the bytes do not depend on Python's samplers.
"""
import argparse
import datetime
import math
import pathlib
import random
import sys
from statistics import NormalDist

# MARK: Size distribution, in 亿元: a lognormal body, and a Pareto tail from 10亿元, truncated at 250亿元.

LEAST, SPLICE, GREATEST = 0.2, 10.0, 250.0
BODY_MEDIAN, BODY_SIGMA = 2.4, 0.8
TAIL_EXPONENT = 1.8
BODY = NormalDist(math.log(BODY_MEDIAN), BODY_SIGMA)
BODY_FROM, BODY_TO = BODY.cdf(math.log(LEAST)), BODY.cdf(math.log(SPLICE))
TAIL_CUT = (SPLICE / GREATEST) ** TAIL_EXPONENT


def size(u, tail_share):
    """The quantile u of the size distribution in 亿元; tail_share is the share of sizes from 10亿元."""
    if u < 1 - tail_share:
        v = u / (1 - tail_share)
        return math.exp(BODY.inv_cdf(BODY_FROM + v * (BODY_TO - BODY_FROM)))
    v = (u - (1 - tail_share)) / tail_share
    return SPLICE * (1 - v * (1 - TAIL_CUT)) ** (-1 / TAIL_EXPONENT)


def tail_above(amount):
    """The share of the tail above an amount in 亿元."""
    return ((SPLICE / amount) ** TAIL_EXPONENT - TAIL_CUT) / (1 - TAIL_CUT)


def rounded(amount):
    """In 万元, as planners write: to 100万元 below 1亿元, 1,000万元 below 10亿元, else 5,000万元."""
    unit = 100 if amount < 1 else 1000 if amount < 10 else 5000
    return int(amount * 10_000 / unit + 0.5) * unit


# MARK: Districts: target 2023 (亿元, published), squads (published for 28, 20, 25, else assumed),
# the twelve named projects of 2022 (published), and the share of sizes from 10亿元 (assumed).

DISTRICTS = {
    "蓬江区": (330, 20, 1, 0.120),
    "江海区": (330, 22, 3, 0.120),
    "新会区": (680, 28, 4, 0.130),
    "台山市": (320, 20, 1, 0.130),
    "开平市": (250, 18, 1, 0.110),
    "鹤山市": (330, 25, 1, 0.115),
    "恩平市": (200, 15, 1, 0.115),
}
DISTRICT_NAMES = list(DISTRICTS)
SHARES = (0.7, 0.2, 0.1)  # of the target, the squads, the named projects in a district's weight
SUMS = [sum(row[k] for row in DISTRICTS.values()) for k in range(3)]
DISTRICT_WEIGHTS = [
    sum(share * row[k] / SUMS[k] for k, share in enumerate(SHARES)) for row in DISTRICTS.values()
]

# MARK: Chains: the team in charge, the team's target companies, the weight in the other
# channels, and the affinity to each district in the order above (all assumed; 10 × 200 published).

CHAINS = {
    "新能源电池": (1, 200, 10, (1.0, 1.5, 4.0, 0.8, 0.6, 1.2, 0.4)),
    "硅能源": (2, 120, 6, (0.5, 0.6, 2.0, 0.6, 0.5, 4.0, 0.5)),
    "储能电站与清洁能源": (2, 80, 7, (0.3, 0.3, 1.0, 3.5, 1.0, 0.7, 1.5)),
    "半导体与集成电路": (3, 90, 5, (1.5, 4.0, 0.4, 0.4, 0.6, 0.4, 0.4)),
    "电子信息": (3, 110, 8, (2.5, 3.0, 0.6, 0.6, 1.5, 1.2, 0.6)),
    "数控机床与智能装备": (4, 200, 9, (2.5, 1.5, 1.0, 0.7, 0.7, 1.0, 3.0)),
    "轨道交通汽车与船舶装备": (5, 200, 7, (1.5, 0.6, 2.0, 2.0, 0.6, 0.6, 0.6)),
    "新材料与精细化工": (6, 200, 10, (0.6, 1.5, 1.8, 0.9, 0.8, 1.2, 1.0)),
    "金属制品": (7, 200, 7, (0.8, 0.6, 2.0, 1.3, 1.2, 1.5, 1.0)),
    "生物医药与大健康": (8, 110, 6, (1.5, 0.8, 0.8, 0.8, 2.5, 0.8, 1.2)),
    "食品": (8, 90, 6, (0.8, 0.8, 1.2, 2.0, 1.5, 1.0, 1.2)),
    "安全应急": (9, 80, 3, (0.7, 3.0, 0.7, 0.7, 0.7, 0.7, 0.7)),
    "家电与现代家居": (9, 120, 8, (2.0, 1.0, 0.8, 0.8, 1.5, 1.5, 0.8)),
    "商贸物流": (10, 120, 8, (1.5, 0.8, 1.5, 0.8, 0.8, 1.5, 0.8)),
    "文旅": (10, 80, 5, (1.2, 0.6, 0.6, 1.8, 2.5, 0.6, 1.8)),
}
CHAIN_NAMES = list(CHAINS)
NOT_MANUFACTURING = {"储能电站与清洁能源", "商贸物流", "文旅"}
OTHER_PURPOSE_SHARE = 0.05  # of the manufacturing chains' leads below 200,000万元: headquarters,
OTHER_PURPOSE_BELOW = 200_000  # research, parks

# MARK: Channels: code, and the shares of 线索, 对接, 洽谈, 过会 among its leads (assumed).

STAGES = ("线索", "对接", "洽谈", "过会")
CHANNELS = {
    "产业链专班": ("CT", (0.62, 0.24, 0.105, 0.035)),
    "本地增资扩产": ("LE", (0.40, 0.32, 0.20, 0.08)),
    "驻点招商": ("OP", (0.45, 0.33, 0.17, 0.05)),
    "招商活动": ("EV", (0.35, 0.45, 0.16, 0.04)),
    "侨务与境外经贸代表处": ("OV", (0.50, 0.32, 0.14, 0.04)),
    "中介与委托招商": ("IN", (0.40, 0.38, 0.17, 0.05)),
}
SIGNED_SHARES = (0.40, 0.20, 0.16, 0.08, 0.06, 0.10)  # of the year to date, by channel
PUSH_STAGES = (0.70, 0.24, 0.05, 0.01)  # what a year's push brings is younger

# Leads by channel in the order above. 2023: 10 teams × 200 and 200 local companies are published;
# 15 outposts × 16, 45 from events, 69 offices × 1 and 60 are assumed. 2022: all assumed.
LEAD_COUNTS = {2023: (2000, 200, 240, 90, 69, 60), 2022: (1900, 180, 160, 55, 50, 45)}
PUSH_COUNTS = (0, 0, 120, 150, 69, 60)
# Signed from 1 January to 28 February: their number, and 13.2 % of the last year's total in 亿元.
SIGNED_COUNTS = {2023: 46, 2022: 39}
SIGNED_TOTALS = {2023: 0.132 * 1830, 2022: 0.132 * 1830 / 1.179}
SPRING_FESTIVAL = {2023: ((1, 21), (1, 27)), 2022: ((1, 31), (2, 6))}
GREATEST_SIGNED = 40.0  # 亿元, in the year to date, before the sizes are scaled to their total
YUAN_PER_DOLLAR = 6.73  # as in the scenarios' exchange_rates
DOLLAR_SHARE = 0.5  # of the overseas leads: stated in 美元
RANGE_SHARE = 0.05  # of 线索 and 对接: a range; of 洽谈: least, most likely, greatest

# Signed in 2022 and not started by the end of February 2023: assumed, a fifth of the projects.
CARRIED_OVER_COUNT = 60
# Outcomes of leads in 2022, by stage: the number that left it, the rate and the months of the baseline,
# and the spread of districts around them (log standard deviation; all assumed).
HISTORY = {"线索": (1400, 0.34, 3.5), "对接": (760, 0.43, 3.0), "洽谈": (420, 0.45, 3.0), "过会": (190, 0.88, 2.0)}
HISTORY_DEVIATION = 0.15

HEAD = (
    "编号,项目名称,区县,产业链,渠道,阶段,投资额(万元),投资额下限(万元),投资额上限(万元),制造业,签约日期"
)


def proportional_table(rows, columns, affinity):
    """The table nearest to the affinity whose margins are rows and columns (each summing to 1)."""
    table = [list(row) for row in affinity]
    for _ in range(200):
        for i, row in enumerate(table):
            factor = rows[i] / sum(row)
            table[i] = [cell * factor for cell in row]
        for j, margin in enumerate(columns):
            factor = margin / sum(row[j] for row in table)
            for row in table:
                row[j] *= factor
    return table


def dealt(shares, count, start):
    """Indices of shares, count of them in order: systematic sampling from a start in [0, 1)."""
    total, result, reached = sum(shares), [], 0.0
    for index, share in enumerate(shares):
        reached += share / total * count
        while len(result) < count and len(result) + start < reached - 1e-9:
            result.append(index)
    return result + [len(shares) - 1] * (count - len(result))


def places(count, chain_weights, random_source):
    """count pairs (chain, district), with the chains' weights and the districts' weights kept."""
    total = sum(chain_weights)
    table = proportional_table(
        [weight / total for weight in chain_weights],
        DISTRICT_WEIGHTS,
        [CHAINS[name][3] for name in CHAIN_NAMES],
    )
    chains = dealt(chain_weights, count, 0.5)
    result = []
    for chain in range(len(CHAIN_NAMES)):
        start = random_source.random()
        for district in dealt(table[chain], chains.count(chain), start):
            result.append((chain, district))
    return result


def spread_points(count, random_source):
    """count points of the unit square, of low discrepancy over every section of the sequence.

    Roberts' R2 sequence, a Kronecker sequence on the powers of the plastic number.
    """
    plastic = 1.324717957244746
    x, y = random_source.random(), random_source.random()
    return [((x + k / plastic) % 1, (y + k / plastic**2) % 1) for k in range(1, count + 1)]


def shuffled(items, random_source):
    keyed = [(random_source.random(), index) for index in range(len(items))]
    return [items[index] for _, index in sorted(keyed)]


def index_of(u, shares):
    """The index of the share in which u falls."""
    reached = 0.0
    for index, share in enumerate(shares):
        reached += share
        if u < reached:
            return index
    return len(shares) - 1


def open_leads(counts, prefix, first_number, random_source, stages=None):
    """Leads before signing, as columns of text, by channel."""
    leads = []
    for (channel, (code, shares)), count in zip(CHANNELS.items(), counts):
        weights = [CHAINS[name][1 if code == "CT" else 2] for name in CHAIN_NAMES]
        for number, (chain, district) in enumerate(places(count, weights, random_source), 1):
            leads.append([f"{prefix}-{code}-{number:04}", chain, district, channel, stages or shares])
    order = shuffled(range(len(leads)), random_source)
    order.sort(key=lambda index: leads[index][2])  # district by district, so that each has its distribution
    points = spread_points(len(leads), random_source)
    lines = [""] * len(leads)
    for index, (u, v) in zip(order, points):
        identifier, chain, district, channel, shares = leads[index]
        stage = STAGES[index_of(u, shares)]
        amount = rounded(size(v, DISTRICTS[DISTRICT_NAMES[district]][3]))
        form = random_source.random()
        likely, low, high = str(amount), "", ""
        if channel == "侨务与境外经贸代表处" and form < DOLLAR_SHARE:
            likely = f"{max(1, round(amount / YUAN_PER_DOLLAR / 50)) * 50}万美元"
        elif form < RANGE_SHARE and stage in ("线索", "对接"):
            spread = math.exp(0.5 * NormalDist().inv_cdf(0.9))
            middle = amount / 10_000 * math.exp(-0.5 * 0.5 / 2)
            likely, low, high = "", str(rounded(middle / spread)), str(rounded(middle * spread))
        elif form < RANGE_SHARE and stage == "洽谈":
            likely, low, high = (str(rounded(amount / 10_000 * f)) for f in (0.95, 0.7, 1.5))
        other = random_source.random() < OTHER_PURPOSE_SHARE and amount < OTHER_PURPOSE_BELOW
        name = CHAIN_NAMES[chain]
        lines[index] = ",".join(
            (
                identifier,
                f"示例企业{first_number + index:04}",
                DISTRICT_NAMES[district],
                name,
                channel,
                stage,
                likely,
                low,
                high,
                "否" if other and name not in NOT_MANUFACTURING else "",
                "",
            )
        )
    return lines


def signed_leads(year, count, prefix, first_number, random_source):
    """Projects signed from 1 January to 28 February; few are signed around the Spring Festival."""
    days, weights = [], []
    (from_month, from_day), (to_month, to_day) = SPRING_FESTIVAL[year]
    day = datetime.date(year, 1, 2)
    while day <= datetime.date(year, 2, 28):
        holiday = datetime.date(year, from_month, from_day) <= day <= datetime.date(
            year, to_month, to_day
        )
        days.append(day)
        weights.append(0.0 if holiday else 0.2 if day.weekday() >= 5 else 1.0)
        day += datetime.timedelta(days=1)
    weights = [weight / sum(weights) for weight in weights]
    pairs = places(count, [CHAINS[name][2] for name in CHAIN_NAMES], random_source)
    pairs.sort(key=lambda pair: pair[1])
    points = spread_points(count, random_source)
    channels = shuffled(dealt(SIGNED_SHARES, count, 0.5), random_source)
    sizes = []
    for (_, district), (_, v) in zip(pairs, points):
        tail_share = DISTRICTS[DISTRICT_NAMES[district]][3]
        sizes.append(size(v * (1 - tail_share * tail_above(GREATEST_SIGNED)), tail_share))
    scale = SIGNED_TOTALS[year] / sum(sizes)
    rows = []
    for (chain, district), (u, _), channel, unscaled in zip(pairs, points, channels, sizes):
        amount = rounded(unscaled * scale)
        day = days[index_of(u, weights)]
        stage = "开工" if day.month == 1 and random_source.random() < 0.3 else "签约"
        rows.append((day, chain, district, list(CHANNELS)[channel], stage, amount))
    rows.sort()
    return [
        f"{prefix}-SG-{number:04},示例企业{first_number + number - 1:04},{DISTRICT_NAMES[district]},"
        f"{CHAIN_NAMES[chain]},{channel},{stage},{amount},,,,{day.isoformat()}"
        for number, (day, chain, district, channel, stage, amount) in enumerate(rows, 1)
    ]


def carried_over(random_source):
    """Projects signed in 2022 that have not started."""
    pairs = places(CARRIED_OVER_COUNT, [CHAINS[name][2] for name in CHAIN_NAMES], random_source)
    pairs.sort(key=lambda pair: pair[1])
    points = spread_points(CARRIED_OVER_COUNT, random_source)
    channels = shuffled(dealt(SIGNED_SHARES, CARRIED_OVER_COUNT, 0.5), random_source)
    lines = []
    for number, ((chain, district), (u, v), channel) in enumerate(zip(pairs, points, channels), 1):
        tail_share = DISTRICTS[DISTRICT_NAMES[district]][3]
        amount = rounded(size(v * (1 - tail_share * tail_above(GREATEST_SIGNED)), tail_share))
        # The later a project was signed, the more likely it has not started.
        day = datetime.date(2022, 12, 30) - datetime.timedelta(days=int(280 * u * u))
        lines.append(
            f"JM22-CO-{number:04},示例企业{7000 + number},{DISTRICT_NAMES[district]},"
            f"{CHAIN_NAMES[chain]},{list(CHANNELS)[channel]},签约,{amount},,,,{day.isoformat()}"
        )
    return lines


def history(random_source):
    """Counts of 2022 by district and stage."""
    lines = ["区县,阶段,进入,晋级,停留月数"]
    for stage, (count, rate, months) in HISTORY.items():
        entered = dealt(DISTRICT_WEIGHTS, count, 0.5)
        for district, name in enumerate(DISTRICT_NAMES):
            shift = HISTORY_DEVIATION * NormalDist().inv_cdf(random_source.random())
            own_rate = 1 / (1 + math.exp(-math.log(rate / (1 - rate)) - shift))
            own_months = months * math.exp(-shift)
            number = entered.count(district)
            advanced = sum(random_source.random() < own_rate for _ in range(number))
            spent = sum(-own_months * math.log(1 - random_source.random()) for _ in range(number))
            lines.append(f"{name},{stage},{number},{advanced},{spent:.1f}")
    return lines


def comments(year, seed, what_zh="", what_en=""):
    year_option = "" if year == 2023 else f"--year {year} "
    command = f"python3 scenarios/jiangmen-2023/make_register.py {year_option}--seed {seed}"
    return [
        f"# 示例数据：本项目库全部为虚构，不是江门市的真实项目。{what_zh}截止日 {year}-02-28。",
        f"# 生成命令：{command}",
        f"# Invented example data: no line is a real project of Jiangmen. {what_en}"
        f"As of {year}-02-28.",
        f"# Made by: {command}",
        "# 推导与假设 Derivation and assumptions: docs/jiangmen-2023.md",
    ]


def registers(year, seed):
    """File name (from this folder) and lines of every register of the year."""
    prefix = f"JM{year % 100}"
    random_source = random.Random(seed)
    counts = LEAD_COUNTS[year]
    lines = open_leads(counts, prefix, 1, random_source)
    lines += signed_leads(year, SIGNED_COUNTS[year], prefix, sum(counts) + 1, random_source)
    folder = "" if year == 2023 else f"../jiangmen-{year}/"
    result = {folder + "register.csv": comments(year, seed) + [HEAD] + lines}
    if year == 2023:
        push = open_leads(PUSH_COUNTS, f"{prefix}P", 6001, random_source, PUSH_STAGES)
        head = comments(
            year,
            seed,
            "这是加力冲刺情景另加的线索。",
            "The leads that the scenario stretch-push adds. ",
        )
        result["register-push.csv"] = head + [HEAD] + push
        head = comments(
            year,
            seed,
            "这是2022年签约、尚未开工的项目。",
            "Projects signed in 2022 that have not started. ",
        )
        result["carried-over.csv"] = head + [HEAD] + carried_over(random.Random(seed + 1))
        head = comments(
            year,
            seed,
            "这是2022年各区县各阶段的计数。",
            "Counts of 2022 by district and stage. ",
        )
        result["history-2022.csv"] = head + history(random.Random(seed + 2))
    return result


def explain(files):
    print("size law, 亿元: lognormal body of median", BODY_MEDIAN, "and sigma", BODY_SIGMA)
    print("  from", LEAST, "to", SPLICE, "; Pareto tail of exponent", TAIL_EXPONENT, "to", GREATEST)
    average = sum(w * row[3] for w, row in zip(DISTRICT_WEIGHTS, DISTRICTS.values()))
    sizes = [size((k + 0.5) / 200_000, average) for k in range(200_000)]
    large = [x for x in sizes if x >= 1]
    print(f"  city's tail share {average:.4f}, mean {sum(sizes) / len(sizes):.3f};")
    print(f"  from 1亿元: share {len(large) / len(sizes):.3f}, mean {sum(large) / len(large):.3f},")
    print(f"  from 10亿元: {average * len(sizes) / len(large):.4f} of those from 1亿元")
    for amount in (10, 11, 12, 13.5, 20, 24.2, 30, 50, 100, 200):
        print(f"  tail above {amount}: {tail_above(amount):.4f}; of 45: {45 * tail_above(amount):.2f}")
    for name, weight in zip(DISTRICT_NAMES, DISTRICT_WEIGHTS):
        print(f"  weight of {name}: {weight:.4f}")
    for file, lines in files.items():
        if file.startswith("history"):
            continue
        rows = [line.split(",") for line in lines if not line.startswith("#")][1:]
        print(file, "leads", len(rows), "bytes", len(("\n".join(lines) + "\n").encode()))
        for column in (5, 4, 2, 3):
            counts = {}
            for row in rows:
                counts[row[column]] = counts.get(row[column], 0) + 1
            print("  " + ", ".join(f"{key} {count}" for key, count in counts.items()))
        signed = [int(row[6]) / 10_000 for row in rows if row[10]]
        print(f"  signed {len(signed)}, {sum(signed):.1f}亿元, from 1亿元 {sum(x >= 1 for x in signed)}")


def main():
    parser = argparse.ArgumentParser(description="Invent the example registers of Jiangmen.")
    parser.add_argument("--year", type=int, choices=sorted(LEAD_COUNTS), default=2023)
    parser.add_argument("--seed", type=int, default=None, help="the year if absent")
    parser.add_argument("--check", action="store_true", help="compare, write nothing")
    parser.add_argument("--explain", action="store_true", help="print the derivation, write nothing")
    arguments = parser.parse_args()
    seed = arguments.year if arguments.seed is None else arguments.seed
    files = registers(arguments.year, seed)
    if arguments.explain:
        explain(files)
        return 0
    differing = []
    for name, lines in files.items():
        path = pathlib.Path(__file__).resolve().parent / name
        content = ("\n".join(lines) + "\n").encode("utf-8")
        if not arguments.check:
            path.write_bytes(content)
        elif not path.exists() or path.read_bytes() != content:
            differing.append(name)
    for name in differing:
        print(f"differs from what is generated: {name}", file=sys.stderr)
    return 1 if differing else 0


if __name__ == "__main__":
    sys.exit(main())
