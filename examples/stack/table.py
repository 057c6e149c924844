#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Prints the table of doc/stack-ranking.rst from the database of sweep.json: slowdowns, a row for each
control and recovery, and how often each strategy comes before each other one."""

import collections
import itertools
import sqlite3
import sys

STRATEGIES = ("ofan", "host-dr", "spray", "reps", "ecmp")
TIE = 1.02  # ratios of slowdowns below this are no difference


def main():
    path = sys.argv[1] if len(sys.argv) > 1 else "stack.sqlite"
    database = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    cells = collections.defaultdict(lambda: collections.defaultdict(list))
    unfinished = collections.Counter()
    for lb, cc, recovery, status, slowdown in database.execute(
            "SELECT lb, cc, recovery, status, slowdown FROM summary"):
        key = cc.split(":")[0], recovery.split(":")[0]
        cells[key][lb.split(":")[0]].append(slowdown if status == "ok" else None)
        unfinished[status] += status != "ok"
    print(f"{'cc':12}{'recovery':10}" + "".join(f"{lb:>9}" for lb in STRATEGIES))
    means = {}
    for key, row in sorted(cells.items()):
        line = f"{key[0]:12}{key[1]:10}"
        for lb in STRATEGIES:
            values = row.get(lb, [])
            whole = values and None not in values
            means[key, lb] = sum(values) / len(values) if whole else float("inf")
            line += f"{means[key, lb]:9.3f}" if whole else f"{'-':>9}"
        print(line)
    print(f"\nof {len(cells)} stacks, in how many the first is faster / as fast (within 2 %) / slower:")
    for one, other in itertools.combinations(STRATEGIES, 2):
        counts = [0, 0, 0]
        for key in cells:
            a, b = means[key, one], means[key, other]
            counts[0 if a * TIE < b else 2 if b * TIE < a else 1] += 1
        print(f"{one:8} {other:8} {counts[0]:3} {counts[1]:3} {counts[2]:3}")
    for status, count in unfinished.items():
        if count:
            print(f"{count} runs are {status}")


if __name__ == "__main__":
    main()
