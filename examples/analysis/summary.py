#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only

"""Read a database of runs with pandas: slowdown by strategy and message size.

usage: summary.py results.sqlite    (Debian: apt-get install python3-pandas)
"""

import sqlite3
import sys

import pandas as pd


def load(path: str) -> pd.DataFrame:
    """The completed runs of a database, with the message size as a column of its own."""
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as database:
        runs = pd.read_sql_query("SELECT * FROM summary WHERE status = 'ok'", database)
    runs["bytes"] = runs["workload"].str.extract(r"bytes=([0-9.]+\w*)", expand=False)
    return runs


def main() -> None:
    """Print one table for each workload."""
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    runs = load(sys.argv[1])
    for experiment, group in runs.groupby(["fabric", "workload", "cc", "recovery"]):
        print(" | ".join(experiment))
        table = group.groupby("lb").agg(
            runs=("run_id", "count"),
            slowdown=("slowdown", "mean"),
            spread=("slowdown", "std"),
            queue_kB=("max_fabric_queue_bytes", lambda queue: queue.max() / 1e3),
            drops=("drops", "sum"),
        )
        print(table.sort_values("slowdown").round(4).to_string(), end="\n\n")


if __name__ == "__main__":
    main()
