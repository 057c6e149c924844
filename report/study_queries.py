# SPDX-License-Identifier: GPL-2.0-only
"""The SQL behind the figures of parameter studies."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Iterable, List, Sequence, Tuple

from queries import Scale, student

# Metrics of a study: name in the queries, and column of the view summary.
COLUMNS = (("slowdown", "slowdown"), ("cct", "cct_ns"), ("tail", "fct_p99_ns"), ("queue", "max_fabric_queue_bytes"))


@dataclass(frozen=True)
class Coordinate:
    """A number that varies, as SQL."""

    expression: str
    heading: str


@dataclass(frozen=True)
class Points:
    """Which runs a study has, and what tells its points apart."""

    condition: str  # on the table run
    line: str  # SQL for what a line is
    line_heading: str
    setting: str  # SQL for what else varies; empty: nothing
    coordinates: Sequence[Coordinate]

    @property
    def keys(self) -> List[str]:
        """The columns that tell points apart."""
        return ["line", "setting", *"xy"[: len(self.coordinates)]]


def _means(points: Points) -> List[str]:
    """Common table expressions down to one row for each point."""
    keys = ", ".join(points.keys)
    places = list(zip("xy", points.coordinates))
    shown = ",\n    ".join(f"{c.expression} AS {name}" for name, c in places)
    present = " AND ".join(f"{name} IS NOT NULL" for name, _ in places)
    usable = ",\n    ".join(
        f"CASE WHEN status = 'ok' AND typeof({column}) IN ('integer', 'real') AND abs({column}) < 1e300 "
        f"THEN {column} END AS {name}"
        for name, column in COLUMNS
    )
    centred = ",\n    ".join(f"{name} - avg({name}) OVER same AS {name}_off" for name, _ in COLUMNS)
    folded = ",\n    ".join(
        f"avg({name}) AS {name}, count({name}) AS {name}_n, sum({name}_off * {name}_off) AS {name}_ss"
        for name, _ in COLUMNS
    )
    where = f"\n  WHERE {points.condition}" if points.condition else ""
    return [
        f"point AS (\n  SELECT run_id, seed, run, status, {points.line} AS line, "
        f"{points.setting or repr('')} AS setting,\n    {shown}\n  FROM run{where})",
        "chosen AS (\n"
        "  SELECT coalesce(max(CASE status WHEN 'ok' THEN run_id END), max(run_id)) AS run_id\n"
        f"  FROM point WHERE {present} GROUP BY {keys}, seed, run)",
        f"value AS (\n  SELECT {keys}, drops, summary.status,\n    {usable}\n"
        f"  FROM chosen JOIN (SELECT run_id, {keys} FROM point) USING (run_id) JOIN summary USING (run_id))",
        f"centred AS (\n  SELECT *,\n    {centred}\n  FROM value WINDOW same AS (PARTITION BY {keys}))",
        f"mean AS (\n  SELECT {keys}, sum(status = 'ok') AS runs, sum(status <> 'ok') AS lost,\n    {folded},\n"
        f"    sum(CASE status WHEN 'ok' THEN drops END) AS drops\n  FROM centred GROUP BY {keys})",
    ]


def _half(name: str) -> str:
    """Half a 95 % confidence interval of a mean."""
    return (
        f"(SELECT t FROM student WHERE n = {name}_n) * "
        f"sqrt({name}_ss / nullif({name}_n - 1, 0) / {name}_n)"
    )


def _with(parts: Sequence[str]) -> str:
    return "WITH " + ",\n".join(parts) + "\n"


def counts(points: Points) -> str:
    """The sizes of the samples behind the means."""
    return _with(_means(points)) + "\nUNION ".join(f"SELECT {name}_n FROM mean" for name, _ in COLUMNS)


def means(points: Points, sizes: Iterable[int], scale: Scale) -> str:
    """Means over runs at each point, with their intervals.

    Args:
        points: the points
        sizes: from counts()
        scale: unit of completion times
    """
    n = scale.nanoseconds
    places = ", ".join(f'{name} AS "{c.heading}"' for name, c in zip("xy", points.coordinates))
    setting = 'setting AS "setting", ' if points.setting else ""
    return (
        _with([*_means(points), student(sizes)])
        + f'SELECT line AS "{points.line_heading}", {setting}{places},\n'
        '  runs AS "completed runs", lost AS "not completed",\n'
        f'  slowdown AS "slowdown", {_half("slowdown")} AS "95 % ±",\n'
        f'  cct / {n} AS "CCT ({scale.unit})", {_half("cct")} / {n} AS "95 % ± ({scale.unit})",\n'
        f'  tail / {n} AS "p99 FCT ({scale.unit})", {_half("tail")} / {n} AS "95 % ± p99 ({scale.unit})",\n'
        f'  queue / 1000 AS "largest fabric queue (kB)", {_half("queue")} / 1000 AS "95 % ± (kB)",\n'
        '  1.0 * drops / nullif(runs, 0) AS "drops per run (frames)"\n'
        f"FROM mean ORDER BY {', '.join(points.keys)}"
    )


def best(points: Points, sizes: Iterable[int], metric: str) -> str:
    """At each point, which strategy has the least mean of those that completed every run.

    Args:
        points: the points
        sizes: from counts()
        metric: name of a metric
    """
    keys = ", ".join(points.keys[1:])
    places = ", ".join(f'a.{name} AS "{c.heading}"' for name, c in zip("xy", points.coordinates))
    setting = 'a.setting AS "setting", ' if points.setting else ""
    return (
        _with(
            [
                *_means(points),
                student(sizes),
                f"ranked AS (\n  SELECT {', '.join(points.keys)}, {metric} AS value, {_half(metric)} AS error,\n"
                f"    row_number() OVER (PARTITION BY {keys} ORDER BY {metric}, line) AS place\n"
                f"  FROM mean WHERE lost = 0 AND {metric} IS NOT NULL)",
            ]
        )
        + f'SELECT a.line AS "{points.line_heading}", {setting}{places},\n'
        '  b.line AS "next", 100 * (b.value / nullif(a.value, 0) - 1) AS "next is above by (%)",\n'
        "  CASE WHEN b.value - b.error > a.value + a.error THEN 'yes' ELSE 'no' END AS \"intervals apart\"\n"
        f"FROM ranked AS a LEFT JOIN ranked AS b ON b.place = 2 AND {_same(points.keys[1:])}\n"
        f"WHERE a.place = 1 ORDER BY {', '.join(f'a.{key}' for key in points.keys[1:])}"
    )


def _same(keys: Sequence[str]) -> str:
    return " AND ".join(f"a.{key} = b.{key}" for key in keys)


def case(expression: str, values: Sequence[Tuple[str, str]]) -> str:
    """SQL that maps the texts of an option.

    Args:
        expression: SQL for the option
        values: texts and what stands for them, both as SQL
    """
    return f"CASE {' '.join(f'WHEN {expression} IS {text} THEN {value}' for text, value in values)} END"
