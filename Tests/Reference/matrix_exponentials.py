#!/usr/bin/env python3
"""Writes matrix_exponentials.json: exponentials of matrices in decimal arithmetic of 60 digits.

    python3 Tests/Reference/matrix_exponentials.py          writes the file
    python3 Tests/Reference/matrix_exponentials.py --check  compares with the existing file

The Taylor series is summed until its terms vanish, after scaling by a power of two; at 60 digits
neither cancellation nor squaring reaches the 17 digits that are written.
"""
import json
import pathlib
import random
import sys
from decimal import Decimal, getcontext

getcontext().prec = 60
FILE = pathlib.Path(__file__).with_suffix(".json")


def product(first, second):
    columns = list(zip(*second))
    return [[sum(a * b for a, b in zip(row, column)) for column in columns] for row in first]


def exponential(matrix):
    order = len(matrix)
    exact = [[Decimal(x) for x in row] for row in matrix]
    norm = max(sum(abs(x) for x in row) for row in exact)
    squarings = 0
    while norm > 1:
        norm /= 2
        squarings += 1
    scaled = [[x / 2**squarings for x in row] for row in exact]
    identity = [[Decimal(int(i == j)) for j in range(order)] for i in range(order)]
    result, term, k = identity, identity, 0
    while any(abs(x) > Decimal("1e-58") for row in term for x in row):
        k += 1
        term = [[x / k for x in row] for row in product(term, scaled)]
        result = [[a + b for a, b in zip(*rows)] for rows in zip(result, term)]
    for _ in range(squarings):
        result = product(result, result)
    return result


def generator(stages, months):
    """Stages (conversion rate, mean wait, phases), then signed and lost."""
    rows, first = [], []
    order = sum(k for _, _, k in stages) + 2
    position = 0
    for _, _, k in stages:
        first.append(position)
        position += k
    first.append(order - 2)
    for number, (rate, wait, k) in enumerate(stages):
        speed = k / wait * months
        for phase in range(k):
            row = [0.0] * order
            at = first[number] + phase
            row[at] = -speed
            if phase + 1 < k:
                row[at + 1] = speed
            else:
                row[first[number + 1]] += speed * rate
                row[order - 1] += speed - speed * rate
            rows.append(row)
    return rows + [[0.0] * order] * 2


def cases():
    draw = random.Random(7)
    pipeline = [(0.45, 3.0, 1), (0.5, 2.5, 1), (0.55, 2.0, 1), (0.8, 1.0, 1)]
    found = {
        "one month": generator(pipeline, 1.0),
        "a tenth of a month": generator(pipeline, 0.1),
        "sixty months": generator(pipeline, 60.0),
        "phases": generator([(0.45, 3.0, 3), (0.5, 2.5, 1), (0.55, 2.0, 5), (0.8, 1.0, 2)], 1.0),
        "stages of an hour": generator([(0.9, 0.0014, 1), (0.5, 2.5, 2), (0.7, 0.0014, 1)], 1.0),
        "nilpotent": [[0.0, 1.0, 2.0], [0.0, 0.0, 3.0], [0.0, 0.0, 0.0]],
        "rotation": [[0.0, 1.0], [-1.0, 0.0]],
        "one number": [[-3.5]],
        "zero": [[0.0, 0.0], [0.0, 0.0]],
        "no structure": [[draw.uniform(-1, 1) for _ in range(6)] for _ in range(6)],
    }
    # Uniform arrivals in a month: the upper right block is the row vector times phi_1 of the generator.
    inner = found["phases"]
    order = len(inner)
    entry = [1.0] + [0.0] * (order - 1)
    found["uniform arrivals"] = [[0.0] + entry] + [[0.0] + row for row in inner]
    return found


def main():
    table = {
        name: {"matrix": matrix, "exponential": [[float(x) for x in row] for row in exponential(matrix)]}
        for name, matrix in cases().items()
    }
    text = json.dumps(table, indent=1) + "\n"
    if "--check" in sys.argv:
        sys.exit(0 if FILE.read_text() == text else "matrix_exponentials.json differs")
    FILE.write_text(text)


main()
