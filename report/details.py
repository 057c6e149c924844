# SPDX-License-Identifier: GPL-2.0-only
"""The figures of what is recorded in detail: links, samples over time, collectives."""

from __future__ import annotations

import re
from typing import Sequence

import detail_queries
import motion
import motion_queries
import queries
import timelines
import topology
from chart import Chart, missing
from database import Database, Experiment, Table
from queries import Scale
from style import Palette

BINS = 150  # of a timeline
MOST_COLLECTIVES = 40  # of each strategy in the Gantt chart


class DetailCharts:
    """Makes the figures of details of one experiment."""

    def __init__(
        self, database: Database, experiment: Experiment, scale: Scale, strategies: Sequence[str], palette: Palette
    ) -> None:
        """Remember what there is.

        Args:
            database: the database
            experiment: the experiment
            scale: unit of time
            strategies: best first
            palette: colours of the strategies
        """
        self.database = database
        self.experiment = experiment
        self.condition = experiment.condition
        self.scale = scale
        self.strategies = list(strategies)
        self.palette = palette

    def links(self) -> Chart:
        """Utilisation of the links on the topology."""
        title = "Utilisation of the links"
        rate = self._rate()
        balance = self.database.table("Balance, all runs", detail_queries.balance(self.condition, rate))
        if not balance.rows:
            return missing("links", title, "ports or completion times were not recorded", "--record=all")
        if self._lacks_rates():
            return Chart("links", title, "The fabric sets rates of its own, which a database of before version 5 lacks.")
        table = self.database.table("Links of one run of each strategy", detail_queries.link_load(self.condition, rate))
        caption = (
            "One run of each strategy (lowest seed and run); each line is a link, boxes are pods. Bytes "
            "sent with preamble and gap, over rate times CCT. Max / mean: busiest link over the mean of its "
            "tier, mean over runs; 1 is perfect balance."
        )
        try:
            figure = topology.heat_map(table, balance, self.strategies)
        except ValueError as unknown:
            return Chart("links", title, f"The topology cannot be drawn: {unknown}.", [balance, table])
        return Chart("links", title, caption, [balance, table], figure)

    def _rate(self) -> str:
        """SQL for the rate of a port in bit/s, which databases before version 5 hold for the run only."""
        run = "summary.rate_bps"
        return f"coalesce(port.rate_bps, {run})" if self.database.has_port_rates else run

    def _lacks_rates(self) -> bool:
        """Whether the fabric sets rates of its own, and they are not stored."""
        if not re.search(r"rate=[^,]*[1-9]", self.experiment.settings["fabric"] or ""):
            return False
        return not self.database.has_port_rates or bool(
            self.database.scalar(
                f"WITH {queries.chosen(self.condition)} "
                "SELECT count(*) FROM port JOIN chosen USING (run_id) WHERE rate_bps IS NULL"
            )
        )

    def timeline(self) -> Chart:
        """Sampled quantities and events."""
        title = "Queues, rates, pauses and failures over time"
        happened = self.database.table("Events", detail_queries.events(self.condition, self.scale))
        series, tiers, last = self.database.connection.execute(
            f"WITH {queries.chosen(self.condition)} "
            "SELECT count(*), sum(subject NOT LIKE '%->%'), max(sim_ns) "
            "FROM series JOIN chosen USING (run_id) JOIN run USING (run_id)"
        ).fetchone()
        if not series and not happened.rows:
            return missing("timeline", title, "no time series or events were recorded", "--record=series")
        width = max(1.0, float(f"{(last or 1) / BINS:.2g}"))
        table = self.database.table("Samples", detail_queries.timeline(self.condition, self.scale, width, bool(tiers)))
        subjects = "tiers of the fabric" if tiers else "ports"
        caption = (
            f"One run of each strategy. Black: mean over the {subjects}; coloured: from the least to the "
            "most of them. Dashed: events, such as failures."
        )
        idle = timelines.idle_quantities(table)
        if idle:
            caption += f" Always 0, and not drawn: {', '.join(idle)}."
        return Chart(
            "timeline", title, caption, [table, happened],
            timelines.timeline(table, happened, self.strategies, self.palette),
        )  # fmt: skip

    def collectives(self) -> Chart:
        """Gantt chart of collectives."""
        title = "Collectives over time"
        table = self.database.table(
            "Collectives", detail_queries.collectives(self.condition, self.scale, MOST_COLLECTIVES)
        )
        if not table.rows:
            return missing("collectives", title, "no run has collectives", "--record=flows")
        if not any(row[1] for row in table.rows):
            return Chart(
                "collectives", title, "Each run is one collective: its completion time is shown above.", [table]
            )
        return Chart(
            "collectives", title,
            f"One run of each strategy, its first {MOST_COLLECTIVES} collectives or iterations.",
            [table], timelines.gantt(table, self.strategies, self.palette),
        )  # fmt: skip

    def motion(self) -> Chart:
        """The animation of one run of each strategy."""
        title = "Runs in motion"
        runs = self.database.table("Runs that are drawn", motion_queries.runs(self.condition, self.scale))
        if not runs.rows:
            return missing("motion", title, "no series of single ports were recorded", "--record=all")
        if not self.database.columns("port") or self._lacks_rates():
            return Chart("motion", title, "Not drawn: the database does not tell the rates of the ports.")
        try:
            moved = motion.Motion(self.database, self._choose(runs), self._rate(), self.scale, self.palette)
        except ValueError as why:
            return Chart("motion", title, f"Not drawn: {why}.", [runs])
        data = moved.make()
        stored, drawn = runs.rows[0][8], len(data["runs"][0]["times"])
        caption = (
            "Each link has a line for each direction, on the right as seen from the sender: its colour and width are "
            "the queue of the sending port, or the utilisation. The strip has all queues together from start to end of "
            f"the collectives, with failures and repairs. Of each port {drawn} samples are in this page"
            + (f", the largest queue and the mean rate of {moved.merged} of the {stored} stored" if moved.merged > 1 else "")
            + ", in 64 steps: queues to 2 % of the largest. Keys: arrows move by a sample, space plays."
        )
        peaks = self.database.table(
            "Largest samples by port", motion_queries.peaks(self.condition, self.scale, self._rate())
        )
        return Chart("motion", title, caption, [runs, peaks], drawing=motion.embed(data))

    def _choose(self, runs: Table) -> Table:
        """The runs of some strategies, the best first, the last of all last."""
        order = {name: i for i, name in enumerate(self.strategies)}
        rows = sorted(runs.rows, key=lambda row: order.get(row[0], len(order)))
        if len(rows) > motion.MOST_RUNS:
            rows = [*rows[: motion.MOST_RUNS - 1], rows[-1]]
        return Table(runs.title, runs.sql, runs.columns, rows)
