# SPDX-License-Identifier: GPL-2.0-only
"""Parameter studies: what varies by numbers in a database, drawn over these numbers."""

from __future__ import annotations

import itertools
import sqlite3
from collections import Counter
from dataclasses import dataclass
from typing import Dict, List, Optional, Sequence

import queries
import study_figures
import study_maps
import study_queries
from chart import Chart
from database import Database, Experiment, Table, literal
from parameters import Axis, Case, Unit, find_axes, find_unit, group, is_grid, is_line, join_option, make_cases, shorten
from style import Palette
from study_queries import Coordinate, Points


@dataclass(frozen=True)
class Study:
    """One or two numbers that vary, with all that was run at some values of theirs."""

    axes: Sequence[Axis]
    cases: Sequence[Case]


def find_studies(cases: Sequence[Case]) -> List[Study]:
    """Find what varies: single numbers, and pairs of numbers that make grids.

    Args:
        cases: everything that was run

    Returns:
        grids first
    """
    axes = find_axes(cases)
    studies = []
    for pair in itertools.combinations(axes, 2):
        grids = [points for points in group(cases, pair) if is_grid(points)]
        if grids:
            studies.append(Study(pair, [case for points in grids for case in points.values()]))
    for axis in axes:
        lines = [points for points in group(cases, [axis]) if is_line(points, axis)]
        if lines:
            studies.append(Study([axis], [case for points in lines for case in points.values()]))
    return studies


