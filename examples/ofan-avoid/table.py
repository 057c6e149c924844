#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Prints the table of doc/ofan-avoid.rst from the database of sweep.json."""

import collections
import json
import sqlite3
import sys

GS = ["0s", "10us", "20us", "50us", "100us", "300us", "1ms", "never"]


def main():
    path = sys.argv[1] if len(sys.argv) > 1 else "ofan-avoid.sqlite"
    database = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    cells = collections.defaultdict(list)
    for lb, recovery, fault, slowdown, queue, drops in database.execute(
            "SELECT lb, recovery, fault, slowdown, max_fabric_queue_bytes / 1000.0, drops"
            " FROM summary"):
        options = dict(item.split("=") for item in fault.split(":")[1].split(","))
        convergence = options["convergence"].replace("max", "never")
        cells[recovery.split(":")[0], lb, convergence].append((slowdown, queue, drops))
    for number, (title, form) in enumerate(
            (("slowdown, mean", "{:.3f}"), ("largest fabric queue, kB, mean of runs", "{:.0f}"),
             ("frames lost, mean", "{:.0f}"))):
        print(f"\n{title}, by convergence time")
        print(f"{'':22}" + "".join(f"{g:>9}" for g in GS))
        for recovery in ("rateless", "sack"):
            for lb in ("ofan", "reps", "mrc", "ofan+avoid"):
                line = f"{recovery + ' ' + lb:22}"
                for g in GS:
                    runs = cells[recovery, lb, g]
                    ended = [run[number] for run in runs if run[number] is not None]
                    text = form.format(sum(ended) / len(ended)) if ended else "-"
                    line += f"{text + ('*' if len(ended) < len(runs) else ''):>9}"
                print(line)
    print("\n*: some runs had not ended after 5 ms; the mean is that of the others")


if __name__ == "__main__":
    main()
