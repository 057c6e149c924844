# SPDX-License-Identifier: GPL-2.0-only
"""Where the time of runs went: what aifabric explain has stored of their critical paths."""

from __future__ import annotations

from collections import defaultdict
from typing import Dict, List, Sequence

from chart import Chart, missing
from database import Database, Table
from figures import WIDTH
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from queries import Scale, chosen, with_
from style import PATH

TITLE = "Where the time went"


def parts(condition: str, scale: Scale) -> str:
    """The time of each part by strategy, mean over the runs that were explained."""
    n = scale.nanoseconds
    return (
        with_(chosen(condition), explained())
        + 'SELECT run.lb AS "strategy", part AS "part", count(DISTINCT run_id) AS "runs with it",\n'
        f'  sum(time_ps) / 1e3 / {n} / runs AS "mean ({scale.unit})",\n'
        '  100.0 * sum(time_ps) / whole AS "share (%)"\n'
        "FROM critical_path JOIN chosen USING (run_id) JOIN run USING (run_id)\n"
        "JOIN explained ON explained.lb = run.lb\n"
        "GROUP BY run.lb, part ORDER BY run.lb, sum(time_ps) DESC, part"
    )


def places(condition: str, scale: Scale) -> str:
    """The places where most of the time went, mean over the runs that were explained."""
    n = scale.nanoseconds
    return (
        with_(chosen(condition), explained())
        + 'SELECT run.lb AS "strategy", part AS "part", ifnull(tier, \'\') AS "tier", place AS "place",\n'
        f'  sum(time_ps) / 1e3 / {n} / runs AS "mean ({scale.unit})",\n'
        '  100.0 * sum(time_ps) / whole AS "share (%)"\n'
        "FROM critical_path JOIN chosen USING (run_id) JOIN run USING (run_id)\n"
        "JOIN explained ON explained.lb = run.lb WHERE place IS NOT NULL\n"
        "GROUP BY run.lb, part, place HAVING sum(time_ps) >= 0.01 * whole\n"
        "ORDER BY run.lb, sum(time_ps) DESC, part, place"
    )


def explained() -> str:
    """How many runs of each strategy were explained, and their time."""
    return (
        "explained AS (\n"
        "  SELECT run.lb, count(DISTINCT run_id) AS runs, sum(time_ps) AS whole\n"
        "  FROM critical_path JOIN chosen USING (run_id) JOIN run USING (run_id) GROUP BY run.lb)"
    )


def chart(database: Database, condition: str, scale: Scale, strategies: Sequence[str]) -> Chart:
    """The figure of one experiment.

    Args:
        database: the database
        condition: selects the experiment
        scale: unit of time
        strategies: best first
    """
    if not database.columns("critical_path"):
        return missing("critical-path", TITLE, "the database is older than this version", "")
    table = database.table("Parts, means over runs", parts(condition, scale))
    if not table.rows:
        return missing("critical-path", TITLE, "the runs are not explained yet", "./aifabric explain DB")
    where = database.table("Places with at least a hundredth of the time", places(condition, scale))
    names = [name for name in strategies if any(row[0] == name for row in table.rows)]
    caption = (
        "The critical path of a run: the task that ended last, the one whose end let it start, and so on, back to "
        "the start; its parts add up to the CCT. " + excess(table, where, names, scale)
    )
    return Chart("critical-path", TITLE, caption.strip(), [table, where], draw(table, names))


def by_strategy(table: Table, value: int) -> Dict[str, Dict[str, float]]:
    """The values of a column, by strategy and part."""
    found: Dict[str, Dict[str, float]] = defaultdict(dict)
    for row in table.rows:
        found[row[0]][row[1]] = row[value] or 0.0
    return found


def excess(table: Table, where: Table, names: Sequence[str], scale: Scale) -> str:
    """A sentence on what the last strategy loses on the first, and where."""
    if len(names) < 2:
        return ""
    means = by_strategy(table, 3)
    best, worst = names[0], names[-1]
    more = {part: time - means[best].get(part, 0.0) for part, time in means[worst].items()}
    total = sum(means[worst].values()) - sum(means[best].values())
    part = max(more, key=lambda name: more[name])
    if total <= 0 or more[part] <= 0:
        return ""
    spots = [row for row in where.rows if row[0] == worst and row[1] == part]
    place = f", most of it at {spots[0][3]}" if spots and spots[0][4] > more[part] / 2 else ""
    return (
        f"{worst} takes {total:.4g} {scale.unit} longer than {best}: {more[part]:.4g} {scale.unit} more {part}{place}."
    )


def draw(table: Table, names: Sequence[str]) -> Figure:
    """One bar for each strategy, of the parts of its time."""
    means = by_strategy(table, 3)
    present = [part for part in PATH if any(means[name].get(part) for name in names)]
    rows = -(-len(present) // 6)
    height = 0.34 * max(len(names), 2) + 0.95 + 0.22 * rows
    figure = Figure(figsize=(WIDTH, height))
    axis = figure.subplots()
    figure.subplots_adjust(
        left=1.25 / WIDTH, right=0.985, top=1 - 0.1 / height, bottom=(0.55 + 0.24 * rows) / height
    )
    for place, name in enumerate(names):
        start = 0.0
        for part in present:
            time = means[name].get(part, 0.0)
            axis.barh(place, time, left=start, height=0.66, color=PATH[part])
            start += time
    axis.set_yticks(range(len(names)), names)
    axis.set_ylim(len(names) - 0.4, -0.6)
    axis.set_xlim(left=0)
    axis.set_xlabel(table.columns[3].replace("mean", "time along the critical path"))
    axis.tick_params(axis="y", length=0)
    axis.grid(axis="y", visible=False)
    handles: List[Patch] = [Patch(color=PATH[part], label=part) for part in present]
    figure.legend(
        handles=handles, ncols=6, loc="lower left", bbox_to_anchor=(1.15 / WIDTH, 0.0), fontsize=8,
        columnspacing=1.1, handlelength=1.2,
    )  # fmt: skip
    return figure
