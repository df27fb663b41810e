"""Draws Vega-Lite specifications: render_charts.py FOLDER ID...

Reads FOLDER/ID.vl.json and writes FOLDER/ID.svg and, at twice the size, FOLDER/ID.png, each beside
and then renamed. Exit codes: 0 drawn, 10 no vl-convert, 11 no Chinese font, 1 anything else.
"""
import json
import os
import shutil
import signal
import subprocess
import sys

KNOWN = ["Microsoft YaHei", "PingFang SC", "Noto Sans CJK SC", "Source Han Sans SC", "WenQuanYi Micro Hei"]


def chinese_families():
    """Families with Chinese letters, those that charts look best in first."""
    if shutil.which("fc-list") is None:
        sys.stderr.write("fontconfig")
        sys.exit(11)
    listed = subprocess.run(
        ["fc-list", ":lang=zh-cn", "family"], capture_output=True, text=True, timeout=60).stdout
    families = sorted({line.split(",")[0].strip() for line in listed.splitlines() if line.strip()})
    return [name for name in KNOWN if name in families] + [name for name in families if name not in KNOWN]


def write(path, content):
    beside = f"{path}.{os.getpid()}.tmp"
    try:
        with open(beside, "wb") as file:
            file.write(content)
        os.replace(beside, path)
    finally:
        if os.path.exists(beside):
            os.remove(beside)


def main():
    signal.alarm(300)
    try:
        import vl_convert
    except ImportError:
        sys.exit(10)
    families = chinese_families()
    if not families:
        sys.exit(11)
    folder = sys.argv[1]
    for name in sys.argv[2:]:
        path = os.path.join(folder, name)
        with open(path + ".vl.json", encoding="utf-8") as file:
            specification = json.load(file)
        # A family that is there comes first: text in one that is not would vanish.
        font = specification["config"]["font"]
        specification["config"]["font"] = f"'{families[0]}', {font}"
        write(path + ".svg", vl_convert.vegalite_to_svg(specification, vl_version="5.21").encode())
        write(path + ".png", vl_convert.vegalite_to_png(specification, vl_version="5.21", scale=2))


main()
