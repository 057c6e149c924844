# SPDX-License-Identifier: GPL-2.0-only
"""Figures of strategies side by side: completion, queues, reordering, distributions, growth."""

from __future__ import annotations

import math
from typing import Dict, List, Optional, Sequence, Tuple

from database import Table
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, LogLocator, MaxNLocator, NullFormatter, NullLocator
from style import INK, MUTED, Palette

WIDTH = 9.2  # inches
ROW = 0.3  # height of a strategy's row of bars


def number(value: Optional[float]) -> str:
    """Write a number with about four digits."""
    if value is None or isinstance(value, str):
        return value or "–"
    if isinstance(value, int):
        return f"{value:,}".replace(",", "\u202f")
    if value != 0 and abs(value) < 0.001:
        return f"{value:.1e}"
    digits = 0 if value == 0 else max(0, min(4, 3 - math.floor(math.log10(abs(value)))))
    return f"{value:,.{digits}f}".replace(",", "\u202f")


def with_error(mean: float, error: Optional[float]) -> str:
    """Write a mean with its interval, to the digits that the interval leaves."""
    if error is None:
        return number(mean)
    if error <= 0 or mean == 0:
        return f"{number(mean)} ± 0" if mean else "0"
    # Two digits of the interval, but no more than five of the mean.
    digits = max(0, min(5, 1 - math.floor(math.log10(error)), 4 - math.floor(math.log10(abs(mean)))))
    spread = f"{error:,.{digits}f}" if error >= 0.5 * 10**-digits else f"<{10**-digits:.{digits}f}"
    return f"{mean:,.{digits}f} ± {spread}".replace(",", "\u202f")


def rows_figure(count: int, widths: Sequence[float]) -> Tuple[Figure, List[Axes]]:
    """Make panels side by side with one row for each strategy.

    Args:
        count: number of strategies
        widths: relative widths of the panels
    """
    height = ROW * max(count, 2) + 0.95
    figure = Figure(figsize=(WIDTH, height))
    axes = figure.subplots(
        1, len(widths), sharey=True, squeeze=False, gridspec_kw={"width_ratios": list(widths)}
    )
    figure.subplots_adjust(
        left=1.25 / WIDTH, right=0.985, top=1 - 0.32 / height, bottom=0.5 / height, wspace=0.1
    )
    for axis in axes[0]:
        axis.tick_params(axis="y", length=0)
        axis.grid(axis="y", visible=False)
    return figure, list(axes[0])


def label_rows(axis: Axes, names: Sequence[str]) -> None:
    """Name the rows; the first is on top."""
    axis.set_yticks(range(len(names)), names)
    axis.set_ylim(len(names) - 0.4, -0.6)


def bars(
    axis: Axes,
    names: Sequence[str],
    means: Sequence[float],
    errors: Sequence[Optional[float]],
    palette: Palette,
    single: Optional[Dict[str, List[float]]] = None,
) -> None:
    """Draw horizontal bars from 0 with intervals, single runs as dots, and their values.

    Args:
        axis: where
        names: strategies, from top to bottom
        means: lengths
        errors: half intervals; None where a single run gives none
        palette: colours
        single: values of the single runs
    """
    known = [mean or 0 for mean in means]
    if not any(known):
        axis.annotate("0 in every run" if None not in means else "not recorded", (0, 0), (5, 0), textcoords="offset points", va="center", fontsize=8)
        axis.set_xlim(0, 1)
        axis.set_xticks([0])
        return
    counted = all(float(mean).is_integer() for mean in known) and not any(errors)  # such as frames of single runs
    dotted = [x for values in (single or {}).values() for x in values]
    reach = max([m + (e or 0) for m, e in zip(known, errors)] + dotted)
    for row, (name, mean, error) in enumerate(zip(names, means, errors)):
        if mean is None:
            axis.annotate("–", (0, row), (5, 0), textcoords="offset points", va="center", fontsize=8)
            continue
        axis.barh(row, mean, height=0.66, color=palette[name].colour)
        end = mean
        dots = (single or {}).get(name, [])
        if len(dots) > 1:
            axis.plot(
                dots, [row + 0.2] * len(dots), "o", ms=2.6, mfc="none", mec=INK, mew=0.6, clip_on=False
            )
            end = max(end, *dots)
        if error:
            axis.errorbar(
                mean, row, xerr=[[min(error, mean)], [error]], color=INK, capsize=2.5, lw=1.1, capthick=1.1
            )
            end = max(end, mean + error)
        axis.annotate(
            number(int(mean)) if counted else with_error(mean, error), (min(end, reach), row), (5, 0),
            textcoords="offset points", va="center", fontsize=8,
        )  # fmt: skip
    axis.set_xlim(0, reach * 1.5)
    axis.xaxis.set_major_locator(MaxNLocator(5, prune="upper"))
    axis.spines["left"].set_color(INK)


