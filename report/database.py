# SPDX-License-Identifier: GPL-2.0-only
"""The results database: opened read-only, checked, and divided into experiments."""

from __future__ import annotations

import json
import re
import sqlite3
from dataclasses import dataclass, field
from pathlib import Path
from typing import Dict, List, Optional, Sequence, Tuple
from urllib.parse import quote

from snapshot import InputError, check, has_log

APPLICATION_ID = 0x41494642  # "AIFB", written by ai-fabric into every results database
SCHEMA_VERSION = 9  # newest PRAGMA user_version that this program reads

# What tells experiments apart is the column `experiment` of the table run, which the program fills
# from its one list of options. These have a column of their own too.
COLUMNS = ("fabric", "workload", "cc", "recovery", "switch", "fault", "module_version")
# The options that told experiments apart before that column came with schema version 3.
OLD_OPTIONS = ("rate", "delay", "mtu", "spread", "ack-interval", "burst", "stop")

MULTIPLES = {
    "": 1,
    "K": 10**3,
    "M": 10**6,
    "G": 10**9,
    "T": 10**12,
    "Ki": 2**10,
    "Mi": 2**20,
    "Gi": 2**30,
    "Ti": 2**40,
}


@dataclass(frozen=True)
class Table:
    """The rows of one query, as the report shows them."""

    title: str
    sql: str
    columns: Tuple[str, ...]
    rows: List[tuple]

    def text_columns(self) -> List[int]:
        """The columns that hold texts; the others hold numbers."""
        return [i for i in range(len(self.columns)) if any(isinstance(row[i], str) for row in self.rows)]


@dataclass
class Experiment:
    """Runs that differ in nothing but strategy, seed and run."""

    number: int
    settings: Dict[str, Optional[str]]
    run_ids: List[int] = field(default_factory=list)
    condition: str = ""
    title: str = ""
    # What the options leave open, by strategy: option, component (empty: the option itself), parameter.
    defaults: Dict[str, Dict[Tuple[str, str, str], str]] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """Prefix of the names of its figures."""
        return f"e{self.number}"

    @property
    def message_bytes(self) -> Optional[int]:
        """The workload's bytes= parameter, if it has one; several workloads have no common size."""
        workload = self.settings["workload"] or ""
        return None if re.search(r"\+[a-z]", workload) else parse_bytes(workload)

    @property
    def family(self) -> tuple:
        """What it has in common with the experiments that differ in bytes= only."""
        same = dict(self.settings)
        same["workload"] = re.sub(r"([:,])bytes=[^,]*,?", r"\1", same["workload"] or "").rstrip(":,")
        return tuple(sorted(same.items(), key=lambda item: item[0]))


def parse_bytes(workload: str) -> Optional[int]:
    """Find the message size in a workload such as ``permutation:bytes=64KiB``."""
    match = re.search(r"[:,]bytes=([0-9.]+)([KMGT]i?|)B?(?:,|$)", workload, re.IGNORECASE)
    if not match:
        return None
    unit = match.group(2)
    unit = unit[:1].upper() + unit[1:].lower()
    return round(float(match.group(1)) * MULTIPLES[unit])


def literal(value: object) -> str:
    """Write a value as SQL."""
    if value is None:
        return "NULL"
    if isinstance(value, (int, float)):
        return repr(value)
    return "'" + str(value).replace("'", "''") + "'"


