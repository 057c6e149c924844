# SPDX-License-Identifier: GPL-2.0-only
"""Experiments here, for the two programs of the cross-check."""

import os
import sqlite3
import statistics
import subprocess
import tempfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

HERE = Path(__file__).resolve().parent
# All hosts start at once and keep in phase; ACKs go before data, as those of uet-htsim do.
COMMON = ["--spread=0s", "--jitter=0s", "--record=flows", "--ns3::aifabric::RoceNic::AckClass=6", "--db=ours.sqlite"]


def find_program():
    """fabric-run, through the launcher unless the tests have found it already."""
    return [os.environ["AIFABRIC_RUN"]] if "AIFABRIC_RUN" in os.environ else [str(HERE.parents[1] / "aifabric"), "run"]


def run(command, directory):
    """Run a program, and return what it prints."""
    result = subprocess.run(command, cwd=str(directory), stdout=subprocess.PIPE, stderr=subprocess.PIPE, universal_newlines=True)
    if result.returncode:
        raise SystemExit(f"{' '.join(command)}\nended with code {result.returncode}: {result.stderr or result.stdout[-500:]}")
    return result.stdout


def summarize(times, sent, again):
    """What is compared: times of messages in microseconds, packets sent and sent again."""
    return {"mean": statistics.mean(times), "min": min(times), "max": max(times), "sent": sent, "again": again}


def run_ours(options, directory):
    """One experiment here."""
    run([*find_program(), *COMMON, *options], directory)
    with closing(sqlite3.connect(str(directory / "ours.sqlite"))) as database:
        flows = database.execute("SELECT end_ns / 1000, packets_sent, retransmitted_packets, bytes FROM flow").fetchall()
    outcome = summarize([f[0] for f in flows], sum(f[1] for f in flows), sum(f[2] for f in flows))
    return {**outcome, "bytes": sum(f[3] for f in flows)}


def in_directory(work, *arguments):
    """Run an experiment in a directory of its own."""
    with tempfile.TemporaryDirectory() as directory:
        return work(*arguments, Path(directory))


def run_all(work, items, jobs):
    """Experiments beside each other: their outcomes, in order."""
    with ThreadPoolExecutor(jobs) as pool:
        return list(pool.map(lambda arguments: in_directory(work, *arguments), items))
