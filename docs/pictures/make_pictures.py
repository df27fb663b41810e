"""Draws the pictures of docs/jiangmen-2023.md: make_pictures.py LUODI.

Figures come from `luodi run` and `luodi compare`, 100,000 trials, seed 2023. Charts that a command
creates are used unchanged; charts that compare several runs are created here, in the
same style. Needs vl-convert-python (`make charts`).
"""
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile

import vl_convert

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
CITY = ROOT / "scenarios" / "jiangmen-2023"
STEPS = {
    "with-arrivals": ("+ leads still to come", "followers: null\nquotas: null\n"),
    "with-followers": ("+ followers", "quotas: null\n"),
}
STORIES = [
    "baseline", "more-outposts", "faster-review", "land-short", "energy-short", "one-brings-many",
    "land-ready", "all-out",
]


def run(luodi, city, scenario, *more):
    command = [luodi, "run", str(city / f"{scenario}.yaml"), "--format", "json", "--lang", "en", *more]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT).stdout)


def summary(forecast, title):
    city = next(m for m in forecast["metrics"] if m["id"] == "city.signed_investment")
    quantiles = {q["probability"]: q["value"] for q in city["quantiles"]}
    chances = {t["id"]: t["probability"] for t in forecast["targets"]}
    return {
        "title": title, "p5": quantiles[0.05], "p25": quantiles[0.25], "p50": quantiles[0.5],
        "p75": quantiles[0.75], "p95": quantiles[0.95], "mean": city["mean"],
        "text": f"{chances['city-floor']:.1%}  {chances['city-stretch']:.1%}",
    }


def style(specification):
    """The configuration of luodi's own charts."""
    chart = json.loads((HERE / "histogram.vl.json").read_text())
    return {**specification, "$schema": chart["$schema"], "config": chart["config"], "background": "white",
            "padding": 12, "width": 560}


def title(text, note):
    return {"text": text, "subtitle": note, "anchor": "start", "frame": "group", "offset": 26}


def intervals(rows, text, note):
    y = {"field": "title", "type": "nominal", "sort": None, "title": None,
         "axis": {"ticks": False, "domain": False, "grid": True}}

    def x(field):
        return {"field": field, "type": "quantitative", "title": "Investment signed in the year (亿元)",
                "scale": {"zero": False}}

    def bar(lower, upper, width, opacity):
        return {"mark": {"type": "rule", "strokeWidth": width, "opacity": opacity, "color": "#0072B2"},
                "encoding": {"x": x(lower), "x2": {"field": upper}, "y": y}}

    goals = [{"goal": 2000, "label": "> 2,000"}, {"goal": 2390, "label": "≥ 2,390"}]
    return style({
        "title": title(text, note), "height": {"step": 32}, "data": {"values": rows},
        "layer": [
            bar("p5", "p95", 5, 0.35), bar("p25", "p75", 11, 0.55),
            {"mark": {"type": "point", "filled": True, "size": 60, "color": "#1F2933", "opacity": 1},
             "encoding": {"x": x("mean"), "y": y}},
            {"data": {"values": goals},
             "mark": {"type": "rule", "strokeDash": [6, 3], "strokeWidth": 2, "color": "#D55E00"},
             "encoding": {"x": x("goal")}},
            {"data": {"values": goals},
             "mark": {"type": "text", "baseline": "bottom", "dy": -4, "color": "#D55E00", "fontWeight": "bold"},
             "encoding": {"x": x("goal"), "y": {"value": 0}, "text": {"field": "label"}}},
            {"mark": {"type": "text", "align": "left", "dx": 8},
             "encoding": {"x": {"value": 560}, "y": y, "text": {"field": "text"}}},
        ]})


def quotas(forecasts):
    rows = []
    for forecast in forecasts:
        resources = forecast["year"]["quotas"]["resources"]
        for resource in resources:
            for district in resource["districts"]:
                rows.append({
                    "line": f"{resource['resource']}, {forecast['scenario']['id']}",
                    "district": district["scope"]["name"]["en"], "short": district["short_probability"]})
    x = {"field": "district", "type": "nominal", "sort": None, "title": None,
         "axis": {"labelAngle": 0, "orient": "top", "ticks": False, "domain": False}}
    y = {"field": "line", "type": "nominal", "sort": None, "title": None, "axis": {"ticks": False, "domain": False}}
    return style({
        "title": title("Binding quotas, by district", "Probability that a project of the district is deferred"),
        "height": {"step": 32}, "data": {"values": rows},
        "layer": [
            {"mark": {"type": "rect", "stroke": "white", "strokeWidth": 2},
             "encoding": {"x": x, "y": y, "color": {
                 "field": "short", "type": "quantitative", "scale": {"scheme": "oranges", "domain": [0, 1]},
                 "legend": None}}},
            {"mark": {"type": "text"},
             "encoding": {"x": x, "y": y, "text": {"field": "short", "format": ".0%"},
                          "color": {"condition": {"test": "datum.short > 0.6", "value": "white"}, "value": "#1F2933"}}},
        ]})


def main():
    luodi = str(pathlib.Path(sys.argv[1]).resolve())
    with tempfile.TemporaryDirectory() as temporary:
        city = pathlib.Path(temporary) / "jiangmen-2023"
        shutil.copytree(CITY, city)
        for name, (words, parts) in STEPS.items():
            (city / f"{name}.yaml").write_text(
                f"extends: baseline\ntitle: {{zh: {name}, en: {name}}}\n"
                f"reason: {{zh: 图, en: for a picture.}}\n{parts}landing: null\nscorecard: null\n"
                "targets: {carried-over-started: null}\n", encoding="utf-8")
        charts = pathlib.Path(temporary) / "charts"
        baseline = run(luodi, city, "baseline", "--charts", str(charts))
        for name in ["histogram", "months", "districts", "landing"]:
            shutil.copy(charts / f"{name}.svg", HERE)
        shutil.copy(charts / "histogram.vl.json", HERE)
        steps = [summary(run(luodi, city, "register-alone"), "register alone")]
        steps += [summary(run(luodi, city, name), words) for name, (words, _) in STEPS.items()]
        steps.append(summary(baseline, "+ land and energy: baseline"))
        forecasts = {name: baseline if name == "baseline" else run(luodi, city, name) for name in STORIES}
        note = "Dot: mean; thick and thin: 50% and 90%; at the right the probabilities of > 2,000 and ≥ 2,390"
        pictures = {
            "parts": intervals(steps, "Contributions of the parts of the project simulation", note),
            "stories": intervals(
                [summary(forecast, forecast["scenario"]["title"]["en"]) for forecast in forecasts.values()],
                "Scenarios with project simulation", note),
            "quotas": quotas([forecasts[name] for name in ["baseline", "land-short", "energy-short"]]),
        }
        waterfall = subprocess.run(
            [luodi, "compare", str(city / "baseline.yaml"), str(city / "all-out.yaml"), "--waterfall", "--lang", "en",
             "--charts", str(charts), "--format", "json"], capture_output=True, text=True, check=True, cwd=ROOT)
        json.loads(waterfall.stdout)
        shutil.copy(charts / "waterfall.svg", HERE)
        for name, specification in pictures.items():
            (HERE / f"{name}.svg").write_text(
                vl_convert.vegalite_to_svg(specification, vl_version="5.21"), encoding="utf-8")
        (HERE / "histogram.vl.json").unlink()


main()
