"""Generates Sources/RandomStreams/SobolDirections.swift and sobol_points.csv.

Run: .venv/bin/python Tests/Reference/sobol_directions.py  (a second; `--check` compares instead)
Generated with SciPy 1.17.1 under Python 3.11. SciPy ships the table new-joe-kuo-6.21201 of S. Joe and
F. Y. Kuo (2008), "Constructing Sobol sequences with better two-dimensional projections", SIAM J.
Sci. Comput. 30, 2635-2654, doi:10.1137/070709359, as _sobol_direction_numbers.npz.

sobol_points.csv holds points of scipy.stats.qmc.Sobol (unscrambled, 30 bits) for the tests:
columns index, dimension, word, where index counts points in natural order (SciPy's own order is
that of the Gray code: its i-th point is number i ^ (i >> 1)) and word is the point times 2^32.
"""

import os
import sys

import numpy
import scipy.stats._sobol
from scipy.stats import qmc

DIMENSIONS = 256
HERE = os.path.dirname(os.path.abspath(__file__))
SWIFT = os.path.join(HERE, "..", "..", "Sources", "RandomStreams", "SobolDirections.swift")
POINTS = os.path.join(HERE, "sobol_points.csv")

HEAD = '''// Made by Tests/Reference/sobol_directions.py; do not edit.
//
// Source: new-joe-kuo-6.21201, taken from SciPy 1.17.1 (BSD-3-Clause), file
// _sobol_direction_numbers.npz. Its own licence:
//
// Copyright (c) 2008, Frances Y. Kuo and Stephen Joe. All rights reserved.
//
// Redistribution and use in source and binary forms, with or without modification, are permitted
// provided that the following conditions are met: Redistributions of source code must retain the
// above copyright notice, this list of conditions and the following disclaimer. Redistributions
// in binary form must reproduce the above copyright notice, this list of conditions and the
// following disclaimer in the documentation and/or other materials provided with the
// distribution. Neither the names of the copyright holders nor the names of the University of
// New South Wales and the University of Waikato and its contributors may be used to endorse or
// promote products derived from this software without specific prior written permission.
//
// This software is provided by the copyright holders "as is" and any express or implied warranties,
// including, but not limited to, the implied warranties of merchantability and fitness for a
// particular purpose are disclaimed. In no event shall the copyright holders be liable for any
// direct, indirect, incidental, special, exemplary, or consequential damages (including, but not
// limited to, procurement of substitute goods or services; loss of use, data, or profits; or
// business interruption) however caused and on any theory of liability, whether in contract, strict
// liability, or tort (including negligence or otherwise) arising in any way out of the use of this
// software, even if advised of the possibility of such damage.

/// The primitive polynomials and first direction numbers of Joe & Kuo (2008),
/// doi:10.1137/070709359, for %d dimensions.
enum SobolDirections {
  /// For each dimension but the first: the polynomial over GF(2), bit k the coefficient of xᵏ,
  /// then as many odd numbers m₁, m₂, … as its degree.
  static let numbers: [UInt16] = [
'''


def swift_table():
    directory = os.path.dirname(scipy.stats._sobol.__file__)
    table = numpy.load(os.path.join(directory, "_sobol_direction_numbers.npz"))
    words = []
    for dimension in range(1, DIMENSIONS):
        polynomial = int(table["poly"][dimension])
        first = [int(m) for m in table["vinit"][dimension][: polynomial.bit_length() - 1]]
        assert all(m % 2 == 1 and m < 2 << k for k, m in enumerate(first))
        words += [polynomial] + first
    lines, line = [], "   "
    for word in words:
        if len(line) + len(f" {word},") > 100:
            lines.append(line)
            line = "   "
        line += f" {word},"
    lines.append(line)
    return HEAD % DIMENSIONS + "\n".join(lines) + "\n  ]\n}\n"


def points():
    rows = ["index,dimension,word"]
    dimensions = [0, 1, 2, 3, 4, 7, 22, 63, 100, 180, 254, 255]
    sobol = qmc.Sobol(DIMENSIONS, scramble=False, bits=30)

    def add(grey, point):
        for dimension in dimensions:
            word = int(point[dimension] * 2**32)
            rows.append(f"{grey ^ grey >> 1},{dimension},{word}")

    for grey, point in enumerate(sobol.random(16)):
        add(grey, point)
    for grey in [1023, 1_000_000, 2**25 + 12345, 2**26 - 1]:
        sobol.reset()
        sobol.fast_forward(grey)
        add(grey, sobol.random(1)[0])
    return "\n".join(rows) + "\n"


for path, text in [(SWIFT, swift_table()), (POINTS, points())]:
    if "--check" in sys.argv:
        assert open(path, encoding="utf-8").read() == text, f"{path} is not what this script makes"
    else:
        open(path, "w", encoding="utf-8").write(text)