class Database:
    """A results database, open for reading: all that is read of it is of one moment."""

    def __init__(self, path: Path, name: Optional[Path] = None) -> None:
        """Open and check a database.

        Args:
            path: the file
            name: what its user calls it, if the file is a copy

        Raises:
            InputError: it cannot be used
        """
        self.path = name or path
        check(path)
        # Without a log nobody writes; "immutable" then leaves no files behind and works in
        # directories that are not writable.
        mode = "mode=ro" if has_log(path) else "immutable=1"
        try:
            self.connection = sqlite3.connect(f"file:{quote(str(path))}?{mode}", uri=True)
            self.connection.text_factory = lambda text: text.decode("utf-8", "replace")
            self.connection.execute("BEGIN")
            self._check()
            columns = self.columns("run")
            self.has_identity = "experiment" in columns
            self.tells_ended = "flows_ended" in columns
            self.has_port_rates = "rate_bps" in self.columns("port")
            self.has_jobs = bool(self.columns("job"))
        except sqlite3.Error as error:
            raise InputError(f"cannot read {self.path}: {error}") from error

    def columns(self, table: str) -> List[str]:
        """The columns of a table or view; none if there is none."""
        return [row[1] for row in self.connection.execute(f"PRAGMA table_info({table})")]

    def _check(self) -> None:
        """Refuse what is not a results database of a known version."""
        if not self.scalar("SELECT count(*) FROM sqlite_master"):
            raise InputError(f"{self.path} is an empty database: it has no tables")
        if self.scalar("PRAGMA application_id") != APPLICATION_ID:
            raise InputError(f"{self.path} is a database of another program, not of ai-fabric")
        version = self.scalar("PRAGMA user_version")
        if version > SCHEMA_VERSION:
            raise InputError(
                f"{self.path} has schema version {version}; this program reads up to "
                f"{SCHEMA_VERSION}: use a newer ai-fabric"
            )
        if version < 1:
            raise InputError(f"{self.path} has no schema version: it is incomplete")
        for table in ("run", "summary"):
            missing = {"run_id", "lb", "seed", "run", "status", *COLUMNS} - set(self.columns(table))
            if missing:
                raise InputError(
                    f"{self.path} is no whole results database: {table} has no {', '.join(sorted(missing))}"
                )
        if not self.scalar("SELECT count(*) FROM run"):
            raise InputError(f"{self.path} has no runs yet: make some with ./aifabric compare")

    def scalar(self, sql: str) -> int:
        """The first value of a query that returns one."""
        return self.connection.execute(sql).fetchone()[0]

    def table(self, title: str, sql: str) -> Table:
        """Run a query.

        Args:
            title: what its rows are
            sql: the query; the names of its columns become the heading

        Returns:
            the rows with the query that made them
        """
        cursor = self.connection.execute(sql)
        return Table(title, sql, tuple(c[0] for c in cursor.description), cursor.fetchall())

    def run_counts(self, experiment: Experiment) -> Dict[str, int]:
        """The number of completed runs of each strategy of an experiment."""
        return dict(
            self.connection.execute(
                "SELECT lb, count(*) FROM (SELECT DISTINCT lb, seed, run FROM run "
                f"WHERE status = 'ok' AND ({experiment.condition or 1})) GROUP BY lb"
            )
        )

    def count_with_ports(self) -> int:
        """The number of experiments that have series of single ports."""
        if not self.columns("series"):
            return 0
        with_ports = {
            row[0] for row in self.connection.execute("SELECT DISTINCT run_id FROM series WHERE subject LIKE '%->%'")
        }
        return sum(not with_ports.isdisjoint(experiment.run_ids) for experiment in self.experiments())

    def experiments(self) -> List[Experiment]:
        """Divide the runs into experiments, in the order of their first run."""
        found: Dict[tuple, Experiment] = {}
        experiment = "experiment" if self.has_identity else "NULL"
        rows = self.connection.execute(
            f"SELECT run_id, lb, {experiment}, parameters, rate_bps, {', '.join(COLUMNS)} FROM run ORDER BY run_id"
        )
        for run_id, lb, identity, parameters, rate, *values in rows:
            settings = dict(zip(COLUMNS, values))
            options = _options(identity) if identity else _old_options(parameters)
            settings.update({k: v for k, v in options.items() if k not in COLUMNS})
            if "rate" not in settings:
                settings["rate_bps"] = rate
            key = tuple(sorted(settings.items(), key=lambda item: item[0]))
            experiment = found.setdefault(key, Experiment(len(found) + 1, settings))
            experiment.run_ids.append(run_id)
            if not experiment.defaults.get(str(lb)):
                experiment.defaults[str(lb)] = _defaults(parameters)
        experiments = list(found.values())
        varying = varying_settings(experiments)
        for experiment in experiments:
            experiment.condition = self.condition([experiment], experiments)
            shown = ["workload", "fabric"] + [k for k in varying if k not in ("workload", "fabric")]
            experiment.title = ", ".join(describe(k, experiment.settings.get(k)) for k in shown)
        return experiments

    def condition(self, selected: Sequence[Experiment], everything: Sequence[Experiment]) -> str:
        """Write the SQL condition on the table run that selects experiments.

        Args:
            selected: these experiments
            everything: all experiments of the database

        Returns:
            such as ``workload = 'permutation:bytes=1MiB'``; empty if all runs are selected
        """
        run_ids = sorted(i for experiment in selected for i in experiment.run_ids)
        parts = []
        for key in varying_settings(everything):
            values = list(dict.fromkeys(e.settings.get(key) for e in selected))
            expression = self.expression(key)
            if len(values) == 1:
                operator = "IS" if values[0] is None else "="
                parts.append(f"{expression} {operator} {literal(values[0])}")
            elif len(values) < len({e.settings.get(key) for e in everything}) and None not in values:
                parts.append(f"{expression} IN ({', '.join(map(literal, values))})")
        condition = " AND ".join(parts)
        if self._run_ids(condition) != run_ids:
            condition = f"run_id IN ({', '.join(map(str, run_ids))})"
        return condition

    def _run_ids(self, condition: str) -> List[int]:
        """The runs that a condition selects; none if some run has a JSON that cannot be read."""
        where = f" WHERE {condition}" if condition else ""
        try:
            return [r[0] for r in self.connection.execute(f"SELECT run_id FROM run{where} ORDER BY 1")]
        except sqlite3.OperationalError:
            return []

    def expression(self, key: str) -> str:
        """SQL that gives a setting."""
        if key in COLUMNS or key == "rate_bps":
            return key
        return f"json_extract({'experiment' if self.has_identity else 'parameters'}, {literal(self._path(key))})"

    @staticmethod
    def _path(key: str) -> str:
        """The path of a member of a JSON object."""
        return '$."' + key + '"'


