# SPDX-License-Identifier: GPL-2.0-only
"""Colours, line styles and matplotlib settings of all figures, and SVG made fit for a page."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Dict, Iterable, List, Tuple

import matplotlib
from matplotlib.figure import Figure

INK, MUTED, GRID, PAPER = "#1b1f24", "#5a6470", "#dde2e7", "#fefefe"

# Variable of the page: colour on white, colour on black. The names without "s-" are no strategies.
COLOURS: Dict[str, Tuple[str, str]] = {
    "ink": (INK, "#e8ebee"),
    "muted": (MUTED, "#a3adb8"),
    "grid": (GRID, "#343b43"),
    "paper": (PAPER, "#14171a"),
    "fail": ("#b3001b", "#ff6b5e"),
    # Okabe and Ito's palette, told apart with any colour vision, and Tol's for the rest.
    "s-ofan": ("#0072b2", "#4aa8e8"),
    "s-ecmp": ("#d55e00", "#f08a3c"),
    "s-spray": ("#e69f00", "#f5bd45"),
    "s-round-robin": ("#009e73", "#35c79d"),
    "s-jsq": ("#cc79a7", "#e3a0c6"),
    "s-adaptive": ("#56b4e9", "#9ad5f7"),
    "s-host-spray": ("#882255", "#c85f95"),
    "s-host-dr": ("#5f5f00", "#b5b54a"),
    "s-reps": ("#332288", "#8f80e8"),
    "s-flowlet": ("#6d6d6d", "#c4c4c4"),
}
# For strategies with other names, in alphabetical order.
SPARE = [
    ("#117733", "#5bbf7b"),
    ("#aa4499", "#d98acb"),
    ("#7a4a1e", "#c79463"),
    ("#3f6f8f", "#86b3d1"),
    ("#999933", "#cfcf6a"),
    ("#4d4d8f", "#9a9ae0"),
    ("#8f3f3f", "#d68a8a"),
    ("#2f7f7f", "#6fc4c4"),
]
# Eight classes of load, viridis; the busiest stands out most on either ground.
LEVELS_LIGHT = [
    "#d8e219", "#8fd744", "#4ac16d", "#21a585", "#287c8e", "#355f8d", "#453882", "#3c0751",
]  # fmt: skip
LEVELS_DARK = [
    "#46327f", "#3f4d8a", "#2f6c8e", "#23898e", "#20a486", "#55c667", "#a8db34", "#fde726",
]  # fmt: skip
for _i, _pair in enumerate(zip(LEVELS_LIGHT, LEVELS_DARK)):
    COLOURS[f"level-{_i}"] = _pair
# What hosts of a job do: computing in blues, communicating in warm colours.
for _name, _pair in {
    "forward": ("#1b6ca8", "#5aa9e6"), "backward": ("#79b4d9", "#2f6f9f"), "update": ("#4b5a68", "#9aa9b7"),
    "tp": ("#c1440e", "#ff8a5c"), "cp": ("#a1862d", "#d9bf62"), "ep": ("#3c8d40", "#77c97b"),
    "pp": ("#7b4fa3", "#b98ee0"), "dp": ("#e08e2b", "#ffb85c"), "other": ("#9c5a4a", "#d4988a"),
    "idle": ("#d3d9df", "#3c454e"),
}.items():  # fmt: skip
    COLOURS[f"work-{_name}"] = _pair
WORK = {name[5:]: pair[0] for name, pair in COLOURS.items() if name.startswith("work-")}
# What time goes into along a critical path: what nobody can save first, then what waits.
for _name, _pair in {
    "computing": ("#1b6ca8", "#5aa9e6"), "serialisation": ("#4f9d69", "#7fc798"), "propagation": ("#a3c9a8", "#4d7a58"),
    "start": ("#d3d9df", "#3c454e"), "held": ("#aab4be", "#66717c"), "queueing": ("#d55e00", "#f08a3c"),
    "host-queue": ("#e8a87c", "#b8754a"), "pfc": ("#b3001b", "#ff6b5e"), "pacing": ("#e0b000", "#f5d045"),
    "window": ("#a1862d", "#d9bf62"), "loss-detection": ("#7b4fa3", "#b98ee0"), "timeout": ("#4a1f70", "#8f5fc0"),
    "retransmission": ("#cc79a7", "#e3a0c6"), "link-down": ("#1b1f24", "#e8ebee"), "tcp": ("#3f6f8f", "#86b3d1"), "other": ("#6d6d6d", "#c4c4c4"),
}.items():  # fmt: skip
    COLOURS[f"path-{_name}"] = _pair
PATH = {name[5:]: pair[0] for name, pair in COLOURS.items() if name.startswith("path-")}

KNOWN = [name[2:] for name in COLOURS if name.startswith("s-")]
MARKERS = "osD^vP*Xhp<>d8"
DASHES: List[tuple] = [(0, ()), (0, (5, 1.5)), (0, (1.5, 1.2)), (0, (6, 1.5, 1.5, 1.5))]


@dataclass(frozen=True)
class Look:
    """How a strategy is drawn, in every figure."""

    colour: str
    marker: str
    dash: tuple


class Palette:
    """The looks of the strategies of a report: fixed by name where the name is known."""

    def __init__(self, strategies: Iterable[str]) -> None:
        """Assign looks.

        Args:
            strategies: every strategy of the database
        """
        self.looks: Dict[str, Look] = {}
        self.colours = dict(COLOURS)
        others = sorted(set(strategies) - set(KNOWN))
        for index, name in enumerate(KNOWN + others):
            if name in KNOWN:
                pair = COLOURS[f"s-{name}"]
            else:
                pair = SPARE[(index - len(KNOWN)) % len(SPARE)]
                self.colours[f"s-other-{(index - len(KNOWN)) % len(SPARE)}"] = pair
            self.looks[name] = Look(
                pair[0], MARKERS[index % len(MARKERS)], DASHES[index % len(DASHES)]
            )

    def __getitem__(self, strategy: str) -> Look:
        """The look of a strategy."""
        return self.looks[strategy]

    def find(self, name: str, index: int) -> Look:
        """The look of a strategy, or of something else that is the index-th of its kind."""
        if name in self.looks:
            return self.looks[name]
        plain = name.split(":")[0]
        if plain in KNOWN:
            return self.looks[plain]
        spare = index % len(SPARE)
        self.colours[f"s-other-{spare}"] = SPARE[spare]
        return Look(SPARE[spare][0], MARKERS[index % len(MARKERS)], DASHES[index % len(DASHES)])

    def variable(self, strategy: str) -> str:
        """CSS for the colour of a strategy."""
        return next(f"var(--{k})" for k, p in self.colours.items() if p[0] == self[strategy].colour)

    def css(self, dark: bool) -> str:
        """Declare the colours as variables of the page."""
        return " ".join(f"--{name}: {pair[dark]};" for name, pair in self.colours.items())


def set_up() -> None:
    """Give matplotlib the settings of all figures."""
    matplotlib.rcParams.update(
        {
            "svg.fonttype": "none",
            "svg.hashsalt": "ai-fabric",
            "pdf.fonttype": 42,
            "font.family": ["DejaVu Sans"],
            "font.size": 9,
            "axes.titlesize": 10,
            "axes.titlelocation": "left",
            "axes.labelsize": 9,
            "axes.labelcolor": INK,
            "axes.edgecolor": MUTED,
            "axes.linewidth": 0.8,
            "axes.facecolor": "none",
            "axes.spines.top": False,
            "axes.spines.right": False,
            "axes.titlecolor": INK,
            "axes.axisbelow": True,
            "axes.grid": True,
            "grid.color": GRID,
            "grid.linewidth": 0.7,
            "figure.facecolor": "none",
            "savefig.facecolor": "none",
            "text.color": INK,
            "xtick.color": MUTED,
            "xtick.labelcolor": INK,
            "ytick.color": MUTED,
            "ytick.labelcolor": INK,
            "legend.frameon": False,
            "lines.linewidth": 1.6,
            "path.simplify": True,
        }
    )


def save(figure: Figure, directory: Path, name: str) -> str:
    """Write a figure as SVG and PDF.

    Args:
        figure: the figure
        directory: where to write
        name: name of the files, without extension

    Returns:
        the SVG
    """
    buffer = io.StringIO()
    figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
    svg = buffer.getvalue()
    (directory / f"{name}.svg").write_text(svg, encoding="utf-8")
    figure.savefig(directory / f"{name}.pdf", metadata={"CreationDate": None})
    return svg


def inline(svg: str, name: str, label: str, palette: Palette) -> str:
    """Make an SVG file a part of a page: own ids, the page's colours, no foreign names.

    Args:
        svg: what matplotlib wrote
        name: prefix of the ids, unique in the page
        label: what the figure shows, for readers who cannot see it
        palette: colours that become variables of the page

    Returns:
        an svg element
    """
    svg = svg[svg.index("<svg") :].rstrip()
    svg = re.sub(r"<metadata>.*?</metadata>", "", svg, flags=re.DOTALL)
    svg = re.sub(r"<style type=\"text/css\">.*?</style>", "", svg, flags=re.DOTALL)
    svg = re.sub(r' xmlns(:\w+)?="[^"]*"', "", svg)
    svg = re.sub(r'\bid="', f'id="{name}-', svg)
    svg = svg.replace("url(#", f"url(#{name}-").replace('href="#', f'href="#{name}-')
    svg = svg.replace("xlink:href", "href")
    svg = svg.replace("'DejaVu Sans'", "system-ui, 'DejaVu Sans', sans-serif")
    variables = {pair[0]: f"var(--{key})" for key, pair in palette.colours.items()}
    svg = re.sub(r"#[0-9a-f]{6}\b", lambda m: variables.get(m.group(), m.group()), svg)
    head, rest = svg.split(">", 1)
    width = re.search(r'width="([0-9.]+)pt"', head)
    head = re.sub(r' (width|height|version)="[^"]*"', "", head)
    style = f' style="max-width: {float(width.group(1)) * 1.5:.0f}px"' if width else ""
    return f'{head} role="img" aria-label="{label}"{style}>{rest}'
