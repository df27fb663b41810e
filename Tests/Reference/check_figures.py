"""Checks docs/jiangmen-2023.md (forecasts, the effect of land-ready) and the READMEs' output against runs.

Run with the repository as the working directory:

    python3 Tests/Reference/check_figures.py .build/release/luodi [--write]

Simulates every scenario with 100,000 trials of seed 2023, some minutes on one core. Prints a line for each
row that differs, and exits with 1 if there is one; --write replaces it in docs/jiangmen-2023.md by the
figures of the runs.
"""

import json
import pathlib
import re
import subprocess
import sys

PAGE = pathlib.Path("docs/jiangmen-2023.md")
DRAWS = ["--trials", "100000", "--seed", "2023", "--format", "json"]


def luodi(*arguments):
    run = subprocess.run([sys.argv[1], *arguments, *DRAWS], check=True, capture_output=True)
    return json.loads(run.stdout)


def quantile(metric, probability):
    return next(
        q["value"] for q in metric["quantiles"] if abs(q["probability"] - probability) < 1e-9
    )


def row(name):
    forecast = luodi("run", f"jiangmen-2023/{name}")
    targets = {target["id"]: target for target in forecast["targets"]}
    metrics = {metric["id"]: metric for metric in forecast["metrics"]}
    total = metrics["city.signed_investment"]
    ids = ["city-floor", "city-stretch", "manufacturing-share", "projects-over-10"]
    cells = [f"{100 * targets[id]['probability']:.1f} %" for id in ids]
    cells += [f"{total['mean']:,.0f}", f"{quantile(total, 0.5):,.0f}"]
    cells.append(f"{quantile(total, 0.05):,.0f} – {quantile(total, 0.95):,.0f}")
    cells.append(f"{quantile(metrics['city.projects_over_10'], 0.5):.0f}")
    landed = [metrics.get(f"city.{id}") for id in ["started_investment", "funds_in_place"]]
    cells += [f"{metric['mean']:,.0f}" if metric else "" for metric in landed]
    return " ".join(f"| {cell}" if cell else "|" for cell in [name, *cells]) + " |"


def land_ready():
    landing = luodi("compare", "jiangmen-2023/baseline", "jiangmen-2023/land-ready")["landing"]
    added = {part["measure"]: part["means"][1]["difference"]["value"] for part in landing}
    return (
        f"{added['started_investment']:.0f}亿元 more start within the year, and "
        f"{added['funds_in_place']:.0f}亿元 more are in place."
    )


def output_shown(page, language):
    """The lines of the page's first output of baseline that the run does not print."""
    text = pathlib.Path(page).read_text(encoding="utf-8")
    blocks = re.findall(r"^```\n(.*?)^```$", text, re.S | re.M)
    shown = next(block for block in blocks if "100000" in block).removesuffix("…\n")
    command = [sys.argv[1], "run", "baseline", "--lang", language]
    printed = subprocess.run(command, check=True, capture_output=True, encoding="utf-8").stdout.splitlines()
    return [f"{page}: {line}" for line in shown.splitlines() if line not in printed]


def main():
    text = PAGE.read_text(encoding="utf-8")
    head = text.index("| scenario | P(> 2,000)")
    table = text[head : text.index("\n\n", head)].splitlines()[2:]
    found = [(line, row(line.split("|")[1].strip())) for line in table]
    more = re.search(r"\d+亿元 more start within the year, and \d+亿元 more are in place\.", text)
    found.append((more[0], land_ready()))
    wrong = [(old, new) for old, new in found if old != new]
    for old, new in wrong:
        print(f"page: {old}\nrun:  {new}")
        text = text.replace(old, new)
    if "--write" in sys.argv and wrong:
        PAGE.write_text(text, encoding="utf-8")
    print(f"{len(found) - len(wrong)} of {len(found)} lines as run")
    outdated = output_shown("README.md", "en") + output_shown("README.zh-CN.md", "zh")
    print("\n".join(outdated) or "output in the READMEs as run")
    sys.exit(1 if outdated or (wrong and "--write" not in sys.argv) else 0)


if __name__ == "__main__":
    main()
