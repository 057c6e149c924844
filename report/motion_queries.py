# SPDX-License-Identifier: GPL-2.0-only
"""The SQL behind the animation of runs."""

from __future__ import annotations

from typing import Sequence

from queries import Scale, chosen, with_

# A series of a single port; others are of tiers.
IS_PORT = "subject LIKE '%->%'"
QUEUE = "name IN ('backlog-max', 'backlog')"


def runs(condition: str, scale: Scale) -> str:
    """One run for each strategy that has series of its ports: a completed one, of the lowest seed and run."""
    n = scale.nanoseconds
    return (
        _with_runs(condition)
        + 'SELECT lb AS "strategy", run_id AS "run id", seed, run, status,\n'
        f"  (SELECT min(start_ns) FROM collective WHERE collective.run_id = drawn.run_id) / {n} AS \"start ({scale.unit})\",\n"
        f'  end_ns / {n} AS "end ({scale.unit})",\n'
        "  (SELECT count(DISTINCT subject) FROM series WHERE series.run_id = drawn.run_id\n"
        f'    AND {IS_PORT}) AS "ports",\n'
        "  (SELECT count(*) FROM time_series WHERE time_series.run_id = drawn.run_id\n"
        '    AND series_id = first_series) AS "samples of each"\n'
        "FROM drawn WHERE place = 1 ORDER BY lb"
    )


def _with_runs(condition: str) -> str:
    """The runs that are drawn have place 1."""
    return with_(
        chosen(condition),
        "drawn AS (\n"
        "  SELECT run_id, lb, seed, run, status, first_series,\n"
        "    CASE status WHEN 'ok' THEN (SELECT max(end_ns) FROM collective WHERE collective.run_id = run.run_id) END AS end_ns,\n"
        "    row_number() OVER (PARTITION BY lb ORDER BY status <> 'ok', seed, run) AS place\n"
        "  FROM run JOIN chosen USING (run_id) JOIN (\n"
        f"    SELECT run_id, min(series_id) AS first_series FROM series WHERE {IS_PORT} AND {QUEUE}\n"
        "    GROUP BY run_id) USING (run_id))",
    )


def peaks(condition: str, scale: Scale, rate: str) -> str:
    """The largest sample of each port of the runs that are drawn, the largest first.

    Args:
        condition: selects the experiment
        scale: unit of time
        rate: SQL for the rate of a port in bit/s
    """
    return (
        _with_runs(condition)
        + 'SELECT drawn.lb AS "strategy", subject AS "port", max(value) / 1000 AS "largest sample of the queue (kB)",\n'
        f'  time_ns / {scale.nanoseconds} AS "at ({scale.unit})", port.drops AS "drops (frames)",\n'
        f'  port.paused_ns / {scale.nanoseconds} AS "paused, sum over classes ({scale.unit})",\n'
        f'  {rate} / 1e9 AS "rate of the link (Gb/s)"\n'
        "FROM drawn JOIN series USING (run_id) JOIN time_series USING (run_id, series_id)\n"
        "  JOIN port ON port.run_id = drawn.run_id AND port.name = series.subject\n"
        "  JOIN run AS summary ON summary.run_id = drawn.run_id\n"
        f"WHERE place = 1 AND series.name IN ('backlog-max', 'backlog')\n"
        "GROUP BY drawn.lb, subject ORDER BY 3 DESC, 1, 2"
    )


def ports(run_ids: Sequence[int], rate: str) -> str:
    """The ports of a run, in the order of their nodes."""
    return (
        f"SELECT port.name, port.direction, {rate} FROM port JOIN run AS summary USING (run_id)\n"
        f"WHERE run_id = {run_ids[0]} ORDER BY port.node, port.port"
    )


def samples(run_id: int, merged: int) -> str:
    """All samples of the ports of a run; several become one: the largest of queues, the mean of rates.

    Args:
        run_id: the run
        merged: how many samples become one
    """
    return (
        f"SELECT subject, name, sample_id / {merged} AS place, max(time_ns) AS time_ns,\n"
        "  CASE name WHEN 'rate-mean' THEN avg(value) ELSE max(value) END AS value\n"
        f"FROM series JOIN time_series USING (run_id, series_id)\nWHERE run_id = {run_id} AND {IS_PORT}\n"
        f"GROUP BY series_id, sample_id / {merged} ORDER BY series_id, 3"
    )
