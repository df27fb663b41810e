"""W in PyTorch on the CPU: `torch_entry.py FOLDER TRIALS THREADS SEED`.

Chunks of trials in float32. A generator draws on one thread only, so two Python threads process
chunks with a generator each. Uniforms against Phi(t); amounts for the signed leads only.
"""

import common

folder, trials, threads, seed = common.arguments()
common.one_thread_per_call()

import time
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import torch

torch.set_num_threads(1)
torch.set_grad_enabled(False)
register = common.Register(folder)
leads = register.leads

start = time.perf_counter()
rows, threshold = register.scores()
rows = torch.tensor(-rows.T, dtype=torch.float32).contiguous()
threshold = torch.tensor(threshold, dtype=torch.float32)
mu = torch.tensor(register.mu, dtype=torch.float32)
sigma = torch.tensor(register.sigma, dtype=torch.float32)
district, chain = torch.tensor(register.district + 1).long(), torch.tensor(register.chain + 8).long()
manufacturing = torch.tensor(register.manufacturing, dtype=torch.float32)
per_chunk = max(1, min(256, 200_000 // leads))
chunks = -(-trials // per_chunk)
seeds = np.random.SeedSequence(seed).generate_state(chunks, np.uint64) >> np.uint64(1)
ready = time.perf_counter()

results = torch.empty((trials, common.COLUMNS))


def play(chunk):
    torch.set_grad_enabled(False)
    first = chunk * per_chunk
    count = min(per_chunk, trials - first)
    generator = torch.Generator().manual_seed(int(seeds[chunk]))
    factors = torch.randn(count, common.FACTORS, generator=generator)
    scores = torch.addmm(threshold, factors, rows)
    chance = scores.mul_(-(0.5**0.5)).erfc_().mul_(0.5)
    signed = torch.rand(count, leads, generator=generator).lt(chance).flatten().nonzero().squeeze(1)
    trial, lead = signed // leads, signed % leads
    amount = torch.exp(mu[lead] + sigma[lead] * torch.randn(len(signed), generator=generator))
    sums = torch.zeros(count * common.COLUMNS)
    flat = trial * common.COLUMNS
    sums.index_add_(0, flat + district[lead], amount)
    sums.index_add_(0, flat + chain[lead], amount)
    sums.index_add_(0, flat + 23, (amount >= 1).float())
    sums.index_add_(0, flat + 24, (amount >= 10).float())
    sums.index_add_(0, flat + 25, amount * manufacturing[lead])
    sums = sums.view(count, common.COLUMNS)
    sums[:, 0] = sums[:, 1:8].sum(1)
    results[first : first + count] = sums


with ThreadPoolExecutor(threads) as pool:
    list(pool.map(play, range(chunks)))
summary = common.summarise(np.ascontiguousarray(results.numpy().T), register.thresholds)
end = time.perf_counter()
common.report("torch", f"torch {torch.__version__}", register, trials, threads, summary,
              end - ready, ready - start)
