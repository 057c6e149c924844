# SPDX-License-Identifier: GPL-2.0-only
"""What the report says about jobs with iterations, such as training."""

from __future__ import annotations

from typing import List, Sequence

import training_figures
import training_queries
from chart import Chart, missing
from database import Database
from queries import Scale
from style import Palette

MOST_JOBS = 4  # that have figures
MOST_PANELS = 4  # strategies of a timeline


class TrainingCharts:
    """Makes the figures of the jobs of one experiment that have iterations."""

    def __init__(
        self, database: Database, condition: str, scale: Scale, strategies: Sequence[str], palette: Palette
    ) -> None:
        """Remember what there is.

        Args:
            database: the database
            condition: selects the experiment
            scale: unit of time
            strategies: best first
            palette: colours of the strategies
        """
        self.database = database
        self.condition = condition
        self.scale = scale
        self.strategies = list(strategies)
        self.palette = palette

    def list(self) -> List[Chart]:
        """The figures of all jobs; none if no job has iterations."""
        if not self.database.columns("iteration"):
            return []
        jobs = self.database.connection.execute(training_queries.jobs(self.condition)).fetchall()
        charts = []
        for number, workload, factor, _ in jobs[:MOST_JOBS]:
            name = f"Job {number}" + (f", {workload}" if workload else "")
            charts += [self.iterations(number, name, factor or 1), self.timeline(number, name)]
        return charts

    def iterations(self, number: int, name: str, factor: float) -> Chart:
        """Times of iterations and where they go."""
        shares = self.database.table("By strategy", training_queries.shares(self.condition, self.scale, number))
        table = self.database.table("By iteration", training_queries.iterations(self.condition, self.scale, number))
        title = f"{name}: iterations"
        if not table.rows:
            return missing(f"job{number}-iterations", title, "no iteration was completed", "")
        caption = (
            "Time from the end of an iteration to the end of the next; the band is from the least to the most of all "
            "runs. Right: means over hosts. Exposed communication: a host does not compute, and a message of its own "
            "is under way; idle: neither. Black: utilisation, the time of the operations of the model at the peak of "
            "the accelerators over the iteration time."
        )
        if factor != 1:
            caption += f" The job is scaled: what it stands for is {factor:,.6g} times as large."
        figure = training_figures.iterations(shares, table, self.strategies, self.palette)
        return Chart(f"job{number}-iterations", title, caption, [shares, table], figure)

    def timeline(self, number: int, name: str) -> Chart:
        """What hosts did when."""
        title = f"{name}: timeline"
        key = f"job{number}-timeline"
        rows = self.database.columns("task_span")
        table = self.database.table("Spans", training_queries.spans(self.condition, self.scale, number)) if rows else None
        if table is None or not table.rows:
            return missing(key, title, "what hosts did was not recorded", "--record=flows")
        present = {row[0] for row in table.rows}
        names = [name for name in self.strategies if name in present][:MOST_PANELS]
        drawn = [row for row in table.rows if row[0] in names]
        hosts, last = training_figures.choose(drawn)
        left = self.database.scalar(training_queries.hosts_left_out(self.condition)) or 0
        all_hosts = len({row[1] for row in drawn}) + left
        final = max(row[2] for row in drawn)
        caption = (
            f"One run of each strategy, {len(hosts)} of {all_hosts} hosts"
            + (f", iterations up to {last} of {final}" if last < final else "")
            + ". Above in a row: computing; below: messages of the host under way, from the first start to the last end "
            "of those of a collective. Dashed: ends of iterations."
        )
        return Chart(key, title, caption, [table], training_figures.timeline(table, hosts, last, names))
