# SPDX-License-Identifier: GPL-2.0-only
"""The SQL behind every figure. What a query names its columns is the heading of its table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Iterable, List, Sequence, Tuple

from database import literal
from student import quantile

NOT_COMPLETED = "status <> 'ok'"
LINK_OVERHEAD = 20  # bytes of preamble and gap per frame, which port.bytes does not hold


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


def _with(*expressions: str) -> str:
    """Begin a query with common table expressions."""
    return "WITH " + ",\n".join(expressions) + "\n"


def _and(*conditions: str) -> str:
    """Join the conditions that are not empty into a WHERE clause."""
    present = [c for c in conditions if c]
    return "\n  WHERE " + " AND ".join(present) if present else ""


def chosen(condition: str) -> str:
    """One run for each strategy, seed and run: the last that was completed, or the last."""
    return (
        "chosen AS (\n"
        "  SELECT coalesce(max(CASE status WHEN 'ok' THEN run_id END), max(run_id)) AS run_id\n"
        f"  FROM run{_and(condition)}\n"
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
        _with(
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
        _with(chosen(condition))
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
        _with(chosen(condition))
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
        _with(chosen(condition))
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
        _with(
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
        _with(
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
        f"FROM run{_and(condition, NOT_COMPLETED)}\nORDER BY run_id"
    )


def _ranked_flows(condition: str) -> List[str]:
    """Flows with their rank by completion time; flows that never ended come last."""
    return [
        chosen(condition),
        "ranked AS (\n"
        "  SELECT lb, fct_ns, count(*) OVER (PARTITION BY lb) AS flows,\n"
        "    row_number() OVER (PARTITION BY lb ORDER BY fct_ns IS NULL, fct_ns) AS rank\n"
        "  FROM flow JOIN chosen USING (run_id) JOIN run USING (run_id))",
    ]


def fct_distribution(condition: str, scale: Scale) -> str:
    """The distribution of flow completion times: every rank of the tail, else one in 200."""
    return (
        _with(*_ranked_flows(condition))
        + f'SELECT lb AS "strategy", fct_ns / {scale.nanoseconds} AS "FCT ({scale.unit})",\n'
        '  1.0 * rank / flows AS "fraction of flows"\n'
        "FROM ranked\n"
        "WHERE fct_ns IS NOT NULL\n"
        "  AND (rank = 1 OR rank % max(1, flows / 200) = 0 OR flows - rank < 40)\n"
        "ORDER BY lb, rank"
    )


def fct_percentiles(condition: str, scale: Scale) -> str:
    """Percentiles of flow completion times over the flows of all runs (nearest rank)."""
    places = ((50, "p50"), (90, "p90"), (99, "p99"), (100, "longest"))
    shown = ",\n  ".join(
        f"max(CASE WHEN rank = (flows * {p} + 99) / 100 THEN fct_ns END) / {scale.nanoseconds}"
        f' AS "{name} ({scale.unit})"'
        for p, name in places
    )
    return (
        _with(*_ranked_flows(condition))
        + f'SELECT lb AS "strategy", count(*) AS "flows",\n  count(*) - count(fct_ns) AS "never ended",\n'
        f"  {shown}\nFROM ranked GROUP BY lb ORDER BY 6, lb"
    )


def _sized(condition: str, sizes: Sequence[Tuple[str, int]]) -> List[str]:
    """Completed runs with the size of their messages, which the workload's bytes= gives."""
    cases = " ".join(f"WHEN {literal(w)} THEN {b}" for w, b in sizes)
    return [
        chosen(condition),
        "sized AS (\n"
        f"  SELECT lb, CASE workload {cases} END AS bytes,\n"
        "    max_fabric_queue_bytes AS queue, slowdown, drops\n"
        "  FROM summary JOIN chosen USING (run_id) WHERE status = 'ok')",
    ]


def growth(condition: str, sizes: Sequence[Tuple[str, int]], counts: Iterable[int]) -> str:
    """Largest queue and slowdown over message size."""
    return (
        _with(
            *_sized(condition, sizes),
            student(counts),
            "sample AS (\n"
            "  SELECT *, count(*) OVER same AS n,\n"
            "    avg(queue) OVER same AS queue_mean, avg(slowdown) OVER same AS slowdown_mean\n"
            "  FROM sized WINDOW same AS (PARTITION BY lb, bytes))",
        )
        + 'SELECT lb AS "strategy", bytes / 1024.0 AS "message (KiB)", count(*) AS "runs",\n'
        '  avg(queue) / 1000 AS "largest fabric queue (kB)",\n'
        f'  {half_width("queue")} / 1000 AS "95 % ± (kB)",\n'
        '  avg(slowdown) AS "slowdown",\n'
        f'  {half_width("slowdown")} AS "95 % ±",\n'
        '  sum(drops > 0) AS "runs with drops"\n'
        "FROM sample LEFT JOIN student USING (n)\nGROUP BY lb, bytes ORDER BY lb, bytes"
    )


