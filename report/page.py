# SPDX-License-Identifier: GPL-2.0-only
"""The page: HTML with everything in it."""

from __future__ import annotations

import csv
import shlex
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Dict, List, Optional, Sequence, Tuple

from charts import Chart, Section
from database import Experiment, Table, describe, varying_settings
from figures import number, with_error
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape
from style import Palette, inline, save

MOST_ROWS = 50  # of a table shown in the page; the CSV file has all
HERE = Path(__file__).resolve().parent


@dataclass(frozen=True)
class Rendered:
    """A section as HTML, small enough to be sent between processes."""

    experiment: Experiment
    verdict: str
    winner: Optional[str]
    html: Markup


@dataclass
class Saved:
    """A chart whose files are written."""

    chart: Chart
    name: str
    drawing: Markup = Markup("")
    files: List[Tuple[str, str]] = field(default_factory=list)  # names and texts of the links


@dataclass
class Cell:
    """A strategy in the overview of an experiment."""

    text: str
    best: bool
    notes: List[str]


class Writer:
    """Writes files below a directory and the HTML that refers to them."""

    def __init__(self, directory: Path, palette: Palette, command: str) -> None:
        """Remember where to write.

        Args:
            directory: holds report.html and figures/
            palette: colours
            command: the command that makes the report
        """
        self.figures = directory / "figures"
        self.palette = palette
        self.templates = Environment(
            loader=FileSystemLoader(HERE / "templates"), autoescape=True, undefined=StrictUndefined,
            trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True,
        )  # fmt: skip
        self.templates.filters["number"] = number
        self.templates.globals.update(palette=palette, command=command, most_rows=MOST_ROWS)

    def section(self, section: Section) -> Rendered:
        """Write the figures of a section and make its HTML."""
        experiment = section.experiment
        html = self.templates.get_template("section.html").render(
            experiment=experiment,
            verdict=section.verdict,
            winner=section.winner,
            made_by=compare_command(experiment, section),
            figures=[self.save(chart, f"{experiment.key}-{chart.name}") for chart in section.charts],
        )
        return Rendered(experiment, section.verdict, section.winner, Markup(html))

    def save(self, chart: Chart, name: str) -> Saved:
        """Write the files of a figure."""
        saved = Saved(chart, name)
        if chart.figure is not None:
            svg = save(chart.figure, self.figures, name)
            saved.drawing = Markup(inline(svg, name, escape(chart.title), self.palette))
            saved.files += [(f"{name}.svg", "SVG"), (f"{name}.pdf", "PDF")]
        for index, table in enumerate(chart.tables):
            file = f"{name}.csv" if index == 0 else f"{name}-{index + 1}.csv"
            write_csv(table, self.figures / file)
            saved.files.append((file, f"CSV: {table.title}"))
        return saved

    def page(self, **content: Any) -> str:
        """Put the page together from what its template asks for."""
        css = (HERE / "page.css").read_text(encoding="utf-8")
        css = css.replace("/*light*/", self.palette.css(False)).replace("/*dark*/", self.palette.css(True))
        script = (HERE / "page.js").read_text(encoding="utf-8")
        return self.templates.get_template("page.html").render(css=Markup(css), script=Markup(script), **content)


def write_csv(table: Table, path: Path) -> None:
    """Write all rows of a table."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(table.columns)
        writer.writerows(table.rows)


def compare_command(experiment: Experiment, section: Section) -> str:
    """The command that repeats an experiment."""
    settings = experiment.settings
    options = {k: v for k, v in settings.items() if k not in ("module_version", "rate_bps", "fault-lists")}
    if settings.get("rate_bps"):
        options["rate"] = f"{float(settings['rate_bps']) / 1e9:g}Gbps"
    words = [f"--{k}={v}" for k, v in options.items() if v]
    return shlex.join(["./aifabric", "compare", f"--lb={','.join(section.strategies)}", *words, *section.seeds])


def overview(
    table: Table, experiments: Sequence[Experiment], winners: Dict[str, Optional[str]], figure: Saved
) -> Dict[str, Any]:
    """Experiments as rows, strategies as columns, slowdowns in the cells."""
    places: Dict[str, List[float]] = {}
    for experiment in experiments:
        rows = [row for row in table.rows if row[0] == experiment.key]
        for place, row in enumerate(rows):
            places.setdefault(row[1], []).append(place / len(rows))
    strategies = sorted(places, key=lambda name: (sum(places[name]) / len(places[name]), name))
    found: Dict[tuple, tuple] = {(row[0], row[1]): row for row in table.rows}
    lines = []
    for experiment in experiments:
        key = experiment.key
        cells = []
        for strategy in strategies:
            _, _, completed, lost, slowdown, error = found.get((key, strategy), (None, None, 0, 0, None, None))
            text, *spread = with_error(slowdown, error).split(" ± ") if completed else [""]
            notes = [f"± {value}" for value in spread] + ([f"{lost} not completed"] if lost else [])
            cells.append(Cell(text, strategy == winners.get(key), notes))
        lines.append({"key": key, "title": experiment.title, "has_section": key in winners, "cells": cells})
    return {"strategies": strategies, "rows": lines, "figure": figure}


def common_settings(experiments: Sequence[Experiment]) -> str:
    """What all experiments share, as text."""
    varying = set(varying_settings(experiments))
    shared = [
        describe(key, value)
        for key, value in experiments[0].settings.items()
        if key not in varying and value and value != "false"
    ]
    return ", ".join(shared)
