"""W in numba: `numba_entry.py FOLDER TRIALS THREADS SEED`.

Plain loops, compiled, parallel over blocks of trials. Its own xoshiro256+ (numba's np.random is
slower), the uniform against Phi(t) from libm's erfc, factor sums once per district and chain.
"""

import common

folder, trials, threads, seed = common.arguments()

import os

os.environ["NUMBA_NUM_THREADS"] = str(threads)

import math
import time

import numba
import numpy as np

register = common.Register(folder)


@numba.njit(inline="always")
def rotated(x, k):
    return (x << np.uint64(k)) | (x >> np.uint64(64 - k))


@numba.njit(inline="always")
def uniform(s):
    """xoshiro256+, the upper 53 bits, in (0, 1)."""
    result = s[0] + s[3]
    t = s[1] << np.uint64(17)
    s[2] ^= s[0]
    s[3] ^= s[1]
    s[1] ^= s[2]
    s[0] ^= s[3]
    s[2] ^= t
    s[3] = rotated(s[3], 45)
    return (np.float64(result >> np.uint64(11)) + 0.5) * (1.0 / 9007199254740992.0)


@numba.njit(inline="always")
def normal(s):
    return math.sqrt(-2 * math.log(uniform(s))) * math.cos(2 * math.pi * uniform(s))


@numba.njit(parallel=True, fastmath=True, cache=False)
def play(trials, states, threshold, mu, sigma, district, chain, manufacturing, loadings, results):
    blocks = states.shape[0]
    size = (trials + blocks - 1) // blocks
    for block in numba.prange(blocks):
        s = states[block].copy()
        factors = np.empty(23)
        sums = np.empty(26)
        common_score = np.empty((7, 15))
        for trial in range(block * size, min((block + 1) * size, trials)):
            for k in range(23):
                factors[k] = normal(s)
            for d in range(7):
                for c in range(15):
                    common_score[d, c] = (
                        loadings[0] * factors[0] + loadings[1] * factors[1 + d]
                        + loadings[2] * factors[8 + c])
            sums[:] = 0
            for i in range(len(threshold)):
                t = threshold[i] - common_score[district[i], chain[i]]
                if uniform(s) < 0.5 * math.erfc(t * -math.sqrt(0.5)):
                    amount = math.exp(mu[i] + sigma[i] * normal(s))
                    sums[1 + district[i]] += amount
                    sums[8 + chain[i]] += amount
                    sums[23] += amount >= 1
                    sums[24] += amount >= 10
                    sums[25] += amount * manufacturing[i]
            for d in range(7):
                sums[0] += sums[1 + d]
            for k in range(26):
                results[k, trial] = sums[k]


start = time.perf_counter()
from scipy.special import ndtri

residual = math.sqrt(1 - (register.loadings**2).sum())
threshold = ndtri(register.probability) / residual
fixed = (threshold, register.mu, register.sigma, register.district, register.chain,
         register.manufacturing, register.loadings / residual)
ready = time.perf_counter()


def states(count):
    return np.random.SeedSequence(seed).generate_state(4 * count, np.uint64).reshape(count, 4)


play(2, states(2), *fixed, np.empty((common.COLUMNS, 2)))
compiled = time.perf_counter()
results = np.empty((common.COLUMNS, trials))
play(trials, states(64), *fixed, results)
summary = common.summarise(results, register.thresholds)
end = time.perf_counter()
common.report("numba", f"numba {numba.__version__}", register, trials, threads, summary,
              end - compiled, ready - start, compiled - ready)