class StudyBuilder:
    """Makes the figures of the studies of a database."""

    def __init__(self, database: Database, experiments: Sequence[Experiment], palette: Palette) -> None:
        """Remember what there is.

        Args:
            database: the database
            experiments: its experiments
            palette: colours of the strategies
        """
        self.database = database
        self.experiments = experiments
        self.palette = palette

    def find(self) -> List[Study]:
        """The studies of the database."""
        if len(self.experiments) < 2 and self.database.scalar("SELECT count(DISTINCT lb) FROM run") < 2:
            return []
        number = {run_id: e.number for e in self.experiments for run_id in e.run_ids}
        strategies: Dict[int, Dict[str, None]] = {}
        for run_id, lb in self.database.connection.execute("SELECT run_id, lb FROM run ORDER BY run_id"):
            strategies.setdefault(number[run_id], {})[str(lb)] = None
        return find_studies(make_cases(self.experiments, {n: list(lbs) for n, lbs in strategies.items()}))

    def chart(self, study: Study) -> Chart:
        """Draw a study; one whose values do not allow it says so."""
        names = " and ".join(axis.name for axis in study.axes)
        title = f"Over {names}"
        name = "-by-".join("".join(c if c.isalnum() else "-" for c in axis.name) for axis in study.axes)
        try:
            return self._draw(study, name, title)
        except (ArithmeticError, LookupError, TypeError, ValueError, sqlite3.Error) as error:
            reason = f"{type(error).__name__}: {' '.join(str(error).split())}"
            return Chart(name, title, f"Could not be drawn from these values ({reason}).")

    def _draw(self, study: Study, name: str, title: str) -> Chart:
        """Draw a study."""
        units = [find_unit(a.kind, (a.value(c) or 0 for c in study.cases)) for a in study.axes]
        points = self._points(study, units)
        where = f" WHERE {points.condition}" if points.condition else ""
        longest = self.database.scalar(f"SELECT max(cct_ns) FROM run{where}")
        scale = queries.time_scale(longest if isinstance(longest, (int, float)) else 0)
        sizes = [row[0] for row in self.database.connection.execute(study_queries.counts(points))]
        table = self.database.table("Means over runs", study_queries.means(points, sizes, scale))
        if not points.setting:  # what draws expects the column
            shown = Table(table.title, table.sql, table.columns, [(r[0], "", *r[1:]) for r in table.rows])
        else:
            shown = table
        metrics = study_figures.find_metrics(shown, len(study.axes), scale.unit)
        if not metrics:
            return Chart(name, title, "No run was completed at any of these values.", [table])
        notes = [f"{axis.name} varies with {axis.note}" for axis in study.axes if axis.note]
        lost = sum(row[3 + len(study.axes)] for row in shown.rows)
        if lost:
            notes.append(f"Not completed, and in no mean: {lost} run{'s' if lost > 1 else ''}")
        if len(study.axes) == 1:
            figure, omitted = study_figures.lines(shown, study.axes[0], units[0], metrics, self.palette)
            caption = (
                "Means over runs; whiskers: 95 % confidence intervals, which may leave the panel; "
                "hollow: some runs were not completed."
            )
            tables = [table]
        else:
            metric = metrics[0]
            best = self.database.table(
                f"Best by {metric.title.lower()}", study_queries.best(points, sizes, metric.name)
            )
            figure, omitted = study_maps.grids(shown, best, study.axes, units, metric, self.palette)
            caption = f"{metric.title}, mean over runs: all maps have one scale. {self._winners(best)}"
            tables = [table, best]
        if omitted:
            notes.append(f"{omitted} of the settings are in the tables only")
        return Chart(name, title, " ".join([caption.strip(), *(f"{note[0].upper()}{note[1:]}." for note in notes)]),
                     tables, figure)  # fmt: skip

    @staticmethod
    def _winners(best: Table) -> str:
        """How often each strategy is the best."""
        count = Counter("equal" if row[-2] is not None and row[-2] <= 1e-9 else row[0] for row in best.rows)
        if len({*(row[0] for row in best.rows), *(row[-3] for row in best.rows)} - {None}) < 2:
            return ""
        wins = ", ".join(f"{name} at {n}" for name, n in count.most_common())
        return (
            f"Best of {len(best.rows)} points: {wins}. The last map tells by how many percent the next one is "
            "above the best; in brackets where the 95 % intervals of the two meet, or are not known."
        )

    # --- queries ------------------------------------------------------------------------------

    def _points(self, study: Study, units: Sequence[Unit]) -> Points:
        """What the queries of a study ask for."""
        paths = [path for axis in study.axes for path in axis.paths]
        options = dict.fromkeys(option for case in study.cases for option in [*case.experiment.settings, "lb"])
        residual = {
            option: {case.text(option): self._residual(case, option, paths) for case in study.cases}
            for option in options
        }
        settings = []
        for option in options:
            if option == "lb" or len(set(residual[option].values())) < 2:
                continue
            labels = shorten(option, residual[option].values())
            values = [(literal(text), literal(labels[rest])) for text, rest in residual[option].items()]
            settings.append(study_queries.case(self._expression(option), values))
        varied = any(path[0] == "lb" for path in paths)
        line = "lb"
        if varied:
            line = study_queries.case("lb", [(literal(t), literal(rest)) for t, rest in residual["lb"].items()])
        chosen = {case.experiment.number for case in study.cases}
        condition = self.database.condition([e for e in self.experiments if e.number in chosen], self.experiments)
        return Points(
            condition, line, "line" if varied else "strategy", "\n      || ', ' || ".join(settings),
            [self._coordinate(axis, unit, study.cases) for axis, unit in zip(study.axes, units)],
        )  # fmt: skip

    def _coordinate(self, axis: Axis, unit: Unit, cases: Sequence[Case]) -> Coordinate:
        """An axis as SQL."""
        values: Dict[Optional[str], float] = {}
        for case in cases:
            value = axis.value(case)
            if value is not None:
                values[case.text(axis.option)] = float(f"{value / unit.size:.12g}")
        expression = study_queries.case(
            self._expression(axis.option), [(literal(text), repr(v)) for text, v in values.items()]
        )
        return Coordinate(expression, axis.name + (f" ({unit.name})" if unit.name else ""))

    @staticmethod
    def _residual(case: Case, option: str, paths: Sequence[tuple]) -> str:
        """The value of an option without the numbers on the axes."""
        text = case.text(option)
        return join_option(option, None if text is None else str(text), paths)

    def _expression(self, option: str) -> str:
        """SQL for an option, in which a text that is no JSON is no mistake."""
        expression = self.database.expression(option)
        for column in ("experiment", "parameters"):
            expression = expression.replace(
                f"json_extract({column},", f"json_extract(CASE WHEN json_valid({column}) THEN {column} END,"
            )
        return "lb" if option == "lb" else expression
