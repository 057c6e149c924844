# SPDX-License-Identifier: GPL-2.0-only
"""Figures of parameter studies: lines over a number."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Dict, Iterable, List, Optional, Sequence, Tuple

from database import Table
from figures import WIDTH, plain_log
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter, MaxNLocator, NullLocator
from parameters import SCALES, Axis, Unit, parse_quantity
from style import Look, Palette

MOST_ROWS = 6  # of panels in one figure
MOST_MERGED = 8  # settings of a single strategy that become lines of one panel
PANEL = 2.15  # height of a row of panels, inches


@dataclass(frozen=True)
class Metric:
    """A mean with its interval in the rows of a table."""

    name: str  # in the queries
    title: str
    label: str
    column: int  # of the mean; the interval is next to it


def find_metrics(table: Table, axes: int, unit: str) -> List[Metric]:
    """The metrics that a table has values of.

    Args:
        table: from queries of studies, with the column of settings
        axes: number of axes
        unit: of times
    """
    first = 4 + axes
    known = [
        Metric("slowdown", "Slowdown", "slowdown", first),
        Metric("cct", "Completion time", f"CCT ({unit})", first + 2),
        Metric("queue", "Largest queue", "largest queue (kB)", first + 6),
    ]
    return [m for m in known if any(usable(row[m.column]) for row in table.rows)]


def usable(value: object) -> bool:
    """Whether a value can be drawn."""
    return isinstance(value, (int, float)) and math.isfinite(value)


def tick_name(value: float, axis: Axis, unit: Unit) -> str:
    """A number on an axis; bytes have their unit beside them."""
    if axis.kind == "B" and value:
        binary = unit.name.endswith("iB") or (unit.name == "B" and (value * unit.size) % 1024 == 0)
        scales = SCALES["iB" if binary else "B"]
        name, size = max((s for s in scales if s[1] <= abs(value) * unit.size), key=lambda s: s[1], default=scales[0])
        return f"{value * unit.size / size:g} {name}"
    return f"{value:g}"


def axis_label(axis: Axis, unit: Unit) -> str:
    """The label of an axis."""
    return axis.name + (f" ({unit.name})" if unit.name and axis.kind != "B" else "")


def set_numbers(axis: Axes, values: Sequence[float], study: Axis, unit: Unit) -> str:
    """Scale and tick the x axis for some numbers: by logarithms if they span more than a decade.

    Returns:
        what to add to its label
    """
    positive = [v for v in values if v > 0]
    wide = positive and values[0] >= 0 and positive[-1] >= 9.999 * positive[0]
    note = ""
    if wide and values[0] > 0:
        axis.set_xscale("log")
        axis.set_xlim(values[0] / 1.25, values[-1] * 1.25)
        note = ", log axis"
    elif wide:
        axis.set_xscale("symlog", linthresh=positive[0], linscale=0.4)
        axis.set_xlim(-0.2 * positive[0], positive[-1] * 1.4)
        note = ", log axis"
    else:
        margin = 0.06 * (values[-1] - values[0])
        axis.set_xlim(values[0] - margin, values[-1] + margin)
    axis.xaxis.set_minor_locator(NullLocator())
    ticks = list(values)
    spread = [axis.transData.transform((v, 0))[0] for v in ticks]
    width = max(len(tick_name(v, study, unit)) for v in ticks) * 4.7 * axis.figure.dpi / 72 + 5
    kept: List[int] = []
    for i, place in enumerate(spread):
        if not kept or place - spread[kept[-1]] >= width:
            kept.append(i)
    last = len(ticks) - 1
    while kept[-1] != last and len(kept) > 1 and spread[last] - spread[kept[-1]] < width:
        kept.pop()
    ticks = [ticks[i] for i in dict.fromkeys([*kept, last])]
    axis.set_xticks(ticks, [tick_name(v, study, unit) for v in ticks], fontsize=8)
    return note


def choose(items: Sequence[str], most: int) -> List[str]:
    """At most some of the items, evenly spaced."""
    if len(items) <= most:
        return list(items)
    return [items[round(i * (len(items) - 1) / (most - 1))] for i in range(most)]


def sort_settings(settings: Iterable[str]) -> List[str]:
    """Settings in the order of the numbers in them."""

    def key(setting: str) -> List[tuple]:
        words = re.split(r"[ ,:=+]+", setting)
        return [(0, q.value, "") if q else (1, 0.0, word) for word in words for q in [parse_quantity(word)]]

    return sorted(dict.fromkeys(settings), key=key)


def colours(names: Sequence[str], palette: Palette) -> Dict[str, Look]:
    """The looks of lines, which are strategies or other settings."""
    return {name: palette.find(name, index) for index, name in enumerate(names)}


def legend(figure: Figure, handles: Sequence[object], height: float, heading: str, names: Sequence[str]) -> None:
    """Put a legend on top of a figure, in as many columns as fit."""
    figure.legend(
        handles=list(handles), labels=list(names), ncol=legend_columns(names), loc="upper left", bbox_to_anchor=(0.01, 1 - 0.04 / height),
        fontsize=8, handlelength=2.6, columnspacing=1.6, borderaxespad=0, title=heading, title_fontsize=8,
        alignment="left",
    )  # fmt: skip


def legend_columns(names: Sequence[str]) -> int:
    """How many names fit side by side."""
    return max(1, min(len(names), int((WIDTH - 0.3) / (0.6 + 0.075 * max(map(len, names))))))


def legend_rows(names: Sequence[str], heading: str) -> float:
    """The height of a legend, in inches."""
    return 0.17 * math.ceil(len(names) / legend_columns(names)) + (0.2 if heading else 0.03)


def draw_line(axis: Axes, rows: Sequence[tuple], metric: Metric, look: Look) -> None:
    """Draw the means of one line with their intervals."""
    rows = [row for row in rows if usable(row[metric.column])]
    if not rows:
        return
    x, y = [row[2] for row in rows], [row[metric.column] for row in rows]
    errors = [row[metric.column + 1] if usable(row[metric.column + 1]) else 0 for row in rows]
    # Nothing drawn is below 0, and a log axis shows no interval that reaches it.
    low = [min(e, v * 0.98) if v > 0 else 0 for e, v in zip(errors, y)]
    axis.errorbar(
        x, y, yerr=[low, errors], color=look.colour, ls=look.dash, capsize=2.2, elinewidth=0.9, lw=1.5
    )
    for row, value in zip(rows, y):
        axis.plot(
            row[2], value, look.marker, color=look.colour, ms=4.5, mfc="none" if row[4] else look.colour,
            clip_on=False, zorder=3,
        )  # fmt: skip


def set_values(axis: Axes, rows: Sequence[tuple], metric: Metric) -> str:
    """Scale the y axis: by logarithms if the values span more than a decade.

    Returns:
        what to add to its label
    """
    values = [row[metric.column] for row in rows if usable(row[metric.column])]
    if values and min(values) > 0 and max(values) > 10 * min(values):
        axis.set_yscale("log")
        low, high = min(values), max(values)
        axis.set_ylim(low / (high / low) ** 0.06, high * (high / low) ** 0.08)
        plain_log(axis, "y")
        return ", log axis"
    axis.yaxis.set_major_locator(MaxNLocator(5))
    axis.yaxis.set_major_formatter(FuncFormatter(lambda v, _: f"{v:g}"))
    if values:  # wide intervals must not flatten the lines: they may leave the panel
        low, high = axis.get_ylim()
        room = max(max(values) - min(values), 0.1 * abs(max(values))) or 1
        axis.set_ylim(max(low, min(values) - room, 0), min(high, max(values) + room))
    if metric.name == "queue" or not values:
        axis.set_ylim(bottom=0)
    return ""


def lines(
    table: Table, study: Axis, unit: Unit, metrics: Sequence[Metric], palette: Palette
) -> Tuple[Figure, int]:
    """Draw metrics over a number: a row of panels for each setting, a line for each strategy.

    Args:
        table: line, setting, number, completed runs, not completed, ...
        study: the axis
        unit: its unit
        metrics: columns of panels
        palette: colours

    Returns:
        the figure, and the number of settings that are not in it
    """
    names = list(dict.fromkeys(row[0] for row in table.rows))
    settings = sort_settings(row[1] for row in table.rows)
    heading = ""
    rows = table.rows
    if len(names) == 1 and 1 < len(settings) <= MOST_MERGED:
        heading = names[0]
        rows = [(row[1], "", *row[2:]) for row in rows]
        names, settings = settings, [""]
    shown = choose(settings, MOST_ROWS)
    looks = colours(names, palette)
    titled = 0.22 if any(shown) else 0.0
    top = legend_rows(names, heading) + 0.1
    height = top + len(shown) * (PANEL + titled) + 0.42
    figure = Figure(figsize=(WIDTH, height))
    axes = figure.subplots(len(shown), len(metrics), squeeze=False, sharex=True)
    figure.subplots_adjust(
        left=0.62 / WIDTH, right=0.985, top=1 - (top + titled + 0.06) / height, bottom=0.48 / height,
        wspace=0.3, hspace=(0.16 + titled) / PANEL,
    )  # fmt: skip
    numbers = sorted({row[2] for row in rows})
    for panel, setting in zip(axes, shown):
        mine = [row for row in rows if row[1] == setting]
        if setting:
            panel[0].set_title(setting)
        for axis, metric in zip(panel, metrics):
            for name in names:
                draw_line(axis, [row for row in mine if row[0] == name], metric, looks[name])
            axis.set_ylabel(metric.label + set_values(axis, mine, metric))
    for axis, _ in zip(axes[-1], metrics):
        note = set_numbers(axis, numbers, study, unit)
        axis.set_xlabel(axis_label(study, unit) + note)
    handles = [
        Line2D([], [], color=looks[n].colour, ls=looks[n].dash, marker=looks[n].marker, ms=4.5, label=n) for n in names
    ]
    legend(figure, handles, height, heading, names)
    return figure, len(settings) - len(shown)
