# SPDX-License-Identifier: GPL-2.0-only
"""What the report says about one experiment: its verdict and its figures."""

from __future__ import annotations

import sqlite3
from collections import Counter
from dataclasses import dataclass
from typing import Callable, List, Optional, Sequence, Tuple

import critical_paths
import figures
import flow_queries
import queries
from chart import Chart, missing
from database import Database, Experiment, Table
from details import DetailCharts
from queries import Metric
from style import Palette
from training import TrainingCharts


@dataclass
class Section:
    """One experiment in the report."""

    experiment: Experiment
    verdict: str
    winner: Optional[str]
    strategies: List[str]  # best first
    seeds: List[Tuple[int, int]]  # with run numbers
    charts: List[Chart]


class SectionBuilder:
    """Makes the section of one experiment."""

    def __init__(
        self, database: Database, experiment: Experiment, everything: Sequence[Experiment], palette: Palette
    ) -> None:
        """Look at the experiment's runs.

        Args:
            database: the database
            experiment: the experiment
            everything: all experiments of the database
            palette: colours of the strategies
        """
        self.database = database
        self.experiment = experiment
        self.everything = everything
        self.palette = palette
        self.condition = experiment.condition
        where = f" WHERE {self.condition}" if self.condition else ""
        self.scale = queries.time_scale(database.scalar(f"SELECT max(cct_ns) FROM run{where}") or 0)
        self.scoreboard = database.table("Strategies, best first", queries.scoreboard(self.condition, self.scale))
        self.counts = {row[0]: row[1] for row in self.scoreboard.rows if row[1]}
        self.strategies = list(self.counts)

    def build(self) -> Section:
        """Make the section."""
        details = DetailCharts(self.database, self.experiment, self.scale, self.strategies, self.palette)
        if not self.strategies:
            charts = [Chart("strategies", "Strategies", "", [self.scoreboard], open_tables=True)]
            charts += [chart for chart in [self._safe(details.motion)] if chart.drawing]
            return Section(
                self.experiment, "No run of this experiment was completed.", None,
                [row[0] for row in self.scoreboard.rows], self.seeds(), charts,
            )  # fmt: skip
        rivals = self.rivals()
        makers: List[Callable[[], Chart]] = [
            self.completion, self.distribution, self.growth, self.queues, details.links,
            self.reordering, details.timeline, details.motion, details.collectives, self.speed,
        ]  # fmt: skip
        charts = [Chart("strategies", "Strategies", self.method(), [self.scoreboard, rivals], open_tables=True)]
        jobs = self._safe(self.jobs)
        charts += [jobs] if jobs.tables else []
        training = TrainingCharts(self.database, self.condition, self.scale, self.strategies, self.palette)
        charts += self._safe_list(training.list)
        charts += [self._safe(self.critical_path)]
        charts += [self._safe(make) for make in makers]
        return Section(self.experiment, self.verdict(rivals), self.winner(), self.strategies, self.seeds(), charts)

    @staticmethod
    def _safe_list(make: Callable[[], List[Chart]]) -> List[Chart]:
        """Make several figures, or say why not."""
        try:
            return make()
        except (ArithmeticError, LookupError, TypeError, ValueError, sqlite3.Error) as error:
            reason = f"{type(error).__name__}: {' '.join(str(error).split())}"
            return [Chart("iterations", "Iterations", f"Could not be drawn from these values ({reason}).")]

    @staticmethod
    def _safe(make: Callable[[], Chart]) -> Chart:
        """Make a figure; one that its data do not allow leaves the others alone."""
        try:
            return make()
        except (ArithmeticError, LookupError, TypeError, ValueError, sqlite3.Error) as error:
            reason = f"{type(error).__name__}: {' '.join(str(error).split())}"
            return Chart(make.__name__, make.__name__.capitalize(), f"Could not be drawn from these values ({reason}).")

    def seeds(self) -> List[Tuple[int, int]]:
        """The seeds and run numbers of the experiment."""
        where = f" WHERE {self.condition}" if self.condition else ""
        return self.database.connection.execute(f"SELECT DISTINCT seed, run FROM run{where} ORDER BY 1, 2").fetchall()

    def critical_path(self) -> Chart:
        """Where the time went."""
        return critical_paths.chart(self.database, self.condition, self.scale, self.strategies)

    # --- the verdict --------------------------------------------------------------------------

    def winner(self) -> Optional[str]:
        """The strategy with the least mean slowdown, of those that completed every run."""
        return next((row[0] for row in self.scoreboard.rows if row[1] and not row[2]), None)

    def rivals(self) -> Table:
        """The distance of every other strategy to the winner."""
        winner = self.winner() or self.strategies[0]
        return self.database.table(
            "Distance to the winner",
            queries.rivals(self.condition, winner, self.counts.values(), len(self.strategies) - 1),
        )

    def verdict(self, rivals: Table) -> str:
        """Which strategy wins, by how much, how sure."""
        winner = self.winner()
        if winner is None:
            return "No strategy completed all of its runs: there is no winner."
        row = next(r for r in self.scoreboard.rows if r[0] == winner)
        achieved = (
            f"{figures.number(row[3])} times the ideal bound"
            if row[3] is not None
            else f"{figures.number(row[4])} {self.scale.unit}"
        )
        if len(self.strategies) == 1:
            return f"Only {winner} was run: {achieved}."
        if not rivals.rows:
            return f"{winner} is ahead ({achieved}), but shares no seed and run with the others."
        name, pairs, more, low, high = rivals.rows[0]
        if more is None:
            return f"{winner} is ahead ({achieved}), but completion times to compare were not recorded."
        if low is None:
            return (
                f"{winner} is ahead: {achieved}; {name} takes {percent(more)} % longer. "
                "One run each does not say how sure: repeat with --run=1..5."
            )
        span = f"{percent(low)} to {percent(high)} %, {pairs} paired runs"
        unclear = [r[0] for r in rivals.rows if r[3] is None or r[3] <= 0]
        if not unclear:
            return (
                f"{winner} wins: {achieved}. The next, {name}, takes {percent(more)} % longer "
                f"({span}). The lead over every other strategy is significant."
            )
        if len(unclear) == len(rivals.rows):
            doubt = "No lead is significant with so few runs"
        else:
            doubt = f"The lead over {', '.join(unclear)} is not significant"
        return (
            f"{winner} is ahead: {achieved}; {name} takes {percent(more)} % longer ({span}). "
            f"{doubt}; more runs may tell."
        )

    def method(self) -> str:
        """How the strategies were compared."""
        return (
            "Means over runs; the best mean slowdown wins if all its runs were completed. The second "
            "table compares run by run: equal seed and run mean equal traffic. Its intervals are wide "
            f"enough (Student's t, Bonferroni) for all {max(len(self.strategies) - 1, 1)} to hold "
            "together with 95 %; a lead is significant if its interval lies above 0."
        )

    # --- the figures --------------------------------------------------------------------------

    def _bars(self, name: str, title: str, caption: str, metrics: List[Metric], titles: List[str]) -> Chart:
        """A figure of bars."""
        table, single = self._means(metrics)
        return Chart(
            name, title, caption, [table, single], figures.bar_panels(table, single, self.palette, titles)
        )

    def _means(self, metrics: List[Metric]) -> List[Table]:
        """Means of metrics with intervals, and the single values."""
        counts = self.counts.values()
        return [
            self.database.table("By strategy", queries.means(self.condition, metrics, counts)),
            self.database.table("By run", queries.runs(self.condition, metrics)),
        ]

    def completion(self) -> Chart:
        """CCT, slowdown, and the distance to the bound."""
        n = self.scale.nanoseconds
        table, single = self._means(
            [
                Metric("cct", f"cct_ns / {n}", "CCT", self.scale.unit),
                Metric("slowdown", "slowdown", "slowdown"),
                Metric("excess", "100 * (slowdown - 1)", "slowdown − 1", "%"),
            ]
        )
        figure = figures.completion(table, single, self.palette)
        caption = (
            "Collective completion time (CCT): first start to last end of a flow. Slowdown: CCT over the "
            "ideal bound. Bars: means; whiskers: 95 % confidence intervals; circles: single runs."
        )
        return Chart("completion", "Completion time", caption, [table, single], figure)

    def jobs(self) -> Chart:
        """The jobs of runs that have several; no table otherwise."""
        if not self.database.has_jobs:
            return Chart("jobs", "Jobs", "")
        table = self.database.table("Jobs", queries.jobs(self.condition, self.scale))
        caption = (
            "Workloads that run at once. The bound of a job is its ideal time alone on the fabric, so that its "
            "slowdown has in it what the other jobs cost it. The slowdown of a run is that of its slowest job."
        )
        return Chart("jobs", "Jobs", caption, [table] if table.rows else [], open_tables=True)

    def distribution(self) -> Chart:
        """Flow completion times."""
        title = "Flow completion times"
        percentiles = self.database.table(
            "Percentiles (nearest rank)", flow_queries.fct_percentiles(self.condition, self.scale)
        )
        if not any(row[1] > row[2] for row in percentiles.rows):
            return missing("fct", title, "flows were not recorded", "--record=flows")
        table = self.database.table("Points of the curves", flow_queries.fct_distribution(self.condition, self.scale))
        caption = (
            "Flows of all runs together. A curve that ends below 1 has flows that never ended. "
            "The tail on the right: the slowest flow holds up the collective."
        )
        return Chart(
            "fct", title, caption, [percentiles, table],
            figures.distribution(table, percentiles, self.palette),
        )  # fmt: skip

    def growth(self) -> Chart:
        """Largest queue over message size, in all experiments that differ in it only."""
        title = "Growth of queues with the message"
        family = [e for e in self.everything if e.family == self.experiment.family and e.message_bytes]
        sizes = sorted({(str(e.settings["workload"]), e.message_bytes or 0) for e in family}, key=lambda s: s[1])
        if self.experiment not in family or len(sizes) < 2:
            return missing(
                "growth", title, "there is one message size", "a second --workload=NAME:bytes=SIZE"
            )
        if self.experiment is not family[0]:
            return Chart("growth", title, f"See experiment {family[0].key}, which shows all message sizes.")
        condition = self.database.condition(family, self.everything)
        by_size = [self.database.run_counts(e) for e in family]
        totals = sum((Counter(counts) for counts in by_size), Counter())
        table = self.database.table("Means over runs", flow_queries.growth(condition, sizes, [n for counts in by_size for n in counts.values()]))
        degrees = {n for total in totals.values() for n in range(3, total + 1)}
        fits = self.database.table(
            "Fitted exponents b of queue ~ size^b", flow_queries.exponents(condition, sizes, degrees)
        )
        if not any(row[3] for row in table.rows):
            return Chart("growth", title, "No queue between switches was recorded.")
        caption = (
            "Largest backlog of a switch-to-switch port, mean over runs. b: exponent of queue ~ size^b, "
            "least squares over runs without drops, with its 95 % interval: 0 is bounded, 0.5 grows "
            "as the square root, 1 linearly. A full buffer ends the growth."
        )
        return Chart("growth", title, caption, [table, fits], figures.growth(table, fits, self.palette))

    def queues(self) -> Chart:
        """Largest queues, drops."""
        return self._bars(
            "queues", "Queues and drops",
            "Largest backlog of a port, and frames dropped for any reason, per run; 95 % intervals.",
            [
                Metric("fabric", "max_fabric_queue_bytes / 1000.0", "largest fabric queue", "kB"),
                Metric("hosts", "max_host_queue_bytes / 1000.0", "largest host queue", "kB"),
                Metric("drops", "drops", "drops", "frames"),
            ],
            ["Between switches", "Towards hosts", "Drops"],
        )  # fmt: skip

    def reordering(self) -> Chart:
        """Reordering and what it costs."""
        return self._bars(
            "reordering", "Reordering",
            "Largest distance by which a packet was overtaken, most packets of a queue pair that waited for "
            "an earlier one, and packets sent again, per run; 95 % intervals.",
            [
                Metric("overtaken", "max_reorder_packets", "overtaken by", "packets"),
                Metric("held", "max_reorder_buffer_packets", "held", "packets"),
                Metric("again", "retransmitted_packets", "retransmitted", "packets"),
            ],
            ["Overtaken by at most", "Held at most", "Sent again"],
        )  # fmt: skip

    def speed(self) -> Chart:
        """Speed of the simulation."""
        return self._bars(
            "speed", "Speed of the simulation",
            "Packet-hops (frames times links crossed) per second of CPU time of the simulation itself, that "
            "CPU time, and the largest memory of the process; 95 % intervals.",
            [
                Metric("hops", "packet_hops / nullif(cpu_s, 0) / 1e6", "speed", "million packet-hops/s"),
                Metric("cpu", "cpu_s", "CPU time", "s"),
                Metric("memory", "peak_rss_bytes / 1e6", "peak memory", "MB"),
            ],
            ["Speed", "CPU time", "Peak memory"],
        )  # fmt: skip


def percent(value: float) -> str:
    """A percentage in a sentence."""
    digits = 2 if abs(value) < 0.95 else 1 if abs(value) < 99.5 else 0
    return f"{value:.{digits}f}".replace("-", "−")
