# SPDX-License-Identifier: GPL-2.0-only
"""Figures of jobs with iterations: their times, and what each host did when."""

from __future__ import annotations

from collections import defaultdict
from typing import Dict, List, Sequence, Tuple

from database import Table
from figures import WIDTH
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator
from style import INK, WORK, Palette

MOST_HOSTS = 32  # rows of a timeline
MOST_SPANS = 4000  # rectangles of a figure, but for two hosts and an iteration
PARTS = (("computing", "forward"), ("exposed communication", "dp"), ("idle", "idle"))  # heading, colour


def iterations(shares: Table, table: Table, order: Sequence[str], palette: Palette) -> Figure:
    """Times of iterations with their spread over runs, and where they go.

    Args:
        shares: from training_queries.shares()
        table: from training_queries.iterations()
        order: strategies, best first
        palette: colours of the strategies
    """
    curves: Dict[str, List[tuple]] = defaultdict(list)
    for name, *values in table.rows:
        curves[name].append(values)
    names = [name for name in order if name in curves]
    height = max(2.6, 0.34 * len(names) + 1.5)
    figure = Figure(figsize=(WIDTH, height))
    left, right = figure.subplots(1, 2, gridspec_kw={"width_ratios": [1.25, 1]})
    figure.subplots_adjust(left=0.08, right=0.985, top=1 - 0.32 / height, bottom=0.85 / height, wspace=0.32)
    for name in names:
        look = palette[name]
        number, _, mean, least, most = zip(*curves[name])
        left.fill_between(number, least, most, color=look.colour, alpha=0.25, lw=0)
        left.plot(number, mean, color=look.colour, marker=look.marker if len(number) <= 30 else None, ms=4, label=name)
    left.set_xlabel("iteration")
    left.set_ylabel(table.columns[3].replace("mean", "iteration time"))
    left.xaxis.set_major_locator(MaxNLocator(8, integer=True))
    left.set_ylim(bottom=0)
    left.set_title("Iteration time, mean and spread over runs")
    left.legend(ncols=4, loc="upper left", bbox_to_anchor=(-0.02, -0.32 * 2.6 / height), fontsize=8)
    found = {row[0]: row for row in shares.rows}
    for place, name in enumerate(names):
        start = 0.0
        for column, (_, colour) in enumerate(PARTS, 6):
            part = found[name][column] or 0.0
            right.barh(place, part, left=start, height=0.62, color=WORK[colour])
            start += part
        if found[name][9] is not None:
            right.plot([found[name][9]] * 2, [place - 0.38, place + 0.38], color=INK, lw=1.4)
    right.set_yticks(range(len(names)), names)
    right.set_ylim(len(names) - 0.4, -0.6)
    right.set_xlim(0, 100)
    right.set_xlabel("share of the time (%)")
    right.tick_params(axis="y", length=0)
    right.grid(axis="y", visible=False)
    right.set_title("Where it goes")
    patches = [Patch(color=WORK[colour], label=text) for text, colour in PARTS]
    right.legend(handles=patches, ncols=3, loc="upper left", bbox_to_anchor=(-0.1, -0.32 * 2.6 / height), fontsize=8,
                 columnspacing=1, handlelength=1.2)  # fmt: skip
    return figure


def colour_of(kind: str, name: str) -> str:
    """Which colour a span has."""
    first = name.split(" ")[0]
    if kind == "computing":
        return first if first in ("backward", "update") else "forward"
    return {"fsdp": "dp"}.get(first, first if first in ("tp", "cp", "ep", "pp", "dp") else "other")


TITLES = {
    "forward": "forward", "backward": "backward", "update": "update", "tp": "tensor", "cp": "context",
    "ep": "expert", "pp": "pipeline", "dp": "data, FSDP", "other": "communicating",
}  # fmt: skip


