#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Prints the table of doc/recoveries.rst from the database of sweep.json."""

import collections
import sqlite3
import sys

BINS = (1000, 200000, 3000000)


def mean(values):
    return sum(values) / len(values)


def main():
    path = sys.argv[1] if len(sys.argv) > 1 else "irn.sqlite"
    database = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    cells = collections.defaultdict(list)
    for run, *setting, drops in database.execute(
            "SELECT run_id, cc, recovery, switch, drops FROM summary WHERE status = 'ok'"):
        cc, recovery, switch = setting
        key = cc.split(":")[0], "PFC" if "lossless=true" in switch else "no PFC", recovery.split(":")[0]
        bins = {up: (flows, average, p99) for up, flows, average, p99 in database.execute(
            "SELECT up_to_bytes, flows_ended, slowdown_mean, slowdown_p99 FROM flow_bin"
            " WHERE run_id = ?", (run,))}
        flows = sum(bins[up][0] for up in BINS)
        overall = sum(bins[up][0] * bins[up][1] for up in BINS) / flows
        cells[key].append([overall] + [bins[up][1] for up in BINS] + [bins[BINS[0]][2], drops])
    print(f"{'':34}{'slowdown':>10}{'<=1KB':>9}{'<=200KB':>9}{'<=3MB':>9}{'99%<=1KB':>10}"
          f"{'drops':>9}{'runs':>6}")
    for key, runs in sorted(cells.items()):
        columns = [mean(column) for column in zip(*runs)]
        print(f"{', '.join(key):34}{columns[0]:10.2f}" + "".join(f"{c:9.2f}" for c in columns[1:4]) +
              f"{columns[4]:10.1f}{columns[5]:9.0f}{len(runs):6}")


if __name__ == "__main__":
    main()
