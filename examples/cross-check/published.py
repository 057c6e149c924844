#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Runs experiments that others have published outcomes of (published.json), and prints theirs and ours.

doc/cross-check.rst says what is compared, and why numbers differ where they do.
"""

import argparse
import json
import os
import sys

import ours
import traffic


def run_ours(result, directory):
    """One experiment here: the quantity that was published."""
    options = list(result["ours"])
    if result["traffic"]:
        traffic.write_pairs(directory / "pairs.txt", traffic.draw(result["traffic"], 1))
        options.append(f"--workload=pairs:path=pairs.txt,bytes={result['bytes']}")
    outcome = ours.run_ours(options, directory)
    quantity, last = result["quantity"], outcome["max"]
    if quantity == "goodput_gbps":  # of the messages that end after the first one
        return (outcome["bytes"] - result["bytes"]) * 8 / (last - outcome["min"]) / 1000
    if quantity == "last_us":
        return last
    if quantity == "bus_GBps":
        return 2 * (result["ranks"] - 1) / result["ranks"] * result["bytes"] / last / 1000
    raise SystemExit(f"unknown quantity '{quantity}'")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="none that takes long")
    parser.add_argument("--jobs", type=int, default=os.cpu_count(), help="experiments at once")
    options = parser.parse_args()
    results = json.loads((ours.HERE / "published.json").read_text(encoding="utf-8"))["results"]
    results = [result for result in results if result["quick"] or not options.quick]
    outcomes = ours.run_all(run_ours, [(result,) for result in results], options.jobs)
    wrong = 0
    print(f"{'what':40}{'quantity':>14}{'published':>16}{'ours':>11}{'ratio':>9}")
    for result, own in zip(results, outcomes):
        theirs = result["published"] if isinstance(result["published"], list) else [result["published"]]
        ratio = own / (sum(theirs) / len(theirs))
        text = " to ".join(f"{value:g}" for value in theirs)
        print(f"{result['name']:40}{result['quantity']:>14}{text:>16}{own:11.3f}{ratio:9.4f}")
        if not result["bounds"][0] <= ratio <= result["bounds"][1]:
            wrong += 1
            print(f"{result['name']}: {ratio:.4f} is not within {result['bounds']}", file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
