"""Common code of the Python entries: reads columns, prints one line of JSON.

Every entry is called as `entry FOLDER TRIALS THREADS SEED` and prints
    name, version, threads, leads, trials
    p                  P(total >= threshold) at the workload's three thresholds
    quantiles          5, 25, 50, 75, 95 % of the total and of the seven districts
    means              of all 26 columns (None where an entry keeps another number)
    seconds            the trials and their summary
    prepare_seconds    the work done once per register: sorting, Phi^-1(p), model construction
    compile_seconds    just-in-time compilation, done before on a few trials
    peak_mebibytes     greatest resident set of the process
The times exclude reading the files.
"""

import json
import os
import pathlib
import sys

FACTORS, COLUMNS = 23, 26


def arguments():
    """Folder, trials, threads, seed. Call before the libraries are loaded: BLAS, OpenMP and
    the like get one thread each where the entry runs its own threads."""
    folder, trials, threads, seed = sys.argv[1:5]
    return pathlib.Path(folder), int(trials), int(threads), int(seed)


def one_thread_per_call():
    for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ[name] = "1"


class Register:
    """The columns, and derived values for scores of the form t = threshold - A F."""

    def __init__(self, folder):
        import numpy as np

        def read(name, kind):
            return np.fromfile(folder / name, kind)

        self.probability = read("probability.f64", "<f8")
        self.mu = read("mu.f64", "<f8")
        self.sigma = read("sigma.f64", "<f8")
        self.district = read("district.i32", "<i4")
        self.chain = read("chain.i32", "<i4")
        self.manufacturing = read("manufacturing.i32", "<i4")
        self.thresholds = read("thresholds.f64", "<f8")
        self.loadings = read("loadings.f64", "<f8")
        self.leads = len(self.probability)

    def scores(self):
        """(rows, threshold): lead i is signed when eps <= threshold[i] - (rows F)[i].

        `rows` is leads x 23, dense. Divided by the residual's standard deviation.
        """
        import numpy as np
        from scipy.special import ndtri

        a, b, c = self.loadings
        residual = np.sqrt(1 - a * a - b * b - c * c)
        rows = np.zeros((self.leads, FACTORS))
        every = np.arange(self.leads)
        rows[:, 0] = a
        rows[every, 1 + self.district] = b
        rows[every, 8 + self.chain] = c
        return rows / residual, ndtri(self.probability) / residual

    def places(self):
        """leads x 24 of 0 and 1: the columns in which a lead's amount counts (total, districts,
        chains, manufacturing)."""
        import numpy as np

        places = np.zeros((self.leads, 24))
        every = np.arange(self.leads)
        places[:, 0] = 1
        places[every, 1 + self.district] = 1
        places[every, 8 + self.chain] = 1
        places[:, 23] = self.manufacturing
        return places


def summarise(results, thresholds):
    """P, quantiles and means of a trials x 26 or 26 x trials array of numpy."""
    import numpy as np

    if results.shape[0] != COLUMNS:
        results = results.T
    levels = (0.05, 0.25, 0.5, 0.75, 0.95)
    return {
        "p": [float((results[0] >= threshold).mean()) for threshold in thresholds],
        "quantiles": [np.quantile(results[k], levels).tolist() for k in range(8)],
        "means": results.mean(axis=1, dtype="f8").tolist(),
    }


def report(name, version, register, trials, threads, summary, seconds, prepare, compiling=0.0):
    with open("/proc/self/status", encoding="ascii") as status:
        peak = next(int(line.split()[1]) for line in status if line.startswith("VmHWM:")) / 1024
    print(json.dumps({
        "name": name, "version": version, "threads": threads, "leads": register.leads,
        "trials": trials, **summary, "seconds": seconds, "prepare_seconds": prepare,
        "compile_seconds": compiling, "peak_mebibytes": peak,
    }))
