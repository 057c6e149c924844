# SPDX-License-Identifier: GPL-2.0-only
"""The SQL behind the figures of flows and of message sizes."""

from __future__ import annotations

from typing import Iterable, List, Sequence, Tuple

from database import literal
from queries import Scale, chosen, half_width, student, with_


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
        with_(*_ranked_flows(condition))
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
        with_(*_ranked_flows(condition))
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
        with_(
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
        with_(
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
