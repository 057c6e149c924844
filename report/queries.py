# SPDX-License-Identifier: GPL-2.0-only
"""The SQL behind every figure. What a query names its columns is the heading of its table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Iterable, List, Sequence, Tuple

from database import literal
from student import quantile

NOT_COMPLETED = "status <> 'ok'"


@dataclass(frozen=True)
class Metric:
    """A column of the view summary, averaged over runs."""

    name: str  # its name in the query
    expression: str
    heading: str
    unit: str = ""

    @property
    def suffix(self) -> str:
        """The unit as part of a heading."""
        return f" ({self.unit})" if self.unit else ""


@dataclass(frozen=True)
class Scale:
    """A unit of time for numbers of some size."""

    unit: str
    nanoseconds: int


def time_scale(longest_ns: float) -> Scale:
    """The unit in which times up to the longest read best."""
    for unit, size in (("s", 10**9), ("ms", 10**6)):
        if longest_ns >= 10 * size:
            return Scale(unit, size)
    return Scale("µs", 10**3)


def with_(*expressions: str) -> str:
    """Begin a query with common table expressions."""
    return "WITH " + ",\n".join(expressions) + "\n"


def where(*conditions: str) -> str:
    """Join the conditions that are not empty into a WHERE clause."""
    present = [c for c in conditions if c]
    return "\n  WHERE " + " AND ".join(present) if present else ""


def chosen(condition: str) -> str:
    """One run for each strategy, seed and run: the last that was completed, or the last."""
    return (
        "chosen AS (\n"
        "  SELECT coalesce(max(CASE status WHEN 'ok' THEN run_id END), max(run_id)) AS run_id\n"
        f"  FROM run{where(condition)}\n"
        "  GROUP BY workload, lb, seed, run)"
    )


def student(counts: Iterable[int], confidence: float = 0.95) -> str:
    """Student's t for samples of the given sizes."""
    rows = [f"({n}, {quantile(n - 1, confidence)})" for n in sorted(set(counts)) if n > 1]
    return f"student (n, t) AS (VALUES {', '.join(rows) or '(NULL, NULL)'})"


def half_width(name: str, count: str = "count(*)") -> str:
    """Half a confidence interval of the mean, from a sample with its mean beside it."""
    square = f"({name} - {name}_mean) * ({name} - {name}_mean)"
    return f"t * sqrt(sum({square}) / ({count} - 1) / {count})"


def example() -> str:
    """One run for each strategy: of the lowest seed and run."""
    return (
        "example AS (\n"
        "  SELECT run_id, lb, run, row_number() OVER (PARTITION BY lb ORDER BY seed, run) AS place\n"
        "  FROM run JOIN chosen USING (run_id) WHERE status = 'ok')"
    )


def means(condition: str, metrics: Sequence[Metric], counts: Iterable[int]) -> str:
    """Mean and 95 % confidence interval of metrics, for each strategy, best first."""
    sample = ",\n    ".join(
        f"{m.expression} AS {m.name}, avg({m.expression}) OVER same AS {m.name}_mean"
        for m in metrics
    )
    shown = ",\n  ".join(
        f'avg({m.name}) AS "{m.heading}{m.suffix}", '
        f'{half_width(m.name)} AS "95 % ±{m.suffix}"'
        for m in metrics
    )
    return (
        with_(
            chosen(condition),
            student(counts),
            "sample AS (\n"
            f"  SELECT lb, coalesce(slowdown, cct_ns) AS rank, count(*) OVER same AS n,\n    {sample}\n"
            "  FROM summary JOIN chosen USING (run_id)\n"
            "  WHERE status = 'ok' WINDOW same AS (PARTITION BY lb))",
        )
        + f'SELECT lb AS "strategy", count(*) AS "runs",\n  {shown}\n'
        "FROM sample LEFT JOIN student USING (n)\n"
        "GROUP BY lb ORDER BY avg(rank), lb"
    )


def runs(condition: str, metrics: Sequence[Metric]) -> str:
    """The single values behind means()."""
    shown = ", ".join(f'{m.expression} AS "{m.heading}{m.suffix}"' for m in metrics)
    return (
        with_(chosen(condition))
        + f'SELECT lb AS "strategy", seed, run, {shown}\n'
        "FROM summary JOIN chosen USING (run_id) WHERE status = 'ok'\n"
        "ORDER BY lb, seed, run"
    )


def done(value: str) -> str:
    """A value of completed runs: the figures of others end where the run ended."""
    return f"CASE status WHEN 'ok' THEN {value} END"


def scoreboard(condition: str, scale: Scale) -> str:
    """What there is to know about each strategy in one line, best first."""
    return (
        with_(chosen(condition))
        + 'SELECT lb AS "strategy",\n'
        "  sum(status = 'ok') AS \"completed runs\", sum(status <> 'ok') AS \"not completed\",\n"
        f'  avg({done("slowdown")}) AS "slowdown",\n'
        f'  avg({done("cct_ns")}) / {scale.nanoseconds} AS "CCT ({scale.unit})",\n'
        f'  avg({done("fct_p99_ns")}) / {scale.nanoseconds} AS "p99 FCT ({scale.unit})",\n'
        f'  max({done("max_fabric_queue_bytes")}) / 1000.0 AS "largest fabric queue (kB)",\n'
        f'  avg({done("drops")}) AS "drops per run (frames)",\n'
        f'  avg({done("ecn_marks")}) AS "ECN marks per run (frames)",\n'
        f'  avg({done("pfc_pauses")}) AS "PFC pauses per run (frames)",\n'
        f'  max({done("max_reorder_packets")}) AS "overtaken by at most (packets)"\n'
        "FROM summary JOIN chosen USING (run_id)\n"
        "GROUP BY lb ORDER BY sum(status <> 'ok') > 0, avg(coalesce(slowdown, cct_ns)), lb"
    )


