# SPDX-License-Identifier: GPL-2.0-only
"""The heat map of link utilisation on the drawn topology."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from dataclasses import dataclass
from typing import Dict, List, Sequence, Tuple

from database import Table
from figures import WIDTH
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path
from style import GRID, INK, LEVELS_LIGHT, MUTED

PORT = re.compile(r"^([^:>]*[^:>\d])(\d+):\d+->([^:>]*[^:>\d])(\d+)$")
FIRST, TOP = 0.55, 2.5  # heights of the lowest and the highest switches, above hosts at 0
MOST_LINKS = 20000  # drawn in one figure

Node = Tuple[str, int]


@dataclass
class Layout:
    """Where the nodes of a fabric are drawn."""

    places: Dict[Node, Tuple[float, float]]
    pods: List[Tuple[float, float]]  # left and right end of each
    tiers: Dict[float, str]  # height: name
    roof: float  # top of the boxes around pods


def parse(name: str) -> Tuple[Node, Node]:
    """The ends of a port such as ``edge0:3->agg1``.

    Raises:
        ValueError: the name is of another form
    """
    match = PORT.match(name)
    if not match:
        raise ValueError(f"port {name}")
    return (match.group(1), int(match.group(2))), (match.group(3), int(match.group(4)))


def rank(links: Sequence[Tuple[Node, Node]]) -> Dict[str, int]:
    """How far each tier is from the hosts, which have 0.

    Args:
        links: lower and upper end of each

    Raises:
        ValueError: a tier is above itself
    """
    above = {(a[0], b[0]) for a, b in links}
    ranks = {kind: 0 for pair in above for kind in pair}
    for _ in ranks:
        for lower, upper in above:
            ranks[upper] = max(ranks[upper], ranks[lower] + 1)
    if any(ranks[upper] <= ranks[lower] for lower, upper in above):
        raise ValueError("links between equal tiers")
    return ranks


def find_height(distance: int, top: int) -> float:
    """The height at which a tier is drawn, by its rank and the highest one."""
    if distance in (0, top):
        return TOP if distance else 0.0
    return FIRST + (TOP - FIRST) * (distance - 1) / (top - 1)


def lay_out(links: Sequence[Tuple[Node, Node]]) -> Layout:
    """Place hosts at the bottom and the highest tier on top; pods are what the latter joins."""
    nodes = sorted({node for link in links for node in link})
    ranks = rank(links)
    top = max(ranks.values())
    height = {kind: find_height(distance, top) for kind, distance in ranks.items()}
    parent = {node: node for node in nodes}

    def root(node: Node) -> Node:
        while parent[node] != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    for a, b in links:
        if ranks[a[0]] < top and ranks[b[0]] < top:
            parent[root(a)] = root(b)
    groups: Dict[Node, List[Node]] = defaultdict(list)
    for node in nodes:
        if ranks[node[0]] < top:
            groups[root(node)].append(node)
    ordered = sorted(groups.values(), key=lambda members: min((ranks[k], i) for k, i in members))
    places: Dict[Node, Tuple[float, float]] = {}
    pods = []
    for index, members in enumerate(ordered):
        left, right = index / len(ordered), (index + 1) / len(ordered)
        margin = 0.06 * (right - left)
        if sum(kind != "host" for kind, _ in members) > 1:
            pods.append((left + margin / 2, right - margin / 2))
        place_rows(places, members, left + margin, right - margin, height)
    place_rows(places, [n for n in nodes if ranks[n[0]] == top], 0.0, 1.0, height)
    tiers = {place[1]: node[0] for node, place in places.items()}
    return Layout(places, pods, tiers, find_height(top - 1, top) + 0.25)


def place_rows(
    places: Dict[Node, Tuple[float, float]],
    members: List[Node],
    left: float,
    right: float,
    height: Dict[str, float],
) -> None:
    """Spread nodes evenly over a width, one row for each tier at its height."""
    rows: Dict[str, List[Node]] = defaultdict(list)
    for node in members:
        rows[node[0]].append(node)
    for kind, row in rows.items():
        step = (right - left) / len(row)
        for index, node in enumerate(sorted(row)):
            places[node] = (left + (index + 0.5) * step, height[kind])


def nice_limit(value: float) -> float:
    """A round number of at least the value, for the end of the scale."""
    power = 10 ** math.floor(math.log10(value)) if value > 0 else 1
    for factor in (1, 1.6, 2, 4, 6, 8, 10):
        if factor * power >= value * 0.999:
            return factor * power
    return 10 * power


def draw(axis: Axes, layout: Layout, loads: List[Tuple[Node, Node, float]], limit: float) -> None:
    """Draw one direction of all links, coloured by load, the busiest on top."""
    for left, right in layout.pods:
        axis.add_patch(Rectangle((left, -0.2), right - left, layout.roof + 0.2, fc="none", ec=GRID, lw=0.8))
    levels = len(LEVELS_LIGHT)
    by_level: Dict[int, List[Tuple[float, float]]] = defaultdict(list)
    for a, b, load in loads:
        level = min(levels - 1, int(load / limit * levels))
        by_level[level] += [layout.places[a], layout.places[b]]
    few = len(loads) < 200
    for level in sorted(by_level):
        vertices = by_level[level]
        path = Path(vertices, [Path.MOVETO, Path.LINETO] * (len(vertices) // 2))
        axis.add_patch(
            PathPatch(path, fc="none", ec=LEVELS_LIGHT[level], lw=1.5 if few else 0.8, capstyle="butt")
        )
    by_kind: Dict[str, List[Tuple[float, float]]] = defaultdict(list)
    for node, place in layout.places.items():
        by_kind[node[0]].append(place)
    for kind, spots in by_kind.items():
        size = 2.0 if kind == "host" else 3.4
        axis.plot(*zip(*sorted(spots)), "s", color=MUTED, ms=size if few else size * 0.7, lw=0)
    axis.set_xlim(-0.005, 1.005)
    axis.set_ylim(-0.3, 2.7)
    axis.axis("off")


def heat_map(table: Table, balances: Table, order: Sequence[str]) -> Figure:
    """Draw the utilisation of both directions of all links, a row for each strategy.

    Args:
        table: from queries.link_load()
        balances: from queries.balance()
        order: strategies, best first
    """
    loads: Dict[Tuple[str, str], List[Tuple[Node, Node, float]]] = defaultdict(list)
    for strategy, name, _, direction, load in table.rows:
        a, b = parse(name)
        loads[strategy, direction].append((a, b, load))
    present = [name for name in order if (name, "up") in loads]
    each = len(table.rows) // max(len(present), 1)
    while len(present) > 1 and each * len(present) > MOST_LINKS:
        present.pop(len(present) // 2)
    limit = nice_limit(max(row[4] for row in table.rows))
    layout = lay_out([(a, b) for a, b, _ in loads[present[0], "up"]])
    height = 1.45 * len(present) + 1.0
    figure = Figure(figsize=(WIDTH, height))
    for index, name in enumerate(present):
        for column, direction in enumerate(("up", "down")):
            bottom = (height - 0.3 - 1.45 * (index + 1)) / height
            axis = figure.add_axes((0.045 + 0.48 * column, bottom, 0.465, 1.2 / height))
            draw(axis, layout, loads[name, direction], limit)
            note = ", ".join(
                f"{row[1]} {row[7]:.2f}"
                for row in balances.rows
                if row[0] == name and row[2] == direction and row[1] != "host" and row[7] is not None
            )
            axis.text(0, 2.8, f"{name}, {direction}", va="bottom", fontsize=9.5, color=INK)
            axis.text(1.0, 2.8, f"max / mean: {note}", ha="right", va="bottom", fontsize=8, color=INK)
            if column == 0:
                for place, tier in layout.tiers.items():
                    axis.text(-0.01, place, tier, ha="right", va="center", fontsize=7.5, color=INK)
    scale(figure, height, limit)
    return figure


def scale(figure: Figure, height: float, limit: float) -> None:
    """Draw the scale of colours below the panels."""
    levels = len(LEVELS_LIGHT)
    axis = figure.add_axes((0.3, 0.42 / height, 0.4, 0.1 / height))
    for level, colour in enumerate(LEVELS_LIGHT):
        axis.add_patch(Rectangle((level, 0), 1, 1, fc=colour, ec="none"))
    axis.set_xlim(0, levels)
    axis.set_ylim(0, 1)
    axis.set_yticks([])
    axis.set_xticks(range(levels + 1), [f"{limit * i / levels:g}" for i in range(levels + 1)], fontsize=8)
    axis.grid(False)
    for side in axis.spines.values():
        side.set_visible(False)
    axis.set_xlabel("utilisation of the link (%), mean over the completion time", fontsize=8)
