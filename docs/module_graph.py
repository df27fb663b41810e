"""Draws the graph of modules in docs/architecture.md from the package's manifest.

    python3 docs/module_graph.py           write the graph between its markers
    python3 docs/module_graph.py --check   exit 1 if the page shows another graph than the manifest declares

An arrow means "imports". Dependencies that follow from others are left out of the picture; the tests compare all
declared dependencies with the imports of the sources.
"""

import json
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs/architecture.md"
BEGIN, END = "<!-- module graph: docs/module_graph.py -->", "<!-- end of the module graph -->"


def dependencies():
    """Module → modules of this package that it declares, and names of products of others."""
    manifest = json.loads(subprocess.run(
        ["swift", "package", "dump-package"], cwd=ROOT, capture_output=True, text=True, check=True).stdout)
    graph = {}
    for target in manifest["targets"]:
        if target["type"] == "test" or target["name"] == "TestSupport":
            continue
        names = []
        for dependency in target["dependencies"]:
            kind, value = next(iter(dependency.items()))
            names.append(value[0] if kind in ("byName", "product", "target") else kind)
        graph[target["name"]] = names
    return graph


def reachable(graph, module, without):
    """What `module` reaches other than by the one arrow to `without`."""
    seen, stack = set(), [name for name in graph.get(module, []) if name != without]
    while stack:
        name = stack.pop()
        if name not in seen:
            seen.add(name)
            stack += graph.get(name, [])
    return seen


def drawing(graph):
    lines = ["```mermaid", "graph TD"]
    for module in sorted(graph):
        for name in sorted(graph[module]):
            if name not in reachable(graph, module, name):
                lines.append(f"  {module} --> {name}" if name in graph else f"  {module} --> {name}([{name}])")
    return "\n".join(lines + ["```"])


def main():
    text = PAGE.read_text("utf-8")
    before, rest = text.split(BEGIN, 1)
    _, after = rest.split(END, 1)
    drawn = f"{before}{BEGIN}\n{drawing(dependencies())}\n{END}{after}"
    if "--check" in sys.argv[1:]:
        if drawn != text:
            sys.exit("docs/architecture.md shows another module graph than Package.swift declares: "
                     "run python3 docs/module_graph.py")
        return
    PAGE.write_text(drawn, "utf-8")


main()