def jobs(condition: str, scale: Scale) -> str:
    """Each job of an experiment whose runs have several, mean over completed runs."""
    n = scale.nanoseconds
    return (
        with_(chosen(condition))
        + 'SELECT run.lb AS "strategy", job.job AS "job", job.workload AS "workload", count(*) AS "runs",\n'
        '  avg(job.slowdown) AS "slowdown", max(job.slowdown) AS "largest slowdown",\n'
        f'  avg(job.cct_ns) / {n} AS "CCT ({scale.unit})", avg(job.bound_ns) / {n} AS "ideal bound ({scale.unit})",\n'
        f'  avg(job.fct_p99_ns) / {n} AS "p99 FCT ({scale.unit})",\n'
        '  avg(job.retransmitted_packets) AS "retransmitted per run (packets)"\n'
        "FROM job JOIN chosen USING (run_id) JOIN run USING (run_id) WHERE run.status = 'ok'\n"
        "GROUP BY run.lb, job.job HAVING (SELECT max(other.job) FROM job AS other JOIN chosen USING (run_id)) > 0\n"
        "ORDER BY run.lb, job.job"
    )


def rivals(condition: str, winner: str, counts: Iterable[int], comparisons: int) -> str:
    """How much longer each strategy takes than the winner, run by run with equal seeds.

    The confidence of each interval is raised (Bonferroni) so that all hold together with 95 %.
    """
    confidence = 1 - 0.05 / max(comparisons, 1)
    return (
        with_(
            chosen(condition),
            f"{student(counts, confidence)} /* for {confidence:.2%} each */",
            "sample AS (\n"
            "  SELECT lb, seed, run, cct_ns FROM summary JOIN chosen USING (run_id)\n"
            "  WHERE status = 'ok')",
            "pair AS (\n"
            "  SELECT rival.lb, 100 * (rival.cct_ns / best.cct_ns - 1) AS more,\n"
            "    avg(100 * (rival.cct_ns / best.cct_ns - 1)) OVER same AS more_mean,\n"
            "    count(*) OVER same AS n\n"
            "  FROM sample AS rival JOIN sample AS best USING (seed, run)\n"
            f"  WHERE best.lb = {literal(winner)} AND rival.lb <> best.lb\n"
            "  WINDOW same AS (PARTITION BY rival.lb))",
        )
        + 'SELECT lb AS "strategy", count(*) AS "paired runs",\n'
        '  avg(more) AS "longer than the winner (%)",\n'
        f'  avg(more) - {half_width("more")} AS "interval from (%)",\n'
        f'  avg(more) + {half_width("more")} AS "interval to (%)"\n'
        "FROM pair LEFT JOIN student USING (n)\nGROUP BY lb ORDER BY avg(more), lb"
    )


def overview(conditions: Sequence[Tuple[str, str]], counts: Iterable[int]) -> str:
    """Mean slowdown of every strategy in every experiment.

    Args:
        conditions: key and condition of each experiment
        counts: numbers of runs that occur
    """
    cases = " ".join(f"WHEN {c or '1'} THEN {literal(k)}" for k, c in conditions)
    return (
        with_(
            "named AS (\n"
            f"  SELECT run_id, CASE {cases} END AS section FROM run)",
            "chosen AS (\n"
            "  SELECT coalesce(max(CASE status WHEN 'ok' THEN run_id END), max(run_id)) AS run_id,\n"
            "    section\n"
            "  FROM run JOIN named USING (run_id) GROUP BY section, lb, seed, run)",
            student(counts),
            "sample AS (\n"
            "  SELECT section, lb, status, CASE status WHEN 'ok' THEN slowdown END AS slowdown,\n"
            "    avg(CASE status WHEN 'ok' THEN slowdown END) OVER same AS slowdown_mean,\n"
            "    sum(status = 'ok') OVER same AS n\n"
            "  FROM summary JOIN chosen USING (run_id) WINDOW same AS (PARTITION BY section, lb))",
        )
        + 'SELECT section AS "experiment", lb AS "strategy", n AS "completed runs",\n'
        "  sum(status <> 'ok') AS \"not completed\", avg(slowdown) AS \"slowdown\",\n"
        f'  {half_width("slowdown", "n")} AS "95 % ±"\n'
        "FROM sample LEFT JOIN student USING (n)\n"
        "GROUP BY section, lb ORDER BY CAST(substr(section, 2) AS INTEGER), avg(slowdown)"
    )


def failures(condition: str, tells_ended: bool) -> str:
    """Runs that were not completed, with the reasons.

    Args:
        condition: selects runs
        tells_ended: whether the database says how many flows ended
    """
    ended = '  flows_ended AS "flows ended", flows AS "of",\n' if tells_ended else ""
    return (
        "SELECT run_id AS \"run id\", lb AS \"strategy\", seed, run, status,\n"
        f"{ended}"
        "  coalesce(error, 'no reason recorded') AS \"reason\"\n"
        f"FROM run{where(condition, NOT_COMPLETED)}\nORDER BY run_id"
    )