def split(table: Table, value: int) -> Dict[str, List[float]]:
    """The values of a column by strategy, the first column."""
    found: Dict[str, List[float]] = {}
    for row in table.rows:
        if row[value] is not None:
            found.setdefault(row[0], []).append(row[value])
    return found


def bar_panels(table: Table, single: Table, palette: Palette, titles: Sequence[str]) -> Figure:
    """Bars of several metrics.

    Args:
        table: from queries.means()
        single: from queries.runs(), of the same metrics
        palette: colours
        titles: a title for each metric
    """
    names = [row[0] for row in table.rows]
    figure, axes = rows_figure(len(names), [1] * len(titles))
    for index, (axis, title) in enumerate(zip(axes, titles)):
        mean = [row[2 + 2 * index] for row in table.rows]
        error = [row[3 + 2 * index] for row in table.rows]
        bars(axis, names, mean, error, palette, split(single, 3 + index))
        axis.set_title(title)
        axis.set_xlabel(table.columns[2 + 2 * index])
    label_rows(axes[0], names)
    return figure


def completion(table: Table, single: Table, palette: Palette) -> Figure:
    """Completion time and slowdown as bars, and the distance to the bound on a log axis."""
    names = [row[0] for row in table.rows]
    bounded = all(row[4] is not None for row in table.rows)
    figure, axes = rows_figure(len(names), [1, 1, 0.9] if bounded else [1])
    for axis, column, title in zip(axes, (2, 4), ("Completion time", "Slowdown")):
        means = [row[column] for row in table.rows]
        errors = [row[column + 1] for row in table.rows]
        bars(axis, names, means, errors, palette, split(single, 3 + column // 2 - 1))
        axis.set_title(title)
        axis.set_xlabel(table.columns[column])
    label_rows(axes[0], names)
    if not bounded:
        return figure
    axes[1].axvline(1, color=INK, lw=0.9, ls=(0, (4, 2)))
    axes[1].set_xlabel("slowdown (dashed: the ideal bound)")
    excess = split(single, 5)
    for row, (name, *_, mean, error) in enumerate(table.rows):
        look = palette[name]
        if mean <= 0:
            continue
        positive = [x for x in excess[name] if x > 0]
        low = mean - (error or 0)
        axes[2].plot(positive, [row + 0.2] * len(positive), "o", ms=2.6, mfc="none", mec=INK, mew=0.6)
        if error:
            start = low if low > 0 else min(positive) / 10
            axes[2].plot([start, mean + error], [row, row], color=look.colour, lw=2)
        axes[2].plot(mean, row, look.marker, color=look.colour, ms=6)
    axes[2].set_xscale("log")
    values = [x for xs in excess.values() for x in xs if x > 0]
    tops = [row[6] + (row[7] or 0) for row in table.rows]
    if values:
        axes[2].set_xlim(min(values) / 2.5, max(values + tops) * 2)
        plain_log(axes[2], "x")
    axes[2].set_title("Time lost against the bound")
    axes[2].set_xlabel("slowdown − 1 (%), log axis")
    return figure


def distribution(table: Table, percentiles: Table, palette: Palette) -> Figure:
    """Flow completion times: the whole distribution, and its tail on log axes."""
    figure = Figure(figsize=(WIDTH, 3.4))
    body, tail = figure.subplots(1, 2)
    figure.subplots_adjust(left=0.065, right=0.80, top=0.9, bottom=0.14, wspace=0.3)
    curves: Dict[str, List[tuple]] = {}
    for name, time, fraction in table.rows:
        curves.setdefault(name, []).append((time, fraction))
    handles = []
    for name, _, _, median, _, late, _ in percentiles.rows:
        if name not in curves:
            continue
        look = palette[name]
        times, fractions = zip(*curves[name])
        label = f"{name}\n{number(median)} / {number(late)}"
        (line,) = body.step(
            (times[0], *times), (0, *fractions), where="post", color=look.colour, ls=look.dash, label=label
        )
        handles.append(line)
        slower = [(t, 1 - f) for t, f in zip(times, fractions) if 1 - f > 1e-12]
        if slower:
            tail.step(*zip(*slower), where="post", color=look.colour, ls=look.dash)
    body.set_ylim(0, 1.02)
    body.set_ylabel("fraction of flows")
    body.set_title("Cumulative distribution")
    tail.set_yscale("log")
    tail.set_ylabel("fraction of flows that take longer")
    tail.set_title("Tail (log axes)")
    tail.yaxis.set_major_formatter(FuncFormatter(lambda x, _: f"{x:g}"))
    tail.set_xscale("log")
    plain_log(tail, "x")
    times = [row[1] for row in table.rows]
    if max(times) > 20 * min(times):
        body.set_xscale("log")
        plain_log(body, "x")
    for axis in (body, tail):
        axis.set_xlabel(table.columns[1] + (", log axis" if axis.get_xscale() == "log" else ""))
    unit = table.columns[1][4:]
    figure.legend(
        handles=handles, loc="center left", bbox_to_anchor=(0.81, 0.5), fontsize=8,
        title=f"p50 / p99 {unit}", title_fontsize=8, handlelength=2.6, alignment="left",
    )  # fmt: skip
    return figure


def plain_log(axis: Axes, which: str, steps: Sequence[float] = (1, 2, 5)) -> None:
    """Label a logarithmic axis with plain numbers."""
    target = axis.xaxis if which == "x" else axis.yaxis
    low, high = axis.get_xlim() if which == "x" else axis.get_ylim()
    decades = math.log10(high / low)
    subs = (1.0,) if decades > 3 else steps if decades > 0.7 else (1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8)
    target.set_major_locator(LogLocator(base=10, subs=subs))
    target.set_major_formatter(FuncFormatter(lambda x, _: f"{x:g}"))
    target.set_minor_formatter(NullFormatter())


def end_labels(axis: Axes, labels: List[Tuple[float, float, str, str]], gap: float = 11) -> None:
    """Write labels at the right ends of lines, moved apart so that none covers another.

    Args:
        axis: whose limits are final
        labels: x, y, text and colour of each
        gap: least distance in points
    """
    to_points = 72 / axis.figure.dpi
    spots = sorted((axis.transData.transform((x, y))[1] * to_points, x, y, t, c) for x, y, t, c in labels)
    place = -math.inf
    placed = []
    for height, x, y, text, colour in spots:
        place = max(height, place + gap)
        placed.append([place, height, x, y, text, colour])
    if placed:  # centred on where they belong
        shift = sum(p[0] - p[1] for p in placed) / len(placed)
        floor = axis.bbox.y0 * to_points
        shift = min(shift, max(0.0, placed[0][0] - floor))
        for target, height, x, y, text, colour in placed:
            axis.annotate(
                text, (x, y), (20, target - shift - height), textcoords="offset points",
                va="center", fontsize=8, color=INK, annotation_clip=False,
                arrowprops={"arrowstyle": "-", "color": colour, "lw": 1.0, "shrinkA": 1, "shrinkB": 4},
            )  # fmt: skip


def growth(table: Table, fits: Table, palette: Palette) -> Figure:
    """Largest queue over message size with fitted exponents, and slowdown over the same."""
    bounded = all(row[5] is not None for row in table.rows)
    figure = Figure(figsize=(WIDTH, 3.7))
    axes = figure.subplots(1, 2 if bounded else 1, squeeze=False)
    figure.subplots_adjust(left=0.065, right=0.855, top=0.91, bottom=0.14, wspace=0.9)
    exponents = {row[0]: (row[3], row[4]) for row in fits.rows}
    lines: Dict[str, List[tuple]] = {}
    for row in table.rows:
        lines.setdefault(row[0], []).append(row)
    panels = [(axes[0][0], 3, "Largest queue between switches")]
    if bounded:
        panels.append((axes[0][1], 5, "Slowdown"))
    for axis, column, title in panels:
        axis.set_xscale("log")
        axis.set_yscale("log")
        labels = []
        for name, rows in lines.items():
            look = palette[name]
            x, y = [r[1] for r in rows], [r[column] for r in rows]
            errors = [r[column + 1] or 0 for r in rows]
            low = [min(e, v * 0.9) for e, v in zip(errors, y)]
            axis.errorbar(x, y, yerr=[low, errors], color=look.colour, ls=look.dash, capsize=2, elinewidth=0.9)
            for r, value in zip(rows, y):
                dropped = r[7] > 0 and column == 3
                axis.plot(
                    r[1], value, look.marker, color=look.colour, ms=5, mfc="none" if dropped else look.colour
                )
            text = name
            if column == 3 and name in exponents:
                text += f"  b = {with_error(*exponents[name])}"
            labels.append((x[-1], y[-1], text, look.colour))
        sizes = sorted({row[1] for row in table.rows})
        axis.set_xlim(sizes[0] / 1.3, sizes[-1] * 1.3)
        axis.set_xticks(sizes, [size_name(s) for s in sizes])
        axis.xaxis.set_minor_locator(NullLocator())
        plain_log(axis, "y")
        end_labels(axis, labels)
        axis.set_title(title)
        axis.set_xlabel("message size, log axis")
        axis.set_ylabel(table.columns[column] + ", log axis")
    if any(row[7] for row in table.rows):
        figure.text(0.065, 0.005, "hollow: runs with drops, not fitted", fontsize=8, color=MUTED)
    return figure


def size_name(kib: float) -> str:
    """A message size on an axis."""
    for unit, size in (("GiB", 2**20), ("MiB", 2**10)):
        if kib >= size:
            return f"{kib / size:g} {unit}"
    return f"{kib:g} KiB" if kib >= 1 else f"{kib * 1024:g} B"