def choose(rows: Sequence[tuple]) -> Tuple[List[int], int]:
    """Which hosts are drawn, and up to which iteration, so that a figure stays of sensible size.

    Args:
        rows: from training_queries.spans(), of the strategies that are drawn
    """
    order = sort_by_kind(rows)
    hosts = order[:MOST_HOSTS]
    counts: Dict[int, int] = defaultdict(int)
    kept = set(hosts)
    for row in rows:
        counts[row[2]] += row[1] in kept
    total, last = 0, min(counts)
    for iteration in sorted(counts):
        total += counts[iteration]
        if total > MOST_SPANS and iteration > min(counts):
            break
        last = iteration
    drawn = sum(count for iteration, count in counts.items() if iteration <= last)
    return sorted(hosts[: max(2, len(hosts) * MOST_SPANS // max(1, drawn))]), last


def sort_by_kind(rows: Sequence[tuple]) -> List[int]:
    """Hosts in an order of which any beginning has as many kinds as it can: those that begin to compute at about one
    time, such as the ranks of a pipeline stage, are of one kind.

    Args:
        rows: from training_queries.spans()
    """
    first: Dict[int, float] = {}
    for _, host, _, kind, _, start, _ in rows:
        first.setdefault(host, start)
        if kind == "computing":
            first[host] = min(first[host], start)
    iteration = min(row[2] for row in rows)
    end = max(row[6] for row in rows if row[2] == iteration)
    kinds: Dict[int, List[int]] = defaultdict(list)
    for host in sorted(first):
        kinds[round(50 * first[host] / end) if end > 0 else 0].append(host)
    rounds = []
    for hosts in kinds.values():
        # Halves, quarters, eighths: a beginning of these is spread over all.
        scattered = sorted(range(len(hosts)), key=lambda place: int(f"{place:020b}"[::-1], 2))
        rounds += [(turn, hosts[place]) for turn, place in enumerate(scattered)]
    return [host for _, host in sorted(rounds)]


def timeline(table: Table, hosts: Sequence[int], last: int, names: Sequence[str]) -> Figure:
    """Hosts from top to bottom, time from left to right: computing, and below it what is under way.

    Args:
        table: from training_queries.spans()
        hosts: those that are drawn
        last: the last iteration that is drawn
        names: strategies that are drawn, best first
    """
    places = {host: place for place, host in enumerate(hosts)}
    row_height = 0.3 if len(hosts) <= 8 else 0.2 if len(hosts) <= 16 else 0.14
    height = len(names) * (row_height * len(hosts) + 0.5) + 0.8
    figure = Figure(figsize=(WIDTH, height))
    axes = figure.subplots(len(names), 1, sharex=True, squeeze=False)
    figure.subplots_adjust(left=0.07, right=0.985, top=1 - 0.32 / height, bottom=0.78 / height,
                           hspace=0.42 / (row_height * len(hosts) + 0.1))  # fmt: skip
    used = set()
    for (axis,), name in zip(axes, names):
        bars: Dict[tuple, List[tuple]] = defaultdict(list)
        ends: Dict[int, float] = defaultdict(float)
        for strategy, host, iteration, kind, label, start, end in table.rows:
            if strategy != name or host not in places or iteration > last:
                continue
            bars[places[host], kind == "computing", colour_of(kind, label)].append((start, end - start))
            ends[iteration] = max(ends[iteration], end)
        for (place, computes, colour), spans in sorted(bars.items()):
            used.add(colour)
            axis.broken_barh(spans, (place - 0.46, 0.56) if computes else (place + 0.14, 0.28), color=WORK[colour], lw=0)
        for iteration, end in sorted(ends.items()):
            axis.axvline(end, color=INK, lw=0.8, ls=(0, (3, 2)))
        axis.set_ylim(len(hosts) - 0.4, -0.6)
        step = -(-len(hosts) // 8)
        axis.set_yticks(range(0, len(hosts), step), [str(host) for host in hosts[::step]])
        axis.tick_params(axis="y", length=0)
        axis.grid(axis="y", visible=False)
        axis.set_xlim(left=0)
        axis.margins(x=0.01)
        axis.set_ylabel("host")
        axis.set_title(name)
    axes[-1][0].set_xlabel(table.columns[5].replace("start", "time"))
    patches = [Patch(color=WORK[key], label=text) for key, text in TITLES.items() if key in used]
    figure.legend(handles=patches, ncols=len(patches), loc="lower left", bbox_to_anchor=(0.05, 0), fontsize=8,
                  columnspacing=1.2, handlelength=1.2)  # fmt: skip
    return figure
