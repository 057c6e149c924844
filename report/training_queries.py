# SPDX-License-Identifier: GPL-2.0-only
"""The SQL behind the figures of jobs with iterations."""

from __future__ import annotations

from queries import Scale, chosen, example, with_


def jobs(condition: str) -> str:
    """The jobs that have iterations, with their workloads and factors."""
    return (
        with_(chosen(condition))
        + "SELECT iteration.job, max(job.workload), max(iteration.factor), count(DISTINCT run_id)\n"
        "FROM iteration JOIN chosen USING (run_id) LEFT JOIN job USING (run_id, job)\n"
        "JOIN run USING (run_id) WHERE run.status = 'ok' GROUP BY iteration.job ORDER BY iteration.job"
    )


def shares(condition: str, scale: Scale, job: int) -> str:
    """Where the time of the iterations of a job goes, by strategy.

    Args:
        condition: selects the experiment
        scale: unit of time
        job: number of the job
    """
    n = scale.nanoseconds
    return (
        with_(chosen(condition))
        + 'SELECT run.lb AS "strategy", count(DISTINCT run_id) AS "runs", count(time_ns) AS "iterations",\n'
        f'  avg(time_ns) / {n} AS "iteration time ({scale.unit})",\n'
        f'  min(time_ns) / {n} AS "least ({scale.unit})", max(time_ns) / {n} AS "most ({scale.unit})",\n'
        '  100 * sum(compute_ns) / sum(time_ns) AS "computing (%)",\n'
        '  100 * sum(exposed_ns) / sum(time_ns) AS "exposed communication (%)",\n'
        '  100 * sum(idle_ns) / sum(time_ns) AS "idle (%)",\n'
        '  100 * sum(utilisation * time_ns) / sum(CASE WHEN utilisation IS NOT NULL THEN time_ns END)\n'
        '    AS "utilisation (%)",\n'
        '  max(factor) AS "scaled by"\n'
        "FROM iteration JOIN chosen USING (run_id) JOIN run USING (run_id)\n"
        f"WHERE run.status = 'ok' AND iteration.job = {job} AND time_ns > 0\n"
        "GROUP BY run.lb ORDER BY avg(time_ns), run.lb"
    )


def iterations(condition: str, scale: Scale, job: int) -> str:
    """The time of each iteration of a job over all runs of a strategy.

    Args:
        condition: selects the experiment
        scale: unit of time
        job: number of the job
    """
    n = scale.nanoseconds
    return (
        with_(chosen(condition))
        + 'SELECT run.lb AS "strategy", iteration AS "iteration", count(*) AS "runs",\n'
        f'  avg(time_ns) / {n} AS "mean ({scale.unit})",\n'
        f'  min(time_ns) / {n} AS "least ({scale.unit})", max(time_ns) / {n} AS "most ({scale.unit})"\n'
        "FROM iteration JOIN chosen USING (run_id) JOIN run USING (run_id)\n"
        f"WHERE run.status = 'ok' AND iteration.job = {job} AND time_ns > 0\n"
        "GROUP BY run.lb, iteration ORDER BY run.lb, iteration"
    )


def spans(condition: str, scale: Scale, job: int) -> str:
    """What hosts of a job did when, in one run of each strategy.

    Args:
        condition: selects the experiment
        scale: unit of time
        job: number of the job
    """
    n = scale.nanoseconds
    return (
        with_(chosen(condition), example())
        + 'SELECT example.lb AS "strategy", host AS "host", iteration AS "iteration", kind AS "kind", name AS "name",\n'
        f'  start_ns / {n} AS "start ({scale.unit})", end_ns / {n} AS "end ({scale.unit})"\n'
        "FROM task_span JOIN example USING (run_id)\n"
        f"WHERE place = 1 AND job = {job} ORDER BY example.lb, host, start_ns, span_id"
    )


def hosts_left_out(condition: str) -> str:
    """The most hosts of a run that the table of spans lacks."""
    return (
        with_(chosen(condition), example())
        + "SELECT max(value) FROM counter JOIN example USING (run_id)\n"
        "WHERE place = 1 AND name = 'spans.hosts-left-out'"
    )
