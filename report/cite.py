#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""Print what a paper needs to say of the runs in a results database: software, options, seeds, BibTeX."""

from __future__ import annotations

import json
import re
import sqlite3
import sys
from pathlib import Path
from typing import Dict, Iterable, List, Optional, Sequence, Tuple

import commands
import program
import references
from database import Database, InputError
from snapshot import snapshot

# Columns that came with schema version 7: an older file has none of them. Nor has it `program`, which is
# there in files of programs with parts of their own.
BUILD_COLUMNS = ("module_commit", "module_dirty", "ns3_commit", "compiler", "build_flags")
# Columns that a file may lack: these, one of schema version 3, and what no file need have.
LATER_COLUMNS = (*BUILD_COLUMNS, "experiment", "error", "started", "ns3_version")

Run = Dict[str, object]
Options = Tuple[Tuple[str, str], ...]


def main(arguments: Optional[Sequence[str]] = None) -> int:
    """Run the program.

    Args:
        arguments: the command line without the program; None: that of the process

    Returns:
        the exit code: 0, or 2 if the database cannot be used
    """
    parser = program.Parser(prog="aifabric cite", description=__doc__)
    parser.add_argument("database", metavar="DB", type=Path, help="results database (SQLite)")
    return program.run(parser, arguments, lambda options: cite(options.database))


def cite(path: Path) -> str:
    """What there is to say of a database, as it is at this moment."""
    with snapshot(path) as copy:
        runs = read_runs(Database(copy, path))
    return "\n".join(write(path, runs)) + "\n"


def read_runs(database: Database) -> List[Run]:
    """All runs, with the columns that say what made them."""
    there = database.columns("run")
    later = [name if name in there else f"NULL AS {name}" for name in (*LATER_COLUMNS, "program")]
    try:
        cursor = database.connection.execute(
            "SELECT run_id, status, lb, cc, fabric, workload, seed, run, parameters, module_version, "
            f"{', '.join(later)} FROM run ORDER BY run_id"
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
    """Options: those of all runs of a program once, then a line for each group that differ in seed and run only."""
    programs: Dict[Optional[str], Dict[Options, List[Run]]] = {}
    others: Dict[Tuple[str, ...], List[Run]] = {}
    for run in runs:
        options = read_options(run)
        if options is None:
            others.setdefault(tuple(str(run[n]) for n in ("lb", "workload", "fabric")), []).append(run)
        else:
            program = str(run["program"]) if run["program"] else None
            programs.setdefault(program, {}).setdefault(tuple(options.items()), []).append(run)
    for program, groups in programs.items():
        common = set.intersection(*(set(options) for options in groups))
        ordered = [option for option in next(iter(groups)) if option in common]
        if program is None:
            yield f"  {commands.run(ordered)}"
        else:
            yield f"  {commands.quote(program)} {commands.spell(ordered)}"
            yield "  which is a program with parts of its own (./aifabric own FILE.cc builds and runs such a file),"
        yield "  with these options, and these seeds and run numbers (ns-3's RngSeed and RngRun):"
        for options, members in groups.items():
            own = [option for option in options if option not in common]
            text = f"{count_runs(len(members))}, {repetitions(members)}{unfinished(members)}"
            yield f"    {commands.spell(own) + ': ' if own else ''}{text}"
    for (lb, workload, fabric), members in others.items():
        yield (
            f"  by a program of its own, whose options are not stored: {lb}, {workload}, {fabric}: "
            f"{count_runs(len(members))}, {repetitions(members)}{unfinished(members)}"
        )


def unfinished(runs: List[Run]) -> str:
    """What became of the runs that were not completed: their commands alone do not make them again."""
    ends: Dict[Tuple[str, str], List[int]] = {}
    for run in runs:
        if run["status"] == "ok":
            continue
        if re.search("before the run was interrupted|^interrupted ", str(run["error"] or "")):
            end = ("it was interrupted", "they were interrupted")
        elif run["status"] == "stopped":
            end = ("it was stopped by a limit", "they were stopped by a limit")
        else:
            end = ("it failed", "they failed")
        ends.setdefault(end, []).append(int(str(run["run_id"])))
    parts = [f"run_id {commands.ranges(ids)}: {end[len(ids) > 1]}" for end, ids in ends.items()]
    return f" ({'; '.join(parts)})" if parts else ""


def repetitions(runs: List[Run]) -> str:
    """Seeds and run numbers."""
    seeds: Dict[int, List[int]] = {}
    for run in runs:
        seeds.setdefault(int(run["seed"]), []).append(int(run["run"]))
    return "; ".join(f"--seed={seed} --run={commands.ranges(numbers)}" for seed, numbers in seeds.items())


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
