# SPDX-License-Identifier: GPL-2.0-only
"""The SQL behind the figures of what is recorded in detail: links, series, events, collectives."""

from __future__ import annotations

from queries import Scale, chosen, example, with_

LINK_OVERHEAD = 20  # bytes of preamble and gap per frame, which port.bytes does not hold


def link_load(condition: str, rate: str) -> str:
    """Utilisation of every link direction in one run of each strategy.

    Args:
        condition: selects the experiment
        rate: SQL for the rate of a port in bit/s
    """
    return (
        with_(chosen(condition), example())
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
        with_(
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
        with_(chosen(condition), example())
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
        with_(chosen(condition), example())
        + f'SELECT lb AS "strategy", time_ns / {scale.nanoseconds} AS "time ({scale.unit})",\n'
        "  kind, subject, detail\n"
        "FROM event JOIN example USING (run_id)\nWHERE place = 1\nORDER BY lb, time_ns, event_id"
    )


def collectives(condition: str, scale: Scale, most: int) -> str:
    """Start and end of the first collectives, in one run of each strategy."""
    return (
        with_(chosen(condition), example())
        + 'SELECT lb AS "strategy", collective_id AS "number", name,\n'
        f'  start_ns / {scale.nanoseconds} AS "start ({scale.unit})",\n'
        f'  end_ns / {scale.nanoseconds} AS "end ({scale.unit})",\n'
        f'  (end_ns - start_ns) / {scale.nanoseconds} AS "duration ({scale.unit})",\n'
        '  bytes / 1e6 AS "payload (MB)"\n'
        "FROM collective JOIN example USING (run_id)\n"
        f"WHERE place = 1 AND collective_id < {most}\nORDER BY lb, collective_id"
    )