def exponents(condition: str, sizes: Sequence[Tuple[str, int]], counts: Iterable[int]) -> str:
    """Exponents b of queue ~ size^b, by least squares over runs without drops."""
    return (
        _with(
            *_sized(condition, sizes),
            f"{student((n - 1 for n in counts if n > 2))} /* n: degrees of freedom + 1 */",
            "point AS (\n"
            "  SELECT lb, bytes, ln(bytes) AS x, ln(queue) AS y,\n"
            "    avg(ln(bytes)) OVER same AS x_mean, avg(ln(queue)) OVER same AS y_mean\n"
            "  FROM sized WHERE drops = 0 AND queue > 0 WINDOW same AS (PARTITION BY lb))",
            "fit AS (\n"
            "  SELECT lb, count(*) AS points, count(DISTINCT bytes) AS sizes,\n"
            "    sum((x - x_mean) * (x - x_mean)) AS xx, sum((x - x_mean) * (y - y_mean)) AS xy,\n"
            "    sum((y - y_mean) * (y - y_mean)) AS yy\n"
            "  FROM point GROUP BY lb HAVING count(DISTINCT bytes) > 1)",
        )
        + 'SELECT lb AS "strategy", points AS "runs without drops", sizes AS "message sizes",\n'
        '  xy / xx AS "exponent",\n'
        '  t * sqrt(max(0, yy - xy * xy / xx) / (points - 2) / xx) AS "95 % ±"\n'
        "FROM fit LEFT JOIN student ON n = points - 1\nORDER BY xy / xx, lb"
    )


def link_load(condition: str, rate: str) -> str:
    """Utilisation of every link direction in one run of each strategy.

    Args:
        condition: selects the experiment
        rate: SQL for the rate of a port in bit/s
    """
    return (
        _with(chosen(condition), example())
        + 'SELECT example.lb AS "strategy", name, tier, direction,\n'
        f'  100 * 8 * (bytes + {LINK_OVERHEAD} * frames) / ({rate} * cct_ns / 1e9) AS "utilisation (%)"\n'
        "FROM port JOIN example USING (run_id) JOIN summary USING (run_id)\n"
        f"WHERE place = 1 AND {rate} * cct_ns > 0\nORDER BY example.lb, node, port"
    )


def balance(condition: str, rate: str) -> str:
    """Mean and largest utilisation in each tier and direction, over all runs.

    Nodes are numbered from the hosts upwards, and so tiers come in this order.
    """
    return (
        _with(
            chosen(condition),
            "load AS (\n"
            "  SELECT lb, run_id, tier, direction, count(*) AS links, min(node) AS first,\n"
            f"    avg(100 * 8 * (bytes + {LINK_OVERHEAD} * frames) / ({rate} * cct_ns / 1e9)) AS mean,\n"
            f"    max(100 * 8 * (bytes + {LINK_OVERHEAD} * frames) / ({rate} * cct_ns / 1e9)) AS most\n"
            "  FROM port JOIN chosen USING (run_id) JOIN summary USING (run_id)\n"
            f"  WHERE status = 'ok' AND {rate} * cct_ns > 0 GROUP BY run_id, tier, direction)",
        )
        + 'SELECT lb AS "strategy", tier, direction, links, count(*) AS "runs",\n'
        '  avg(mean) AS "mean utilisation (%)", avg(most) AS "busiest link (%)",\n'
        '  avg(most / mean) AS "max / mean"\n'
        "FROM load GROUP BY lb, tier, direction\n"
        "ORDER BY lb, min(first), direction DESC"
    )


def timeline(condition: str, scale: Scale, bin_ns: float, tiers: bool) -> str:
    """Sampled quantities over all their subjects, in bins of time, in one run of each strategy.

    Args:
        condition: selects the experiment
        scale: unit of time
        bin_ns: width of the bins
        tiers: whether series of single ports are left out
    """
    ports = "\n  AND subject NOT LIKE '%->%'" if tiers else ""
    divisor = "CASE unit WHEN 'bit/s' THEN 1e9 WHEN 'B' THEN 1e3 ELSE 1 END"
    return (
        _with(chosen(condition), example())
        + 'SELECT lb AS "strategy", name AS "quantity",\n'
        "  CASE unit WHEN 'bit/s' THEN 'Gb/s' WHEN 'B' THEN 'kB' ELSE unit END AS \"unit\",\n"
        f'  CAST(time_ns / {bin_ns!r} AS INTEGER) * {bin_ns!r} / {scale.nanoseconds} AS "time ({scale.unit})",\n'
        f'  min(value) / {divisor} AS "least",\n  avg(value) / {divisor} AS "mean",\n'
        f'  max(value) / {divisor} AS "most",\n'
        '  count(DISTINCT subject) AS "subjects"\n'
        "FROM example CROSS JOIN series USING (run_id) CROSS JOIN time_series USING (run_id, series_id)\n"
        f"WHERE place = 1{ports}\nGROUP BY 1, 2, 3, 4 ORDER BY 2, 1, 4"
    )


def events(condition: str, scale: Scale) -> str:
    """What happened once, in one run of each strategy."""
    return (
        _with(chosen(condition), example())
        + f'SELECT lb AS "strategy", time_ns / {scale.nanoseconds} AS "time ({scale.unit})",\n'
        "  kind, subject, detail\n"
        "FROM event JOIN example USING (run_id)\nWHERE place = 1\nORDER BY lb, time_ns, event_id"
    )


def collectives(condition: str, scale: Scale, most: int) -> str:
    """Start and end of the first collectives, in one run of each strategy."""
    return (
        _with(chosen(condition), example())
        + 'SELECT lb AS "strategy", collective_id AS "number", name,\n'
        f'  start_ns / {scale.nanoseconds} AS "start ({scale.unit})",\n'
        f'  end_ns / {scale.nanoseconds} AS "end ({scale.unit})",\n'
        f'  (end_ns - start_ns) / {scale.nanoseconds} AS "duration ({scale.unit})",\n'
        '  bytes / 1e6 AS "payload (MB)"\n'
        "FROM collective JOIN example USING (run_id)\n"
        f"WHERE place = 1 AND collective_id < {most}\nORDER BY lb, collective_id"
    )
