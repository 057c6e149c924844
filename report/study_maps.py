# SPDX-License-Identifier: GPL-2.0-only
"""Figures of parameter studies: maps over two numbers, one for each strategy and one of the best."""

from __future__ import annotations

import math
from bisect import bisect_left
from typing import Dict, List, Optional, Sequence, Tuple

from database import Table
from figures import WIDTH, number
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, Rectangle
from matplotlib.ticker import NullFormatter
from parameters import Axis, Unit
from study_figures import (
    MOST_ROWS, Metric, axis_label, choose, colours, legend, legend_rows, sort_settings, tick_name, usable,
)  # fmt: skip
from style import GRID, INK, LEVELS_LIGHT, MUTED, PAPER, Look, Palette

MOST_COLUMNS = 4  # of maps in one figure


def make_shades(values: Sequence[float]) -> List[float]:
    """The bounds of classes of values: equal steps, or equally many values where they differ much.

    Returns:
        the least value and the upper bound of each class
    """
    ordered = sorted(values)
    low, high, count = ordered[0], ordered[-1], len(LEVELS_LIGHT)
    if high <= low:
        return [low, low]
    if low <= 0 or high < 2 * low:
        return [low + (high - low) * i / count for i in range(count + 1)]
    places = [(len(ordered) - 1) * i / count for i in range(count + 1)]
    bounds = [ordered[int(p)] * (1 - p % 1) + ordered[min(int(p) + 1, len(ordered) - 1)] * (p % 1) for p in places]
    return sorted({float(f"{bound:.12g}") for bound in bounds})


def level(value: float, bounds: Sequence[float]) -> int:
    """The colour of a value: the last is that of the highest class, however many there are."""
    classes = len(bounds) - 1
    place = max(0, min(classes - 1, bisect_left(bounds, value * (1 - 1e-9)) - 1))
    return place * (len(LEVELS_LIGHT) - 1) // max(classes - 1, 1)


