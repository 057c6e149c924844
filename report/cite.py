#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""Print what a paper needs to say of the runs in a results database: software, options, seeds, BibTeX."""

from __future__ import annotations

import argparse
import json
import re
import shlex
import sqlite3
import sys
from pathlib import Path
from typing import Dict, Iterable, List, Optional, Sequence, Tuple

import references
from database import Database, InputError

# Columns that came with schema version 7: an older file has none of them.
BUILD_COLUMNS = ("module_commit", "module_dirty", "ns3_commit", "compiler", "build_flags")

Run = Dict[str, object]


def main(arguments: Optional[Sequence[str]] = None) -> int:
    """Run the program.

    Args:
        arguments: the command line without the program; None: that of the process

    Returns:
        the exit code: 0, or 2 if the database cannot be used
    """
    parser = argparse.ArgumentParser(prog="aifabric cite", description=__doc__)
    parser.add_argument("database", metavar="DB", type=Path, help="results database (SQLite)")
    options = parser.parse_args(arguments)
    try:
        runs = read_runs(Database(options.database))
        text = "\n".join(write(options.database, runs)) + "\n"
    except InputError as error:
        print(f"aifabric cite: {error}", file=sys.stderr)
        return 2
    except Exception as error:  # whatever a database holds, its user gets a line
        print(
            f"aifabric cite: {options.database} holds values that cannot be used "
            f"({type(error).__name__}: {' '.join(str(error).split())})",
            file=sys.stderr,
        )
        return 2
    sys.stdout.write(text)
    return 0


def read_runs(database: Database) -> List[Run]:
    """All runs, with the columns that say what made them."""
    there = {row[1] for row in database.connection.execute("PRAGMA table_info(run)")}
    later = [name if name in there else f"NULL AS {name}" for name in BUILD_COLUMNS + ("experiment",)]
    try:
        cursor = database.connection.execute(
            "SELECT run_id, started, status, lb, cc, fabric, workload, seed, run, parameters, module_version, "
            f"ns3_version, {', '.join(later)} FROM run ORDER BY run_id"
        )
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row)) for row in cursor]
    except sqlite3.Error as error:
        raise InputError(f"cannot read {database.path}: {error}") from error


def write(path: Path, runs: List[Run]) -> Iterable[str]:
    """The lines of the answer."""
    ended = {state: sum(run["status"] == state for run in runs) for state in ("ok", "stopped", "failed")}
    states = ", ".join(f"{count} {state}" for state, count in ended.items() if count)
    first, last = min(str(run["started"]) for run in runs), max(str(run["started"]) for run in runs)
    yield f"{path.name}: {count_runs(len(runs))} ({states}), started from {first} to {last}"
    yield ""
    yield "Software"
    yield from write_software(runs)
    yield ""
    yield "Runs"
    yield from write_groups(runs)
    yield ""
    yield "BibTeX"
    yield ""
    yield from write_bibtex(runs)


def count_runs(number: int) -> str:
    """A number of runs in words."""
    return "1 run" if number == 1 else f"{number} runs"


def write_software(runs: List[Run]) -> Iterable[str]:
    """Versions, commits, compilers: a line for each combination that made runs."""
    groups: Dict[tuple, int] = {}
    for run in runs:
        key = tuple(run[name] for name in ("module_version", "ns3_version") + BUILD_COLUMNS)
        groups[key] = groups.get(key, 0) + 1
    for (version, ns3, commit, dirty, ns3_commit, compiler, flags), count in groups.items():
        state = commit or "not stored"
        state += " with changes that are not committed" if dirty else ""
        yield f"  {count_runs(count)}: ai-fabric {version} (commit {state})"
        yield f"    ns-3 {ns3} (commit {ns3_commit or 'not stored'})"
        yield f"    compiler {compiler or 'not stored'}; {flags or 'flags not stored'}"


def read_options(run: Run) -> Optional[Dict[str, str]]:
    """The options of a run that are not empty, defaults that it had changed last; None if they are not stored."""
    stored = read_texts(run["parameters"])
    if "lb" not in stored or "fabric" not in stored:
        return None
    changed = {name: value for name, value in read_texts(run["experiment"]).items() if name.startswith("ns3::")}
    return {**stored, **changed}


