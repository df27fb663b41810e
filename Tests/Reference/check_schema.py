"""Checks docs/schema against the scenarios, the template and documents that must be refused.

Run with the repository as the working directory:  python Tests/Reference/check_schema.py
Needs jsonschema and PyYAML. Exits with 1 and a line for each error.
"""

import copy
import json
import pathlib
import sys

import jsonschema
import yaml

ROOT = pathlib.Path(__file__).resolve().parents[2]


class Loader(yaml.SafeLoader):
    """YAML as Luodi reads it: dates stay text, and only true and false are Booleans."""


Loader.yaml_implicit_resolvers = {
    first: [
        (tag, pattern)
        for tag, pattern in resolvers
        if tag not in ("tag:yaml.org,2002:timestamp", "tag:yaml.org,2002:merge")
    ]
    for first, resolvers in copy.deepcopy(yaml.SafeLoader.yaml_implicit_resolvers).items()
}


def load(path):
    document = yaml.load(path.read_text(encoding="utf-8-sig"), Loader)
    return with_text_keys(document)


def with_text_keys(value):
    """Months are numbers to PyYAML, text to JSON."""
    if isinstance(value, dict):
        return {str(key): with_text_keys(item) for key, item in value.items()}
    if isinstance(value, list):
        return [with_text_keys(item) for item in value]
    return value


def validator(name):
    schema = json.loads((ROOT / "docs/schema" / f"{name}.schema.json").read_text("utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def changed(document, path, value):
    """A copy with the value at a path set, or removed for `...`."""
    document = copy.deepcopy(document)
    *parents, last = path.split("/")
    inner = document
    for key in parents:
        inner = inner[int(key) if isinstance(inner, list) else key]
    if value is ...:
        del inner[last]
    else:
        inner[last] = value
    return document


# Changes that the schemas must refuse: a path in a valid document, and the new value.
BAD_CITIES = [
    ("id", "Test City"),
    ("id", ...),
    ("districts", {}),
    ("districts/east/color", "red"),
    ("districts/east/name", {"zh": "东"}),
    ("chains/food/manufacturing", "perhaps"),
    ("channels/events", None),
    ("colour", "red"),
    ("facts/published", ["a"]),
    ("facts/projects_last_year", [1]),
]
BAD_SCENARIOS = [
    ("title", ...),
    ("reason", ...),
    ("year", "2023年"),
    ("year", ...),
    ("as_of", "28 Feb 2023"),
    ("pase", {"assumed": "x", "3": 1}),
    ("pace/13", 0.5),
    ("registers/main/file", "../../etc/passwd"),
    ("registers/main/file", "/etc/passwd.csv"),
    ("conversion/city/identified/conversion_rate", "140"),
    ("conversion/city/identified/conversion_rate", 1.4),
    ("conversion/city/identified/rate", 0.4),
    ("conversion/city/signed", {"conversion_rate": 0.4}),
    ("dependence/loadings/moon", 0.1),
    ("dependence/correlations/electronics-materials/between", ["chain:food"]),
    ("targets/city-investment/measure", "signed"),
    ("targets/city-investment/at_least", ...),
    ("targets/city-investment/more_than", "1亿元"),
    ("targets/city-investment/published", "a second word"),
    ("targets/city-projects/at_least_size", 1),
    ("targets/city-projects/through_month", 13),
    ("investment_ceiling", 50),
    ("investment_ceiling", "50"),
    ("joint/all-districts/targets", []),
    ("extends", "../other"),
    ("levers", {"faster": {"title": "x", "path": "pace.3", "times": [2]}}),
    ("levers", {"faster": {"title": "x", "path": [], "times": 2}}),
    ("levers", {"faster": {"title": "x", "path": "pace.3", "multiply": 2}}),
    ("arrivals", {"stage": "identified"}),
    ("arrivals", {"channels": {"event": {"per_month": {"east": "many"}}}}),
    ("followers", {"anchor_size": "50亿元"}),
    ("quotas", {"priority": "last_come"}),
    ("quotas", {"land": {"pool": 100}}),
    ("landing", {"funds": {"first": "8%", "months": 24}}),
    ("scorecard", {"weights": {"beauty": "10%"}}),
    ("history", {"file": "history.xlsx"}),
]


def main():
    cities, scenarios = validator("city"), validator("scenario")
    faults, count = [], 0

    def report(path, error):
        place = "/".join(str(part) for part in error.absolute_path)
        faults.append(f"{path}: {place or 'top'}: {error.message[:300]}")

    template = ROOT / "Sources/ScenarioFiles/Template"
    for path in sorted([*ROOT.glob("scenarios/*/*.yaml"), *template.glob("*.yaml")]):
        schema = cities if path.name == "city.yaml" else scenarios
        count += 1
        for error in schema.iter_errors(load(path)):
            report(path.relative_to(ROOT), error)

    good_city, good_scenario = load(template / "city.yaml"), load(template / "baseline.yaml")
    for schema, good, changes in (
        (cities, good_city, BAD_CITIES),
        (scenarios, good_scenario, BAD_SCENARIOS),
    ):
        for path, value in changes:
            if schema.is_valid(changed(good, path, value)):
                faults.append(f"accepted, but should be refused: {path} = {value!r}")

    for fault in faults:
        print(fault, file=sys.stderr)
    refused = len(BAD_CITIES) + len(BAD_SCENARIOS)
    print(f"{count} files valid, {refused} bad documents refused" if not faults else "failed")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
