# SPDX-License-Identifier: GPL-2.0-only
"""Figures over time: sampled quantities with events, and collectives."""

from __future__ import annotations

from collections import defaultdict
from typing import Dict, List, Sequence

from database import Table
from figures import WIDTH
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator
from style import INK, MUTED, Palette


def timeline(table: Table, happened: Table, order: Sequence[str], palette: Palette) -> Figure:
    """Sampled quantities, a row for each and a column for each strategy.

    Args:
        table: from queries.timeline()
        happened: from queries.events()
        order: strategies, best first
        palette: colours
    """
    curves: Dict[tuple, List[tuple]] = defaultdict(list)
    units: Dict[str, str] = {}
    idle = idle_quantities(table)
    for strategy, quantity, unit, *values in table.rows:
        if quantity in idle:
            continue
        curves[strategy, quantity].append(values)
        units[quantity] = unit
    names = [name for name in order if any(name == key[0] for key in curves)] or list(
        dict.fromkeys(row[0] for row in happened.rows)
    )
    quantities = list(units) or ["events"]
    height = 1.5 * len(quantities) + 0.9
    figure = Figure(figsize=(WIDTH, height))
    axes = figure.subplots(len(quantities), len(names), sharex=True, sharey="row", squeeze=False)
    figure.subplots_adjust(
        left=0.085, right=0.985, top=1 - 0.35 / height, bottom=0.5 / height, wspace=0.08, hspace=0.18
    )
    for row, quantity in enumerate(quantities):
        for column, name in enumerate(names):
            axis = axes[row][column]
            look = palette[name]
            if curves[name, quantity]:
                time, least, mean, most, _ = zip(*curves[name, quantity])
                axis.fill_between(time, least, most, color=look.colour, alpha=0.3, lw=0)
                axis.plot(time, most, color=look.colour, lw=0.8)
                axis.plot(time, mean, color=INK, lw=1.1)
            mark_events(axis, [r for r in happened.rows if r[0] == name], row == column == 0)
            axis.xaxis.set_major_locator(MaxNLocator(4))
            if row == 0:
                axis.set_title(name, pad=4)
            if row == len(quantities) - 1:
                axis.set_xlabel((table if table.rows else happened).columns[3 if table.rows else 1])
        unit = units.get(quantity)
        axes[row][0].set_ylabel(f"{quantity}\n({unit})" if unit else quantity)
        axes[row][0].set_ylim(bottom=0)
        axes[row][0].yaxis.set_major_locator(MaxNLocator(4))
    return figure


def idle_quantities(table: Table) -> List[str]:
    """The quantities that were 0 all the time, which are not drawn."""
    busy = {row[1] for row in table.rows if row[4] or row[6]}
    return sorted({row[1] for row in table.rows} - busy)


def mark_events(axis: Axes, rows: Sequence[tuple], named: bool) -> None:
    """Draw events as vertical lines; the first of each kind is named."""
    seen = set()
    for _, time, kind, _, _ in rows:
        axis.axvline(time, color=MUTED, lw=0.9, ls=(0, (3, 2)))
        if named and kind not in seen:
            axis.annotate(
                kind, (time, 0.97), (2, -8 * len(seen)), xycoords=("data", "axes fraction"),
                textcoords="offset points", fontsize=7.5, va="top",
            )  # fmt: skip
            seen.add(kind)


def gantt(table: Table, order: Sequence[str], palette: Palette) -> Figure:
    """Collectives as bars from start to end, a block of rows for each strategy."""
    blocks: Dict[str, List[tuple]] = defaultdict(list)
    for row in table.rows:
        blocks[row[0]].append(row)
    names = [name for name in order if name in blocks]
    most = max(len(rows) for rows in blocks.values())
    tall = min(0.17, 2.2 / most)
    height = sum(len(blocks[n]) * tall + 0.14 for n in names) + 0.85
    figure = Figure(figsize=(WIDTH, height))
    axis = figure.subplots()
    figure.subplots_adjust(left=1.25 / WIDTH, right=0.97, top=1 - 0.3 / height, bottom=0.5 / height)
    place, ticks = 0.0, []
    for name in names:
        first = place
        for _, _, label, start, end, duration, _ in blocks[name]:
            if end is None:
                axis.plot(start, place, ">", color=palette[name].colour, ms=4)
            else:
                axis.barh(place, duration, left=start, height=tall * 0.8, color=palette[name].colour)
            if most <= 16:
                axis.annotate(label, (end or start, place), (3, 0), textcoords="offset points",
                              va="center", fontsize=7)  # fmt: skip
            place += tall
        ticks.append((first + place - tall) / 2)
        place += 0.14
    axis.set_yticks(ticks, names)
    axis.set_ylim(place - 0.1, -tall)
    axis.set_xlim(left=0)
    axis.margins(x=0.12)
    axis.tick_params(axis="y", length=0)
    axis.grid(axis="y", visible=False)
    axis.set_xlabel(table.columns[3].replace("start", "time"))
    axis.set_title("Collectives from start to end")
    return figure
