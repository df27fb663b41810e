"""Mutations based on the structure of the changed data: YAML and CSV texts, workbooks, arguments."""

import io
import re
import zipfile

NUMBERS = ["0", "-1", "1", "100", "1e9", "nan", "inf", "0.5", "-0", "9" * 24, "9" * 25, "0." + "0" * 22 + "1", "100%", "1000%",
           "-5%", "1万元", "10000亿元", "10001亿元", "0亿元", "9223372036854775807", "18446744073709551616", "2026-02-30", "9999-12-31"]
TEXTS = ["", " ", "*", "*a", "&a", "null", "~", "true", "[]", "{}", "[[[]]]", "{a: {b: 1}}", "'", '"', "|", ">", "!!str", "<<: *a", "---",
         "，", "：", "\t", "字" * 300, "a" * 5000, "\u1100" * 60, "e\u0301" * 40, "🇨🇳" * 12, "\x1b[31m", "\b", "\ufffe", "\u202e", "\u2028",
         "=1+1", "@x", "javascript:alert(1)", '<script>', '"' * 7, "示例高新区" * 30, "district-*" + "*" * 40, "../../etc/passwd", "/dev/zero"]
NUMBER = re.compile(r"\d[\d.,]*%?")
WORD = re.compile(r"[^\s:,{}\[\]#'\"]+")


def text(random, source):
    """A text with one to four changes of lines, numbers, words or characters."""
    for _ in range(random.choice([1, 1, 1, 2, 4])):
        lines = source.split("\n")
        place = random.randrange(len(lines))
        kind = random.randrange(10)
        if kind < 3:
            source = _replace(random, source, NUMBER, NUMBERS)
        elif kind < 5:
            source = _replace(random, source, WORD, TEXTS + NUMBERS)
        elif kind == 5:
            lines.insert(place, lines[random.randrange(len(lines))])
            source = "\n".join(lines)
        elif kind == 6:
            del lines[place]
            source = "\n".join(lines)
        elif kind == 7:
            lines[place] = " " * random.randrange(9) + lines[place].lstrip()
            source = "\n".join(lines)
        elif kind == 8:
            cells = lines[place].split(",")
            cells[random.randrange(len(cells))] = random.choice(TEXTS + NUMBERS)
            lines[place] = ",".join(cells)
            source = "\n".join(lines)
        else:
            other = source[random.randrange(len(source) + 1):][:random.randrange(1, 400)]
            at = random.randrange(len(source) + 1)
            source = source[:at] + other * random.choice([1, 1, 50]) + source[at:]
    return source


def _replace(random, source, pattern, choices):
    found = list(pattern.finditer(source))
    if not found:
        return source + random.choice(choices)
    match = random.choice(found)
    return source[:match.start()] + random.choice(choices) + source[match.end():]


def data(random, source):
    """Bytes with some flipped, removed, duplicated or inserted."""
    source = bytearray(source)
    for _ in range(random.choice([1, 1, 2, 8])):
        at = random.randrange(len(source) + 1)
        kind = random.randrange(4)
        if kind == 0 and at < len(source):
            source[at] ^= 1 << random.randrange(8)
        elif kind == 1:
            del source[at:at + random.randrange(1, 64)]
        elif kind == 2:
            source[at:at] = source[at:at + random.randrange(1, 64)]
        else:
            source[at:at] = bytes(random.randrange(256) for _ in range(random.randrange(1, 5)))
    return bytes(source)


XML = ["<?x?>", "<!-- -->", "<!DOCTYPE x>", "<row r=\"1\">", "<c r=\"XFD1\">", "&x;", "&#0;", "</c>", "<![CDATA[x]]>", "\x01",
       "<mergeCell ref=\"A2:A9223372036854775807\"/>", "<mergeCell ref=\"A0:B1\"/>", "<is><t>1亿</t></is>"]
VALUES = ["", "0", "-1", "1", "XFD1048576", "A1", "ZZZZZ1", "A99999999999", "A1:XFD1048576", "9223372036854775808", "1e308", "s", "n", "d", "b",
          "UTF-7", "\ufffe", "字" * 200]


def workbook(random, source):
    """A workbook of which one part, or the archive itself, is changed."""
    if random.randrange(8) == 0:
        return data(random, source)
    with zipfile.ZipFile(io.BytesIO(source)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    names = [name for name in parts if name.endswith((".xml", ".rels"))]
    name = random.choice([n for n in names if "sheet" in n or "shared" in n] or names) if random.randrange(3) else random.choice(names)
    part = parts[name]
    for _ in range(random.choice([1, 1, 2, 4])):
        kind = random.randrange(4)
        if kind == 0:
            part = data(random, part)
            continue
        content = part.decode("utf-8", "replace")
        if kind == 1:
            content = _replace(random, content, re.compile(r'(?<=")[^"<>]*(?=")'), VALUES)
        elif kind == 2:
            content = _replace(random, content, re.compile(r"(?<=>)[^<>]+(?=<)"), NUMBERS + TEXTS)
        else:
            at = random.choice([match.start() for match in re.finditer("<", content)] or [0])
            content = content[:at] + random.choice(XML) * random.choice([1, 1, 1000]) + content[at:]
        part = content.encode("utf-8", "replace")
    parts[name] = part
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return out.getvalue()
