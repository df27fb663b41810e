"""Draws Vega-Lite specifications: a JSON list of {"id", "specification"} on standard input.

Standard output is one JSON object: {"pictures": [{"id", "svg", "png" in base64, at twice the size}]},
or {"chart", "reason"} for the chart that failed. Exit codes: 0 drawn, 10 no vl-convert, 11 no Chinese
font, 1 anything else. Touches no file; to be started with -I.
"""
import base64
import json
import os
import shutil
import signal
import subprocess
import sys

KNOWN = ["Microsoft YaHei", "PingFang SC", "Noto Sans CJK SC", "Source Han Sans SC", "WenQuanYi Micro Hei"]


def chinese_families():
    """Font families with Chinese characters, in order of preference."""
    if shutil.which("fc-list") is None:
        sys.exit(11)
    listed = subprocess.run(
        ["fc-list", ":lang=zh-cn", "family"], capture_output=True, text=True, timeout=60).stdout
    families = sorted({line.split(",")[0].strip() for line in listed.splitlines() if line.strip()})
    return [name for name in KNOWN if name in families] + [name for name in families if name not in KNOWN]


def main():
    signal.alarm(300)
    charts = json.load(sys.stdin)
    # No other output may be mixed with the result.
    answer = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    try:
        import vl_convert
    except ImportError:
        sys.exit(10)
    families = chinese_families()
    if not families:
        sys.exit(11)
    pictures = []
    for chart in charts:
        try:
            specification = json.loads(chart["specification"])
            # An installed family comes first: text in a missing one is not drawn.
            font = specification["config"]["font"]
            specification["config"]["font"] = f"'{families[0]}', {font}"
            svg = vl_convert.vegalite_to_svg(specification, vl_version="5.21")
            png = vl_convert.vegalite_to_png(specification, vl_version="5.21", scale=2)
        except Exception as error:
            reason = (str(error).strip() or type(error).__name__).splitlines()[0]
            json.dump({"chart": chart["id"], "reason": reason}, answer)
            answer.close()
            sys.exit(1)
        pictures.append({"id": chart["id"], "svg": svg, "png": base64.b64encode(png).decode()})
    json.dump({"pictures": pictures}, answer)
    answer.close()


main()
