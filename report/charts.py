# SPDX-License-Identifier: GPL-2.0-only
"""What the report says about one experiment: its verdict and its figures."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Callable, List, Optional, Sequence

import figures
import queries
import timelines
import topology
from database import Database, Experiment, Table
from matplotlib.figure import Figure
from queries import Metric
from style import Palette

BINS = 150  # of a timeline
MOST_COLLECTIVES = 40  # of each strategy in the Gantt chart


@dataclass
class Chart:
    """A figure with what stands below it; without a figure, why there is none."""

    name: str
    title: str
    caption: str
    tables: List[Table] = field(default_factory=list)
    figure: Optional[Figure] = None
    open_tables: bool = False  # whether the tables are shown at once


@dataclass
class Section:
    """One experiment in the report."""

    experiment: Experiment
    verdict: str
    winner: Optional[str]
    strategies: List[str]  # best first
    seeds: List[str]  # options that give the seeds and runs
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
        if not self.strategies:
            return Section(
                self.experiment, "No run of this experiment was completed.", None,
                [row[0] for row in self.scoreboard.rows], self.seeds(),
                [Chart("strategies", "Strategies", "", [self.scoreboard], open_tables=True)],
            )  # fmt: skip
        rivals = self.rivals()
        makers: List[Callable[[], Chart]] = [
            self.completion, self.distribution, self.growth, self.queues, self.links,
            self.reordering, self.timeline, self.collectives, self.speed,
        ]  # fmt: skip
        charts = [Chart("strategies", "Strategies", self.method(), [self.scoreboard, rivals], open_tables=True)]
        jobs = self._safe(self.jobs)
        charts += [jobs] if jobs.tables else []
        charts += [self._safe(make) for make in makers]
        return Section(self.experiment, self.verdict(rivals), self.winner(), self.strategies, self.seeds(), charts)

    @staticmethod
    def _safe(make: Callable[[], Chart]) -> Chart:
        """Make a figure; one that its data do not allow leaves the others alone."""
        try:
            return make()
        except (ArithmeticError, LookupError, TypeError, ValueError) as error:
            reason = f"{type(error).__name__}: {' '.join(str(error).split())}"
            return Chart(make.__name__, make.__name__.capitalize(), f"Could not be drawn from these values ({reason}).")

    def seeds(self) -> List[str]:
        """The options that give the seeds and runs of the experiment."""
        where = f" WHERE {self.condition}" if self.condition else ""
        options = []
        for option in ("seed", "run"):
            low, high = self.database.connection.execute(
                f"SELECT min({option}), max({option}) FROM run{where}"
            ).fetchone()
            options.append(f"--{option}={low}" if low == high else f"--{option}={low}..{high}")
        return options

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
            "Percentiles (nearest rank)", queries.fct_percentiles(self.condition, self.scale)
        )
        if not any(row[1] > row[2] for row in percentiles.rows):
            return self._missing("fct", title, "flows were not recorded", "--record=flows")
        table = self.database.table("Points of the curves", queries.fct_distribution(self.condition, self.scale))
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
            return self._missing(
                "growth", title, "there is one message size", "a second --workload=NAME:bytes=SIZE"
            )
        if self.experiment is not family[0]:
            return Chart("growth", title, f"See experiment {family[0].key}, which shows all message sizes.")
        condition = self.database.condition(family, self.everything)
        by_size = [self.database.run_counts(e) for e in family]
        totals = sum((Counter(counts) for counts in by_size), Counter())
        table = self.database.table("Means over runs", queries.growth(condition, sizes, [n for counts in by_size for n in counts.values()]))
        degrees = {n for total in totals.values() for n in range(3, total + 1)}
        fits = self.database.table(
            "Fitted exponents b of queue ~ size^b", queries.exponents(condition, sizes, degrees)
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

    def links(self) -> Chart:
        """Utilisation of the links on the topology."""
        title = "Utilisation of the links"
        rate = self._rate()
        balance = self.database.table("Balance, all runs", queries.balance(self.condition, rate))
        if not balance.rows:
            return self._missing("links", title, "ports or completion times were not recorded", "--record=all")
        if self._lacks_rates():
            return Chart("links", title, "The fabric sets rates of its own, which a database of before version 5 lacks.")
        table = self.database.table("Links of one run of each strategy", queries.link_load(self.condition, rate))
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

    def timeline(self) -> Chart:
        """Sampled quantities and events."""
        title = "Queues, rates, pauses and failures over time"
        happened = self.database.table("Events", queries.events(self.condition, self.scale))
        series, tiers, last = self.database.connection.execute(
            f"WITH {queries.chosen(self.condition)} "
            "SELECT count(*), sum(subject NOT LIKE '%->%'), max(sim_ns) "
            "FROM series JOIN chosen USING (run_id) JOIN run USING (run_id)"
        ).fetchone()
        if not series and not happened.rows:
            return self._missing("timeline", title, "no time series or events were recorded", "--record=series")
        width = max(1.0, float(f"{(last or 1) / BINS:.2g}"))
        table = self.database.table("Samples", queries.timeline(self.condition, self.scale, width, bool(tiers)))
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
            "Collectives", queries.collectives(self.condition, self.scale, MOST_COLLECTIVES)
        )
        if not table.rows:
            return self._missing("collectives", title, "no run has collectives", "--record=flows")
        if not any(row[1] for row in table.rows):
            return Chart(
                "collectives", title, "Each run is one collective: its completion time is shown above.", [table]
            )
        return Chart(
            "collectives", title,
            f"One run of each strategy, its first {MOST_COLLECTIVES} collectives or iterations.",
            [table], timelines.gantt(table, self.strategies, self.palette),
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

    def _missing(self, name: str, title: str, why: str, option: str) -> Chart:
        """A figure without data."""
        hint = f" Record them with {option}." if option.startswith("--") else ""
        hint = hint or (f" The figure needs {option}." if option else "")
        return Chart(name, title, f"Not shown: {why}.{hint}")


def percent(value: float) -> str:
    """A percentage in a sentence."""
    digits = 2 if abs(value) < 0.95 else 1 if abs(value) < 99.5 else 0
    return f"{value:.{digits}f}".replace("-", "−")
