#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Runs the experiments of cases.json and prints them beside what htsim made of the same ones (measured.csv).

doc/cross-check.rst says what is compared, and why numbers differ where they do.
"""

import argparse
import csv
import json
import os
import re
import statistics
import sys
from pathlib import Path

import ours
import traffic

MEASURED = ours.HERE / "measured.csv"
# Packets of the same length on the wire, an ACK for each.
UEC = ["-mtu", str(traffic.WIRE), "-end", "1000000", "-sack_threshold", "1"]
ROCE = ["-mtu", str(traffic.WIRE - traffic.HTSIM_HEADER), "-end", "2000", "-o", "/dev/null"]


def seeds_of(case, quick):
    """The seeds of a case."""
    return range(1, (case["quick"] if quick else case["seeds"]) + 1)


def run_ours(case, seed, directory):
    """One experiment here."""
    pairs = traffic.draw(case["traffic"], seed)
    traffic.write_pairs(directory / "pairs.txt", pairs)
    size = case["packets"] * traffic.PAYLOAD
    options = [f"--rate={case['gbps']}Gbps", f"--delay={case['hop_us']}us", f"--fabric={case['fabric']}"]
    options += [f"--workload=pairs:path=pairs.txt,bytes={size}", f"--run={seed}"]
    return ours.run_ours([*options, *case["ours"]], directory)


def run_theirs(case, seed, binaries, directory):
    """The same one there."""
    pairs = traffic.draw(case["traffic"], seed)
    hosts = case["traffic"]["hosts"]
    traffic.write_matrix(directory / "pairs.cm", pairs, hosts, case["packets"])
    program = case.get("program", "htsim_uec")
    options = UEC if program == "htsim_uec" else [*ROCE, "-nodes", str(hosts), "-conns", str(len(pairs))]
    command = [str(binaries[program]), "-tm", "pairs.cm", *options, "-seed", str(seed)]
    command += ["-linkspeed", str(case["gbps"] * 1000), "-hop_latency", str(case["hop_us"])]
    output = ours.run([*command, *case["theirs"].split()], directory)
    times = [float(time) for time in re.findall(r"^Flow \S+ .* finished at (\S+)", output, re.MULTILINE)]
    if len(times) != len(pairs):
        raise SystemExit(f"{case['name']}: {len(times)} of {len(pairs)} messages finished there")
    again = int(re.search(r"Rtx: (\d+)", output).group(1))
    return ours.summarize(times, len(pairs) * case["packets"] + again, again)


def run_all(work, cases, quick, jobs, *more):
    """All experiments: outcomes by case and seed."""
    items = [(case, seed, *more) for case in cases for seed in seeds_of(case, quick)]
    return {(item[0]["name"], item[1]): outcome for item, outcome in zip(items, ours.run_all(work, items, jobs))}


def read_measured():
    """What measured.csv has."""
    with MEASURED.open(encoding="utf-8", newline="") as file:
        return {(row.pop("case"), int(row.pop("seed"))): {k: float(v) for k, v in row.items()} for row in csv.DictReader(file)}


def write_measured(outcomes):
    """Replace the outcomes of the cases and seeds that were run in measured.csv."""
    kept = read_measured() if MEASURED.exists() else {}
    with MEASURED.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["case", "seed", "mean", "max", "sent", "again"])
        for (name, seed), row in sorted({**kept, **outcomes}.items()):
            writer.writerow([name, seed, f"{row['mean']:.3f}", f"{row['max']:.3f}", int(row["sent"]), int(row["again"])])


def average(outcomes, case, seeds, column):
    """The mean over all seeds."""
    return statistics.mean(outcomes[case["name"], seed][column] for seed in seeds)


def compare(cases, here, there, quick):
    """Print a line for each case. Returns what is outside of its bounds."""
    wrong = []
    print(f"{'':32}{'mean of all messages, us':>30}{'last message, us':>31}{'sent again, %':>17}")
    print(f"{'case':32}" + f"{'theirs':>11}{'ours':>11}{'ratio':>8}" * 2 + f"{'theirs':>10}{'ours':>8}")
    for case in cases:
        seeds = seeds_of(case, quick)
        line = f"{case['name']:32}"
        for column in ("mean", "max"):
            theirs, own = (average(outcomes, case, seeds, column) for outcomes in (there, here))
            line += f"{theirs:11.3f}{own:11.3f}{own / theirs:8.4f}"
            least, most = case["bounds"][column]
            if not least <= own / theirs <= most:
                wrong.append(f"{case['name']}: {column}: {own / theirs:.4f} is not within {least} to {most}")
        for outcomes, width in ((there, 10), (here, 8)):
            again, sent = (sum(outcomes[case["name"], seed][column] for seed in seeds) for column in ("again", "sent"))
            line += f"{100 * again / sent:{width}.2f}"
        print(line)
    return wrong


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--case", action="append", help="only this case; may be given repeatedly")
    parser.add_argument("--quick", action="store_true", help="few seeds of each case, none of cases that take long")
    parser.add_argument("--htsim", metavar="BINARY", action="append", type=Path, default=[],
                        help="measure cases of this program, htsim_uec or htsim_roce, anew and write measured.csv")
    parser.add_argument("--jobs", type=int, default=os.cpu_count(), help="experiments at once")
    options = parser.parse_args()
    cases = json.loads((ours.HERE / "cases.json").read_text(encoding="utf-8"))
    known = [case["name"] for case in cases]
    for name in options.case or []:
        if name not in known:
            raise SystemExit(f"unknown case '{name}'; known: {', '.join(known)}")
    cases = [c for c in cases if (not options.case or c["name"] in options.case) and (not options.quick or c["quick"])]
    binaries = {path.name: path.resolve() for path in options.htsim}
    anew = [case for case in cases if case.get("program", "htsim_uec") in binaries]
    if anew:
        write_measured(run_all(run_theirs, anew, options.quick, options.jobs, binaries))
    wrong = compare(cases, run_all(run_ours, cases, options.quick, options.jobs), read_measured(), options.quick)
    for problem in wrong:
        print(problem, file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