def varying_settings(experiments: Sequence[Experiment]) -> List[str]:
    """The settings in which experiments differ; the columns first."""
    keys = dict.fromkeys(k for e in experiments for k in e.settings)
    return [k for k in keys if len({e.settings.get(k) for e in experiments}) > 1]


def _options(text: str) -> Dict[str, str]:
    """The members of a JSON object, as texts."""
    try:
        options = json.loads(text)
    except (TypeError, ValueError):
        return {}
    return {k: _text(v) for k, v in options.items()} if isinstance(options, dict) else {}


def _defaults(parameters: str) -> Dict[Tuple[str, str, str], str]:
    """What was at its default when a run was made: options, and parameters of components."""
    try:
        stored = json.loads(parameters)
    except (TypeError, ValueError):
        return {}
    if not isinstance(stored, dict):
        return {}
    found = {(name, "", ""): value for name, value in stored.items() if isinstance(value, str) and value}
    members = stored.get("defaults")
    for option, components in members.items() if isinstance(members, dict) else ():
        for component, values in components.items() if isinstance(components, dict) else ():
            for key, value in values.items() if isinstance(values, dict) else ():
                found[option, component, key] = str(value)
    return found


def _old_options(parameters: str) -> Dict[str, str]:
    """What tells a run of an older version apart, beside its columns."""
    options = _options(parameters)
    return {k: options[k] for k in OLD_OPTIONS if k in options}


def _text(value: object) -> str:
    """A JSON value as text, as SQLite's json_extract() gives it."""
    return value if isinstance(value, str) else json.dumps(value, separators=(",", ":"))


def describe(key: str, value: Optional[str]) -> str:
    """A setting in the heading of an experiment."""
    if key in ("fabric", "workload"):
        return str(value)
    if key == "rate_bps":
        return f"rate {float(value or 0) / 1e9:g} Gb/s"
    if not value:
        return f"no {key}"
    return f"{key.replace('_', ' ')} {value}"