def read_texts(text: object) -> Dict[str, str]:
    """The members of a JSON object that are texts and not empty; none if it is none."""
    try:
        members = json.loads(str(text))
    except ValueError:
        return {}
    if not isinstance(members, dict):
        return {}
    return {name: value for name, value in members.items() if isinstance(value, str) and value}


def write_groups(runs: List[Run]) -> Iterable[str]:
    """Options: those of all runs once, then a line for each group of runs that differ in seed and run only."""
    groups: Dict[Tuple[Tuple[str, str], ...], List[Run]] = {}
    others: Dict[Tuple[str, ...], List[Run]] = {}
    for run in runs:
        options = read_options(run)
        if options is None:
            others.setdefault(tuple(str(run[n]) for n in ("lb", "workload", "fabric")), []).append(run)
        else:
            groups.setdefault(tuple(options.items()), []).append(run)
    if groups:
        common = set.intersection(*(set(options) for options in groups))
        ordered = [option for option in next(iter(groups)) if option in common]
        yield f"  ./aifabric run {spell(ordered)}"
        yield "  with these options, and these seeds and run numbers (ns-3's RngSeed and RngRun):"
        for options, members in groups.items():
            own = [option for option in options if option not in common]
            yield f"    {spell(own) + ': ' if own else ''}{count_runs(len(members))}, {repetitions(members)}"
    for (lb, workload, fabric), members in others.items():
        yield (
            f"  by a program of its own, whose options are not stored: {lb}, {workload}, {fabric}: "
            f"{count_runs(len(members))}, {repetitions(members)}"
        )


def spell(options: Iterable[Tuple[str, str]]) -> str:
    """Options as they are typed."""
    return " ".join(shlex.quote(f"--{name}={value}") for name, value in options)


def repetitions(runs: List[Run]) -> str:
    """Seeds and run numbers."""
    seeds: Dict[int, List[int]] = {}
    for run in runs:
        seeds.setdefault(int(run["seed"]), []).append(int(run["run"]))
    return "; ".join(f"--seed={seed} --run={ranges(numbers)}" for seed, numbers in seeds.items())


def ranges(numbers: List[int]) -> str:
    """Such as ``1..5,8``."""
    parts: List[List[int]] = []
    for number in sorted(set(numbers)):
        if parts and number == parts[-1][1] + 1:
            parts[-1][1] = number
        else:
            parts.append([number, number])
    return ",".join(str(a) if a == b else f"{a}..{b}" for a, b in parts)


def write_bibtex(runs: List[Run]) -> Iterable[str]:
    """Entries of the software, of ns-3, and of the papers of strategies and controls."""

    def distinct(name: str) -> List[str]:
        return list(dict.fromkeys(str(run[name]) for run in runs if run[name]))

    commits = [commit for commit in distinct("module_commit") if commit != "unknown"]
    yield references.software_bibtex(distinct("module_version"), commits)
    yield ""
    yield references.NS3
    known, sources = references.papers(), references.sources()
    entries: Dict[str, str] = {}
    remarks: List[str] = []
    parts = (re.split(r"\+(?=[a-zA-Z])", lb) for lb in distinct("lb"))
    for name in dict.fromkeys(part.split(":")[0] for lb in parts for part in lb):
        source = sources.get(name.replace("-", "").lower())
        if source is None:
            remarks.append(f"% {name}: a strategy of its own, of which this module has no reference")
            continue
        found = [references.find_paper(item.strip(), known) for item in source.split(";")]
        entries.update({paper.label: paper.bibtex() for paper in found if paper})
        if not any(found):
            remarks.append(f"% {name}: {source}")
    for name in dict.fromkeys(cc.split(":")[0] for cc in distinct("cc")):
        label = references.CONTROLS.get(name)
        if label:
            entries[label] = known[label].bibtex()
    for entry in entries.values():
        yield ""
        yield entry
    if remarks:
        yield ""
        yield from remarks


if __name__ == "__main__":
    sys.exit(main())
