"""Time and memory of the main job: python3 Benchmarks/measure.py .build/release/luodi

Five runs of `luodi run baseline --trials 100000 --format json`; prints the median wall and
processor time, the peak resident memory, and the machine.
"""

import os
import platform
import resource
import statistics
import subprocess
import sys
import time

command = [sys.argv[1], "run", "baseline", "--trials", "100000", "--format", "json"]
rounds = 5
walls, processors = [], []
for _ in range(rounds):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.monotonic()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    walls.append(time.monotonic() - start)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    processors.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024

model = platform.processor() or "unknown processor"
try:
    with open("/proc/cpuinfo", encoding="utf-8") as cpu:
        model = next(line.split(":", 1)[1].strip() for line in cpu if line.startswith("model name"))
except (OSError, StopIteration):
    pass
print(f"{' '.join(command[1:])}, median of {rounds}")
print(f"machine   {len(os.sched_getaffinity(0))} cores of {model}")
print(f"wall      {statistics.median(walls):.2f} s")
print(f"processor {statistics.median(processors):.2f} s")
print(f"memory    {memory:.0f} MiB peak")