def grids(
    table: Table, best: Table, axes: Sequence[Axis], units: Sequence[Unit], metric: Metric, palette: Palette
) -> Tuple[Figure, int]:
    """Draw a metric over two numbers: a map for each strategy, and one of the best strategies.

    Args:
        table: line, setting, both numbers, completed runs, not completed, ...
        best: best line, setting if any, both numbers, next line, its distance, whether that is sure
        axes: the two axes
        units: their units
        metric: what is drawn
        palette: colours

    Returns:
        the figure, and the number of settings that are not in it
    """
    names = list(dict.fromkeys(row[0] for row in table.rows))
    settings = sort_settings(row[1] for row in table.rows)
    # The number with more values is on the x axis.
    turned = len({row[2] for row in table.rows}) < len({row[3] for row in table.rows})
    cells: Dict[tuple, Optional[float]] = {}
    for row in table.rows:
        x, y = (row[3], row[2]) if turned else (row[2], row[3])
        cells[row[0], row[1], x, y] = row[metric.column] if usable(row[metric.column]) else None
    if turned:
        axes, units = [axes[1], axes[0]], [units[1], units[0]]
    numbers = [sorted({key[i] for key in cells}) for i in (2, 3)]
    panels = [(name, name) for name in names] + ([("", "best, by %")] if len(names) > 1 and best.rows else [])
    across = min(MOST_COLUMNS if len(numbers[0]) <= 8 else 2, max(len(panels), 2))
    down = math.ceil(len(panels) / across)
    shown = choose(settings, max(1, MOST_ROWS // down))
    tall = min(2.4, max(1.0, 0.3 * len(numbers[1])))
    titled = 0.7  # with the labels below
    top = legend_rows(names, "") + 0.08 if len(panels) > len(names) else 0.03
    height = top + len(shown) * down * (tall + titled) + 0.62
    figure = Figure(figsize=(WIDTH, height))
    looks = colours(names, palette)
    shades = make_shades([v for v in cells.values() if v is not None])
    wide = (WIDTH - 0.95 - 0.12 * across) / across
    for s, setting in enumerate(shown):
        for p, (line, title) in enumerate(panels):
            row, column = s * down + p // across, p % across
            bottom = height - top - (row + 1) * (tall + titled) + titled - 0.24
            axis = figure.add_axes(
                ((0.85 + column * (wide + 0.12)) / WIDTH, bottom / height, wide / WIDTH, tall / height)
            )
            if line:
                mine = {key[2:]: value for key, value in cells.items() if key[:2] == (line, setting)}
                draw_map(axis, numbers, mine, shades)
            else:
                draw_best(axis, numbers, find_best(best, setting, len(settings) > 1 or bool(setting), turned), looks)
            axis.set_title(title if not setting or p % across else f"{title}; {setting}", pad=4, fontsize=9)
            lowest = p + across >= len(panels)
            frame(axis, numbers, axes, units, (column == 0, lowest))
    if len(panels) > len(names):
        winners = [n for n in names if any(row[0] == n for row in best.rows)]
        patches = [
            (Patch(fc=looks[n].colour, alpha=0.55, ec="none"), Line2D([], [], color=INK, ls="", marker=looks[n].marker, ms=3.6, mew=0))
            for n in winners
        ]
        legend(figure, patches, height, "", winners)
    scale(figure, height, shades, metric.label)
    return figure, len(settings) - len(shown)


def find_best(best: Table, setting: str, named: bool, turned: bool) -> Dict[tuple, tuple]:
    """The best line at each point of a setting, by how much, and whether that is sure."""
    found = {}
    for row in best.rows:
        own, (first, second) = (row[1], row[2:4]) if named else ("", row[1:3])
        if own == setting:
            found[(second, first) if turned else (first, second)] = (row[0], row[-2], row[-1] == "yes")
    return found


def fits(text: str, axis: Axes, columns: int) -> bool:
    """Whether a text of a cell is narrower than the cell."""
    return len(text) * 0.062 + 0.03 < axis.get_position().width * WIDTH / columns


def draw_map(axis: Axes, numbers: Sequence[Sequence[float]], cells: Dict[tuple, Optional[float]], shades: Sequence[float]) -> None:
    """Draw the values of one strategy as coloured cells."""
    texts = {place: number(value) for place, value in cells.items() if value is not None}
    written = all(fits(text, axis, len(numbers[0])) for text in texts.values()) and len(numbers[1]) <= 12
    for i, x in enumerate(numbers[0]):
        for j, y in enumerate(numbers[1]):
            value = cells.get((x, y))
            if value is None:
                axis.text(i, j, "–", ha="center", va="center", fontsize=7, color=MUTED)
                continue
            shade = level(value, shades)
            axis.add_patch(Rectangle((i - 0.5, j - 0.5), 1, 1, fc=LEVELS_LIGHT[shade], ec=PAPER, lw=0.5))
            if written:
                ink = PAPER if 2 * shade >= len(LEVELS_LIGHT) else INK
                axis.text(i, j, texts[x, y], ha="center", va="center", fontsize=7, color=ink)


def draw_best(
    axis: Axes, numbers: Sequence[Sequence[float]], cells: Dict[tuple, tuple], looks: Dict[str, Look]
) -> None:
    """Draw which strategy is the best at each point."""
    for i, x in enumerate(numbers[0]):
        for j, y in enumerate(numbers[1]):
            name, lead, sure = cells.get((x, y), ("", None, False))
            if not name:
                axis.text(i, j, "–", ha="center", va="center", fontsize=7, color=MUTED)
                continue
            tie = usable(lead) and lead <= 1e-9
            colour = GRID if tie else looks[name].colour
            axis.add_patch(Rectangle((i - 0.5, j - 0.5), 1, 1, fc=colour, ec=PAPER, lw=0.5, alpha=0.55))
            text = ""
            if usable(lead):
                text = "tie" if tie else f"{lead:.0f}" if lead >= 9.95 else f"{lead:.1f}"
                text = text if sure or tie else f"({text})"
            if fits(text, axis, len(numbers[0])):
                axis.text(i, j, text, ha="center", va="center", fontsize=7, color=INK)
            if not tie and max(map(len, numbers)) <= 12:
                axis.plot(i - 0.5 + 0.1, j + 0.5 - 0.16, looks[name].marker, ms=3.4, color=INK, mew=0)


def frame(
    axis: Axes, numbers: Sequence[Sequence[float]], axes: Sequence[Axis], units: Sequence[Unit], named: Tuple[bool, bool]
) -> None:
    """Label the axes of a map, at its left and below it if asked for."""
    axis.set_xlim(-0.5, len(numbers[0]) - 0.5)
    axis.set_ylim(-0.5, len(numbers[1]) - 0.5)
    axis.grid(False)
    axis.tick_params(length=0)
    for side in axis.spines.values():
        side.set_color(GRID)
    labels = [[tick_name(v, a, u) for v in values] for values, a, u in zip(numbers, axes, units)]
    room = axis.get_position().width * WIDTH / len(labels[0])
    step = math.ceil((max(map(len, labels[0])) * 0.062 + 0.03) / room)
    axis.set_xticks(range(0, len(labels[0]), step), labels[0][::step] if named[1] else [], fontsize=7.5)
    step = math.ceil(len(labels[1]) / 12)
    axis.set_yticks(range(0, len(labels[1]), step), labels[1][::step] if named[0] else [], fontsize=7.5)
    if named[1]:
        axis.set_xlabel(axis_label(axes[0], units[0]), fontsize=8)
    if named[0]:
        axis.set_ylabel(axis_label(axes[1], units[1]), fontsize=8)


def scale(figure: Figure, height: float, shades: Sequence[float], label: str) -> None:
    """Draw the scale of colours below the maps."""
    classes = len(shades) - 1
    axis = figure.add_axes((0.3, 0.42 / height, 0.4, 0.1 / height))
    for place in range(classes):
        fill = LEVELS_LIGHT[level(shades[place + 1], shades)]
        axis.add_patch(Rectangle((place, 0), 1, 1, fc=fill, ec="none"))
    axis.set_xlim(0, classes)
    axis.set_ylim(0, 1)
    axis.set_yticks([])
    names = [number(float(bound)) for bound in shades] if shades[-1] > shades[0] else [number(float(shades[0])), ""]
    axis.set_xticks(range(classes + 1), names, fontsize=8)
    axis.xaxis.set_minor_formatter(NullFormatter())
    axis.grid(False)
    for side in axis.spines.values():
        side.set_visible(False)
    axis.set_xlabel(label, fontsize=8)
