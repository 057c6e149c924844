#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Prints the tables of doc/reproduction-2507-21372.rst from the database of sweep.json."""

import collections
import json
import sqlite3
import sys


def read(path):
    """Runs of the sweep: grid, strategy, and what else tells them apart."""
    database = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    query = """SELECT sweep_run.grid, lb, workload, sweep_run.options, slowdown,
                      max_fabric_queue_bytes / 1000.0
               FROM summary JOIN sweep_run USING (run_id) WHERE status <> 'failed'"""
    for grid, lb, workload, options, slowdown, queue in database.execute(query):
        yield grid, lb.split(":")[0], workload, json.loads(options), slowdown, queue


def mean(values):
    """Mean, or a dash if there is nothing, with * if some runs did not end."""
    ended = [value for value in values if value is not None]
    if not ended:
        return "-"
    return f"{sum(ended) / len(ended):.3f}" + ("*" if len(ended) < len(values) else "")


def table(title, cells, rows, columns):
    """Print means by row and column."""
    count = max((len(values) for values in cells.values()), default=0)
    print(f"\n{title} ({count} runs each)")
    print(f"{'':14}" + "".join(f"{str(column):>10}" for column in columns))
    for row in rows:
        values = [cells.get((row, column), []) for column in columns]
        if any(values):
            print(f"{row:14}" + "".join(f"{mean(v):>10}" for v in values))


def main():
    runs = list(read(sys.argv[1] if len(sys.argv) > 1 else "paper-2507-21372.sqlite"))
    size = lambda workload: workload.split("bytes=")[1]
    schemes = ["ecmp", "subflow", "plb", "host-spray", "round-robin", "reps", "adaptive",
               "host-dr", "ofan", "ofan+avoid", "spray", "jsq"]

    sizes = {"permutation": ["32KiB", "512KiB", "1MiB", "16MiB"], "all-to-all": ["1MiB", "4MiB"]}
    for kind, columns in sizes.items():
        cells = collections.defaultdict(list)
        for grid, lb, workload, _, slowdown, _ in runs:
            if grid in (kind, kind + "-flowlet", kind + "-long"):
                cells[lb, size(workload)].append(slowdown)
        table(f"{kind}: slowdown by message size", cells, schemes, columns)

    cells = collections.defaultdict(list)
    for grid, lb, workload, _, _, queue in runs:
        if grid == "queues":
            cells[lb, size(workload)].append(queue)
    table("largest fabric queue, kB, by message size", cells, schemes, ["256KiB", "1MiB", "4MiB"])

    for workload in ("permutation:bytes=1MiB", "permutation:bytes=4MiB", "all-to-all:bytes=64KiB",
                     "all-to-all:bytes=1MiB"):
        cells = collections.defaultdict(list)
        for grid, lb, what, options, slowdown, _ in runs:
            if grid.startswith("failures") and what == workload:
                fault = dict(item.split("=") for item in options["fault"].split(":")[1].split(","))
                cells[lb, fault["convergence"].replace("max", "never")].append(slowdown)
        table(f"1 % of links dead, {workload}: slowdown by convergence time", cells, schemes,
              ["0s", "10us", "30us", "100us", "never"])

    for workload, burst in (("permutation:bytes=1MiB", "1"), ("all-to-all:bytes=64KiB", "1"),
                            ("all-to-all:bytes=64KiB", "6"), ("all-to-all:bytes=64KiB", "16")):
        cells = collections.defaultdict(list)
        for grid, lb, what, options, slowdown, _ in runs:
            if grid.startswith("sack") and what == workload and options.get("burst", "1") == burst:
                # The default is left out of what tells runs apart.
                text = options["recovery"]
                cells[lb, int(text.split("=")[1]) if "=" in text else 32].append(slowdown)
        table(f"SACK threshold, {workload}, turns of {burst}: slowdown", cells, schemes,
              [1, 2, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96])


if __name__ == "__main__":
    main()
